//! Sales per item and deliveries per rider.

use baedal_values::{Currency, MenuItemId, Money, StoreId, Subject};
use sqlx::Row;
use sqlx::postgres::{PgConnection, PgRow};
use uuid::Uuid;

use super::unknown;
use crate::domain::{ItemSales, RiderStats, Tally};

/// Adds a batch's tally to the figures. A sum that would be more than its column holds stays at the most that it does: no figure
/// is worth a view.
pub async fn add(conn: &mut PgConnection, tally: &Tally) -> sqlx::Result<()> {
    if !tally.sales.is_empty() {
        let stores: Vec<Uuid> = tally
            .sales
            .keys()
            .map(|(store, _)| (*store).into())
            .collect();
        let items: Vec<Uuid> = tally.sales.keys().map(|(_, item)| (*item).into()).collect();
        let names: Vec<&str> = tally
            .sales
            .values()
            .map(|sale| sale.name.as_str())
            .collect();
        let quantities: Vec<i64> = tally.sales.values().map(|sale| sale.quantity).collect();
        let amounts: Vec<i64> = tally.sales.values().map(|sale| sale.amount_minor).collect();
        let currencies: Vec<&str> = tally
            .sales
            .values()
            .map(|sale| sale.currency.code())
            .collect();
        sqlx::query(
            "INSERT INTO item_sales AS s (store_id, item_id, name, quantity, amount_minor, currency)
             SELECT * FROM UNNEST($1::uuid[], $2::uuid[], $3::text[], $4::bigint[], $5::bigint[],
                                  $6::text[])
             ON CONFLICT (store_id, item_id) DO UPDATE
             SET name = excluded.name, quantity = s.quantity + excluded.quantity,
                 amount_minor = greatest(0, least(s.amount_minor::numeric + excluded.amount_minor,
                                                  9223372036854775807))::bigint",
        )
        .bind(stores)
        .bind(items)
        .bind(names)
        .bind(quantities)
        .bind(amounts)
        .bind(currencies)
        .execute(&mut *conn)
        .await?;
    }
    if !tally.riders.is_empty() {
        let riders: Vec<&str> = tally.riders.keys().map(Subject::as_str).collect();
        let active: Vec<i64> = tally.riders.values().map(|rider| rider.active).collect();
        let completed: Vec<i64> = tally.riders.values().map(|rider| rider.completed).collect();
        sqlx::query(
            "INSERT INTO rider_stats AS r (rider, active, completed)
             SELECT * FROM UNNEST($1::text[], $2::bigint[], $3::bigint[])
             ON CONFLICT (rider) DO UPDATE
             SET active = r.active + excluded.active,
                 completed = r.completed + excluded.completed",
        )
        .bind(riders)
        .bind(active)
        .bind(completed)
        .execute(conn)
        .await?;
    }
    Ok(())
}

/// A page of what a store sold, most sold first, after `after`.
pub async fn item_sales(
    conn: &mut PgConnection,
    store_id: StoreId,
    after: Option<(i64, MenuItemId)>,
    limit: i64,
) -> sqlx::Result<Vec<ItemSales>> {
    sqlx::query(
        "SELECT item_id, name, quantity, amount_minor, currency FROM item_sales
         WHERE store_id = $1 AND quantity > 0
           AND ($2::bigint IS NULL OR quantity < $2 OR (quantity = $2 AND item_id > $3))
         ORDER BY quantity DESC, item_id LIMIT $4",
    )
    .bind(Uuid::from(store_id))
    .bind(after.map(|(quantity, _)| quantity))
    .bind(after.map(|(_, item_id)| Uuid::from(item_id)))
    .bind(limit)
    .try_map(|row: PgRow| {
        let code: &str = row.try_get("currency")?;
        let currency: Currency = code.parse().map_err(|_| unknown("currency", code))?;
        Ok(ItemSales {
            item_id: row.try_get::<Uuid, _>("item_id")?.into(),
            name: row.try_get("name")?,
            quantity: row.try_get("quantity")?,
            amount: Money::new(row.try_get("amount_minor")?, currency)
                .map_err(|error| unknown("amount_minor", error))?,
        })
    })
    .fetch_all(conn)
    .await
}

/// A page of riders, most deliveries first, after `after`; one rider or all.
pub async fn rider_stats(
    conn: &mut PgConnection,
    rider: Option<&Subject>,
    after: Option<(i64, &str)>,
    limit: i64,
) -> sqlx::Result<Vec<RiderStats>> {
    sqlx::query(
        "SELECT rider, active, completed FROM rider_stats
         WHERE ($1::text IS NULL OR rider = $1)
           AND ($2::bigint IS NULL OR completed < $2 OR (completed = $2 AND rider > $3))
         ORDER BY completed DESC, rider LIMIT $4",
    )
    .bind(rider.map(Subject::as_str))
    .bind(after.map(|(completed, _)| completed))
    .bind(after.map(|(_, rider)| rider))
    .bind(limit)
    .try_map(|row: PgRow| {
        let rider: &str = row.try_get("rider")?;
        Ok(RiderStats {
            rider: rider.parse().map_err(|error| unknown("rider", error))?,
            active: row.try_get("active")?,
            completed: row.try_get("completed")?,
        })
    })
    .fetch_all(conn)
    .await
}
