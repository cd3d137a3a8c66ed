//! The views of orders, read and written in bulk.

use baedal_values::{Currency, DeliveryId, Money, OrderId, PaymentId, Quantity, StoreId, Subject};
use serde::{Deserialize, Serialize};
use sqlx::Row;
use sqlx::postgres::{PgConnection, PgRow};
use sqlx::types::Json;
use time::OffsetDateTime;
use uuid::Uuid;

use super::unknown;
use crate::domain::{
    DeliveryStatus, Filter, Fulfillment, Line, OrderStatus, Part, PaymentStatus, Placed, Scope,
    TicketStatus, View,
};

/// A line as it is stored; its currency is the order's.
#[derive(Serialize, Deserialize)]
struct StoredLine {
    item_id: Uuid,
    name: String,
    quantity: Quantity,
    unit_price_minor: i64,
}

/// The views of these orders, those that there are.
pub async fn read(conn: &mut PgConnection, orders: &[OrderId]) -> sqlx::Result<Vec<View>> {
    let ids: Vec<Uuid> = orders.iter().copied().map(Uuid::from).collect();
    sqlx::query("SELECT * FROM order_views WHERE order_id = ANY($1)")
        .bind(ids)
        .try_map(|row| read_view(&row))
        .fetch_all(conn)
        .await
}

/// Lets through what [`Scope`] does. `$1` customer, `$2` owner, `$3` rider.
macro_rules! select {
    ($scope:literal) => {
        concat!(
            "SELECT * FROM order_views WHERE is_order AND (",
            $scope,
            ") AND ($4::uuid IS NULL OR store_id = $4)",
            " AND ($5::text IS NULL OR order_status = $5)",
            " AND ($6::uuid IS NULL OR order_id < $6)",
            " AND ($7::uuid IS NULL OR order_id = $7)",
            " AND ($1::text IS NULL OR true) AND ($2::text IS NULL OR true)",
            " AND ($3::text IS NULL OR true)",
            " ORDER BY order_id DESC LIMIT $8"
        )
    };
}

/// One text for each usual caller, so that each has the index that fits it.
fn select(scope: &Scope) -> &'static str {
    match (scope.all, &scope.customer, &scope.owner, &scope.rider) {
        (true, ..) => select!("true"),
        (_, Some(_), None, None) => select!("customer = $1"),
        (_, None, Some(_), None) => {
            select!("store_id IN (SELECT id FROM stores WHERE owner = $2)")
        }
        (_, None, None, Some(_)) => select!("rider = $3"),
        _ => select!(
            "customer = $1 OR rider = $3 OR store_id IN (SELECT id FROM stores WHERE owner = $2)"
        ),
    }
}

/// A page of views, newest order first, after `after`.
pub async fn list(
    conn: &mut PgConnection,
    scope: &Scope,
    filter: Filter,
    after: Option<OrderId>,
    limit: i64,
) -> sqlx::Result<Vec<View>> {
    fetch(conn, scope, filter, after, None, limit).await
}

/// The view of one order.
pub async fn one(
    conn: &mut PgConnection,
    scope: &Scope,
    order_id: OrderId,
) -> sqlx::Result<Option<View>> {
    let found = fetch(conn, scope, Filter::default(), None, Some(order_id), 1).await?;
    Ok(found.into_iter().next())
}

async fn fetch(
    conn: &mut PgConnection,
    scope: &Scope,
    filter: Filter,
    after: Option<OrderId>,
    order_id: Option<OrderId>,
    limit: i64,
) -> sqlx::Result<Vec<View>> {
    sqlx::query(select(scope))
        .bind(scope.customer.as_ref().map(Subject::as_str))
        .bind(scope.owner.as_ref().map(Subject::as_str))
        .bind(scope.rider.as_ref().map(Subject::as_str))
        .bind(filter.store_id.map(Uuid::from))
        .bind(filter.status.map(OrderStatus::name))
        .bind(after.map(Uuid::from))
        .bind(order_id.map(Uuid::from))
        .bind(limit)
        .try_map(|row| read_view(&row))
        .fetch_all(conn)
        .await
}

