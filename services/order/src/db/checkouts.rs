//! Checkouts: what is being paid for, and the one statement that makes orders of them.
//!
//! Leases and times are by the database's clock: pods have clocks of their own. `attempts` is the fence: each taking up raises it,
//! and who was overtaken lets nothing go, postpones and voids nothing any more. What ends a checkout is guarded by its status.

use std::time::Duration;

use baedal_messaging::{NewEvent, outbox};
use baedal_values::{Fingerprint, OrderId, RequestId, Subject};
use sqlx::{FromRow, PgConnection, Row, types::Json};
use uuid::Uuid;

use super::{
    column, corrupt,
    rows::{LineJson, PurchaseJson},
};
use crate::domain::{
    lifecycle::State,
    order::{Address, Fulfillment, Order, Purchase},
};

/// A purchase that is to be paid for.
#[derive(Debug, Clone, PartialEq)]
pub struct NewCheckout {
    /// What is bought.
    pub purchase: Purchase,
    /// The caller's name for the attempt.
    pub request_id: RequestId,
    /// What the caller asked for.
    pub asked: Asked,
    /// The trace of the call.
    pub traceparent: Option<String>,
}

/// What a caller asked for, in few bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    /// The values.
    pub fingerprint: Fingerprint,
    /// The SHA-256 of the message, encoded again: all that releases knew which stored no fingerprint.
    pub message_hash: [u8; 32],
}

/// A checkout that was begun.
#[derive(Debug, Clone, PartialEq)]
pub struct Checkout {
    /// What is bought.
    pub purchase: Purchase,
    /// How it stands.
    pub status: CheckoutStatus,
    /// How often it was taken up; the fence of whoever has.
    pub attempts: i32,
    /// The trace of the call that began it.
    pub traceparent: Option<String>,
    stored: Stored,
}

/// How a checkout stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CheckoutStatus {
    /// Payment may have been asked, and an order may come of it.
    Open,
    /// No order may come of it any more.
    Voiding,
    /// The order exists.
    Done,
    /// The card was refused.
    Declined,
}

/// What is known of a customer's request.
#[derive(Debug, Clone, PartialEq)]
pub enum Known {
    /// It began a checkout.
    Checkout(Box<Checkout>),
    /// It was turned away, and nobody charges for it for so long.
    TurnedAway(Duration),
    /// It ended long ago.
    Remembered(Remembered),
}

/// What stays of a checkout.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remembered {
    /// The order that came of it; without one the card was declined.
    pub order: Option<OrderId>,
    pub(super) stored: Stored,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Stored {
    Fingerprint(Vec<u8>),
    MessageHash(Vec<u8>),
}

impl Stored {
    /// Told apart by their lengths.
    pub(super) fn read(bytes: Vec<u8>) -> Self {
        if bytes.len() == Fingerprint::LEN {
            Self::Fingerprint(bytes)
        } else {
            Self::MessageHash(bytes)
        }
    }

    fn is(&self, asked: &Asked) -> bool {
        match self {
            Self::Fingerprint(stored) => asked.fingerprint.matches(stored),
            Self::MessageHash(stored) => *stored == asked.message_hash,
        }
    }
}

impl Checkout {
    /// Whether this is what was asked for.
    pub fn is_of(&self, asked: &Asked) -> bool {
        self.stored.is(asked)
    }
}

impl Remembered {
    /// Whether this is what was asked for.
    pub fn is_of(&self, asked: &Asked) -> bool {
        self.stored.is(asked)
    }
}

#[derive(sqlx::FromRow)]
struct CheckoutRow {
    request_hash: Vec<u8>,
    fingerprint: Option<Vec<u8>>,
    status: String,
    attempts: i32,
    purchase: Json<PurchaseJson>,
    traceparent: Option<String>,
}

impl TryFrom<CheckoutRow> for Checkout {
    type Error = sqlx::Error;

    fn try_from(row: CheckoutRow) -> sqlx::Result<Self> {
        let status = match row.status.as_str() {
            "OPEN" => CheckoutStatus::Open,
            "VOIDING" => CheckoutStatus::Voiding,
            "DONE" => CheckoutStatus::Done,
            "DECLINED" => CheckoutStatus::Declined,
            _ => return Err(corrupt("a checkout in no known status")),
        };
        Ok(Self {
            purchase: row.purchase.0.into(),
            status,
            attempts: row.attempts,
            traceparent: row.traceparent,
            stored: Stored::read(row.fingerprint.unwrap_or(row.request_hash)),
        })
    }
}

