//! What may be asked for, and what is answered besides views.

use baedal_values::{MenuItemId, Money, OrderId, RequestId, StoreId, Subject};
use time::OffsetDateTime;

use super::view::{OrderStatus, View};

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

impl Scope {
    /// Whether this customer is one that may be named: one's own name, or to whom sees all.
    pub fn knows(&self, customer: &Subject) -> bool {
        self.all || self.customer.as_ref() == Some(customer)
    }
}

/// Which views to list.
#[derive(Debug, Clone, Copy, Default)]
pub struct Filter {
    /// Only of this store.
    pub store_id: Option<StoreId>,
    /// Only in this status.
    pub status: Option<OrderStatus>,
}

/// Which changes to watch.
#[derive(Debug, Clone, Copy, Default)]
pub struct WatchFilter {
    /// Only of this order.
    pub order_id: Option<OrderId>,
    /// Only of this store.
    pub store_id: Option<StoreId>,
}

/// A view with what is needed to tell whose it is.
#[derive(Debug, Clone, PartialEq)]
pub struct Owned {
    /// The view.
    pub view: View,
    /// The owner of its store, if that is known. Never logged.
    pub owner: Option<Subject>,
}

impl Scope {
    /// Whether a view may be seen.
    pub fn lets_through(&self, row: &Owned) -> bool {
        let own = |who: &Option<Subject>, whose: &Option<Subject>| who.is_some() && who == whose;
        self.all
            || own(&self.customer, &row.view.customer)
            || own(&self.owner, &row.owner)
            || own(&self.rider, &row.view.rider)
    }
}

impl WatchFilter {
    /// Whether a view is watched.
    pub fn lets_through(&self, view: &View) -> bool {
        self.order_id.is_none_or(|id| id == view.order_id)
            && self.store_id.is_none_or(|id| Some(id) == view.store_id)
    }
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
    /// The time of the newest fact applied, or the last time at which nothing was known to be left to apply, if that is later.
    pub as_of: Option<OffsetDateTime>,
    /// When the last batch was applied.
    pub last_applied_at: Option<OffsetDateTime>,
}

/// A rebuild of the read model, running or done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rebuild {
    /// The request that started it.
    pub request_id: RequestId,
    /// When.
    pub requested_at: OffsetDateTime,
    /// When it took its place; `None` while it runs.
    pub finished_at: Option<OffsetDateTime>,
    /// The stream that it reads, by its time of creation; `None` until it has begun.
    pub stream_created: Option<OffsetDateTime>,
    /// The stream's first sequence when it began.
    pub first_sequence: i64,
    /// The stream's last sequence when it began.
    pub target_sequence: i64,
    /// Nothing that was published since then is missing in the stream.
    pub complete_since: Option<OffsetDateTime>,
    /// The sequence up to which events were applied.
    pub applied_sequence: i64,
    /// Events that could not be read.
    pub skipped_events: i64,
    /// Rows that the stream does not tell of any more, taken over as they were.
    pub carried_over: i64,
    /// Rows that came out different, or were missing or too many.
    pub differences: i64,
}

/// How the read model stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// How far it is.
    pub progress: Progress,
    /// Events published and not applied; `None` while the broker is out of reach.
    pub pending_events: Option<u64>,
    /// The rebuild that runs, or else the last one.
    pub rebuild: Option<Rebuild>,
    /// When the last rebuild took its place.
    pub rebuilt_at: Option<OffsetDateTime>,
}
