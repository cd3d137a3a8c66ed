//! One batch: read, publish without waiting in between, wait for all acknowledgements, mark.

use async_nats::{
    HeaderMap,
    jetstream::{
        context::{PublishAckFuture, PublishErrorKind},
        publish::PublishAck,
    },
};
use futures_util::{StreamExt, future::join_all, stream};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};
use tokio::time::{Instant, timeout_at};
use tracing::Span;
use uuid::Uuid;

use super::{Relay, TurnError, lease::Term, statement};
use crate::{
    BrokerError,
    envelope::{MessageId, header, is_sampled, subject},
    metrics,
};

/// Look-ups in the stream at the same time.
const LOOK_UPS: usize = 32;

/// What is known of the stream: on which connection it was compared with the outbox, which of the streams that the outbox has
/// seen it is, and the highest sequence that an own message has there.
#[derive(Debug, Clone, Copy)]
pub(super) struct Trusted {
    pub(super) epoch: u64,
    pub(super) generation: i64,
    pub(super) newest: i64,
}

/// How far one batch came.
pub(super) enum Progress {
    /// The batch was full, or rows have to be tried again at once.
    More,
    /// Nothing is left.
    Empty,
    /// Some rows were not acknowledged.
    Partly,
    /// The stream may not be the one it was: compare before anything is marked.
    Suspicious,
}

#[derive(sqlx::FromRow)]
pub(super) struct Row {
    pub(super) seq: i64,
    pub(super) id: Uuid,
    aggregate: String,
    aggregate_id: Uuid,
    version: i64,
    event_type: String,
    fact: String,
    key: Uuid,
    payload: Vec<u8>,
    traceparent: Option<String>,
    occurred_at: OffsetDateTime,
    healed: i32,
}

/// Acknowledged rows and their places in the stream.
#[derive(Default)]
pub(super) struct Marks {
    seqs: Vec<i64>,
    sequences: Vec<i64>,
}

impl Relay {
    /// Publishes the oldest unpublished rows.
    ///
    /// Rows are marked only if everything happened on the connection that the stream was verified on and every new
    /// sequence is above the known ones. Else the stream may have lost its tail in between; marking would hide that,
    /// so that it is verified first and the rows are sent again.
    pub(super) async fn publish(
        &self,
        term: &Term,
        trusted: &mut Trusted,
    ) -> Result<Progress, TurnError> {
        let rows = self.unpublished().await?;
        if rows.is_empty() {
            return Ok(Progress::Empty);
        }
        let count = rows.len();
        let full = count == self.config.batch as usize;
        let (acks, stream_missing) = self.send(rows).await;
        if stream_missing || self.broker.epoch() != trusted.epoch {
            return Ok(Progress::Suspicious);
        }
        let (repeated, new): (Vec<_>, Vec<_>) =
            acks.into_iter().partition(|(_, ack)| ack.duplicate);
        let mut marks = Marks::default();
        for ((seq, _), ack) in &new {
            let sequence = as_bigint(ack.sequence);
            if sequence <= trusted.newest {
                return Ok(Progress::Suspicious);
            }
            marks.push(*seq, sequence);
        }
        let renamed = self.look_up_repeated(repeated, &mut marks).await?;
        if self.broker.epoch() != trusted.epoch {
            return Ok(Progress::Suspicious);
        }
        baedal_runtime::failpoint::reach("relay.published").await;
        let marked = marks.seqs.len();
        trusted.newest = marks
            .sequences
            .iter()
            .copied()
            .fold(trusted.newest, i64::max);
        self.mark(term, trusted.generation, marks).await?;
        metrics::published(marked);
        Ok(match () {
            () if renamed || (full && marked == count) => Progress::More,
            () if marked < count => Progress::Partly,
            () => Progress::Empty,
        })
    }

    pub(super) async fn unpublished(&self) -> Result<Vec<Row>, TurnError> {
        statement(
            sqlx::query_as(
                "SELECT seq, id, aggregate, aggregate_id, version, event_type, fact, key, payload, traceparent,
                        occurred_at, healed
                   FROM outbox WHERE published_at IS NULL ORDER BY seq LIMIT $1",
            )
            .bind(i64::from(self.config.batch))
            .fetch_all(&self.pool),
        )
        .await
    }

