//! Stores and menus, changed by their owners.

use baedal_messaging::outbox;
use baedal_runtime::trace;
use baedal_values::{Line, MenuItemId, RequestId, StoreId, Subject};
use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

use super::{App, Error};
use crate::db;
use crate::domain::{
    Address, AfterName, CatalogFact, ItemDraft, MenuItem, Store, StoreDraft, StoreFilter,
};
use crate::events;
pub use db::catalog::Asked;

/// Who changes something, and how the call is recognized when it comes again.
#[derive(Debug, Clone)]
pub struct Mutation {
    /// The owner.
    pub caller: Subject,
    /// The caller's name for this call.
    pub request_id: RequestId,
    /// Everything that was asked.
    pub asked: Asked,
}

/// What to change about a store; `None` stays as it is.
#[derive(Debug, Clone, Default)]
pub struct StoreChange {
    /// Another name.
    pub name: Option<Line<100>>,
    /// Another place.
    pub address: Option<Address>,
    /// Whether it takes orders.
    pub open: Option<bool>,
}

impl App {
    /// Opens a store of the caller's own.
    pub async fn create_store(&self, by: &Mutation, draft: StoreDraft) -> Result<Store, Error> {
        let now = self.clock.now();
        let id = StoreId::from(self.ids.uuid());
        let mut tx = self.pool.begin().await?;
        if let Some(earlier) = remember(&mut tx, by, id.into(), now).await? {
            return db::catalog::store(&mut tx, earlier.into())
                .await?
                .ok_or(Error::NotFound("store"));
        }
        let store = Store {
            id,
            owner: by.caller.clone(),
            name: draft.name.into(),
            kind: draft.kind,
            currency: draft.currency,
            address: draft.address,
            open: draft.open,
            version: 1,
            created_at: now,
            updated_at: now,
        };
        db::catalog::insert_store(&mut tx, &store).await?;
        self.tell(&mut tx, CatalogFact::StoreChanged(&store), now)
            .await?;
        tx.commit().await?;
        self.wake.wake();
        Ok(store)
    }

    /// Changes a store of the caller's own. A change that changes nothing tells nobody.
    pub async fn update_store(
        &self,
        by: &Mutation,
        id: StoreId,
        change: StoreChange,
    ) -> Result<Store, Error> {
        let now = self.clock.now();
        let mut tx = self.pool.begin().await?;
        let before = db::catalog::lock_store(&mut tx, id)
            .await?
            .filter(|store| store.owner == by.caller)
            .ok_or(Error::NotFound("store"))?;
        if remember(&mut tx, by, id.into(), now).await?.is_some() {
            return Ok(before);
        }
        let mut store = before.clone();
        if let Some(name) = change.name {
            store.name = name.into();
        }
        if let Some(address) = change.address {
            store.address = address;
        }
        if let Some(open) = change.open {
            store.open = open;
        }
        if store != before {
            store.version += 1;
            store.updated_at = now;
            db::catalog::update_store(&mut tx, &store).await?;
            self.tell(&mut tx, CatalogFact::StoreChanged(&store), now)
                .await?;
        }
        tx.commit().await?;
        self.wake.wake();
        Ok(store)
    }

    /// Puts an item on the menu of a store of the caller's own: a new one without `id`, else the one
    /// of that id. A change that changes nothing tells nobody.
    pub async fn put_item(
        &self,
        by: &Mutation,
        store_id: StoreId,
        id: Option<MenuItemId>,
        draft: ItemDraft,
    ) -> Result<MenuItem, Error> {
        let now = self.clock.now();
        let mut tx = self.pool.begin().await?;
        let store = db::catalog::store(&mut tx, store_id)
            .await?
            .filter(|store| store.owner == by.caller)
            .ok_or(Error::NotFound("store"))?;
        if draft.price.currency() != store.currency {
            return Err(Error::Currency(store.currency.code()));
        }
        let before = match id {
            Some(id) => Some(
                db::catalog::lock_item(&mut tx, id)
                    .await?
                    .filter(|item| item.store_id == store_id)
                    .ok_or(Error::NotFound("menu item"))?,
            ),
            None => None,
        };
        let id = id.unwrap_or_else(|| self.ids.uuid().into());
        if let Some(earlier) = remember(&mut tx, by, id.into(), now).await? {
            return db::catalog::item(&mut tx, earlier.into())
                .await?
                .ok_or(Error::NotFound("menu item"));
        }
        let mut item = MenuItem {
            id,
            store_id,
            name: draft.name.into(),
            price: draft.price,
            available: draft
                .available
                .unwrap_or_else(|| before.as_ref().is_none_or(|before| before.available)),
            version: 1,
            updated_at: now,
        };
        if let Some(before) = before {
            item.version = before.version;
            item.updated_at = before.updated_at;
            if item == before {
                tx.commit().await?;
                return Ok(item);
            }
            item.version += 1;
            item.updated_at = now;
            db::catalog::update_item(&mut tx, &item).await?;
        } else {
            db::catalog::insert_item(&mut tx, &item).await?;
        }
        self.tell(&mut tx, CatalogFact::MenuItemChanged(&item), now)
            .await?;
        tx.commit().await?;
        self.wake.wake();
        Ok(item)
    }

    /// The store of that id; anyone may look.
    pub async fn store(&self, id: StoreId) -> Result<Store, Error> {
        let mut conn = self.pool.acquire().await?;
        db::catalog::store(&mut conn, id)
            .await?
            .ok_or(Error::NotFound("store"))
    }

    /// A page of stores by name.
    pub async fn stores(
        &self,
        filter: &StoreFilter,
        after: Option<&AfterName>,
        limit: i64,
    ) -> Result<Vec<Store>, Error> {
        let mut conn = self.pool.acquire().await?;
        Ok(db::catalog::stores(&mut conn, filter, after, limit).await?)
    }

    /// A page of a store's menu by name; anyone may look.
    pub async fn items(
        &self,
        store_id: StoreId,
        after: Option<&AfterName>,
        limit: i64,
    ) -> Result<Vec<MenuItem>, Error> {
        let mut conn = self.pool.acquire().await?;
        let items = db::catalog::items(&mut conn, store_id, after, limit).await?;
        if items.is_empty() && db::catalog::store(&mut conn, store_id).await?.is_none() {
            return Err(Error::NotFound("store"));
        }
        Ok(items)
    }

    async fn tell(
        &self,
        conn: &mut PgConnection,
        fact: CatalogFact<'_>,
        at: OffsetDateTime,
    ) -> Result<(), Error> {
        let trace = trace::current_traceparent();
        let event = events::catalog_fact(self.ids.uuid(), fact, trace, at);
        Ok(outbox::append(conn, &[event]).await?)
    }
}

/// Writes down what the call comes to; if it came before, what it came to then.
async fn remember(
    conn: &mut PgConnection,
    by: &Mutation,
    result_id: Uuid,
    at: OffsetDateTime,
) -> Result<Option<Uuid>, Error> {
    let Mutation {
        caller,
        request_id,
        asked,
    } = by;
    if db::catalog::insert_request(conn, caller, *request_id, asked, result_id, at).await? {
        return Ok(None);
    }
    let earlier = db::catalog::request(conn, caller, *request_id)
        .await?
        .ok_or(Error::Database(sqlx::Error::RowNotFound))?;
    if earlier.is_of(asked) {
        Ok(Some(earlier.result_id))
    } else {
        Err(Error::RequestIdReused)
    }
}
