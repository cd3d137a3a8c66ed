//! From the stream to a handler.

mod batch;
mod delivery;
mod durable;
mod filters;
mod pull;
mod redrive;
mod retry;

use std::{
    future::Future,
    sync::atomic::{AtomicBool, Ordering::Relaxed},
    time::Duration,
};

use async_nats::jetstream;
use baedal_runtime::database::apart;
use tokio::time::{Instant, MissedTickBehavior, interval, sleep, timeout};
use tokio_util::sync::CancellationToken;

use self::{durable::Durable, pull::Pull, retry::Failures};
use crate::{Broker, BrokerError, ConsumerConfig, Handler, Records, metrics};

/// One statement of [`Records`].
const RECORD: Duration = Duration::from_secs(10);
/// The wait after an error that nothing announces the end of.
const PAUSE: Duration = Duration::from_millis(250);
const PRUNE_EVERY: Duration = Duration::from_mins(10);
const PRUNE_CHUNK: u32 = 5_000;
/// Dead letters that were worked after all, and requests to work some, are kept for so long for an operator to look at.
const KEEP_WORKED: Duration = Duration::from_hours(30 * 24);

/// Pulls a durable's events and hands them to a [`Handler`].
///
/// Every process of a service runs one for each durable; they share its events. A batch is split by key into lanes, which
/// are worked at the same time, each with one handler call. Events are acknowledged after the handler has committed.
#[derive(Debug)]
pub struct Consumer<H, R> {
    broker: Broker,
    config: ConsumerConfig,
    handler: H,
    records: R,
    failures: Failures,
    /// Whether the inbox has events handled since the durable was made: see `durable`.
    inbox_knows: AtomicBool,
    has_stalled: AtomicBool,
    /// So many events wait for another try that the server might soon deliver no others.
    crowded: AtomicBool,
}

