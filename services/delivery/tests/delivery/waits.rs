//! Deliveries that go back on the list, and those that wait there for too long.

use std::time::Duration;

use baedal_delivery::app::{Error, Waits};
use baedal_delivery::domain::{Command, Refusal, State};
use baedal_messaging::Received;
use baedal_proto::events::v1::DeliveryReleased;
use futures_util::future::join_all;
use prost::Message;

use crate::world::{World, rider};

const WAITS: Waits = Waits {
    claim_within: Duration::from_mins(10),
    pick_up_within: Duration::from_mins(30),
};

#[tokio::test]
async fn what_a_rider_gives_up_another_takes_and_both_are_counted_right() {
    let world = World::new().await;
    let (order, id) = world.cooked().await;
    let (ann, bob) = (rider("ann"), rider("bob"));
    world.claim(id, &ann).await;

    let release = Command::Release(ann.clone());
    let released = world.deliveries.ride(id, &release).await.expect("given up");
    let again = world.deliveries.ride(id, &release).await.expect("the same");
    assert_eq!(released, again);
    assert_eq!(
        (&released.state, released.claimed_at),
        (&State::Available, None)
    );
    assert_eq!(world.counts(&ann).await, (0, 0));
    let listed = world.deliveries.available(None, None, 10).await;
    assert_eq!(
        listed.expect("a list").len(),
        1,
        "everybody sees it once more"
    );

    world.claim(id, &bob).await;
    let late = world.deliveries.ride(id, &release).await;
    assert!(matches!(late, Err(Error::NotFound)), "it is bob's now");
    for command in [Command::PickUp(bob.clone()), Command::Complete(bob.clone())] {
        world.deliveries.ride(id, &command).await.expect("carried");
    }
    assert_eq!(world.counts(&ann).await, (0, 0));
    assert_eq!(world.counts(&bob).await, (0, 1));
    let facts: Vec<String> = world
        .facts(order)
        .await
        .into_iter()
        .map(|told| told.0)
        .collect();
    assert_eq!(
        facts,
        [
            "created",
            "claimed",
            "released",
            "claimed",
            "picked_up",
            "completed"
        ]
    );
    let body: Vec<u8> = sqlx::query_scalar("SELECT payload FROM outbox WHERE fact = 'released'")
        .fetch_one(&world.database.pool)
        .await
        .expect("the fact");
    let told = DeliveryReleased::decode(body.as_slice()).expect("a body");
    assert_eq!(told.rider_id, "ann", "it names who had it");
}

#[tokio::test]
async fn what_is_picked_up_is_not_given_up() {
    let world = World::new().await;
    let (_, id) = world.cooked().await;
    let ann = rider("ann");
    world.claim(id, &ann).await;
    world
        .deliveries
        .ride(id, &Command::PickUp(ann.clone()))
        .await
        .expect("picked up");

    let late = world
        .deliveries
        .ride(id, &Command::Release(ann.clone()))
        .await;

    assert!(matches!(late, Err(Error::Refused(Refusal::PickedUp))));
    assert_eq!(world.counts(&ann).await, (1, 0));
}

#[tokio::test]
async fn a_claim_that_is_not_picked_up_in_time_is_anybodys_again() {
    let world = World::new().await;
    let (order, id) = world.accepted().await;
    let ann = rider("ann");
    world.claim(id, &ann).await;

    world.clock.advance(Duration::from_mins(45));
    assert_eq!(world.deliveries.watch(WAITS).await.expect("watched"), 0);
    let cooked: [Received; 1] = [world.ticket_cooked(order)];
    world.hear(&cooked).await.expect("handled");
    world.clock.advance(Duration::from_mins(29));
    let nothing = world.deliveries.watch(WAITS).await.expect("watched");
    assert_eq!(
        nothing, 0,
        "the kitchen was slow, not the rider: time runs from when both were there"
    );
    world.clock.advance(Duration::from_mins(1));
    assert_eq!(world.deliveries.watch(WAITS).await.expect("watched"), 1);

    assert_eq!(world.status(order).await, "AVAILABLE");
    assert_eq!(world.counts(&ann).await, (0, 0));
    let late = world.deliveries.ride(id, &Command::PickUp(ann)).await;
    assert!(matches!(late, Err(Error::NotFound)));
    let facts = world.facts(order).await;
    assert_eq!(facts.last(), Some(&("released".to_owned(), 4)));
    assert_eq!(world.deliveries.watch(WAITS).await.expect("watched"), 0);
}

