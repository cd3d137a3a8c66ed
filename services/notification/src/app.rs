//! The use cases: write down what customers are told, tell it, show it.

pub mod send;

use std::sync::Arc;

use baedal_messaging::{Received, sqlite};
use baedal_runtime::Clock;
use baedal_values::{OrderId, Subject};
use sqlx::{Connection, SqlitePool};
use tokio::sync::Notify;

use crate::db;
use crate::domain::{Change, Notification};

/// The name under which this service's inbox remembers events.
pub const CONSUMER: &str = "notification-orders";

/// SQLite takes one writer at a time: a pool of one connection makes the others wait in the
/// process, in turn, and not in the file's lock. Readers have their own pool.
#[derive(Debug, Clone)]
pub struct Pools {
    /// One connection.
    pub write: SqlitePool,
    /// Read-only connections.
    pub read: SqlitePool,
}

/// What every use case needs.
#[derive(Clone)]
pub struct App {
    pools: Pools,
    clock: Arc<dyn Clock>,
    written: Arc<Notify>,
}

impl App {
    /// Puts the use cases over a database.
    pub fn new(pools: Pools, clock: Arc<dyn Clock>) -> Self {
        Self {
            pools,
            clock,
            written: Arc::new(Notify::new()),
        }
    }

    /// Writes down what a batch of events tells customers, each change once, all or none of them.
    /// The inbox remembers the events, but it is the event's id that keeps a change from being told
    /// twice: it does so for ever.
    pub async fn tell(&self, events: &[Received], changes: &[Change]) -> Result<(), sqlx::Error> {
        let mut conn = self.pools.write.acquire().await?;
        // The lock at once: a transaction that begins by reading could not wait for it later.
        let mut tx = conn.begin_with("BEGIN IMMEDIATE").await?;
        sqlite::claim(&mut tx, CONSUMER, events).await?;
        let told = db::insert(&mut tx, changes, self.clock.now()).await?;
        tx.commit().await?;
        if told > 0 {
            self.written.notify_one();
        }
        Ok(())
    }

    /// A page of the customer's notifications, newest first.
    pub async fn notifications(
        &self,
        customer: &Subject,
        order_id: Option<OrderId>,
        before: Option<i64>,
        limit: i64,
    ) -> Result<Vec<Notification>, sqlx::Error> {
        let mut conn = self.pools.read.acquire().await?;
        db::list(&mut conn, customer, order_id, before, limit).await
    }
}