/// Writes views, all in one statement. Their rows are read and written under the projection's lock,
/// so each is written as a whole.
pub async fn upsert(conn: &mut PgConnection, views: &[View]) -> sqlx::Result<()> {
    if views.is_empty() {
        return Ok(());
    }
    let placed = |view: &View| view.placed.clone();
    let lines: Vec<Option<Json<Vec<StoredLine>>>> = column(views, |view| {
        let placed = view.placed.as_ref()?;
        Some(Json(placed.lines.iter().map(store_line).collect()))
    });
    sqlx::query(
        "INSERT INTO order_views
             (order_id, customer, store_id, store_name, fulfillment, lines, total_minor, currency,
              placed_at, order_status, order_version, order_at, reason, reason_version,
              payment_status, payment_version, payment_at, payment_id, amount_minor,
              amount_currency, ticket_status, ticket_version, ticket_at, delivery_status,
              delivery_version, delivery_at, delivery_id, rider, updated_at, version)
         SELECT * FROM UNNEST(
              $1::uuid[], $2::text[], $3::uuid[], $4::text[], $5::text[], $6::jsonb[],
              $7::bigint[], $8::text[], $9::timestamptz[], $10::text[], $11::bigint[],
              $12::timestamptz[], $13::text[], $14::bigint[], $15::text[], $16::bigint[],
              $17::timestamptz[], $18::uuid[], $19::bigint[], $20::text[], $21::text[],
              $22::bigint[], $23::timestamptz[], $24::text[], $25::bigint[], $26::timestamptz[],
              $27::uuid[], $28::text[], $29::timestamptz[], $30::bigint[])
         ON CONFLICT (order_id) DO UPDATE SET
              customer = excluded.customer, store_id = excluded.store_id,
              store_name = excluded.store_name, fulfillment = excluded.fulfillment,
              lines = excluded.lines, total_minor = excluded.total_minor,
              currency = excluded.currency, placed_at = excluded.placed_at,
              order_status = excluded.order_status, order_version = excluded.order_version,
              order_at = excluded.order_at, reason = excluded.reason,
              reason_version = excluded.reason_version,
              payment_status = excluded.payment_status,
              payment_version = excluded.payment_version, payment_at = excluded.payment_at,
              payment_id = excluded.payment_id, amount_minor = excluded.amount_minor,
              amount_currency = excluded.amount_currency, ticket_status = excluded.ticket_status,
              ticket_version = excluded.ticket_version, ticket_at = excluded.ticket_at,
              delivery_status = excluded.delivery_status,
              delivery_version = excluded.delivery_version, delivery_at = excluded.delivery_at,
              delivery_id = excluded.delivery_id, rider = excluded.rider,
              updated_at = excluded.updated_at, version = excluded.version",
    )
    .bind(column(views, |view| Uuid::from(view.order_id)))
    .bind(column(views, |view| {
        view.customer.as_ref().map(Subject::as_str)
    }))
    .bind(column(views, |view| view.store_id.map(Uuid::from)))
    .bind(column(views, |view| {
        placed(view).map(|placed| placed.store_name)
    }))
    .bind(column(views, |view| {
        placed(view).map(|placed| placed.fulfillment.name())
    }))
    .bind(lines)
    .bind(column(views, |view| {
        placed(view).map(|placed| placed.total.minor())
    }))
    .bind(column(views, |view| {
        placed(view).map(|placed| placed.total.currency().code())
    }))
    .bind(column(views, |view| placed(view).map(|placed| placed.at)))
    .bind(column(views, |view| {
        view.order.status.map(OrderStatus::name)
    }))
    .bind(column(views, |view| view.order.version))
    .bind(column(views, |view| view.order.at))
    .bind(column(views, |view| view.reason.as_str()))
    .bind(column(views, |view| view.reason_version))
    .bind(column(views, |view| {
        view.payment.status.map(PaymentStatus::name)
    }))
    .bind(column(views, |view| view.payment.version))
    .bind(column(views, |view| view.payment.at))
    .bind(column(views, |view| view.payment_id.map(Uuid::from)))
    .bind(column(views, |view| view.amount.map(Money::minor)))
    .bind(column(views, |view| {
        view.amount.map(|amount| amount.currency().code())
    }))
    .bind(column(views, |view| {
        view.ticket.status.map(TicketStatus::name)
    }))
    .bind(column(views, |view| view.ticket.version))
    .bind(column(views, |view| view.ticket.at))
    .bind(column(views, |view| {
        view.delivery.status.map(DeliveryStatus::name)
    }))
    .bind(column(views, |view| view.delivery.version))
    .bind(column(views, |view| view.delivery.at))
    .bind(column(views, |view| view.delivery_id.map(Uuid::from)))
    .bind(column(views, |view| {
        view.rider.as_ref().map(Subject::as_str)
    }))
    .bind(column(views, |view| view.updated_at))
    .bind(column(views, |view| view.version))
    .execute(conn)
    .await?;
    Ok(())
}

