//! How often and for how long each event has failed, how long it rests, and when it is given up.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use tokio::time::Instant;
use uuid::Uuid;

use crate::{ConsumerTuning, records::Failure};

/// Failures that a handler answered with, of this process. The server's own count includes deliveries of events that were
/// never tried, such as those behind a failing one of the same key.
#[derive(Debug)]
pub(super) struct Failures {
    first: Duration,
    max: Duration,
    most: usize,
    seen: Mutex<HashMap<Uuid, Seen>>,
}

#[derive(Debug, Clone, Copy)]
struct Seen {
    times: u32,
    first: Instant,
    last: Instant,
}

/// What is known of an event that has failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Failing {
    /// How often, this time included.
    pub(super) times: u32,
    /// Since the first time.
    pub(super) waited: Duration,
}

impl Failures {
    pub(super) fn new(tuning: &ConsumerTuning) -> Self {
        Self {
            first: tuning.retry_first,
            max: tuning.retry_max,
            // The server lets no more of them wait, over all processes.
            most: usize::try_from(tuning.max_ack_pending).map_or(1, |most| most.max(1)),
            seen: Mutex::default(),
        }
    }

    /// Counts one more failure.
    pub(super) fn add(&self, event: Uuid, now: Instant) -> Failing {
        let mut seen = self.lock();
        if seen.len() >= self.most && !seen.contains_key(&event) {
            // What has not failed here for longest is most likely settled by another process.
            let stalest = seen.iter().min_by_key(|(_, seen)| seen.last);
            let stalest = stalest.map(|(event, _)| *event);
            stalest.and_then(|event| seen.remove(&event));
        }
        let entry = seen.entry(event).or_insert(Seen {
            times: 0,
            first: now,
            last: now,
        });
        entry.times = entry.times.saturating_add(1);
        entry.last = now;
        Failing {
            times: entry.times,
            waited: now - entry.first,
        }
    }

    /// The event is settled.
    pub(super) fn forget(&self, event: Uuid) {
        self.lock().remove(&event);
    }

    /// Those of `events` that have failed before; empty as long as nothing does.
    pub(super) fn any(&self, mut events: impl Iterator<Item = Uuid>) -> bool {
        let seen = self.lock();
        !seen.is_empty() && events.any(|event| seen.contains_key(&event))
    }

    /// Whether this one has failed before.
    pub(super) fn knows(&self, event: Uuid) -> bool {
        self.lock().contains_key(&event)
    }

    /// The rest after failure number `failures`.
    pub(super) fn delay(&self, failures: u32) -> Duration {
        let doublings = failures.saturating_sub(1).min(20);
        self.first.saturating_mul(1 << doublings).min(self.max)
    }

