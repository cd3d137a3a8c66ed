//! Views and figures, as they stand on the wire.

use baedal_proto::dashboard::v1 as wire;
use baedal_proto::delivery::v1::DeliveryStatus as WireDelivery;
use baedal_proto::order::v1::{Fulfillment as WireFulfillment, OrderStatus as WireOrder};
use baedal_proto::payment::v1::PaymentStatus as WirePayment;
use baedal_proto::store::v1::TicketStatus as WireTicket;
use baedal_proto::to_timestamp;

use crate::domain::{
    DeliveryStatus, Fulfillment, ItemSales, OrderStatus, PaymentStatus, Progress, RiderStats,
    Scope, Standing, TicketStatus, View,
};

/// A row, with how far all rows are. Stores and riders see it, and not who ordered.
pub(super) fn view(view: View, progress: &Progress, scope: &Scope) -> wire::OrderView {
    let customer = view.customer.as_ref();
    let customer = customer.filter(|customer| scope.knows(customer));
    let customer_id = customer.map_or_else(String::new, |it| it.as_str().to_owned());
    let closed_at = view.closed_at();
    let fulfillment = view
        .placed
        .as_ref()
        .map_or(WireFulfillment::Unspecified, |placed| {
            match placed.fulfillment {
                Fulfillment::Pickup => WireFulfillment::Pickup,
                Fulfillment::Delivery => WireFulfillment::Delivery,
            }
        });
    let amount = view
        .amount
        .or(view.placed.as_ref().map(|placed| placed.total));
    wire::OrderView {
        order_id: view.order_id.to_string(),
        customer_id,
        store_id: view.store_id.map(|id| id.to_string()).unwrap_or_default(),
        fulfillment: fulfillment.into(),
        order_status: view
            .order
            .status
            .map_or(WireOrder::Unspecified, order_status)
            .into(),
        payment_status: view
            .payment
            .status
            .map_or(WirePayment::Unspecified, payment_status)
            .into(),
        amount: amount.map(Into::into),
        ticket_status: view
            .ticket
            .status
            .map_or(WireTicket::Unspecified, ticket_status)
            .into(),
        delivery_status: view
            .delivery
            .status
            .map_or(WireDelivery::Unspecified, delivery_status)
            .into(),
        delivery_id: view
            .delivery_id
            .map(|id| id.to_string())
            .unwrap_or_default(),
        rider_id: view.rider.map(String::from).unwrap_or_default(),
        reason: view.reason,
        placed_at: view.placed.as_ref().map(|placed| to_timestamp(placed.at)),
        updated_at: Some(to_timestamp(view.updated_at)),
        closed_at: closed_at.map(to_timestamp),
        version: view.version,
        as_of: progress.as_of.map(to_timestamp),
        store_name: view
            .placed
            .map(|placed| placed.store_name)
            .unwrap_or_default(),
    }
}

/// What an item sold.
pub(super) fn item_sales(sales: ItemSales) -> wire::ItemSales {
    wire::ItemSales {
        item_id: sales.item_id.to_string(),
        name: sales.name,
        quantity: sales.quantity,
        revenue: Some(sales.amount.into()),
    }
}

/// What a rider carried.
pub(super) fn rider_stats(stats: RiderStats) -> wire::RiderStats {
    wire::RiderStats {
        rider_id: stats.rider.into(),
        active: stats.active,
        completed: stats.completed,
    }
}

/// How the read model stands.
pub(super) fn projection_status(standing: Standing) -> wire::ProjectionStatus {
    let Standing {
        progress,
        pending_events,
        rebuild,
        rebuilt_at,
    } = standing;
    wire::ProjectionStatus {
        stream_sequence: progress.stream_sequence,
        pending_events: pending_events.map(|pending| i64::try_from(pending).unwrap_or(i64::MAX)),
        last_applied_at: progress.last_applied_at.map(to_timestamp),
        as_of: progress.as_of.map(to_timestamp),
        rebuilding: rebuild
            .as_ref()
            .is_some_and(|rebuild| rebuild.finished_at.is_none()),
        rebuilt_at: rebuilt_at.map(to_timestamp),
        rebuild: rebuild.map(|rebuild| wire::Rebuild {
            request_id: rebuild.request_id.to_string(),
            requested_at: Some(to_timestamp(rebuild.requested_at)),
            finished_at: rebuild.finished_at.map(to_timestamp),
            applied_sequence: rebuild.applied_sequence,
            target_sequence: rebuild.target_sequence,
            first_sequence: rebuild.first_sequence,
            complete_since: rebuild.complete_since.map(to_timestamp),
            skipped_events: rebuild.skipped_events,
            carried_over: rebuild.carried_over,
            differences: rebuild.differences,
        }),
    }
}

/// The status in a filter: unspecified is every one, a number that no status has is refused.
pub(super) fn status_filter(status: i32) -> Result<Option<OrderStatus>, &'static str> {
    let status = WireOrder::try_from(status).map_err(|_| "is not an order's status")?;
    Ok(OrderStatus::ALL
        .iter()
        .copied()
        .find(|known| order_status(*known) == status))
}

fn order_status(status: OrderStatus) -> WireOrder {
    match status {
        OrderStatus::Placed => WireOrder::Placed,
        OrderStatus::Accepted => WireOrder::Accepted,
        OrderStatus::Cooking => WireOrder::Cooking,
        OrderStatus::Cooked => WireOrder::Cooked,
        OrderStatus::PickedUp => WireOrder::PickedUp,
        OrderStatus::Delivered => WireOrder::Delivered,
        OrderStatus::Completed => WireOrder::Completed,
        OrderStatus::Rejected => WireOrder::Rejected,
        OrderStatus::Canceling => WireOrder::Canceling,
        OrderStatus::Canceled => WireOrder::Canceled,
    }
}

fn payment_status(status: PaymentStatus) -> WirePayment {
    match status {
        PaymentStatus::Approved => WirePayment::Approved,
        PaymentStatus::Voided => WirePayment::Voided,
        PaymentStatus::RefundPending => WirePayment::RefundPending,
        PaymentStatus::Refunded => WirePayment::Refunded,
    }
}

fn ticket_status(status: TicketStatus) -> WireTicket {
    match status {
        TicketStatus::New => WireTicket::New,
        TicketStatus::Accepted => WireTicket::Accepted,
        TicketStatus::Rejected => WireTicket::Rejected,
        TicketStatus::Cooking => WireTicket::Cooking,
        TicketStatus::Cooked => WireTicket::Cooked,
        TicketStatus::HandedOver => WireTicket::HandedOver,
        TicketStatus::Canceled => WireTicket::Canceled,
    }
}

fn delivery_status(status: DeliveryStatus) -> WireDelivery {
    match status {
        DeliveryStatus::Available => WireDelivery::Available,
        DeliveryStatus::Claimed => WireDelivery::Claimed,
        DeliveryStatus::PickedUp => WireDelivery::PickedUp,
        DeliveryStatus::Completed => WireDelivery::Completed,
        DeliveryStatus::Canceled => WireDelivery::Canceled,
    }
}
