//! Undoing payments of orders that never came to be.

use std::time::Duration;

use baedal_payment::app::Error;
use baedal_payment::domain::State;
use baedal_testkit::wait_until;

use crate::world::{World, new_order, pay};

#[tokio::test]
async fn an_approval_is_undone_once() {
    let world = World::new().await;
    let order = new_order();
    world
        .payments
        .authorize(pay(order, "card_approve"))
        .await
        .expect("approved");

    let voided = world.payments.void(order, None).await.expect("voided");
    let again = world.payments.void(order, None).await.expect("voided");

    assert_eq!(voided.state, State::Voided { held: true });
    assert_eq!(again, voided);
    assert_eq!(
        world.ledger(order).await,
        (vec!["APPROVAL".to_owned(), "VOID".to_owned()], 0)
    );
    assert_eq!(
        world.facts(order).await,
        [("approved".to_owned(), 2), ("voided".to_owned(), 4)]
    );
    assert_eq!(
        world.at_provider(order).await,
        Some(("VOIDED".to_owned(), 1))
    );
    let late = world.payments.authorize(pay(order, "card_approve")).await;
    assert!(matches!(late, Err(Error::Voided)));
}

#[tokio::test]
async fn an_order_never_seen_gets_a_tombstone() {
    let world = World::new().await;
    let order = new_order();

    let tombstone = world.payments.void(order, None).await.expect("a tombstone");
    let again = world
        .payments
        .void(order, None)
        .await
        .expect("the same tombstone");

    assert_eq!(
        (tombstone.state, &tombstone.terms),
        (State::Voided { held: false }, &None)
    );
    assert_eq!(again, tombstone);
    let late = world.payments.authorize(pay(order, "card_approve")).await;
    assert!(matches!(late, Err(Error::Voided)));
    assert_eq!(world.authorizations(), 0);
    assert!(world.facts(order).await.is_empty());
}

#[tokio::test]
async fn a_charge_that_comes_after_the_void_is_refused_by_the_provider() {
    let world = World::new().await;
    let order = new_order();
    // The provider takes longer than anybody waits for it.
    let unknown = world.payments.authorize(pay(order, "card_slow_700")).await;
    assert!(matches!(unknown, Err(Error::OutcomeUnknown)));

    let voided = world.payments.void(order, None).await.expect("voided");
    assert_eq!(voided.state, State::Voided { held: false });

    let arrived = wait_until(Duration::from_secs(10), async || {
        world
            .at_provider(order)
            .await
            .filter(|(_, asked)| *asked > 0)
    });
    assert_eq!(arrived.await.0, "VOIDED");
    assert_eq!(world.ledger(order).await, (vec![], 0));
}

#[tokio::test]
async fn a_void_that_the_provider_does_not_take_is_done_later() {
    let world = World::new().await;
    let order = new_order();
    world
        .payments
        .authorize(pay(order, "card_approve"))
        .await
        .expect("approved");

    world.provider_is_down(true);
    let refused = world.payments.void(order, None).await;
    assert!(matches!(refused, Err(Error::ProviderUnavailable)));
    assert_eq!(world.status(order).await, "VOIDING");

    world.provider_is_down(false);
    world.settle_after(Duration::from_secs(10)).await;
    assert_eq!(world.status(order).await, "VOIDED");
    assert_eq!(world.ledger(order).await.1, 0);
}

#[tokio::test]
async fn what_holds_no_money_is_not_voided() {
    let world = World::new().await;
    let order = new_order();
    world
        .payments
        .authorize(pay(order, "card_decline"))
        .await
        .expect("declined");

    let payment = world
        .payments
        .void(order, None)
        .await
        .expect("nothing to void");

    assert_eq!(payment.state, State::Declined);
}
