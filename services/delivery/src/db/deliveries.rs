//! Deliveries.

use baedal_messaging::{NewEvent, outbox};
use baedal_values::{DeliveryId, OrderId, Subject};
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row};
use time::OffsetDateTime;
use uuid::Uuid;

use super::unknown;
use crate::domain::{Change, Delivery, NewDelivery, Position, State, Stop};

/// A delivery and how far its pickup is from where somebody asked.
#[derive(Debug, Clone)]
pub struct Nearby {
    /// The delivery.
    pub delivery: Delivery,
    /// How far, in metres, as the crow flies; 0 where no position was given.
    pub metres: f64,
}

/// The last delivery of the page before.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct After {
    /// How far it was, in metres; 0 where no position was given.
    pub metres: f64,
    /// Whether it was urgent.
    pub urgent: bool,
    /// Which.
    pub id: DeliveryId,
}

fn column<T>(deliveries: &[&Delivery], get: impl Fn(&Delivery) -> T) -> Vec<T> {
    deliveries.iter().map(|delivery| get(delivery)).collect()
}

/// Writes new deliveries. The answer is how many: an order that has one keeps it.
pub async fn insert(conn: &mut PgConnection, deliveries: &[&Delivery]) -> Result<u64, sqlx::Error> {
    if deliveries.is_empty() {
        return Ok(0);
    }
    let done = sqlx::query(
        "INSERT INTO deliveries (delivery_id, order_id, customer_id, store_id, store_name,
             pickup_text, pickup_latitude, pickup_longitude,
             dropoff_text, dropoff_latitude, dropoff_longitude,
             status, version, traceparent, created_at, updated_at, ready_at, canceled_at, waiting_since)
         SELECT * FROM UNNEST($1::uuid[], $2::uuid[], $3::text[], $4::uuid[], $5::text[],
             $6::text[], $7::float8[], $8::float8[], $9::text[], $10::float8[], $11::float8[],
             $12::text[], $13::bigint[], $14::text[], $15::timestamptz[], $16::timestamptz[],
             $17::timestamptz[], $18::timestamptz[], $19::timestamptz[])
         ON CONFLICT (order_id) DO NOTHING",
    )
    .bind(column(deliveries, |d| Uuid::from(d.id)))
    .bind(column(deliveries, |d| Uuid::from(d.job.order)))
    .bind(column(deliveries, |d| d.job.customer.as_str().to_owned()))
    .bind(column(deliveries, |d| Uuid::from(d.job.store)))
    .bind(column(deliveries, |d| d.job.store_name.clone()))
    .bind(column(deliveries, |d| d.job.pickup.text.clone()))
    .bind(column(deliveries, |d| d.job.pickup.position.latitude()))
    .bind(column(deliveries, |d| d.job.pickup.position.longitude()))
    .bind(column(deliveries, |d| d.job.dropoff.text.clone()))
    .bind(column(deliveries, |d| d.job.dropoff.position.latitude()))
    .bind(column(deliveries, |d| d.job.dropoff.position.longitude()))
    .bind(column(deliveries, |d| status(&d.state)))
    .bind(column(deliveries, |d| d.version))
    .bind(column(deliveries, |d| d.job.traceparent.clone()))
    .bind(column(deliveries, |d| d.created_at))
    .bind(column(deliveries, |d| d.updated_at))
    .bind(column(deliveries, |d| d.ready_at))
    .bind(column(deliveries, |d| d.canceled_at))
    .bind(column(deliveries, |d| d.waiting_since))
    .execute(conn)
    .await?;
    Ok(done.rows_affected())
}

/// One delivery.
pub async fn find(
    conn: &mut PgConnection,
    id: DeliveryId,
) -> Result<Option<Delivery>, sqlx::Error> {
    sqlx::query("SELECT * FROM deliveries WHERE delivery_id = $1")
        .bind(Uuid::from(id))
        .try_map(|row| read(&row))
        .fetch_optional(conn)
        .await
}

/// The deliveries of these orders, locked in one order for all until the transaction ends.
pub async fn lock(
    conn: &mut PgConnection,
    orders: &[OrderId],
) -> Result<Vec<Delivery>, sqlx::Error> {
    let orders: Vec<Uuid> = orders.iter().copied().map(Uuid::from).collect();
    sqlx::query("SELECT * FROM deliveries WHERE order_id = ANY($1) ORDER BY order_id FOR UPDATE")
        .bind(orders)
        .try_map(|row| read(&row))
        .fetch_all(conn)
        .await
}

/// Some deliveries that wait since `since` or longer and are not urgent yet, locked until the transaction ends. Those that
/// somebody else works on are theirs.
pub async fn lock_overdue(
    conn: &mut PgConnection,
    since: OffsetDateTime,
    limit: i64,
) -> Result<Vec<Delivery>, sqlx::Error> {
    sqlx::query(
        "SELECT * FROM deliveries
         WHERE status = 'AVAILABLE' AND NOT urgent AND waiting_since <= $1
         ORDER BY waiting_since LIMIT $2 FOR UPDATE SKIP LOCKED",
    )
    .bind(since)
    .bind(limit)
    .try_map(|row| read(&row))
    .fetch_all(conn)
    .await
}

