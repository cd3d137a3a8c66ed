//! What lists are asked for, and what they show besides the things themselves.

use baedal_values::{MenuItemId, Money, OrderId, Subject};
use time::OffsetDateTime;
use uuid::Uuid;

use super::catalog::StoreKind;

/// Which stores to list.
#[derive(Debug, Clone, Default)]
pub struct StoreFilter {
    /// Only this owner's.
    pub owner: Option<Subject>,
    /// Only of this kind.
    pub kind: Option<StoreKind>,
}

/// The last row of the page before, in a list by name.
#[derive(Debug, Clone)]
pub struct AfterName {
    /// Its name.
    pub name: String,
    /// Its id.
    pub id: Uuid,
}

/// The last ticket of the page before.
#[derive(Debug, Clone, Copy)]
pub struct AfterTicket {
    /// When its order was placed.
    pub placed_at: OffsetDateTime,
    /// Its order.
    pub order_id: OrderId,
}

/// What a store sold of one item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemSales {
    /// The item.
    pub item_id: MenuItemId,
    /// Its name when it was last sold.
    pub name: String,
    /// How many were sold.
    pub quantity: i64,
    /// For how much in all.
    pub amount: Money,
}
