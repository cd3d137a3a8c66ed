//! All the SQL, in SQLite's dialect. Functions take a connection; they neither decide nor commit.

pub mod preferences;
pub mod sendings;

use std::collections::HashMap;

use baedal_values::{OrderId, Subject};
use serde_json::json;
use sqlx::migrate::Migrator;
use sqlx::sqlite::{SqliteConnection, SqliteRow};
use sqlx::{Row, Sqlite};
use time::OffsetDateTime;

use crate::domain::{Draft, Kind, Language, Notification, Sending, Status};

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

/// Since when this database knows what customers were told.
pub async fn known_since(conn: &mut SqliteConnection) -> sqlx::Result<OffsetDateTime> {
    let at = sqlx::query_scalar("SELECT at FROM known_since")
        .fetch_one(conn)
        .await?;
    time_at(at)
}

/// Writes down what customers are to be told and through which channels, what was written before
/// left out. Returns how many were new.
///
/// Two statements for the whole batch: it travels as JSON, because SQLite has no arrays.
pub async fn insert(
    conn: &mut SqliteConnection,
    drafts: &[Draft<'_>],
    at: OffsetDateTime,
) -> sqlx::Result<usize> {
    let rows: Vec<_> = drafts
        .iter()
        .map(|draft| {
            let change = draft.change;
            json!({
                "id": change.event_id.to_string(),
                "customer": change.customer.as_str(),
                "order_id": change.order_id.to_string(),
                "kind": change.kind.name(),
                "language": draft.language.tag(),
                "body": draft.text,
                "occurred_at": micros(change.occurred_at),
            })
        })
        .collect();
    let written: Vec<(i64, String)> = sqlx::query_as(
        "INSERT INTO notifications (id, customer, order_id, kind, language, body, occurred_at, created_at)
         SELECT value ->> 'id', value ->> 'customer', value ->> 'order_id', value ->> 'kind',
                value ->> 'language', value ->> 'body', value ->> 'occurred_at', ?2
         FROM json_each(?1) WHERE true ORDER BY key
         ON CONFLICT (id) DO NOTHING
         RETURNING seq, id",
    )
    .bind(serde_json::Value::from(rows).to_string())
    .bind(micros(at))
    .fetch_all(&mut *conn)
    .await?;
    // Only for what is new: a channel that a customer chose later is not told of the past.
    sendings::insert(conn, drafts, &written, at).await?;
    Ok(written.len())
}

/// Forgets the oldest notifications about what happened before `cutoff`, at most so many, with what
/// became of them. Returns how many there were.
pub async fn prune(
    conn: &mut SqliteConnection,
    cutoff: OffsetDateTime,
    limit: u32,
) -> sqlx::Result<u64> {
    let done = sqlx::query(
        "DELETE FROM notifications WHERE seq IN
            (SELECT seq FROM notifications WHERE occurred_at < ?1 ORDER BY occurred_at LIMIT ?2)",
    )
    .bind(micros(cutoff))
    .bind(limit)
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
) -> sqlx::Result<Vec<(Notification, Vec<Sending>)>> {
    // Two texts, so that each has the index that fits it.
    let query = if order_id.is_some() {
        sqlx::query::<Sqlite>(
            "SELECT n.*, (SELECT json_group_array(json_array(channel, status, attempts, error, settled_at))
                          FROM sendings WHERE notification = n.seq) AS sendings
             FROM notifications n
             WHERE customer = ?1 AND order_id = ?2 AND seq < ?3 ORDER BY seq DESC LIMIT ?4",
        )
    } else {
        sqlx::query::<Sqlite>(
            "SELECT n.*, (SELECT json_group_array(json_array(channel, status, attempts, error, settled_at))
                          FROM sendings WHERE notification = n.seq) AS sendings
             FROM notifications n
             WHERE customer = ?1 AND ?2 IS NULL AND seq < ?3 ORDER BY seq DESC LIMIT ?4",
        )
    };
    query
        .bind(customer.as_str())
        .bind(order_id.map(|id| id.to_string()))
        .bind(before.unwrap_or(i64::MAX))
        .bind(limit)
        .try_map(|row| Ok((read(&row)?, read_sendings(&row)?)))
        .fetch_all(conn)
        .await
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
        language: read_language(row)?,
        text: row.try_get("body")?,
        occurred_at: at("occurred_at")?,
        created_at: at("created_at")?,
    })
}

fn read_language(row: &SqliteRow) -> sqlx::Result<Language> {
    let tag: &str = row.try_get("language")?;
    Language::parse(tag).ok_or_else(|| unknown("language", tag))
}

/// The way through each channel, in the order of their names.
fn read_sendings(row: &SqliteRow) -> sqlx::Result<Vec<Sending>> {
    type Columns = (String, String, u32, Option<String>, Option<i64>);

    let rows: Vec<Columns> = from_json("sendings", row.try_get("sendings")?)?;
    let mut sendings = rows
        .into_iter()
        .map(|(channel, status, attempts, error, settled_at)| {
            let status = Status::parse(&status).ok_or_else(|| unknown("status", &status))?;
            let sent_at = settled_at.filter(|_| status == Status::Sent);
            Ok(Sending {
                channel,
                status,
                attempts,
                error,
                sent_at: sent_at.map(time_at).transpose()?,
            })
        })
        .collect::<sqlx::Result<Vec<_>>>()?;
    sendings.sort_by(|a, b| a.channel.cmp(&b.channel));
    Ok(sendings)
}

fn from_json<T: serde::de::DeserializeOwned>(column: &'static str, text: &str) -> sqlx::Result<T> {
    serde_json::from_str(text).map_err(|_| unknown(column, "that is no such JSON"))
}

/// A stored value that the code does not know: an older binary reads a newer database.
fn unknown(column: &'static str, value: impl std::fmt::Display) -> sqlx::Error {
    sqlx::Error::ColumnDecode {
        index: column.to_owned(),
        source: format!("unknown value {value}").into(),
    }
}
