//! What the kitchen's and the order's news do to deliveries, one transaction per batch.

use std::collections::HashMap;

use baedal_messaging::{NewEvent, Received, inbox, outbox};
use baedal_values::{OrderId, Subject};
use time::OffsetDateTime;

use super::{Deliveries, Error};
use crate::db::deliveries::{self as db, Saved};
use crate::db::orders;
use crate::domain::{Command, Delivery, FactKind, NewDelivery, Tally};
use crate::events;

/// The name of this service's consumer, and of its inbox.
pub const CONSUMER: &str = "delivery-tickets";

/// An event, as deliveries understand it.
#[derive(Debug, Clone, PartialEq)]
pub enum News {
    /// The store takes an order that is to be delivered.
    Accepted(Box<NewDelivery>),
    /// The food of an order that is to be delivered is ready.
    Cooked(OrderId),
    /// The order was called off.
    CalledOff(OrderId),
    /// Nothing that deliveries care about, such as an order that the customer picks up.
    Ignored,
}

impl News {
    const fn order(&self) -> Option<OrderId> {
        match self {
            Self::Accepted(job) => Some(job.order),
            Self::Cooked(order) | Self::CalledOff(order) => Some(*order),
            Self::Ignored => None,
        }
    }
}

/// What a batch makes of an order's delivery before anything is written.
struct Draft {
    /// The version in the database; none for a delivery that is new.
    stored_version: Option<i64>,
    delivery: Delivery,
    rider: Option<Subject>,
    tally: Tally,
}

impl Deliveries {
    /// Applies a batch of events with their meanings; those that were applied before are left out.
    ///
    /// Refuses all of them as [`Error::TooEarly`] when food is ready for a delivery that is not here yet.
    pub async fn take_in(&self, events: &[Received], news: &[News]) -> Result<(), Error> {
        let at = self.clock.now();
        let mut tx = self.pool.begin().await?;
        let fresh = inbox::claim(&mut tx, CONSUMER, events).await?;
        let news: Vec<&News> = events
            .iter()
            .zip(news)
            .filter(|(event, _)| fresh.iter().any(|fresh| std::ptr::eq(*fresh, *event)))
            .map(|(_, news)| news)
            .collect();
        let order_ids: Vec<OrderId> = news.iter().filter_map(|news| news.order()).collect();

        // An acceptance and a cancellation that come in at once, in two processes, must see each other.
        orders::serialize(&mut tx, &order_ids).await?;
        let called_off = orders::canceled(&mut tx, &order_ids).await?;
        let stored = db::lock(&mut tx, &order_ids).await?;
        let mut batch = Batch {
            at,
            drafts: stored
                .into_iter()
                .map(|delivery| {
                    let stored_version = Some(delivery.version);
                    let order = delivery.job.order;
                    (
                        order,
                        Draft {
                            stored_version,
                            delivery,
                            rider: None,
                            tally: Tally::default(),
                        },
                    )
                })
                .collect(),
            called_off: called_off.into_iter().map(|order| (order, false)).collect(),
            facts: Vec::new(),
        };
        for news in news {
            self.apply(&mut batch, news)?;
        }
        let told = !batch.facts.is_empty();
        batch.write(&mut tx).await?;
        tx.commit().await?;
        if told {
            self.outbox.wake();
        }
        Ok(())
    }

    fn apply(&self, batch: &mut Batch, news: &News) -> Result<(), Error> {
        match news {
            News::Accepted(job) => {
                let known = batch.drafts.contains_key(&job.order)
                    || batch.called_off.contains_key(&job.order);
                if !known {
                    let id = self.ids.uuid().into();
                    let delivery = Delivery::create(id, (**job).clone(), batch.at);
                    batch.facts.push(events::fact(
                        FactKind::Created,
                        &delivery,
                        None,
                        self.ids.uuid(),
                    ));
                    let draft = Draft {
                        stored_version: None,
                        delivery,
                        rider: None,
                        tally: Tally::default(),
                    };
                    batch.drafts.insert(job.order, draft);
                }
                Ok(())
            }
            News::Cooked(order) => match batch.drafts.get_mut(order) {
                Some(draft) => draft.apply(&Command::Ready, batch.at).map(|_| ()),
                None if batch.called_off.contains_key(order) => Ok(()),
                None => Err(Error::TooEarly),
            },
            News::CalledOff(order) => {
                if let Some(draft) = batch.drafts.get_mut(order) {
                    if let Some(fact) = draft.apply(&Command::Cancel, batch.at)? {
                        batch.facts.push(events::fact(
                            fact,
                            &draft.delivery,
                            draft.rider.as_ref(),
                            self.ids.uuid(),
                        ));
                    }
                } else {
                    batch.called_off.entry(*order).or_insert(true);
                }
                Ok(())
            }
            News::Ignored => Ok(()),
        }
    }
}

impl Draft {
    fn apply(&mut self, command: &Command, at: OffsetDateTime) -> Result<Option<FactKind>, Error> {
        let Some(change) = self.delivery.apply(command, at)? else {
            return Ok(None);
        };
        self.delivery = change.delivery;
        // News change riders' counts by a cancel at most: there is one rider to count for.
        self.rider = change.rider.or(self.rider.take());
        self.tally.active += change.tally.active;
        self.tally.completed += change.tally.completed;
        Ok(change.fact)
    }
}

struct Batch {
    at: OffsetDateTime,
    drafts: HashMap<OrderId, Draft>,
    /// Orders called off without a delivery; true for those that this batch tells of.
    called_off: HashMap<OrderId, bool>,
    facts: Vec<NewEvent>,
}

impl Batch {
    async fn write(self, conn: &mut sqlx::PgConnection) -> Result<(), Error> {
        let new: Vec<&Delivery> = self
            .drafts
            .values()
            .filter(|draft| draft.stored_version.is_none())
            .map(|draft| &draft.delivery)
            .collect();
        let saved: Vec<Saved> = self
            .drafts
            .values()
            .filter_map(|draft| {
                let old_version = draft.stored_version?;
                (old_version < draft.delivery.version).then(|| Saved {
                    old_version,
                    change: crate::domain::Change {
                        delivery: draft.delivery.clone(),
                        fact: None,
                        rider: draft.rider.clone(),
                        tally: draft.tally,
                    },
                })
            })
            .collect();
        let called_off: Vec<OrderId> = self
            .called_off
            .iter()
            .filter(|(_, new)| **new)
            .map(|(order, _)| *order)
            .collect();
        let inserted = db::insert(conn, &new).await?;
        let changed = db::save(conn, &saved, &[]).await?.deliveries;
        // The locks held make both impossible; were it not so, nothing of the batch may stay.
        if inserted != new.len() as u64 || changed != saved.len() {
            return Err(Error::Contended);
        }
        orders::cancel(conn, &called_off, self.at).await?;
        outbox::append(conn, &self.facts).await?;
        Ok(())
    }
}
