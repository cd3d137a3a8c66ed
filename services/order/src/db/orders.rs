//! Orders: read, locked, written back.

use baedal_values::{OrderId, StoreId, Subject};
use sqlx::PgConnection;
use time::OffsetDateTime;

use super::{
    column,
    rows::{OrderRow, StateColumns},
};
use crate::domain::{lifecycle::Status, order::Order};

/// Who looks, and so what is there to be seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Viewer {
    /// Sees every order.
    Operator,
    /// Sees its own orders.
    Customer(Subject),
    /// Sees the orders of its own stores.
    Owner(Subject),
    /// Sees both.
    CustomerAndOwner(Subject),
    /// Sees nothing.
    Nobody,
}

impl Viewer {
    /// Whether it may know that this customer ordered. Who only cooks need not.
    pub fn knows(&self, customer: &Subject) -> bool {
        match self {
            Self::Operator => true,
            Self::Customer(subject) | Self::CustomerAndOwner(subject) => subject == customer,
            Self::Owner(_) | Self::Nobody => false,
        }
    }
}

/// Which orders are listed, newest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filter {
    /// What may be seen.
    pub viewer: Viewer,
    /// Of this store only.
    pub store: Option<StoreId>,
    /// In this status only.
    pub status: Option<Status>,
    /// Only those placed before this one.
    pub before: Option<OrderId>,
    /// At most this many.
    pub limit: i64,
}

/// A query once for each kind of viewer, who is `$1`: one general condition would keep PostgreSQL from every index.
macro_rules! seen_by {
    ($viewer:expr, $before:literal, $after:literal) => {
        match $viewer {
            Viewer::Operator => concat!($before, "$1::text IS NULL", $after),
            Viewer::Customer(_) => concat!($before, "customer_id = $1", $after),
            Viewer::Owner(_) => concat!(
                $before,
                "store_id IN (SELECT id FROM stores WHERE owner_id = $1)",
                $after
            ),
            Viewer::CustomerAndOwner(_) => concat!(
                $before,
                "(customer_id = $1 OR store_id IN (SELECT id FROM stores WHERE owner_id = $1))",
                $after
            ),
            Viewer::Nobody => concat!($before, "$1::text IS NOT NULL", $after),
        }
    };
}

impl Viewer {
    fn subject(&self) -> Option<&str> {
        match self {
            Self::Operator | Self::Nobody => None,
            Self::Customer(subject) | Self::Owner(subject) | Self::CustomerAndOwner(subject) => {
                Some(subject.as_str())
            }
        }
    }
}

fn orders(rows: Vec<OrderRow>) -> sqlx::Result<Vec<Order>> {
    rows.into_iter().map(Order::try_from).collect()
}

/// One order, if there is one and the viewer may see it.
pub async fn get(
    connection: &mut PgConnection,
    viewer: &Viewer,
    id: OrderId,
) -> sqlx::Result<Option<Order>> {
    let query = seen_by!(viewer, "SELECT * FROM orders WHERE ", " AND id = $2");
    let row: Option<OrderRow> = sqlx::query_as(query)
        .bind(viewer.subject())
        .bind(id.uuid())
        .fetch_optional(connection)
        .await?;
    row.map(Order::try_from).transpose()
}

/// A page of orders.
pub async fn list(connection: &mut PgConnection, filter: &Filter) -> sqlx::Result<Vec<Order>> {
    let query = seen_by!(
        &filter.viewer,
        "SELECT * FROM orders WHERE ",
        " AND ($2::uuid IS NULL OR store_id = $2) AND ($3::text IS NULL OR status = $3)
          AND ($4::uuid IS NULL OR id < $4)
          ORDER BY id DESC LIMIT $5"
    );
    let rows: Vec<OrderRow> = sqlx::query_as(query)
        .bind(filter.viewer.subject())
        .bind(filter.store.map(StoreId::uuid))
        .bind(filter.status.map(Status::name))
        .bind(filter.before.map(OrderId::uuid))
        .bind(filter.limit)
        .fetch_all(connection)
        .await?;
    orders(rows)
}

