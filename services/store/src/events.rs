//! Consumed events → the kitchen's inputs; facts → events on the wire.

use baedal_messaging::{HandleError, Handler, NewEvent, Received};
use baedal_proto::events::v1 as wire;
use baedal_proto::order::v1::Fulfillment as WireFulfillment;
use baedal_proto::store::v1::StoreKind as WireStoreKind;
use baedal_proto::{from_timestamp, to_timestamp};
use baedal_runtime::BoxError;
use prost::{Message, Name};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::app::App;
use crate::app::intake::{Input, IntakeError};
use crate::domain::{
    Address, CatalogFact, Command, Fulfillment, Line, State, StoreKind, Ticket, TicketFact, Times,
};

/// What the consumer hears.
pub const FILTERS: [&str; 3] = [
    "order.placed.*",
    "order.cancel_requested.*",
    "delivery.picked_up.*",
];

/// Gives the kitchen what it hears.
pub struct StoreOrders(pub App);

impl Handler for StoreOrders {
    async fn handle(&self, events: &[Received]) -> Result<(), HandleError> {
        let inputs: Vec<Input> = events
            .iter()
            .map(|event| event.span().in_scope(|| decode(event)))
            .collect::<Result<_, _>>()
            .map_err(HandleError::unreadable)?;
        self.0
            .take_in(events, &inputs)
            .await
            .map_err(|error| match error {
                IntakeError::NoTicketYet => HandleError::not_yet(error),
                IntakeError::Illegal(_) => HandleError::poison(error),
                IntakeError::Database(error) => HandleError::database(error),
            })
    }

    /// A customer who calls an order off waits for the answer, and for the money.
    fn moves_money(&self, event: &Received) -> bool {
        event.event_type == wire::OrderCancelRequested::full_name()
    }
}

/// What an event means to the kitchen. One that cannot be read never will be; an order of a newer release, to be fetched in a way that
/// this one does not know, waits for it.
fn decode(event: &Received) -> Result<Input, BoxError> {
    let kind = event.event_type.as_str();
    let command = |order_id: &str, command, reason: String| {
        Ok::<_, BoxError>(Input::Command {
            order_id: order_id.parse()?,
            command,
            reason,
        })
    };
    if kind == wire::OrderPlaced::full_name() {
        let placed = wire::OrderPlaced::decode(&*event.payload)?;
        Ok(Input::Placed(Box::new(new_ticket(placed, event)?)))
    } else if kind == wire::OrderCancelRequested::full_name() {
        let asked = wire::OrderCancelRequested::decode(&*event.payload)?;
        command(&asked.order_id, Command::Cancel, asked.reason)
    } else if kind == wire::DeliveryPickedUp::full_name() {
        let picked_up = wire::DeliveryPickedUp::decode(&*event.payload)?;
        command(&picked_up.order_id, Command::HandOver, String::new())
    } else {
        Ok(Input::Ignored)
    }
}

fn new_ticket(placed: wire::OrderPlaced, event: &Received) -> Result<Ticket, BoxError> {
    let fulfillment = match WireFulfillment::try_from(placed.fulfillment)? {
        WireFulfillment::Pickup => Fulfillment::Pickup,
        WireFulfillment::Delivery => Fulfillment::Delivery,
        WireFulfillment::Unspecified => return Err("the order has no fulfillment".into()),
    };
    let placed_at = placed
        .occurred_at
        .as_ref()
        .map_or(Ok(event.occurred_at), from_timestamp)?;
    let lines = placed
        .lines
        .into_iter()
        .map(|line| {
            Ok(Line {
                item_id: line.item_id.parse()?,
                name: line.name,
                quantity: line.quantity.try_into()?,
                unit_price: line.unit_price.ok_or("a line has no price")?.try_into()?,
            })
        })
        .collect::<Result<_, BoxError>>()?;
    Ok(Ticket {
        order_id: placed.order_id.parse()?,
        store_id: placed.store_id.parse()?,
        store_name: placed.store_name,
        customer: placed.customer_id.parse()?,
        state: State::New,
        version: 1,
        lines,
        total: placed.total.ok_or("the order has no total")?.try_into()?,
        fulfillment,
        delivery_address: placed.delivery_address.map(|address| Address {
            text: address.text,
            latitude: address.latitude,
            longitude: address.longitude,
        }),
        note: placed.note,
        reason: String::new(),
        traceparent: event.traceparent.clone(),
        placed_at,
        updated_at: placed_at,
        times: Times::default(),
    })
}

