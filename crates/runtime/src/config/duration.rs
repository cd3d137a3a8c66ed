//! Durations as people write them: `250ms`, `10s`, `5m`, `2h`, `7d`. Use it as
//! `#[serde(with = "baedal_runtime::config::duration")]`; a bare number is refused, since its unit would be a guess.
//!
//! None at all is refused too: an interval of nothing would spin, and a limit of nothing would let nothing through. Where
//! it does mean something, say `with = "baedal_runtime::config::duration::or_zero"`.

use std::time::Duration;

use serde::{Deserialize, Deserializer, Serializer, de::Error};

const UNITS: [(&str, u64); 5] = [
    ("ms", 1),
    ("s", 1_000),
    ("m", 60_000),
    ("h", 3_600_000),
    ("d", 86_400_000),
];

/// Reads a duration from text; it must be longer than nothing.
pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
    let duration = read(deserializer)?;
    if duration.is_zero() {
        return Err(D::Error::custom("expected a duration longer than 0"));
    }
    Ok(duration)
}

/// Durations that may be 0.
pub mod or_zero {
    use std::time::Duration;

    use serde::Deserializer;

    pub use super::serialize;

    /// Reads a duration from text.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
        super::read(deserializer)
    }
}

fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
    let text = String::deserialize(deserializer)?;
    parse(&text).ok_or_else(|| {
        D::Error::custom(format!(
            "expected a duration such as 250ms, 10s, 5m, 2h or 7d, found {text:?}"
        ))
    })
}

/// Writes a duration in the largest unit that keeps it whole.
pub fn serialize<S: Serializer>(duration: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&print(*duration))
}

fn parse(text: &str) -> Option<Duration> {
    let digits = text.find(|c: char| !c.is_ascii_digit())?;
    let (number, unit) = text.split_at(digits);
    let (_, millis) = UNITS.iter().find(|(name, _)| *name == unit.trim())?;
    number
        .parse::<u64>()
        .ok()?
        .checked_mul(*millis)
        .map(Duration::from_millis)
}

fn print(duration: Duration) -> String {
    let total = duration.as_millis();
    let largest = UNITS
        .iter()
        .rev()
        .find(|(_, millis)| total > 0 && total.is_multiple_of(u128::from(*millis)));
    let (unit, millis) = largest.unwrap_or(&UNITS[0]);
    format!("{}{unit}", total / u128::from(*millis))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_and_written_with_their_unit() {
        for (text, millis) in [
            ("250ms", 250),
            ("10s", 10_000),
            ("5m", 300_000),
            ("7d", 604_800_000),
            ("0ms", 0),
        ] {
            assert_eq!(parse(text), Some(Duration::from_millis(millis)));
            assert_eq!(print(Duration::from_millis(millis)), text);
        }
    }

    #[test]
    fn a_number_without_unit_is_no_duration() {
        for text in [
            "10",
            "",
            "s",
            "1.5s",
            "-1s",
            "10 parsecs",
            "99999999999999999999s",
            "9999999999999999999d",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
