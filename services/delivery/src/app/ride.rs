//! What riders do.

use baedal_messaging::NewEvent;
use baedal_values::DeliveryId;
use sqlx::{Connection, PgConnection};

use super::{Deliveries, Error};
use crate::db::deliveries as db;
use crate::db::deliveries::Saved;
use crate::domain::{Command, Delivery, Refusal};
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
            if self.write(&mut conn, command, &saved, &facts).await? {
                self.outbox.wake();
                return Ok(saved.change.delivery);
            }
        }
        Err(Error::Contended)
    }

    /// Writes what a command did, unless somebody else was faster. A claim too many is undone: how many a rider has is known
    /// once it is counted, under the lock of the count, so that many at once are one after the other.
    async fn write(
        &self,
        conn: &mut PgConnection,
        command: &Command,
        saved: &Saved,
        facts: &[NewEvent],
    ) -> Result<bool, Error> {
        let saved = std::slice::from_ref(saved);
        if !matches!(command, Command::Claim(_)) {
            return Ok(db::save(conn, saved, facts).await?.deliveries == 1);
        }
        let mut tx = conn.begin().await?;
        let written = db::save(&mut tx, saved, facts).await?;
        let most = i64::from(self.limits.most_claims);
        if written.most_active.is_some_and(|active| active > most) {
            tx.rollback().await?;
            return Err(Refusal::TooMany.into());
        }
        tx.commit().await?;
        Ok(written.deliveries == 1)
    }
}
