//! What the store and the rider say about orders, a batch in one transaction.

use std::collections::{HashMap, HashSet};

use baedal_messaging::{Received, inbox, outbox};
use baedal_values::OrderId;
use time::OffsetDateTime;
use uuid::Uuid;

use super::App;
use crate::{
    db,
    domain::lifecycle::{Input, Rejected},
    events,
};

/// Something heard about an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heard {
    /// Which order.
    pub order_id: OrderId,
    /// What happened.
    pub input: Input,
    /// When.
    pub at: OffsetDateTime,
}

/// Why a batch was not taken. Nothing of it was.
#[derive(Debug, thiserror::Error)]
pub enum HearError {
    /// The database.
    #[error("the database failed")]
    Database(#[from] sqlx::Error),
    /// An event about an order that is not there, or not yet.
    #[error("there is no order {0}")]
    Unknown(OrderId),
    /// An event that the order does not take.
    #[error("order {order_id} does not take it")]
    Rejected {
        /// The order.
        order_id: OrderId,
        /// Why.
        #[source]
        why: Rejected,
    },
}

impl App {
    /// Takes the steps that `events` ask for. `heard` has what those events say that matter here, by event id; the others
    /// are only claimed.
    pub async fn hear(
        &self,
        consumer: &str,
        events: &[Received],
        heard: &HashMap<Uuid, Heard>,
    ) -> Result<(), HearError> {
        let mut transaction = self.0.db.begin().await?;
        let fresh: Vec<&Heard> = inbox::claim(&mut transaction, consumer, events)
            .await?
            .into_iter()
            .filter_map(|event| heard.get(&event.event_id))
            .collect();
        let ids: HashSet<OrderId> = fresh.iter().map(|heard| heard.order_id).collect();
        let ids: Vec<OrderId> = ids.into_iter().collect();
        let mut orders: HashMap<OrderId, _> = if ids.is_empty() {
            HashMap::new()
        } else {
            let locked = db::orders::lock(&mut transaction, &ids).await?;
            locked
                .into_iter()
                .map(|order| (order.id(), order))
                .collect()
        };

        let mut changed = HashSet::new();
        let mut told = Vec::new();
        let mut waiting = fresh;
        // An effect may stand before its cause (a healed stream, two streams in one): what comes too early gets another
        // chance after the rest. Each round takes at least one, or is the last.
        while !waiting.is_empty() {
            let mut early = Vec::new();
            let mut refused = None;
            let count = waiting.len();
            for heard in waiting {
                let Heard {
                    order_id,
                    input,
                    at,
                } = heard;
                let order = orders
                    .get_mut(order_id)
                    .ok_or(HearError::Unknown(*order_id))?;
                match order.hear(input, *at) {
                    Ok(change) => {
                        if change.changed {
                            changed.insert(*order_id);
                        }
                        let facts = change.told.iter();
                        told.extend(
                            facts.map(|it| events::told(order, it, self.0.ids.uuid(), *at)),
                        );
                    }
                    Err(why) => {
                        let refusal = HearError::Rejected {
                            order_id: *order_id,
                            why,
                        };
                        if let Rejected::Illegal { .. } = why {
                            return Err(refusal);
                        }
                        refused.get_or_insert(refusal);
                        early.push(heard);
                    }
                }
            }
            match refused {
                Some(refusal) if early.len() == count => return Err(refusal),
                _ => waiting = early,
            }
        }

        let changed: Vec<_> = changed.iter().filter_map(|id| orders.remove(id)).collect();
        db::orders::save(&mut transaction, &changed).await?;
        outbox::append(&mut transaction, &told).await?;
        transaction.commit().await?;
        if !told.is_empty() {
            self.0.wake.wake();
        }
        Ok(())
    }
}
