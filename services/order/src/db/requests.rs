//! Request ids: those that were turned away, and those that mean what they meant for ever.

use std::time::Duration;

use baedal_values::{OrderId, RequestId, Subject};
use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

use super::{
    checkouts::{Remembered, Stored},
    column,
};

/// A request that is to be turned away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// Fills the place of an order's id, and is never told to payment.
    pub id: Uuid,
    /// Who asked.
    pub customer: Subject,
    /// Their name for it.
    pub request_id: RequestId,
}

/// Turns requests away that nobody has seen, or whose time of being turned away is over: nobody charges for them for `time`.
/// Answers the ids of those; the others are known in another way. One statement that commits by itself.
///
/// It meets `open` at the one unique key of customer and request id: of the two, one is first.
pub async fn turn_away(
    connection: &mut PgConnection,
    refused: &[Refused],
    time: Duration,
) -> sqlx::Result<Vec<Uuid>> {
    // In the order of the key, so that two processes wait for each other instead of locking up.
    sqlx::query_scalar(concat!(
        "INSERT INTO checkouts AS known (order_id, customer_id, request_id, request_hash, status, attempts, purchase, lease_until,
                                         created_at, turned_away_until)
         SELECT n.id, n.customer_id, n.request_id, ''::bytea, 'TURNED_AWAY', 0, 'null'::jsonb, now(), now(), now() + $4::interval
           FROM UNNEST($1::uuid[], $2::text[], $3::uuid[]) AS n(id, customer_id, request_id)
          WHERE NOT EXISTS (SELECT FROM remembered_requests r WHERE r.key = ",
        key!("n"),
        ")
          ORDER BY n.customer_id, n.request_id
         ON CONFLICT (customer_id, request_id) DO UPDATE
            SET order_id = EXCLUDED.order_id, turned_away_until = EXCLUDED.turned_away_until
          WHERE known.status = 'TURNED_AWAY' AND known.turned_away_until <= now()
         RETURNING order_id",
    ))
    .bind(column(refused, |it| it.id))
    .bind(column(refused, |it| it.customer.as_str().to_owned()))
    .bind(column(refused, |it| it.request_id.uuid()))
    .bind(time)
    .fetch_all(connection)
    .await
}

/// Forgets up to `limit` requests whose time of being turned away is over. Answers how many there were.
pub async fn forget_turned_away(connection: &mut PgConnection, limit: i64) -> sqlx::Result<u64> {
    sqlx::query(
        "DELETE FROM checkouts
          WHERE order_id IN (SELECT order_id FROM checkouts
                              WHERE status = 'TURNED_AWAY' AND turned_away_until <= now()
                              ORDER BY turned_away_until LIMIT $1 FOR UPDATE SKIP LOCKED)",
    )
    .bind(limit)
    .execute(connection)
    .await
    .map(|done| done.rows_affected())
}

/// What stays of a customer's request.
pub(super) async fn remembered(
    connection: &mut PgConnection,
    customer: &Subject,
    request: RequestId,
) -> sqlx::Result<Option<Remembered>> {
    let row: Option<(Option<Uuid>, Vec<u8>)> = sqlx::query_as(concat!(
        "SELECT r.order_id, r.fingerprint
           FROM (SELECT $1::text AS customer_id, $2::uuid AS request_id) n
           JOIN remembered_requests r ON r.key = ",
        key!("n"),
    ))
    .bind(customer.as_str())
    .bind(request.uuid())
    .fetch_optional(connection)
    .await?;
    Ok(row.map(|(order, stored)| Remembered {
        order: order.map(OrderId::from),
        stored: Stored::read(stored),
    }))
}

/// Writes down what stays of up to `limit` checkouts that ended and began longer than `age` ago, oldest first. Answers how many
/// there were. They stay until [`forget`] takes them.
///
/// Order ids are `UUIDv7`, so the primary key finds the oldest ones: no placing has to keep another index for this. `hint` is
/// the time that ids of that age were made at, by the clock that makes them.
pub async fn remember(
    connection: &mut PgConnection,
    age: Duration,
    hint: OffsetDateTime,
    limit: i64,
) -> sqlx::Result<u64> {
    sqlx::query(concat!(
        "INSERT INTO remembered_requests (key, order_id, fingerprint)
         SELECT ",
        key!("n"),
        ", CASE n.status WHEN 'DONE' THEN n.order_id END, coalesce(n.fingerprint, n.request_hash)
           FROM checkouts n
          WHERE n.order_id < $1 AND n.created_at < now() - $2::interval AND n.status IN ('DONE', 'DECLINED')
                AND NOT EXISTS (SELECT FROM remembered_requests r WHERE r.key = ",
        key!("n"),
        ")
          ORDER BY n.order_id LIMIT $3
         ON CONFLICT DO NOTHING",
    ))
    .bind(first_id_at(hint))
    .bind(age)
    .bind(limit)
    .execute(connection)
    .await
    .map(|done| done.rows_affected())
}

/// Takes away up to `limit` checkouts that began longer than `age` ago and are remembered for longer than `margin`. Answers how
/// many there were.
///
/// `margin` is longer than any statement runs: whoever opens a checkout sees the row or what is remembered of it, and never
/// neither.
pub async fn forget(
    connection: &mut PgConnection,
    age: Duration,
    margin: Duration,
    hint: OffsetDateTime,
    limit: i64,
) -> sqlx::Result<u64> {
    sqlx::query(concat!(
        "DELETE FROM checkouts
          WHERE order_id IN (SELECT n.order_id FROM checkouts n
                               JOIN remembered_requests r ON r.key = ",
        key!("n"),
        "
                              WHERE n.order_id < $1 AND n.created_at < now() - $2::interval
                                    AND n.status IN ('DONE', 'DECLINED') AND r.remembered_at < now() - $3::interval
                              ORDER BY n.order_id LIMIT $4)",
    ))
    .bind(first_id_at(hint))
    .bind(age)
    .bind(margin)
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
