//! The copy of the menus.

use std::collections::HashMap;

use baedal_values::{MenuItemId, StoreId};
use sqlx::PgConnection;
use uuid::Uuid;

use super::{column, corrupt, rows::money};
use crate::domain::menu::{Item, Store};

/// Something of a menu, as of a version of the store's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Versioned<T> {
    /// As it is since then.
    pub value: T,
    /// The version.
    pub version: i64,
}

/// Stores what is newer than what is there. Each store at most once.
pub async fn put_stores(
    connection: &mut PgConnection,
    stores: &[Versioned<Store>],
) -> sqlx::Result<()> {
    if stores.is_empty() {
        return Ok(());
    }
    sqlx::query(
        "INSERT INTO stores (id, owner_id, name, open, currency, version)
         SELECT * FROM UNNEST($1::uuid[], $2::text[], $3::text[], $4::bool[], $5::text[], $6::bigint[])
         ON CONFLICT (id) DO UPDATE
            SET owner_id = EXCLUDED.owner_id, name = EXCLUDED.name, open = EXCLUDED.open,
                currency = EXCLUDED.currency, version = EXCLUDED.version
          WHERE stores.version < EXCLUDED.version",
    )
    .bind(column(stores, |store| store.value.id.uuid()))
    .bind(column(stores, |store| store.value.owner.as_str().to_owned()))
    .bind(column(stores, |store| store.value.name.clone()))
    .bind(column(stores, |store| store.value.open))
    .bind(column(stores, |store| store.value.currency.code()))
    .bind(column(stores, |store| store.version))
    .execute(connection)
    .await
    .map(drop)
}

/// Stores what is newer than what is there. Each item at most once.
pub async fn put_items(
    connection: &mut PgConnection,
    items: &[Versioned<Item>],
) -> sqlx::Result<()> {
    if items.is_empty() {
        return Ok(());
    }
    sqlx::query(
        "INSERT INTO menu_items (id, store_id, name, price_minor, currency, available, version)
         SELECT * FROM UNNEST($1::uuid[], $2::uuid[], $3::text[], $4::bigint[], $5::text[], $6::bool[], $7::bigint[])
         ON CONFLICT (id) DO UPDATE
            SET store_id = EXCLUDED.store_id, name = EXCLUDED.name, price_minor = EXCLUDED.price_minor,
                currency = EXCLUDED.currency, available = EXCLUDED.available, version = EXCLUDED.version
          WHERE menu_items.version < EXCLUDED.version",
    )
    .bind(column(items, |item| item.value.id.uuid()))
    .bind(column(items, |item| item.value.store_id.uuid()))
    .bind(column(items, |item| item.value.name.clone()))
    .bind(column(items, |item| item.value.price.minor()))
    .bind(column(items, |item| item.value.price.currency().code()))
    .bind(column(items, |item| item.value.available))
    .bind(column(items, |item| item.version))
    .execute(connection)
    .await
    .map(drop)
}

#[derive(sqlx::FromRow)]
struct MenuRow {
    store_id: Uuid,
    owner_id: String,
    store_name: String,
    open: bool,
    store_currency: String,
    item_id: Option<Uuid>,
    item_name: Option<String>,
    price_minor: Option<i64>,
    currency: Option<String>,
    available: Option<bool>,
}

/// The store, and of its menu those of `items` that it has: one round trip on the way to an order.
pub async fn menu(
    connection: &mut PgConnection,
    store: StoreId,
    items: &[MenuItemId],
) -> sqlx::Result<Option<(Store, HashMap<MenuItemId, Item>)>> {
    let rows: Vec<MenuRow> = sqlx::query_as(
        "SELECT s.id AS store_id, s.owner_id, s.name AS store_name, s.open, s.currency AS store_currency,
                i.id AS item_id, i.name AS item_name, i.price_minor, i.currency, i.available
           FROM stores s LEFT JOIN menu_items i ON i.store_id = s.id AND i.id = ANY($2)
          WHERE s.id = $1",
    )
    .bind(store.uuid())
    .bind(column(items, |item| item.uuid()))
    .fetch_all(connection)
    .await?;
    let Some(first) = rows.first() else {
        return Ok(None);
    };
    let store = Store {
        id: first.store_id.into(),
        owner: first.owner_id.parse().map_err(corrupt)?,
        name: first.store_name.clone(),
        open: first.open,
        currency: first.store_currency.parse().map_err(corrupt)?,
    };
    let mut menu = HashMap::with_capacity(rows.len());
    for row in rows {
        if let (Some(id), Some(name), Some(minor), Some(currency), Some(available)) = (
            row.item_id,
            row.item_name,
            row.price_minor,
            row.currency,
            row.available,
        ) {
            let price = money(minor, &currency)?;
            let item = Item {
                id: id.into(),
                store_id: store.id,
                name,
                price,
                available,
            };
            menu.insert(item.id, item);
        }
    }
    Ok(Some((store, menu)))
}
