//! An event on its way: what is written down, what is sent, what arrives.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering::Relaxed},
};

use async_nats::HeaderMap;
use bytes::Bytes;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};
use tracing::Span;
use uuid::Uuid;

/// What every subject starts with.
pub const SUBJECT_PREFIX: &str = "baedal.events";

/// Header names. `Nats-Msg-Id` carries the event's id (see [`MessageId`]).
pub mod header {
    /// The event's id, by which the broker drops what is sent twice within minutes.
    pub const MESSAGE_ID: &str = "Nats-Msg-Id";
    /// Full name of the protobuf message in the body.
    pub const EVENT_TYPE: &str = "Baedal-Event-Type";
    /// The aggregate's kind.
    pub const AGGREGATE: &str = "Baedal-Aggregate";
    /// The aggregate's id.
    pub const AGGREGATE_ID: &str = "Baedal-Aggregate-Id";
    /// The aggregate's version after the change.
    pub const VERSION: &str = "Baedal-Aggregate-Version";
    /// When it happened, RFC 3339.
    pub const OCCURRED_AT: &str = "Baedal-Occurred-At";
    /// W3C trace context.
    pub const TRACEPARENT: &str = "traceparent";
}

/// A fact to be told, for [`crate::outbox::append`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEvent {
    /// The event's id, a `UUIDv7`.
    pub id: Uuid,
    /// The subject's aggregate, for example `order`.
    pub aggregate: &'static str,
    /// The subject's fact, for example `placed`.
    pub fact: &'static str,
    /// Full name of the protobuf message in `payload`.
    pub event_type: String,
    /// The aggregate that changed.
    pub aggregate_id: Uuid,
    /// Its version after the change.
    pub version: i64,
    /// What consumers keep in order: events of one key are handled one after the other. Last token of the subject.
    pub key: Uuid,
    /// The encoded protobuf message, at most 512 KiB.
    pub payload: Vec<u8>,
    /// When it happened.
    pub occurred_at: OffsetDateTime,
    /// The trace that the event belongs to.
    pub traceparent: Option<String>,
}

/// An event as a consumer gets it.
#[derive(Debug, Clone)]
pub struct Received {
    /// The event's id. The same event may arrive several times.
    pub event_id: Uuid,
    /// Full name of the protobuf message in `payload`.
    pub event_type: String,
    /// The subject it came on.
    pub subject: String,
    /// The aggregate that changed.
    pub aggregate_id: Uuid,
    /// Its version after the change.
    pub version: i64,
    /// What it is kept in order by.
    pub key: Uuid,
    /// The encoded protobuf message.
    pub payload: Bytes,
    /// When it happened.
    pub occurred_at: OffsetDateTime,
    /// The trace that the event belongs to.
    pub traceparent: Option<String>,
    /// Where it is in the stream. May change when the stream had to be healed.
    pub stream_sequence: u64,
    /// Which delivery this is, from 1.
    pub attempt: u32,
    /// See [`Received::span`].
    pub(crate) span: Span,
    pub(crate) trail: Trail,
}

/// What the consumer has to know of an event's way beside the event. Clones share it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Trail {
    claimed: Arc<AtomicBool>,
    /// Comes from the dead letters: where it was in the stream says nothing about the stream there is now.
    is_redriven: bool,
}

impl Trail {
    pub(crate) fn of_a_dead_letter() -> Self {
        Self {
            is_redriven: true,
            ..Self::default()
        }
    }
}

impl Received {
    /// The CONSUMER span of this delivery, a child of the event's own trace; disabled where the event's trace is
    /// not sampled. It lasts as long as the batch that the event is handled in.
    ///
    /// ```ignore
    /// async { … }.instrument(event.span().clone()).await
    /// ```
    pub fn span(&self) -> &Span {
        &self.span
    }

    /// An event that was just received by nobody: for a service's tests of its handlers.
    pub fn from_new(event: NewEvent, stream_sequence: u64) -> Self {
        Self {
            event_id: event.id,
            subject: subject(event.aggregate, event.fact, event.key),
            event_type: event.event_type,
            aggregate_id: event.aggregate_id,
            version: event.version,
            key: event.key,
            payload: event.payload.into(),
            occurred_at: event.occurred_at,
            traceparent: event.traceparent,
            stream_sequence,
            attempt: 1,
            span: Span::none(),
            trail: Trail::default(),
        }
    }

    /// The aggregate: its kind, as the subject says it, and its id. Two kinds may share an id.
    pub(crate) fn aggregate(&self) -> (String, Uuid) {
        let kind = self.subject.split('.').nth(2).unwrap_or_default();
        (kind.to_owned(), self.aggregate_id)
    }

    /// The sequence as databases have it. A redriven event is beyond the end of every stream.
    pub(crate) fn sequence(&self) -> i64 {
        if self.trail.is_redriven {
            return i64::MAX;
        }
        i64::try_from(self.stream_sequence).unwrap_or(i64::MAX)
    }

    /// Notes whether the event is claimed in the inbox; the handler's transaction decides whether it stays so.
    pub(crate) fn set_claimed(&self, claimed: bool) {
        self.trail.claimed.store(claimed, Relaxed);
    }

    /// Whether the last handler call claimed it.
    pub(crate) fn is_claimed(&self) -> bool {
        self.trail.claimed.load(Relaxed)
    }

