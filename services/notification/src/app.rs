//! The use cases: write down what customers are told, tell it, show it, forget it in time.

pub mod preferences;
pub mod prune;
pub mod send;

use std::sync::Arc;
use std::time::Duration;

use baedal_messaging::{Received, sqlite};
use baedal_runtime::{Clock, database::Pool};
use baedal_values::{OrderId, Subject};
use sqlx::{Connection, Sqlite};
use tokio::sync::watch;

use crate::db;
use crate::domain::{Change, Draft, Needs, Notification, Preferences, Sending};

/// The name under which this service's inbox remembers events.
pub const CONSUMER: &str = "notification-orders";

/// SQLite takes one writer at a time: a pool of one connection makes the others wait in the
/// process, in turn, and not in the file's lock. Readers have their own pool.
#[derive(Debug, Clone)]
pub struct Pools {
    /// One connection.
    pub write: Pool<Sqlite>,
    /// Read-only connections.
    pub read: Pool<Sqlite>,
}

/// What the use cases go by.
#[derive(Debug, Clone)]
pub struct Rules {
    /// The channels that there are: names, and what each has to know of a customer.
    pub channels: Vec<(String, Needs)>,
    /// Whether a webhook may be of http, at any port and lead anywhere.
    pub any_webhooks: bool,
    /// How long a notification is kept, from when its change happened. An older change is not even
    /// written down when its event comes again.
    pub keep: Duration,
    /// How old a change may be that is still sent. An older one is written down to be read, no more.
    pub tell_within: Duration,
}

/// What every use case needs.
#[derive(Clone)]
pub struct App {
    pools: Pools,
    clock: Arc<dyn Clock>,
    rules: Arc<Rules>,
    /// Changes when something new was written down.
    written: watch::Sender<()>,
}

impl App {
    /// Puts the use cases over a database.
    pub fn new(pools: Pools, clock: Arc<dyn Clock>, rules: Rules) -> Self {
        Self {
            pools,
            clock,
            rules: Arc::new(rules),
            written: watch::Sender::new(()),
        }
    }

    /// What the use cases go by.
    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    /// Writes down what a batch of events tells customers, each change once, all or none of them.
    /// The inbox remembers the events, but it is the event's id that keeps a change from being told
    /// twice: it does so until the notification is forgotten, and from then on the change is too old.
    ///
    /// What is no news is written down and not sent: a change that is old, or that happened before
    /// this database was there. A stream that is told again to a service whose volume was lost fills
    /// the list, and rings nobody's phone.
    pub async fn tell(&self, events: &[Received], changes: &[Change]) -> Result<(), sqlx::Error> {
        let now = self.clock.now();
        let oldest = now - self.rules.keep;
        let changes = || changes.iter().filter(|change| change.occurred_at >= oldest);

        let mut conn = self.pools.write.acquire().await?;
        // The lock at once: a transaction that begins by reading could not wait for it later.
        let mut tx = conn.begin_with("BEGIN IMMEDIATE").await?;
        sqlite::claim(&mut tx, CONSUMER, events).await?;
        let news_since = (now - self.rules.tell_within).max(db::known_since(&mut tx).await?);
        let said = db::preferences::of(&mut tx, changes().map(|change| &change.customer)).await?;
        let nothing_said = Preferences::default();
        let drafts: Vec<_> = changes()
            .map(|change| {
                let said = said.get(change.customer.as_str());
                let is_news = change.occurred_at >= news_since;
                let channels = self.rules.channels.iter().filter(|_| is_news);
                let channels = channels.map(|(name, needs)| (&**name, *needs));
                Draft::of(change, said.unwrap_or(&nothing_said), channels)
            })
            .collect();
        let told = db::insert(&mut tx, &drafts, now).await?;
        tx.commit().await?;
        if told > 0 {
            self.written.send_replace(());
        }
        Ok(())
    }

    /// A page of the customer's notifications, newest first, each with what became of it.
    pub async fn notifications(
        &self,
        customer: &Subject,
        order_id: Option<OrderId>,
        before: Option<i64>,
        limit: i64,
    ) -> Result<Vec<(Notification, Vec<Sending>)>, sqlx::Error> {
        let mut conn = self.pools.read.acquire().await?;
        db::list(&mut conn, customer, order_id, before, limit).await
    }
}
