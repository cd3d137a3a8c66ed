//! All the SQL, in SQLite's dialect. Functions take a connection; they neither decide nor commit.

use std::collections::HashMap;

use baedal_values::{OrderId, Subject};
use serde_json::json;
use sqlx::migrate::Migrator;
use sqlx::sqlite::{SqliteConnection, SqliteRow};
use sqlx::{Row, Sqlite};
use time::OffsetDateTime;

use crate::domain::{Change, Kind, Notification, compose};

/// This service's own migrations; messaging's come before them.
pub static MIGRATIONS: Migrator = sqlx::migrate!();

/// The migrations that the database was brought up to date with: versions and checksums.
pub async fn applied(conn: &mut SqliteConnection) -> sqlx::Result<HashMap<i64, Vec<u8>>> {
    let rows: Vec<(i64, Vec<u8>)> =
        sqlx::query_as("SELECT version, checksum FROM _sqlx_migrations WHERE success")
            .fetch_all(conn)
            .await?;
    Ok(rows.into_iter().collect())
}

/// Writes down what customers are to be told, those that were written before left out. Returns how
/// many were new.
///
/// One statement for the whole batch: it travels as JSON, because SQLite has no arrays.
pub async fn insert(
    conn: &mut SqliteConnection,
    changes: &[Change],
    at: OffsetDateTime,
) -> sqlx::Result<u64> {
    let rows: Vec<_> = changes
        .iter()
        .map(|change| {
            json!({
                "id": change.event_id.to_string(),
                "customer": change.customer.as_str(),
                "order_id": change.order_id.to_string(),
                "kind": change.kind.name(),
                "body": compose(change.kind, &change.detail),
                "occurred_at": micros(change.occurred_at),
            })
        })
        .collect();
    let done = sqlx::query(
        "INSERT INTO notifications (id, customer, order_id, kind, body, occurred_at, created_at)
         SELECT value ->> 'id', value ->> 'customer', value ->> 'order_id', value ->> 'kind',
                value ->> 'body', value ->> 'occurred_at', ?2
         FROM json_each(?1) WHERE true ORDER BY key
         ON CONFLICT (id) DO NOTHING",
    )
    .bind(serde_json::Value::from(rows).to_string())
    .bind(micros(at))
    .execute(conn)
    .await?;
    Ok(done.rows_affected())
}

/// A page of a customer's notifications, newest first, below `before`; of one order or of all.
pub async fn list(
    conn: &mut SqliteConnection,
    customer: &Subject,
    order_id: Option<OrderId>,
    before: Option<i64>,
    limit: i64,
) -> sqlx::Result<Vec<Notification>> {
    // Two texts, so that each has the index that fits it.
    let query = if order_id.is_some() {
        sqlx::query::<Sqlite>(
            "SELECT * FROM notifications
             WHERE customer = ?1 AND order_id = ?2 AND seq < ?3 ORDER BY seq DESC LIMIT ?4",
        )
    } else {
        sqlx::query::<Sqlite>(
            "SELECT * FROM notifications
             WHERE customer = ?1 AND ?2 IS NULL AND seq < ?3 ORDER BY seq DESC LIMIT ?4",
        )
    };
    query
        .bind(customer.as_str())
        .bind(order_id.map(|id| id.to_string()))
        .bind(before.unwrap_or(i64::MAX))
        .bind(limit)
        .try_map(|row| read(&row))
        .fetch_all(conn)
        .await
}

/// The oldest notifications that no channel has taken yet.
pub async fn unsent(conn: &mut SqliteConnection, limit: i64) -> sqlx::Result<Vec<Notification>> {
    sqlx::query("SELECT * FROM notifications WHERE sent_at IS NULL ORDER BY seq LIMIT ?1")
        .bind(limit)
        .try_map(|row| read(&row))
        .fetch_all(conn)
        .await
}

/// Notes that the channels took these.
pub async fn mark_sent(
    conn: &mut SqliteConnection,
    seqs: &[i64],
    at: OffsetDateTime,
) -> sqlx::Result<()> {
    sqlx::query(
        "UPDATE notifications SET sent_at = ?2
         WHERE seq IN (SELECT value FROM json_each(?1)) AND sent_at IS NULL",
    )
    .bind(serde_json::Value::from(seqs.to_vec()).to_string())
    .bind(micros(at))
    .execute(conn)
    .await?;
    Ok(())
}

fn micros(at: OffsetDateTime) -> i64 {
    i64::try_from(at.unix_timestamp_nanos() / 1_000).unwrap_or(i64::MAX)
}

fn time_at(micros: i64) -> sqlx::Result<OffsetDateTime> {
    OffsetDateTime::from_unix_timestamp_nanos(i128::from(micros) * 1_000)
        .map_err(|error| unknown("time", error))
}

fn read(row: &SqliteRow) -> sqlx::Result<Notification> {
    let text = |column: &'static str| row.try_get::<&str, _>(column);
    let at = |column: &'static str| time_at(row.try_get(column)?);
    let kind = text("kind")?;
    Ok(Notification {
        seq: row.try_get("seq")?,
        id: text("id")?.parse().map_err(|error| unknown("id", error))?,
        customer: text("customer")?
            .parse()
            .map_err(|error| unknown("customer", error))?,
        order_id: text("order_id")?
            .parse()
            .map_err(|error| unknown("order_id", error))?,
        kind: Kind::parse(kind).ok_or_else(|| unknown("kind", kind))?,
        text: row.try_get("body")?,
        occurred_at: at("occurred_at")?,
        created_at: at("created_at")?,
        sent_at: row
            .try_get::<Option<i64>, _>("sent_at")?
            .map(time_at)
            .transpose()?,
    })
}

/// A stored value that the code does not know: an older binary reads a newer database.
fn unknown(column: &'static str, value: impl std::fmt::Display) -> sqlx::Error {
    sqlx::Error::ColumnDecode {
        index: column.to_owned(),
        source: format!("unknown value {value}").into(),
    }
}