/// A fact about the catalog, as it is published.
pub fn catalog_fact(
    id: Uuid,
    fact: CatalogFact<'_>,
    traceparent: Option<String>,
    at: OffsetDateTime,
) -> NewEvent {
    let occurred_at = Some(to_timestamp(at));
    match fact {
        CatalogFact::StoreChanged(store) => {
            let body = wire::StoreChanged {
                store_id: store.id.to_string(),
                owner_id: store.owner.as_str().to_owned(),
                name: store.name.clone(),
                kind: wire_kind(store.kind).into(),
                open: store.open,
                currency_code: store.currency.code().to_owned(),
                address: Some(wire_address(&store.address)),
                occurred_at,
            };
            let about = About {
                aggregate: "store",
                id: store.id.uuid(),
                key: store.id.uuid(),
            };
            event(id, &about, "changed", store.version, &body, traceparent, at)
        }
        CatalogFact::MenuItemChanged(item) => {
            let body = wire::MenuItemChanged {
                store_id: item.store_id.to_string(),
                item_id: item.id.to_string(),
                name: item.name.clone(),
                price: Some(item.price.into()),
                available: item.available,
                occurred_at,
            };
            // The item counts its own versions; the store is only where it is filed.
            let about = About {
                aggregate: "store",
                id: item.id.uuid(),
                key: item.store_id.uuid(),
            };
            event(
                id,
                &about,
                "menu_item_changed",
                item.version,
                &body,
                traceparent,
                at,
            )
        }
    }
}

/// A fact about a ticket, as it is published. `pickup` is where the store is: only facts that an
/// owner makes tell it, and only they know it.
pub fn ticket_fact(
    id: Uuid,
    fact: TicketFact,
    ticket: &Ticket,
    pickup: Option<&Address>,
    at: OffsetDateTime,
) -> NewEvent {
    /// A message with what all of them say, and what this one says besides.
    macro_rules! told {
        ($fact:literal, $message:ident { $($field:ident $(: $value:expr)?),* $(,)? }) => {
            Tell { id, ticket, at }.as_event($fact, &wire::$message {
                order_id: ticket.order_id.to_string(),
                customer_id: ticket.customer.as_str().to_owned(),
                store_id: ticket.store_id.to_string(),
                occurred_at: Some(to_timestamp(at)),
                fulfillment: wire_fulfillment(ticket.fulfillment).into(),
                $($field $(: $value)?,)*
            })
        };
    }
    let store_name = ticket.store_name.clone();
    let pickup_address = pickup.map(wire_address);
    let delivery_address = ticket.delivery_address.as_ref().map(wire_address);
    let reason = ticket.reason.clone();
    match fact {
        TicketFact::Created => {
            let lines = ticket.lines.iter().map(wire_line).collect();
            let total = Some(ticket.total.into());
            told!("created", TicketCreated { lines, total })
        }
        TicketFact::Accepted => told!(
            "accepted",
            TicketAccepted {
                store_name,
                pickup_address,
                delivery_address,
            }
        ),
        TicketFact::Rejected => told!("rejected", TicketRejected { reason }),
        TicketFact::CookingStarted => told!("cooking_started", TicketCookingStarted {}),
        TicketFact::Cooked => told!(
            "cooked",
            TicketCooked {
                store_name,
                pickup_address,
                delivery_address,
            }
        ),
        TicketFact::HandedOver => told!("handed_over", TicketHandedOver {}),
        TicketFact::Canceled => told!("canceled", TicketCanceled { reason }),
        TicketFact::CancelDenied { reason } => {
            told!(
                "cancel_denied",
                TicketCancelDenied {
                    reason: reason.to_owned()
                }
            )
        }
    }
}

