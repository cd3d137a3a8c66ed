//! Orders that were called off long ago are forgotten; others keep their riders at home.

use std::time::Duration;

use baedal_testkit::{every_table_is_bounded, postgres_tables};
use baedal_values::OrderId;
use uuid::Uuid;

use crate::world::{CITY_HALL, World, new_order};

const KEEP: Duration = Duration::from_hours(90 * 24);

/// An order that was placed when the clock showed this.
fn order_of(world: &World) -> OrderId {
    let millis = world.now().unix_timestamp_nanos() / 1_000_000;
    let millis = u64::try_from(millis).expect("after 1970");
    let random = new_order().uuid().as_u128() & u128::from(u64::MAX);
    let of_then = (u128::from(millis) << 80) | (7 << 76) | random;
    OrderId::from(Uuid::from_u128(of_then))
}

#[tokio::test]
async fn canceled_orders_are_forgotten_when_no_acceptance_can_come_any_more() {
    let world = World::new().await;
    let old: Vec<OrderId> = (0..1_200).map(|_| order_of(&world)).collect();
    let events: Vec<_> = old
        .iter()
        .map(|order| world.order_canceled(*order))
        .collect();
    for events in events.chunks(200) {
        world.hear(events).await.expect("heard");
    }
    world.clock.advance(KEEP);
    let young = order_of(&world);
    world
        .hear(&[world.order_canceled(young)])
        .await
        .expect("heard");

    assert_eq!(world.deliveries.prune(KEEP).await.expect("pruned"), 0);
    world.clock.advance(Duration::from_secs(1));
    assert_eq!(world.deliveries.prune(KEEP).await.expect("pruned"), 1_200);

    world
        .hear(&[world.ticket_accepted(young, CITY_HALL)])
        .await
        .expect("heard");
    assert!(world.delivery_of(young).await.is_none());
}

#[tokio::test]
async fn every_table_has_a_bound() {
    let world = World::new().await;
    every_table_is_bounded("delivery", postgres_tables(&world.database.pool).await);
}
