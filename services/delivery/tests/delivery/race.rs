//! Many riders, one delivery.

use baedal_delivery::app::{Error, Limits};
use baedal_delivery::domain::{Command, Refusal};
use futures_util::future::join_all;

use crate::world::{World, rider};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn fifty_riders_want_one_delivery_and_one_gets_it() {
    let world = World::new().await;
    let (order, id) = world.accepted().await;
    let riders: Vec<_> = (0..50).map(|n| rider(&format!("rider-{n}"))).collect();

    let claims = riders.iter().map(|rider| {
        let (deliveries, command) = (world.deliveries.clone(), Command::Claim(rider.clone()));
        tokio::spawn(async move { deliveries.ride(id, &command).await })
    });
    // The kitchen is not waiting for them.
    let cooked = [world.ticket_cooked(order)];
    let (claims, ready) = tokio::join!(join_all(claims), world.hear(&cooked));
    ready.expect("handled");

    let (mut winners, mut losers) = (0, 0);
    for claim in claims {
        match claim.expect("no panic") {
            Ok(_) => winners += 1,
            Err(Error::Refused(Refusal::Taken)) => losers += 1,
            Err(other) => panic!("unexpected: {other:?}"),
        }
    }
    assert_eq!((winners, losers), (1, 49));
    let claimed = world
        .facts(order)
        .await
        .iter()
        .filter(|(fact, _)| fact == "claimed")
        .count();
    assert_eq!(claimed, 1);
    let active: i64 = sqlx::query_scalar("SELECT sum(active)::bigint FROM rider_stats")
        .fetch_one(&world.database.pool)
        .await
        .expect("the counts");
    assert_eq!(active, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_rider_who_reaches_for_all_at_once_gets_as_many_as_one_may_hold() {
    let world = World::with(Limits { most_claims: 3 }).await;
    let ann = rider("ann");
    let mut ids = Vec::new();
    for _ in 0..20 {
        ids.push(world.accepted().await.1);
    }

    let claims = ids.into_iter().map(|id| {
        let (deliveries, command) = (world.deliveries.clone(), Command::Claim(ann.clone()));
        tokio::spawn(async move { deliveries.ride(id, &command).await })
    });
    let (mut got, mut refused) = (0, 0);
    for claim in join_all(claims).await {
        match claim.expect("no panic") {
            Ok(_) => got += 1,
            Err(Error::Refused(Refusal::TooMany)) => refused += 1,
            Err(other) => panic!("unexpected: {other:?}"),
        }
    }
    assert_eq!((got, refused), (3, 17));
    assert_eq!(world.counts(&ann).await, (3, 0));
    let held: i64 = sqlx::query_scalar("SELECT count(*) FROM deliveries WHERE status = 'CLAIMED'")
        .fetch_one(&world.database.pool)
        .await
        .expect("the deliveries");
    assert_eq!(held, 3);
    let told: i64 = sqlx::query_scalar("SELECT count(*) FROM outbox WHERE fact = 'claimed'")
        .fetch_one(&world.database.pool)
        .await
        .expect("the outbox");
    assert_eq!(told, 3, "and nobody hears of what was refused");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_rider_with_many_deliveries_at_once_is_counted_right() {
    let world = World::new().await;
    let ann = rider("ann");
    let mut ids = Vec::new();
    for _ in 0..20 {
        ids.push(world.cooked().await.1);
    }

    let rides = ids.into_iter().map(|id| {
        let (deliveries, ann) = (world.deliveries.clone(), ann.clone());
        tokio::spawn(async move {
            for command in [
                Command::Claim(ann.clone()),
                Command::PickUp(ann.clone()),
                Command::Complete(ann),
            ] {
                deliveries.ride(id, &command).await.expect("done");
            }
        })
    });
    for ride in join_all(rides).await {
        ride.expect("no panic");
    }

    assert_eq!(world.counts(&ann).await, (0, 20));
}