/// Why a subscription is made anew.
#[derive(Debug, thiserror::Error)]
enum Interrupted {
    #[error("the broker did not take part")]
    Broker(#[from] BrokerError),
    #[error("the subscription broke")]
    Subscription(#[source] crate::BoxError),
    #[error("the subscription ended")]
    Ended,
    #[error("the server has fallen silent")]
    Silent,
    #[error("the connection is another one")]
    Reconnected,
    #[error("events are pending and none is delivered")]
    Stalled,
    #[error("the durable's position is of a stream that has lost messages since")]
    Misplaced,
    #[error("the durable does not hear all that it should")]
    Narrowed,
    #[error("the consumer's records cannot be reached")]
    Records(#[from] sqlx::Error),
    #[error("the consumer's records took longer than {RECORD:?}")]
    RecordsSlow,
}

impl<H: Handler, R: Records> Consumer<H, R> {
    /// A consumer that hands events to `handler` and keeps its records in the same database.
    pub fn new(broker: Broker, config: ConsumerConfig, handler: H, records: R) -> Self {
        let failures = Failures::new(&config.tuning);
        Self {
            broker,
            config,
            handler,
            records,
            failures,
            inbox_knows: AtomicBool::new(false),
            has_stalled: AtomicBool::new(false),
            crowded: AtomicBool::new(false),
        }
    }

    /// Consumes until `stop`; a running batch is finished, and what was delivered beyond it is given back. Errors of the
    /// database and the broker are logged and waited out. Dead letters that an operator wants worked again are worked
    /// beside, also while the broker is away.
    pub async fn run(self, stop: CancellationToken) {
        tokio::join!(self.consume(&stop), apart(self.redrive(&stop)));
    }

    async fn consume(&self, stop: &CancellationToken) {
        let mut connected = self.broker.connected();
        while !stop.is_cancelled() {
            if !*connected.borrow_and_update() {
                tokio::select! {
                    () = stop.cancelled() => break,
                    _ = connected.changed() => continue,
                }
            }
            match self.session(stop).await {
                Ok(()) => {}
                Err(Interrupted::Reconnected) => {
                    tracing::debug!(consumer = self.config.durable, "subscribing again");
                }
                Err(error) => {
                    tracing::warn!(
                        consumer = self.config.durable,
                        error = %baedal_runtime::chain(&error),
                        "subscribing again"
                    );
                    stop.run_until_cancelled(sleep(PAUSE)).await;
                }
            }
        }
    }

    /// One subscription, on one connection. `Ok` when told to stop.
    async fn session(&self, stop: &CancellationToken) -> Result<(), Interrupted> {
        let epoch = self.broker.epoch();
        let durable = match stop.run_until_cancelled(self.open()).await {
            Some(opened) => opened?,
            None => return Ok(()),
        };
        let mut pull = Pull::open(&self.broker, durable, self.config.tuning.batch).await?;
        let ended = self.turns(&mut pull, epoch, stop).await;
        let given_back = self.give_back(pull, epoch).await;
        ended.and(given_back)
    }

    /// Works what the subscription brings until it breaks, or until `stop`.
    async fn turns(
        &self,
        pull: &mut Pull,
        epoch: u64,
        stop: &CancellationToken,
    ) -> Result<(), Interrupted> {
        let mut connected = self.broker.connected();
        connected.mark_unchanged();
        let mut tick = interval((self.config.tuning.stall / 2).max(Duration::from_millis(50)));
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        tick.reset();
        let mut delivered = Instant::now();
        let mut pruned = None::<Instant>;
        loop {
            let first = tokio::select! {
                biased;
                () = stop.cancelled() => return Ok(()),
                _ = connected.changed() => None,
                _ = tick.tick() => {
                    self.check(pull.durable(), delivered.elapsed()).await?;
                    if pruned.is_none_or(|at| at.elapsed() >= PRUNE_EVERY) {
                        pruned = Some(Instant::now());
                        self.recorded(self.prune().await)?;
                    }
                    None
                }
                next = pull.next() => Some(next?),
            };
            // Events of a lost connection are worked as well, only not acknowledged: see `settle`.
            let reconnected = self.broker.epoch() != epoch;
            if let Some(batch) = self.gather(first, pull) {
                let asked = if reconnected {
                    Ok(())
                } else {
                    pull.ask().await
                };
                self.work(batch, epoch, stop).await;
                delivered = Instant::now();
                asked?;
            }
            if reconnected {
                return Err(Interrupted::Reconnected);
            }
        }
    }

    /// `first` and whatever else is here already, so that a batch never waits for company.
    fn gather(
        &self,
        first: Option<jetstream::Message>,
        pull: &mut Pull,
    ) -> Option<Vec<jetstream::Message>> {
        let mut batch = Vec::from_iter(first);
        while batch.len() < self.config.tuning.batch
            && let Some(message) = pull.ready()
        {
            batch.push(message);
        }
        (!batch.is_empty()).then_some(batch)
    }

    /// The watchdog: compares what the server says with what arrives.
    async fn check(&self, durable: &Durable, silent: Duration) -> Result<(), Interrupted> {
        let info = self.info(durable).await?;
        metrics::lag(
            self.config.durable,
            info.num_pending,
            info.num_ack_pending as u64,
        );
        let most = usize::try_from(self.config.tuning.max_ack_pending).unwrap_or(usize::MAX);
        let may_deliver = info.num_ack_pending < most;
        self.crowded.store(info.num_redelivered > most / 2, Relaxed);
        let (waiting, oldest) = self.failures.waiting(Instant::now());
        metrics::waiting(self.config.durable, waiting, oldest);
        if info.num_pending > 0 && may_deliver && silent >= self.config.tuning.stall {
            self.has_stalled.store(true, Relaxed);
            return Err(Interrupted::Stalled);
        }
        if !self.is_heard(&info.config) {
            return Err(Interrupted::Narrowed);
        }
        // Also without a reconnect: another process may have committed events of the lost tail only now.
        if self.recorded(self.is_misplaced(&info).await)? == Some(true) {
            return Err(Interrupted::Misplaced);
        }
        Ok(())
    }

    /// Housekeeping that the records have no time for is left for the next time: events wait for their handlers anyway.
    fn recorded<T>(&self, outcome: Result<T, Interrupted>) -> Result<Option<T>, Interrupted> {
        match outcome {
            Ok(value) => Ok(Some(value)),
            Err(error @ (Interrupted::Records(_) | Interrupted::RecordsSlow)) => {
                tracing::warn!(
                    consumer = self.config.durable,
                    error = %baedal_runtime::chain(&error),
                    "housekeeping is put off"
                );
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    /// Events that were delivered ahead go to the other processes at once, not after the acknowledgement wait. Only
    /// after the subscription has ended, or they would come right back.
    async fn give_back(&self, pull: Pull, epoch: u64) -> Result<(), Interrupted> {
        let current = || self.broker.epoch() == epoch && *self.broker.connected().borrow();
        if !current() {
            return Ok(());
        }
        for message in pull.close().await? {
            if !current() {
                return Ok(());
            }
            let nak = message.ack_with(jetstream::AckKind::Nak(None));
            self.broker
                .bounded(nak)
                .await?
                .map_err(Interrupted::Subscription)?;
        }
        let flushed = self.broker.bounded(self.broker.client().flush()).await?;
        flushed.map_err(|error| Interrupted::Subscription(error.into()))
    }

    /// The inbox has to remember an event for as long as the stream may bring it: a message may be published again
    /// shortly before its outbox row is pruned and then live its whole age.
    async fn prune(&self) -> Result<(), Interrupted> {
        let age = self.broker.config().stream_max_age * 2;
        loop {
            let removed = record(self.records.prune(self.config.durable, age, PRUNE_CHUNK)).await?;
            if removed < u64::from(PRUNE_CHUNK) {
                break;
            }
        }
        let worked = || {
            self.records
                .prune_worked(self.config.durable, KEEP_WORKED, PRUNE_CHUNK)
        };
        while record(worked()).await? >= u64::from(PRUNE_CHUNK) {}
        Ok(())
    }
}

/// A statement of [`Records`] under a deadline.
async fn record<T>(run: impl Future<Output = sqlx::Result<T>>) -> Result<T, Interrupted> {
    Ok(timeout(RECORD, run)
        .await
        .map_err(|_| Interrupted::RecordsSlow)??)
}
