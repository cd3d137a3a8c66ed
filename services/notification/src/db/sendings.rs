//! What is to go through each channel, and what became of it.

use std::collections::HashMap;

use baedal_values::Subject;
use serde_json::json;
use sqlx::Row;
use sqlx::sqlite::{SqliteConnection, SqliteRow};
use time::OffsetDateTime;

use super::{micros, preferences, read, time_at};
use crate::domain::{Draft, LeftOut, Outgoing, Status};

/// Asks the channels of each draft for it, where its notification is among those `written` just now.
pub(super) async fn insert(
    conn: &mut SqliteConnection,
    drafts: &[Draft<'_>],
    written: &[(i64, String)],
    at: OffsetDateTime,
) -> sqlx::Result<()> {
    let seqs: HashMap<&str, i64> = written.iter().map(|(seq, id)| (&**id, *seq)).collect();
    let rows: Vec<_> = drafts
        .iter()
        .filter_map(|draft| Some((*seqs.get(&*draft.change.event_id.to_string())?, draft)))
        .flat_map(|(seq, draft)| {
            let customer = draft.change.customer.as_str();
            let row = move |channel: &&str| json!([seq, channel, customer]);
            draft.channels.iter().map(row)
        })
        .collect();
    if rows.is_empty() {
        return Ok(());
    }
    sqlx::query(
        "INSERT INTO sendings (notification, channel, customer, status, next_try_at, created_at)
         SELECT value ->> 0, value ->> 1, value ->> 2, 'PENDING', ?2, ?2
         FROM json_each(?1) WHERE true
         ON CONFLICT (notification, channel) DO NOTHING",
    )
    .bind(serde_json::Value::from(rows).to_string())
    .bind(micros(at))
    .execute(conn)
    .await
    .map(drop)
}

/// What is next through a channel, with the time it is due, the most urgent first: the oldest one of
/// each customer, those of the `busy` customers left out, and where webhooks have no room now.
pub async fn next(
    conn: &mut SqliteConnection,
    channel: &str,
    busy: &[&Subject],
    left_out: &LeftOut,
    limit: usize,
) -> sqlx::Result<Vec<(OffsetDateTime, Outgoing)>> {
    let busy: Vec<&str> = busy.iter().map(|customer| customer.as_str()).collect();
    sqlx::query(
        "SELECT n.*, s.attempts, s.next_try_at, s.created_at AS asked_at,
                p.email, p.phone, p.webhook_url, p.webhook_secret
         FROM sendings s
         JOIN notifications n ON n.seq = s.notification
         LEFT JOIN preferences p ON p.customer = s.customer
         WHERE s.channel = ?1 AND s.status = 'PENDING'
           AND s.customer NOT IN (SELECT value FROM json_each(?2))
           AND (?4 OR s.attempts = 0)
           AND coalesce(p.webhook_host, '') NOT IN (SELECT value FROM json_each(?5))
           AND NOT EXISTS (SELECT 1 FROM sendings e
                           WHERE e.channel = s.channel AND e.customer = s.customer
                             AND e.status = 'PENDING' AND e.notification < s.notification)
         ORDER BY s.next_try_at, s.notification LIMIT ?3",
    )
    .bind(channel)
    .bind(serde_json::Value::from(busy).to_string())
    .bind(i64::try_from(limit).unwrap_or(i64::MAX))
    .bind(!left_out.again)
    .bind(json!(left_out.hosts).to_string())
    .try_map(|row: SqliteRow| {
        let outgoing = Outgoing {
            notification: read(&row)?,
            contact: preferences::read_contact(&row)?,
            attempts: row.try_get("attempts")?,
            created_at: time_at(row.try_get("asked_at")?)?,
        };
        Ok((time_at(row.try_get("next_try_at")?)?, outgoing))
    })
    .fetch_all(conn)
    .await
}

/// What a try came to.
#[derive(Debug, Clone)]
pub struct Tried {
    /// The notification.
    pub seq: i64,
    /// Whose it is.
    pub customer: Subject,
    /// What it came to; pending when it is to be tried again.
    pub status: Status,
    /// The class of the failure, if it was one.
    pub error: Option<String>,
    /// When to try again.
    pub next_try_at: OffsetDateTime,
}

/// Notes what tries came to. What is tried again later holds back what the same customer is told
/// after it.
pub async fn note(
    conn: &mut SqliteConnection,
    channel: &str,
    tried: &[Tried],
    at: OffsetDateTime,
) -> sqlx::Result<()> {
    let rows: Vec<_> = tried
        .iter()
        .map(|it| {
            json!({
                "seq": it.seq,
                "status": it.status.name(),
                "error": it.error,
                "next_try_at": micros(it.next_try_at),
                "settled_at": (it.status != Status::Pending).then(|| micros(at)),
            })
        })
        .collect();
    sqlx::query(
        "UPDATE sendings
         SET status = it.value ->> 'status', error = it.value ->> 'error', attempts = attempts + 1,
             next_try_at = it.value ->> 'next_try_at', settled_at = it.value ->> 'settled_at'
         FROM json_each(?1) it
         WHERE notification = it.value ->> 'seq' AND channel = ?2 AND status = 'PENDING'",
    )
    .bind(serde_json::Value::from(rows).to_string())
    .bind(channel)
    .execute(conn)
    .await
    .map(drop)
}

/// Gives up, at most so many at a time, what was asked of a channel before `cutoff`.
pub async fn expire(
    conn: &mut SqliteConnection,
    channel: &str,
    cutoff: OffsetDateTime,
    limit: u32,
    at: OffsetDateTime,
) -> sqlx::Result<u64> {
    let done = sqlx::query(
        "UPDATE sendings SET status = 'FAILED', error = 'expired', settled_at = ?4
         WHERE channel = ?1 AND status = 'PENDING' AND notification IN
               (SELECT notification FROM sendings
                WHERE channel = ?1 AND status = 'PENDING' AND created_at < ?2
                LIMIT ?3)",
    )
    .bind(channel)
    .bind(micros(cutoff))
    .bind(limit)
    .bind(micros(at))
    .execute(conn)
    .await?;
    Ok(done.rows_affected())
}