/// Opens checkouts, in one statement that commits by itself. Answers the orders of those that are new; the others'
/// customers had used their request ids before. A request that was turned away is new once its time is over.
pub async fn open(
    connection: &mut PgConnection,
    checkouts: &[NewCheckout],
    lease: Duration,
) -> sqlx::Result<Vec<OrderId>> {
    let opened: Vec<Uuid> = sqlx::query_scalar(concat!(
        "INSERT INTO checkouts AS known (order_id, customer_id, request_id, request_hash, fingerprint, purchase, traceparent,
                                         lease_until, created_at)
         SELECT n.*, now() + $8::interval, now()
           FROM UNNEST($1::uuid[], $2::text[], $3::uuid[], $4::bytea[], $5::bytea[], $6::jsonb[], $7::text[])
             AS n(order_id, customer_id, request_id, request_hash, fingerprint, purchase, traceparent)
          WHERE NOT EXISTS (SELECT FROM remembered_requests r WHERE r.key = ", key!("n"), ")
         ON CONFLICT (customer_id, request_id) DO UPDATE
            SET order_id = EXCLUDED.order_id, request_hash = EXCLUDED.request_hash, fingerprint = EXCLUDED.fingerprint,
                purchase = EXCLUDED.purchase, traceparent = EXCLUDED.traceparent, lease_until = EXCLUDED.lease_until,
                created_at = EXCLUDED.created_at, status = 'OPEN', attempts = 1, turned_away_until = NULL
          WHERE known.status = 'TURNED_AWAY' AND known.turned_away_until <= now()
         RETURNING order_id",
    ))
    .bind(column(checkouts, |checkout| checkout.purchase.order_id.uuid()))
    .bind(column(checkouts, |checkout| checkout.purchase.customer.as_str().to_owned()))
    .bind(column(checkouts, |checkout| checkout.request_id.uuid()))
    .bind(column(checkouts, |checkout| checkout.asked.message_hash.to_vec()))
    .bind(column(checkouts, |checkout| checkout.asked.fingerprint.as_bytes().to_vec()))
    .bind(column(checkouts, |checkout| Json(PurchaseJson::from(&checkout.purchase))))
    .bind(column(checkouts, |checkout| checkout.traceparent.clone()))
    .bind(lease)
    .fetch_all(connection)
    .await?;
    Ok(opened.into_iter().map(OrderId::from).collect())
}

/// What is known of a customer's request.
pub async fn by_request(
    connection: &mut PgConnection,
    customer: &Subject,
    request: RequestId,
) -> sqlx::Result<Option<Known>> {
    let row = sqlx::query(
        "SELECT *, (1000 * EXTRACT(EPOCH FROM turned_away_until - now()))::bigint AS left_ms
           FROM checkouts WHERE customer_id = $1 AND request_id = $2",
    )
    .bind(customer.as_str())
    .bind(request.uuid())
    .fetch_optional(&mut *connection)
    .await?;
    let Some(row) = row else {
        let remembered = super::requests::remembered(connection, customer, request).await?;
        return Ok(remembered.map(Known::Remembered));
    };
    let left: Option<i64> = row.try_get("left_ms")?;
    if let Some(millis) = left {
        let left = Duration::from_millis(u64::try_from(millis).unwrap_or(0));
        return Ok(Some(Known::TurnedAway(left)));
    }
    let checkout = Checkout::try_from(CheckoutRow::from_row(&row)?)?;
    Ok(Some(Known::Checkout(Box::new(checkout))))
}

/// Takes an open checkout up again, if its lease ran out. Answers which attempt this is.
pub async fn resume(
    connection: &mut PgConnection,
    order: OrderId,
    lease: Duration,
) -> sqlx::Result<Option<i32>> {
    sqlx::query_scalar(
        "UPDATE checkouts SET attempts = attempts + 1, lease_until = now() + $2::interval
          WHERE order_id = $1 AND status = 'OPEN' AND lease_until <= now()
          RETURNING attempts",
    )
    .bind(order.uuid())
    .bind(lease)
    .fetch_optional(connection)
    .await
}

