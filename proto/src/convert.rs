//! Between what stands on the wire and the values that the code works with.

use baedal_values::{Money, MoneyError};
use prost_types::Timestamp;
use time::{Duration, OffsetDateTime};

use crate::google::r#type;

/// The timestamp is outside the years 1 to 9999, or its nanos outside 0 to 999,999,999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be a time between the years 1 and 9999")]
pub struct TimestampError;

impl From<Money> for r#type::Money {
    fn from(money: Money) -> Self {
        let (units, nanos) = money.units_nanos();
        Self {
            currency_code: money.currency().code().to_owned(),
            units,
            nanos,
        }
    }
}

impl TryFrom<&r#type::Money> for Money {
    type Error = MoneyError;

    fn try_from(money: &r#type::Money) -> Result<Self, MoneyError> {
        Self::from_units_nanos(&money.currency_code, money.units, money.nanos)
    }
}

impl TryFrom<r#type::Money> for Money {
    type Error = MoneyError;

    fn try_from(money: r#type::Money) -> Result<Self, MoneyError> {
        Self::try_from(&money)
    }
}

/// The time as it stands on the wire.
#[expect(
    clippy::missing_panics_doc,
    reason = "the part of a second always fits"
)]
pub fn to_timestamp(time: OffsetDateTime) -> Timestamp {
    let nanos = i32::try_from(time.nanosecond()).expect("less than a second, so less than 10^9");
    Timestamp {
        seconds: time.unix_timestamp(),
        nanos,
    }
}

/// Reads a time from the wire, in UTC.
pub fn from_timestamp(timestamp: &Timestamp) -> Result<OffsetDateTime, TimestampError> {
    if !(0..1_000_000_000).contains(&timestamp.nanos) {
        return Err(TimestampError);
    }
    let second =
        OffsetDateTime::from_unix_timestamp(timestamp.seconds).map_err(|_| TimestampError)?;
    if second.year() < 1 {
        return Err(TimestampError);
    }
    second
        .checked_add(Duration::nanoseconds(timestamp.nanos.into()))
        .ok_or(TimestampError)
}

#[cfg(test)]
mod tests {
    use super::*;
    use baedal_values::Currency;

    #[test]
    fn money_reads_what_it_writes() {
        let money = Money::new(450, Currency::Usd).expect("not negative");
        let wire = r#type::Money::from(money);
        assert_eq!(
            (wire.currency_code.as_str(), wire.units, wire.nanos),
            ("USD", 4, 500_000_000)
        );
        assert_eq!(Money::try_from(wire), Ok(money));
    }

    #[test]
    fn a_time_reads_what_it_writes() {
        for nanos in [0, 1, 1_234_567_890_123_456_789, -1, -1_500_000_000] {
            let time = OffsetDateTime::from_unix_timestamp_nanos(nanos).expect("a time");
            let wire = to_timestamp(time);
            assert!((0..1_000_000_000).contains(&wire.nanos));
            assert_eq!(from_timestamp(&wire), Ok(time));
        }
    }

    #[test]
    fn a_time_out_of_range_is_refused() {
        const FIRST: i64 = -62_135_596_800; // 0001-01-01T00:00:00Z
        const LAST: i64 = 253_402_300_799; // 9999-12-31T23:59:59Z
        let read = |seconds, nanos| from_timestamp(&Timestamp { seconds, nanos });
        assert!(read(FIRST, 0).is_ok());
        assert!(read(LAST, 999_999_999).is_ok());
        for (seconds, nanos) in [
            (FIRST - 1, 0),
            (LAST + 1, 0),
            (i64::MIN, 0),
            (i64::MAX, 0),
            (0, -1),
            (0, 1_000_000_000),
            (0, i32::MAX),
        ] {
            assert_eq!(
                read(seconds, nanos),
                Err(TimestampError),
                "{seconds} {nanos}"
            );
        }
    }
}
