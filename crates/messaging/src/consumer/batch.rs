//! One batch: lanes at the same time, one handler call each, single events where that fails.

use std::{
    collections::{HashMap, HashSet},
    panic::AssertUnwindSafe,
    sync::atomic::Ordering::Relaxed,
    time::Duration,
};

use async_nats::jetstream::{self, AckKind};
use futures_util::{FutureExt, future::join_all};
use tokio::time::{Instant, MissedTickBehavior, interval_at, sleep, timeout};
use tokio_util::sync::CancellationToken;
use tracing::{Instrument, Span};

use baedal_runtime::{Clock, SystemClock, database::apart};

use super::{
    Consumer,
    delivery::{Claimed, Foreign, Lane, Sorted, Stray, sort},
    record,
    retry::{Failing, Pressure, is_over},
};
use crate::{
    HandleError, Handler, Received, Records,
    metrics::{self, Outcome},
    records::{Failure, Parking},
};

/// The wait for a dependency of the handler to come back, growing between these.
const AWAY_FIRST: Duration = Duration::from_millis(100);
const AWAY_MAX: Duration = Duration::from_secs(3);
/// How often, and how far apart, an event is offered to the processes of another release.
const FOREIGN_OFFERS: i64 = 60;
const FOREIGN_REST: Duration = Duration::from_secs(1);
/// Which of many tries is told in the log.
const SAY_EVERY: u32 = 20;

impl<H: Handler, R: Records> Consumer<H, R> {
    /// Works a batch to its end, or until `stop` while a dependency of the handler is away.
    pub(super) async fn work(
        &self,
        batch: Vec<jetstream::Message>,
        epoch: u64,
        stop: &CancellationToken,
    ) {
        let began = Instant::now();
        let size = batch.len();
        let Sorted {
            lanes,
            strays,
            foreign,
        } = sort(
            batch,
            self.config.tuning.lanes,
            self.config.durable,
            &self.config.filter_subjects,
        );
        let lanes: Vec<_> = lanes.into_iter().map(|lane| self.split(lane)).collect();
        let worked = |lane| apart(self.halves(lane, epoch, stop));
        let handled = join_all(lanes.iter().map(worked));
        let put_aside = join_all(strays.iter().map(|stray| self.put_aside(stray, epoch)));
        let left = join_all(foreign.iter().map(|foreign| self.leave(foreign, epoch)));
        let messages = || {
            let worked = lanes.iter().flatten().flat_map(|lane| &lane.messages);
            worked.chain(strays.iter().map(|stray| &stray.message))
        };
        tokio::select! {
            _ = async { tokio::join!(handled, put_aside, left) } => {}
            never = self.keep_claimed(messages, epoch) => match never {},
        }
        metrics::batch(self.config.durable, size, began.elapsed());
    }

    /// Parks a message that is no event as it came. One without an id is dropped: nobody who speaks this language sent it,
    /// and there is nothing to park it by.
    async fn put_aside(&self, stray: &Stray, epoch: u64) {
        if let Some(event) = &stray.event {
            let cause = stray.error.to_string().into();
            self.failed(event, &stray.message, Failure::Poison, cause, epoch)
                .await;
        } else {
            tracing::error!(
                consumer = self.config.durable,
                subject = %stray.message.message.subject,
                error = %baedal_runtime::chain(stray.error.as_ref()),
                "not an event, dropped"
            );
            self.settle(epoch, &stray.message, AckKind::Term).await;
        }
    }

    /// Leaves an event that this release does not ask for to one that does: its processes share the durable while one release
    /// takes the other's place. What none of them takes in time is of a release that is gone, and passed over.
    async fn leave(&self, foreign: &Foreign, epoch: u64) {
        let kind = if foreign.attempt <= FOREIGN_OFFERS {
            AckKind::Nak(Some(FOREIGN_REST))
        } else {
            tracing::info!(
                consumer = self.config.durable,
                subject = %foreign.message.message.subject,
                "an event that this release does not ask for is passed over"
            );
            AckKind::Ack
        };
        self.settle(epoch, &foreign.message, kind).await;
    }

