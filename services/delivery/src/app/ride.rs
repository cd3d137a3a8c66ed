//! What riders do.

use baedal_values::DeliveryId;

use super::{Deliveries, Error};
use crate::db::deliveries as db;
use crate::db::deliveries::Saved;
use crate::domain::{Command, Delivery};
use crate::events;

/// How often a command is decided anew because somebody else changed the delivery meanwhile. It would take riders who claim
/// and give up within milliseconds to need more; then the caller is told to come again.
const ATTEMPTS: usize = 8;

impl Deliveries {
    /// Does what a rider asks, and answers the delivery as it is then. The same command again answers the same.
    ///
    /// Of many riders at once one wins: each decides on the version it read, and the database takes one change a version.
    /// The others read again and see the winner.
    pub async fn ride(&self, id: DeliveryId, command: &Command) -> Result<Delivery, Error> {
        let mut conn = self.pool.acquire().await?;
        for _ in 0..ATTEMPTS {
            let delivery = db::find(&mut conn, id).await?.ok_or(Error::NotFound)?;
            let old_version = delivery.version;
            let Some(change) = delivery.apply(command, self.clock.now())? else {
                return Ok(delivery);
            };
            let facts: Vec<_> = change
                .fact
                .map(|fact| {
                    events::fact(
                        fact,
                        &change.delivery,
                        change.rider.as_ref(),
                        self.ids.uuid(),
                    )
                })
                .into_iter()
                .collect();
            let saved = Saved {
                old_version,
                change,
            };
            if db::save(&mut conn, std::slice::from_ref(&saved), &facts).await? == 1 {
                self.outbox.wake();
                return Ok(saved.change.delivery);
            }
        }
        Err(Error::Contended)
    }
}
