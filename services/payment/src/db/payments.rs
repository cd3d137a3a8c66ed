//! Payments and their ledger.

use std::collections::BTreeSet;

use baedal_messaging::{NewEvent, outbox};
use baedal_values::{Currency, Money, OrderId, PaymentId, Subject};
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row};
use time::OffsetDateTime;
use uuid::Uuid;

use super::unknown;
use crate::domain::{CardFingerprint, Change, EntryKind, Payment, State, Terms};

/// A payment as it is stored, with what only the settler cares about.
#[derive(Debug, Clone)]
pub struct Stored {
    /// The payment.
    pub payment: Payment,
    /// Until when somebody is asking the provider about it.
    pub reserved_until: OffsetDateTime,
    /// How often the settler took it up since it last changed.
    pub tries: i32,
}

/// A change to be written.
#[derive(Debug, Clone)]
pub struct Saved {
    /// The payment, one version on.
    pub change: Change,
    /// If it is open now: until when nobody else is to ask the provider.
    pub reserved_until: OffsetDateTime,
}

/// Writes a payment's first row; false when the order has one already.
pub async fn insert(
    conn: &mut PgConnection,
    payment: &Payment,
    reserved_until: OffsetDateTime,
) -> Result<bool, sqlx::Error> {
    let terms = payment.terms.as_ref();
    let done = sqlx::query(
        "INSERT INTO payments (order_id, payment_id, customer_id, store_id, amount_minor, currency,
             card_fingerprint, status, version, traceparent, created_at, updated_at, voided_at,
             reserved_until, next_try_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $14)
         ON CONFLICT (order_id) DO NOTHING",
    )
    .bind(Uuid::from(payment.order))
    .bind(Uuid::from(payment.id))
    .bind(terms.map(|terms| terms.customer.as_str()))
    .bind(terms.map(|terms| Uuid::from(terms.store)))
    .bind(terms.map(|terms| terms.amount.minor()))
    .bind(terms.map(|terms| terms.amount.currency().code()))
    .bind(terms.map(|terms| &terms.card.0[..]))
    .bind(status(payment.state))
    .bind(payment.version)
    .bind(payment.traceparent.as_deref())
    .bind(payment.created_at)
    .bind(payment.updated_at)
    .bind(payment.voided_at)
    .bind(reserved_until)
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// The payment of an order.
pub async fn find(conn: &mut PgConnection, order: OrderId) -> Result<Option<Stored>, sqlx::Error> {
    let row = sqlx::query("SELECT * FROM payments WHERE order_id = $1")
        .bind(Uuid::from(order))
        .fetch_optional(conn)
        .await?;
    row.as_ref().map(stored).transpose()
}

/// The payments of these orders, locked in one order for all so that no two transactions wait for each other.
pub async fn lock(
    conn: &mut PgConnection,
    orders: &BTreeSet<OrderId>,
) -> Result<Vec<Payment>, sqlx::Error> {
    let orders: Vec<Uuid> = orders.iter().copied().map(Uuid::from).collect();
    let rows =
        sqlx::query("SELECT * FROM payments WHERE order_id = ANY($1) ORDER BY order_id FOR UPDATE")
            .bind(orders)
            .fetch_all(conn)
            .await?;
    rows.iter().map(|row| Ok(stored(row)?.payment)).collect()
}

/// Payments, newest first, of one customer or of all.
pub async fn list(
    conn: &mut PgConnection,
    customer: Option<&Subject>,
    state: Option<State>,
    after: Option<PaymentId>,
    limit: i64,
) -> Result<Vec<Payment>, sqlx::Error> {
    let rows = sqlx::query(
        "SELECT * FROM payments
         WHERE ($1::text IS NULL OR customer_id = $1)
           AND ($2::text IS NULL OR status = $2 OR ($2 = 'VOIDED' AND status = 'VOIDING'))
           AND ($3::uuid IS NULL OR payment_id < $3)
         ORDER BY payment_id DESC
         LIMIT $4",
    )
    .bind(customer.map(Subject::as_str))
    .bind(state.map(status))
    .bind(after.map(Uuid::from))
    .bind(limit)
    .fetch_all(conn)
    .await?;
    rows.iter().map(|row| Ok(stored(row)?.payment)).collect()
}

