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
            changes.extend(change.map_err(HandleError::Poison)?);
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
            return Ok(Some(Change {
                event_id: $event.event_id.into(),
                customer: $body.customer_id.parse()?,
                order_id: $body.order_id.parse()?,
                kind: $kind,
                detail: String::from($detail),
                occurred_at: $event.occurred_at,
            }));
        })+
    };
}

/// What an event tells a customer, if anything. One that cannot be read never will be.
fn decode(event: &Received) -> Result<Option<Change>, BoxError> {
    read!(event, {
        OrderPlaced(it) => (Kind::OrderPlaced, it.store_name),
        OrderProgressed(it) => (progress(it.status())?, ""),
        OrderCompleted(it) => (Kind::OrderCompleted, ""),
        OrderRejected(it) => (Kind::OrderRejected, it.reason),
        OrderCancelRequested(it) => (Kind::CancelRequested, ""),
        OrderCanceled(it) => (Kind::OrderCanceled, it.reason),
        OrderCancelDenied(it) => (Kind::CancelDenied, it.reason),
        DeliveryClaimed(it) => (Kind::RiderAssigned, ""),
        PaymentRefunded(it) => (Kind::PaymentRefunded, ""),
    });
    Ok(None)
}

fn progress(status: OrderStatus) -> Result<Kind, BoxError> {
    match status {
        OrderStatus::Accepted => Ok(Kind::OrderAccepted),
        OrderStatus::Cooking => Ok(Kind::OrderCooking),
        OrderStatus::Cooked => Ok(Kind::OrderCooked),
        OrderStatus::PickedUp => Ok(Kind::OrderPickedUp),
        OrderStatus::Delivered => Ok(Kind::OrderDelivered),
        OrderStatus::Unspecified
        | OrderStatus::Placed
        | OrderStatus::Completed
        | OrderStatus::Rejected
        | OrderStatus::Canceling
        | OrderStatus::Canceled => Err("the order cannot have progressed to that".into()),
    }
}
