//! Looking for deliveries.

use baedal_delivery::db::deliveries::After;
use baedal_delivery::domain::Position;

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
