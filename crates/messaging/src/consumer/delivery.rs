//! Messages of one batch, read and put into lanes.

use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use async_nats::jetstream::{self, AckKind};
use uuid::Uuid;

use super::filters;
use crate::{Received, envelope::Malformed};

/// A message, and whether the server was told what became of it.
pub(super) struct Claimed {
    pub(super) message: jetstream::Message,
    settled: AtomicBool,
}

impl Claimed {
    fn new(message: jetstream::Message) -> Self {
        Self {
            message,
            settled: AtomicBool::new(false),
        }
    }

    /// Takes note of what the server is about to be told; returns whether it may be. Once it knows what became of the
    /// message, it must not be told that the work goes on: that would push away the end of a delay it was given.
    pub(super) fn note(&self, kind: &AckKind) -> bool {
        if matches!(kind, AckKind::Progress) {
            !self.settled.load(Relaxed)
        } else {
            self.settled.store(true, Relaxed);
            true
        }
    }
}

/// Events and their messages, index by index: handlers take slices of events.
#[derive(Default)]
pub(super) struct Lane {
    pub(super) events: Vec<Received>,
    pub(super) messages: Vec<Claimed>,
}

/// A message that is no event.
pub(super) struct Stray {
    pub(super) message: Claimed,
    pub(super) error: crate::BoxError,
    /// What it can be parked by, where that can be read.
    pub(super) event: Option<Received>,
}

/// An event that this process did not ask for: the durable hears it for another release.
pub(super) struct Foreign {
    pub(super) message: Claimed,
    /// Which delivery this is, from 1.
    pub(super) attempt: i64,
}

/// A batch, sorted.
pub(super) struct Sorted {
    pub(super) lanes: Vec<Lane>,
    pub(super) strays: Vec<Stray>,
    pub(super) foreign: Vec<Foreign>,
}

/// Splits a batch by key, keeping the order within a key. Messages that are no events, and what `filters` do not hear, come
/// back apart.
pub(super) fn sort(
    batch: Vec<jetstream::Message>,
    lanes: usize,
    consumer: &str,
    filters: &[String],
) -> Sorted {
    let size = batch.len();
    let mut split: Vec<Lane> = std::iter::repeat_with(Lane::default)
        .take(lanes.max(1))
        .collect();
    let (mut strays, mut foreign) = (Vec::new(), Vec::new());
    for message in batch {
        if !filters::hear(filters, &message.message.subject) {
            foreign.push(Foreign {
                attempt: message.info().map_or(1, |info| info.delivered),
                message: Claimed::new(message),
            });
            continue;
        }
        match read(&message) {
            Ok(mut event) => {
                event.open_span(consumer, size);
                let lane = lane_of(event.key, split.len());
                split[lane].events.push(event);
                split[lane].messages.push(Claimed::new(message));
            }
            Err((error, event)) => strays.push(Stray {
                message: Claimed::new(message),
                error,
                event: event.map(|event| *event),
            }),
        }
    }
    split.retain(|lane| !lane.events.is_empty());
    Sorted {
        lanes: split,
        strays,
        foreign,
    }
}

/// The event, or why there is none and what of it can be read.
fn read(
    message: &jetstream::Message,
) -> Result<Received, (crate::BoxError, Option<Box<Received>>)> {
    let info = message.info().map_err(|error| (error, None))?;
    let attempt = u32::try_from(info.delivered).unwrap_or(u32::MAX);
    Received::read(&message.message, info.stream_sequence, attempt).map_err(|error: Malformed| {
        let event = Received::salvage(
            &message.message,
            info.stream_sequence,
            attempt,
            info.published,
        );
        (error.into(), event.map(Box::new))
    })
}

/// The random bits of a `UUIDv7` are its low ones.
fn lane_of(key: Uuid, lanes: usize) -> usize {
    let bits = key.as_u128() & u128::from(u32::MAX);
    usize::try_from(bits).unwrap_or(0) % lanes
}