/// Makes orders of open checkouts and tells of them, all in one statement that commits by itself. Answers the orders
/// placed; a checkout that is not open any more makes none, and its event is not told.
pub async fn finish(
    connection: &mut PgConnection,
    orders: &[Order],
    events: &[NewEvent],
) -> sqlx::Result<Vec<OrderId>> {
    // The parameters 1 to 10 are the outbox's.
    let query = sqlx::query(
        "WITH done AS (
             UPDATE checkouts SET status = 'DONE'
              WHERE order_id = ANY($11::uuid[]) AND status = 'OPEN'
              RETURNING order_id
         ), placed AS (
             INSERT INTO orders (id, customer_id, store_id, store_name, lines, total_minor, currency, fulfillment,
                                 address_text, latitude, longitude, note, payment_id, accept_by, placed_at, updated_at,
                                 traceparent)
             SELECT n.id, n.customer_id, n.store_id, n.store_name, n.lines, n.total_minor, n.currency, n.fulfillment,
                    n.address_text, n.latitude, n.longitude, n.note, n.payment_id, n.accept_by, n.placed_at, n.placed_at,
                    n.traceparent
               FROM UNNEST($11::uuid[], $12::text[], $13::uuid[], $14::text[], $15::jsonb[], $16::bigint[], $17::text[],
                           $18::text[], $19::text[], $20::float8[], $21::float8[], $22::text[], $23::uuid[],
                           $24::timestamptz[], $25::timestamptz[], $26::text[])
                 AS n(id, customer_id, store_id, store_name, lines, total_minor, currency, fulfillment, address_text,
                      latitude, longitude, note, payment_id, accept_by, placed_at, traceparent)
               JOIN done ON done.order_id = n.id
             RETURNING id
         ), told AS (
             INSERT INTO outbox (id, aggregate, aggregate_id, version, event_type, fact, key, payload, traceparent, occurred_at)
             SELECT e.id, e.aggregate, e.aggregate_id, e.version, e.event_type, e.fact, e.key, e.payload, e.traceparent,
                    e.occurred_at
               FROM UNNEST($1::uuid[], $2::text[], $3::uuid[], $4::bigint[], $5::text[], $6::text[], $7::uuid[],
                           $8::bytea[], $9::text[], $10::timestamptz[])
                 AS e(id, aggregate, aggregate_id, version, event_type, fact, key, payload, traceparent, occurred_at)
               JOIN done ON done.order_id = e.aggregate_id
         )
         SELECT id FROM placed",
    );
    let bought: Vec<&Purchase> = orders.iter().map(|order| &order.purchase).collect();
    let address = column(orders, |order| match &order.purchase.fulfillment {
        Fulfillment::Pickup => None,
        Fulfillment::Delivery(address) => Some(address.clone()),
    });
    let of_address = |get: fn(&Address) -> f64| column(&address, |it| it.as_ref().map(get));
    let query = outbox::bind(query, events)
        .bind(column(&bought, |it| it.order_id.uuid()))
        .bind(column(&bought, |it| it.customer.as_str().to_owned()))
        .bind(column(&bought, |it| it.store_id.uuid()))
        .bind(column(&bought, |it| it.store_name.clone()))
        .bind(column(&bought, |it| {
            Json(column(&it.lines, |line| LineJson::from(line)))
        }))
        .bind(column(&bought, |it| it.total.minor()))
        .bind(column(&bought, |it| it.total.currency().code()))
        .bind(column(&address, |it| {
            if it.is_some() { "DELIVERY" } else { "PICKUP" }
        }))
        .bind(column(&address, |it| it.as_ref().map(|it| it.text.clone())))
        .bind(of_address(|it| it.latitude))
        .bind(of_address(|it| it.longitude))
        .bind(column(&bought, |it| it.note.clone()))
        .bind(column(orders, |it| it.payment_id.uuid()))
        .bind(column(orders, |it| match it.state {
            State::Placed { accept_by, .. } => accept_by,
            _ => it.placed_at,
        }))
        .bind(column(orders, |it| it.placed_at))
        .bind(column(orders, |it| it.traceparent.clone()));
    let rows = query.fetch_all(connection).await?;
    rows.iter()
        .map(|row| row.try_get::<Uuid, _>(0).map(OrderId::from))
        .collect()
}

