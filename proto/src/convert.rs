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
