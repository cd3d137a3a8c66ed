//! Dead letters as an operator has them: listed, read, worked once more.
//!
//! A redrive marks the row as due and rings the [`Bell`]. The consumer that parked the event takes the row, hands the
//! event to its handler as it would one from the stream (inbox included), and notes what became of it. Any process of
//! the service may be asked, and any may do it: what a process that died had taken is taken over when its time is up.
//! Letters that time may mend are made due by the consumers themselves, every now and then.

use std::future::Future;

use sqlx::{FromRow, PgPool};
use time::OffsetDateTime;
use tokio::sync::watch;
use tracing::Span;
use uuid::Uuid;

use crate::{PostgresRecords, Received, Records, envelope::Trail, records::Failure};

/// A parked event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeadLetter {
    /// Its own name.
    pub id: Uuid,
    /// The durable that could not work it.
    pub consumer: String,
    /// The event.
    pub event_id: Uuid,
    /// Full name of the protobuf message in `payload`.
    pub event_type: String,
    /// The subject it came on.
    pub subject: String,
    /// What the event is about.
    pub aggregate_id: Uuid,
    /// Which change of it.
    pub version: i64,
    /// What the event is kept in order by.
    pub key: Uuid,
    /// The body; empty in lists. May hold personal data.
    pub payload: Vec<u8>,
    /// What went wrong the last time.
    pub reason: String,
    /// How often it failed.
    pub attempts: u32,
    /// When the fact happened.
    pub occurred_at: OffsetDateTime,
    /// When it was parked.
    pub parked_at: OffsetDateTime,
    /// When it failed the last time.
    pub failed_at: OffsetDateTime,
    /// Somebody asked for it to be worked again, and it has not been yet.
    pub is_due: bool,
    /// When it was worked after all.
    pub redriven_at: Option<OffsetDateTime>,
    /// What would help it.
    pub failure: Failure,
    /// Somebody's money waits for it.
    pub money: bool,
}

/// Which dead letters a list has.
#[derive(Debug, Clone, Copy, Default)]
pub struct Filter<'f> {
    /// Only this consumer's.
    pub consumer: Option<&'f str>,
    /// Also those that were worked after all.
    pub include_redriven: bool,
}

/// What a request to work a dead letter again came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// It is noted, now or by the same request before.
    Noted,
    /// There is no such dead letter.
    Missing,
    /// The request id was used for another dead letter.
    RequestIdReused,
}

/// The operator's side of [`Records`](crate::Records), in the same database.
pub trait DeadLetters: Send + Sync + 'static {
    /// The longest parked first, after the one with that time of parking and id, at most `limit`; without bodies.
    fn list(
        &self,
        filter: Filter<'_>,
        after: Option<(OffsetDateTime, Uuid)>,
        limit: i64,
    ) -> impl Future<Output = sqlx::Result<Vec<DeadLetter>>> + Send;

    /// One, with its body.
    fn get(&self, id: Uuid) -> impl Future<Output = sqlx::Result<Option<DeadLetter>>> + Send;

    /// Marks one as due and rings the bell, unless it was worked already or this request did so before.
    fn ask(&self, id: Uuid, request_id: Uuid) -> impl Future<Output = sqlx::Result<Asked>> + Send;

    /// Rung when one is due, and when one was worked.
    fn bell(&self) -> &Bell;
}

/// Tells all of a process that something became due or was worked. Clones are the same bell.
#[derive(Debug, Clone, Default)]
pub struct Bell(watch::Sender<()>);

impl Bell {
    /// Tells everybody who listens.
    pub fn ring(&self) {
        self.0.send_replace(());
    }

    /// Hears every ring from now on.
    pub fn listen(&self) -> watch::Receiver<()> {
        self.0.subscribe()
    }
}

/// An event that is to be worked again.
#[derive(Debug)]
pub struct Due {
    /// The dead letter.
    pub id: Uuid,
    /// The event in it.
    pub event: Received,
}

/// The columns of a [`Row`], with this as its body.
macro_rules! columns {
    ($payload:literal) => {
        concat!(
            "id, consumer, event_id, event_type, subject, aggregate_id, version, key, ",
            $payload,
            " AS payload, traceparent, occurred_at, stream_sequence, attempts, reason, parked_at, failed_at, due, redriven_at, failure, money "
        )
    };
}
pub(crate) use columns;

/// A row, where times are `T`.
#[derive(FromRow)]
pub(crate) struct Row<T> {
    id: Uuid,
    consumer: String,
    event_id: Uuid,
    event_type: String,
    subject: String,
    aggregate_id: Uuid,
    version: i64,
    key: Uuid,
    payload: Vec<u8>,
    traceparent: Option<String>,
    occurred_at: T,
    stream_sequence: i64,
    attempts: i32,
    reason: String,
    parked_at: T,
    failed_at: T,
    due: bool,
    redriven_at: Option<T>,
    failure: String,
    money: bool,
}

