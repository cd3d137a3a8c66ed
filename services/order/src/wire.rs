//! The few words that calls and events share with the contracts.

use baedal_proto::order::v1::{self as proto, OrderStatus};

use crate::domain::{lifecycle::Status, order::Fulfillment};

pub(crate) const fn status_to_proto(status: Status) -> OrderStatus {
    match status {
        Status::Placed => OrderStatus::Placed,
        Status::Accepted => OrderStatus::Accepted,
        Status::Canceling => OrderStatus::Canceling,
        Status::Cooking => OrderStatus::Cooking,
        Status::Cooked => OrderStatus::Cooked,
        Status::PickedUp => OrderStatus::PickedUp,
        Status::Delivered => OrderStatus::Delivered,
        Status::Completed => OrderStatus::Completed,
        Status::Rejected => OrderStatus::Rejected,
        Status::Canceled => OrderStatus::Canceled,
    }
}

/// `None` for the unspecified one.
pub(crate) const fn status_from_proto(status: OrderStatus) -> Option<Status> {
    Some(match status {
        OrderStatus::Unspecified => return None,
        OrderStatus::Placed => Status::Placed,
        OrderStatus::Accepted => Status::Accepted,
        OrderStatus::Canceling => Status::Canceling,
        OrderStatus::Cooking => Status::Cooking,
        OrderStatus::Cooked => Status::Cooked,
        OrderStatus::PickedUp => Status::PickedUp,
        OrderStatus::Delivered => Status::Delivered,
        OrderStatus::Completed => Status::Completed,
        OrderStatus::Rejected => Status::Rejected,
        OrderStatus::Canceled => Status::Canceled,
    })
}

pub(crate) const fn fulfillment_to_proto(fulfillment: &Fulfillment) -> proto::Fulfillment {
    match fulfillment {
        Fulfillment::Pickup => proto::Fulfillment::Pickup,
        Fulfillment::Delivery(_) => proto::Fulfillment::Delivery,
    }
}
