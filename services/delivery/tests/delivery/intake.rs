//! What the kitchen's and the orders' events make of deliveries.

use baedal_messaging::HandleError;

use crate::world::{CITY_HALL, TRACEPARENT, World, new_order, rider};

fn told(facts: &[(String, i64)]) -> Vec<(&str, i64)> {
    facts
        .iter()
        .map(|(fact, version)| (fact.as_str(), *version))
        .collect()
}

#[tokio::test]
async fn an_accepted_order_gets_one_delivery_however_often_it_is_told() {
    let world = World::new().await;
    let order = new_order();
    let once = world.ticket_accepted(order, CITY_HALL);
    let again = world.ticket_accepted(order, CITY_HALL);

    world
        .hear(&[once.clone(), once.clone()])
        .await
        .expect("handled");
    world.hear(&[once, again]).await.expect("handled");

    assert_eq!(told(&world.facts(order).await), [("created", 1)]);
    assert_eq!(world.status(order).await, "AVAILABLE");
    let traces: Vec<Option<String>> = sqlx::query_scalar("SELECT traceparent FROM outbox")
        .fetch_all(&world.database.pool)
        .await
        .expect("the outbox");
    assert_eq!(traces, [Some(TRACEPARENT.to_owned())]);
}

#[tokio::test]
async fn an_order_that_is_picked_up_gets_none() {
    let world = World::new().await;
    let order = new_order();

    let story = [
        world.pickup_ticket_accepted(order),
        world.pickup_ticket_cooked(order),
    ];
    world.hear(&story).await.expect("handled");

    assert!(world.delivery_of(order).await.is_none());
}

#[tokio::test]
async fn food_that_is_ready_before_its_delivery_is_known_waits() {
    let world = World::new().await;
    let order = new_order();
    let cooked = world.ticket_cooked(order);

    let early = world.hear(std::slice::from_ref(&cooked)).await;
    assert!(matches!(early, Err(HandleError::NotYet(_))));
    world
        .hear(&[world.ticket_accepted(order, CITY_HALL)])
        .await
        .expect("handled");
    world.hear(&[cooked]).await.expect("handled at last");

    let id = world.delivery_of(order).await.expect("a delivery");
    let viewer = baedal_delivery::app::Viewer::All;
    let delivery = world
        .deliveries
        .get(&viewer, id)
        .await
        .expect("it is there");
    assert_eq!((delivery.version, delivery.ready_at.is_some()), (2, true));
    assert_eq!(told(&world.facts(order).await), [("created", 1)]);
}

#[tokio::test]
async fn accepted_and_cooked_in_one_batch_is_ready() {
    let world = World::new().await;
    let order = new_order();

    let story = [
        world.ticket_accepted(order, CITY_HALL),
        world.ticket_cooked(order),
    ];
    world.hear(&story).await.expect("handled");

    let id = world.delivery_of(order).await.expect("a delivery");
    let viewer = baedal_delivery::app::Viewer::All;
    let delivery = world
        .deliveries
        .get(&viewer, id)
        .await
        .expect("it is there");
    assert_eq!((delivery.version, delivery.ready_at.is_some()), (2, true));
}

#[tokio::test]
async fn an_order_called_off_takes_its_delivery_from_the_rider() {
    let world = World::new().await;
    let (order, id) = world.accepted().await;
    let ann = rider("ann");
    world.claim(id, &ann).await;
    assert_eq!(world.counts(&ann).await, (1, 0));

    let canceled = world.order_canceled(order);
    world
        .hear(&[canceled.clone(), world.order_canceled(order)])
        .await
        .expect("handled");
    world.hear(&[canceled]).await.expect("handled");

    assert_eq!(world.status(order).await, "CANCELED");
    assert_eq!(world.counts(&ann).await, (0, 0));
    assert_eq!(
        told(&world.facts(order).await),
        [("created", 1), ("claimed", 2), ("canceled", 3)]
    );
}

#[tokio::test]
async fn an_acceptance_that_comes_after_the_cancellation_sends_nobody() {
    let world = World::new().await;
    let (canceled, rejected) = (new_order(), new_order());

    let off = [
        world.order_canceled(canceled),
        world.order_rejected(rejected),
    ];
    world.hear(&off).await.expect("there is nothing to cancel");
    let late = [
        world.ticket_accepted(canceled, CITY_HALL),
        world.ticket_cooked(canceled),
        world.ticket_accepted(rejected, CITY_HALL),
    ];
    world
        .hear(&late)
        .await
        .expect("there is nothing to deliver");

    for order in [canceled, rejected] {
        assert!(world.delivery_of(order).await.is_none());
        assert!(world.facts(order).await.is_empty());
    }
}

#[tokio::test]
async fn two_processes_that_hear_acceptance_and_cancellation_at_once_agree() {
    let world = World::new().await;
    for _ in 0..10 {
        let order = new_order();
        let accepted = [world.ticket_accepted(order, CITY_HALL)];
        let canceled = [world.order_canceled(order)];
        let (one, other) = tokio::join!(world.hear(&accepted), world.hear(&canceled));
        one.expect("handled");
        other.expect("handled");
        if world.delivery_of(order).await.is_some() {
            assert_eq!(world.status(order).await, "CANCELED");
        }
    }
}

#[tokio::test]
async fn many_orders_of_one_batch_are_one_transaction() {
    let world = World::new().await;
    let orders: Vec<_> = (0..50).map(|_| new_order()).collect();
    let mut batch = Vec::new();
    for (n, order) in orders.iter().enumerate() {
        batch.push(world.ticket_accepted(*order, CITY_HALL));
        batch.push(world.ticket_cooked(*order));
        if n % 5 == 0 {
            batch.push(world.order_canceled(*order));
        }
    }

    world.hear(&batch).await.expect("handled");

    let rows: Vec<(String, i64)> = sqlx::query_as(
        "SELECT status, count(DISTINCT xmin::text) FROM deliveries GROUP BY 1 ORDER BY 1",
    )
    .fetch_all(&world.database.pool)
    .await
    .expect("the deliveries");
    assert_eq!(
        rows,
        [("AVAILABLE".to_owned(), 1), ("CANCELED".to_owned(), 1)]
    );
    for (n, order) in orders.iter().enumerate() {
        let facts = world.facts(*order).await;
        let expected: &[_] = if n % 5 == 0 {
            &[("created", 1), ("canceled", 3)]
        } else {
            &[("created", 1)]
        };
        assert_eq!(told(&facts), expected);
    }
}

#[tokio::test]
async fn an_event_that_cannot_be_read_is_poison() {
    let world = World::new().await;
    let mut broken = world.ticket_accepted(new_order(), CITY_HALL);
    broken.payload = vec![0xff, 0xff].into();
    let nowhere = world.ticket_accepted(new_order(), (91.0, 0.0));

    for event in [broken, nowhere] {
        assert!(matches!(
            world.hear(&[event]).await,
            Err(HandleError::Poison(_))
        ));
    }
}
