//! What the sandbox provider remembers.

use sqlx::{PgConnection, Row};
use uuid::Uuid;

use super::unknown;

/// What became of a key at the sandbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChargeStatus {
    /// Money is held.
    Approved,
    /// The card was refused.
    Declined,
    /// Undone, or forbidden before it was asked for.
    Voided,
    /// Given back.
    Refunded,
}

impl ChargeStatus {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Approved => "APPROVED",
            Self::Declined => "DECLINED",
            Self::Voided => "VOIDED",
            Self::Refunded => "REFUNDED",
        }
    }

    fn parse(text: &str) -> Result<Self, sqlx::Error> {
        match text {
            "APPROVED" => Ok(Self::Approved),
            "DECLINED" => Ok(Self::Declined),
            "VOIDED" => Ok(Self::Voided),
            "REFUNDED" => Ok(Self::Refunded),
            other => Err(unknown("status", other)),
        }
    }
}

/// A charge as the sandbox remembers it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Charge {
    /// What became of it.
    pub status: ChargeStatus,
    /// Why the card was refused.
    pub decline_reason: Option<String>,
}

fn charge(row: &sqlx::postgres::PgRow) -> Result<Charge, sqlx::Error> {
    Ok(Charge {
        status: ChargeStatus::parse(row.try_get("status")?)?,
        decline_reason: row.try_get("decline_reason")?,
    })
}

/// Charges a key, or says what became of it before: the first word on a key stands.
pub async fn charge_once(
    conn: &mut PgConnection,
    key: Uuid,
    wanted: ChargeStatus,
    decline_reason: Option<&str>,
    amount_minor: i64,
    currency: &str,
) -> Result<Charge, sqlx::Error> {
    let row = sqlx::query(
        "INSERT INTO sandbox_charges (key, status, decline_reason, amount_minor, currency)
         VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (key) DO UPDATE SET asked = sandbox_charges.asked + 1, updated_at = now()
         RETURNING status, decline_reason",
    )
    .bind(key)
    .bind(wanted.as_str())
    .bind(decline_reason)
    .bind(amount_minor)
    .bind(currency)
    .fetch_one(conn)
    .await?;
    charge(&row)
}

/// What became of a key.
pub async fn find(conn: &mut PgConnection, key: Uuid) -> Result<Option<Charge>, sqlx::Error> {
    let row = sqlx::query("SELECT status, decline_reason FROM sandbox_charges WHERE key = $1")
        .bind(key)
        .fetch_optional(conn)
        .await?;
    row.as_ref().map(charge).transpose()
}

/// Undoes a charge, or forbids one that is still to come. A refusal stays a refusal.
pub async fn void(conn: &mut PgConnection, key: Uuid) -> Result<Charge, sqlx::Error> {
    let row = sqlx::query(
        "INSERT INTO sandbox_charges (key, status, asked) VALUES ($1, 'VOIDED', 0)
         ON CONFLICT (key) DO UPDATE SET
             status = CASE sandbox_charges.status WHEN 'APPROVED' THEN 'VOIDED' ELSE sandbox_charges.status END,
             updated_at = now()
         RETURNING status, decline_reason",
    )
    .bind(key)
    .fetch_one(conn)
    .await?;
    charge(&row)
}

/// Has the next requests to refund a charge refused. Said again before the first of them, it changes nothing.
pub async fn refuse_refunds(
    conn: &mut PgConnection,
    key: Uuid,
    times: i32,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "UPDATE sandbox_charges SET refusals_left = $2 WHERE key = $1 AND status = 'APPROVED'",
    )
    .bind(key)
    .bind(times)
    .execute(conn)
    .await?;
    Ok(())
}

/// Gives the money of a charge back, once; while refunds are refused it stays APPROVED. `None` for a key that was never charged.
pub async fn refund(conn: &mut PgConnection, key: Uuid) -> Result<Option<Charge>, sqlx::Error> {
    let row = sqlx::query(
        "UPDATE sandbox_charges SET
             status = CASE WHEN status = 'APPROVED' AND refusals_left = 0 THEN 'REFUNDED' ELSE status END,
             refusals_left = GREATEST(refusals_left - 1, 0),
             updated_at = now()
         WHERE key = $1
         RETURNING status, decline_reason",
    )
    .bind(key)
    .fetch_optional(conn)
    .await?;
    row.as_ref().map(charge).transpose()
}