fn column<'v, T>(views: &'v [View], get: impl Fn(&'v View) -> T) -> Vec<T> {
    views.iter().map(get).collect()
}

fn store_line(line: &Line) -> StoredLine {
    StoredLine {
        item_id: line.item_id.into(),
        name: line.name.clone(),
        quantity: line.quantity,
        unit_price_minor: line.unit_price.minor(),
    }
}

pub(super) fn read_view(row: &PgRow) -> sqlx::Result<View> {
    Ok(View {
        order_id: row.try_get::<Uuid, _>("order_id")?.into(),
        customer: subject(row, "customer")?,
        store_id: row
            .try_get::<Option<Uuid>, _>("store_id")?
            .map(StoreId::from),
        placed: read_placed(row)?,
        order: part(
            row,
            ["order_status", "order_version", "order_at"],
            OrderStatus::parse,
        )?,
        reason: row.try_get("reason")?,
        reason_version: row.try_get("reason_version")?,
        payment: part(
            row,
            ["payment_status", "payment_version", "payment_at"],
            PaymentStatus::parse,
        )?,
        payment_id: row
            .try_get::<Option<Uuid>, _>("payment_id")?
            .map(PaymentId::from),
        amount: money(row, "amount_minor", "amount_currency")?,
        ticket: part(
            row,
            ["ticket_status", "ticket_version", "ticket_at"],
            TicketStatus::parse,
        )?,
        delivery: part(
            row,
            ["delivery_status", "delivery_version", "delivery_at"],
            DeliveryStatus::parse,
        )?,
        delivery_id: row
            .try_get::<Option<Uuid>, _>("delivery_id")?
            .map(DeliveryId::from),
        rider: subject(row, "rider")?,
        updated_at: row.try_get("updated_at")?,
        version: row.try_get("version")?,
    })
}

fn read_placed(row: &PgRow) -> sqlx::Result<Option<Placed>> {
    let (Some(total), Some(at)) = (
        money(row, "total_minor", "currency")?,
        row.try_get::<Option<OffsetDateTime>, _>("placed_at")?,
    ) else {
        return Ok(None);
    };
    let fulfillment: &str = row.try_get("fulfillment")?;
    let Json(lines): Json<Vec<StoredLine>> = row.try_get("lines")?;
    let lines = lines
        .into_iter()
        .map(|line| {
            Ok(Line {
                item_id: line.item_id.into(),
                name: line.name,
                quantity: line.quantity,
                unit_price: Money::new(line.unit_price_minor, total.currency())
                    .map_err(|error| unknown("lines", error))?,
            })
        })
        .collect::<sqlx::Result<_>>()?;
    Ok(Some(Placed {
        store_name: row.try_get("store_name")?,
        lines,
        total,
        fulfillment: Fulfillment::parse(fulfillment)
            .ok_or_else(|| unknown("fulfillment", fulfillment))?,
        at,
    }))
}

fn part<S>(
    row: &PgRow,
    [status, version, at]: [&'static str; 3],
    parse: impl Fn(&str) -> Option<S>,
) -> sqlx::Result<Part<S>> {
    let name: Option<&str> = row.try_get(status)?;
    Ok(Part {
        status: name
            .map(|name| parse(name).ok_or_else(|| unknown(status, name)))
            .transpose()?,
        version: row.try_get(version)?,
        at: row.try_get(at)?,
    })
}

pub(super) fn subject(row: &PgRow, column: &'static str) -> sqlx::Result<Option<Subject>> {
    let text: Option<&str> = row.try_get(column)?;
    text.map(|text| text.parse().map_err(|error| unknown(column, error)))
        .transpose()
}

fn money(row: &PgRow, minor: &'static str, currency: &'static str) -> sqlx::Result<Option<Money>> {
    let amount: Option<i64> = row.try_get(minor)?;
    let code: Option<&str> = row.try_get(currency)?;
    let (Some(amount), Some(code)) = (amount, code) else {
        return Ok(None);
    };
    let known: Currency = code.parse().map_err(|_| unknown(currency, code))?;
    Money::new(amount, known)
        .map(Some)
        .map_err(|error| unknown(minor, error))
}
