//! Whose store is whose.

use baedal_values::{StoreId, Subject};
use sqlx::postgres::PgConnection;
use uuid::Uuid;

use crate::domain::StoreChange;

/// Writes what became known of stores; an older fact changes nothing. Each store once.
pub async fn upsert(conn: &mut PgConnection, changes: &[&StoreChange]) -> sqlx::Result<()> {
    if changes.is_empty() {
        return Ok(());
    }
    let ids: Vec<Uuid> = changes
        .iter()
        .map(|change| change.store_id.into())
        .collect();
    let owners: Vec<&str> = changes.iter().map(|change| change.owner.as_str()).collect();
    let names: Vec<&str> = changes.iter().map(|change| change.name.as_str()).collect();
    let versions: Vec<i64> = changes.iter().map(|change| change.version).collect();
    sqlx::query(
        "INSERT INTO stores AS s (id, owner, name, version)
         SELECT * FROM UNNEST($1::uuid[], $2::text[], $3::text[], $4::bigint[])
         ON CONFLICT (id) DO UPDATE
         SET owner = excluded.owner, name = excluded.name, version = excluded.version
         WHERE s.version < excluded.version",
    )
    .bind(ids)
    .bind(owners)
    .bind(names)
    .bind(versions)
    .execute(conn)
    .await?;
    Ok(())
}

/// Which of these stores the changes give another owner than they are known to have, or their first.
pub async fn moved(
    conn: &mut PgConnection,
    changes: &[&StoreChange],
) -> sqlx::Result<Vec<StoreId>> {
    if changes.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<Uuid> = changes
        .iter()
        .map(|change| change.store_id.into())
        .collect();
    let owners: Vec<&str> = changes.iter().map(|change| change.owner.as_str()).collect();
    let versions: Vec<i64> = changes.iter().map(|change| change.version).collect();
    let moved: Vec<Uuid> = sqlx::query_scalar(
        "SELECT c.id FROM UNNEST($1::uuid[], $2::text[], $3::bigint[]) AS c(id, owner, version)
         LEFT JOIN stores s ON s.id = c.id
         WHERE s.id IS NULL OR (s.owner <> c.owner AND s.version < c.version)",
    )
    .bind(ids)
    .bind(owners)
    .bind(versions)
    .fetch_all(conn)
    .await?;
    Ok(moved.into_iter().map(StoreId::from).collect())
}

/// Whether there is such a store, and it is the owner's where one is given.
pub async fn exists(
    conn: &mut PgConnection,
    id: StoreId,
    owner: Option<&Subject>,
) -> sqlx::Result<bool> {
    sqlx::query_scalar(
        "SELECT EXISTS (SELECT FROM stores WHERE id = $1 AND ($2::text IS NULL OR owner = $2))",
    )
    .bind(Uuid::from(id))
    .bind(owner.map(Subject::as_str))
    .fetch_one(conn)
    .await
}
