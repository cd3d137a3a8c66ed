//! Giving money back, once.

use std::sync::atomic::Ordering;
use std::time::Duration;

use baedal_messaging::{HandleError, Handler};

use crate::world::{World, new_order, pay};

const WHOLE_LIFE: [&str; 3] = ["APPROVAL", "REFUND_REQUEST", "REFUND"];

#[tokio::test]
async fn an_order_called_off_is_refunded_once_however_often_it_is_told() {
    let world = World::new().await;
    let order = new_order();
    world
        .payments
        .authorize(pay(order, "card_approve"))
        .await
        .expect("approved");
    let (canceled, rejected) = (world.canceled(order), world.rejected(order));

    let twice = [canceled.clone(), canceled.clone()];
    world.refunds().handle(&twice).await.expect("handled");
    assert_eq!(world.status(order).await, "REFUND_PENDING");
    world.settle_after(Duration::ZERO).await;
    world
        .refunds()
        .handle(&[canceled, rejected])
        .await
        .expect("handled");
    world.settle_after(Duration::from_mins(5)).await;

    assert_eq!(world.status(order).await, "REFUNDED");
    let (kinds, held) = world.ledger(order).await;
    assert_eq!(
        (kinds.iter().map(String::as_str).collect::<Vec<_>>(), held),
        (WHOLE_LIFE.to_vec(), 0)
    );
    let facts = world.facts(order).await;
    let expected = [("approved", 2), ("refund_pending", 3), ("refunded", 4)];
    assert_eq!(
        facts,
        expected.map(|(fact, version)| (fact.to_owned(), version))
    );
    assert_eq!(world.provider.refunds.load(Ordering::SeqCst), 1);
    assert_eq!(
        world.at_provider(order).await.expect("a charge").0,
        "REFUNDED"
    );
}

#[tokio::test]
async fn a_batch_of_orders_is_refunded_together() {
    let world = World::new().await;
    let mut events = Vec::new();
    let mut orders = Vec::new();
    for _ in 0..12 {
        let order = new_order();
        world
            .payments
            .authorize(pay(order, "card_approve"))
            .await
            .expect("approved");
        events.push(world.rejected(order));
        orders.push(order);
    }

    world.refunds().handle(&events).await.expect("handled");
    world.settle_after(Duration::ZERO).await;

    for order in orders {
        assert_eq!(world.status(order).await, "REFUNDED");
        assert_eq!(world.ledger(order).await.1, 0);
    }
}

#[tokio::test]
async fn an_order_without_a_payment_is_too_early() {
    let world = World::new().await;
    let known = new_order();
    world
        .payments
        .authorize(pay(known, "card_approve"))
        .await
        .expect("approved");

    let batch = [world.canceled(known), world.canceled(new_order())];
    let refused = world.refunds().handle(&batch).await;

    assert!(matches!(refused, Err(HandleError::NotYet(_))));
    // Nothing of a refused batch stays, not even that its events were seen.
    assert_eq!(world.status(known).await, "APPROVED");
    world.refunds().handle(&batch[..1]).await.expect("handled");
    assert_eq!(world.status(known).await, "REFUND_PENDING");
}

#[tokio::test]
async fn a_refund_is_asked_for_until_the_provider_takes_it() {
    let world = World::new().await;
    let order = new_order();
    world
        .payments
        .authorize(pay(order, "card_approve"))
        .await
        .expect("approved");
    world
        .refunds()
        .handle(&[world.canceled(order)])
        .await
        .expect("handled");

    world.provider_is_down(true);
    for _ in 0..5 {
        world.settle_after(Duration::from_secs(40)).await;
        assert_eq!(world.status(order).await, "REFUND_PENDING");
    }
    world.provider_is_down(false);
    world.settle_after(Duration::from_secs(40)).await;

    assert_eq!(world.status(order).await, "REFUNDED");
    assert_eq!(world.ledger(order).await.1, 0);
}

#[tokio::test]
async fn what_was_not_charged_is_not_refunded() {
    let world = World::new().await;
    let (declined, voided) = (new_order(), new_order());
    world
        .payments
        .authorize(pay(declined, "card_decline"))
        .await
        .expect("declined");
    world
        .payments
        .void(voided, None)
        .await
        .expect("a tombstone");

    let batch = [world.canceled(declined), world.canceled(voided)];
    world.refunds().handle(&batch).await.expect("nothing to do");

    assert_eq!(world.status(declined).await, "DECLINED");
    assert_eq!(world.status(voided).await, "VOIDED");
}

#[tokio::test]
async fn an_event_that_cannot_be_read_is_poison() {
    let world = World::new().await;
    let mut broken = world.canceled(new_order());
    broken.payload = vec![0xff, 0xff].into();

    let refused = world.refunds().handle(&[broken]).await;

    assert!(matches!(refused, Err(HandleError::Poison(_))));
}
