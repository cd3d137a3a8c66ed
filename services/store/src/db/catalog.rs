//! Stores, menu items and the requests that changed them.

use baedal_values::{Currency, Fingerprint, MenuItemId, Money, RequestId, StoreId, Subject};
use sqlx::postgres::{PgConnection, PgRow};
use sqlx::{FromRow, Row};
use time::OffsetDateTime;
use uuid::Uuid;

use super::unknown;
use crate::domain::{Address, AfterName, MenuItem, Store, StoreFilter, StoreKind};

/// What a caller asked for, in few bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    /// The method and the values.
    pub fingerprint: Fingerprint,
    /// The SHA-256 of the method's name and the message, encoded again: all that releases knew which stored no fingerprint.
    pub message_hash: [u8; 32],
}

/// What a caller's `request_id` came to.
#[derive(Debug, FromRow)]
pub struct Request {
    /// Of the message.
    #[sqlx(rename = "fingerprint")]
    message_hash: Vec<u8>,
    /// Of the values; an earlier release wrote none.
    value_fingerprint: Option<Vec<u8>>,
    /// The object that it made or changed.
    pub result_id: Uuid,
}

impl Request {
    /// Whether this is what was asked for.
    pub fn is_of(&self, asked: &Asked) -> bool {
        match &self.value_fingerprint {
            Some(stored) => asked.fingerprint.matches(stored),
            None => self.message_hash == asked.message_hash,
        }
    }
}

/// Writes down what a request comes to, unless the caller used that id before.
///
/// Waits for a concurrent transaction with the same id. Returns whether the id was new.
pub async fn insert_request(
    conn: &mut PgConnection,
    caller: &Subject,
    request_id: RequestId,
    asked: &Asked,
    result_id: Uuid,
    at: OffsetDateTime,
) -> sqlx::Result<bool> {
    let done = sqlx::query(
        "INSERT INTO requests (caller, request_id, fingerprint, value_fingerprint, result_id, created_at)
         VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (caller, request_id) DO NOTHING",
    )
    .bind(caller.as_str())
    .bind(Uuid::from(request_id))
    .bind(&asked.message_hash[..])
    .bind(asked.fingerprint.as_bytes())
    .bind(result_id)
    .bind(at)
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// What a request came to, if the caller used that id before.
pub async fn request(
    conn: &mut PgConnection,
    caller: &Subject,
    request_id: RequestId,
) -> sqlx::Result<Option<Request>> {
    sqlx::query_as(
        "SELECT fingerprint, value_fingerprint, result_id FROM requests WHERE caller = $1 AND request_id = $2",
    )
    .bind(caller.as_str())
    .bind(Uuid::from(request_id))
    .fetch_optional(conn)
    .await
}

/// Forgets up to `limit` requests from before `before`. Answers how many there were.
pub async fn prune_requests(
    conn: &mut PgConnection,
    before: OffsetDateTime,
    limit: i64,
) -> sqlx::Result<u64> {
    sqlx::query(
        "DELETE FROM requests
          WHERE (caller, request_id) IN (SELECT caller, request_id FROM requests WHERE created_at < $1
                                          LIMIT $2 FOR UPDATE SKIP LOCKED)",
    )
    .bind(before)
    .bind(limit)
    .execute(conn)
    .await
    .map(|done| done.rows_affected())
}

/// Writes a new store.
pub async fn insert_store(conn: &mut PgConnection, store: &Store) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO stores (id, owner, name, kind, currency, address, latitude, longitude, open,
                             version, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
    )
    .bind(Uuid::from(store.id))
    .bind(store.owner.as_str())
    .bind(&store.name)
    .bind(store.kind.name())
    .bind(store.currency.code())
    .bind(&store.address.text)
    .bind(store.address.latitude)
    .bind(store.address.longitude)
    .bind(store.open)
    .bind(store.version)
    .bind(store.created_at)
    .bind(store.updated_at)
    .execute(conn)
    .await?;
    Ok(())
}

/// Writes a store that was read under [`lock_store`].
pub async fn update_store(conn: &mut PgConnection, store: &Store) -> sqlx::Result<()> {
    let done = sqlx::query(
        "UPDATE stores
         SET name = $3, address = $4, latitude = $5, longitude = $6, open = $7, version = $2,
             updated_at = $8
         WHERE id = $1 AND version = $2 - 1",
    )
    .bind(Uuid::from(store.id))
    .bind(store.version)
    .bind(&store.name)
    .bind(&store.address.text)
    .bind(store.address.latitude)
    .bind(store.address.longitude)
    .bind(store.open)
    .bind(store.updated_at)
    .execute(conn)
    .await?;
    one_row(done.rows_affected())
}

/// The store of that id.
pub async fn store(conn: &mut PgConnection, id: StoreId) -> sqlx::Result<Option<Store>> {
    sqlx::query("SELECT * FROM stores WHERE id = $1")
        .bind(Uuid::from(id))
        .try_map(|row| read_store(&row))
        .fetch_optional(conn)
        .await
}

/// The store of that id, locked until the transaction ends.
pub async fn lock_store(conn: &mut PgConnection, id: StoreId) -> sqlx::Result<Option<Store>> {
    sqlx::query("SELECT * FROM stores WHERE id = $1 FOR UPDATE")
        .bind(Uuid::from(id))
        .try_map(|row| read_store(&row))
        .fetch_optional(conn)
        .await
}

