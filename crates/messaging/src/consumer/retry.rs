//! How often each event has failed, and how long it rests.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use uuid::Uuid;

/// More events than this do not fail at the same time, unless everything fails.
const MOST: usize = 10_000;

/// Failures that a handler answered with, of this process. The server's own count includes deliveries of events that were
/// never tried, such as those behind a failing one of the same key.
#[derive(Debug)]
pub(super) struct Failures {
    first: Duration,
    max: Duration,
    counts: Mutex<HashMap<Uuid, u32>>,
}

impl Failures {
    pub(super) fn new(first: Duration, max: Duration) -> Self {
        Self {
            first,
            max,
            counts: Mutex::default(),
        }
    }

    /// Counts one more failure; returns how many there are.
    pub(super) fn add(&self, event: Uuid) -> u32 {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        if counts.len() >= MOST && !counts.contains_key(&event) {
            counts.clear(); // they are tried more often than configured; memory stays bounded
        }
        let count = counts.entry(event).or_default();
        *count += 1;
        *count
    }

    /// The event is settled.
    pub(super) fn forget(&self, event: Uuid) {
        self.counts
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(&event);
    }

    /// The rest after failure number `failures`.
    pub(super) fn delay(&self, failures: u32) -> Duration {
        let doublings = failures.saturating_sub(1).min(20);
        self.first.saturating_mul(1 << doublings).min(self.max)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rest_doubles_up_to_its_bound() {
        let failures = Failures::new(Duration::from_millis(100), Duration::from_secs(30));

        assert_eq!(failures.delay(1), Duration::from_millis(100));
        assert_eq!(failures.delay(3), Duration::from_millis(400));
        assert_eq!(failures.delay(u32::MAX), Duration::from_secs(30));
    }

    #[test]
    fn a_settled_event_starts_over() {
        let failures = Failures::new(Duration::ZERO, Duration::ZERO);
        let event = Uuid::from_u128(1);

        assert_eq!((failures.add(event), failures.add(event)), (1, 2));
        failures.forget(event);
        assert_eq!(failures.add(event), 1);
    }
}
