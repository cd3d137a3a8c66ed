//! Rebuilds of the read model: who asked, and how far they are.

use baedal_values::RequestId;
use sqlx::postgres::{PgConnection, PgRow};
use sqlx::{PgExecutor, Row};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::domain::Rebuild;

/// Notes a rebuild that is to be done. Nothing happens where one is not finished, or the request was heard before.
pub async fn add(
    conn: impl PgExecutor<'_>,
    request_id: RequestId,
    at: OffsetDateTime,
) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO rebuilds (request_id, requested_at) VALUES ($1, $2) ON CONFLICT DO NOTHING",
    )
    .bind(Uuid::from(request_id))
    .bind(at)
    .execute(conn)
    .await?;
    Ok(())
}

/// The rebuild that is not finished, or else the last one.
pub async fn latest(conn: impl PgExecutor<'_>) -> sqlx::Result<Option<Rebuild>> {
    sqlx::query(
        "SELECT * FROM rebuilds ORDER BY (finished_at IS NULL) DESC, finished_at DESC LIMIT 1",
    )
    .try_map(|row| read(&row))
    .fetch_optional(conn)
    .await
}

/// When the last one took its place.
pub async fn last_finished(conn: impl PgExecutor<'_>) -> sqlx::Result<Option<OffsetDateTime>> {
    sqlx::query_scalar("SELECT max(finished_at) FROM rebuilds")
        .fetch_one(conn)
        .await
}

/// The rebuild that is not finished.
pub async fn unfinished(conn: impl PgExecutor<'_>) -> sqlx::Result<Option<Rebuild>> {
    sqlx::query("SELECT * FROM rebuilds WHERE finished_at IS NULL")
        .try_map(|row| read(&row))
        .fetch_optional(conn)
        .await
}

/// The same, and no other process works on it until the transaction ends.
pub async fn lock(conn: &mut PgConnection) -> sqlx::Result<Option<Rebuild>> {
    sqlx::query("SELECT * FROM rebuilds WHERE finished_at IS NULL FOR UPDATE")
        .try_map(|row| read(&row))
        .fetch_optional(conn)
        .await
}

/// Moves on from what [`lock`] gave.
pub async fn advance(conn: &mut PgConnection, to: &Rebuild) -> sqlx::Result<()> {
    sqlx::query(
        "UPDATE rebuilds
         SET finished_at = $2, stream_created = $3, first_sequence = $4, target_sequence = $5,
             complete_since = $6, applied_sequence = $7, skipped_events = $8, carried_over = $9,
             differences = $10
         WHERE request_id = $1",
    )
    .bind(Uuid::from(to.request_id))
    .bind(to.finished_at)
    .bind(to.stream_created)
    .bind(to.first_sequence)
    .bind(to.target_sequence)
    .bind(to.complete_since)
    .bind(to.applied_sequence)
    .bind(to.skipped_events)
    .bind(to.carried_over)
    .bind(to.differences)
    .execute(conn)
    .await?;
    Ok(())
}

fn read(row: &PgRow) -> sqlx::Result<Rebuild> {
    Ok(Rebuild {
        request_id: row.try_get::<Uuid, _>("request_id")?.into(),
        requested_at: row.try_get("requested_at")?,
        finished_at: row.try_get("finished_at")?,
        stream_created: row.try_get("stream_created")?,
        first_sequence: row.try_get("first_sequence")?,
        target_sequence: row.try_get("target_sequence")?,
        complete_since: row.try_get("complete_since")?,
        applied_sequence: row.try_get("applied_sequence")?,
        skipped_events: row.try_get("skipped_events")?,
        carried_over: row.try_get("carried_over")?,
        differences: row.try_get("differences")?,
    })
}
