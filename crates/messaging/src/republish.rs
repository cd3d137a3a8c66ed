//! Telling facts once more that were told before: for a stream that somebody emptied on purpose, or a consumer that
//! starts from nothing. Inboxes make it harmless for everybody else.

use std::time::Duration;

use sqlx::PgPool;
use time::OffsetDateTime;
use tokio::time::timeout;

/// Rows given back to the relay in one statement. Few, so that the relay is never kept waiting.
const CHUNK: i64 = 2_000;
/// For one statement.
const STATEMENT: Duration = Duration::from_secs(30);

/// Which facts to tell again: those that happened in `[since, until)`.
#[derive(Debug, Clone, Copy)]
pub struct Period {
    /// The first moment.
    pub since: OffsetDateTime,
    /// The moment after the last; none is now.
    pub until: Option<OffsetDateTime>,
}

/// Why it was not done, or not to the end. What was done stays done; doing it again is harmless.
#[derive(Debug, thiserror::Error)]
pub enum RepublishError {
    /// The database failed.
    #[error("the outbox cannot be reached")]
    Database(#[from] sqlx::Error),
    /// A statement did not end in time.
    #[error("a statement took longer than {STATEMENT:?}")]
    Slow,
}

/// Counts the kept and published outbox rows of `period`.
pub async fn count(pool: &PgPool, period: Period) -> Result<u64, RepublishError> {
    let count: i64 = limited(
        sqlx::query_scalar(
            "SELECT count(*) FROM outbox
              WHERE published_at IS NOT NULL AND occurred_at >= $1 AND ($2::timestamptz IS NULL OR occurred_at < $2)",
        )
        .bind(period.since)
        .bind(period.until)
        .fetch_one(pool),
    )
    .await?;
    Ok(count.unsigned_abs())
}

/// Marks the kept and published outbox rows of `period` unpublished, the oldest first, so that the relay publishes
/// them in their order, each with a message id that the broker has not seen. Returns how many.
///
/// The relay may run meanwhile; what it publishes anew is not marked again.
pub async fn republish(pool: &PgPool, period: Period) -> Result<u64, RepublishError> {
    let newest: Option<i64> =
        limited(sqlx::query_scalar("SELECT max(seq) FROM outbox").fetch_one(pool)).await?;
    let Some(newest) = newest else {
        return Ok(0);
    };
    let (mut marked, mut after) = (0, 0_i64);
    loop {
        // No lease is needed: rows that leave the published ones leave the rest in the stream's order, which is what
        // healing relies on, and the relay marks only rows that it found unpublished.
        let (rows, last): (i64, Option<i64>) = limited(
            sqlx::query_as(
                "WITH chosen AS (
                     SELECT seq FROM outbox
                      WHERE seq > $1 AND seq <= $2 AND published_at IS NOT NULL
                        AND occurred_at >= $3 AND ($4::timestamptz IS NULL OR occurred_at < $4)
                      ORDER BY seq LIMIT $5 FOR UPDATE),
                 marked AS (
                     UPDATE outbox SET published_at = NULL, stream_sequence = NULL, healed = healed + 1
                       FROM chosen WHERE outbox.seq = chosen.seq RETURNING outbox.seq)
                 SELECT count(*), max(seq) FROM marked",
            )
            .bind(after)
            .bind(newest)
            .bind(period.since)
            .bind(period.until)
            .bind(CHUNK)
            .fetch_one(pool),
        )
        .await?;
        marked += rows.unsigned_abs();
        match last {
            Some(last) if rows == CHUNK => after = last,
            _ => return Ok(marked),
        }
    }
}

async fn limited<T>(run: impl Future<Output = sqlx::Result<T>>) -> Result<T, RepublishError> {
    Ok(timeout(STATEMENT, run)
        .await
        .map_err(|_| RepublishError::Slow)??)
}
