//! What was heard of the orders, and everything about an order's money side by side.

use baedal_values::OrderId;
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row};
use time::OffsetDateTime;
use uuid::Uuid;

use super::payments::state;
use crate::domain::audit::{Account, Booked, Heard, Paid};

/// Adds what was heard, in one statement that commits by itself. What was heard before stays; heard again it changes nothing.
pub async fn hear(conn: &mut PgConnection, heard: &[(OrderId, Heard)]) -> Result<(), sqlx::Error> {
    // One statement may not touch a row twice: what a batch says of an order is put together first. In the order of the
    // keys, so that two batches never wait for each other.
    sqlx::query(
        "INSERT INTO order_facts AS known (order_id, placed_at, delivered_at, called_off_at)
         SELECT order_id, min(placed_at), min(delivered_at), min(called_off_at)
         FROM UNNEST($1::uuid[], $2::timestamptz[], $3::timestamptz[], $4::timestamptz[])
             AS n (order_id, placed_at, delivered_at, called_off_at)
         GROUP BY order_id
         ORDER BY order_id
         ON CONFLICT (order_id) DO UPDATE SET
             placed_at = LEAST(known.placed_at, EXCLUDED.placed_at),
             delivered_at = LEAST(known.delivered_at, EXCLUDED.delivered_at),
             called_off_at = LEAST(known.called_off_at, EXCLUDED.called_off_at)",
    )
    .bind(column(heard, |(order, _)| Uuid::from(*order)))
    .bind(column(heard, |(_, heard)| heard.placed))
    .bind(column(heard, |(_, heard)| heard.delivered))
    .bind(column(heard, |(_, heard)| heard.called_off))
    .execute(conn)
    .await?;
    Ok(())
}

fn column<T>(heard: &[(OrderId, Heard)], get: impl Fn(&(OrderId, Heard)) -> T) -> Vec<T> {
    heard.iter().map(get).collect()
}

/// At most `limit` orders after one, by id, with all that is known about their money: one statement, so all of one moment.
pub async fn accounts(
    conn: &mut PgConnection,
    after: Option<OrderId>,
    limit: i64,
) -> Result<Vec<Account>, sqlx::Error> {
    let rows = sqlx::query(
        "WITH page AS (
             SELECT order_id FROM (
                 (SELECT order_id FROM payments WHERE order_id > $1 ORDER BY order_id LIMIT $2)
                 UNION
                 (SELECT order_id FROM order_facts WHERE order_id > $1 ORDER BY order_id LIMIT $2)
             ) AS known
             ORDER BY order_id
             LIMIT $2
         ), booked AS (
             SELECT l.order_id,
                 -- Lines that do not belong there may add up to anything, and are what is looked for.
                 greatest(least(sum(l.amount_minor), 9223372036854775807), -9223372036854775808)::bigint AS held_minor,
                 count(*) FILTER (WHERE l.currency IS DISTINCT FROM p.currency) AS foreign_lines,
                 max(l.recorded_at) AS last_at
             FROM page JOIN ledger l USING (order_id) JOIN payments p USING (order_id)
             GROUP BY l.order_id
         )
         SELECT page.order_id, p.payment_id, p.status, p.amount_minor, p.approved_at, p.updated_at,
             COALESCE(booked.held_minor, 0) AS held_minor, COALESCE(booked.foreign_lines, 0) AS foreign_lines,
             booked.last_at, f.placed_at, f.delivered_at, f.called_off_at
         FROM page
         LEFT JOIN payments p USING (order_id)
         LEFT JOIN booked USING (order_id)
         LEFT JOIN order_facts f USING (order_id)
         ORDER BY page.order_id",
    )
    // No order has the id nil.
    .bind(after.map_or(Uuid::nil(), Uuid::from))
    .bind(limit)
    .fetch_all(conn)
    .await?;
    rows.iter().map(account).collect()
}

fn account(row: &PgRow) -> Result<Account, sqlx::Error> {
    Ok(Account {
        order: row.try_get::<Uuid, _>("order_id")?.into(),
        paid: paid(row)?,
        booked: Booked {
            held_minor: row.try_get("held_minor")?,
            foreign_lines: row.try_get("foreign_lines")?,
            last_at: row.try_get("last_at")?,
        },
        heard: Heard {
            placed: row.try_get("placed_at")?,
            delivered: row.try_get("delivered_at")?,
            called_off: row.try_get("called_off_at")?,
        },
    })
}

fn paid(row: &PgRow) -> Result<Option<Paid>, sqlx::Error> {
    let Some(id) = row.try_get::<Option<Uuid>, _>("payment_id")? else {
        return Ok(None);
    };
    Ok(Some(Paid {
        id: id.into(),
        state: state(row)?,
        amount_minor: row.try_get::<Option<i64>, _>("amount_minor")?.unwrap_or(0),
        updated_at: row.try_get::<OffsetDateTime, _>("updated_at")?,
    }))
}
