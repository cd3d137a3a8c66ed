//! Between the wire and the domain.

use baedal_proto::delivery::v1::{self as wire, DeliveryStatus};
use baedal_proto::google::r#type::LatLng;
use baedal_proto::to_timestamp;

use crate::app::RiderStats;
use crate::domain::{Delivery, InvalidPosition, Position, State, Stop};

pub(super) fn position(at: LatLng) -> Result<Position, InvalidPosition> {
    Position::new(at.latitude, at.longitude)
}

/// A delivery as riders see it. Who ordered is not theirs to know; where to is.
pub(super) fn delivery(delivery: &Delivery) -> wire::Delivery {
    let job = &delivery.job;
    wire::Delivery {
        delivery_id: delivery.id.to_string(),
        order_id: job.order.to_string(),
        store_id: job.store.to_string(),
        store_name: job.store_name.clone(),
        pickup: Some(stop(&job.pickup)),
        dropoff: Some(stop(&job.dropoff)),
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
    let location = LatLng {
        latitude: stop.position.latitude(),
        longitude: stop.position.longitude(),
    };
    wire::Stop {
        text: stop.text.clone(),
        location: Some(location),
    }
}
