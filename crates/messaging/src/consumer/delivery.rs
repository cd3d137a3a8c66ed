//! Messages of one batch, read and put into lanes.

use async_nats::jetstream;
use uuid::Uuid;

use crate::Received;

/// Events and their messages, index by index: handlers take slices of events.
#[derive(Default)]
pub(super) struct Lane {
    pub(super) events: Vec<Received>,
    pub(super) messages: Vec<jetstream::Message>,
}

/// Splits a batch by key, keeping the order within a key. Messages that are no events come back apart.
pub(super) fn lanes(
    batch: Vec<jetstream::Message>,
    lanes: usize,
    consumer: &str,
) -> (Vec<Lane>, Vec<(jetstream::Message, String)>) {
    let size = batch.len();
    let mut split: Vec<Lane> = std::iter::repeat_with(Lane::default)
        .take(lanes.max(1))
        .collect();
    let mut malformed = Vec::new();
    for message in batch {
        match read(&message) {
            Ok(mut event) => {
                event.open_span(consumer, size);
                let lane = lane_of(event.key, split.len());
                split[lane].events.push(event);
                split[lane].messages.push(message);
            }
            Err(error) => malformed.push((message, error)),
        }
    }
    split.retain(|lane| !lane.events.is_empty());
    (split, malformed)
}

fn read(message: &jetstream::Message) -> Result<Received, String> {
    let info = message.info().map_err(|error| error.to_string())?;
    let attempt = u32::try_from(info.delivered).unwrap_or(u32::MAX);
    Received::read(&message.message, info.stream_sequence, attempt)
        .map_err(|error| error.to_string())
}

/// The random bits of a `UUIDv7` are its low ones.
fn lane_of(key: Uuid, lanes: usize) -> usize {
    let bits = key.as_u128() & u128::from(u32::MAX);
    usize::try_from(bits).unwrap_or(0) % lanes
}
