//! How far the read model is.

use sqlx::postgres::PgConnection;
use sqlx::{FromRow, PgExecutor};
use time::OffsetDateTime;

/// How far the read model is.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Progress {
    /// The version given to the last changed view.
    pub version: i64,
    /// The stream sequence of the last event applied.
    pub stream_sequence: i64,
    /// When the newest fact applied became true.
    pub as_of: Option<OffsetDateTime>,
    /// When the last batch was applied.
    pub last_applied_at: Option<OffsetDateTime>,
}

/// How far the read model is.
pub async fn read(conn: impl PgExecutor<'_>) -> sqlx::Result<Progress> {
    sqlx::query_as("SELECT version, stream_sequence, as_of, last_applied_at FROM projection")
        .fetch_one(conn)
        .await
}

/// The same, and nobody else changes a view until the transaction ends.
pub async fn lock(conn: &mut PgConnection) -> sqlx::Result<Progress> {
    sqlx::query_as(
        "SELECT version, stream_sequence, as_of, last_applied_at FROM projection FOR UPDATE",
    )
    .fetch_one(conn)
    .await
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
