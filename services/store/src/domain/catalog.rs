//! Stores and their menus.

use baedal_values::{Currency, Line, MenuItemId, Money, StoreId, Subject};
use time::OffsetDateTime;

/// What kind of shop it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StoreKind {
    /// Drinks.
    CoffeeShop,
    /// Food.
    Restaurant,
    /// Flowers.
    Florist,
}

impl StoreKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::CoffeeShop, Self::Restaurant, Self::Florist];

    /// The name that is stored.
    pub const fn name(self) -> &'static str {
        match self {
            Self::CoffeeShop => "COFFEE_SHOP",
            Self::Restaurant => "RESTAURANT",
            Self::Florist => "FLORIST",
        }
    }

    /// The kind of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// A place: words for a person, and where it is on the map in degrees.
#[derive(Debug, Clone, PartialEq)]
pub struct Address {
    /// Street, number and city, as the person wrote it.
    pub text: String,
    /// -90 to 90.
    pub latitude: f64,
    /// -180 to 180.
    pub longitude: f64,
}

/// What an owner says about a store.
#[derive(Debug, Clone, PartialEq)]
pub struct StoreDraft {
    /// Its name.
    pub name: Line<100>,
    /// Its kind.
    pub kind: StoreKind,
    /// The currency of its whole menu; it never changes.
    pub currency: Currency,
    /// Where it is.
    pub address: Address,
    /// Whether it takes orders.
    pub open: bool,
}

/// A store as it is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Store {
    /// Its id.
    pub id: StoreId,
    /// Whose it is. Never logged.
    pub owner: Subject,
    /// Its name.
    pub name: String,
    /// Its kind.
    pub kind: StoreKind,
    /// The currency of its whole menu.
    pub currency: Currency,
    /// Where it is.
    pub address: Address,
    /// Whether it takes orders.
    pub open: bool,
    /// Rises by one with every change.
    pub version: i64,
    /// When it was created.
    pub created_at: OffsetDateTime,
    /// When it last changed.
    pub updated_at: OffsetDateTime,
}

/// What an owner says about a menu item.
#[derive(Debug, Clone, PartialEq)]
pub struct ItemDraft {
    /// Its name.
    pub name: Line<100>,
    /// What one costs, in the store's currency.
    pub price: Money,
    /// Whether it can be ordered now; `None` leaves it, and a new one can.
    pub available: Option<bool>,
}

/// A menu item as it is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct MenuItem {
    /// Its id.
    pub id: MenuItemId,
    /// The store that sells it.
    pub store_id: StoreId,
    /// Its name.
    pub name: String,
    /// What one costs.
    pub price: Money,
    /// Whether it can be ordered now.
    pub available: bool,
    /// Rises by one with every change.
    pub version: i64,
    /// When it last changed.
    pub updated_at: OffsetDateTime,
}

/// Something that became true about the catalog.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum CatalogFact<'a> {
    /// A store is new, or is different now.
    StoreChanged(&'a Store),
    /// A menu item is new, or is different now.
    MenuItemChanged(&'a MenuItem),
}
