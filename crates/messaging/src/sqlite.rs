//! The inbox and the records in SQLite, for the service that is not on PostgreSQL.

use std::time::Duration;

use sqlx::{QueryBuilder, Sqlite, SqliteConnection, SqlitePool};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{
    Received, Records, inbox,
    records::{Handled, handled},
};

/// Microseconds since 1970, now, by the database's clock.
const NOW: &str = "CAST(unixepoch('subsec') * 1000000 AS INTEGER)";

/// As [`crate::inbox::claim`]. SQLite has one writer at a time; begin the transaction with `BEGIN IMMEDIATE`.
pub async fn claim<'e>(
    connection: &mut SqliteConnection,
    consumer: &str,
    events: &'e [Received],
) -> sqlx::Result<Vec<&'e Received>> {
    if events.is_empty() {
        return Ok(Vec::new());
    }
    // Which are known has to be asked first: SQLite cannot tell an insert from an update afterwards.
    let mut query = QueryBuilder::<Sqlite>::new("SELECT event_id FROM inbox WHERE consumer = ");
    query.push_bind(consumer).push(" AND event_id IN (");
    let mut ids = query.separated(", ");
    for event in events {
        ids.push_bind(event.event_id);
    }
    query.push(")");
    let known: Vec<Uuid> = query
        .build_query_scalar()
        .fetch_all(&mut *connection)
        .await?;

    let mut insert = QueryBuilder::<Sqlite>::new(
        "INSERT INTO inbox (consumer, event_id, stream_sequence, handled_at) ",
    );
    insert.push_values(events, |mut row, event| {
        row.push_bind(consumer)
            .push_bind(event.event_id)
            .push_bind(event.sequence())
            .push(NOW);
    });
    insert.push(
        " ON CONFLICT (consumer, event_id)
          DO UPDATE SET stream_sequence = excluded.stream_sequence, handled_at = excluded.handled_at",
    );
    insert.build().execute(connection).await?;

    let rows = events
        .iter()
        .map(|event| (event.event_id, !known.contains(&event.event_id)))
        .collect();
    Ok(inbox::fresh(events, rows))
}

/// [`Records`] in SQLite.
#[derive(Debug, Clone)]
pub struct SqliteRecords(SqlitePool);

impl SqliteRecords {
    /// In the database that `pool` leads to.
    pub fn new(pool: SqlitePool) -> Self {
        Self(pool)
    }
}

impl Records for SqliteRecords {
    async fn park(
        &self,
        consumer: &str,
        event: &Received,
        attempts: u32,
        reason: &str,
    ) -> sqlx::Result<()> {
        sqlx::query(
            "INSERT INTO dead_letters (consumer, event_id, event_type, subject, aggregate_id, version, key, payload,
                                       traceparent, occurred_at, stream_sequence, attempts, reason, parked_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13,
                     CAST(unixepoch('subsec') * 1000000 AS INTEGER))
             ON CONFLICT (consumer, event_id)
             DO UPDATE SET stream_sequence = excluded.stream_sequence, attempts = excluded.attempts,
                           reason = excluded.reason, parked_at = excluded.parked_at",
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
        .bind(micros(event.occurred_at))
        .bind(event.sequence())
        .bind(i64::from(attempts))
        .bind(reason)
        .execute(&self.0)
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
                      WHERE consumer = ?1 ORDER BY event_id DESC LIMIT ?3)
              WHERE handled_at > ?2",
        )
        .bind(consumer)
        .bind(micros(since))
        .bind(i64::from(limit))
        .fetch_all(&self.0)
        .await?;
        Ok(rows.into_iter().map(handled).collect())
    }

    async fn prune(&self, consumer: &str, age: Duration, limit: u32) -> sqlx::Result<u64> {
        sqlx::query(
            "DELETE FROM inbox WHERE (consumer, event_id) IN
                (SELECT consumer, event_id FROM inbox
                  WHERE consumer = ?1 AND handled_at < CAST(unixepoch('subsec') * 1000000 AS INTEGER) - ?2
                  LIMIT ?3)",
        )
        .bind(consumer)
        .bind(i64::try_from(age.as_micros()).unwrap_or(i64::MAX))
        .bind(i64::from(limit))
        .execute(&self.0)
        .await
        .map(|done| done.rows_affected())
    }
}

fn micros(at: OffsetDateTime) -> i64 {
    i64::try_from(at.unix_timestamp_nanos() / 1000).unwrap_or(i64::MAX)
}
