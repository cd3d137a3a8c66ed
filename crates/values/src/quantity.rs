//! How many of one item.

use std::fmt;

use serde::{Deserialize, Serialize};

/// How many of one item a line orders: 1 to 99.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "i64", into = "i64")]
pub struct Quantity(u8);

/// The number is not 1 to 99.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be 1 to 99")]
pub struct QuantityOutOfRange;

impl Quantity {
    /// Checks the range.
    pub fn new(value: i64) -> Result<Self, QuantityOutOfRange> {
        match u8::try_from(value) {
            Ok(value @ 1..=99) => Ok(Self(value)),
            _ => Err(QuantityOutOfRange),
        }
    }

    /// The number, 1 to 99.
    pub const fn get(self) -> u8 {
        self.0
    }
}

impl TryFrom<i32> for Quantity {
    type Error = QuantityOutOfRange;

    fn try_from(value: i32) -> Result<Self, QuantityOutOfRange> {
        Self::new(value.into())
    }
}

impl TryFrom<i64> for Quantity {
    type Error = QuantityOutOfRange;

    fn try_from(value: i64) -> Result<Self, QuantityOutOfRange> {
        Self::new(value)
    }
}

impl From<Quantity> for i32 {
    fn from(quantity: Quantity) -> Self {
        quantity.0.into()
    }
}

impl From<Quantity> for i64 {
    fn from(quantity: Quantity) -> Self {
        quantity.0.into()
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_1_to_99_can_be_ordered() {
        for value in -300..=300 {
            assert_eq!(
                Quantity::new(value).is_ok(),
                (1..=99).contains(&value),
                "{value}"
            );
        }
        assert!(Quantity::new(i64::MAX).is_err());
        assert!(Quantity::new(i64::MIN).is_err());
    }
}
