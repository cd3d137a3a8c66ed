//! From the outbox to the stream.

mod heal;
#[cfg(test)]
mod histories;
mod housekeeping;
mod lease;
mod publish;

use std::{future::Future, time::Duration};

use baedal_runtime::{Ids, SystemIds};
use futures_util::{FutureExt, StreamExt};
use sqlx::PgPool;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use self::{lease::Term, publish::Progress};
use crate::{Broker, BrokerError, RelayConfig, Wake};

/// How long one statement may take; the pool's own limits are shorter as a rule.
const STATEMENT: Duration = Duration::from_secs(15);
/// The wait after an error, so that a broken dependency is not hammered.
const PAUSE: Duration = Duration::from_millis(250);

/// Publishes what the outbox holds. Every process of a service runs one; the database's lease makes one of them
/// lead, and the others pass their wakes on to it.
#[derive(Debug)]
pub struct Relay {
    pool: PgPool,
    broker: Broker,
    wake: Wake,
    config: RelayConfig,
    holder: Uuid,
    /// Rows changed in one statement of healing or pruning.
    chunk: i64,
}

/// Why a relay cannot start.
#[derive(Debug, thiserror::Error)]
pub enum RelayError {
    /// Rows would outlive their messages and look like lost ones.
    #[error("relay.keep_s must not exceed nats.stream_max_age_s")]
    KeepTooLong,
}

