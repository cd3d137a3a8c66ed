//! Facts of an order, as events.

use baedal_messaging::NewEvent;
use baedal_proto::{events::v1 as proto, to_timestamp};
use prost::{Message, Name};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::domain::{
    lifecycle::{Cancel, Fact, Requester},
    order::{Fulfillment, Order, Told},
};
use crate::wire::{fulfillment_to_proto, status_to_proto};

/// The event that an order was placed: its version 1.
pub fn placed(order: &Order, id: Uuid) -> NewEvent {
    let bought = &order.purchase;
    let delivery_address = match &bought.fulfillment {
        Fulfillment::Pickup => None,
        Fulfillment::Delivery(address) => Some(proto::Address {
            text: address.text.clone(),
            latitude: address.latitude,
            longitude: address.longitude,
        }),
    };
    let lines = bought.lines.iter().map(|line| proto::LineItem {
        item_id: line.item_id.to_string(),
        name: line.name.clone(),
        quantity: line.quantity.into(),
        unit_price: Some(line.unit_price.into()),
    });
    let message = proto::OrderPlaced {
        order_id: bought.order_id.to_string(),
        customer_id: bought.customer.as_str().to_owned(),
        store_id: bought.store_id.to_string(),
        occurred_at: Some(to_timestamp(order.placed_at)),
        store_name: bought.store_name.clone(),
        lines: lines.collect(),
        total: Some(bought.total.into()),
        fulfillment: fulfillment_to_proto(&bought.fulfillment).into(),
        delivery_address,
        note: bought.note.clone(),
        payment_id: order.payment_id.to_string(),
    };
    let about = About {
        order,
        version: 1,
        id,
        at: order.placed_at,
    };
    about.event("placed", &message)
}

/// The event of a fact that a step made.
pub fn told(order: &Order, told: &Told, id: Uuid, at: OffsetDateTime) -> NewEvent {
    let about = About {
        order,
        version: told.version,
        id,
        at,
    };
    let order_id = order.id().to_string();
    let customer_id = order.purchase.customer.as_str().to_owned();
    let store_id = order.purchase.store_id.to_string();
    let occurred_at = Some(to_timestamp(at));
    match &told.fact {
        Fact::Progressed { status } => {
            let status = status_to_proto(*status).into();
            let message = proto::OrderProgressed {
                order_id,
                customer_id,
                store_id,
                occurred_at,
                status,
            };
            about.event("progressed", &message)
        }
        Fact::Completed => {
            let message = proto::OrderCompleted {
                order_id,
                customer_id,
                store_id,
                occurred_at,
            };
            about.event("completed", &message)
        }
        Fact::Rejected { reason } => {
            let reason = reason.clone();
            let message = proto::OrderRejected {
                order_id,
                customer_id,
                store_id,
                occurred_at,
                reason,
            };
            about.event("rejected", &message)
        }
        Fact::CancelRequested(Cancel { by, reason }) => {
            let message = proto::OrderCancelRequested {
                order_id,
                customer_id,
                store_id,
                occurred_at,
                reason: reason.clone(),
                requested_by: requester_to_proto(*by).into(),
            };
            about.event("cancel_requested", &message)
        }
        Fact::Canceled(Cancel { reason, .. }) => {
            let reason = reason.clone();
            let message = proto::OrderCanceled {
                order_id,
                customer_id,
                store_id,
                occurred_at,
                reason,
            };
            about.event("canceled", &message)
        }
        Fact::CancelDenied { reason, status } => {
            let message = proto::OrderCancelDenied {
                order_id,
                customer_id,
                store_id,
                occurred_at,
                reason: reason.clone(),
                status: status_to_proto(*status).into(),
            };
            about.event("cancel_denied", &message)
        }
    }
}

/// What the envelope of every event about an order says.
struct About<'a> {
    order: &'a Order,
    version: i64,
    id: Uuid,
    at: OffsetDateTime,
}

impl About<'_> {
    fn event<M: Message + Name>(&self, fact: &'static str, message: &M) -> NewEvent {
        NewEvent {
            id: self.id,
            aggregate: "order",
            fact,
            event_type: M::full_name(),
            aggregate_id: self.order.id().uuid(),
            version: self.version,
            key: self.order.id().uuid(),
            payload: message.encode_to_vec(),
            occurred_at: self.at,
            traceparent: self.order.traceparent.clone(),
        }
    }
}

const fn requester_to_proto(requester: Requester) -> proto::CancelRequester {
    match requester {
        Requester::Customer => proto::CancelRequester::Customer,
        Requester::Timeout => proto::CancelRequester::Timeout,
    }
}
