//! What customers said about being told.

use std::collections::HashMap;

use baedal_values::{RequestId, Subject};
use serde_json::json;
use sqlx::Row;
use sqlx::sqlite::{SqliteConnection, SqliteRow};
use time::OffsetDateTime;

use super::{from_json, micros, read_language, unknown};
use crate::domain::{Contact, Kind, Preferences, Webhook};

/// What these customers said; one who said nothing is not among them.
pub async fn of(
    conn: &mut SqliteConnection,
    customers: impl IntoIterator<Item = &Subject>,
) -> sqlx::Result<HashMap<String, Preferences>> {
    let customers: Vec<_> = customers.into_iter().map(|it| json!(it.as_str())).collect();
    sqlx::query("SELECT * FROM preferences WHERE customer IN (SELECT value FROM json_each(?1))")
        .bind(serde_json::Value::from(customers).to_string())
        .try_map(|row: SqliteRow| Ok((row.try_get("customer")?, read(&row)?)))
        .fetch_all(conn)
        .await
        .map(|rows| rows.into_iter().collect())
}

/// Replaces what a customer said.
pub async fn put(
    conn: &mut SqliteConnection,
    customer: &Subject,
    said: &Preferences,
    at: OffsetDateTime,
) -> sqlx::Result<()> {
    let kinds: Vec<&str> = said.muted_kinds.iter().map(|kind| kind.name()).collect();
    let webhook = said.contact.webhook.as_ref();
    sqlx::query(
        "INSERT INTO preferences (customer, language, muted_channels, muted_kinds, email, phone,
                                  webhook_url, webhook_host, webhook_secret, updated_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
         ON CONFLICT (customer) DO UPDATE SET
             language = excluded.language, muted_channels = excluded.muted_channels,
             muted_kinds = excluded.muted_kinds, email = excluded.email, phone = excluded.phone,
             webhook_url = excluded.webhook_url, webhook_host = excluded.webhook_host,
             webhook_secret = excluded.webhook_secret,
             updated_at = excluded.updated_at",
    )
    .bind(customer.as_str())
    .bind(said.language.tag())
    .bind(json!(said.muted_channels).to_string())
    .bind(json!(kinds).to_string())
    .bind(said.contact.email.as_ref().map(|it| it.expose().to_owned()))
    .bind(said.contact.phone.as_ref().map(|it| it.expose().to_owned()))
    .bind(webhook.map(|it| it.url.expose().to_owned()))
    .bind(webhook.map(|it| it.url.host().to_owned()))
    .bind(webhook.map(|it| it.secret.expose().to_owned()))
    .bind(micros(at))
    .execute(conn)
    .await
    .map(drop)
}

/// The digest of the update that the customer gave this name, if it is one of the newest.
pub async fn update_named(
    conn: &mut SqliteConnection,
    customer: &Subject,
    request_id: RequestId,
) -> sqlx::Result<Option<Vec<u8>>> {
    sqlx::query_scalar(
        "SELECT digest FROM preference_updates WHERE customer = ?1 AND request_id = ?2",
    )
    .bind(customer.as_str())
    .bind(request_id.to_string())
    .fetch_optional(conn)
    .await
}

/// Remembers an update, and only the newest `keep` of the customer's.
pub async fn remember_update(
    conn: &mut SqliteConnection,
    customer: &Subject,
    request_id: RequestId,
    digest: &[u8],
    keep: u32,
) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO preference_updates (customer, request_id, digest) VALUES (?1, ?2, ?3)",
    )
    .bind(customer.as_str())
    .bind(request_id.to_string())
    .bind(digest)
    .execute(&mut *conn)
    .await?;
    sqlx::query(
        "DELETE FROM preference_updates WHERE seq IN
            (SELECT seq FROM preference_updates WHERE customer = ?1 ORDER BY seq DESC LIMIT -1 OFFSET ?2)",
    )
    .bind(customer.as_str())
    .bind(keep)
    .execute(conn)
    .await
    .map(drop)
}

fn read(row: &SqliteRow) -> sqlx::Result<Preferences> {
    let kinds: Vec<String> = from_json("muted_kinds", row.try_get("muted_kinds")?)?;
    Ok(Preferences {
        language: read_language(row)?,
        muted_channels: from_json("muted_channels", row.try_get("muted_channels")?)?,
        muted_kinds: kinds
            .iter()
            .map(|kind| Kind::parse(kind).ok_or_else(|| unknown("muted_kinds", kind)))
            .collect::<Result<_, _>>()?,
        contact: read_contact(row)?,
    })
}

/// Where the customer of a row is reached.
pub(super) fn read_contact(row: &SqliteRow) -> sqlx::Result<Contact> {
    fn column<T: std::str::FromStr>(
        row: &SqliteRow,
        name: &'static str,
    ) -> sqlx::Result<Option<T>> {
        let text: Option<&str> = row.try_get(name)?;
        let parsed = text.map(str::parse).transpose();
        // Without the value: it is personal.
        parsed.map_err(|_| unknown(name, "that cannot be used"))
    }

    // An address that was taken once and that no sender can call is as none: it must not hold up the others.
    let url: Option<&str> = row.try_get("webhook_url")?;
    let url = url.and_then(|url| url.parse().ok());
    let secret = column(row, "webhook_secret")?;
    Ok(Contact {
        email: column(row, "email")?,
        phone: column(row, "phone")?,
        webhook: url.zip(secret).map(|(url, secret)| Webhook { url, secret }),
    })
}
