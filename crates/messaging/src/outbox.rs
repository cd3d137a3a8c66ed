//! Writing facts down in the transaction that makes them true.
//!
//! **Order.** The relay publishes by `seq`, which is given at the insert. Events of one aggregate are in order
//! exactly if their transactions are: change the aggregate's row (or lock it) *before* appending, in the same
//! transaction, as every guarded `UPDATE … WHERE version = $n` does. Between aggregates there is no order.
//!
//! The relay keeps that order on the stream except when a publish fails: publishes are in flight together, so one that
//! fails is repeated after later ones of the same aggregate have arrived. Healing, which publishes again what the stream has
//! lost, comes late in the same way. Consumers tolerate it by versions: an event that is older than what they know of its
//! aggregate changes nothing, and one whose cause has not arrived is tried again.

use std::time::Duration;

use sqlx::{PgConnection, PgExecutor, Postgres, postgres::PgArguments, query::Query};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::NewEvent;

/// The insert as a string literal, for `concat!` into a `WITH` of a service's own statement, so that a change and its
/// facts are one round trip. It takes ten arrays, `$1` to `$10`, which [`bind`](crate::outbox::bind) binds; a service's own
/// parameters start at `$11`. An argument is put in as its `WHERE`:
///
/// ```
/// const ACCEPT: &str = concat!(
///     "WITH changed AS (UPDATE tickets SET status = 'ACCEPTED' WHERE id = $11 AND version = $12 RETURNING id) ",
///     baedal_messaging::outbox_insert!("EXISTS (SELECT FROM changed)"),
/// );
/// # assert!(ACCEPT.ends_with("WHERE EXISTS (SELECT FROM changed) ORDER BY e.n"));
/// ```
///
/// The statement's `rows_affected` is the number of facts, 0 where the condition did not hold.
#[macro_export]
macro_rules! outbox_insert {
    () => {
        $crate::outbox_insert!("true")
    };
    ($condition:literal) => {
        concat!(
            "INSERT INTO outbox (id, aggregate, aggregate_id, version, event_type, fact, key, payload, ",
            "traceparent, occurred_at) SELECT e.id, e.aggregate, e.aggregate_id, e.version, e.event_type, e.fact, ",
            "e.key, e.payload, e.traceparent, e.occurred_at FROM UNNEST($1::uuid[], $2::text[], $3::uuid[], ",
            "$4::bigint[], $5::text[], $6::text[], $7::uuid[], $8::bytea[], $9::text[], $10::timestamptz[]) ",
            "WITH ORDINALITY AS e(id, aggregate, aggregate_id, version, event_type, fact, key, payload, ",
            "traceparent, occurred_at, n) WHERE ",
            $condition,
            " ORDER BY e.n"
        )
    };
}

/// Binds the ten arrays of [`outbox_insert!`](crate::outbox_insert), `$1` to `$10`.
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

/// Counting stops here; beyond it the age tells more.
const COUNT_MOST: i64 = 100_000;

/// How far the stream is behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Backlog {
    /// Facts that are not published, counted up to 100,000.
    pub depth: i64,
    /// How long ago the one happened that has waited the longest; none where nothing waits.
    pub oldest_age: Option<Duration>,
}

/// What waits for the relay.
///
/// # Errors
/// The database's.
pub async fn backlog(connection: impl PgExecutor<'_>) -> sqlx::Result<Backlog> {
    let (depth, age): (i64, Option<f64>) = sqlx::query_as(
        "SELECT count(*), EXTRACT(EPOCH FROM now() - min(occurred_at))::double precision
           FROM (SELECT occurred_at FROM outbox WHERE published_at IS NULL ORDER BY seq LIMIT $1) AS waiting",
    )
    .bind(COUNT_MOST)
    .fetch_one(connection)
    .await?;
    Ok(Backlog {
        depth,
        // A clock that is ahead of the database's lets facts happen in the future.
        oldest_age: age.map(|age| Duration::try_from_secs_f64(age).unwrap_or_default()),
    })
}

/// The last place in the stream, as it is since it was last made, that it acknowledged for a fact that is still kept; none where
/// none is.
///
/// # Errors
/// The database's.
pub async fn last_acknowledged(connection: impl PgExecutor<'_>) -> sqlx::Result<Option<i64>> {
    sqlx::query_scalar(
        "SELECT max(stream_sequence) FROM outbox
          WHERE stream_generation = (SELECT stream_generation FROM relay_lease)",
    )
    .fetch_one(connection)
    .await
}

/// Appends `events` in their order, in one statement. Ring [`crate::Wake`] after the commit.
///
/// # Errors
/// The database's; among them a payload above 512 KiB and an event id that is there already.
pub async fn append(connection: &mut PgConnection, events: &[NewEvent]) -> sqlx::Result<()> {
    if events.is_empty() {
        return Ok(());
    }
    bind(sqlx::query(outbox_insert!()), events)
        .execute(connection)
        .await
        .map(drop)
}
