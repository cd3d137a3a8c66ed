//! Between the wire and the domain.

use baedal_proto::delivery::v1::{self as wire, DeliveryStatus};
use baedal_proto::google::r#type::LatLng;
use baedal_proto::to_timestamp;

use crate::app::RiderStats;
use crate::domain::{Delivery, InvalidPosition, Position, State, Stop};

pub(super) fn position(at: LatLng) -> Result<Position, InvalidPosition> {
    // In the sea off Africa: what nobody filled in says.
    if at == LatLng::default() {
        return Err(InvalidPosition);
    }
    Position::new(at.latitude, at.longitude)
}

/// Who looks at a delivery that they may see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Eyes {
    /// Whoever may claim it, and its rider.
    Rider,
    /// Who runs the platform.
    Operator,
}

/// A delivery as it is shown. Who ordered is nobody's to know here. Where exactly it goes is known to its rider, from the
/// claim until it is handed over or given up; before and after, the area.
pub(super) fn delivery(delivery: &Delivery, eyes: Eyes) -> wire::Delivery {
    let job = &delivery.job;
    let dropoff = if eyes == Eyes::Operator || delivery.is_being_carried() {
        stop(&job.dropoff)
    } else {
        area(&job.dropoff)
    };
    wire::Delivery {
        delivery_id: delivery.id.to_string(),
        order_id: job.order.to_string(),
        store_id: job.store.to_string(),
        store_name: job.store_name.clone(),
        pickup: Some(stop(&job.pickup)),
        dropoff: Some(dropoff),
        trip_metres: trip_metres(&job.pickup, &job.dropoff),
        status: status(&delivery.state).into(),
        ready: delivery.ready_at.is_some(),
        rider_id: delivery
            .state
            .rider()
            .map_or_else(String::new, |r| r.as_str().to_owned()),
        version: delivery.version,
        created_at: Some(to_timestamp(delivery.created_at)),
        updated_at: Some(to_timestamp(delivery.updated_at)),
        claimed_at: delivery.claimed_at.map(to_timestamp),
        ready_at: delivery.ready_at.map(to_timestamp),
        picked_up_at: delivery.picked_up_at.map(to_timestamp),
        completed_at: delivery.completed_at.map(to_timestamp),
        waiting_since: (delivery.state == State::Available)
            .then(|| to_timestamp(delivery.waiting_since)),
        urgent: delivery.urgent,
        canceled_at: delivery.canceled_at.map(to_timestamp),
    }
}

pub(super) fn rider_stats(stats: RiderStats) -> wire::RiderStats {
    wire::RiderStats {
        rider_id: stats.rider.into(),
        active: stats.active,
        completed: stats.completed,
        last_completed_at: stats.last_completed_at.map(to_timestamp),
    }
}

const fn status(state: &State) -> DeliveryStatus {
    match state {
        State::Available => DeliveryStatus::Available,
        State::Claimed { .. } => DeliveryStatus::Claimed,
        State::PickedUp { .. } => DeliveryStatus::PickedUp,
        State::Completed { .. } => DeliveryStatus::Completed,
        State::Canceled { .. } => DeliveryStatus::Canceled,
    }
}

fn stop(stop: &Stop) -> wire::Stop {
    wire::Stop {
        text: stop.text.clone(),
        location: Some(location(stop.position)),
    }
}

fn area(stop: &Stop) -> wire::Stop {
    wire::Stop {
        text: String::new(),
        location: Some(location(stop.position.area())),
    }
}

fn location(at: Position) -> LatLng {
    LatLng {
        latitude: at.latitude(),
        longitude: at.longitude(),
    }
}

/// In steps of a hundred: a distance to the metre, from a shop whose place is known, would tell the door.
fn trip_metres(from: &Stop, to: &Stop) -> i32 {
    let hundreds = (from.position.metres_to(to.position) / 100.0).round();
    #[expect(
        clippy::cast_possible_truncation,
        reason = "half the earth is 200 thousand hundreds"
    )]
    let hundreds = hundreds as i32;
    hundreds * 100
}
