//! Ids: UUIDs that cannot be mistaken for one another.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The text is no id: ids are hyphenated UUIDs of 36 characters, and never all zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be a hyphenated UUID, such as 0198c5d2-7b1e-7c3a-9f00-3d1c2b4a5e6f")]
pub struct InvalidId;

fn parse(text: &str) -> Result<Uuid, InvalidId> {
    // `Uuid` also reads braces, URNs and plain hexadecimal; one id has one form here.
    if text.len() != uuid::fmt::Hyphenated::LENGTH {
        return Err(InvalidId);
    }
    let uuid = Uuid::try_parse(text).map_err(|_| InvalidId)?;
    if uuid.is_nil() {
        Err(InvalidId)
    } else {
        Ok(uuid)
    }
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        ///
        /// Written and shown as a lowercase hyphenated UUID.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// The bare UUID, for databases and headers.
            pub const fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.hyphenated().fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;

            fn from_str(text: &str) -> Result<Self, InvalidId> {
                parse(text).map(Self)
            }
        }

        impl From<Uuid> for $name {
            fn from(uuid: Uuid) -> Self {
                Self(uuid)
            }
        }

        impl From<$name> for Uuid {
            fn from(id: $name) -> Self {
                id.0
            }
        }
    )+};
}

ids! {
    /// Names an order, and with it its payment, ticket and delivery.
    OrderId,
    /// Names a store.
    StoreId,
    /// Names an item of a menu.
    MenuItemId,
    /// Names a payment.
    PaymentId,
    /// Names a kitchen ticket: the same UUID as its order's.
    TicketId,
    /// Names a delivery.
    DeliveryId,
    /// Names an event; the broker and every inbox know a repeated one by it.
    EventId,
    /// Names one attempt of a caller to change something (AIP-155).
    RequestId,
}

impl From<OrderId> for TicketId {
    fn from(order: OrderId) -> Self {
        Self(order.0)
    }
}

impl From<TicketId> for OrderId {
    fn from(ticket: TicketId) -> Self {
        Self(ticket.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "0198c5d2-7b1e-7c3a-9f00-3d1c2b4a5e6f";

    #[test]
    fn an_id_reads_what_it_writes() {
        let id: OrderId = TEXT.parse().expect("a good id");
        assert_eq!(id.to_string(), TEXT);
    }

    #[test]
    fn capitals_are_read_and_never_written() {
        let id: OrderId = TEXT.to_uppercase().parse().expect("a good id");
        assert_eq!(id.to_string(), TEXT);
    }

    #[test]
    fn other_forms_of_a_uuid_are_refused() {
        for text in [
            "",
            "order",
            "0198c5d27b1e7c3a9f003d1c2b4a5e6f",
            "{0198c5d2-7b1e-7c3a-9f00-3d1c2b4a5e6f}",
            "urn:uuid:0198c5d2-7b1e-7c3a-9f00-3d1c2b4a5e6f",
            " 0198c5d2-7b1e-7c3a-9f00-3d1c2b4a5e6",
            "00000000-0000-0000-0000-000000000000",
        ] {
            assert_eq!(text.parse::<OrderId>(), Err(InvalidId), "{text:?}");
        }
    }

    #[test]
    fn a_ticket_is_named_as_its_order() {
        let order: OrderId = TEXT.parse().expect("a good id");
        assert_eq!(TicketId::from(order).uuid(), order.uuid());
    }
}
