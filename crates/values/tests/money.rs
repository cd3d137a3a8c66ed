//! What money promises, over all amounts.

use baedal_values::{Currency, Money, MoneyError, Quantity};
use proptest::prelude::*;

fn currencies() -> impl Strategy<Value = Currency> {
    prop::sample::select(Currency::ALL.to_vec())
}

fn amounts() -> impl Strategy<Value = Money> {
    (0..=i64::MAX, currencies())
        .prop_map(|(minor, currency)| Money::new(minor, currency).expect("not negative"))
}

proptest! {
    #[test]
    fn money_survives_the_wire(money in amounts()) {
        let (units, nanos) = money.units_nanos();
        prop_assert_eq!(Money::from_units_nanos(money.currency().code(), units, nanos), Ok(money));
    }

    #[test]
    fn what_is_read_from_the_wire_is_written_as_it_was(
        currency in currencies(), units in any::<i64>(), nanos in any::<i32>(),
    ) {
        if let Ok(money) = Money::from_units_nanos(currency.code(), units, nanos) {
            prop_assert_eq!(money.units_nanos(), (units, nanos));
            prop_assert_eq!(money.currency(), currency);
            prop_assert!(money.minor() >= 0);
        }
    }

    #[test]
    fn cents_are_read_and_smaller_parts_refused(units in 0..=1_000_000_i64, nanos in 0..1_000_000_000_i32) {
        let dollars = Money::from_units_nanos("USD", units, nanos);
        let cent = 10_000_000;
        if nanos % cent == 0 {
            prop_assert_eq!(dollars.map(Money::minor), Ok(units * 100 + i64::from(nanos / cent)));
        } else {
            prop_assert_eq!(dollars, Err(MoneyError::TooPrecise));
        }
    }

    #[test]
    fn negative_amounts_are_refused(
        currency in currencies(), minor in i64::MIN..0, units in i64::MIN..0, nanos in i32::MIN..0,
    ) {
        prop_assert_eq!(Money::new(minor, currency), Err(MoneyError::Negative));
        prop_assert_eq!(Money::from_units_nanos(currency.code(), units, 0), Err(MoneyError::Negative));
        prop_assert_eq!(Money::from_units_nanos(currency.code(), 0, nanos), Err(MoneyError::Negative));
        prop_assert_eq!(Money::from_units_nanos(currency.code(), 1, nanos), Err(MoneyError::Negative));
    }

    #[test]
    fn sums_are_exact_or_refused(left in amounts(), right in amounts()) {
        let sum = left.checked_add(right);
        if left.currency() != right.currency() {
            prop_assert_eq!(sum, Err(MoneyError::CurrencyMismatch));
        } else if let Some(minor) = left.minor().checked_add(right.minor()) {
            prop_assert_eq!(sum.map(Money::minor), Ok(minor));
        } else {
            prop_assert_eq!(sum, Err(MoneyError::Overflow));
        }
    }

    #[test]
    fn a_line_costs_quantity_times_price(price in amounts(), quantity in 1..=99_i64) {
        let line = price.checked_mul(Quantity::new(quantity).expect("1 to 99"));
        let exact = i128::from(price.minor()) * i128::from(quantity);
        let minor = i64::try_from(exact).map_err(|_| MoneyError::Overflow);
        prop_assert_eq!(line.map(Money::minor), minor);
    }
}

#[test]
fn units_that_do_not_fit_in_cents_are_refused() {
    let most = i64::MAX / 100;
    assert!(Money::from_units_nanos("USD", most, 70_000_000).is_ok());
    assert_eq!(
        Money::from_units_nanos("USD", most, 80_000_000),
        Err(MoneyError::Overflow)
    );
    assert_eq!(
        Money::from_units_nanos("USD", most + 1, 0),
        Err(MoneyError::Overflow)
    );
    assert!(Money::from_units_nanos("KRW", i64::MAX, 0).is_ok());
}

#[test]
fn won_have_no_smaller_part() {
    assert_eq!(
        Money::from_units_nanos("KRW", 1, 500_000_000),
        Err(MoneyError::TooPrecise)
    );
}

#[test]
fn nanos_stay_below_one_unit() {
    for currency in Currency::ALL {
        let money = Money::from_units_nanos(currency.code(), 1, 1_000_000_000);
        assert_eq!(money, Err(MoneyError::NanosOutOfRange));
    }
}

#[test]
fn only_known_codes_in_capitals_are_currencies() {
    for code in ["", "krw", "XXX", "KRW ", "BTC"] {
        assert!(
            matches!(
                Money::from_units_nanos(code, 1, 0),
                Err(MoneyError::Currency(_))
            ),
            "{code:?}"
        );
    }
}

#[test]
fn people_read_units_and_cents() {
    let show = |minor, currency| {
        Money::new(minor, currency)
            .expect("not negative")
            .to_string()
    };
    assert_eq!(show(12_000, Currency::Krw), "KRW 12000");
    assert_eq!(show(450, Currency::Usd), "USD 4.50");
    assert_eq!(show(5, Currency::Eur), "EUR 0.05");
}