/// A page of stores by name as people sort (see migration 1002), after `after`.
pub async fn stores(
    conn: &mut PgConnection,
    filter: &StoreFilter,
    after: Option<&AfterName>,
    limit: i64,
) -> sqlx::Result<Vec<Store>> {
    sqlx::query(
        "SELECT * FROM stores
         WHERE ($1::text IS NULL OR owner = $1) AND ($2::text IS NULL OR kind = $2)
           AND ($3::text IS NULL OR (name_key(name) COLLATE \"C\", id) > (name_key($3) COLLATE \"C\", $4::uuid))
         ORDER BY name_key(name) COLLATE \"C\", id LIMIT $5",
    )
    .bind(filter.owner.as_ref().map(Subject::as_str))
    .bind(filter.kind.map(StoreKind::name))
    .bind(after.map(|after| after.name.as_str()))
    .bind(after.map(|after| after.id))
    .bind(limit)
    .try_map(|row| read_store(&row))
    .fetch_all(conn)
    .await
}

/// Writes a new menu item.
pub async fn insert_item(conn: &mut PgConnection, item: &MenuItem) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO menu_items (id, store_id, name, price_minor, currency, available, version,
                                 updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(Uuid::from(item.id))
    .bind(Uuid::from(item.store_id))
    .bind(&item.name)
    .bind(item.price.minor())
    .bind(item.price.currency().code())
    .bind(item.available)
    .bind(item.version)
    .bind(item.updated_at)
    .execute(conn)
    .await?;
    Ok(())
}

/// Writes a menu item that was read under [`lock_item`].
pub async fn update_item(conn: &mut PgConnection, item: &MenuItem) -> sqlx::Result<()> {
    let done = sqlx::query(
        "UPDATE menu_items
         SET name = $3, price_minor = $4, available = $5, version = $2, updated_at = $6
         WHERE id = $1 AND version = $2 - 1",
    )
    .bind(Uuid::from(item.id))
    .bind(item.version)
    .bind(&item.name)
    .bind(item.price.minor())
    .bind(item.available)
    .bind(item.updated_at)
    .execute(conn)
    .await?;
    one_row(done.rows_affected())
}

/// The menu item of that id.
pub async fn item(conn: &mut PgConnection, id: MenuItemId) -> sqlx::Result<Option<MenuItem>> {
    sqlx::query("SELECT * FROM menu_items WHERE id = $1")
        .bind(Uuid::from(id))
        .try_map(|row| read_item(&row))
        .fetch_optional(conn)
        .await
}

/// The menu item of that id, locked until the transaction ends.
pub async fn lock_item(conn: &mut PgConnection, id: MenuItemId) -> sqlx::Result<Option<MenuItem>> {
    sqlx::query("SELECT * FROM menu_items WHERE id = $1 FOR UPDATE")
        .bind(Uuid::from(id))
        .try_map(|row| read_item(&row))
        .fetch_optional(conn)
        .await
}

/// A page of a store's menu by name as people sort, after `after`.
pub async fn items(
    conn: &mut PgConnection,
    store_id: StoreId,
    after: Option<&AfterName>,
    limit: i64,
) -> sqlx::Result<Vec<MenuItem>> {
    sqlx::query(
        "SELECT * FROM menu_items
         WHERE store_id = $1
           AND ($2::text IS NULL OR (name_key(name) COLLATE \"C\", id) > (name_key($2) COLLATE \"C\", $3::uuid))
         ORDER BY name_key(name) COLLATE \"C\", id LIMIT $4",
    )
    .bind(Uuid::from(store_id))
    .bind(after.map(|after| after.name.as_str()))
    .bind(after.map(|after| after.id))
    .bind(limit)
    .try_map(|row| read_item(&row))
    .fetch_all(conn)
    .await
}

fn read_store(row: &PgRow) -> sqlx::Result<Store> {
    let kind: &str = row.try_get("kind")?;
    Ok(Store {
        id: row.try_get::<Uuid, _>("id")?.into(),
        owner: subject(row, "owner")?,
        name: row.try_get("name")?,
        kind: StoreKind::parse(kind).ok_or_else(|| unknown("kind", kind))?,
        currency: currency(row)?,
        address: Address {
            text: row.try_get("address")?,
            latitude: row.try_get("latitude")?,
            longitude: row.try_get("longitude")?,
        },
        open: row.try_get("open")?,
        version: row.try_get("version")?,
        created_at: row.try_get("created_at")?,
        updated_at: row.try_get("updated_at")?,
    })
}

fn read_item(row: &PgRow) -> sqlx::Result<MenuItem> {
    Ok(MenuItem {
        id: row.try_get::<Uuid, _>("id")?.into(),
        store_id: row.try_get::<Uuid, _>("store_id")?.into(),
        name: row.try_get("name")?,
        price: money(row, "price_minor")?,
        available: row.try_get("available")?,
        version: row.try_get("version")?,
        updated_at: row.try_get("updated_at")?,
    })
}

pub(super) fn subject(row: &PgRow, column: &'static str) -> sqlx::Result<Subject> {
    let text: &str = row.try_get(column)?;
    text.parse().map_err(|error| unknown(column, error))
}

pub(super) fn currency(row: &PgRow) -> sqlx::Result<Currency> {
    let code: &str = row.try_get("currency")?;
    code.parse().map_err(|_| unknown("currency", code))
}

pub(super) fn money(row: &PgRow, column: &'static str) -> sqlx::Result<Money> {
    let minor: i64 = row.try_get(column)?;
    Money::new(minor, currency(row)?).map_err(|error| unknown(column, error))
}

fn one_row(rows: u64) -> sqlx::Result<()> {
    if rows == 1 {
        Ok(())
    } else {
        Err(sqlx::Error::RowNotFound)
    }
}
