//! Checkouts: what is being paid for, and the one statement that makes orders of them.

use baedal_messaging::{NewEvent, outbox};
use baedal_values::{OrderId, RequestId, Subject};
use sqlx::{PgConnection, types::Json};
use time::OffsetDateTime;
use uuid::Uuid;

use super::{
    column, corrupt,
    rows::{LineJson, PurchaseJson},
};
use crate::domain::{
    lifecycle::State,
    order::{Address, Fulfillment, Order, Purchase},
};

/// A purchase that is being paid for.
#[derive(Debug, Clone, PartialEq)]
pub struct Checkout {
    /// What is bought.
    pub purchase: Purchase,
    /// The caller's name for the attempt.
    pub request_id: RequestId,
    /// What the caller asked for, in 32 bytes.
    pub request_hash: Vec<u8>,
    /// How it stands.
    pub status: CheckoutStatus,
    /// How often payment may have been asked.
    pub attempts: i32,
    /// Until when it is somebody's work.
    pub lease_until: OffsetDateTime,
    /// When the caller first asked.
    pub created_at: OffsetDateTime,
    /// The trace of that call.
    pub traceparent: Option<String>,
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

#[derive(sqlx::FromRow)]
struct CheckoutRow {
    request_id: Uuid,
    request_hash: Vec<u8>,
    status: String,
    attempts: i32,
    purchase: Json<PurchaseJson>,
    traceparent: Option<String>,
    lease_until: OffsetDateTime,
    created_at: OffsetDateTime,
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
            request_id: row.request_id.into(),
            request_hash: row.request_hash,
            status,
            attempts: row.attempts,
            lease_until: row.lease_until,
            created_at: row.created_at,
            traceparent: row.traceparent,
        })
    }
}

/// Opens checkouts, in one statement that commits by itself. Answers the orders of those that are new; the others'
/// customers had used their request ids before.
pub async fn open(
    connection: &mut PgConnection,
    checkouts: &[Checkout],
) -> sqlx::Result<Vec<OrderId>> {
    let opened: Vec<Uuid> = sqlx::query_scalar(
        "INSERT INTO checkouts (order_id, customer_id, request_id, request_hash, purchase, traceparent, lease_until, created_at)
         SELECT * FROM UNNEST($1::uuid[], $2::text[], $3::uuid[], $4::bytea[], $5::jsonb[], $6::text[],
                              $7::timestamptz[], $8::timestamptz[])
         ON CONFLICT (customer_id, request_id) DO NOTHING
         RETURNING order_id",
    )
    .bind(column(checkouts, |checkout| checkout.purchase.order_id.uuid()))
    .bind(column(checkouts, |checkout| checkout.purchase.customer.as_str().to_owned()))
    .bind(column(checkouts, |checkout| checkout.request_id.uuid()))
    .bind(column(checkouts, |checkout| checkout.request_hash.clone()))
    .bind(column(checkouts, |checkout| Json(PurchaseJson::from(&checkout.purchase))))
    .bind(column(checkouts, |checkout| checkout.traceparent.clone()))
    .bind(column(checkouts, |checkout| checkout.lease_until))
    .bind(column(checkouts, |checkout| checkout.created_at))
    .fetch_all(connection)
    .await?;
    Ok(opened.into_iter().map(OrderId::from).collect())
}

/// The checkout that a customer's request began.
pub async fn by_request(
    connection: &mut PgConnection,
    customer: &Subject,
    request: RequestId,
) -> sqlx::Result<Option<Checkout>> {
    let row: Option<CheckoutRow> =
        sqlx::query_as("SELECT * FROM checkouts WHERE customer_id = $1 AND request_id = $2")
            .bind(customer.as_str())
            .bind(request.uuid())
            .fetch_optional(connection)
            .await?;
    row.map(Checkout::try_from).transpose()
}