/// Why one turn of the relay's work ended.
#[derive(Debug, thiserror::Error)]
enum TurnError {
    #[error("the outbox cannot be reached")]
    Database(#[from] sqlx::Error),
    /// The limit, to the millisecond.
    #[error("a statement took longer than {0:?}")]
    Slow(Duration),
    #[error("the broker did not take part")]
    Broker(#[from] BrokerError),
    #[error("another process holds the lease")]
    LeaseLost,
}

impl TurnError {
    fn slow(limit: Duration) -> Self {
        let millis = u64::try_from(limit.as_millis()).unwrap_or(u64::MAX);
        Self::Slow(Duration::from_millis(millis))
    }
}

impl Relay {
    /// A relay for the outbox that `pool` leads to.
    pub fn new(
        pool: PgPool,
        broker: Broker,
        wake: Wake,
        config: RelayConfig,
    ) -> Result<Self, RelayError> {
        if config.keep > broker.config().stream_max_age {
            return Err(RelayError::KeepTooLong);
        }
        Ok(Self {
            pool,
            broker,
            wake,
            config,
            holder: SystemIds.uuid(),
            chunk: heal::CHUNK,
        })
    }

    /// Relays until `stop`, then gives the lease back. Errors of the database and the broker are logged and
    /// waited out.
    pub async fn run(self, stop: CancellationToken) {
        while !stop.is_cancelled() {
            let turn = async {
                match self.acquire().await? {
                    Some(term) => self.lead(&term, &stop).await,
                    None => self.follow(&stop).await,
                }
            };
            if let Err(error) = turn.await {
                tracing::warn!(error = %baedal_runtime::chain(&error), "the relay starts over");
                stop.run_until_cancelled(sleep(PAUSE)).await;
            }
        }
    }

    /// Another process leads: tell it when this one has written something, and be there when it goes.
    async fn follow(&self, stop: &CancellationToken) -> Result<(), TurnError> {
        let outbox = self.outbox_id().await?;
        let client = self.broker.client();
        let mut vacant = self.subscribe(vacant_subject(outbox)).await?;
        let until = sleep(self.config.lease / 3);
        tokio::pin!(until);
        loop {
            tokio::select! {
                () = stop.cancelled() => return Ok(()),
                () = &mut until => return Ok(()),
                _ = vacant.next() => return Ok(()),
                () = self.wake.rung() => {
                    // Lost while disconnected, and then the leader's poll finds the rows.
                    let nudge = client.publish(work_subject(outbox), bytes::Bytes::new());
                    if let Ok(Err(error)) = self.broker.bounded(nudge).await {
                        tracing::debug!(error = %error, "the leader was not nudged");
                    }
                }
            }
        }
    }

    async fn lead(&self, term: &Term, stop: &CancellationToken) -> Result<(), TurnError> {
        tracing::info!(
            relay.generation = term.generation,
            "this process relays the outbox"
        );
        let ended = tokio::select! {
            error = self.keep_lease(term) => Err(error),
            never = self.keep_house() => match never {},
            ended = self.work(term, stop) => ended,
        };
        crate::metrics::outbox_unknown();
        if ended.is_ok() {
            self.release(term).await?;
            if *self.broker.connected().borrow() {
                let subject = vacant_subject(term.outbox_id);
                let client = self.broker.client();
                // Lost, it costs the followers no more than a third of the lease.
                let _ = self
                    .broker
                    .bounded(client.publish(subject, bytes::Bytes::new()))
                    .await;
                let _ = self.broker.bounded(client.flush()).await;
            }
        }
        ended
    }

    /// The leader's loop: verify whenever the stream may have lost something, publish, wait for more.
    async fn work(&self, term: &Term, stop: &CancellationToken) -> Result<(), TurnError> {
        let mut nudges = self.subscribe(work_subject(term.outbox_id)).await?;
        let mut connected = self.broker.connected();
        let mut trusted = None;
        let mut verify_due = tokio::time::Instant::now();
        loop {
            if stop.is_cancelled() {
                return Ok(());
            }
            if !*connected.borrow_and_update() {
                tokio::select! {
                    () = stop.cancelled() => return Ok(()),
                    _ = connected.changed() => continue,
                }
            }
            let turn = async {
                if trusted.is_none_or(|it: publish::Trusted| it.epoch != self.broker.epoch())
                    || tokio::time::Instant::now() >= verify_due
                {
                    trusted = None;
                    trusted = Some(self.verify(term).await?);
                    verify_due = tokio::time::Instant::now() + self.config.verify;
                }
                match &mut trusted {
                    Some(trusted) => self.publish(term, trusted).await,
                    None => Ok(Progress::Suspicious),
                }
            };
            let wait = match turn.await {
                Ok(Progress::More) => continue,
                Ok(Progress::Empty) => self.config.poll,
                Ok(Progress::Suspicious) => {
                    trusted = None;
                    PAUSE / 10
                }
                Ok(Progress::Partly) => PAUSE,
                Err(TurnError::Broker(error)) => {
                    tracing::warn!(error = %baedal_runtime::chain(&error), "the outbox waits for the broker");
                    trusted = None;
                    PAUSE
                }
                Err(error) => return Err(error),
            };
            tokio::select! {
                () = stop.cancelled() => return Ok(()),
                () = self.wake.rung() => {}
                _ = nudges.next() => {}
                _ = connected.changed() => {}
                () = sleep(wait) => {}
            }
            // One look at the outbox answers all that are waiting; taken one a turn, they would pile up.
            while let Some(Some(_)) = nudges.next().now_or_never() {}
        }
    }

    async fn subscribe(&self, subject: String) -> Result<async_nats::Subscriber, TurnError> {
        let subscribed = self
            .broker
            .bounded(self.broker.client().subscribe(subject))
            .await?;
        subscribed.map_err(|error| BrokerError::Refused(error.into()).into())
    }
}

/// A statement under a deadline.
async fn statement<T>(run: impl Future<Output = sqlx::Result<T>>) -> Result<T, TurnError> {
    Ok(timeout(STATEMENT, run)
        .await
        .map_err(|_| TurnError::slow(STATEMENT))??)
}

/// Where followers tell the leader of new rows.
fn work_subject(outbox: Uuid) -> String {
    format!("baedal.relay.{outbox}.work")
}

/// Where a leader that goes tells the followers.
fn vacant_subject(outbox: Uuid) -> String {
    format!("baedal.relay.{outbox}.vacant")
}
