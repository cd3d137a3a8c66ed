//! Money: whole minor units of one currency, never negative and never a float.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::Quantity;

const NANOS_PER_UNIT: i64 = 1_000_000_000;

/// A currency that stores may price in (ISO 4217).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Currency {
    /// South Korean won; has no minor unit.
    Krw,
    /// United States dollar, in cents.
    Usd,
    /// Euro, in cents.
    Eur,
    /// Japanese yen; has no minor unit.
    Jpy,
}

/// The text is not the code of a currency that stores may price in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be one of KRW, USD, EUR, JPY")]
pub struct UnknownCurrency;

impl Currency {
    /// Every currency there is.
    pub const ALL: [Self; 4] = [Self::Krw, Self::Usd, Self::Eur, Self::Jpy];

    /// The ISO 4217 code, in capitals.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Krw => "KRW",
            Self::Usd => "USD",
            Self::Eur => "EUR",
            Self::Jpy => "JPY",
        }
    }

    /// How many decimal digits the minor unit has: 0 for won, 2 for dollars.
    pub const fn exponent(self) -> u32 {
        match self {
            Self::Krw | Self::Jpy => 0,
            Self::Usd | Self::Eur => 2,
        }
    }

    /// How many minor units make one unit: 1 for won, 100 for dollars.
    const fn minor_per_unit(self) -> i64 {
        10_i64.pow(self.exponent())
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for Currency {
    type Err = UnknownCurrency;

    fn from_str(code: &str) -> Result<Self, UnknownCurrency> {
        Self::ALL
            .into_iter()
            .find(|currency| currency.code() == code)
            .ok_or(UnknownCurrency)
    }
}

impl TryFrom<String> for Currency {
    type Error = UnknownCurrency;

    fn try_from(code: String) -> Result<Self, UnknownCurrency> {
        code.parse()
    }
}

impl From<Currency> for String {
    fn from(currency: Currency) -> Self {
        currency.code().to_owned()
    }
}

/// An amount of money: zero or more minor units of one currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "Parts", into = "Parts")]
pub struct Money {
    minor: i64,
    currency: Currency,
}

/// Why something is not an amount of money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// The code names no currency that stores may price in.
    #[error("currency_code {0}")]
    Currency(#[from] UnknownCurrency),
    /// Less than zero, in units or in nanos.
    #[error("must not be negative")]
    Negative,
    /// One whole unit or more in nanos.
    #[error("nanos must be less than 1000000000")]
    NanosOutOfRange,
    /// A fraction of the currency's minor unit.
    #[error("must be whole minor units of its currency")]
    TooPrecise,
    /// More than fits.
    #[error("is too large")]
    Overflow,
    /// More than a price or an order's total may be.
    #[error("must be at most {} minor units of its currency", Money::MOST_TO_PAY)]
    TooMuchToPay,
    /// Amounts of two currencies do not add up.
    #[error("must be in the same currency")]
    CurrencyMismatch,
}

impl Money {
    /// The highest price, and the highest total of an order, in minor units: low enough for the sum of nine million of them.
    pub const MOST_TO_PAY: i64 = 1_000_000_000_000;

    /// This amount, if it is not more than a price or an order's total may be. A sum of many may well be.
    pub fn to_pay(self) -> Result<Self, MoneyError> {
        if self.minor > Self::MOST_TO_PAY {
            Err(MoneyError::TooMuchToPay)
        } else {
            Ok(self)
        }
    }

    /// An amount in minor units: won, or cents.
    pub fn new(minor: i64, currency: Currency) -> Result<Self, MoneyError> {
        if minor < 0 {
            Err(MoneyError::Negative)
        } else {
            Ok(Self { minor, currency })
        }
    }

    /// Nothing, in that currency.
    pub const fn zero(currency: Currency) -> Self {
        Self { minor: 0, currency }
    }

    /// Reads what `google.type.Money` says: whole units, and billionths of one.
    pub fn from_units_nanos(code: &str, units: i64, nanos: i32) -> Result<Self, MoneyError> {
        let currency: Currency = code.parse()?;
        let nanos = i64::from(nanos);
        if units < 0 || nanos < 0 {
            return Err(MoneyError::Negative);
        }
        if nanos >= NANOS_PER_UNIT {
            return Err(MoneyError::NanosOutOfRange);
        }
        let nanos_per_minor = NANOS_PER_UNIT / currency.minor_per_unit();
        if nanos % nanos_per_minor != 0 {
            return Err(MoneyError::TooPrecise);
        }
        let minor = units
            .checked_mul(currency.minor_per_unit())
            .and_then(|minor| minor.checked_add(nanos / nanos_per_minor))
            .ok_or(MoneyError::Overflow)?;
        Self::new(minor, currency)
    }

    /// Whole units, and billionths of one, as `google.type.Money` says it.
    #[expect(clippy::missing_panics_doc, reason = "the part of a unit always fits")]
    pub fn units_nanos(self) -> (i64, i32) {
        let minor_per_unit = self.currency.minor_per_unit();
        let nanos = self.minor % minor_per_unit * (NANOS_PER_UNIT / minor_per_unit);
        let nanos = i32::try_from(nanos).expect("less than one unit, so less than 10^9");
        (self.minor / minor_per_unit, nanos)
    }

    /// The amount in minor units: won, or cents. Never negative.
    pub const fn minor(self) -> i64 {
        self.minor
    }

    /// The currency.
    pub const fn currency(self) -> Currency {
        self.currency
    }

    /// Whether it is nothing.
    pub const fn is_zero(self) -> bool {
        self.minor == 0
    }

    /// The sum of two amounts of one currency.
    pub fn checked_add(self, other: Self) -> Result<Self, MoneyError> {
        if self.currency != other.currency {
            return Err(MoneyError::CurrencyMismatch);
        }
        let minor = self
            .minor
            .checked_add(other.minor)
            .ok_or(MoneyError::Overflow)?;
        Ok(Self { minor, ..self })
    }

    /// The price of that many.
    pub fn checked_mul(self, quantity: Quantity) -> Result<Self, MoneyError> {
        let minor = self
            .minor
            .checked_mul(quantity.into())
            .ok_or(MoneyError::Overflow)?;
        Ok(Self { minor, ..self })
    }
}

/// For people: `KRW 12000`, `USD 4.50`.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let minor_per_unit = self.currency.minor_per_unit();
        write!(f, "{} {}", self.currency, self.minor / minor_per_unit)?;
        match self.currency.exponent() as usize {
            0 => Ok(()),
            digits => write!(f, ".{:0digits$}", self.minor % minor_per_unit),
        }
    }
}

/// How money is stored as JSON.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Parts {
    minor: i64,
    currency: Currency,
}

impl TryFrom<Parts> for Money {
    type Error = MoneyError;

    fn try_from(parts: Parts) -> Result<Self, MoneyError> {
        Self::new(parts.minor, parts.currency)
    }
}

impl From<Money> for Parts {
    fn from(money: Money) -> Self {
        Self {
            minor: money.minor,
            currency: money.currency,
        }
    }
}
