//! Consumed events → changes that customers are told of.

use baedal_messaging::{HandleError, Handler, Received};
use baedal_proto::events::v1 as wire;
use baedal_proto::order::v1::OrderStatus;
use baedal_runtime::BoxError;
use prost::{Message, Name};

use crate::app::App;
use crate::domain::{Change, Kind};

/// What the consumer hears.
pub const FILTERS: [&str; 3] = ["order.>", "delivery.claimed.*", "payment.refunded.*"];

/// Tells customers what it hears.
pub struct NotificationOrders(pub App);

impl Handler for NotificationOrders {
    async fn handle(&self, events: &[Received]) -> Result<(), HandleError> {
        let mut changes = Vec::with_capacity(events.len());
        for event in events {
            // Under the event's own span: what is said about it belongs to its order's trace.
            let change = event.span().in_scope(|| decode(event));
            changes.extend(change.map_err(HandleError::unreadable)?);
        }
        self.0
            .tell(events, &changes)
            .await
            .map_err(HandleError::database)
    }
}

/// One arm for each kind of event: its body, what it is, and what the words need besides.
macro_rules! read {
    ($event:expr, { $($message:ident($body:ident) => ($kind:expr, $detail:expr),)+ }) => {
        $(if $event.event_type == wire::$message::full_name() {
            let $body = wire::$message::decode(&*$event.payload)?;
            let Some(kind) = $kind else {
                return Ok(None);
            };
            return Ok(Some(Change {
                event_id: $event.event_id.into(),
                customer: $body.customer_id.parse()?,
                order_id: $body.order_id.parse()?,
                kind,
                detail: String::from($detail),
                occurred_at: $event.occurred_at,
            }));
        })+
    };
}

/// What an event tells a customer, if anything. One that cannot be read never will be.
fn decode(event: &Received) -> Result<Option<Change>, BoxError> {
    read!(event, {
        OrderPlaced(it) => (Some(Kind::OrderPlaced), it.store_name),
        OrderProgressed(it) => (progress(it.status)?, ""),
        OrderCompleted(it) => (Some(Kind::OrderCompleted), ""),
        OrderRejected(it) => (Some(Kind::OrderRejected), it.reason),
        OrderCancelRequested(it) => (Some(Kind::CancelRequested), ""),
        OrderCanceled(it) => (Some(Kind::OrderCanceled), it.reason),
        OrderCancelDenied(it) => (Some(Kind::CancelDenied), it.reason),
        DeliveryClaimed(it) => (Some(Kind::RiderAssigned), ""),
        PaymentRefunded(it) => (Some(Kind::PaymentRefunded), ""),
    });
    Ok(None)
}

/// A step that a newer release knows is passed over: this one has no words for it, and the next message says where the order is.
fn progress(status: i32) -> Result<Option<Kind>, BoxError> {
    let Ok(status) = OrderStatus::try_from(status) else {
        return Ok(None);
    };
    match status {
        OrderStatus::Accepted => Ok(Some(Kind::OrderAccepted)),
        OrderStatus::Cooking => Ok(Some(Kind::OrderCooking)),
        OrderStatus::Cooked => Ok(Some(Kind::OrderCooked)),
        OrderStatus::PickedUp => Ok(Some(Kind::OrderPickedUp)),
        OrderStatus::Delivered => Ok(Some(Kind::OrderDelivered)),
        OrderStatus::Unspecified
        | OrderStatus::Placed
        | OrderStatus::Completed
        | OrderStatus::Rejected
        | OrderStatus::Canceling
        | OrderStatus::Canceled => Err("the order cannot have progressed to that".into()),
    }
}

#[cfg(test)]
mod tests {
    use baedal_messaging::NewEvent;
    use time::OffsetDateTime;

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
        // There are no words for it, and the next message says where the order is.
        assert_eq!(waiting, Vec::<String>::new());
    }
}