    /// Reads a message of the stream.
    pub(crate) fn read(
        message: &async_nats::Message,
        stream_sequence: u64,
        attempt: u32,
    ) -> Result<Self, Malformed> {
        let headers = message
            .headers
            .as_ref()
            .ok_or(Malformed(header::MESSAGE_ID))?;
        let event_id = text(headers, header::MESSAGE_ID)
            .and_then(MessageId::event)
            .ok_or(Malformed(header::MESSAGE_ID))?;
        Ok(Self {
            event_id,
            event_type: required(headers, header::EVENT_TYPE)?.to_owned(),
            subject: message.subject.to_string(),
            aggregate_id: parsed(headers, header::AGGREGATE_ID)?,
            version: parsed(headers, header::VERSION)?,
            key: message
                .subject
                .rsplit('.')
                .next()
                .and_then(|key| key.parse().ok())
                .ok_or(Malformed("the subject"))?,
            payload: message.payload.clone(),
            occurred_at: OffsetDateTime::parse(required(headers, header::OCCURRED_AT)?, &Rfc3339)
                .map_err(|_| Malformed(header::OCCURRED_AT))?,
            traceparent: text(headers, header::TRACEPARENT).map(ToOwned::to_owned),
            stream_sequence,
            attempt,
            span: Span::none(),
            trail: Trail::default(),
        })
    }

    /// What can be read of a message that [`read`](Self::read) refuses, for the dead letters, if only its id can. No handler
    /// gets it.
    pub(crate) fn salvage(
        message: &async_nats::Message,
        stream_sequence: u64,
        attempt: u32,
        published: OffsetDateTime,
    ) -> Option<Self> {
        let headers = message.headers.as_ref()?;
        let key = message.subject.rsplit('.').next();
        Some(Self {
            event_id: text(headers, header::MESSAGE_ID).and_then(MessageId::event)?,
            event_type: UNREADABLE.to_owned(),
            subject: message.subject.to_string(),
            aggregate_id: parsed(headers, header::AGGREGATE_ID).unwrap_or_default(),
            version: parsed(headers, header::VERSION).unwrap_or_default(),
            key: key.and_then(|key| key.parse().ok()).unwrap_or_default(),
            payload: message.payload.clone(),
            occurred_at: published,
            traceparent: None,
            stream_sequence,
            attempt,
            span: Span::none(),
            trail: Trail::default(),
        })
    }

    /// Whether it was [salvaged](Self::salvage): its type is not that of its payload.
    pub(crate) fn is_unreadable(&self) -> bool {
        self.event_type == UNREADABLE
    }

    /// Says so on the span.
    pub(crate) fn failed(&self) {
        self.span.record("otel.status_code", "ERROR");
    }

    /// Opens the span of this delivery, where somebody is going to look at it.
    pub(crate) fn open_span(&mut self, consumer: &str, batch: usize) {
        let Some(traceparent) = self.traceparent.as_deref().filter(|it| is_sampled(it)) else {
            return;
        };
        self.span = tracing::info_span!(
            "process event",
            otel.name = %format_args!("process {}", self.event_type),
            otel.kind = "consumer",
            messaging.system = "nats",
            messaging.operation.name = "process",
            messaging.operation.type = "process",
            messaging.destination.name = %self.subject,
            messaging.destination.subscription.name = consumer,
            messaging.message.id = %self.event_id,
            messaging.batch.message_count = batch,
            baedal.event.attempt = self.attempt,
            otel.status_code = tracing::field::Empty,
        );
        baedal_runtime::trace::set_parent(&self.span, traceparent);
    }
}

/// The type of a dead letter whose headers could not be read.
const UNREADABLE: &str = "unreadable";

/// A message that is no event of ours.
#[derive(Debug, thiserror::Error)]
#[error("the message lacks {0}, or it is malformed")]
pub(crate) struct Malformed(&'static str);

/// The `Nats-Msg-Id` of an event: its id, and `.n` after it once healing has published it n times again. The suffix
/// keeps the broker's memory of lost messages from dropping the very message that replaces one.
pub(crate) struct MessageId;

impl MessageId {
    pub(crate) fn of(event: Uuid, healed: i32) -> String {
        if healed == 0 {
            event.to_string()
        } else {
            format!("{event}.{healed}")
        }
    }

    pub(crate) fn event(id: &str) -> Option<Uuid> {
        id.split('.').next()?.parse().ok()
    }
}

/// `baedal.events.<aggregate>.<fact>.<key>`.
pub(crate) fn subject(aggregate: &str, fact: &str, key: Uuid) -> String {
    format!("{SUBJECT_PREFIX}.{aggregate}.{fact}.{key}")
}

/// Whether the sampled flag of a W3C `traceparent` is set.
pub(crate) fn is_sampled(traceparent: &str) -> bool {
    traceparent
        .rsplit('-')
        .next()
        .and_then(|flags| u8::from_str_radix(flags, 16).ok())
        .is_some_and(|flags| flags & 1 == 1)
}

fn text<'h>(headers: &'h HeaderMap, name: &'static str) -> Option<&'h str> {
    headers.get(name).map(async_nats::HeaderValue::as_str)
}

fn required<'h>(headers: &'h HeaderMap, name: &'static str) -> Result<&'h str, Malformed> {
    text(headers, name).ok_or(Malformed(name))
}

fn parsed<T: std::str::FromStr>(headers: &HeaderMap, name: &'static str) -> Result<T, Malformed> {
    required(headers, name)?
        .parse()
        .map_err(|_| Malformed(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_id_names_its_event_however_often_it_was_healed() {
        let event = Uuid::from_u128(7);

        for healed in [0, 1, 12] {
            assert_eq!(MessageId::event(&MessageId::of(event, healed)), Some(event));
        }
        assert_eq!(MessageId::event("nonsense"), None);
    }

    #[test]
    fn only_sampled_traces_get_spans() {
        assert!(is_sampled(
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
        ));
        assert!(!is_sampled(
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00"
        ));
        assert!(!is_sampled("garbage"));
    }
}