struct Tell<'a> {
    id: Uuid,
    ticket: &'a Ticket,
    at: OffsetDateTime,
}

impl Tell<'_> {
    fn as_event<M: Message + Name>(&self, fact: &'static str, body: &M) -> NewEvent {
        let Self { id, ticket, at } = *self;
        let order_id = ticket.order_id.uuid();
        let about = About {
            aggregate: "ticket",
            id: order_id,
            key: order_id,
        };
        event(
            id,
            &about,
            fact,
            ticket.version,
            body,
            ticket.traceparent.clone(),
            at,
        )
    }
}

/// What an event is about, and under which key it is filed.
struct About {
    aggregate: &'static str,
    id: Uuid,
    key: Uuid,
}

fn event<M: Message + Name>(
    id: Uuid,
    about: &About,
    fact: &'static str,
    version: i64,
    body: &M,
    traceparent: Option<String>,
    occurred_at: OffsetDateTime,
) -> NewEvent {
    NewEvent {
        id,
        aggregate: about.aggregate,
        fact,
        event_type: M::full_name(),
        aggregate_id: about.id,
        version,
        key: about.key,
        payload: body.encode_to_vec(),
        occurred_at,
        traceparent,
    }
}

fn wire_line(line: &Line) -> wire::LineItem {
    wire::LineItem {
        item_id: line.item_id.to_string(),
        name: line.name.clone(),
        quantity: line.quantity.into(),
        unit_price: Some(line.unit_price.into()),
    }
}

fn wire_address(address: &Address) -> wire::Address {
    wire::Address {
        text: address.text.clone(),
        latitude: address.latitude,
        longitude: address.longitude,
    }
}

fn wire_fulfillment(fulfillment: Fulfillment) -> WireFulfillment {
    match fulfillment {
        Fulfillment::Pickup => WireFulfillment::Pickup,
        Fulfillment::Delivery => WireFulfillment::Delivery,
    }
}

fn wire_kind(kind: StoreKind) -> WireStoreKind {
    match kind {
        StoreKind::CoffeeShop => WireStoreKind::CoffeeShop,
        StoreKind::Restaurant => WireStoreKind::Restaurant,
        StoreKind::Florist => WireStoreKind::Florist,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn received(event: baedal_testkit::ForeignEvent) -> Received {
        let new = NewEvent {
            id: event.id,
            aggregate: "order",
            fact: "told",
            event_type: event.event_type,
            aggregate_id: event.id,
            version: 1,
            key: event.id,
            payload: event.payload,
            occurred_at: OffsetDateTime::UNIX_EPOCH,
            traceparent: None,
        };
        Received::from_new(new, 1)
    }

    #[test]
    fn nothing_that_a_newer_release_tells_is_poison() {
        let mut waiting = Vec::new();
        let descriptors = baedal_proto::FILE_DESCRIPTOR_SET;
        for event in baedal_testkit::foreign_events(descriptors, "baedal.events.v1") {
            let what = event.what.clone();
            let event = received(event);
            match decode(&event).map_err(HandleError::unreadable) {
                Ok(_) => {}
                Err(HandleError::NotYet(_)) => waiting.push(what),
                Err(error) => panic!("{what}: {error:?}"),
            }
        }
        waiting.sort();
        // Cooked without knowing for whom it would be wrong; it waits for a release that knows.
        assert_eq!(
            waiting,
            ["baedal.events.v1.OrderPlaced: fulfillment = 4242"]
        );
    }
}
