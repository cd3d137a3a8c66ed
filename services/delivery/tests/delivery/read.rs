//! Looking for deliveries.

use std::time::Duration;

use baedal_delivery::app::Waits;
use baedal_delivery::db::deliveries::After;
use baedal_delivery::domain::Position;

use sqlx::postgres::PgPoolOptions;

use crate::world::{World, new_order};

/// Where each pickup is, and how far it is from Seoul's city hall in kilometres.
const PLACES: [(&str, (f64, f64), f64); 3] = [
    ("Busan", (35.1798, 129.0750), 325.0),
    ("Gangnam", (37.4979, 127.0276), 8.8),
    ("Incheon", (37.4563, 126.7052), 27.0),
];

#[tokio::test]
async fn the_nearest_pickup_comes_first() {
    let world = World::new().await;
    let mut by_name = Vec::new();
    for (name, place, _) in PLACES {
        let order = new_order();
        world
            .hear(&[world.ticket_accepted(order, place)])
            .await
            .expect("handled");
        by_name.push((order, name));
    }
    let city_hall = Position::new(37.5663, 126.9779).expect("on earth");

    let mut seen = Vec::new();
    let mut after = None;
    loop {
        // One at a time, so that paging is part of the story.
        let page = world
            .deliveries
            .available(Some(city_hall), after, 1)
            .await
            .expect("a page");
        let Some(nearest) = page.first() else { break };
        let order = nearest.delivery.job.order;
        let (_, name) = by_name
            .iter()
            .find(|(known, _)| *known == order)
            .expect("ours");
        seen.push((*name, nearest.metres / 1000.0));
        after = Some(After {
            metres: nearest.metres,
            urgent: false,
            id: nearest.delivery.id,
        });
    }

    let names: Vec<_> = seen.iter().map(|(name, _)| *name).collect();
    assert_eq!(names, ["Gangnam", "Incheon", "Busan"]);
    for (name, kilometres) in seen {
        let (_, _, expected) = PLACES
            .iter()
            .find(|(place, ..)| *place == name)
            .expect("a place");
        assert!(
            (kilometres - expected).abs() < expected * 0.03,
            "{name}: {kilometres} km"
        );
    }
}

#[tokio::test]
async fn without_a_position_the_oldest_comes_first() {
    let world = World::new().await;
    let mut oldest_first = Vec::new();
    for _ in 0..3 {
        oldest_first.push(world.accepted().await.1);
    }

    let listed = world
        .deliveries
        .available(None, None, 10)
        .await
        .expect("a page");

    let listed: Vec<_> = listed.iter().map(|found| found.delivery.id).collect();
    assert_eq!(listed, oldest_first);
}

#[tokio::test]
async fn what_waits_for_too_long_is_on_top_for_everybody_around_it() {
    let world = World::new().await;
    let mut by_name = Vec::new();
    for (name, place, _) in PLACES {
        let order = new_order();
        world
            .hear(&[world.ticket_accepted(order, place)])
            .await
            .expect("handled");
        by_name.push((order, name));
    }
    world.clock.advance(Duration::from_mins(11));
    let waits = Waits {
        claim_within: Duration::from_mins(10),
        pick_up_within: Duration::from_mins(30),
    };
    assert_eq!(world.deliveries.watch(waits).await.expect("looked"), 3);
    // Not overdue, and next to the rider.
    let (fresh, _) = world.accepted().await;
    by_name.push((fresh, "City Hall"));

    let city_hall = Position::new(37.5663, 126.9779).expect("on earth");
    let mut seen = Vec::new();
    let mut after = None;
    loop {
        // One at a time, so that paging is part of the story.
        let page = world.deliveries.available(Some(city_hall), after, 1).await;
        let page = page.expect("a page");
        let Some(found) = page.first() else { break };
        let order = found.delivery.job.order;
        let known = by_name.iter().find(|(known, _)| *known == order);
        seen.push(known.expect("ours").1);
        after = Some(After {
            metres: found.metres,
            urgent: found.delivery.urgent,
            id: found.delivery.id,
        });
    }
    // Busan is 325 km away: there it is on top, and here it is nobody's to carry.
    assert_eq!(seen, ["Gangnam", "Incheon", "City Hall", "Busan"]);
}

#[tokio::test]
async fn only_what_is_around_the_rider_is_looked_at() {
    let world = World::new().await;
    let (_, near) = world.accepted().await;
    sqlx::query(
        "INSERT INTO deliveries
         SELECT gen_random_uuid(), gen_random_uuid(), d.customer_id, d.store_id, d.store_name, d.pickup_text,
                asin(sin(n * 12.9898) * 0.999) * 57.29, (n * 137.5) % 360 - 180, d.dropoff_text,
                d.dropoff_latitude, d.dropoff_longitude, d.status, d.rider_id, 1, NULL, d.created_at, d.updated_at,
                NULL, NULL, NULL, NULL, NULL, d.waiting_since, n % 10 = 0
         FROM deliveries d, generate_series(1, 20000) AS n",
    )
    .execute(&world.database.pool)
    .await
    .expect("a world full of deliveries");
    // One connection: what it read is told by itself.
    let options = PgPoolOptions::new().max_connections(1);
    let pool = options.connect(&world.database.url).await.expect("a pool");
    for statement in ["ANALYZE deliveries", "SELECT pg_stat_force_next_flush()"] {
        let done = sqlx::query(statement).execute(&pool).await;
        done.expect("done");
    }
    let read = async || -> i64 {
        let flushed = sqlx::query("SELECT pg_stat_force_next_flush()").execute(&pool);
        flushed.await.expect("told");
        sqlx::query_scalar(
            "SELECT (seq_tup_read + coalesce(idx_tup_fetch, 0))::bigint
             FROM pg_stat_user_tables WHERE relname = 'deliveries'",
        )
        .fetch_one(&pool)
        .await
        .expect("counted")
    };
    let deliveries = world.over(pool.clone());
    let before = read().await;
    let city_hall = Position::new(37.5663, 126.9779).expect("on earth");
    let page = deliveries.available(Some(city_hall), None, 1).await;
    let page = page.expect("a page");
    let read = read().await - before;
    assert_eq!(page[0].delivery.id, near);
    assert!(read < 200, "{read} rows of 20,001 looked at");
}
