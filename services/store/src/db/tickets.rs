//! Kitchen tickets. They are read and written in bulk, as the consumer's batches come.

use baedal_values::{Money, OrderId, Quantity, StoreId, Subject};
use serde::{Deserialize, Serialize};
use sqlx::Row;
use sqlx::postgres::{PgConnection, PgRow};
use sqlx::types::Json;
use time::OffsetDateTime;
use uuid::Uuid;

use super::catalog::{currency, money, subject};
use super::unknown;
use crate::domain::{Address, AfterTicket, Fulfillment, Line, State, Ticket, Times};

/// A line as it is stored; its currency is the ticket's.
#[derive(Serialize, Deserialize)]
struct StoredLine {
    item_id: Uuid,
    name: String,
    quantity: Quantity,
    unit_price_minor: i64,
}

/// Writes new tickets, and says of which orders: one that was there before stays as it is.
pub async fn insert(conn: &mut PgConnection, tickets: &[Ticket]) -> sqlx::Result<Vec<OrderId>> {
    if tickets.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<Uuid> = tickets
        .iter()
        .map(|ticket| ticket.order_id.into())
        .collect();
    let stores: Vec<Uuid> = tickets
        .iter()
        .map(|ticket| ticket.store_id.into())
        .collect();
    let names: Vec<&str> = tickets
        .iter()
        .map(|ticket| ticket.store_name.as_str())
        .collect();
    let customers: Vec<&str> = tickets
        .iter()
        .map(|ticket| ticket.customer.as_str())
        .collect();
    let states: Vec<&str> = tickets.iter().map(|ticket| ticket.state.name()).collect();
    let versions: Vec<i64> = tickets.iter().map(|ticket| ticket.version).collect();
    let lines: Vec<Json<Vec<StoredLine>>> = tickets
        .iter()
        .map(|ticket| Json(ticket.lines.iter().map(store_line).collect()))
        .collect();
    let totals: Vec<i64> = tickets.iter().map(|ticket| ticket.total.minor()).collect();
    let currencies: Vec<&str> = tickets
        .iter()
        .map(|ticket| ticket.total.currency().code())
        .collect();
    let fulfillments: Vec<&str> = tickets
        .iter()
        .map(|ticket| ticket.fulfillment.name())
        .collect();
    let address = |ticket: &'_ Ticket| ticket.delivery_address.clone();
    let addresses: Vec<Option<String>> = tickets
        .iter()
        .map(|ticket| address(ticket).map(|address| address.text))
        .collect();
    let latitudes: Vec<Option<f64>> = tickets
        .iter()
        .map(|ticket| address(ticket).map(|address| address.latitude))
        .collect();
    let longitudes: Vec<Option<f64>> = tickets
        .iter()
        .map(|ticket| address(ticket).map(|address| address.longitude))
        .collect();
    let notes: Vec<&str> = tickets.iter().map(|ticket| ticket.note.as_str()).collect();
    let reasons: Vec<&str> = tickets
        .iter()
        .map(|ticket| ticket.reason.as_str())
        .collect();
    let traces: Vec<Option<&str>> = tickets
        .iter()
        .map(|ticket| ticket.traceparent.as_deref())
        .collect();
    let placed: Vec<OffsetDateTime> = tickets.iter().map(|ticket| ticket.placed_at).collect();
    let updated: Vec<OffsetDateTime> = tickets.iter().map(|ticket| ticket.updated_at).collect();

    let inserted: Vec<Uuid> = sqlx::query_scalar(
        "INSERT INTO tickets (order_id, store_id, store_name, customer, state, version, lines,
                              total_minor, currency, fulfillment, address, latitude, longitude,
                              note, reason, traceparent, placed_at, updated_at)
         SELECT * FROM UNNEST($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[],
                              $6::bigint[], $7::jsonb[], $8::bigint[], $9::text[], $10::text[],
                              $11::text[], $12::float8[], $13::float8[], $14::text[], $15::text[],
                              $16::text[], $17::timestamptz[], $18::timestamptz[])
         ON CONFLICT (order_id) DO NOTHING
         RETURNING order_id",
    )
    .bind(ids)
    .bind(stores)
    .bind(names)
    .bind(customers)
    .bind(states)
    .bind(versions)
    .bind(lines)
    .bind(totals)
    .bind(currencies)
    .bind(fulfillments)
    .bind(addresses)
    .bind(latitudes)
    .bind(longitudes)
    .bind(notes)
    .bind(reasons)
    .bind(traces)
    .bind(placed)
    .bind(updated)
    .fetch_all(conn)
    .await?;
    Ok(inserted.into_iter().map(OrderId::from).collect())
}

