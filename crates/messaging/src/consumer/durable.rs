//! The durable: made where it is missing, made anew where its position means nothing any more.
//!
//! When the stream has lost its tail, a durable may stand behind the stream's end and would skip what fills those
//! sequences next. The server does not notice once others have filled them. The inbox does: it knows which event was
//! where, and if another one is there now, the durable starts from the beginning. The inbox makes that harmless.

use async_nats::jetstream::{
    ErrorCode,
    consumer::{AckPolicy, DeliverPolicy, Info, PullConsumer, pull},
    context::ConsumerInfoErrorKind,
    stream::{ConsumerError, ConsumerErrorKind},
};
use futures_util::{StreamExt, TryStreamExt, stream};

use super::{Consumer, Interrupted, record};
use crate::{BrokerError, Handler, Records};

pub(super) type Durable = PullConsumer;

/// Inbox rows compared with the stream.
const EVIDENCE: u32 = 16;

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
        if let Some(existing) = existing {
            let info = existing.cached_info();
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
            }
        }
        broker
            .bounded(jetstream.create_consumer_on_stream(self.declared(), stream))
            .await?
            .map_err(|error| BrokerError::Refused(error.into()).into())
    }

    fn declared(&self) -> pull::Config {
        let tuning = &self.config.tuning;
        pull::Config {
            durable_name: Some(self.config.durable.to_owned()),
            deliver_policy: DeliverPolicy::All,
            ack_policy: AckPolicy::Explicit,
            ack_wait: tuning.ack_wait,
            max_deliver: -1, // the consumer counts and parks, the server would only fall silent
            max_ack_pending: tuning.max_ack_pending,
            filter_subjects: self.config.filter_subjects.clone(),
            ..pull::Config::default()
        }
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

    /// Whether one of the youngest events handled since the durable was made is no longer where it was. Events older than
    /// the durable tell nothing about its position.
    pub(super) async fn is_misplaced(&self, info: &Info) -> Result<bool, Interrupted> {
        let evidence = record(
            self.records
                .newest(self.config.durable, info.created, EVIDENCE),
        )
        .await?;
        stream::iter(evidence)
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
}

fn is_missing(error: &ConsumerError) -> bool {
    matches!(error.kind(), ConsumerErrorKind::JetStream(cause)
        if [ErrorCode::CONSUMER_NOT_FOUND, ErrorCode::CONSUMER_DOES_NOT_EXIST, ErrorCode::STREAM_NOT_FOUND].contains(&cause.error_code()))
}