impl<T> Row<T> {
    pub(crate) fn letter(self, time: impl Fn(T) -> OffsetDateTime) -> DeadLetter {
        DeadLetter {
            id: self.id,
            consumer: self.consumer,
            event_id: self.event_id,
            event_type: self.event_type,
            subject: self.subject,
            aggregate_id: self.aggregate_id,
            version: self.version,
            key: self.key,
            payload: self.payload,
            reason: self.reason,
            attempts: self.attempts.unsigned_abs(),
            occurred_at: time(self.occurred_at),
            parked_at: time(self.parked_at),
            failed_at: time(self.failed_at),
            is_due: self.due,
            redriven_at: self.redriven_at.map(time),
            failure: Failure::stored(&self.failure),
            money: self.money,
        }
    }

    pub(crate) fn due(self, time: impl Fn(T) -> OffsetDateTime) -> Due {
        let event = Received {
            event_id: self.event_id,
            event_type: self.event_type,
            subject: self.subject,
            aggregate_id: self.aggregate_id,
            version: self.version,
            key: self.key,
            payload: self.payload.into(),
            occurred_at: time(self.occurred_at),
            traceparent: self.traceparent,
            stream_sequence: u64::try_from(self.stream_sequence).unwrap_or(0),
            attempt: self.attempts.unsigned_abs().saturating_add(1),
            span: Span::none(),
            trail: Trail::of_a_dead_letter(),
        };
        Due { id: self.id, event }
    }
}

impl DeadLetters for PostgresRecords {
    async fn list(
        &self,
        filter: Filter<'_>,
        after: Option<(OffsetDateTime, Uuid)>,
        limit: i64,
    ) -> sqlx::Result<Vec<DeadLetter>> {
        let (parked_at, id) = after.unzip();
        let rows: Vec<Row<OffsetDateTime>> = sqlx::query_as(concat!(
            "SELECT ",
            columns!("''::bytea"),
            "FROM dead_letters
              WHERE ($1::text IS NULL OR consumer = $1) AND ($2 OR redriven_at IS NULL)
                AND ($3::timestamptz IS NULL OR (parked_at, id) > ($3, $4))
              ORDER BY parked_at, id LIMIT $5"
        ))
        .bind(filter.consumer)
        .bind(filter.include_redriven)
        .bind(parked_at)
        .bind(id)
        .bind(limit)
        .fetch_all(self.pool())
        .await?;
        Ok(rows
            .into_iter()
            .map(|row| row.letter(std::convert::identity))
            .collect())
    }

    async fn get(&self, id: Uuid) -> sqlx::Result<Option<DeadLetter>> {
        let row: Option<Row<OffsetDateTime>> = sqlx::query_as(concat!(
            "SELECT ",
            columns!("payload"),
            "FROM dead_letters WHERE id = $1"
        ))
        .bind(id)
        .fetch_optional(self.pool())
        .await?;
        Ok(row.map(|row| row.letter(std::convert::identity)))
    }

    async fn ask(&self, id: Uuid, request_id: Uuid) -> sqlx::Result<Asked> {
        let asked = ask(self.pool(), id, request_id).await?;
        self.bell().ring();
        Ok(asked)
    }

    fn bell(&self) -> &Bell {
        self.redrives()
    }
}

async fn ask(pool: &PgPool, id: Uuid, request_id: Uuid) -> sqlx::Result<Asked> {
    let mut transaction = pool.begin().await?;
    let noted = sqlx::query(
        "INSERT INTO redrives (request_id, dead_letter_id) SELECT $2, id FROM dead_letters WHERE id = $1
         ON CONFLICT (request_id) DO NOTHING",
    )
    .bind(id)
    .bind(request_id)
    .execute(&mut *transaction)
    .await?;
    if noted.rows_affected() == 0 {
        let of = sqlx::query_scalar("SELECT dead_letter_id FROM redrives WHERE request_id = $1")
            .bind(request_id)
            .fetch_optional(&mut *transaction)
            .await?;
        return Ok(Asked::before(of, id));
    }
    sqlx::query("UPDATE dead_letters SET due = true WHERE id = $1 AND redriven_at IS NULL")
        .bind(id)
        .execute(&mut *transaction)
        .await?;
    transaction.commit().await?;
    Ok(Asked::Noted)
}

impl Asked {
    /// Of a request that was not written down: because it was there already, for the dead letter `of`, or because
    /// there is none.
    pub(crate) fn before(of: Option<Uuid>, id: Uuid) -> Self {
        match of {
            None => Self::Missing,
            Some(of) if of == id => Self::Noted,
            Some(_) => Self::RequestIdReused,
        }
    }
}
