//! Charging for an order, once.

use std::time::Duration;

use baedal_payment::app::Error;
use baedal_payment::domain::State;
use baedal_values::{Currency, Money};
use futures_util::future::join_all;

use crate::world::{World, new_order, pay};

#[tokio::test]
async fn twenty_calls_at_once_charge_once() {
    let world = World::new().await;
    let order = new_order();

    let calls = (0..20).map(|_| world.payments.authorize(pay(order, "card_approve")));
    let answers = join_all(calls).await;

    let first = answers[0].as_ref().expect("approved").clone();
    assert_eq!(first.state, State::Approved);
    for answer in answers {
        assert_eq!(answer.expect("approved"), first);
    }
    assert_eq!(world.authorizations(), 1);
    assert_eq!(
        world.at_provider(order).await,
        Some(("APPROVED".to_owned(), 1))
    );
    assert_eq!(
        world.ledger(order).await,
        (vec!["APPROVAL".to_owned()], 18_000)
    );
    assert_eq!(world.facts(order).await, [("approved".to_owned(), 2)]);
}

#[tokio::test]
async fn calls_to_two_processes_charge_once() {
    let world = World::new().await;
    let order = new_order();
    let other = world.another_process();

    let here = (0..5).map(|_| world.payments.authorize(pay(order, "card_slow_50")));
    let there = (0..5).map(|_| other.authorize(pay(order, "card_slow_50")));
    let (here, there) = tokio::join!(join_all(here), join_all(there));

    let first = here[0].as_ref().expect("approved").clone();
    for answer in here.into_iter().chain(there) {
        assert_eq!(answer.expect("approved").id, first.id);
    }
    assert_eq!(world.authorizations(), 1);
    assert_eq!(world.ledger(order).await.1, 18_000);
}

#[tokio::test]
async fn a_declined_card_stays_declined() {
    let world = World::new().await;
    let order = new_order();

    for _ in 0..2 {
        let payment = world.payments.authorize(pay(order, "card_decline")).await;
        let payment = payment.expect("a decline is a result");
        assert_eq!(payment.state, State::Declined);
        assert_eq!(
            payment.decline_reason.as_deref(),
            Some("insufficient_funds")
        );
    }

    assert_eq!(world.authorizations(), 1);
    assert_eq!(world.ledger(order).await, (vec!["DECLINE".to_owned()], 0));
    assert!(world.facts(order).await.is_empty());
}

#[tokio::test]
async fn another_amount_or_card_for_the_same_order_is_refused() {
    let world = World::new().await;
    let order = new_order();
    let running = world.payments.authorize(pay(order, "card_slow_100"));
    let meanwhile = async {
        tokio::task::yield_now().await;
        world.payments.authorize(pay(order, "card_approve")).await
    };
    let (first, meanwhile) = tokio::join!(running, meanwhile);
    first.expect("approved");
    assert!(matches!(meanwhile, Err(Error::Differs)));

    let mut dearer = pay(order, "card_slow_100");
    dearer.amount = Money::new(18_001, Currency::Krw).expect("not negative");
    assert!(matches!(
        world.payments.authorize(dearer).await,
        Err(Error::Differs)
    ));
    assert_eq!(world.ledger(order).await.1, 18_000);
}

#[tokio::test]
async fn a_silent_provider_is_asked_again_and_not_charged_again() {
    let world = World::new().await;
    let order = new_order();

    let lost = world.payments.authorize(pay(order, "card_silent")).await;
    assert!(matches!(lost, Err(Error::OutcomeUnknown)));
    assert_eq!(world.status(order).await, "PENDING");

    let found = world
        .payments
        .authorize(pay(order, "card_silent"))
        .await
        .expect("approved");
    assert_eq!(found.state, State::Approved);
    assert_eq!(world.authorizations(), 1);
    assert_eq!(world.ledger(order).await.1, 18_000);
}

#[tokio::test]
async fn nothing_is_charged_while_the_provider_is_down() {
    let world = World::new().await;
    let order = new_order();

    world.provider_is_down(true);
    let refused = world.payments.authorize(pay(order, "card_approve")).await;
    assert!(matches!(refused, Err(Error::ProviderUnavailable)));
    assert_eq!(world.at_provider(order).await, None);

    world.provider_is_down(false);
    let paid = world
        .payments
        .authorize(pay(order, "card_approve"))
        .await
        .expect("approved");
    assert_eq!(paid.state, State::Approved);

    let unavailable = world
        .payments
        .authorize(pay(new_order(), "card_unavailable"))
        .await;
    assert!(matches!(unavailable, Err(Error::ProviderUnavailable)));
}

#[tokio::test]
async fn a_caller_that_goes_away_takes_nothing_with_it() {
    let world = World::new().await;
    let order = new_order();

    let call = world.payments.authorize(pay(order, "card_slow_100"));
    let gone = tokio::time::timeout(Duration::from_millis(20), call).await;
    assert!(gone.is_err());

    let payment = world
        .payments
        .authorize(pay(order, "card_slow_100"))
        .await
        .expect("approved");
    assert_eq!(payment.state, State::Approved);
    assert_eq!(world.authorizations(), 1);
}