    /// Sends all rows, then waits for all acknowledgements, both within one time limit. Also tells whether the
    /// broker said that there is no stream.
    async fn send(&self, rows: Vec<Row>) -> (Vec<((i64, Uuid), PublishAck)>, bool) {
        let deadline = Instant::now() + self.broker.config().timeout;
        let mut sent: Vec<(i64, Uuid, Span, PublishAckFuture)> = Vec::with_capacity(rows.len());
        for row in rows {
            let (seq, id) = (row.seq, row.id);
            let span = row.span();
            let message = self.broker.jetstream().publish_with_headers(
                subject(&row.aggregate, &row.fact, row.key),
                row.headers(&span),
                row.payload.into(),
            );
            match timeout_at(deadline, message).await {
                Ok(Ok(ack)) => sent.push((seq, id, span, ack)),
                Ok(Err(error)) => {
                    tracing::warn!(messaging.message.id = %id, error = %error, "an event was not sent");
                }
                Err(_) => break, // the rest would not get through either
            }
        }
        let acks = join_all(sent.into_iter().map(async |(seq, id, span, ack)| {
            let ack = timeout_at(deadline, ack.into_future()).await;
            drop(span);
            ((seq, id), ack)
        }))
        .await;
        let mut missing = false;
        let mut failure = None;
        let acks = acks
            .into_iter()
            .filter_map(|(row, ack)| match ack {
                Ok(Ok(ack)) => Some((row, ack)),
                Ok(Err(error)) => {
                    missing |= error.kind() == PublishErrorKind::StreamNotFound;
                    failure = Some(error.to_string());
                    None
                }
                Err(_) => {
                    failure = Some("timed out".to_owned());
                    None
                }
            })
            .collect();
        if let Some(error) = failure {
            tracing::warn!(error = %error, "events were not acknowledged");
        }
        (acks, missing)
    }

    /// A "duplicate" is a row whose message the broker remembers, usually because the process died before it marked
    /// the row. It remembers also messages that the stream has lost since: those rows get another message id. Returns
    /// whether there are any.
    async fn look_up_repeated(
        &self,
        repeated: Vec<((i64, Uuid), PublishAck)>,
        marks: &mut Marks,
    ) -> Result<bool, TurnError> {
        let found: Vec<Result<_, BrokerError>> = stream::iter(repeated)
            .map(async |((seq, id), ack)| {
                Ok((
                    seq,
                    ack.sequence,
                    self.broker.event_at(ack.sequence).await? == Some(id),
                ))
            })
            .buffer_unordered(LOOK_UPS)
            .collect()
            .await;
        let mut gone = Vec::new();
        for look_up in found {
            match look_up? {
                (seq, sequence, true) => marks.push(seq, as_bigint(sequence)),
                (seq, _, false) => gone.push(seq),
            }
        }
        if gone.is_empty() {
            return Ok(false);
        }
        statement(
            sqlx::query("UPDATE outbox SET healed = healed + 1 WHERE seq = ANY($1) AND published_at IS NULL")
                .bind(gone)
                .execute(&self.pool),
        )
        .await?;
        Ok(true)
    }

    pub(super) async fn mark(
        &self,
        term: &Term,
        generation: i64,
        marks: Marks,
    ) -> Result<(), TurnError> {
        let expected = marks.seqs.len() as u64;
        let marked = statement(
            sqlx::query(
                "UPDATE outbox SET published_at = now(), stream_sequence = acked.stream_sequence, stream_generation = $5
                   FROM UNNEST($1::bigint[], $2::bigint[]) AS acked(seq, stream_sequence)
                  WHERE outbox.seq = acked.seq AND outbox.published_at IS NULL
                    AND EXISTS (SELECT FROM relay_lease WHERE holder = $3 AND generation = $4)",
            )
            .bind(marks.seqs)
            .bind(marks.sequences)
            .bind(self.holder)
            .bind(term.generation)
            .bind(generation)
            .execute(&self.pool),
        )
        .await?;
        if marked.rows_affected() == expected {
            Ok(())
        } else {
            Err(TurnError::LeaseLost)
        }
    }
}

impl Marks {
    pub(super) fn push(&mut self, seq: i64, sequence: i64) {
        self.seqs.push(seq);
        self.sequences.push(sequence);
    }
}

impl Row {
    /// A PRODUCER span that lasts until the acknowledgement, where the event's trace is sampled.
    fn span(&self) -> Span {
        let Some(traceparent) = self.traceparent.as_deref().filter(|it| is_sampled(it)) else {
            return Span::none();
        };
        let span = tracing::info_span!(
            "publish event",
            otel.name = %format_args!("publish {}", self.event_type),
            otel.kind = "producer",
            messaging.system = "nats",
            messaging.operation.name = "publish",
            messaging.operation.type = "send",
            messaging.destination.name = %subject(&self.aggregate, &self.fact, self.key),
            messaging.message.id = %self.id,
        );
        baedal_runtime::trace::set_parent(&span, traceparent);
        span
    }

    fn headers(&self, span: &Span) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(header::MESSAGE_ID, MessageId::of(self.id, self.healed));
        headers.insert(header::EVENT_TYPE, self.event_type.as_str());
        headers.insert(header::AGGREGATE, self.aggregate.as_str());
        headers.insert(header::AGGREGATE_ID, self.aggregate_id.to_string());
        headers.insert(header::VERSION, self.version.to_string());
        if let Ok(occurred_at) = self.occurred_at.format(&Rfc3339) {
            headers.insert(header::OCCURRED_AT, occurred_at);
        }
        let published = if span.is_disabled() {
            None
        } else {
            span.in_scope(baedal_runtime::trace::current_traceparent)
        };
        if let Some(traceparent) = published.or_else(|| self.traceparent.clone()) {
            headers.insert(header::TRACEPARENT, traceparent);
        }
        headers
    }
}

pub(super) fn as_bigint(sequence: u64) -> i64 {
    i64::try_from(sequence).unwrap_or(i64::MAX)
}
