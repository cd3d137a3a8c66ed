//! Deliveries that wait for a rider, by how far they are.
//!
//! Only what is around the rider is looked at: an index on the map gives the pickups of a rectangle, and the rectangle grows
//! as long as a page is not full.

use sqlx::{PgConnection, Row};
use uuid::Uuid;

use super::deliveries::{After, Nearby, read};
use crate::domain::{Position, place};

/// How far is looked, in metres: each time when what is nearer does not fill the page.
const RINGS: [f64; 6] = [
    2_000.0,
    10_000.0,
    50_000.0,
    250_000.0,
    1_250_000.0,
    f64::INFINITY,
];

/// The distance is that on a sphere (haversine), which is within half a percent; `least` keeps rounding from leaving the
/// domain of `asin`. The rectangles are a little larger than what is asked for: `metres` decides.
macro_rules! nearest {
    ($which:literal) => {
        concat!(
            "SELECT * FROM (
                 SELECT d.*, 2 * 6371008.8 * asin(sqrt(least(1.0,
                     pow(sin(radians(d.pickup_latitude - $1) / 2), 2)
                     + cos(radians($1)) * cos(radians(d.pickup_latitude))
                       * pow(sin(radians(d.pickup_longitude - $2) / 2), 2)
                 ))) AS metres
                 FROM deliveries d
                 WHERE (point(d.pickup_longitude, d.pickup_latitude) <@ box(point($3, $4), point($5, $6))
                        OR point(d.pickup_longitude, d.pickup_latitude) <@ box(point($7, $8), point($9, $10)))
                   AND d.status = 'AVAILABLE'
             ) AS d
             WHERE metres <= $11 AND (metres, delivery_id) > ($12, $13) AND ",
            $which,
            " ORDER BY metres, delivery_id
             LIMIT $14"
        )
    };
}

/// What has waited for too long. `$15` is how far it is on top.
const ON_TOP: &str = nearest!("urgent AND metres <= $15");
const OTHERS: &str = nearest!("NOT (urgent AND metres <= $15)");

/// A place in the list: metres, and which delivery.
type Key = (f64, Uuid);

/// Deliveries that wait for a rider: those that are on top, then the others, the nearest pickup first among both.
pub async fn nearest_available(
    conn: &mut PgConnection,
    position: Position,
    after: Option<After>,
    limit: i64,
) -> Result<Vec<Nearby>, sqlx::Error> {
    let key = |after: After| (after.metres, Uuid::from(after.id));
    let is_on_top = |after: &After| place::is_on_top(after.urgent, after.metres);
    let mut found = Vec::new();
    if after.as_ref().is_none_or(is_on_top) {
        let from = after.map(key);
        found = page(conn, ON_TOP, position, place::REACH, from, limit).await?;
    }
    let mut from = after.filter(|after| !is_on_top(after)).map(key);
    for radius in RINGS {
        let left = limit - i64::try_from(found.len()).unwrap_or(limit);
        if left <= 0 {
            break;
        }
        if from.is_none_or(|(metres, _)| metres <= radius) {
            found.extend(page(conn, OTHERS, position, radius, from, left).await?);
            from = Some((radius, Uuid::max()));
        }
    }
    Ok(found)
}

async fn page(
    conn: &mut PgConnection,
    statement: &'static str,
    position: Position,
    radius: f64,
    from: Option<Key>,
    limit: i64,
) -> Result<Vec<Nearby>, sqlx::Error> {
    let (metres, id) = from.unwrap_or((-1.0, Uuid::nil()));
    let mut query = sqlx::query(statement)
        .bind(position.latitude())
        .bind(position.longitude());
    for area in position.around(radius) {
        query = query
            .bind(area.west)
            .bind(area.south)
            .bind(area.east)
            .bind(area.north);
    }
    query
        .bind(radius)
        .bind(metres)
        .bind(id)
        .bind(limit)
        .bind(place::REACH)
        .try_map(|row| {
            Ok(Nearby {
                delivery: read(&row)?,
                metres: row.try_get("metres")?,
            })
        })
        .fetch_all(conn)
        .await
}