/// Reserves an open authorization for one who will ask the provider; false when somebody else was faster.
pub async fn reserve(
    conn: &mut PgConnection,
    order: OrderId,
    now: OffsetDateTime,
    until: OffsetDateTime,
) -> Result<bool, sqlx::Error> {
    let done = sqlx::query(
        "UPDATE payments SET reserved_until = $3, next_try_at = $3
         WHERE order_id = $1 AND status = 'PENDING' AND reserved_until <= $2",
    )
    .bind(Uuid::from(order))
    .bind(now)
    .bind(until)
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Ends a reservation, and says when the settler is to look. Nothing happens to a payment that is no longer open.
pub async fn schedule(
    conn: &mut PgConnection,
    order: OrderId,
    reserved_until: OffsetDateTime,
    next_try_at: OffsetDateTime,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "UPDATE payments SET reserved_until = $2, next_try_at = $3
         WHERE order_id = $1 AND status IN ('PENDING', 'VOIDING', 'REFUND_PENDING')",
    )
    .bind(Uuid::from(order))
    .bind(reserved_until)
    .bind(next_try_at)
    .execute(conn)
    .await?;
    Ok(())
}

/// Reserves open payments that are due. Two settlers never get the same one: each skips what the other holds locked, and
/// finds it reserved afterwards.
pub async fn take_due(
    conn: &mut PgConnection,
    now: OffsetDateTime,
    until: OffsetDateTime,
    limit: i64,
) -> Result<Vec<Stored>, sqlx::Error> {
    let rows = sqlx::query(
        "UPDATE payments SET reserved_until = $2, next_try_at = $2, tries = tries + 1
         WHERE order_id IN (
             SELECT order_id FROM payments
             WHERE status IN ('PENDING', 'VOIDING', 'REFUND_PENDING') AND next_try_at <= $1
             ORDER BY next_try_at
             LIMIT $3
             FOR UPDATE SKIP LOCKED
         )
         RETURNING *",
    )
    .bind(now)
    .bind(until)
    .bind(limit)
    .fetch_all(conn)
    .await?;
    rows.iter().map(stored).collect()
}

/// The statement behind [`save`]: the payments that are still at the version decided on, their ledger lines and their
/// facts, all or nothing for each payment. The outbox has the first ten parameters, as its `bind` wants it.
const SAVE: &str = "
    WITH input AS (
        SELECT * FROM UNNEST(
            $11::uuid[], $12::bigint[], $13::text[], $14::text[], $15::timestamptz[], $16::timestamptz[],
            $17::timestamptz[], $18::timestamptz[], $19::timestamptz[]
        ) AS i (order_id, version, status, decline_reason, updated_at, approved_at,
                voided_at, refunded_at, reserved_until)
    ), moved AS (
        UPDATE payments p SET
            status = i.status, version = i.version, decline_reason = i.decline_reason,
            updated_at = i.updated_at, approved_at = i.approved_at, voided_at = i.voided_at,
            refunded_at = i.refunded_at, reserved_until = i.reserved_until,
            next_try_at = i.reserved_until, tries = 0
        FROM input i
        WHERE p.order_id = i.order_id AND p.version = i.version - 1
        RETURNING p.order_id, p.amount_minor, p.currency, p.updated_at
    ), entries AS (
        INSERT INTO ledger (order_id, kind, amount_minor, currency, recorded_at)
        SELECT m.order_id, e.kind, e.sign * m.amount_minor, m.currency, m.updated_at
        FROM UNNEST($20::uuid[], $21::text[], $22::bigint[]) AS e (order_id, kind, sign)
        JOIN moved m USING (order_id)
    ), facts AS (
        INSERT INTO outbox (id, aggregate, aggregate_id, version, event_type, fact, key, payload,
            traceparent, occurred_at)
        SELECT f.id, f.aggregate, f.aggregate_id, f.version, f.event_type, f.fact, f.key, f.payload,
            f.traceparent, f.occurred_at
        FROM UNNEST(
            $1::uuid[], $2::text[], $3::uuid[], $4::bigint[], $5::text[], $6::text[], $7::uuid[],
            $8::bytea[], $9::text[], $10::timestamptz[]
        ) WITH ORDINALITY AS f (id, aggregate, aggregate_id, version, event_type, fact, key, payload,
                traceparent, occurred_at, n)
        JOIN moved m ON m.order_id = f.key
        ORDER BY f.n
    )
    SELECT count(*) FROM moved";

