//! Consumed events → facts that views are made of.

use baedal_messaging::{HandleError, Handler, Received};
use baedal_proto::events::v1 as wire;
use baedal_proto::from_timestamp;
use baedal_proto::order::v1::{Fulfillment as WireFulfillment, OrderStatus as WireStatus};
use baedal_runtime::BoxError;
use baedal_values::Subject;
use prost::{Message, Name};

use crate::app::App;
use crate::app::project::Fact;
use crate::domain::{
    Change, DeliveryStatus, Fulfillment, Line, OrderStatus, PaymentStatus, Placed, StoreChange,
    TicketStatus, What,
};

/// What the consumer hears: everything.
pub const FILTERS: [&str; 1] = [">"];

/// Makes views of what it hears.
pub struct DashboardViews(pub App);

impl Handler for DashboardViews {
    async fn handle(&self, events: &[Received]) -> Result<(), HandleError> {
        let facts: Vec<Fact> = events
            .iter()
            .map(|event| event.span().in_scope(|| decode(event)))
            .collect::<Result<_, _>>()
            .map_err(HandleError::unreadable)?;
        self.0
            .project(events, &facts)
            .await
            .map_err(HandleError::database)
    }
}

/// The part of every event about an order that says which.
macro_rules! about_an_order {
    ($event:expr, $body:expr, $what:expr) => {
        Ok(Fact::Order(Box::new(Change {
            order_id: $body.order_id.parse()?,
            customer: optional(&$body.customer_id)?,
            store_id: match $body.store_id.as_str() {
                "" => None,
                id => Some(id.parse()?),
            },
            version: $event.version,
            occurred_at: $event.occurred_at,
            what: $what,
        })))
    };
}

/// One arm for each kind of event: its body, and what it says.
macro_rules! read {
    ($event:expr, { $($message:ident($body:ident) => $what:expr,)+ }) => {
        $(if $event.event_type == wire::$message::full_name() {
            let $body = wire::$message::decode(&*$event.payload)?;
            return about_an_order!($event, $body, $what);
        })+
    };
}

/// What an event says. One that cannot be read never will be; a status that only a newer release knows waits for it, since a view that
/// passed it over would show the old one for good.
pub fn decode(event: &Received) -> Result<Fact, BoxError> {
    let order = |status, reason| What::Order { status, reason };
    let ticket = |status| What::Ticket { status };
    read!(event, {
        OrderPlaced(it) => What::Placed(placed(&it, event)?),
        OrderProgressed(it) => order(progress(it.status)?, None),
        OrderCompleted(it) => order(OrderStatus::Completed, None),
        OrderRejected(it) => order(OrderStatus::Rejected, Some(it.reason.clone())),
        OrderCancelRequested(it) => order(OrderStatus::Canceling, None),
        OrderCanceled(it) => order(OrderStatus::Canceled, Some(it.reason.clone())),
        OrderCancelDenied(it) => order(progress(it.status)?, Some(it.reason.clone())),
        PaymentApproved(it) => payment(PaymentStatus::Approved, &it.payment_id, it.amount.as_ref())?,
        PaymentVoided(it) => payment(PaymentStatus::Voided, &it.payment_id, it.amount.as_ref())?,
        PaymentRefundPending(it) =>
            payment(PaymentStatus::RefundPending, &it.payment_id, it.amount.as_ref())?,
        PaymentRefunded(it) => payment(PaymentStatus::Refunded, &it.payment_id, it.amount.as_ref())?,
        TicketCreated(it) => ticket(TicketStatus::New),
        TicketAccepted(it) => ticket(TicketStatus::Accepted),
        TicketRejected(it) => ticket(TicketStatus::Rejected),
        TicketCookingStarted(it) => ticket(TicketStatus::Cooking),
        TicketCooked(it) => ticket(TicketStatus::Cooked),
        TicketHandedOver(it) => ticket(TicketStatus::HandedOver),
        TicketCanceled(it) => ticket(TicketStatus::Canceled),
        DeliveryCreated(it) => delivery(DeliveryStatus::Available, &it.delivery_id, "")?,
        DeliveryClaimed(it) => delivery(DeliveryStatus::Claimed, &it.delivery_id, &it.rider_id)?,
        // It names the rider who had it; nobody has it now.
        DeliveryReleased(it) => delivery(DeliveryStatus::Available, &it.delivery_id, "")?,
        DeliveryPickedUp(it) => delivery(DeliveryStatus::PickedUp, &it.delivery_id, &it.rider_id)?,
        DeliveryCompleted(it) => delivery(DeliveryStatus::Completed, &it.delivery_id, &it.rider_id)?,
        DeliveryCanceled(it) => delivery(DeliveryStatus::Canceled, &it.delivery_id, &it.rider_id)?,
    });
    if event.event_type == wire::StoreChanged::full_name() {
        let store = wire::StoreChanged::decode(&*event.payload)?;
        return Ok(Fact::Store(StoreChange {
            store_id: store.store_id.parse()?,
            owner: store.owner_id.parse()?,
            name: store.name,
            version: event.version,
        }));
    }
    // A denied cancel leaves the ticket where it is, menus are not shown here, and what is newer than
    // this binary it cannot show.
    Ok(Fact::Ignored)
}

