//! Who relays. The database's clock alone decides when a lease has run out.

use tokio::time::{Instant, sleep};
use uuid::Uuid;

use super::{Relay, TurnError, statement};

/// One process's time as the leader.
#[derive(Debug, Clone, Copy)]
pub(super) struct Term {
    pub(super) outbox_id: Uuid,
    pub(super) generation: i64,
    granted: Instant,
}

impl Relay {
    /// Takes the lease if nobody holds it.
    pub(super) async fn acquire(&self) -> Result<Option<Term>, TurnError> {
        let granted = Instant::now();
        let row: Option<(Uuid, i64)> = statement(
            sqlx::query_as(
                "UPDATE relay_lease
                    SET holder = $1, generation = generation + 1, expires_at = now() + make_interval(secs => $2)
                  WHERE expires_at < now()
                 RETURNING outbox_id, generation",
            )
            .bind(self.holder)
            .bind(self.config.lease.as_secs_f64())
            .fetch_optional(&self.pool),
        )
        .await?;
        Ok(row.map(|(outbox_id, generation)| Term {
            outbox_id,
            generation,
            granted,
        }))
    }

    pub(super) async fn outbox_id(&self) -> Result<Uuid, TurnError> {
        statement(sqlx::query_scalar("SELECT outbox_id FROM relay_lease").fetch_one(&self.pool))
            .await
    }

    /// Renews the lease for as long as that works; returns why it no longer does.
    pub(super) async fn keep_lease(&self, term: &Term) -> TurnError {
        let mut granted = term.granted;
        loop {
            sleep(self.config.lease / 3).await;
            let asked = Instant::now();
            let left = self.config.lease.saturating_sub(granted.elapsed());
            match tokio::time::timeout(left, self.renew(term)).await {
                Ok(Ok(true)) => granted = asked,
                Ok(Ok(false)) => return TurnError::LeaseLost,
                Ok(Err(error)) if granted.elapsed() >= self.config.lease => return error,
                Ok(Err(error)) => tracing::debug!(error = %error, "the lease was not renewed"),
                Err(_) => return TurnError::slow(left),
            }
        }
    }

    async fn renew(&self, term: &Term) -> Result<bool, TurnError> {
        let renewed = statement(
            sqlx::query(
                "UPDATE relay_lease SET expires_at = now() + make_interval(secs => $3)
                  WHERE holder = $1 AND generation = $2",
            )
            .bind(self.holder)
            .bind(term.generation)
            .bind(self.config.lease.as_secs_f64())
            .execute(&self.pool),
        )
        .await?;
        Ok(renewed.rows_affected() == 1)
    }

    /// Gives the lease back, if it is still this process's.
    pub(super) async fn release(&self, term: &Term) -> Result<(), TurnError> {
        statement(
            sqlx::query(
                "UPDATE relay_lease SET expires_at = '-infinity' WHERE holder = $1 AND generation = $2",
            )
            .bind(self.holder)
            .bind(term.generation)
            .execute(&self.pool),
        )
        .await
        .map(drop)
    }
}

#[cfg(test)]
#[expect(
    clippy::unwrap_used,
    reason = "a test that fails to set up its world has failed"
)]
mod tests {
    use std::time::Duration;

    use baedal_testkit::postgres;

    use crate::{Broker, NatsConfig, Relay, RelayConfig, Wake, migrations};

    #[tokio::test(flavor = "multi_thread")]
    async fn a_renewal_that_hangs_says_how_long_it_was_waited_for() {
        let database = postgres().await.database("hangs").await;
        migrations::POSTGRES.run(&database.pool).await.unwrap();
        let broker = Broker::connect(&NatsConfig::default()).await.unwrap();
        let config = RelayConfig {
            lease: Duration::from_millis(600),
            ..RelayConfig::default()
        };
        let relay = Relay::new(database.pool.clone(), broker, Wake::new(), config).unwrap();
        let term = relay.acquire().await.unwrap().unwrap();
        let mut other = database.pool.begin().await.unwrap();
        sqlx::query("SELECT FROM relay_lease FOR UPDATE")
            .execute(&mut *other)
            .await
            .unwrap();

        let error = relay.keep_lease(&term).await.to_string();

        let waited = error
            .strip_prefix("a statement took longer than ")
            .unwrap_or(&error);
        let millis = waited
            .strip_suffix("ms")
            .and_then(|it| it.parse::<u64>().ok());
        assert!(millis.is_some_and(|it| it <= 400), "{error}");
    }
}
