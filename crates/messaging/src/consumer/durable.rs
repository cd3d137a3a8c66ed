//! The durable: made where it is missing, made anew where its position means nothing any more, and never narrowed.
//!
//! When the stream has lost its tail, a durable may stand behind the stream's end and would skip what fills those
//! sequences next. The server does not notice once others have filled them. The inbox does: it knows which event was
//! where, and if another one is there now, the durable starts from the beginning. The inbox makes that harmless.
//!
//! Where the inbox does not know, because the handler did not claim the event or because the durable starts over and has not
//! come to the inbox's youngest events yet, the consumer notes the places itself, in a ring of a few rows.

use std::sync::atomic::Ordering::Relaxed;

use async_nats::jetstream::{
    consumer::{AckPolicy, DeliverPolicy, Info, PullConsumer, pull},
    context::ConsumerInfoErrorKind,
};
use futures_util::{StreamExt, TryStreamExt, stream};

use super::{Consumer, Interrupted, filters, record};
use crate::{BrokerError, Handler, Received, Records, broker::is_missing, records::EVIDENCE};

pub(super) type Durable = PullConsumer;

impl<H: Handler, R: Records> Consumer<H, R> {
    /// Declares the stream and the durable, and checks the durable's position.
    pub(super) async fn open(&self) -> Result<Durable, Interrupted> {
        let broker = &self.broker;
        let stream = &broker.config().stream;
        let jetstream = broker.jetstream();
        let last_sequence = broker.declare_stream().await?.state.last_sequence;

        let found = broker
            .bounded(
                jetstream
                    .get_consumer_from_stream::<pull::Config, _, _>(self.config.durable, stream),
            )
            .await?;
        let existing = match found {
            Ok(existing) => Some(existing),
            Err(error) if is_missing(&error) => None,
            Err(error) => return Err(BrokerError::Refused(error.into()).into()),
        };
        let mut heard = Vec::new();
        if let Some(existing) = existing {
            let info = existing.cached_info();
            heard = heard_by(&info.config);
            if info.delivered.stream_sequence > last_sequence || self.is_misplaced(info).await? {
                tracing::warn!(
                    consumer = self.config.durable,
                    "the stream has lost messages that this durable had seen; it starts from the beginning"
                );
                let deleted = broker
                    .bounded(jetstream.delete_consumer_from_stream(self.config.durable, stream))
                    .await?;
                if let Err(error) = deleted
                    && !is_missing(&error)
                {
                    return Err(BrokerError::Refused(error.into()).into());
                }
            } else if !self.has_stalled.swap(false, Relaxed) && self.is_as_declared(&info.config) {
                return Ok(existing);
            }
        }
        broker
            .bounded(jetstream.create_consumer_on_stream(self.declared(&heard), stream))
            .await?
            .map_err(|error| BrokerError::Refused(error.into()).into())
    }

    /// What this process wants, and what the durable `heard` before: another release may want that.
    fn declared(&self, heard: &[String]) -> pull::Config {
        let tuning = &self.config.tuning;
        pull::Config {
            durable_name: Some(self.config.durable.to_owned()),
            deliver_policy: DeliverPolicy::All,
            ack_policy: AckPolicy::Explicit,
            ack_wait: tuning.ack_wait,
            max_deliver: -1, // the consumer counts and parks, the server would only fall silent
            max_ack_pending: tuning.max_ack_pending,
            filter_subjects: filters::union(heard, &self.config.filter_subjects),
            ..pull::Config::default()
        }
    }

    /// Nothing is written then (except to a durable that stalled, which it may set going), so that a process that comes back cannot undo what one of another release writes at that moment.
    fn is_as_declared(&self, config: &async_nats::jetstream::consumer::Config) -> bool {
        let tuning = &self.config.tuning;
        config.ack_wait == tuning.ack_wait
            && config.max_ack_pending == tuning.max_ack_pending
            && self.is_heard(config)
    }

    /// Whether the durable hears all that this process wants. It does not where processes of two releases widened it in the same
    /// moment, or one of a release before this rule has narrowed it.
    pub(super) fn is_heard(&self, config: &async_nats::jetstream::consumer::Config) -> bool {
        let heard = heard_by(config);
        let mut wanted = self.config.filter_subjects.iter();
        wanted.all(|filter| filters::hear(&heard, filter))
    }

    pub(super) async fn info(&self, durable: &Durable) -> Result<Info, Interrupted> {
        let info = self.broker.bounded(durable.get_info()).await?;
        info.map_err(|error| {
            match error.kind() {
                ConsumerInfoErrorKind::NotFound => BrokerError::ConsumerMissing,
                ConsumerInfoErrorKind::StreamNotFound => BrokerError::StreamMissing,
                _ => BrokerError::Refused(error.into()),
            }
            .into()
        })
    }

    /// Whether one of the events handled last since the durable was made is no longer where it was. Events older than
    /// the durable tell nothing about its position.
    pub(super) async fn is_misplaced(&self, info: &Info) -> Result<bool, Interrupted> {
        let durable = self.config.durable;
        let claimed = record(self.records.newest(durable, info.created, EVIDENCE)).await?;
        self.inbox_knows.store(!claimed.is_empty(), Relaxed);
        let noted = record(self.records.noted(durable, info.created)).await?;
        stream::iter(claimed.into_iter().chain(noted))
            .map(async |handled| {
                // No message at all is no proof: it may have been let go by age, and nothing can fill its place.
                let there = self.broker.event_at(handled.stream_sequence).await?;
                Ok(there.is_some_and(|event| event != handled.event_id))
            })
            .buffer_unordered(EVIDENCE as usize)
            .try_fold(false, |any, moved| std::future::ready(Ok(any || moved)))
            .await
            .map_err(|error: BrokerError| error.into())
    }

    /// Sees to it that the database knows where the last of the handled `events` was, before the server hears that it was
    /// handled and the durable moves on.
    pub(super) async fn keep_evidence(&self, events: &[Received]) -> Result<(), Interrupted> {
        let Some(last) = events.iter().max_by_key(|event| event.stream_sequence) else {
            return Ok(());
        };
        if last.is_claimed() && self.inbox_knows.load(Relaxed) {
            return Ok(());
        }
        record(self.records.note(self.config.durable, last)).await
    }
}

/// The server has one filter apart.
fn heard_by(config: &async_nats::jetstream::consumer::Config) -> Vec<String> {
    let one = Some(&config.filter_subject).filter(|filter| !filter.is_empty());
    let heard: Vec<String> = one
        .into_iter()
        .chain(&config.filter_subjects)
        .cloned()
        .collect();
    if heard.is_empty() {
        vec![">".to_owned()]
    } else {
        heard
    }
}
