//! What a customer is told, and in which words. Pure.

use baedal_values::{EventId, OrderId, Subject};
use time::OffsetDateTime;

/// A change that a customer is told of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// The order is placed and paid.
    OrderPlaced,
    /// The store took it.
    OrderAccepted,
    /// The kitchen is at it.
    OrderCooking,
    /// It is ready.
    OrderCooked,
    /// The rider has it.
    OrderPickedUp,
    /// The rider handed it over.
    OrderDelivered,
    /// The customer confirmed it.
    OrderCompleted,
    /// The store refused it.
    OrderRejected,
    /// A cancel is under way.
    CancelRequested,
    /// It is called off.
    OrderCanceled,
    /// It was too late to cancel.
    CancelDenied,
    /// A rider took the delivery.
    RiderAssigned,
    /// The money is on its way back.
    PaymentRefunded,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 13] = [
        Self::OrderPlaced,
        Self::OrderAccepted,
        Self::OrderCooking,
        Self::OrderCooked,
        Self::OrderPickedUp,
        Self::OrderDelivered,
        Self::OrderCompleted,
        Self::OrderRejected,
        Self::CancelRequested,
        Self::OrderCanceled,
        Self::CancelDenied,
        Self::RiderAssigned,
        Self::PaymentRefunded,
    ];

    /// The name that is stored, logged and told to callers, as `<aggregate>.<change>`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::OrderPlaced => "order.placed",
            Self::OrderAccepted => "order.accepted",
            Self::OrderCooking => "order.cooking",
            Self::OrderCooked => "order.cooked",
            Self::OrderPickedUp => "order.picked_up",
            Self::OrderDelivered => "order.delivered",
            Self::OrderCompleted => "order.completed",
            Self::OrderRejected => "order.rejected",
            Self::CancelRequested => "order.cancel_requested",
            Self::OrderCanceled => "order.canceled",
            Self::CancelDenied => "order.cancel_denied",
            Self::RiderAssigned => "delivery.claimed",
            Self::PaymentRefunded => "payment.refunded",
        }
    }

    /// The kind of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// Something that happened to a customer's order.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// The event that said so; a change is told once.
    pub event_id: EventId,
    /// Whose order. Never logged.
    pub customer: Subject,
    /// The order.
    pub order_id: OrderId,
    /// What happened.
    pub kind: Kind,
    /// What the words need to know besides: the store's name, a reason, or nothing.
    pub detail: String,
    /// When it happened.
    pub occurred_at: OffsetDateTime,
}

/// A change, put in words and kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Notification {
    /// Its place among all notifications: later ones are greater.
    pub seq: i64,
    /// Its id, the event's.
    pub id: EventId,
    /// Who is told. Never logged.
    pub customer: Subject,
    /// The order it is about.
    pub order_id: OrderId,
    /// What happened.
    pub kind: Kind,
    /// In words.
    pub text: String,
    /// When it happened.
    pub occurred_at: OffsetDateTime,
    /// When this was written down.
    pub created_at: OffsetDateTime,
    /// When the channel took it, if it did.
    pub sent_at: Option<OffsetDateTime>,
}

/// The words for a change: one short sentence, or two.
pub fn compose(kind: Kind, detail: &str) -> String {
    let detail = detail.trim();
    let because = |sentence: &str| {
        if detail.is_empty() {
            format!("{sentence}.")
        } else {
            format!("{sentence}: {detail}")
        }
    };
    match kind {
        Kind::OrderPlaced if detail.is_empty() => "Your order is placed.".to_owned(),
        Kind::OrderPlaced => format!("Your order at {detail} is placed."),
        Kind::OrderAccepted => "The store accepted your order.".to_owned(),
        Kind::OrderCooking => "The kitchen started on your order.".to_owned(),
        Kind::OrderCooked => "Your order is ready.".to_owned(),
        Kind::OrderPickedUp => "The rider picked up your order.".to_owned(),
        Kind::OrderDelivered => "Your order was delivered. Please confirm it.".to_owned(),
        Kind::OrderCompleted => "Your order is complete. Enjoy!".to_owned(),
        Kind::OrderRejected => because("The store could not take your order"),
        Kind::CancelRequested => "Your order is being canceled.".to_owned(),
        Kind::OrderCanceled => because("Your order was canceled"),
        Kind::CancelDenied => because("Your order could not be canceled"),
        Kind::RiderAssigned => "A rider will bring your order.".to_owned(),
        Kind::PaymentRefunded => "Your payment was refunded.".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_kind_has_its_own_name_and_words() {
        let names: HashSet<_> = Kind::ALL.iter().map(|kind| kind.name()).collect();
        let words: HashSet<_> = Kind::ALL.iter().map(|kind| compose(*kind, "")).collect();
        assert_eq!(names.len(), Kind::ALL.len());
        assert_eq!(words.len(), Kind::ALL.len());
        for kind in Kind::ALL {
            assert_eq!(Kind::parse(kind.name()), Some(kind));
        }
    }

    #[test]
    fn a_reason_is_told_where_there_is_one() {
        assert_eq!(
            compose(Kind::OrderRejected, "sold out"),
            "The store could not take your order: sold out"
        );
        assert_eq!(
            compose(Kind::OrderRejected, "  "),
            "The store could not take your order."
        );
        assert_eq!(
            compose(Kind::OrderPlaced, "Moon Coffee"),
            "Your order at Moon Coffee is placed."
        );
    }
}