#[tokio::test]
async fn what_nobody_claims_in_time_is_on_top_and_told_once() {
    let world = World::new().await;
    let (ann, bob) = (rider("ann"), rider("bob"));
    let (old_order, old) = world.accepted().await;
    world.claim(old, &ann).await;
    let (unlucky_order, unlucky) = world.accepted().await;
    world.clock.advance(Duration::from_mins(10));
    let (_, young) = world.accepted().await;
    let release = Command::Release(ann);
    world
        .deliveries
        .ride(old, &release)
        .await
        .expect("given up");

    assert_eq!(world.deliveries.watch(WAITS).await.expect("watched"), 1);
    assert_eq!(world.deliveries.watch(WAITS).await.expect("watched"), 0);

    // Page by page, so that the list goes on after an urgent one.
    let (mut order_seen, mut after) = (Vec::new(), None);
    loop {
        let page = world.deliveries.available(None, after, 1).await;
        let page = page.expect("a page");
        let Some(found) = page.first() else { break };
        order_seen.push((found.delivery.id, found.delivery.urgent));
        after = Some(baedal_delivery::app::After {
            metres: 0.0,
            urgent: found.delivery.urgent,
            id: found.delivery.id,
        });
    }
    assert_eq!(order_seen, [(unlucky, true), (old, false), (young, false)]);
    let told = world.facts(unlucky_order).await;
    assert_eq!(told, [("created".to_owned(), 1), ("overdue".to_owned(), 2)]);
    assert!(!world.claim(unlucky, &bob).await.urgent);

    // A delivery that was given up waits anew.
    world.clock.advance(Duration::from_mins(10));
    assert_eq!(world.deliveries.watch(WAITS).await.expect("watched"), 2);
    let told = world.facts(old_order).await;
    assert_eq!(told.last().map(|(fact, _)| fact.as_str()), Some("overdue"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_sweepers_and_riders_who_pick_up_leave_each_delivery_with_one_outcome() {
    const CLAIMS: usize = 150;
    let world = World::new().await;
    let ann = rider("ann");
    let mut ids = Vec::new();
    for _ in 0..CLAIMS {
        let (_, id) = world.cooked().await;
        world.claim(id, &ann).await;
        ids.push(id);
    }
    world.clock.advance(Duration::from_mins(30));

    let sweepers = [(); 2].map(|()| {
        let deliveries = world.deliveries.clone();
        tokio::spawn(async move { deliveries.watch(WAITS).await.expect("watched") })
    });
    let pick_ups = ids.iter().map(|&id| {
        let (deliveries, command) = (world.deliveries.clone(), Command::PickUp(ann.clone()));
        tokio::spawn(async move { deliveries.ride(id, &command).await.is_ok() })
    });
    let (released, picked_up) = tokio::join!(join_all(sweepers), join_all(pick_ups));

    let released: usize = released.into_iter().map(|n| n.expect("no panic")).sum();
    let picked_up = picked_up
        .into_iter()
        .filter(|done| *done.as_ref().expect("no panic"))
        .count();
    // A claim that was locked when the sweepers passed is theirs the next time.
    let left = world.deliveries.watch(WAITS).await.expect("watched");
    assert_eq!(released + left + picked_up, CLAIMS);
    let active = i64::try_from(picked_up).expect("few");
    assert_eq!(world.counts(&ann).await, (active, 0));
    let told: i64 = sqlx::query_scalar("SELECT count(*) FROM outbox WHERE fact = 'released'")
        .fetch_one(&world.database.pool)
        .await
        .expect("the outbox");
    assert_eq!(usize::try_from(told), Ok(released + left));
}
