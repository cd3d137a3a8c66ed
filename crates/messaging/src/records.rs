//! What a consumer itself keeps in its service's database: a look at the inbox, and dead letters.

use std::{future::Future, time::Duration};

use sqlx::PgPool;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{
    Received,
    dead_letters::{Bell, Due, Row, columns},
};

/// Handled events that are compared with the stream.
pub const EVIDENCE: u32 = 16;

/// A place in the stream that an event was handled at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Handled {
    /// The event.
    pub event_id: Uuid,
    /// Where it was.
    pub stream_sequence: u64,
}

/// The consumer's side of the service's database. [`PostgresRecords`] is the usual one, `sqlite::SqliteRecords` the other.
pub trait Records: Send + Sync + 'static {
    /// Puts `event` among the dead letters; again for the same event replaces what is known of its failing. One that was
    /// worked after all stays as it is: it has had its effect.
    fn park(
        &self,
        consumer: &str,
        event: &Received,
        parking: Parking<'_>,
    ) -> impl Future<Output = sqlx::Result<()>> + Send;

    /// Of the `limit` youngest events of `consumer`'s inbox, those handled after `since`.
    fn newest(
        &self,
        consumer: &str,
        since: OffsetDateTime,
        limit: u32,
    ) -> impl Future<Output = sqlx::Result<Vec<Handled>>> + Send;

    /// Notes where `consumer` handled `event`, which its inbox may not know. Keeps [`EVIDENCE`] places.
    fn note(
        &self,
        consumer: &str,
        event: &Received,
    ) -> impl Future<Output = sqlx::Result<()>> + Send;

    /// What `consumer` noted after `since`.
    fn noted(
        &self,
        consumer: &str,
        since: OffsetDateTime,
    ) -> impl Future<Output = sqlx::Result<Vec<Handled>>> + Send;

    /// Removes inbox rows of `consumer` handled more than `age` ago, at most `limit`; returns how many.
    fn prune(
        &self,
        consumer: &str,
        age: Duration,
        limit: u32,
    ) -> impl Future<Output = sqlx::Result<u64>> + Send;

    /// Removes dead letters of `consumer` that were worked after all more than `age` ago, and requests to work any that are as old,
    /// at most `limit` of each; returns how many of the kind that had more.
    fn prune_worked(
        &self,
        consumer: &str,
        age: Duration,
        limit: u32,
    ) -> impl Future<Output = sqlx::Result<u64>> + Send;

    /// Makes dead letters of `consumer` due that time may mend: those that last failed more than `rest` ago and were made due by
    /// this fewer than `most` times, the longest resting first, so that at most `limit` are due; returns how many.
    fn make_due(
        &self,
        consumer: &str,
        rest: Duration,
        most: u32,
        limit: u32,
    ) -> impl Future<Output = sqlx::Result<u64>> + Send;

    /// How many dead letters of `consumer` wait to be worked, each counted up to 10,000.
    fn parked(&self, consumer: &str) -> impl Future<Output = sqlx::Result<Parked>> + Send;

    /// Takes the dead letter of `consumer` that is due the longest, so that no other process works it for `lease`.
    fn take_due(
        &self,
        consumer: &str,
        lease: Duration,
    ) -> impl Future<Output = sqlx::Result<Option<Due>>> + Send;

    /// Notes what became of a dead letter that was taken, and rings the bell.
    fn settle(
        &self,
        id: Uuid,
        outcome: Redriven<'_>,
    ) -> impl Future<Output = sqlx::Result<()>> + Send;

    /// Rung when a dead letter becomes due.
    fn redrives(&self) -> &Bell;
}

/// What became of a dead letter that was worked again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Redriven<'r> {
    /// The handler has committed.
    Handled,
    /// It failed again.
    Failed {
        /// What went wrong.
        reason: &'r str,
        /// What would help.
        failure: Failure,
    },
    /// The process stops; another one may take it.
    GivenBack,
}

/// What would help an event that failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// Time: a cause that has not arrived, a statement that ran too long.
    NotYet,
    /// Nobody knows; it failed too often.
    Failing,
    /// Nothing but other code.
    Poison,
}

impl Failure {
    /// As it is stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotYet => "not_yet",
            Self::Failing => "failing",
            Self::Poison => "poison",
        }
    }

    /// From how it is stored. What a newer release wrote is not worked again by this one.
    pub(crate) fn stored(text: &str) -> Self {
        match text {
            "not_yet" => Self::NotYet,
            "poison" => Self::Poison,
            _ => Self::Failing,
        }
    }
}

/// What is known of an event that is parked.
#[derive(Debug, Clone, Copy)]
pub struct Parking<'p> {
    /// How often it failed.
    pub attempts: u32,
    /// What went wrong the last time.
    pub reason: &'p str,
    /// What would help.
    pub failure: Failure,
    /// Somebody's money waits for it.
    pub money: bool,
}