/// Some deliveries that could be picked up since `since` or longer and are not, locked as by [`lock_overdue`].
pub async fn lock_stale_claims(
    conn: &mut PgConnection,
    since: OffsetDateTime,
    limit: i64,
) -> Result<Vec<Delivery>, sqlx::Error> {
    sqlx::query(
        "SELECT * FROM deliveries
         WHERE status = 'CLAIMED' AND ready_at IS NOT NULL AND greatest(claimed_at, ready_at) <= $1
         ORDER BY greatest(claimed_at, ready_at) LIMIT $2 FOR UPDATE SKIP LOCKED",
    )
    .bind(since)
    .bind(limit)
    .try_map(|row| read(&row))
    .fetch_all(conn)
    .await
}

/// Deliveries that wait for a rider: the urgent before the others, the oldest first among both.
pub async fn oldest_available(
    conn: &mut PgConnection,
    after: Option<After>,
    limit: i64,
) -> Result<Vec<Nearby>, sqlx::Error> {
    sqlx::query(
        "SELECT * FROM deliveries
         WHERE status = 'AVAILABLE' AND ($1::uuid IS NULL OR (NOT urgent, delivery_id) > (NOT $2, $1))
         ORDER BY (NOT urgent), delivery_id
         LIMIT $3",
    )
    .bind(after.map(|after| Uuid::from(after.id)))
    .bind(after.is_some_and(|after| after.urgent))
    .bind(limit)
    .try_map(|row| {
        Ok(Nearby {
            delivery: read(&row)?,
            metres: 0.0,
        })
    })
    .fetch_all(conn)
    .await
}

/// The statement behind [`save`]. The outbox has the first ten parameters, as its `bind` wants it.
const SAVE: &str = "
    WITH input AS (
        SELECT * FROM UNNEST(
            $11::uuid[], $12::bigint[], $13::bigint[], $14::text[], $15::text[], $16::timestamptz[],
            $17::timestamptz[], $18::timestamptz[], $19::timestamptz[], $20::timestamptz[],
            $21::timestamptz[], $22::bigint[], $23::bigint[], $24::text[], $25::timestamptz[], $26::boolean[]
        ) AS i (delivery_id, old_version, version, status, rider_id, updated_at, ready_at,
                claimed_at, picked_up_at, completed_at, canceled_at, active, completed,
                counted_rider, waiting_since, urgent)
    ), moved AS (
        UPDATE deliveries d SET
            status = i.status, rider_id = i.rider_id, version = i.version,
            updated_at = i.updated_at, ready_at = i.ready_at, claimed_at = i.claimed_at,
            picked_up_at = i.picked_up_at, completed_at = i.completed_at, canceled_at = i.canceled_at,
            waiting_since = i.waiting_since, urgent = i.urgent
        FROM input i
        WHERE d.delivery_id = i.delivery_id AND d.version = i.old_version
        RETURNING d.delivery_id, i.counted_rider, i.active, i.completed, i.completed_at
    ), counted AS (
        INSERT INTO rider_stats AS s (rider_id, active, completed, last_completed_at)
        SELECT counted_rider, sum(active), sum(completed), max(completed_at)
        FROM moved
        WHERE counted_rider IS NOT NULL AND (active <> 0 OR completed <> 0)
        GROUP BY counted_rider
        ORDER BY counted_rider
        ON CONFLICT (rider_id) DO UPDATE SET
            active = s.active + EXCLUDED.active,
            completed = s.completed + EXCLUDED.completed,
            last_completed_at = greatest(s.last_completed_at, EXCLUDED.last_completed_at)
        RETURNING active
    ), facts AS (
        INSERT INTO outbox (id, aggregate, aggregate_id, version, event_type, fact, key, payload,
            traceparent, occurred_at)
        SELECT f.id, f.aggregate, f.aggregate_id, f.version, f.event_type, f.fact, f.key, f.payload,
            f.traceparent, f.occurred_at
        FROM UNNEST(
            $1::uuid[], $2::text[], $3::uuid[], $4::bigint[], $5::text[], $6::text[], $7::uuid[],
            $8::bytea[], $9::text[], $10::timestamptz[]
        ) WITH ORDINALITY AS f (id, aggregate, aggregate_id, version, event_type, fact, key, payload,
                traceparent, occurred_at, n)
        JOIN moved m ON m.delivery_id = f.aggregate_id
        ORDER BY f.n
    )
    SELECT count(*), (SELECT max(active) FROM counted) FROM moved";

/// A delivery that moved on, perhaps by several steps.
#[derive(Debug, Clone)]
pub struct Saved {
    /// The version that was decided on.
    pub old_version: i64,
    /// The delivery as it is from now on, with what the last step does to its rider's counts.
    pub change: Change,
}

/// What [`save`] wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Written {
    /// How many deliveries.
    pub deliveries: usize,
    /// The most that one of the riders whose counts changed has now. Nobody else changes those counts before the transaction
    /// ends.
    pub most_active: Option<i64>,
}

