//! Writing facts down in the transaction that makes them true.
//!
//! **Order.** The relay publishes by `seq`, which is given at the insert. Events of one aggregate are in order
//! exactly if their transactions are: change the aggregate's row (or lock it) *before* appending, in the same
//! transaction, as every guarded `UPDATE … WHERE version = $n` does. Between aggregates there is no order.

use sqlx::{PgConnection, Postgres, postgres::PgArguments, query::Query};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::NewEvent;

/// The insert alone, for a service that puts it into a `WITH` of its own statement. Takes ten arrays, `$1` to
/// `$10`; [`bind`] binds them, so a service's own parameters start at `$11`.
pub const INSERT: &str = "INSERT INTO outbox (id, aggregate, aggregate_id, version, event_type, fact, key, payload, traceparent, occurred_at)
SELECT e.id, e.aggregate, e.aggregate_id, e.version, e.event_type, e.fact, e.key, e.payload, e.traceparent, e.occurred_at
  FROM UNNEST($1::uuid[], $2::text[], $3::uuid[], $4::bigint[], $5::text[], $6::text[], $7::uuid[], $8::bytea[], $9::text[], $10::timestamptz[])
       WITH ORDINALITY AS e(id, aggregate, aggregate_id, version, event_type, fact, key, payload, traceparent, occurred_at, n)
 ORDER BY e.n";

/// Binds the ten arrays of [`INSERT`] (`$1` to `$10`).
pub fn bind<'q>(
    query: Query<'q, Postgres, PgArguments>,
    events: &[NewEvent],
) -> Query<'q, Postgres, PgArguments> {
    fn column<T>(events: &[NewEvent], get: impl Fn(&NewEvent) -> T) -> Vec<T> {
        events.iter().map(get).collect()
    }
    query
        .bind(column::<Uuid>(events, |e| e.id))
        .bind(column(events, |e| e.aggregate.to_owned()))
        .bind(column::<Uuid>(events, |e| e.aggregate_id))
        .bind(column::<i64>(events, |e| e.version))
        .bind(column(events, |e| e.event_type.clone()))
        .bind(column(events, |e| e.fact.to_owned()))
        .bind(column::<Uuid>(events, |e| e.key))
        .bind(column(events, |e| e.payload.clone()))
        .bind(column(events, |e| e.traceparent.clone()))
        .bind(column::<OffsetDateTime>(events, |e| e.occurred_at))
}

/// Appends `events` in their order, in one statement. Ring [`crate::Wake`] after the commit.
///
/// # Errors
/// The database's; among them a payload above 512 KiB and an event id that is there already.
pub async fn append(connection: &mut PgConnection, events: &[NewEvent]) -> sqlx::Result<()> {
    if events.is_empty() {
        return Ok(());
    }
    bind(sqlx::query(INSERT), events)
        .execute(connection)
        .await
        .map(drop)
}
