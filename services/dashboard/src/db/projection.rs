//! How far the read model is.

use sqlx::postgres::{PgConnection, PgRow};
use sqlx::{PgExecutor, Row};
use time::OffsetDateTime;

use crate::domain::Progress;

/// How far the read model is.
pub async fn read(conn: impl PgExecutor<'_>) -> sqlx::Result<Progress> {
    sqlx::query(
        "SELECT version, stream_sequence, GREATEST(as_of, caught_up_at) AS as_of, last_applied_at
         FROM projection CROSS JOIN freshness",
    )
    .try_map(|row| read_progress(&row))
    .fetch_one(conn)
    .await
}

/// The same, and nobody else changes a view until the transaction ends.
pub async fn lock(conn: &mut PgConnection) -> sqlx::Result<Progress> {
    sqlx::query("SELECT * FROM projection FOR UPDATE")
        .try_map(|row| read_progress(&row))
        .fetch_one(conn)
        .await
}

fn read_progress(row: &PgRow) -> sqlx::Result<Progress> {
    Ok(Progress {
        version: row.try_get("version")?,
        stream_sequence: row.try_get("stream_sequence")?,
        as_of: row.try_get("as_of")?,
        last_applied_at: row.try_get("last_applied_at")?,
    })
}

/// Notes that nothing was left to apply at `at`. A time hardly newer than the known one is not worth a write: several processes
/// may say the same.
pub async fn caught_up(conn: impl PgExecutor<'_>, at: OffsetDateTime) -> sqlx::Result<()> {
    sqlx::query(
        "UPDATE freshness SET caught_up_at = $1
         WHERE caught_up_at IS NULL OR caught_up_at < $1 - interval '500 milliseconds'",
    )
    .bind(at)
    .execute(conn)
    .await?;
    Ok(())
}

/// Moves on from what [`lock`] gave.
pub async fn advance(conn: &mut PgConnection, to: &Progress) -> sqlx::Result<()> {
    sqlx::query(
        "UPDATE projection
         SET version = $1, stream_sequence = $2, as_of = $3, last_applied_at = $4",
    )
    .bind(to.version)
    .bind(to.stream_sequence)
    .bind(to.as_of)
    .bind(to.last_applied_at)
    .execute(conn)
    .await?;
    Ok(())
}
