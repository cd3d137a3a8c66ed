//! Views in the order in which they changed.

use baedal_values::{StoreId, Subject};
use sqlx::postgres::{PgConnection, PgRow};
use uuid::Uuid;

use super::views::{read_view, subject};
use crate::domain::{Owned, Scope, View, WatchFilter};

/// Views changed after `version`, anybody's, oldest change first.
pub async fn all(conn: &mut PgConnection, version: i64, limit: i64) -> sqlx::Result<Vec<Owned>> {
    sqlx::query(
        "SELECT v.*, s.owner FROM order_views v LEFT JOIN stores s ON s.id = v.store_id
         WHERE v.is_order AND v.version > $1 ORDER BY v.version LIMIT $2",
    )
    .bind(version)
    .bind(limit)
    .try_map(|row: PgRow| {
        Ok(Owned {
            view: read_view(&row)?,
            owner: subject(&row, "owner")?,
        })
    })
    .fetch_all(conn)
    .await
}

/// Those of them that the scope and the filter let through.
pub async fn of(
    conn: &mut PgConnection,
    scope: &Scope,
    filter: WatchFilter,
    version: i64,
    limit: i64,
) -> sqlx::Result<Vec<View>> {
    sqlx::query(
        "SELECT * FROM order_views
         WHERE is_order AND version > $1
           AND ($2::uuid IS NULL OR order_id = $2) AND ($3::uuid IS NULL OR store_id = $3)
           AND ($4 OR customer = $5 OR rider = $6
                OR store_id IN (SELECT id FROM stores WHERE owner = $7))
         ORDER BY version LIMIT $8",
    )
    .bind(version)
    .bind(filter.order_id.map(Uuid::from))
    .bind(filter.store_id.map(Uuid::from))
    .bind(scope.all)
    .bind(scope.customer.as_ref().map(Subject::as_str))
    .bind(scope.rider.as_ref().map(Subject::as_str))
    .bind(scope.owner.as_ref().map(Subject::as_str))
    .bind(limit)
    .try_map(|row| read_view(&row))
    .fetch_all(conn)
    .await
}

/// Gives the views of these stores new versions, after `version`: another owner may see them now. Says how many.
pub async fn touch(conn: &mut PgConnection, stores: &[StoreId], version: i64) -> sqlx::Result<i64> {
    let stores: Vec<Uuid> = stores.iter().copied().map(Uuid::from).collect();
    let touched = sqlx::query(
        "UPDATE order_views v SET version = $2 + t.nth
         FROM (SELECT order_id, row_number() OVER (ORDER BY version) AS nth
               FROM order_views WHERE store_id = ANY($1)) t
         WHERE v.order_id = t.order_id",
    )
    .bind(stores)
    .bind(version)
    .execute(conn)
    .await?;
    Ok(i64::try_from(touched.rows_affected()).unwrap_or(i64::MAX))
}
