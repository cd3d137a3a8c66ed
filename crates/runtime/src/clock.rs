//! What time it is, as a parameter.

use time::OffsetDateTime;

/// Tells the time. Code that takes a `Clock` can be tested at any hour; nothing else in a service may ask the system.
pub trait Clock: Send + Sync + 'static {
    /// Now, in UTC, to the microsecond: the precision that PostgreSQL keeps, so that a time read back equals the time written.
    fn now(&self) -> OffsetDateTime;
}

/// The clock of the machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "this is where everybody else gets the time from"
    )]
    fn now(&self) -> OffsetDateTime {
        to_micros(OffsetDateTime::now_utc())
    }
}

/// Cuts off what a database column would cut off.
fn to_micros(at: OffsetDateTime) -> OffsetDateTime {
    at.replace_microsecond(at.microsecond()).unwrap_or(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_survives_the_database() {
        assert_eq!(SystemClock.now().nanosecond() % 1_000, 0);
    }
}
