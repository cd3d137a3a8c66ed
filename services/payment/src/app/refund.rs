//! Giving money back for orders that were called off.

use std::collections::BTreeSet;

use baedal_messaging::{Received, inbox};
use baedal_values::OrderId;

use super::{Error, Payments};
use crate::db::payments as db;
use crate::db::payments::Saved;
use crate::domain::Input;
use crate::events;

/// The name of this service's consumer, and of its inbox.
pub const CONSUMER: &str = "payment-refunds";

impl Payments {
    /// Promises the refund of every order that these events call off, in one transaction. The settler keeps the promise.
    ///
    /// Refuses all of them as [`Error::TooEarly`] when one is about a payment that is not settled here.
    pub async fn refund(&self, called_off: &[Received]) -> Result<(), Error> {
        let mut tx = self.pool.begin().await?;
        let fresh = inbox::claim(&mut tx, CONSUMER, called_off).await?;
        // An event about an order is keyed by it.
        let orders: BTreeSet<OrderId> = fresh.iter().map(|event| event.key.into()).collect();
        let payments = db::lock(&mut tx, &orders).await?;
        if payments.len() < orders.len() {
            return Err(Error::TooEarly);
        }
        let at = self.clock.now();
        let mut saved = Vec::with_capacity(payments.len());
        let mut facts = Vec::with_capacity(payments.len());
        for payment in payments {
            if let Some(change) = payment.apply(Input::Refund, at)? {
                facts.extend(events::facts(&change, &*self.ids));
                // Reserved for nobody: the settler may begin at once.
                saved.push(Saved {
                    reserved_until: at,
                    change,
                });
            }
        }
        let written = db::save(&mut tx, &saved, &facts).await?;
        if written != saved.len() {
            return Err(Error::Contended);
        }
        tx.commit().await?;
        if !saved.is_empty() {
            self.outbox.wake();
            self.opened.notify_one();
        }
        Ok(())
    }
}
