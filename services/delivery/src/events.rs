//! Facts that leave, and events that come in.

use baedal_messaging::{BoxError, HandleError, Handler, NewEvent, Received};
use baedal_proto::events::v1 as wire;
use baedal_proto::order::v1::Fulfillment;
use baedal_proto::to_timestamp;
use baedal_values::{OrderId, Subject};
use prost::{Message, Name};
use uuid::Uuid;

use crate::app::{Deliveries, Error, News};
use crate::domain::{Delivery, FactKind, NewDelivery, Position, Stop};

/// What the consumer hears: the kitchen's progress, and orders that are called off.
pub const FILTERS: [&str; 4] = [
    "ticket.accepted.*",
    "ticket.cooked.*",
    "order.canceled.*",
    "order.rejected.*",
];

/// A message body with a rider, or without.
macro_rules! body {
    ($message:ident, $delivery:expr $(, rider_id: $rider:expr)?) => {{
        let delivery: &Delivery = $delivery;
        let message = wire::$message {
            order_id: delivery.job.order.to_string(),
            customer_id: delivery.job.customer.as_str().to_owned(),
            store_id: delivery.job.store.to_string(),
            occurred_at: Some(to_timestamp(delivery.updated_at)),
            delivery_id: delivery.id.to_string(),
            $(rider_id: $rider.map_or_else(String::new, |rider| rider.as_str().to_owned()),)?
        };
        (wire::$message::full_name(), message.encode_to_vec())
    }};
}

/// A fact about a delivery as it is now, and the rider who has it or just gave it up, ready for the outbox.
pub fn fact(kind: FactKind, delivery: &Delivery, rider: Option<&Subject>, id: Uuid) -> NewEvent {
    let (fact, (event_type, payload)) = match kind {
        FactKind::Created => ("created", body!(DeliveryCreated, delivery)),
        FactKind::Claimed => ("claimed", body!(DeliveryClaimed, delivery, rider_id: rider)),
        FactKind::Released => (
            "released",
            body!(DeliveryReleased, delivery, rider_id: rider),
        ),
        FactKind::Overdue => ("overdue", body!(DeliveryOverdue, delivery)),
        FactKind::PickedUp => (
            "picked_up",
            body!(DeliveryPickedUp, delivery, rider_id: rider),
        ),
        FactKind::Completed => (
            "completed",
            body!(DeliveryCompleted, delivery, rider_id: rider),
        ),
        FactKind::Canceled => (
            "canceled",
            body!(DeliveryCanceled, delivery, rider_id: rider),
        ),
    };
    NewEvent {
        id,
        aggregate: "delivery",
        fact,
        event_type,
        aggregate_id: delivery.id.into(),
        version: delivery.version,
        key: delivery.job.order.into(),
        payload,
        occurred_at: delivery.updated_at,
        traceparent: delivery.job.traceparent.clone(),
    }
}

/// Makes deliveries of what the kitchen and the orders tell.
pub struct Tickets {
    deliveries: Deliveries,
}

impl Tickets {
    /// Tells it to these deliveries.
    pub const fn new(deliveries: Deliveries) -> Self {
        Self { deliveries }
    }
}

impl Handler for Tickets {
    async fn handle(&self, events: &[Received]) -> Result<(), HandleError> {
        let news: Vec<News> = events
            .iter()
            .map(|event| event.span().in_scope(|| decode(event)))
            .collect::<Result<_, _>>()
            .map_err(HandleError::unreadable)?;
        self.deliveries
            .take_in(events, &news)
            .await
            .map_err(|error| match error {
                Error::Database(error) => HandleError::database(error),
                Error::Refused(_) => HandleError::poison(error),
                Error::TooEarly | Error::Contended | Error::NotFound => HandleError::not_yet(error),
            })
    }
}

/// What an event means to deliveries. One that cannot be read never will be; one of a newer release, which fetches food in a way that
/// this one does not know, waits for it.
fn decode(event: &Received) -> Result<News, BoxError> {
    let kind = event.event_type.as_str();
    let payload = event.payload.as_ref();
    if kind == wire::TicketAccepted::full_name() {
        let accepted = wire::TicketAccepted::decode(payload)?;
        if !is_delivered(accepted.fulfillment)? {
            return Ok(News::Ignored);
        }
        Ok(News::Accepted(Box::new(NewDelivery {
            order: order(&accepted.order_id, event)?,
            customer: accepted.customer_id.parse()?,
            store: accepted.store_id.parse()?,
            store_name: accepted.store_name,
            pickup: stop(accepted.pickup_address, "pickup_address")?,
            dropoff: stop(accepted.delivery_address, "delivery_address")?,
            traceparent: event.traceparent.clone(),
        })))
    } else if kind == wire::TicketCooked::full_name() {
        let cooked = wire::TicketCooked::decode(payload)?;
        if !is_delivered(cooked.fulfillment)? {
            return Ok(News::Ignored);
        }
        Ok(News::Cooked(order(&cooked.order_id, event)?))
    } else if kind == wire::OrderCanceled::full_name() {
        let canceled = wire::OrderCanceled::decode(payload)?;
        Ok(News::CalledOff(order(&canceled.order_id, event)?))
    } else if kind == wire::OrderRejected::full_name() {
        let rejected = wire::OrderRejected::decode(payload)?;
        Ok(News::CalledOff(order(&rejected.order_id, event)?))
    } else {
        Ok(News::Ignored)
    }
}

fn is_delivered(fulfillment: i32) -> Result<bool, BoxError> {
    match Fulfillment::try_from(fulfillment)? {
        Fulfillment::Delivery => Ok(true),
        Fulfillment::Pickup => Ok(false),
        Fulfillment::Unspecified => Err("the event does not say how the food is fetched".into()),
    }
}

/// Events are worked one after the other by their key, which has to be the order.
fn order(id: &str, event: &Received) -> Result<OrderId, BoxError> {
    let order: OrderId = id.parse()?;
    if order.uuid() == event.key {
        Ok(order)
    } else {
        Err("the event's key is not its order".into())
    }
}

fn stop(address: Option<wire::Address>, field: &'static str) -> Result<Stop, BoxError> {
    let address = address.ok_or_else(|| format!("the event has no {field}"))?;
    Ok(Stop {
        position: Position::new(address.latitude, address.longitude)?,
        text: address.text,
    })
}

#[cfg(test)]
mod tests {
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
        // Whether a rider is needed only a newer release knows.
        assert_eq!(
            waiting,
            [
                "baedal.events.v1.TicketAccepted: fulfillment = 4242",
                "baedal.events.v1.TicketCooked: fulfillment = 4242",
            ]
        );
    }
}
