//! What is known of orders that have no delivery.

use std::collections::HashSet;

use baedal_values::OrderId;
use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

/// Lets one transaction at a time work on the news of an order, whether or not it has rows here. The locks are taken in
/// one order for all.
pub async fn serialize(conn: &mut PgConnection, orders: &[OrderId]) -> Result<(), sqlx::Error> {
    let orders: Vec<Uuid> = orders.iter().copied().map(Uuid::from).collect();
    sqlx::query(
        "SELECT pg_advisory_xact_lock(o.lock)
         FROM (SELECT DISTINCT hashtextextended(o::text, 0) AS lock FROM UNNEST($1::uuid[]) AS o ORDER BY 1) AS o",
    )
    .bind(orders)
    .execute(conn)
    .await?;
    Ok(())
}

/// Which of these orders were called off before they had a delivery.
pub async fn canceled(
    conn: &mut PgConnection,
    orders: &[OrderId],
) -> Result<HashSet<OrderId>, sqlx::Error> {
    let orders: Vec<Uuid> = orders.iter().copied().map(Uuid::from).collect();
    let found: Vec<Uuid> =
        sqlx::query_scalar("SELECT order_id FROM canceled_orders WHERE order_id = ANY($1)")
            .bind(orders)
            .fetch_all(conn)
            .await?;
    Ok(found.into_iter().map(OrderId::from).collect())
}

/// Forgets up to `limit` orders that were called off before `before`, the oldest first. Answers how many there were.
///
/// Order ids are `UUIDv7`, so the primary key finds the oldest ones: an order is older than its cancellation.
pub async fn prune(
    conn: &mut PgConnection,
    before: OffsetDateTime,
    limit: i64,
) -> Result<u64, sqlx::Error> {
    let millis = u64::try_from(before.unix_timestamp_nanos() / 1_000_000).unwrap_or(0);
    let first = Uuid::from_u128(u128::from(millis) << 80);
    sqlx::query(
        "DELETE FROM canceled_orders
          WHERE order_id IN (SELECT order_id FROM canceled_orders WHERE order_id < $1 AND canceled_at < $2
                              ORDER BY order_id LIMIT $3 FOR UPDATE SKIP LOCKED)",
    )
    .bind(first)
    .bind(before)
    .bind(limit)
    .execute(conn)
    .await
    .map(|done| done.rows_affected())
}

/// Remembers that these orders were called off.
pub async fn cancel(
    conn: &mut PgConnection,
    orders: &[OrderId],
    at: OffsetDateTime,
) -> Result<(), sqlx::Error> {
    if orders.is_empty() {
        return Ok(());
    }
    let orders: Vec<Uuid> = orders.iter().copied().map(Uuid::from).collect();
    sqlx::query(
        "INSERT INTO canceled_orders (order_id, canceled_at) SELECT o, $2 FROM UNNEST($1::uuid[]) AS o
         ON CONFLICT (order_id) DO NOTHING",
    )
    .bind(orders)
    .bind(at)
    .execute(conn)
    .await?;
    Ok(())
}