/// Dead letters that wait to be worked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Parked {
    /// Those that somebody's money waits for.
    pub money: u64,
    /// All others.
    pub other: u64,
}

impl Parked {
    /// From rows of whether money waits, and how many.
    pub(crate) fn sum(rows: Vec<(bool, i64)>) -> Self {
        let mut parked = Self::default();
        for (money, count) in rows {
            let of = if money {
                &mut parked.money
            } else {
                &mut parked.other
            };
            *of = count.unsigned_abs();
        }
        parked
    }
}

/// [`Records`] in PostgreSQL. Clones share their [`Bell`]: give the consumers of a process and the operator's service
/// clones of one.
#[derive(Debug, Clone)]
pub struct PostgresRecords {
    pool: PgPool,
    redrives: Bell,
}

impl PostgresRecords {
    /// In the database that `pool` leads to.
    pub fn new(pool: PgPool) -> Self {
        Self {
            pool,
            redrives: Bell::default(),
        }
    }

    pub(crate) fn pool(&self) -> &PgPool {
        &self.pool
    }
}

impl Records for PostgresRecords {
    async fn park(
        &self,
        consumer: &str,
        event: &Received,
        parking: Parking<'_>,
    ) -> sqlx::Result<()> {
        sqlx::query(
            "INSERT INTO dead_letters (consumer, event_id, event_type, subject, aggregate_id, version, key, payload,
                                       traceparent, occurred_at, stream_sequence, attempts, reason, failure, money)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
             ON CONFLICT (consumer, event_id)
             DO UPDATE SET stream_sequence = EXCLUDED.stream_sequence, attempts = EXCLUDED.attempts,
                           reason = EXCLUDED.reason, failure = EXCLUDED.failure, money = EXCLUDED.money,
                           failed_at = now()
              WHERE dead_letters.redriven_at IS NULL",
        )
        .bind(consumer)
        .bind(event.event_id)
        .bind(&event.event_type)
        .bind(&event.subject)
        .bind(event.aggregate_id)
        .bind(event.version)
        .bind(event.key)
        .bind(&event.payload[..])
        .bind(&event.traceparent)
        .bind(event.occurred_at)
        .bind(event.sequence())
        .bind(i32::try_from(parking.attempts).unwrap_or(i32::MAX))
        .bind(parking.reason)
        .bind(parking.failure.as_str())
        .bind(parking.money)
        .execute(&self.pool)
        .await
        .map(drop)
    }

    async fn newest(
        &self,
        consumer: &str,
        since: OffsetDateTime,
        limit: u32,
    ) -> sqlx::Result<Vec<Handled>> {
        let rows: Vec<(Uuid, i64)> = sqlx::query_as(
            "SELECT event_id, stream_sequence
               FROM (SELECT event_id, stream_sequence, handled_at FROM inbox
                      WHERE consumer = $1 ORDER BY event_id DESC LIMIT $3) AS youngest
              WHERE handled_at > $2",
        )
        .bind(consumer)
        .bind(since)
        .bind(i64::from(limit))
        .fetch_all(&self.pool)
        .await?;
        Ok(rows.into_iter().map(handled).collect())
    }

    async fn note(&self, consumer: &str, event: &Received) -> sqlx::Result<()> {
        sqlx::query(
            "INSERT INTO consumer_evidence (consumer, slot, event_id, stream_sequence) VALUES ($1, $2, $3, $4)
             ON CONFLICT (consumer, slot)
             DO UPDATE SET event_id = EXCLUDED.event_id, stream_sequence = EXCLUDED.stream_sequence, handled_at = now()",
        )
        .bind(consumer)
        .bind(slot(event))
        .bind(event.event_id)
        .bind(event.sequence())
        .execute(&self.pool)
        .await
        .map(drop)
    }

    async fn noted(&self, consumer: &str, since: OffsetDateTime) -> sqlx::Result<Vec<Handled>> {
        let rows: Vec<(Uuid, i64)> = sqlx::query_as(
            "SELECT event_id, stream_sequence FROM consumer_evidence WHERE consumer = $1 AND handled_at > $2",
        )
        .bind(consumer)
        .bind(since)
        .fetch_all(&self.pool)
        .await?;
        Ok(rows.into_iter().map(handled).collect())
    }

    async fn prune(&self, consumer: &str, age: Duration, limit: u32) -> sqlx::Result<u64> {
        sqlx::query(
            "DELETE FROM inbox WHERE (consumer, event_id) IN
                (SELECT consumer, event_id FROM inbox
                  WHERE consumer = $1 AND handled_at < now() - make_interval(secs => $2) LIMIT $3)",
        )
        .bind(consumer)
        .bind(age.as_secs_f64())
        .bind(i64::from(limit))
        .execute(&self.pool)
        .await
        .map(|done| done.rows_affected())
    }

    async fn prune_worked(&self, consumer: &str, age: Duration, limit: u32) -> sqlx::Result<u64> {
        let letters = sqlx::query(
            "DELETE FROM dead_letters WHERE id IN
                (SELECT id FROM dead_letters
                  WHERE consumer = $1 AND redriven_at < now() - make_interval(secs => $2) LIMIT $3)",
        )
        .bind(consumer)
        .bind(age.as_secs_f64())
        .bind(i64::from(limit))
        .execute(&self.pool)
        .await?;
        let requests = sqlx::query(
            "DELETE FROM redrives WHERE request_id IN
                (SELECT request_id FROM redrives
                  WHERE requested_at < now() - make_interval(secs => $1) LIMIT $2)",
        )
        .bind(age.as_secs_f64())
        .bind(i64::from(limit))
        .execute(&self.pool)
        .await?;
        Ok(letters.rows_affected().max(requests.rows_affected()))
    }

    async fn make_due(
        &self,
        consumer: &str,
        rest: Duration,
        most: u32,
        limit: u32,
    ) -> sqlx::Result<u64> {
        sqlx::query(
            "UPDATE dead_letters SET due = true, redrives = redrives + 1
              WHERE id IN (SELECT id FROM dead_letters
                            WHERE consumer = $1 AND failure = 'not_yet' AND NOT due AND redriven_at IS NULL
                              AND redrives < $3 AND failed_at < now() - make_interval(secs => $2)
                            ORDER BY failed_at
                            LIMIT greatest(0, $4 - (SELECT count(*) FROM dead_letters WHERE consumer = $1 AND due))
                              FOR UPDATE SKIP LOCKED)",
        )
        .bind(consumer)
        .bind(rest.as_secs_f64())
        .bind(i32::try_from(most).unwrap_or(i32::MAX))
        .bind(i64::from(limit))
        .execute(&self.pool)
        .await
        .map(|done| done.rows_affected())
    }

    async fn parked(&self, consumer: &str) -> sqlx::Result<Parked> {
        sqlx::query_as(
            "SELECT money, (SELECT count(*) FROM (SELECT FROM dead_letters
                                                   WHERE consumer = $1 AND redriven_at IS NULL AND money = it.money
                                                   LIMIT 10000) AS counted)
               FROM (VALUES (true), (false)) AS it(money)",
        )
        .bind(consumer)
        .fetch_all(&self.pool)
        .await
        .map(Parked::sum)
    }

    async fn take_due(&self, consumer: &str, lease: Duration) -> sqlx::Result<Option<Due>> {
        let row: Option<Row<OffsetDateTime>> = sqlx::query_as(concat!(
            "UPDATE dead_letters SET taken_until = now() + make_interval(secs => $2)
              WHERE id = (SELECT id FROM dead_letters WHERE consumer = $1 AND due AND taken_until < now()
                           ORDER BY parked_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
             RETURNING ",
            columns!("payload")
        ))
        .bind(consumer)
        .bind(lease.as_secs_f64())
        .fetch_optional(&self.pool)
        .await?;
        Ok(row.map(|row| row.due(std::convert::identity)))
    }

    async fn settle(&self, id: Uuid, outcome: Redriven<'_>) -> sqlx::Result<()> {
        let statement = match outcome {
            Redriven::Handled => sqlx::query(
                "UPDATE dead_letters SET due = false, taken_until = '-infinity', redriven_at = now()
                  WHERE id = $1 AND redriven_at IS NULL",
            ),
            Redriven::Failed { .. } => sqlx::query(
                "UPDATE dead_letters SET due = false, taken_until = '-infinity', attempts = attempts + 1,
                                         reason = $2, failure = $3, failed_at = now()
                  WHERE id = $1 AND due",
            ),
            Redriven::GivenBack => {
                sqlx::query("UPDATE dead_letters SET taken_until = '-infinity' WHERE id = $1")
            }
        };
        let statement = match outcome {
            Redriven::Failed { reason, failure } => {
                statement.bind(id).bind(reason).bind(failure.as_str())
            }
            Redriven::Handled | Redriven::GivenBack => statement.bind(id),
        };
        statement.execute(&self.pool).await?;
        self.redrives.ring();
        Ok(())
    }

    fn redrives(&self) -> &Bell {
        &self.redrives
    }
}

/// The ring's slot for an event: those that were handled last are in different ones.
pub(crate) fn slot(event: &Received) -> i16 {
    i16::try_from(event.sequence().unsigned_abs() % u64::from(EVIDENCE)).unwrap_or(0)
}

pub(crate) fn handled((event_id, sequence): (Uuid, i64)) -> Handled {
    Handled {
        event_id,
        stream_sequence: u64::try_from(sequence).unwrap_or(0),
    }
}