/// Takes an open checkout up again, if its lease ran out. Answers which attempt this is.
pub async fn resume(
    connection: &mut PgConnection,
    order: OrderId,
    now: OffsetDateTime,
    lease_until: OffsetDateTime,
) -> sqlx::Result<Option<i32>> {
    sqlx::query_scalar(
        "UPDATE checkouts SET attempts = attempts + 1, lease_until = $3
          WHERE order_id = $1 AND status = 'OPEN' AND lease_until <= $2
          RETURNING attempts",
    )
    .bind(order.uuid())
    .bind(now)
    .bind(lease_until)
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
        .map(|row| sqlx::Row::try_get::<Uuid, _>(row, 0).map(OrderId::from))
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

/// Forgets a checkout of which payment was asked only once, by the caller, who knows that nothing was charged.
pub async fn forget_untouched(connection: &mut PgConnection, order: OrderId) -> sqlx::Result<bool> {
    sqlx::query("DELETE FROM checkouts WHERE order_id = $1 AND status = 'OPEN' AND attempts = 1")
        .bind(order.uuid())
        .execute(connection)
        .await
        .map(|done| done.rows_affected() == 1)
}

/// Ends the lease: whoever comes next may go on at once.
pub async fn let_go(
    connection: &mut PgConnection,
    order: OrderId,
    now: OffsetDateTime,
) -> sqlx::Result<()> {
    sqlx::query("UPDATE checkouts SET lease_until = $2 WHERE order_id = $1 AND status = 'OPEN'")
        .bind(order.uuid())
        .bind(now)
        .execute(connection)
        .await
        .map(drop)
}

/// Takes up to `limit` checkouts that began before `older_than` and are nobody's work, oldest first.
pub async fn claim_stale(
    connection: &mut PgConnection,
    older_than: OffsetDateTime,
    now: OffsetDateTime,
    lease_until: OffsetDateTime,
    limit: i64,
) -> sqlx::Result<Vec<Checkout>> {
    let rows: Vec<CheckoutRow> = sqlx::query_as(
        "UPDATE checkouts SET attempts = attempts + 1, lease_until = $3
          WHERE order_id IN (SELECT order_id FROM checkouts
                              WHERE status IN ('OPEN', 'VOIDING') AND created_at < $1 AND lease_until <= $2
                              ORDER BY created_at LIMIT $4 FOR UPDATE SKIP LOCKED)
         RETURNING *",
    )
    .bind(older_than)
    .bind(now)
    .bind(lease_until)
    .bind(limit)
    .fetch_all(connection)
    .await?;
    rows.into_iter().map(Checkout::try_from).collect()
}

/// From here on no order may come of it. False where one has, or it was declined.
pub async fn begin_void(connection: &mut PgConnection, order: OrderId) -> sqlx::Result<bool> {
    sqlx::query(
        "UPDATE checkouts SET status = 'VOIDING' WHERE order_id = $1 AND status IN ('OPEN', 'VOIDING')",
    )
    .bind(order.uuid())
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

/// Forgets up to `limit` checkouts that ended and began before `before`, oldest first. Answers how many there were.
///
/// Order ids are `UUIDv7`, so the primary key finds the oldest ones: no placing has to keep another index for this.
pub async fn prune(
    connection: &mut PgConnection,
    before: OffsetDateTime,
    limit: i64,
) -> sqlx::Result<u64> {
    sqlx::query(
        "DELETE FROM checkouts
          WHERE order_id IN (SELECT order_id FROM checkouts
                              WHERE order_id < $1 AND created_at < $2 AND status IN ('DONE', 'DECLINED')
                              ORDER BY order_id LIMIT $3 FOR UPDATE SKIP LOCKED)",
    )
    .bind(first_id_at(before))
    .bind(before)
    .bind(limit)
    .execute(connection)
    .await
    .map(|done| done.rows_affected())
}

/// No `UUIDv7` made at `at`, or later, is less than this.
fn first_id_at(at: OffsetDateTime) -> Uuid {
    let millis = at.unix_timestamp_nanos() / 1_000_000;
    Uuid::from_u128(u128::try_from(millis).unwrap_or(0) << 80)
}

/// How many are neither done nor declined.
pub async fn count_unsettled(connection: &mut PgConnection) -> sqlx::Result<i64> {
    sqlx::query_scalar("SELECT count(*) FROM checkouts WHERE status IN ('OPEN', 'VOIDING')")
        .fetch_one(connection)
        .await
}