/// Writes changes with their ledger lines and facts, in one statement. A payment that somebody else changed meanwhile is
/// left out with all that belongs to it; the answer is how many were written.
pub async fn save(
    conn: &mut PgConnection,
    saved: &[Saved],
    facts: &[NewEvent],
) -> Result<usize, sqlx::Error> {
    fn column<T>(saved: &[Saved], get: impl Fn(&Payment) -> T) -> Vec<T> {
        saved
            .iter()
            .map(|saved| get(&saved.change.payment))
            .collect()
    }
    if saved.is_empty() {
        return Ok(0);
    }
    let entries: Vec<(Uuid, EntryKind)> = saved
        .iter()
        .flat_map(|saved| {
            let order = Uuid::from(saved.change.payment.order);
            saved.change.entries.iter().map(move |kind| (order, *kind))
        })
        .collect();
    let row = outbox::bind(sqlx::query(SAVE), facts)
        .bind(column(saved, |p| Uuid::from(p.order)))
        .bind(column(saved, |p| p.version))
        .bind(column(saved, |p| status(p.state)))
        .bind(column(saved, |p| p.decline_reason.clone()))
        .bind(column(saved, |p| p.updated_at))
        .bind(column(saved, |p| p.approved_at))
        .bind(column(saved, |p| p.voided_at))
        .bind(column(saved, |p| p.refunded_at))
        .bind(
            saved
                .iter()
                .map(|saved| saved.reserved_until)
                .collect::<Vec<_>>(),
        )
        .bind(entries.iter().map(|(order, _)| *order).collect::<Vec<_>>())
        .bind(
            entries
                .iter()
                .map(|(_, kind)| entry_kind(*kind))
                .collect::<Vec<_>>(),
        )
        .bind(
            entries
                .iter()
                .map(|(_, kind)| kind.sign())
                .collect::<Vec<_>>(),
        )
        .fetch_one(conn)
        .await?;
    let written: i64 = row.try_get(0)?;
    usize::try_from(written).map_err(|_| unknown("count", written))
}

const fn entry_kind(kind: EntryKind) -> &'static str {
    match kind {
        EntryKind::Approval => "APPROVAL",
        EntryKind::Decline => "DECLINE",
        EntryKind::Void => "VOID",
        EntryKind::RefundRequest => "REFUND_REQUEST",
        EntryKind::Refund => "REFUND",
    }
}

const fn status(state: State) -> &'static str {
    match state {
        State::Pending => "PENDING",
        State::Approved => "APPROVED",
        State::Declined => "DECLINED",
        State::Voiding { .. } => "VOIDING",
        State::Voided { .. } => "VOIDED",
        State::RefundPending => "REFUND_PENDING",
        State::Refunded => "REFUNDED",
    }
}

pub(super) fn state(row: &PgRow) -> Result<State, sqlx::Error> {
    // An approval that was ever recorded left its time.
    let held = row
        .try_get::<Option<OffsetDateTime>, _>("approved_at")?
        .is_some();
    match row.try_get("status")? {
        "PENDING" => Ok(State::Pending),
        "APPROVED" => Ok(State::Approved),
        "DECLINED" => Ok(State::Declined),
        "VOIDING" => Ok(State::Voiding { held }),
        "VOIDED" => Ok(State::Voided { held }),
        "REFUND_PENDING" => Ok(State::RefundPending),
        "REFUNDED" => Ok(State::Refunded),
        other => Err(unknown("status", other)),
    }
}

fn terms(row: &PgRow) -> Result<Option<Terms>, sqlx::Error> {
    let Some(customer) = row.try_get::<Option<&str>, _>("customer_id")? else {
        return Ok(None);
    };
    let currency: &str = row.try_get("currency")?;
    let currency: Currency = currency
        .parse()
        .map_err(|_| unknown("currency", currency))?;
    let minor: i64 = row.try_get("amount_minor")?;
    let card: &[u8] = row.try_get("card_fingerprint")?;
    Ok(Some(Terms {
        customer: customer
            .parse()
            .map_err(|_| unknown("customer_id", "(not shown)"))?,
        store: row.try_get::<Uuid, _>("store_id")?.into(),
        amount: Money::new(minor, currency).map_err(|_| unknown("amount_minor", minor))?,
        card: CardFingerprint(
            card.try_into()
                .map_err(|_| unknown("card_fingerprint", "(not shown)"))?,
        ),
    }))
}

fn stored(row: &PgRow) -> Result<Stored, sqlx::Error> {
    let payment = Payment {
        id: row.try_get::<Uuid, _>("payment_id")?.into(),
        order: row.try_get::<Uuid, _>("order_id")?.into(),
        terms: terms(row)?,
        state: state(row)?,
        version: row.try_get("version")?,
        traceparent: row.try_get("traceparent")?,
        created_at: row.try_get("created_at")?,
        updated_at: row.try_get("updated_at")?,
        decline_reason: row.try_get("decline_reason")?,
        approved_at: row.try_get("approved_at")?,
        voided_at: row.try_get("voided_at")?,
        refunded_at: row.try_get("refunded_at")?,
    };
    Ok(Stored {
        payment,
        reserved_until: row.try_get("reserved_until")?,
        tries: row.try_get("tries")?,
    })
}