    /// Tells the server that the batch is being worked, so that it does not deliver it to others as well.
    async fn keep_claimed<'m, M: Iterator<Item = &'m Claimed>>(
        &self,
        messages: impl Fn() -> M,
        epoch: u64,
    ) -> std::convert::Infallible {
        let every = (self.config.tuning.ack_wait / 3).max(Duration::from_millis(10));
        let mut tick = interval_at(Instant::now() + every, every);
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tick.tick().await;
            for message in messages() {
                self.settle(epoch, message, AckKind::Progress).await;
            }
        }
    }

    /// What can be worked by one call, and what is worked after it: events that have failed before, which would fail the call
    /// for all, and others of their aggregates, which stay with them in their order.
    fn split(&self, lane: Lane) -> [Lane; 2] {
        let ids = lane.events.iter().map(|event| event.event_id);
        if !self.failures.any(ids) {
            return [lane, Lane::default()];
        }
        let failing = lane.events.iter();
        let failing: HashSet<_> = failing
            .filter(|event| self.failures.knows(event.event_id))
            .map(Received::aggregate)
            .collect();
        let [mut fresh, mut behind] = [Lane::default(), Lane::default()];
        for (event, message) in lane.events.into_iter().zip(lane.messages) {
            let side = if failing.contains(&event.aggregate()) {
                &mut behind
            } else {
                &mut fresh
            };
            side.events.push(event);
            side.messages.push(message);
        }
        [fresh, behind]
    }

    async fn halves(&self, [fresh, failing]: &[Lane; 2], epoch: u64, stop: &CancellationToken) {
        self.lane(fresh, epoch, stop).await;
        self.one_by_one(failing, epoch, stop).await;
    }

    async fn lane(&self, lane: &Lane, epoch: u64, stop: &CancellationToken) {
        if lane.events.is_empty() {
            return;
        }
        let outcome = self.handle(&lane.events, stop).await;
        match (outcome, lane.events.as_slice()) {
            (Ok(()), _) => self.handled(lane, 0..lane.events.len(), epoch).await,
            (Err(Failed::Stopped), _) => self.release(lane, 0, epoch).await,
            (Err(Failed::By(failure, cause)), [event]) => {
                self.failed(event, &lane.messages[0], failure, cause, epoch)
                    .await;
            }
            (Err(_), _) => self.one_by_one(lane, epoch, stop).await,
        }
    }

    /// Each event is tried alone, since a call for all has failed or would. Behind one that has to wait, the later ones of its
    /// aggregate wait as well. Those of other aggregates with the same key go on: one of them may be what it waits for.
    ///
    /// Failures that take long (a statement that runs into its timeout) must not keep the next batch from its turn: once they have
    /// taken a third of what a call may, what is left is put off.
    async fn one_by_one(&self, lane: &Lane, epoch: u64, stop: &CancellationToken) {
        let most = self.config.tuning.handle_timeout / 3;
        let mut spent = Duration::ZERO;
        let mut waiting = HashMap::new();
        for (index, (event, message)) in lane.events.iter().zip(&lane.messages).enumerate() {
            if stop.is_cancelled() {
                return self.release(lane, index, epoch).await;
            }
            if let Some(delay) = waiting.get(&event.aggregate()) {
                self.settle(epoch, message, AckKind::Nak(Some(*delay)))
                    .await;
                continue;
            }
            if spent >= most {
                let rest = self.failures.delay(1);
                self.settle(epoch, message, AckKind::Nak(Some(rest))).await;
                continue;
            }
            let began = Instant::now();
            match self.handle(std::slice::from_ref(event), stop).await {
                Ok(()) => self.handled(lane, index..index + 1, epoch).await,
                Err(Failed::Stopped) => return self.release(lane, index, epoch).await,
                Err(Failed::By(failure, cause)) => {
                    spent += began.elapsed();
                    let rest = self.failed(event, message, failure, cause, epoch).await;
                    if let Some(delay) = rest {
                        waiting.insert(event.aggregate(), delay);
                    }
                }
            }
        }
    }

    /// Calls the handler; waits while a dependency is away, since trying other events would fail as well.
    pub(super) async fn handle(
        &self,
        events: &[Received],
        stop: &CancellationToken,
    ) -> Result<(), Failed> {
        if events.iter().any(Received::is_unreadable) {
            return Err(Failed::By(
                Failure::Poison,
                "its headers cannot be read".into(),
            ));
        }
        let mut pause = AWAY_FIRST;
        // A call for one event belongs to that event's trace; one for many to none of them.
        let span = match events {
            [event] => event.span().clone(),
            _ => Span::none(),
        };
        loop {
            for event in events {
                event.set_claimed(false);
            }
            // A panic is a failure of these events, not of the process.
            let call = self.handler.handle(events).instrument(span.clone());
            let call = AssertUnwindSafe(call).catch_unwind();
            let error = match timeout(self.config.tuning.handle_timeout, call).await {
                Ok(Ok(Ok(()))) => return Ok(()),
                Ok(Ok(Err(HandleError::Poison(cause)))) => {
                    return Err(Failed::By(Failure::Poison, cause));
                }
                Ok(Ok(Err(HandleError::NotYet(cause)))) => {
                    return Err(Failed::By(Failure::NotYet, cause));
                }
                Ok(Ok(Err(HandleError::Retry(cause)))) => {
                    return Err(Failed::By(Failure::Failing, cause));
                }
                Ok(Ok(Err(HandleError::Unavailable(cause)))) => cause,
                Ok(Err(_panic)) => {
                    return Err(Failed::By(Failure::Failing, "the handler panicked".into()));
                }
                Err(_) => {
                    let cause = "the handler took too long".into();
                    return Err(Failed::By(Failure::NotYet, cause));
                }
            };
            tracing::warn!(
                consumer = self.config.durable,
                error = %baedal_runtime::chain(error.as_ref()),
                "events wait for a dependency of their handler"
            );
            if stop.run_until_cancelled(sleep(pause)).await.is_none() {
                return Err(Failed::Stopped);
            }
            pause = (pause * 2).min(AWAY_MAX);
        }
    }

    async fn handled(&self, lane: &Lane, range: std::ops::Range<usize>, epoch: u64) {
        baedal_runtime::failpoint::reach("consumer.committed").await;
        if !self.note_place(&lane.events[range.clone()]).await {
            return; // they come again
        }
        metrics::outcome(self.config.durable, Outcome::Handled, range.len());
        for index in range {
            self.failures.forget(lane.events[index].event_id);
            if !self
                .settle(epoch, &lane.messages[index], AckKind::Ack)
                .await
            {
                return; // the others would not get through either; they come again, and the inbox knows them
            }
        }
    }

    /// Keeps evidence of where `events` were; returns whether they may be acknowledged.
    async fn note_place(&self, events: &[Received]) -> bool {
        let noted = self.keep_evidence(events).await;
        if let Err(error) = &noted {
            tracing::warn!(
                consumer = self.config.durable,
                error = %baedal_runtime::chain(error),
                "events are not acknowledged, as it cannot be noted where they were"
            );
        }
        noted.is_ok()
    }

    /// Parks the event or lets it rest; returns how long in the latter case.
    async fn failed(
        &self,
        event: &Received,
        message: &Claimed,
        failure: Failure,
        cause: crate::BoxError,
        epoch: u64,
    ) -> Option<Duration> {
        let reason = baedal_runtime::chain(cause.as_ref());
        event.failed();
        let failing = self.failures.add(event.event_id, Instant::now());
        let rest = self.failures.delay(failing.times);
        if is_over(
            failure,
            failing,
            &self.config.tuning,
            self.pressure(message),
        ) {
            let money = self.handler.moves_money(event);
            let parking = Parking {
                attempts: failing.times,
                reason: &reason,
                failure,
                money,
            };
            match record(self.records.park(self.config.durable, event, parking)).await {
                Ok(()) => {
                    tracing::error!(
                        consumer = self.config.durable,
                        messaging.message.id = %event.event_id,
                        event.type_name = event.event_type,
                        attempts = failing.times,
                        failure = failure.as_str(),
                        money,
                        error = reason,
                        "an event is parked as a dead letter"
                    );
                    metrics::outcome(self.config.durable, Outcome::Parked { money }, 1);
                    self.failures.forget(event.event_id);
                    // Whatever the handler claimed is rolled back.
                    event.set_claimed(false);
                    if self.note_place(std::slice::from_ref(event)).await {
                        self.settle(epoch, message, AckKind::Ack).await;
                    }
                    return None;
                }
                Err(error) => tracing::warn!(
                    consumer = self.config.durable,
                    messaging.message.id = %event.event_id,
                    error = %baedal_runtime::chain(&error),
                    "an event could not be parked yet"
                ),
            }
        } else {
            self.say_again(event, failing, rest, &reason);
        }
        metrics::outcome(self.config.durable, Outcome::Retried, 1);
        self.settle(epoch, message, AckKind::Nak(Some(rest))).await;
        Some(rest)
    }

    /// Every try is told as long as they are few, and then now and then: thousands may wait for hours.
    fn say_again(&self, event: &Received, failing: Failing, rest: Duration, reason: &str) {
        let few = failing.times <= self.config.tuning.max_attempts;
        if few || failing.times.is_multiple_of(SAY_EVERY) {
            tracing::info!(
                consumer = self.config.durable,
                messaging.message.id = %event.event_id,
                event.type_name = event.event_type,
                attempts = failing.times,
                waited_s = failing.waited.as_secs(),
                retry_after_ms = u64::try_from(rest.as_millis()).unwrap_or(u64::MAX),
                error = reason,
                "an event will be tried again"
            );
        }
    }

    fn pressure(&self, message: &Claimed) -> Pressure {
        let published = message.message.info().map(|info| info.published);
        // A clock that is behind the server's makes a message of the future.
        let in_stream = published.map(|at| SystemClock.now() - at);
        Pressure {
            crowded: self.crowded.load(Relaxed),
            in_stream: in_stream
                .ok()
                .and_then(|age| age.try_into().ok())
                .unwrap_or_default(),
            stream_keeps: self.broker.config().stream_max_age,
        }
    }

    /// Gives the lane's events from `index` on to other processes.
    async fn release(&self, lane: &Lane, index: usize, epoch: u64) {
        for message in &lane.messages[index..] {
            self.settle(epoch, message, AckKind::Nak(None)).await;
        }
    }

    /// Tells the server what became of a message; returns whether that was sent.
    ///
    /// Not after a reconnect: the stream may have lost this message, and its sequence may be another's by now, which an
    /// acknowledgement would make disappear. Unacknowledged, the event comes again and the inbox knows it.
    async fn settle(&self, epoch: u64, claimed: &Claimed, kind: AckKind) -> bool {
        if !claimed.note(&kind) || self.broker.epoch() != epoch {
            return false;
        }
        match self.broker.bounded(claimed.message.ack_with(kind)).await {
            Ok(Ok(())) => true,
            Ok(Err(error)) => {
                tracing::debug!(consumer = self.config.durable, error, "not acknowledged");
                false
            }
            Err(error) => {
                tracing::debug!(consumer = self.config.durable, error = %error, "not acknowledged");
                false
            }
        }
    }
}

/// Why a handler call did not succeed.
pub(super) enum Failed {
    /// The handler has failed.
    By(Failure, crate::BoxError),
    /// The process stops while a dependency is away.
    Stopped,
}
