//! Places for watchers: so many in all, and so many for each subject.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use baedal_values::Subject;

use super::WatchConfig;

/// Limits that contradict each other.
#[derive(Debug, thiserror::Error)]
pub enum BadLimits {
    /// Watches would leave nothing for short calls.
    #[error(
        "watch.max_watchers ({watchers}) must be at most half of grpc.max_calls_in_flight ({calls}), or short calls are refused \
         while everybody watches"
    )]
    NoRoomForCalls {
        /// `watch.max_watchers`.
        watchers: usize,
        /// `grpc.max_calls_in_flight`.
        calls: usize,
    },
    /// One subject could have all seats.
    #[error(
        "watch.max_per_subject ({subject}) must be at least 1 and below watch.max_watchers ({watchers}), or one caller takes all"
    )]
    NoShare {
        /// `watch.max_per_subject`.
        subject: usize,
        /// `watch.max_watchers`.
        watchers: usize,
    },
}

impl WatchConfig {
    /// Whether the limits leave room for the others, where the server takes so many calls at once.
    pub fn check(&self, max_calls_in_flight: usize) -> Result<(), BadLimits> {
        if self.max_watchers > max_calls_in_flight / 2 {
            return Err(BadLimits::NoRoomForCalls {
                watchers: self.max_watchers,
                calls: max_calls_in_flight,
            });
        }
        if self.max_per_subject == 0 || self.max_per_subject >= self.max_watchers {
            return Err(BadLimits::NoShare {
                subject: self.max_per_subject,
                watchers: self.max_watchers,
            });
        }
        Ok(())
    }
}

/// Why there is no seat.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoSeat {
    /// There are as many watchers as this process serves.
    #[error("there are too many watchers")]
    TooManyWatchers,
    /// The subject has as many watches as one may have.
    #[error("the subject has too many watches")]
    TooManyWatches,
}

/// The seats of a process.
#[derive(Debug)]
pub(super) struct Seats {
    max: usize,
    max_per_subject: usize,
    taken: Arc<Mutex<Taken>>,
}

/// Callers without a subject count as one.
#[derive(Debug, Default)]
struct Taken {
    all: usize,
    by: HashMap<Option<Subject>, usize>,
}

/// A watcher's place, given back when it is dropped.
#[derive(Debug)]
pub(super) struct Seat {
    subject: Option<Subject>,
    taken: Arc<Mutex<Taken>>,
}

impl Seats {
    pub(super) fn new(max: usize, max_per_subject: usize) -> Self {
        Self {
            max,
            max_per_subject,
            taken: Arc::default(),
        }
    }

    pub(super) fn are_empty(&self) -> bool {
        locked(&self.taken).all == 0
    }

    pub(super) fn take(&self, subject: Option<&Subject>) -> Result<Seat, NoSeat> {
        let subject = subject.cloned();
        let mut taken = locked(&self.taken);
        let own = taken.by.get(&subject).copied().unwrap_or_default();
        if own >= self.max_per_subject {
            return Err(NoSeat::TooManyWatches);
        }
        if taken.all >= self.max {
            return Err(NoSeat::TooManyWatchers);
        }
        taken.all += 1;
        taken.by.insert(subject.clone(), own + 1);
        Ok(Seat {
            subject,
            taken: Arc::clone(&self.taken),
        })
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut taken = locked(&self.taken);
        taken.all -= 1;
        if let Some(own) = taken.by.get_mut(&self.subject) {
            *own -= 1;
            if *own == 0 {
                taken.by.remove(&self.subject);
            }
        }
    }
}

fn locked(taken: &Mutex<Taken>) -> MutexGuard<'_, Taken> {
    // Nothing panics while it holds this.
    taken.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_out_of_order_are_refused_and_name_both_keys() {
        let limits = |max_watchers, max_per_subject, calls| {
            let config = WatchConfig {
                max_watchers,
                max_per_subject,
                ..WatchConfig::default()
            };
            config.check(calls).map_err(|error| error.to_string())
        };
        assert!(WatchConfig::default().check(2_048).is_ok());
        let crowded = limits(1_025, 8, 2_048).expect_err("no room for calls");
        for key in [
            "watch.max_watchers (1025)",
            "grpc.max_calls_in_flight (2048)",
        ] {
            assert!(crowded.contains(key), "{crowded}");
        }
        for subject in [0, 10] {
            let unfair = limits(10, subject, 2_048).expect_err("no share");
            for key in ["watch.max_per_subject", "watch.max_watchers (10)"] {
                assert!(unfair.contains(key), "{unfair}");
            }
        }
    }
}
