//! What riders do with deliveries.

use baedal_delivery::app::{Error, Viewer};
use baedal_delivery::domain::{Command, Refusal, State};

use crate::world::{World, new_id, rider};

#[tokio::test]
async fn a_rider_carries_a_delivery_to_the_door() {
    let world = World::new().await;
    let (order, id) = world.cooked().await;
    let ann = rider("ann");

    for (command, state, counts) in [
        (
            Command::Claim(ann.clone()),
            State::Claimed { rider: ann.clone() },
            (1, 0),
        ),
        (
            Command::PickUp(ann.clone()),
            State::PickedUp { rider: ann.clone() },
            (1, 0),
        ),
        (
            Command::Complete(ann.clone()),
            State::Completed { rider: ann.clone() },
            (0, 1),
        ),
    ] {
        let done = world.deliveries.ride(id, &command).await.expect("done");
        let again = world
            .deliveries
            .ride(id, &command)
            .await
            .expect("the same answer");
        assert_eq!(done.state, state);
        assert_eq!(again, done);
        assert_eq!(world.counts(&ann).await, counts);
    }

    let facts = world.facts(order).await;
    let expected = [
        ("created", 1),
        ("claimed", 3),
        ("picked_up", 4),
        ("completed", 5),
    ];
    assert_eq!(
        facts,
        expected.map(|(fact, version)| (fact.to_owned(), version))
    );
}

#[tokio::test]
async fn food_that_is_not_ready_is_not_picked_up() {
    let world = World::new().await;
    let (order, id) = world.accepted().await;
    let ann = rider("ann");
    world.claim(id, &ann).await;

    let early = world
        .deliveries
        .ride(id, &Command::PickUp(ann.clone()))
        .await;
    assert!(matches!(early, Err(Error::Refused(Refusal::NotReady))));
    let earlier = world
        .deliveries
        .ride(id, &Command::Complete(ann.clone()))
        .await;
    assert!(matches!(earlier, Err(Error::Refused(Refusal::NotPickedUp))));

    world
        .hear(&[world.ticket_cooked(order)])
        .await
        .expect("handled");
    world
        .deliveries
        .ride(id, &Command::PickUp(ann))
        .await
        .expect("picked up");
}

#[tokio::test]
async fn another_riders_delivery_is_not_there() {
    let world = World::new().await;
    let (_, id) = world.cooked().await;
    let (ann, bob) = (rider("ann"), rider("bob"));
    let as_bob = Viewer::Rider(bob.clone());
    world
        .deliveries
        .get(&as_bob, id)
        .await
        .expect("everybody sees what waits");
    world.claim(id, &ann).await;

    let taken = world
        .deliveries
        .ride(id, &Command::Claim(bob.clone()))
        .await;
    assert!(matches!(taken, Err(Error::Refused(Refusal::Taken))));
    for command in [Command::PickUp(bob.clone()), Command::Complete(bob.clone())] {
        assert!(matches!(
            world.deliveries.ride(id, &command).await,
            Err(Error::NotFound)
        ));
    }
    assert!(matches!(
        world.deliveries.get(&as_bob, id).await,
        Err(Error::NotFound)
    ));
    world
        .deliveries
        .get(&Viewer::Rider(ann), id)
        .await
        .expect("her own");
    world
        .deliveries
        .get(&Viewer::All, id)
        .await
        .expect("an operator sees all");
    let unknown = world
        .deliveries
        .ride(new_id().into(), &Command::Claim(bob))
        .await;
    assert!(matches!(unknown, Err(Error::NotFound)));
}

#[tokio::test]
async fn an_order_called_off_is_claimed_by_nobody() {
    let world = World::new().await;
    let (order, id) = world.accepted().await;
    world
        .hear(&[world.order_canceled(order)])
        .await
        .expect("handled");

    let late = world
        .deliveries
        .ride(id, &Command::Claim(rider("ann")))
        .await;

    assert!(matches!(late, Err(Error::Refused(Refusal::Canceled))));
}
