//! What a crash leaves behind is settled by whoever comes next.

use std::time::Duration;

use baedal_payment::app::{Charge, Provider, Settler, Timing};
use baedal_payment::db::payments as db;
use baedal_payment::domain::{Answer, CardFingerprint, CardToken, Payment, State, Terms};
use baedal_runtime::Clock;
use baedal_testkit::wait_until;
use baedal_values::OrderId;
use sha2::{Digest, Sha256};
use tokio_util::sync::CancellationToken;

use crate::world::{TIMING, World, new_id, new_order, pay};

/// What a process that died between writing the intent and hearing the provider leaves behind.
async fn dead_process_left(world: &World, order: OrderId, card: &str) {
    let request = pay(order, card);
    let now = world.clock.now();
    let terms = Terms {
        customer: request.customer,
        store: request.store,
        amount: request.amount,
        card: CardFingerprint(Sha256::digest(card).into()),
    };
    let intent = Payment::intent(new_id().into(), order, terms, None, now);
    let mut conn = world.database.pool.acquire().await.expect("a connection");
    let inserted = db::insert(&mut conn, &intent, now + Duration::from_secs(5)).await;
    assert!(inserted.expect("an intent"));
}

async fn provider_charged(world: &World, order: OrderId, card: &str) {
    let request = pay(order, card);
    let card = CardToken::new(card).expect("a token");
    let charge = Charge {
        key: order,
        amount: request.amount,
        card,
    };
    world.provider.authorize(&charge).await.expect("an answer");
}

#[tokio::test]
async fn the_next_call_learns_what_the_provider_did_for_a_dead_process() {
    let world = World::new().await;
    let order = new_order();
    dead_process_left(&world, order, "card_approve").await;
    provider_charged(&world, order, "card_approve").await;

    world.reservations_run_out();
    let payment = world
        .payments
        .authorize(pay(order, "card_approve"))
        .await
        .expect("approved");

    assert_eq!(payment.state, State::Approved);
    assert_eq!(world.authorizations(), 1, "the dead process's own");
    assert_eq!(world.ledger(order).await.1, 18_000);
}

#[tokio::test]
async fn the_next_call_charges_when_the_dead_process_did_not() {
    let world = World::new().await;
    let order = new_order();
    dead_process_left(&world, order, "card_approve").await;

    world.reservations_run_out();
    let payment = world
        .payments
        .authorize(pay(order, "card_approve"))
        .await
        .expect("approved");

    assert_eq!(payment.state, State::Approved);
    assert_eq!(
        world.at_provider(order).await,
        Some(("APPROVED".to_owned(), 1))
    );
}

#[tokio::test]
async fn the_settler_settles_what_nobody_asks_for_again() {
    let world = World::new().await;
    let (approved, declined, unknown) = (new_order(), new_order(), new_order());
    for (order, card) in [(approved, "card_approve"), (declined, "card_decline")] {
        dead_process_left(&world, order, card).await;
        provider_charged(&world, order, card).await;
    }
    dead_process_left(&world, unknown, "card_approve").await;

    world.settle_after(Duration::from_secs(10)).await;
    assert_eq!(world.status(approved).await, "APPROVED");
    assert_eq!(world.status(declined).await, "DECLINED");
    assert_eq!(
        world.status(unknown).await,
        "PENDING",
        "the order service may ask again"
    );

    world.settle_after(Duration::from_mins(11)).await;
    assert_eq!(world.status(unknown).await, "VOIDED");
    // A charge that was on its way all the time comes too late.
    let request = pay(unknown, "card_approve");
    let late = Charge {
        key: unknown,
        amount: request.amount,
        card: request.card,
    };
    assert_eq!(
        world.provider.authorize(&late).await.expect("an answer"),
        Answer::Voided
    );
    assert_eq!(world.ledger(unknown).await, (vec![], 0));
}

#[tokio::test]
async fn an_approval_that_comes_while_a_payment_is_given_up_stands() {
    let world = World::new().await;
    let order = new_order();
    dead_process_left(&world, order, "card_approve").await;
    // Long enough for anything that another process does meanwhile.
    let timing = Timing {
        provider_timeout: Duration::from_secs(30),
        ..TIMING
    };
    let (settling, asking) = (
        world.another_process_with(timing),
        world.another_process_with(timing),
    );
    let clock = world.clock.clone();
    // The provider knows nothing of it. Before the settler draws its conclusion, its reservation runs out, and the order
    // service asks again after all.
    world.provider.meanwhile(async move {
        clock.advance(Duration::from_mins(2));
        let payment = asking.authorize(pay(order, "card_approve")).await;
        assert_eq!(payment.expect("approved").state, State::Approved);
    });

    world.clock.advance(TIMING.abandon_after);
    assert_eq!(settling.settle_round().await.expect("a round"), 1);

    assert_eq!(world.status(order).await, "APPROVED");
    assert_eq!(
        world.ledger(order).await,
        (vec!["APPROVAL".to_owned()], 18_000)
    );
    assert_eq!(
        world.at_provider(order).await,
        Some(("APPROVED".to_owned(), 1))
    );
}

#[tokio::test]
async fn a_pending_payment_does_not_wait_for_the_settler_when_its_order_asks_again() {
    let world = World::new().await;
    let order = new_order();
    dead_process_left(&world, order, "card_approve").await;
    // The settler looked, found nothing, and will not look again for a while.
    world.settle_after(Duration::from_secs(10)).await;

    let payment = world
        .payments
        .authorize(pay(order, "card_approve"))
        .await
        .expect("approved");

    assert_eq!(payment.state, State::Approved);
}

#[tokio::test]
async fn two_settlers_never_take_the_same_payment() {
    let world = World::new().await;
    for _ in 0..10 {
        dead_process_left(&world, new_order(), "card_approve").await;
    }
    world.reservations_run_out();
    let other = world.another_process();

    let (here, there) = tokio::join!(world.payments.settle_round(), other.settle_round());

    assert_eq!(here.expect("a round") + there.expect("a round"), 10);
}

#[tokio::test]
async fn a_running_settler_leaves_nothing_open_and_stops_when_told() {
    let world = World::new().await;
    let order = new_order();
    dead_process_left(&world, order, "card_approve").await;
    provider_charged(&world, order, "card_approve").await;
    world.reservations_run_out();
    let stop = CancellationToken::new();
    let settler = tokio::spawn(Settler::new(world.payments.clone()).run(stop.clone()));

    wait_until(Duration::from_secs(10), async || {
        (world.status(order).await == "APPROVED").then_some(())
    })
    .await;

    stop.cancel();
    settler.await.expect("it ends");
}
