//! The copy of the stores' menus, and what a basket costs by it.

use std::collections::HashMap;

use baedal_values::{Currency, MenuItemId, Money, Quantity, StoreId, Subject};

use super::order::Line;

/// A store, as far as an order needs to know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Store {
    /// The store.
    pub id: StoreId,
    /// Whose orders these are, too.
    pub owner: Subject,
    /// What it is called at the moment.
    pub name: String,
    /// Whether it takes orders.
    pub open: bool,
    /// What it prices in.
    pub currency: Currency,
}

/// An item of a store's menu.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// The item.
    pub id: MenuItemId,
    /// Whose menu it is on.
    pub store_id: StoreId,
    /// What it is called at the moment.
    pub name: String,
    /// What one costs at the moment.
    pub price: Money,
    /// Whether it can be had.
    pub available: bool,
}

/// What somebody wants from a store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Basket {
    /// The store.
    pub store_id: StoreId,
    /// Which items, and how many of each.
    pub lines: Vec<(MenuItemId, Quantity)>,
    /// What the customer was shown, where they want to be held to nothing else.
    pub expected_total: Option<Money>,
}

/// A basket with names and prices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Priced {
    /// What the store is called.
    pub store_name: String,
    /// The lines in the basket's order.
    pub lines: Vec<Line>,
    /// What it all costs: more than nothing.
    pub total: Money,
}

/// Why a basket cannot be had.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// No such store.
    #[error("there is no such store")]
    StoreUnknown,
    /// The store takes no orders at the moment.
    #[error("the store is closed")]
    StoreClosed,
    /// The store's menu has no such item.
    #[error("the store's menu has no such item")]
    ItemUnknown(MenuItemId),
    /// The item cannot be had at the moment.
    #[error("the item is sold out")]
    ItemSoldOut(MenuItemId),
    /// The menu says another total than the customer was shown.
    #[error("the total has changed to {0}")]
    TotalChanged(Money),
    /// It costs nothing, or more than an order may.
    #[error("the total cannot be charged")]
    TotalOutOfRange,
}

