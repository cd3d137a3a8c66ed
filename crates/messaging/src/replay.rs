//! Reading the stream again, beside the durables, for a service that makes its state anew.

use std::time::Duration;

use async_nats::jetstream::consumer::{AckPolicy, DeliverPolicy, PullConsumer, pull};
use futures_util::StreamExt;
use time::OffsetDateTime;

use crate::{Broker, BrokerError, Received, SUBJECT_PREFIX, broker::is_missing};

/// A reader that is not read from for this long is forgotten by the server.
const FORGOTTEN: Duration = Duration::from_mins(1);

/// What the stream holds at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StreamState {
    /// When it was made: another time is another stream.
    pub created: OffsetDateTime,
    /// The sequence of the oldest message.
    pub first_sequence: u64,
    /// The sequence of the newest message; 0 if there was none.
    pub last_sequence: u64,
    /// Nothing that was published since then is missing: the time of the oldest message where older ones were let go, else
    /// that of the stream.
    pub complete_since: OffsetDateTime,
}

impl Broker {
    /// What the stream holds now.
    pub async fn stream_state(&self) -> Result<StreamState, BrokerError> {
        let info = self
            .bounded(self.jetstream().get_stream(&self.config().stream))
            .await?
            .map_err(|error| BrokerError::Refused(error.into()))?
            .cached_info()
            .clone();
        let state = &info.state;
        let complete_since = if state.first_sequence > 1 && state.messages > 0 {
            state.first_timestamp
        } else if state.first_sequence > 1 {
            state.last_timestamp
        } else {
            info.created
        };
        Ok(StreamState {
            created: micros(info.created),
            first_sequence: state.first_sequence,
            last_sequence: state.last_sequence,
            complete_since: micros(complete_since),
        })
    }

    /// How many events a durable has before it: those not delivered yet, and those delivered and not acknowledged. `None` while
    /// there is no connection or no such durable.
    pub async fn pending(&self, durable: &str) -> Result<Option<u64>, BrokerError> {
        if !*self.connected().borrow() {
            return Ok(None);
        }
        let found = self
            .bounded(
                self.jetstream()
                    .get_consumer_from_stream::<pull::Config, _, _>(durable, &self.config().stream),
            )
            .await?;
        Ok(found.ok().map(|consumer| {
            let info = consumer.cached_info();
            info.num_pending + info.num_ack_pending as u64
        }))
    }
}

/// As exact as databases keep times, so that a time that was stored compares equal.
fn micros(at: OffsetDateTime) -> OffsetDateTime {
    at.replace_nanosecond(at.microsecond() * 1_000)
        .unwrap_or(at)
}

/// An event of the stream, or what is there instead.
#[derive(Debug)]
pub struct Replayed {
    /// Where it is.
    pub stream_sequence: u64,
    /// The event; `None` for a message that is none.
    pub event: Option<Received>,
}

/// Reads the stream's events in their order, from a sequence on. It keeps no position: whoever reads does, and opens another one
/// after an error.
#[derive(Debug)]
pub struct Replay {
    broker: Broker,
    consumer: PullConsumer,
    /// Of the last message; a gap means that the connection lost some.
    delivered: u64,
}

impl Replay {
    /// A reader of all events from `sequence` on. The server knows it by `name`, of which there is one at a time: another one that
    /// still reads by it finds itself interrupted.
    pub async fn open(
        broker: &Broker,
        name: &'static str,
        sequence: u64,
    ) -> Result<Self, BrokerError> {
        let stream = &broker.config().stream;
        let deleted = broker
            .bounded(broker.jetstream().delete_consumer_from_stream(name, stream))
            .await?;
        if let Err(error) = deleted
            && !is_missing(&error)
        {
            return Err(BrokerError::Refused(error.into()));
        }
        let config = pull::Config {
            name: Some(name.to_owned()),
            deliver_policy: DeliverPolicy::ByStartSequence {
                start_sequence: sequence.max(1),
            },
            ack_policy: AckPolicy::None,
            filter_subject: format!("{SUBJECT_PREFIX}.>"),
            inactive_threshold: FORGOTTEN,
            num_replicas: 1,
            memory_storage: true,
            ..pull::Config::default()
        };
        let consumer = broker
            .bounded(broker.jetstream().create_consumer_on_stream(config, stream))
            .await?
            .map_err(|error| BrokerError::Refused(error.into()))?;
        Ok(Self {
            broker: broker.clone(),
            consumer,
            delivered: 0,
        })
    }

    /// The next events, at most `limit`; none if there are none now.
    pub async fn next(&mut self, limit: usize) -> Result<Vec<Replayed>, BrokerError> {
        // Without waiting: a request that stays open would take events that nobody reads any more.
        let asked = self.consumer.fetch().max_messages(limit).messages();
        let mut messages = self
            .broker
            .bounded(asked)
            .await?
            .map_err(|error| BrokerError::Refused(error.into()))?;
        let mut replayed = Vec::with_capacity(limit);
        while replayed.len() < limit {
            let next = self.broker.bounded(messages.next());
            let Some(message) = next.await? else { break };
            let message = message.map_err(BrokerError::Refused)?;
            let (sequence, delivered) = {
                let info = message.info().map_err(BrokerError::Refused)?;
                (info.stream_sequence, info.consumer_sequence)
            };
            if delivered != self.delivered + 1 {
                return Err(BrokerError::Refused(
                    "messages were lost on their way".into(),
                ));
            }
            self.delivered = delivered;
            replayed.push(Replayed {
                stream_sequence: sequence,
                event: Received::read(&message.message, sequence, 1).ok(),
            });
        }
        if replayed.is_empty() {
            self.is_at_the_end().await?;
        }
        Ok(replayed)
    }

    /// No event was delivered: there must be none.
    async fn is_at_the_end(&self) -> Result<(), BrokerError> {
        let info = self
            .broker
            .bounded(self.consumer.get_info())
            .await?
            .map_err(|error| BrokerError::Refused(error.into()))?;
        if info.num_pending > 0 {
            return Err(BrokerError::Refused(
                "events are there and none is delivered".into(),
            ));
        }
        Ok(())
    }
}