/// Writes changes with the riders' counts and the facts, in one statement. A delivery that somebody else changed meanwhile
/// is left out with all that belongs to it.
pub async fn save(
    conn: &mut PgConnection,
    saved: &[Saved],
    facts: &[NewEvent],
) -> Result<Written, sqlx::Error> {
    fn each<T>(saved: &[Saved], get: impl Fn(&Change) -> T) -> Vec<T> {
        saved.iter().map(|saved| get(&saved.change)).collect()
    }
    if saved.is_empty() {
        return Ok(Written::default());
    }
    let row = outbox::bind(sqlx::query(SAVE), facts)
        .bind(each(saved, |c| Uuid::from(c.delivery.id)))
        .bind(
            saved
                .iter()
                .map(|saved| saved.old_version)
                .collect::<Vec<_>>(),
        )
        .bind(each(saved, |c| c.delivery.version))
        .bind(each(saved, |c| status(&c.delivery.state)))
        .bind(each(saved, |c| {
            c.delivery
                .state
                .rider()
                .map(|rider| rider.as_str().to_owned())
        }))
        .bind(each(saved, |c| c.delivery.updated_at))
        .bind(each(saved, |c| c.delivery.ready_at))
        .bind(each(saved, |c| c.delivery.claimed_at))
        .bind(each(saved, |c| c.delivery.picked_up_at))
        .bind(each(saved, |c| c.delivery.completed_at))
        .bind(each(saved, |c| c.delivery.canceled_at))
        .bind(each(saved, |c| c.tally.active))
        .bind(each(saved, |c| c.tally.completed))
        .bind(each(saved, |c| {
            c.rider.as_ref().map(|rider| rider.as_str().to_owned())
        }))
        .bind(each(saved, |c| c.delivery.waiting_since))
        .bind(each(saved, |c| c.delivery.urgent))
        .fetch_one(conn)
        .await?;
    let written: i64 = row.try_get(0)?;
    Ok(Written {
        deliveries: usize::try_from(written).map_err(|_| unknown("count", written))?,
        most_active: row.try_get(1)?,
    })
}

const fn status(state: &State) -> &'static str {
    match state {
        State::Available => "AVAILABLE",
        State::Claimed { .. } => "CLAIMED",
        State::PickedUp { .. } => "PICKED_UP",
        State::Completed { .. } => "COMPLETED",
        State::Canceled { .. } => "CANCELED",
    }
}

pub(super) fn read(row: &PgRow) -> Result<Delivery, sqlx::Error> {
    let customer: &str = row.try_get("customer_id")?;
    Ok(Delivery {
        id: row.try_get::<Uuid, _>("delivery_id")?.into(),
        job: NewDelivery {
            order: row.try_get::<Uuid, _>("order_id")?.into(),
            customer: customer
                .parse()
                .map_err(|_| unknown("customer_id", "(not shown)"))?,
            store: row.try_get::<Uuid, _>("store_id")?.into(),
            store_name: row.try_get("store_name")?,
            pickup: stop(row, "pickup_text", "pickup_latitude", "pickup_longitude")?,
            dropoff: stop(row, "dropoff_text", "dropoff_latitude", "dropoff_longitude")?,
            traceparent: row.try_get("traceparent")?,
        },
        state: state(row)?,
        version: row.try_get("version")?,
        created_at: row.try_get("created_at")?,
        updated_at: row.try_get("updated_at")?,
        waiting_since: row.try_get("waiting_since")?,
        urgent: row.try_get("urgent")?,
        ready_at: row.try_get("ready_at")?,
        claimed_at: row.try_get("claimed_at")?,
        picked_up_at: row.try_get("picked_up_at")?,
        completed_at: row.try_get("completed_at")?,
        canceled_at: row.try_get("canceled_at")?,
    })
}

fn state(row: &PgRow) -> Result<State, sqlx::Error> {
    let rider: Option<Subject> = row
        .try_get::<Option<&str>, _>("rider_id")?
        .map(str::parse)
        .transpose()
        .map_err(|_| unknown("rider_id", "(not shown)"))?;
    let status: &str = row.try_get("status")?;
    match (status, rider) {
        ("AVAILABLE", None) => Ok(State::Available),
        ("CLAIMED", Some(rider)) => Ok(State::Claimed { rider }),
        ("PICKED_UP", Some(rider)) => Ok(State::PickedUp { rider }),
        ("COMPLETED", Some(rider)) => Ok(State::Completed { rider }),
        ("CANCELED", rider) => Ok(State::Canceled { rider }),
        (other, _) => Err(unknown("status", other)),
    }
}

fn stop(
    row: &PgRow,
    text: &'static str,
    latitude: &'static str,
    longitude: &'static str,
) -> Result<Stop, sqlx::Error> {
    let position = Position::new(row.try_get(latitude)?, row.try_get(longitude)?);
    Ok(Stop {
        text: row.try_get(text)?,
        position: position.map_err(|error| unknown(latitude, error))?,
    })
}
