//! What may be asked for, and what is answered besides views.

use baedal_values::{MenuItemId, Money, StoreId, Subject};
use time::OffsetDateTime;

use super::view::OrderStatus;

/// Whose views may be seen; every one that any of these lets through.
#[derive(Debug, Clone, Default)]
pub struct Scope {
    /// This customer's.
    pub customer: Option<Subject>,
    /// Those of this owner's stores.
    pub owner: Option<Subject>,
    /// Those that this rider carries.
    pub rider: Option<Subject>,
    /// All.
    pub all: bool,
}

/// Which views to list.
#[derive(Debug, Clone, Copy, Default)]
pub struct Filter {
    /// Only of this store.
    pub store_id: Option<StoreId>,
    /// Only in this status.
    pub status: Option<OrderStatus>,
}

/// What a store sold of one item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemSales {
    /// The item.
    pub item_id: MenuItemId,
    /// Its name in the last order counted.
    pub name: String,
    /// How many.
    pub quantity: i64,
    /// For how much in all.
    pub amount: Money,
}

/// What a rider did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RiderStats {
    /// The rider. Never logged.
    pub rider: Subject,
    /// Deliveries claimed and not completed.
    pub active: i64,
    /// Deliveries completed.
    pub completed: i64,
}

/// How far the read model is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// The version given to the last changed view.
    pub version: i64,
    /// The stream sequence of the last event applied.
    pub stream_sequence: i64,
    /// When the newest fact applied became true.
    pub as_of: Option<OffsetDateTime>,
    /// When the last batch was applied.
    pub last_applied_at: Option<OffsetDateTime>,
}
