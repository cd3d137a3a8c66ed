//! Keeping the copy of the menus.

use std::collections::HashMap;

use baedal_messaging::{Received, inbox};
use uuid::Uuid;

use super::App;
use crate::{
    db::{self, menus::Versioned},
    domain::menu::{Item, Store},
};

/// What a store's event says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MenuChange {
    /// A store, the whole of it.
    Store(Store),
    /// An item, the whole of it.
    Item(Item),
}

impl App {
    /// Takes over what `events` say. An event that is older than what is there changes nothing.
    pub async fn copy_menus(
        &self,
        consumer: &str,
        events: &[Received],
        mut changes: HashMap<Uuid, MenuChange>,
    ) -> sqlx::Result<()> {
        let mut transaction = self.0.db.begin().await?;
        let fresh = inbox::claim(&mut transaction, consumer, events).await?;
        let mut stores = HashMap::new();
        let mut items = HashMap::new();
        for event in fresh {
            match changes.remove(&event.event_id) {
                Some(MenuChange::Store(store)) => newest(&mut stores, store.id, event, store),
                Some(MenuChange::Item(item)) => newest(&mut items, item.id, event, item),
                None => {}
            }
        }
        // In the order of their ids, so that two processes wait for each other instead of locking up.
        db::menus::put_stores(&mut transaction, &in_order(stores)).await?;
        db::menus::put_items(&mut transaction, &in_order(items)).await?;
        transaction.commit().await
    }
}

/// One statement takes each row once: of several events about it, the newest.
fn newest<K: std::hash::Hash + Eq, T>(
    of: &mut HashMap<K, Versioned<T>>,
    key: K,
    event: &Received,
    value: T,
) {
    let version = event.version;
    if of.get(&key).is_none_or(|known| known.version < version) {
        of.insert(key, Versioned { value, version });
    }
}

fn in_order<K: Ord, T>(of: HashMap<K, Versioned<T>>) -> Vec<Versioned<T>> {
    let mut rows: Vec<_> = of.into_iter().collect();
    rows.sort_by(|(a, _), (b, _)| a.cmp(b));
    rows.into_iter().map(|(_, row)| row).collect()
}