    /// How many events wait for another try here, and for how long the oldest has. Those that other processes have tried since are
    /// not counted.
    pub(super) fn waiting(&self, now: Instant) -> (usize, Duration) {
        let fresh = self.max * 2 + Duration::from_mins(1);
        let seen = self.lock();
        let waiting = seen.values().filter(|seen| now - seen.last <= fresh);
        waiting.fold((0, Duration::ZERO), |(count, oldest), seen| {
            (count + 1, oldest.max(now - seen.first))
        })
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<Uuid, Seen>> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What may cut an event's patience short.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pressure {
    /// So many events wait for another try that others might not be delivered.
    pub(super) crowded: bool,
    /// How long the stream has had the message.
    pub(super) in_stream: Duration,
    /// How long the stream keeps messages.
    pub(super) stream_keeps: Duration,
}

/// Whether an event that has just failed is parked.
///
/// What time may mend gets `patience` from its first failure in this process, and never fewer tries than anything else. Its age alone
/// would be wrong for an event that is told again or was part of a backlog: it may be older than any patience when it is
/// first tried. A new process begins anew, so the stream's own age has the last word: it must not let go of an event that nobody parked.
pub(super) fn is_over(
    failure: Failure,
    failing: Failing,
    tuning: &ConsumerTuning,
    pressure: Pressure,
) -> bool {
    let tried = failing.times >= tuning.max_attempts;
    match failure {
        Failure::Poison => true,
        Failure::Failing => tried,
        Failure::NotYet => {
            let letting_go = pressure.in_stream >= pressure.stream_keeps / 2;
            tried && (failing.waited >= tuning.patience || pressure.crowded || letting_go)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tuning() -> ConsumerTuning {
        ConsumerTuning {
            retry_first: Duration::from_millis(100),
            retry_max: Duration::from_secs(30),
            max_ack_pending: 3,
            ..ConsumerTuning::default()
        }
    }

    const CALM: Pressure = Pressure {
        crowded: false,
        in_stream: Duration::from_hours(1),
        stream_keeps: Duration::from_hours(7 * 24),
    };

    const DAY: Duration = Duration::from_hours(24);

    #[test]
    fn the_rest_doubles_up_to_its_bound() {
        let failures = Failures::new(&tuning());

        assert_eq!(failures.delay(1), Duration::from_millis(100));
        assert_eq!(failures.delay(3), Duration::from_millis(400));
        assert_eq!(failures.delay(u32::MAX), Duration::from_secs(30));
    }

    #[test]
    fn a_settled_event_starts_over() {
        let (failures, now) = (Failures::new(&tuning()), Instant::now());
        let event = Uuid::from_u128(1);

        assert_eq!(failures.add(event, now).times, 1);
        let second = failures.add(event, now + DAY);
        assert_eq!((second.times, second.waited), (2, DAY));
        failures.forget(event);
        let anew = failures.add(event, now + DAY);
        assert_eq!((anew.times, anew.waited), (1, Duration::ZERO));
    }

    #[test]
    fn memory_is_bounded_and_those_that_fail_keep_their_count() {
        let (failures, now) = (Failures::new(&tuning()), Instant::now());
        let failing = Uuid::from_u128(0);
        for other in 1..1_000 {
            let times = failures.add(failing, now).times;
            assert_eq!(u128::from(times), other);
            failures.add(Uuid::from_u128(other), now - Duration::from_millis(1));
        }

        assert_eq!(failures.waiting(now).0, 3);
        assert_eq!(
            failures.waiting(now + DAY).0,
            0,
            "others have had them since"
        );
    }

    #[test]
    fn what_time_mends_is_given_time_and_all_else_a_few_tries() {
        let tuning = tuning();
        let over =
            |failure, times, waited| is_over(failure, Failing { times, waited }, &tuning, CALM);

        assert!(over(Failure::Poison, 1, Duration::ZERO));
        assert!(!over(Failure::Failing, 11, DAY));
        assert!(over(Failure::Failing, 12, Duration::ZERO));
        assert!(!over(Failure::NotYet, 10_000, Duration::from_hours(5)));
        assert!(over(Failure::NotYet, 12, Duration::from_hours(6)));
        // However long it rests, it gets its tries.
        assert!(!over(Failure::NotYet, 11, DAY));
    }

    #[test]
    fn an_old_event_is_given_the_same_time() {
        let young = Failing {
            times: 12,
            waited: Duration::from_mins(2),
        };
        let at = |in_stream| Pressure { in_stream, ..CALM };

        assert!(!is_over(Failure::NotYet, young, &tuning(), at(DAY * 3)));
        // The stream is about to let go of it.
        assert!(is_over(Failure::NotYet, young, &tuning(), at(DAY * 4)));
    }

    #[test]
    fn a_crowd_makes_room_for_others() {
        let crowded = Pressure {
            crowded: true,
            ..CALM
        };
        let of = |times| Failing {
            times,
            waited: Duration::from_mins(2),
        };

        assert!(is_over(Failure::NotYet, of(12), &tuning(), crowded));
        assert!(!is_over(Failure::NotYet, of(11), &tuning(), crowded));
    }
}
