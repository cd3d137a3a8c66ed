//! What a customer is told, in which words, and through what. Pure.

mod address;
mod endpoint;
mod preferences;
mod sending;
mod share;
mod words;

pub use self::address::is_public;
pub use self::endpoint::Endpoint;
pub use self::preferences::{
    Contact, Email, Language, Malformed, Needs, Phone, Preferences, Webhook, WebhookSecret,
};
pub use self::sending::{Fault, Outgoing, Patience, Sending, Status};
pub use self::share::{LeftOut, Shares, Way};
pub use self::words::{compose, letter, subject};

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
    /// The language of the words.
    pub language: Language,
    /// In words.
    pub text: String,
    /// When it happened.
    pub occurred_at: OffsetDateTime,
    /// When this was written down.
    pub created_at: OffsetDateTime,
}

/// A change in a customer's words, and the channels it is to go through.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft<'a> {
    /// The change.
    pub change: &'a Change,
    /// The language of the words.
    pub language: Language,
    /// In words.
    pub text: String,
    /// Names of channels.
    pub channels: Vec<&'a str>,
}

impl<'a> Draft<'a> {
    /// Puts a change in the customer's words, for those of the channels that the customer wants and
    /// can be reached by.
    pub fn of(
        change: &'a Change,
        preferences: &Preferences,
        channels: impl IntoIterator<Item = (&'a str, Needs)>,
    ) -> Self {
        let wanted = channels
            .into_iter()
            .filter(|(name, needs)| preferences.want(name, *needs, change.kind));
        Self {
            change,
            language: preferences.language,
            text: compose(preferences.language, change.kind, &change.detail),
            channels: wanted.map(|(name, _)| name).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_kind_has_its_own_name() {
        let names: HashSet<_> = Kind::ALL.iter().map(|kind| kind.name()).collect();
        assert_eq!(names.len(), Kind::ALL.len());
        for kind in Kind::ALL {
            assert_eq!(Kind::parse(kind.name()), Some(kind));
        }
    }

    #[test]
    fn a_change_goes_through_the_channels_that_are_wanted_and_can_reach() {
        let change = Change {
            event_id: "0190c2a4-0000-7000-8000-000000000001"
                .parse()
                .expect("an id"),
            customer: "minji".parse().expect("a subject"),
            order_id: "0190c2a4-0000-7000-8000-000000000002"
                .parse()
                .expect("an id"),
            kind: Kind::OrderCooked,
            detail: String::new(),
            occurred_at: OffsetDateTime::UNIX_EPOCH,
        };
        let channels = [
            ("log", Needs::Nothing),
            ("email", Needs::Email),
            ("sms", Needs::Phone),
        ];
        let mut said = Preferences::default();
        let through = |said: &Preferences| Draft::of(&change, said, channels).channels;
        assert_eq!(through(&said), ["log"]);

        said.contact.email = "minji@example.com".parse().ok();
        said.language = Language::Ko;
        assert_eq!(through(&said), ["log", "email"]);
        assert_eq!(
            Draft::of(&change, &said, channels).text,
            "주문하신 상품이 준비되었습니다."
        );
        said.muted_channels = vec!["log".to_owned()];
        assert_eq!(through(&said), ["email"]);
        said.muted_kinds = vec![Kind::OrderCooked];
        assert!(through(&said).is_empty());
    }
}
