//! The read model that grows beside the one that answers: tables of the same names in a schema of their own.

use baedal_values::OrderId;
use sqlx::postgres::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

/// Makes the shadow anew, empty, in the form that the tables have now. Versions in it are negative until it takes its place, so that
/// they never meet one that was given to a watcher.
pub async fn make(conn: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::raw_sql(
        "DROP TABLE IF EXISTS shadow.order_views, shadow.stores, shadow.item_sales,
                              shadow.rider_stats, shadow.projection;
         CREATE TABLE shadow.order_views (LIKE public.order_views INCLUDING ALL)
             WITH (fillfactor = 80);
         CREATE TABLE shadow.stores (LIKE public.stores INCLUDING ALL);
         CREATE TABLE shadow.item_sales (LIKE public.item_sales INCLUDING ALL);
         CREATE TABLE shadow.rider_stats (LIKE public.rider_stats INCLUDING ALL);
         CREATE TABLE shadow.projection (LIKE public.projection INCLUDING ALL);
         INSERT INTO shadow.projection (version) VALUES (-4611686018427387904)",
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Until the transaction ends, or [`leave`], everything here reads and writes the shadow.
pub async fn enter(conn: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::query("SET LOCAL search_path TO shadow, public")
        .execute(conn)
        .await?;
    Ok(())
}

/// Back to the tables that answer.
pub async fn leave(conn: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::query("SET LOCAL search_path TO public")
        .execute(conn)
        .await?;
    Ok(())
}

/// What comes next takes the time that all rows take.
pub async fn take_time(conn: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::query("SET LOCAL statement_timeout TO '5min'")
        .execute(conn)
        .await?;
    Ok(())
}

/// Orders older than `since` of which the tables that answer know more than the shadow does.
pub async fn untold(conn: &mut PgConnection, since: OffsetDateTime) -> sqlx::Result<Vec<OrderId>> {
    let orders: Vec<Uuid> = sqlx::query_scalar(
        "SELECT l.order_id
         FROM public.order_views l LEFT JOIN shadow.order_views s ON s.order_id = l.order_id
         WHERE LEAST(l.placed_at, l.order_at, l.payment_at, l.ticket_at, l.delivery_at) < $1
           AND (s.order_id IS NULL
                OR s.order_version < l.order_version OR s.payment_version < l.payment_version
                OR s.ticket_version < l.ticket_version OR s.delivery_version < l.delivery_version
                OR (s.placed_at IS NULL AND l.placed_at IS NOT NULL))",
    )
    .bind(since)
    .fetch_all(conn)
    .await?;
    Ok(orders.into_iter().map(OrderId::from).collect())
}

/// Takes over stores of which the shadow knows less.
pub async fn carry_stores(conn: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO shadow.stores AS s SELECT * FROM public.stores
         ON CONFLICT (id) DO UPDATE
         SET owner = excluded.owner, name = excluded.name, version = excluded.version
         WHERE s.version < excluded.version",
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Gives the shadow's rows their versions: the one they have where nothing differs, else new ones after `version`. Says how many
/// differ, and how many rows there are that the shadow has not.
pub async fn number(conn: &mut PgConnection, version: i64) -> sqlx::Result<(i64, i64)> {
    sqlx::query(
        "UPDATE shadow.order_views s SET version = l.version
         FROM public.order_views l
         WHERE l.order_id = s.order_id
           AND to_jsonb(l) - 'version' = to_jsonb(s) - 'version'",
    )
    .execute(&mut *conn)
    .await?;
    let different = sqlx::query(
        "UPDATE shadow.order_views s SET version = $1 + t.nth
         FROM (SELECT order_id, row_number() OVER (ORDER BY version) AS nth
               FROM shadow.order_views WHERE version < 0) t
         WHERE s.order_id = t.order_id",
    )
    .bind(version)
    .execute(&mut *conn)
    .await?;
    let gone: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM public.order_views l
         WHERE NOT EXISTS (SELECT FROM shadow.order_views s WHERE s.order_id = l.order_id)",
    )
    .fetch_one(conn)
    .await?;
    let different = i64::try_from(different.rows_affected()).unwrap_or(i64::MAX);
    Ok((different, gone))
}

/// Puts the shadow in the place of the tables that answer. Whoever reads waits until the transaction ends, no longer.
pub async fn switch(conn: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::raw_sql(
        "DROP TABLE public.order_views, public.stores, public.item_sales, public.rider_stats;
         ALTER TABLE shadow.order_views SET SCHEMA public;
         ALTER TABLE shadow.stores SET SCHEMA public;
         ALTER TABLE shadow.item_sales SET SCHEMA public;
         ALTER TABLE shadow.rider_stats SET SCHEMA public;
         DROP TABLE shadow.projection",
    )
    .execute(conn)
    .await?;
    Ok(())
}
