//! The inbox and the records in SQLite, for the service that is not on PostgreSQL.

use std::time::Duration;

use sqlx::{QueryBuilder, Sqlite, SqliteConnection, SqlitePool};
use time::OffsetDateTime;
use uuid::Uuid;

use baedal_runtime::{Ids, SystemIds};

use crate::{
    Received, Records,
    dead_letters::{Asked, Bell, DeadLetter, DeadLetters, Due, Filter, Row, columns},
    inbox,
    records::{Handled, Parked, Parking, Redriven, handled, slot},
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
    for event in events {
        event.set_claimed(true);
    }

    let rows = events
        .iter()
        .map(|event| (event.event_id, !known.contains(&event.event_id)))
        .collect();
    Ok(inbox::fresh(events, rows))
}

/// [`Records`] in SQLite. Clones share their [`Bell`], as those of [`PostgresRecords`](crate::PostgresRecords) do.
#[derive(Debug, Clone)]
pub struct SqliteRecords {
    pool: SqlitePool,
    redrives: Bell,
}

impl SqliteRecords {
    /// In the database that `pool` leads to.
    pub fn new(pool: SqlitePool) -> Self {
        Self {
            pool,
            redrives: Bell::default(),
        }
    }
}

impl Records for SqliteRecords {
    async fn park(
        &self,
        consumer: &str,
        event: &Received,
        parking: Parking<'_>,
    ) -> sqlx::Result<()> {
        sqlx::query(
            "INSERT INTO dead_letters (consumer, event_id, event_type, subject, aggregate_id, version, key, payload,
                                       traceparent, occurred_at, stream_sequence, attempts, reason, id, failure,
                                       money, parked_at, failed_at)
             SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, at, at
               FROM (SELECT CAST(unixepoch('subsec') * 1000000 AS INTEGER) AS at) WHERE true
             ON CONFLICT (consumer, event_id)
             DO UPDATE SET stream_sequence = excluded.stream_sequence, attempts = excluded.attempts,
                           reason = excluded.reason, failure = excluded.failure, money = excluded.money,
                           failed_at = excluded.failed_at
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
        .bind(micros(event.occurred_at))
        .bind(event.sequence())
        .bind(i64::from(parking.attempts))
        .bind(parking.reason)
        .bind(SystemIds.uuid())
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
                      WHERE consumer = ?1 ORDER BY event_id DESC LIMIT ?3)
              WHERE handled_at > ?2",
        )
        .bind(consumer)
        .bind(micros(since))
        .bind(i64::from(limit))
        .fetch_all(&self.pool)
        .await?;
        Ok(rows.into_iter().map(handled).collect())
    }

    async fn note(&self, consumer: &str, event: &Received) -> sqlx::Result<()> {
        sqlx::query(
            "INSERT INTO consumer_evidence (consumer, slot, event_id, stream_sequence, handled_at)
             VALUES (?1, ?2, ?3, ?4, CAST(unixepoch('subsec') * 1000000 AS INTEGER))
             ON CONFLICT (consumer, slot)
             DO UPDATE SET event_id = excluded.event_id, stream_sequence = excluded.stream_sequence,
                           handled_at = excluded.handled_at",
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
            "SELECT event_id, stream_sequence FROM consumer_evidence WHERE consumer = ?1 AND handled_at > ?2",
        )
        .bind(consumer)
        .bind(micros(since))
        .fetch_all(&self.pool)
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
        .execute(&self.pool)
        .await
        .map(|done| done.rows_affected())
    }

    async fn prune_worked(&self, consumer: &str, age: Duration, limit: u32) -> sqlx::Result<u64> {
        let age = i64::try_from(age.as_micros()).unwrap_or(i64::MAX);
        let letters = sqlx::query(
            "DELETE FROM dead_letters WHERE id IN
                (SELECT id FROM dead_letters
                  WHERE consumer = ?1 AND redriven_at <= CAST(unixepoch('subsec') * 1000000 AS INTEGER) - ?2
                  LIMIT ?3)",
        )
        .bind(consumer)
        .bind(age)
        .bind(i64::from(limit))
        .execute(&self.pool)
        .await?;
        let requests = sqlx::query(
            "DELETE FROM redrives WHERE request_id IN
                (SELECT request_id FROM redrives
                  WHERE requested_at <= CAST(unixepoch('subsec') * 1000000 AS INTEGER) - ?1 LIMIT ?2)",
        )
        .bind(age)
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
            "UPDATE dead_letters SET due = 1, redrives = redrives + 1
              WHERE id IN (SELECT id FROM dead_letters
                            WHERE consumer = ?1 AND failure = 'not_yet' AND due = 0 AND redriven_at IS NULL
                              AND redrives < ?3
                              AND failed_at <= CAST(unixepoch('subsec') * 1000000 AS INTEGER) - ?2
                            ORDER BY failed_at
                            LIMIT max(0, ?4 - (SELECT count(*) FROM dead_letters WHERE consumer = ?1 AND due = 1)))",
        )
        .bind(consumer)
        .bind(i64::try_from(rest.as_micros()).unwrap_or(i64::MAX))
        .bind(i64::from(most))
        .bind(i64::from(limit))
        .execute(&self.pool)
        .await
        .map(|done| done.rows_affected())
    }

    async fn parked(&self, consumer: &str) -> sqlx::Result<Parked> {
        sqlx::query_as(
            "WITH it (money) AS (VALUES (1), (0))
             SELECT money, (SELECT count(*) FROM (SELECT 1 FROM dead_letters
                                                   WHERE consumer = ?1 AND redriven_at IS NULL
                                                     AND dead_letters.money = it.money
                                                   LIMIT 10000))
               FROM it",
        )
        .bind(consumer)
        .fetch_all(&self.pool)
        .await
        .map(Parked::sum)
    }

    async fn take_due(&self, consumer: &str, lease: Duration) -> sqlx::Result<Option<Due>> {
        let row: Option<Row<i64>> = sqlx::query_as(concat!(
            "UPDATE dead_letters SET taken_until = CAST(unixepoch('subsec') * 1000000 AS INTEGER) + ?2
              WHERE id = (SELECT id FROM dead_letters
                           WHERE consumer = ?1 AND due = 1
                             AND taken_until < CAST(unixepoch('subsec') * 1000000 AS INTEGER)
                           ORDER BY parked_at, id LIMIT 1)
             RETURNING ",
            columns!("payload")
        ))
        .bind(consumer)
        .bind(i64::try_from(lease.as_micros()).unwrap_or(i64::MAX / 2))
        .fetch_optional(&self.pool)
        .await?;
        Ok(row.map(|row| row.due(time)))
    }

    async fn settle(&self, id: Uuid, outcome: Redriven<'_>) -> sqlx::Result<()> {
        let statement = match outcome {
            Redriven::Handled => sqlx::query(
                "UPDATE dead_letters SET due = 0, taken_until = 0,
                                         redriven_at = CAST(unixepoch('subsec') * 1000000 AS INTEGER)
                  WHERE id = ?1 AND redriven_at IS NULL",
            ),
            Redriven::Failed { .. } => sqlx::query(
                "UPDATE dead_letters SET due = 0, taken_until = 0, attempts = attempts + 1, reason = ?2, failure = ?3,
                                         failed_at = CAST(unixepoch('subsec') * 1000000 AS INTEGER)
                  WHERE id = ?1 AND due = 1",
            ),
            Redriven::GivenBack => {
                sqlx::query("UPDATE dead_letters SET taken_until = 0 WHERE id = ?1")
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

impl DeadLetters for SqliteRecords {
    async fn list(
        &self,
        filter: Filter<'_>,
        after: Option<(OffsetDateTime, Uuid)>,
        limit: i64,
    ) -> sqlx::Result<Vec<DeadLetter>> {
        let (parked_at, id) = after.unzip();
        let rows: Vec<Row<i64>> = sqlx::query_as(concat!(
            "SELECT ",
            columns!("x''"),
            "FROM dead_letters
              WHERE (?1 IS NULL OR consumer = ?1) AND (?2 OR redriven_at IS NULL)
                AND (?3 IS NULL OR (parked_at, id) > (?3, ?4))
              ORDER BY parked_at, id LIMIT ?5"
        ))
        .bind(filter.consumer)
        .bind(filter.include_redriven)
        .bind(parked_at.map(micros))
        .bind(id)
        .bind(limit)
        .fetch_all(&self.pool)
        .await?;
        Ok(rows.into_iter().map(|row| row.letter(time)).collect())
    }

    async fn get(&self, id: Uuid) -> sqlx::Result<Option<DeadLetter>> {
        let row: Option<Row<i64>> = sqlx::query_as(concat!(
            "SELECT ",
            columns!("payload"),
            "FROM dead_letters WHERE id = ?1"
        ))
        .bind(id)
        .fetch_optional(&self.pool)
        .await?;
        Ok(row.map(|row| row.letter(time)))
    }

    async fn ask(&self, id: Uuid, request_id: Uuid) -> sqlx::Result<Asked> {
        let mut transaction = self.pool.begin_with("BEGIN IMMEDIATE").await?;
        let noted = sqlx::query(
            "INSERT INTO redrives (request_id, dead_letter_id, requested_at)
             SELECT ?2, id, CAST(unixepoch('subsec') * 1000000 AS INTEGER) FROM dead_letters WHERE id = ?1
             ON CONFLICT (request_id) DO NOTHING",
        )
        .bind(id)
        .bind(request_id)
        .execute(&mut *transaction)
        .await?;
        if noted.rows_affected() == 0 {
            let of =
                sqlx::query_scalar("SELECT dead_letter_id FROM redrives WHERE request_id = ?1")
                    .bind(request_id)
                    .fetch_optional(&mut *transaction)
                    .await?;
            return Ok(Asked::before(of, id));
        }
        sqlx::query("UPDATE dead_letters SET due = 1 WHERE id = ?1 AND redriven_at IS NULL")
            .bind(id)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        self.redrives.ring();
        Ok(Asked::Noted)
    }

    fn bell(&self) -> &Bell {
        &self.redrives
    }
}

fn time(micros: i64) -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp_nanos(i128::from(micros) * 1000)
        .unwrap_or(OffsetDateTime::UNIX_EPOCH)
}

fn micros(at: OffsetDateTime) -> i64 {
    i64::try_from(at.unix_timestamp_nanos() / 1000).unwrap_or(i64::MAX)
}