/// Notes that the card was refused.
pub async fn decline(connection: &mut PgConnection, order: OrderId) -> sqlx::Result<bool> {
    sqlx::query("UPDATE checkouts SET status = 'DECLINED' WHERE order_id = $1 AND status = 'OPEN'")
        .bind(order.uuid())
        .execute(connection)
        .await
        .map(|done| done.rows_affected() == 1)
}

/// Notes that a checkout's caller is told that nothing was charged, and that nobody charges for it for so long. Only the first
/// attempt knows that; false where there was another.
pub async fn turn_away(
    connection: &mut PgConnection,
    order: OrderId,
    time: Duration,
) -> sqlx::Result<bool> {
    sqlx::query(
        "UPDATE checkouts
            SET status = 'TURNED_AWAY', turned_away_until = now() + $2::interval, purchase = 'null', traceparent = NULL
          WHERE order_id = $1 AND status = 'OPEN' AND attempts = 1",
    )
    .bind(order.uuid())
    .bind(time)
    .execute(connection)
    .await
    .map(|done| done.rows_affected() == 1)
}

/// Ends the lease of an attempt: whoever comes next may go on at once.
pub async fn let_go(
    connection: &mut PgConnection,
    order: OrderId,
    attempt: i32,
) -> sqlx::Result<()> {
    sqlx::query(
        "UPDATE checkouts SET lease_until = now() WHERE order_id = $1 AND status = 'OPEN' AND attempts = $2",
    )
    .bind(order.uuid())
    .bind(attempt)
    .execute(connection)
    .await
    .map(drop)
}

/// Ends the lease of an attempt to settle, and has the next sweep that may try again wait.
pub async fn postpone(
    connection: &mut PgConnection,
    order: OrderId,
    attempt: i32,
    pause: Duration,
) -> sqlx::Result<()> {
    sqlx::query(
        "UPDATE checkouts SET lease_until = now(), next_try_at = now() + $3::interval
          WHERE order_id = $1 AND status IN ('OPEN', 'VOIDING') AND attempts = $2",
    )
    .bind(order.uuid())
    .bind(attempt)
    .bind(pause)
    .execute(connection)
    .await
    .map(drop)
}

/// Takes up to `limit` checkouts that began longer than `age` ago, are nobody's work and are due; those due longest first.
pub async fn claim_stale(
    connection: &mut PgConnection,
    age: Duration,
    lease: Duration,
    limit: i64,
) -> sqlx::Result<Vec<Checkout>> {
    let rows: Vec<CheckoutRow> = sqlx::query_as(
        "UPDATE checkouts SET attempts = attempts + 1, lease_until = now() + $2::interval
          WHERE order_id IN (SELECT order_id FROM checkouts
                              WHERE status IN ('OPEN', 'VOIDING') AND created_at < now() - $1::interval
                                    AND lease_until <= now() AND (next_try_at IS NULL OR next_try_at <= now())
                              ORDER BY coalesce(next_try_at, created_at) LIMIT $3 FOR UPDATE SKIP LOCKED)
         RETURNING *",
    )
    .bind(age)
    .bind(lease)
    .bind(limit)
    .fetch_all(connection)
    .await?;
    rows.into_iter().map(Checkout::try_from).collect()
}

/// From here on no order may come of it. False where one has, it was declined, or somebody else has taken it up since.
pub async fn begin_void(
    connection: &mut PgConnection,
    order: OrderId,
    attempt: i32,
) -> sqlx::Result<bool> {
    sqlx::query(
        "UPDATE checkouts SET status = 'VOIDING'
          WHERE order_id = $1 AND status IN ('OPEN', 'VOIDING') AND attempts = $2",
    )
    .bind(order.uuid())
    .bind(attempt)
    .execute(connection)
    .await
    .map(|done| done.rows_affected() == 1)
}

/// Payment has confirmed the void: the request id is free again, for an order with another id.
pub async fn end_void(connection: &mut PgConnection, order: OrderId) -> sqlx::Result<bool> {
    sqlx::query("DELETE FROM checkouts WHERE order_id = $1 AND status = 'VOIDING'")
        .bind(order.uuid())
        .execute(connection)
        .await
        .map(|done| done.rows_affected() == 1)
}

/// How many are neither done nor declined.
pub async fn count_unsettled(connection: &mut PgConnection) -> sqlx::Result<i64> {
    sqlx::query_scalar("SELECT count(*) FROM checkouts WHERE status IN ('OPEN', 'VOIDING')")
        .fetch_one(connection)
        .await
}
