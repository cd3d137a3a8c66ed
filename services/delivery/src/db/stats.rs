//! Riders' counts. They are written by the statement that changes a delivery, see [`super::deliveries::save`].

use baedal_values::Subject;
use sqlx::{PgConnection, Row};
use time::OffsetDateTime;

use super::unknown;

/// What one rider carries and carried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RiderStats {
    /// Who.
    pub rider: Subject,
    /// Deliveries claimed and not over.
    pub active: i64,
    /// Deliveries completed.
    pub completed: i64,
    /// When the last one was.
    pub last_completed_at: Option<OffsetDateTime>,
}

/// The last rider of the page before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct After {
    /// Its completed deliveries then.
    pub completed: i64,
    /// Who.
    pub rider: Subject,
}

/// Counts of one rider or of all, most deliveries first.
pub async fn list(
    conn: &mut PgConnection,
    rider: Option<&Subject>,
    after: Option<&After>,
    limit: i64,
) -> Result<Vec<RiderStats>, sqlx::Error> {
    sqlx::query(
        "SELECT rider_id, active, completed, last_completed_at FROM rider_stats
         WHERE ($1::text IS NULL OR rider_id = $1)
           AND ($2::bigint IS NULL OR completed < $2 OR (completed = $2 AND rider_id > $3))
         ORDER BY completed DESC, rider_id
         LIMIT $4",
    )
    .bind(rider.map(Subject::as_str))
    .bind(after.map(|after| after.completed))
    .bind(after.map(|after| after.rider.as_str()))
    .bind(limit)
    .try_map(|row: sqlx::postgres::PgRow| {
        let rider: &str = row.try_get("rider_id")?;
        Ok(RiderStats {
            rider: rider
                .parse()
                .map_err(|_| unknown("rider_id", "(not shown)"))?,
            active: row.try_get("active")?,
            completed: row.try_get("completed")?,
            last_completed_at: row.try_get("last_completed_at")?,
        })
    })
    .fetch_all(conn)
    .await
}
