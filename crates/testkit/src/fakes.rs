use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Duration;

use baedal_runtime::{Clock, Ids};
use time::OffsetDateTime;
use uuid::Uuid;

/// 2026-01-01T09:00:00Z, where every fake clock starts.
const START_UNIX_MICROS: i64 = 1_767_258_000_000_000;

/// A clock that stands still until it is told otherwise. Clones tell the same time.
#[derive(Debug, Clone)]
pub struct FakeClock {
    unix_micros: Arc<AtomicI64>,
}

impl Default for FakeClock {
    fn default() -> Self {
        Self {
            unix_micros: Arc::new(AtomicI64::new(START_UNIX_MICROS)),
        }
    }
}

impl FakeClock {
    /// Moves the time on.
    pub fn advance(&self, by: Duration) {
        let micros = i64::try_from(by.as_micros()).expect("a test's time span");
        self.unix_micros.fetch_add(micros, Ordering::SeqCst);
    }

    /// Sets the time, also backwards.
    pub fn set(&self, at: OffsetDateTime) {
        let micros = i64::try_from(at.unix_timestamp_nanos() / 1_000).expect("a test's time");
        self.unix_micros.store(micros, Ordering::SeqCst);
    }
}

impl Clock for FakeClock {
    fn now(&self) -> OffsetDateTime {
        let nanos = i128::from(self.unix_micros.load(Ordering::SeqCst)) * 1_000;
        OffsetDateTime::from_unix_timestamp_nanos(nanos).expect("a time between years 0 and 9999")
    }
}

/// Ids that count up from 1, in the shape of version 7. Clones share the count.
#[derive(Debug, Clone, Default)]
pub struct FakeIds {
    last: Arc<AtomicU64>,
}

impl Ids for FakeIds {
    fn uuid(&self) -> Uuid {
        let count = self.last.fetch_add(1, Ordering::SeqCst) + 1;
        // The count takes the place of the random bits; version and variant stay right.
        Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0000 | u128::from(count))
    }
}
