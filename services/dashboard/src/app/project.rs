//! Facts into views, one transaction per batch.

use std::collections::{BTreeMap, HashMap, HashSet};

use baedal_messaging::{Received, inbox};
use baedal_values::{OrderId, StoreId};
use sqlx::PgConnection;
use uuid::Uuid;

use super::App;
use crate::db;
use crate::domain::{Change, Progress, StoreChange, Tally, View};

/// The name under which this service's inbox remembers events.
pub const CONSUMER: &str = "dashboard-views";

/// An event, as the views understand it.
#[derive(Debug, Clone, PartialEq)]
pub enum Fact {
    /// Something about an order.
    Order(Box<Change>),
    /// Something about a store.
    Store(StoreChange),
    /// Nothing that is shown.
    Ignored,
}

impl App {
    /// Applies a batch of events, each with its meaning; those that were applied before are left
    /// out. That only saves work: to a view, and to the figures that views add up to, an event that
    /// comes again is no news.
    pub async fn project(&self, events: &[Received], facts: &[Fact]) -> Result<(), sqlx::Error> {
        let mut tx = self.pool.begin().await?;
        let mut fresh: HashSet<Uuid> = inbox::claim(&mut tx, CONSUMER, events)
            .await?
            .into_iter()
            .map(|event| event.event_id)
            .collect();
        let fresh: Vec<(&Received, &Fact)> = events
            .iter()
            .zip(facts)
            .filter(|(event, _)| fresh.remove(&event.event_id))
            .collect();
        if fresh.is_empty() {
            return tx.commit().await;
        }

        let mut progress = db::projection::lock(&mut tx).await?;
        let facts: Vec<&Fact> = fresh.iter().map(|(_, fact)| *fact).collect();
        let moved = write(&mut tx, &facts, &mut progress).await?;
        if !moved.is_empty() {
            // Who watches as the new owner has not seen these views yet.
            progress.version += db::changes::touch(&mut tx, &moved, progress.version).await?;
        }

        let newest = fresh.iter().map(|(event, _)| event.occurred_at).max();
        progress.as_of = progress.as_of.max(newest);
        // Not the highest ever: sequences begin anew in a stream that was made anew.
        let sequence = fresh.iter().map(|(event, _)| event.stream_sequence).max();
        progress.stream_sequence = i64::try_from(sequence.unwrap_or(0)).unwrap_or(i64::MAX);
        progress.last_applied_at = Some(self.clock.now());
        db::projection::advance(&mut tx, &progress).await?;
        tx.commit().await?;
        self.feed.wake();
        Ok(())
    }
}

/// Writes what the facts say, under the lock of `progress`, and answers the stores that have another owner now.
pub(super) async fn write(
    tx: &mut PgConnection,
    facts: &[&Fact],
    progress: &mut Progress,
) -> Result<Vec<StoreId>, sqlx::Error> {
    let changes: Vec<&Change> = facts
        .iter()
        .filter_map(|fact| match fact {
            Fact::Order(change) => Some(&**change),
            Fact::Store(_) | Fact::Ignored => None,
        })
        .collect();
    let orders: HashSet<OrderId> = changes.iter().map(|change| change.order_id).collect();
    let orders: Vec<OrderId> = orders.into_iter().collect();
    let known = db::views::read(tx, &orders).await?;
    let (mut views, tally) = merge(known, &changes);
    for view in &mut views {
        progress.version += 1;
        view.version = progress.version;
    }
    db::views::upsert(tx, &views).await?;
    db::figures::add(tx, &tally).await?;
    let stores = newest_of_each(facts);
    let moved = db::stores::moved(tx, &stores).await?;
    db::stores::upsert(tx, &stores).await?;
    Ok(moved)
}

/// The views that the changes make different, and what that adds to the figures.
fn merge(known: Vec<View>, changes: &[&Change]) -> (Vec<View>, Tally) {
    let before: HashMap<OrderId, View> = known
        .into_iter()
        .map(|view| (view.order_id, view))
        .collect();
    let mut after: BTreeMap<OrderId, View> = BTreeMap::new();
    for change in changes {
        let view = after.entry(change.order_id).or_insert_with(|| {
            let known = before.get(&change.order_id).cloned();
            known.unwrap_or_else(|| View::new(change.order_id))
        });
        view.apply(change);
    }
    let mut tally = Tally::default();
    let mut different = Vec::with_capacity(after.len());
    for (order_id, view) in after {
        let new = View::new(order_id);
        let was = before.get(&order_id).unwrap_or(&new);
        if view != *was {
            tally.count(was, &view);
            different.push(view);
        }
    }
    tally.settle();
    (different, tally)
}

fn newest_of_each<'a>(facts: &[&'a Fact]) -> Vec<&'a StoreChange> {
    let mut newest: BTreeMap<StoreId, &StoreChange> = BTreeMap::new();
    for fact in facts {
        if let Fact::Store(change) = fact {
            let known = newest.entry(change.store_id).or_insert(change);
            if known.version < change.version {
                *known = change;
            }
        }
    }
    newest.into_values().collect()
}