/// The tickets of these orders, locked in one order for everybody until the transaction ends.
pub async fn lock(conn: &mut PgConnection, orders: &[OrderId]) -> sqlx::Result<Vec<Ticket>> {
    if orders.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<Uuid> = orders.iter().copied().map(Uuid::from).collect();
    sqlx::query("SELECT * FROM tickets WHERE order_id = ANY($1) ORDER BY order_id FOR UPDATE")
        .bind(ids)
        .try_map(|row| read(&row))
        .fetch_all(conn)
        .await
}

/// Writes what may change of tickets that were read under [`lock`].
pub async fn update(conn: &mut PgConnection, tickets: &[&Ticket]) -> sqlx::Result<()> {
    if tickets.is_empty() {
        return Ok(());
    }
    let ids: Vec<Uuid> = tickets
        .iter()
        .map(|ticket| ticket.order_id.into())
        .collect();
    let states: Vec<&str> = tickets.iter().map(|ticket| ticket.state.name()).collect();
    let versions: Vec<i64> = tickets.iter().map(|ticket| ticket.version).collect();
    let reasons: Vec<&str> = tickets
        .iter()
        .map(|ticket| ticket.reason.as_str())
        .collect();
    let updated: Vec<OffsetDateTime> = tickets.iter().map(|ticket| ticket.updated_at).collect();
    let times = |of: fn(&Times) -> Option<OffsetDateTime>| -> Vec<Option<OffsetDateTime>> {
        tickets.iter().map(|ticket| of(&ticket.times)).collect()
    };
    let done = sqlx::query(
        "UPDATE tickets AS t
         SET state = n.state, version = n.version, reason = n.reason, updated_at = n.updated_at,
             accepted_at = n.accepted_at, cooking_started_at = n.cooking_started_at,
             cooked_at = n.cooked_at, handed_over_at = n.handed_over_at,
             rejected_at = n.rejected_at, canceled_at = n.canceled_at
         FROM UNNEST($1::uuid[], $2::text[], $3::bigint[], $4::text[], $5::timestamptz[],
                     $6::timestamptz[], $7::timestamptz[], $8::timestamptz[], $9::timestamptz[],
                     $10::timestamptz[], $11::timestamptz[])
              AS n (order_id, state, version, reason, updated_at, accepted_at, cooking_started_at,
                    cooked_at, handed_over_at, rejected_at, canceled_at)
         WHERE t.order_id = n.order_id AND t.version < n.version",
    )
    .bind(ids)
    .bind(states)
    .bind(versions)
    .bind(reasons)
    .bind(updated)
    .bind(times(|times| times.accepted))
    .bind(times(|times| times.cooking_started))
    .bind(times(|times| times.cooked))
    .bind(times(|times| times.handed_over))
    .bind(times(|times| times.rejected))
    .bind(times(|times| times.canceled))
    .execute(conn)
    .await?;
    if done.rows_affected() == tickets.len() as u64 {
        Ok(())
    } else {
        Err(sqlx::Error::RowNotFound)
    }
}

/// The order's ticket, if its store is the owner's.
pub async fn of_owner(
    conn: &mut PgConnection,
    order_id: OrderId,
    owner: &Subject,
) -> sqlx::Result<Option<Ticket>> {
    sqlx::query(
        "SELECT t.* FROM tickets t JOIN stores s ON s.id = t.store_id
         WHERE t.order_id = $1 AND s.owner = $2",
    )
    .bind(Uuid::from(order_id))
    .bind(owner.as_str())
    .try_map(|row| read(&row))
    .fetch_optional(conn)
    .await
}

