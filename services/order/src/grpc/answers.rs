//! Orders as callers see them.

use baedal_proto::{google::r#type::LatLng, order::v1 as proto, to_timestamp};

use crate::{
    app::Viewer,
    domain::{
        lifecycle::{Cancel, State},
        order::{Fulfillment, Order},
    },
    wire::{fulfillment_to_proto, status_to_proto},
};

/// An order, whole; who placed it only for whom may know.
pub(super) fn order(order: Order, viewer: &Viewer) -> proto::Order {
    let Order {
        purchase,
        state,
        times,
        ..
    } = order;
    let status = status_to_proto(state.status()).into();
    let fulfillment = fulfillment_to_proto(&purchase.fulfillment).into();
    let reason = match state {
        State::Canceling {
            cancel: Cancel { reason, .. },
            ..
        }
        | State::Canceled {
            cancel: Cancel { reason, .. },
        }
        | State::Rejected { reason } => reason,
        State::Placed { .. }
        | State::Accepted { .. }
        | State::Cooking { .. }
        | State::Cooked { .. }
        | State::PickedUp
        | State::Delivered
        | State::Completed { .. } => String::new(),
    };
    let lines = purchase.lines.into_iter().map(|line| proto::OrderLine {
        item_id: line.item_id.to_string(),
        name: line.name,
        quantity: line.quantity.into(),
        unit_price: Some(line.unit_price.into()),
    });
    proto::Order {
        order_id: purchase.order_id.to_string(),
        customer_id: if viewer.knows(&purchase.customer) {
            purchase.customer.into()
        } else {
            String::new()
        },
        store_id: purchase.store_id.to_string(),
        store_name: purchase.store_name,
        status,
        lines: lines.collect(),
        total: Some(purchase.total.into()),
        fulfillment,
        delivery_address: match purchase.fulfillment {
            Fulfillment::Pickup => None,
            Fulfillment::Delivery(address) => Some(proto::DeliveryAddress {
                text: address.text,
                location: Some(LatLng {
                    latitude: address.latitude,
                    longitude: address.longitude,
                }),
            }),
        },
        note: purchase.note,
        payment_id: order.payment_id.to_string(),
        reason,
        version: order.version,
        placed_at: Some(to_timestamp(order.placed_at)),
        updated_at: Some(to_timestamp(order.updated_at)),
        accepted_at: times.accepted.map(to_timestamp),
        cooking_started_at: times.cooking_started.map(to_timestamp),
        cooked_at: times.cooked.map(to_timestamp),
        picked_up_at: times.picked_up.map(to_timestamp),
        delivered_at: times.delivered.map(to_timestamp),
        completed_at: times.completed.map(to_timestamp),
        rejected_at: times.rejected.map(to_timestamp),
        canceled_at: times.canceled.map(to_timestamp),
    }
}
