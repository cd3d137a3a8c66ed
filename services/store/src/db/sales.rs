//! What each store sold, per item.

use baedal_values::{MenuItemId, StoreId};
use sqlx::Row;
use sqlx::postgres::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

use super::catalog::money;
use crate::domain::{ItemSales, Line};

/// Counts the lines of a cooked ticket, all in one statement.
///
/// Lines of one item are added up first, and rows are taken in the order of their ids, so that two
/// tickets of one store wait for each other instead of locking each other out.
///
/// A sum that would be more than its column holds stays at the most that it does: no figure is worth a ticket.
pub async fn add(
    conn: &mut PgConnection,
    store_id: StoreId,
    lines: &[Line],
    at: OffsetDateTime,
) -> sqlx::Result<()> {
    let items: Vec<Uuid> = lines.iter().map(|line| line.item_id.into()).collect();
    let names: Vec<&str> = lines.iter().map(|line| line.name.as_str()).collect();
    let quantities: Vec<i64> = lines.iter().map(|line| line.quantity.into()).collect();
    let prices: Vec<i64> = lines.iter().map(|line| line.unit_price.minor()).collect();
    let currencies: Vec<&str> = lines
        .iter()
        .map(|line| line.unit_price.currency().code())
        .collect();
    sqlx::query(
        "INSERT INTO item_sales AS s (store_id, item_id, name, quantity, amount_minor, currency,
                                      updated_at)
         SELECT $1, item_id, min(name), sum(quantity)::bigint,
                least(sum(quantity::numeric * price), 9223372036854775807)::bigint, min(currency), $7
         FROM UNNEST($2::uuid[], $3::text[], $4::bigint[], $5::bigint[], $6::text[])
              AS l (item_id, name, quantity, price, currency)
         GROUP BY item_id ORDER BY item_id
         ON CONFLICT (store_id, item_id) DO UPDATE
         SET name = excluded.name, quantity = s.quantity + excluded.quantity,
             amount_minor = least(s.amount_minor::numeric + excluded.amount_minor,
                                  9223372036854775807)::bigint,
             updated_at = greatest(s.updated_at, excluded.updated_at)",
    )
    .bind(Uuid::from(store_id))
    .bind(items)
    .bind(names)
    .bind(quantities)
    .bind(prices)
    .bind(currencies)
    .bind(at)
    .execute(conn)
    .await?;
    Ok(())
}

/// A page of what a store sold, most sold first, after `after`.
pub async fn list(
    conn: &mut PgConnection,
    store_id: StoreId,
    after: Option<(i64, MenuItemId)>,
    limit: i64,
) -> sqlx::Result<Vec<ItemSales>> {
    sqlx::query(
        "SELECT item_id, name, quantity, amount_minor, currency FROM item_sales
         WHERE store_id = $1
           AND ($2::bigint IS NULL OR quantity < $2 OR (quantity = $2 AND item_id > $3))
         ORDER BY quantity DESC, item_id LIMIT $4",
    )
    .bind(Uuid::from(store_id))
    .bind(after.map(|(quantity, _)| quantity))
    .bind(after.map(|(_, item_id)| Uuid::from(item_id)))
    .bind(limit)
    .try_map(|row: sqlx::postgres::PgRow| {
        Ok(ItemSales {
            item_id: row.try_get::<Uuid, _>("item_id")?.into(),
            name: row.try_get("name")?,
            quantity: row.try_get("quantity")?,
            amount: money(&row, "amount_minor")?,
        })
    })
    .fetch_all(conn)
    .await
}