/// The order's ticket as in [`of_owner`], locked until the transaction ends, and where it is to be
/// picked up.
pub async fn lock_of_owner(
    conn: &mut PgConnection,
    order_id: OrderId,
    owner: &Subject,
) -> sqlx::Result<Option<(Ticket, Address)>> {
    sqlx::query(
        "SELECT t.*, s.address AS store_address, s.latitude AS store_latitude,
                s.longitude AS store_longitude
         FROM tickets t JOIN stores s ON s.id = t.store_id
         WHERE t.order_id = $1 AND s.owner = $2 FOR UPDATE OF t",
    )
    .bind(Uuid::from(order_id))
    .bind(owner.as_str())
    .try_map(|row: PgRow| {
        let pickup = Address {
            text: row.try_get("store_address")?,
            latitude: row.try_get("store_latitude")?,
            longitude: row.try_get("store_longitude")?,
        };
        Ok((read(&row)?, pickup))
    })
    .fetch_optional(conn)
    .await
}

/// A page of a store's tickets, oldest order first, after `after`.
pub async fn list(
    conn: &mut PgConnection,
    store_id: StoreId,
    state: Option<State>,
    after: Option<AfterTicket>,
    limit: i64,
) -> sqlx::Result<Vec<Ticket>> {
    // Two texts, so that each has the index that fits it.
    let query = if state.is_some() {
        sqlx::query(
            "SELECT * FROM tickets
             WHERE store_id = $1 AND state = $2
               AND ($3::timestamptz IS NULL OR (placed_at, order_id) > ($3, $4::uuid))
             ORDER BY placed_at, order_id LIMIT $5",
        )
    } else {
        sqlx::query(
            "SELECT * FROM tickets
             WHERE store_id = $1 AND $2::text IS NULL
               AND ($3::timestamptz IS NULL OR (placed_at, order_id) > ($3, $4::uuid))
             ORDER BY placed_at, order_id LIMIT $5",
        )
    };
    query
        .bind(Uuid::from(store_id))
        .bind(state.map(State::name))
        .bind(after.map(|after| after.placed_at))
        .bind(after.map(|after| Uuid::from(after.order_id)))
        .bind(limit)
        .try_map(|row| read(&row))
        .fetch_all(conn)
        .await
}

fn store_line(line: &Line) -> StoredLine {
    StoredLine {
        item_id: line.item_id.into(),
        name: line.name.clone(),
        quantity: line.quantity,
        unit_price_minor: line.unit_price.minor(),
    }
}

fn read(row: &PgRow) -> sqlx::Result<Ticket> {
    let state: &str = row.try_get("state")?;
    let fulfillment: &str = row.try_get("fulfillment")?;
    let currency = currency(row)?;
    let Json(lines): Json<Vec<StoredLine>> = row.try_get("lines")?;
    let lines = lines
        .into_iter()
        .map(|line| {
            Ok(Line {
                item_id: line.item_id.into(),
                name: line.name,
                quantity: line.quantity,
                unit_price: Money::new(line.unit_price_minor, currency)
                    .map_err(|error| unknown("lines", error))?,
            })
        })
        .collect::<sqlx::Result<_>>()?;
    let address: Option<String> = row.try_get("address")?;
    let delivery_address = match address {
        Some(text) => Some(Address {
            text,
            latitude: row.try_get("latitude")?,
            longitude: row.try_get("longitude")?,
        }),
        None => None,
    };
    Ok(Ticket {
        order_id: row.try_get::<Uuid, _>("order_id")?.into(),
        store_id: row.try_get::<Uuid, _>("store_id")?.into(),
        store_name: row.try_get("store_name")?,
        customer: subject(row, "customer")?,
        state: State::parse(state).ok_or_else(|| unknown("state", state))?,
        version: row.try_get("version")?,
        lines,
        total: money(row, "total_minor")?,
        fulfillment: Fulfillment::parse(fulfillment)
            .ok_or_else(|| unknown("fulfillment", fulfillment))?,
        delivery_address,
        note: row.try_get("note")?,
        reason: row.try_get("reason")?,
        traceparent: row.try_get("traceparent")?,
        placed_at: row.try_get("placed_at")?,
        updated_at: row.try_get("updated_at")?,
        times: Times {
            accepted: row.try_get("accepted_at")?,
            cooking_started: row.try_get("cooking_started_at")?,
            cooked: row.try_get("cooked_at")?,
            handed_over: row.try_get("handed_over_at")?,
            rejected: row.try_get("rejected_at")?,
            canceled: row.try_get("canceled_at")?,
        },
    })
}