/// What `basket` costs by the menu, and nothing else: no caller sets a price.
#[expect(
    clippy::implicit_hasher,
    reason = "the menu is always read into the standard one"
)]
pub fn price(
    basket: &Basket,
    store: Option<&Store>,
    items: &HashMap<MenuItemId, Item>,
) -> Result<Priced, Refusal> {
    let store = store.ok_or(Refusal::StoreUnknown)?;
    if !store.open {
        return Err(Refusal::StoreClosed);
    }
    let mut total = Money::zero(store.currency);
    let mut lines = Vec::with_capacity(basket.lines.len());
    for (id, quantity) in &basket.lines {
        let item = items
            .get(id)
            .filter(|item| item.store_id == store.id)
            .ok_or(Refusal::ItemUnknown(*id))?;
        if !item.available {
            return Err(Refusal::ItemSoldOut(*id));
        }
        total = item
            .price
            .checked_mul(*quantity)
            .and_then(|price| total.checked_add(price))
            .and_then(Money::to_pay)
            .map_err(|_| Refusal::TotalOutOfRange)?;
        lines.push(Line {
            item_id: *id,
            name: item.name.clone(),
            quantity: *quantity,
            unit_price: item.price,
        });
    }
    if total.is_zero() {
        return Err(Refusal::TotalOutOfRange);
    }
    if basket
        .expected_total
        .is_some_and(|expected| expected != total)
    {
        return Err(Refusal::TotalChanged(total));
    }
    Ok(Priced {
        store_name: store.name.clone(),
        lines,
        total,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(n: u128) -> uuid::Uuid {
        uuid::Uuid::from_u128(n)
    }

    fn won(minor: i64) -> Money {
        Money::new(minor, Currency::Krw).expect("not negative")
    }

    fn store() -> Store {
        Store {
            id: id(1).into(),
            owner: "owner".parse().expect("a subject"),
            name: "Seoul Coffee".into(),
            open: true,
            currency: Currency::Krw,
        }
    }

    fn menu(items: &[(u128, i64)]) -> HashMap<MenuItemId, Item> {
        let item = |n: u128, minor| Item {
            id: id(n).into(),
            store_id: id(1).into(),
            name: format!("item {n}"),
            price: won(minor),
            available: true,
        };
        items
            .iter()
            .map(|(n, minor)| (id(*n).into(), item(*n, *minor)))
            .collect()
    }

    fn basket(lines: &[(u128, i64)]) -> Basket {
        let line = |(n, quantity): &(u128, i64)| {
            (id(*n).into(), Quantity::new(*quantity).expect("1 to 99"))
        };
        Basket {
            store_id: id(1).into(),
            lines: lines.iter().map(line).collect(),
            expected_total: None,
        }
    }

    #[test]
    fn a_basket_costs_what_the_menu_says() {
        let priced = price(
            &basket(&[(7, 2), (8, 1)]),
            Some(&store()),
            &menu(&[(7, 4_500), (8, 900)]),
        );
        assert_eq!(priced.expect("all is there").total, won(9_900));
    }

    #[test]
    fn a_customer_is_charged_what_they_saw_or_nothing() {
        let menu = menu(&[(7, 4_500)]);
        let seen = |minor| Basket {
            expected_total: Some(won(minor)),
            ..basket(&[(7, 2)])
        };
        assert!(price(&seen(9_000), Some(&store()), &menu).is_ok());
        let refusal = price(&seen(8_000), Some(&store()), &menu).expect_err("it costs more");
        assert_eq!(refusal, Refusal::TotalChanged(won(9_000)));
    }

    #[test]
    fn what_cannot_be_had_is_refused() {
        let menu = menu(&[(7, 4_500), (8, i64::MAX), (9, 0)]);
        let closed = Store {
            open: false,
            ..store()
        };
        let elsewhere = Store {
            id: id(2).into(),
            ..store()
        };
        let dollars = Store {
            currency: Currency::Usd,
            ..store()
        };
        let mut sold_out = menu.clone();
        for item in sold_out.values_mut() {
            item.available = false;
        }

        let ask = |lines: &[(u128, i64)], store: Option<&Store>, menu| {
            price(&basket(lines), store, menu).expect_err("it cannot be had")
        };
        assert_eq!(ask(&[(7, 1)], None, &menu), Refusal::StoreUnknown);
        assert_eq!(ask(&[(7, 1)], Some(&closed), &menu), Refusal::StoreClosed);
        assert_eq!(
            ask(&[(5, 1)], Some(&store()), &menu),
            Refusal::ItemUnknown(id(5).into())
        );
        assert_eq!(
            ask(&[(7, 1)], Some(&elsewhere), &menu),
            Refusal::ItemUnknown(id(7).into())
        );
        assert_eq!(
            ask(&[(7, 1)], Some(&store()), &sold_out),
            Refusal::ItemSoldOut(id(7).into())
        );
        assert_eq!(
            ask(&[(8, 2)], Some(&store()), &menu),
            Refusal::TotalOutOfRange
        );
        assert_eq!(
            ask(&[(9, 1)], Some(&store()), &menu),
            Refusal::TotalOutOfRange
        );
        assert_eq!(
            ask(&[(7, 1)], Some(&dollars), &menu),
            Refusal::TotalOutOfRange
        );
    }

    #[test]
    fn a_total_has_a_bound_that_sums_of_many_stay_below() {
        let menu = menu(&[(7, 1_000_000_000_000), (8, 1)]);
        let highest = price(&basket(&[(7, 1)]), Some(&store()), &menu).expect("it can be had");
        assert_eq!(highest.total, won(1_000_000_000_000));
        for beyond in [&[(7, 2)][..], &[(7, 1), (8, 1)]] {
            assert_eq!(
                price(&basket(beyond), Some(&store()), &menu),
                Err(Refusal::TotalOutOfRange)
            );
        }
    }
}