fn optional(subject: &str) -> Result<Option<Subject>, BoxError> {
    if subject.is_empty() {
        Ok(None)
    } else {
        Ok(Some(subject.parse()?))
    }
}

fn placed(order: &wire::OrderPlaced, event: &Received) -> Result<Placed, BoxError> {
    let fulfillment = match WireFulfillment::try_from(order.fulfillment)? {
        WireFulfillment::Pickup => Fulfillment::Pickup,
        WireFulfillment::Delivery => Fulfillment::Delivery,
        WireFulfillment::Unspecified => return Err("the order has no fulfillment".into()),
    };
    let lines = order
        .lines
        .iter()
        .map(|line| {
            Ok(Line {
                item_id: line.item_id.parse()?,
                name: line.name.clone(),
                quantity: line.quantity.try_into()?,
                unit_price: line
                    .unit_price
                    .as_ref()
                    .ok_or("a line has no price")?
                    .try_into()?,
            })
        })
        .collect::<Result<_, BoxError>>()?;
    Ok(Placed {
        store_name: order.store_name.clone(),
        lines,
        total: order
            .total
            .as_ref()
            .ok_or("the order has no total")?
            .try_into()?,
        fulfillment,
        at: order
            .occurred_at
            .as_ref()
            .map_or(Ok(event.occurred_at), from_timestamp)?,
    })
}

fn progress(status: i32) -> Result<OrderStatus, BoxError> {
    Ok(match WireStatus::try_from(status)? {
        WireStatus::Placed => OrderStatus::Placed,
        WireStatus::Accepted => OrderStatus::Accepted,
        WireStatus::Cooking => OrderStatus::Cooking,
        WireStatus::Cooked => OrderStatus::Cooked,
        WireStatus::PickedUp => OrderStatus::PickedUp,
        WireStatus::Delivered => OrderStatus::Delivered,
        WireStatus::Completed => OrderStatus::Completed,
        WireStatus::Rejected => OrderStatus::Rejected,
        WireStatus::Canceling => OrderStatus::Canceling,
        WireStatus::Canceled => OrderStatus::Canceled,
        WireStatus::Unspecified => return Err("the event has no status".into()),
    })
}

fn payment(
    status: PaymentStatus,
    payment_id: &str,
    amount: Option<&baedal_proto::google::r#type::Money>,
) -> Result<What, BoxError> {
    Ok(What::Payment {
        status,
        payment_id: payment_id.parse()?,
        amount: amount.map(TryInto::try_into).transpose()?,
    })
}

fn delivery(status: DeliveryStatus, delivery_id: &str, rider: &str) -> Result<What, BoxError> {
    Ok(What::Delivery {
        status,
        delivery_id: delivery_id.parse()?,
        rider: optional(rider)?,
    })
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
        // These a view shows; they wait for a release that knows how.
        assert_eq!(
            waiting,
            [
                "baedal.events.v1.OrderCancelDenied: status = 4242",
                "baedal.events.v1.OrderPlaced: fulfillment = 4242",
                "baedal.events.v1.OrderProgressed: status = 4242",
            ]
        );
    }
}