/// The orders of `ids` that there are, locked until the transaction ends. Always in the order of their ids, so that
/// two transactions wait for each other instead of locking up.
pub async fn lock(connection: &mut PgConnection, ids: &[OrderId]) -> sqlx::Result<Vec<Order>> {
    let rows: Vec<OrderRow> =
        sqlx::query_as("SELECT * FROM orders WHERE id = ANY($1) ORDER BY id FOR UPDATE")
            .bind(column(ids, |id| id.uuid()))
            .fetch_all(connection)
            .await?;
    orders(rows)
}

/// Some orders that no store has answered in time, locked. Those that somebody else has locked are theirs. The time is over when it
/// is by the database's clock too: one process's, which may be ahead, calls nothing off.
pub async fn lock_unanswered(
    connection: &mut PgConnection,
    now: OffsetDateTime,
    limit: i64,
) -> sqlx::Result<Vec<Order>> {
    let rows: Vec<OrderRow> = sqlx::query_as(
        "SELECT * FROM orders WHERE status = 'PLACED' AND accept_by <= $1 AND accept_by <= now()
          ORDER BY accept_by LIMIT $2 FOR UPDATE SKIP LOCKED",
    )
    .bind(now)
    .bind(limit)
    .fetch_all(connection)
    .await?;
    orders(rows)
}

/// Writes back what changes in an order's life. The rows must be locked.
pub async fn save(connection: &mut PgConnection, orders: &[Order]) -> sqlx::Result<()> {
    if orders.is_empty() {
        return Ok(());
    }
    let states = column(orders, |order| StateColumns::from(&order.state));
    let done = sqlx::query(
        "UPDATE orders
            SET status = n.status, cancel_by = n.cancel_by, reason = n.reason,
                ticket_accepted = n.ticket_accepted, version = n.version, updated_at = n.updated_at,
                accepted_at = n.accepted_at, cooking_started_at = n.cooking_started_at,
                cooked_at = n.cooked_at, picked_up_at = n.picked_up_at, delivered_at = n.delivered_at,
                completed_at = n.completed_at, rejected_at = n.rejected_at, canceled_at = n.canceled_at
           FROM UNNEST($1::uuid[], $2::text[], $3::text[], $4::text[], $5::bool[], $6::bigint[], $7::timestamptz[],
                       $8::timestamptz[], $9::timestamptz[], $10::timestamptz[], $11::timestamptz[],
                       $12::timestamptz[], $13::timestamptz[], $14::timestamptz[], $15::timestamptz[])
             AS n(id, status, cancel_by, reason, ticket_accepted, version, updated_at, accepted_at,
                  cooking_started_at, cooked_at, picked_up_at, delivered_at, completed_at, rejected_at, canceled_at)
          WHERE orders.id = n.id",
    )
    .bind(column(orders, |order| order.id().uuid()))
    .bind(column(&states, |state| state.status))
    .bind(column(&states, |state| state.cancel_by))
    .bind(column(&states, |state| state.reason.clone()))
    .bind(column(&states, |state| state.ticket_accepted))
    .bind(column(orders, |order| order.version))
    .bind(column(orders, |order| order.updated_at))
    .bind(column(orders, |order| order.times.accepted))
    .bind(column(orders, |order| order.times.cooking_started))
    .bind(column(orders, |order| order.times.cooked))
    .bind(column(orders, |order| order.times.picked_up))
    .bind(column(orders, |order| order.times.delivered))
    .bind(column(orders, |order| order.times.completed))
    .bind(column(orders, |order| order.times.rejected))
    .bind(column(orders, |order| order.times.canceled))
    .execute(connection)
    .await?;
    if done.rows_affected() == u64::try_from(orders.len()).unwrap_or(u64::MAX) {
        Ok(())
    } else {
        Err(sqlx::Error::RowNotFound)
    }
}
