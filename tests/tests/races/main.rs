//! Two (or fifty) who want different things of one order at the same moment, over and over at random times.
//!
//! Whoever wins: the order has one outcome, the money is where that outcome says, and every service and the dashboard
//! tell the same of it. `BAEDAL_RACES` says how often each race is run (24 if unset, and 40 for riders); many thousands are fine.

mod arena;
mod riders;
mod timing;

use std::time::Duration;

use baedal_e2e::PATIENCE;
use baedal_proto::order::v1::OrderStatus;
use baedal_testkit::wait_until;
use tokio::time::{sleep, sleep_until};
use tonic::Code;

use crate::arena::{ACCEPT_WITHIN, Arena};
use crate::timing::{Moment, Outcomes, jitter, races, run};

/// Orders that race at once.
const AT_ONCE: usize = 16;

async fn cancel_against_the_start_of_cooking(
    arena: &Arena,
    moment: &Moment,
    number: usize,
) -> &'static str {
    let racer = arena.racer(number).await;
    racer.is_accepted().await;
    let cancel = async {
        jitter(Duration::from_millis(30)).await;
        racer.customer.cancels(&racer.order_id, "too slow").await
    };
    let start = async {
        // The cook is next to the stove; the cancel comes by way of order and the stream.
        sleep(moment.around()).await;
        racer.owner.tries_to_start(&racer.order_id).await
    };
    let (canceled, started) = tokio::join!(cancel, start);
    let refusals = [canceled.err(), started.as_ref().err().cloned()];
    for refusal in refusals.into_iter().flatten() {
        assert_eq!(refusal.code(), Code::FailedPrecondition, "{refusal:?}");
    }
    let may_cook = started.is_ok();
    let ended = racer.comes_to_rest().await;
    // The store's word to the cook is the word that counts.
    assert_eq!(ended == "goes on", may_cook, "{ended}");
    moment.learn(!may_cook);
    ended
}

async fn two_cancels(arena: &Arena, number: usize) -> &'static str {
    let racer = arena.racer(number).await;
    if !number.is_multiple_of(3) {
        racer.is_accepted().await;
    }
    let cancel = || async {
        jitter(Duration::from_millis(10)).await;
        racer.customer.cancels(&racer.order_id, "twice").await
    };
    let (one, other) = tokio::join!(cancel(), cancel());
    for answer in [one, other] {
        let order = answer.expect("asked again, it is answered as it is");
        assert!(
            [OrderStatus::Canceling, OrderStatus::Canceled].contains(&order.status()),
            "{order:?}"
        );
    }
    racer.comes_to_rest().await
}

async fn accept_against_expiry(arena: &Arena, moment: &Moment, number: usize) -> &'static str {
    let racer = arena.racer(number).await;
    racer.owner.finds_the_ticket(&racer.order_id).await;
    // From a little before the time has run out to a little after.
    sleep_until(racer.placed + ACCEPT_WITHIN - Duration::from_millis(60) + moment.around()).await;
    let accepted = racer.owner.tries_to_accept(&racer.order_id).await;
    if let Err(refusal) = &accepted {
        assert_eq!(refusal.code(), Code::FailedPrecondition, "{refusal:?}");
    }
    let ended = racer.comes_to_rest().await;
    // One that was accepted may still be canceled: nothing is on the stove.
    if accepted.is_err() {
        assert_eq!(ended, "canceled");
    }
    moment.learn(ended == "canceled");
    ended
}

async fn confirm_twice(arena: &Arena, number: usize) -> &'static str {
    // Only what is fetched at the counter: nobody waits for a rider here.
    let racer = arena.racer(number * 2).await;
    racer.is_accepted().await;
    racer.owner.starts(&racer.order_id).await;
    racer.owner.finishes(&racer.order_id).await;
    racer
        .customer
        .sees(&racer.order_id, OrderStatus::Cooked)
        .await;
    let confirm = || async {
        jitter(Duration::from_millis(5)).await;
        racer.customer.confirms(&racer.order_id).await
    };
    let (one, other) = tokio::join!(confirm(), confirm());
    for answer in [one, other] {
        let order = answer.expect("confirmed is confirmed");
        assert_eq!(order.status(), OrderStatus::Completed);
    }
    racer.comes_to_rest().await
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_wins_there_is_one_outcome_and_the_money_is_right() {
    let arena = Arena::open().await;
    let races = races(24);

    let moment = Moment::near(Duration::from_millis(150));
    let stove = run(
        "cancel against start of cooking",
        races,
        AT_ONCE,
        |number| cancel_against_the_start_of_cooking(&arena, &moment, number),
    )
    .await;
    let cancels = run("two cancels", races, AT_ONCE, |number| {
        two_cancels(&arena, number)
    })
    .await;
    let confirms = run("confirm twice", races, AT_ONCE, |number| {
        confirm_twice(&arena, number)
    })
    .await;
    arena.is_hurried().await;
    let moment = Moment::near(Duration::from_millis(100));
    // Most of this one is waiting.
    let clock = run("accept against expiry", races, AT_ONCE * 4, |number| {
        accept_against_expiry(&arena, &moment, number)
    })
    .await;

    assert_eq!(cancels, Outcomes::from([("canceled", races)]));
    assert_eq!(confirms, Outcomes::from([("completed", races)]));
    // Few may all end alike on a machine that is busy; this many do not.
    let enough = races >= 100;
    for (race, outcomes) in [("stove", stove), ("clock", clock)] {
        assert!(
            !enough || outcomes.len() == 2,
            "{race} is a race that both can win: {outcomes:?}"
        );
    }
    let audited = wait_until(PATIENCE, || async {
        let (differences, audited) = arena.town.audit().await;
        differences.is_empty().then_some(audited)
    })
    .await;
    // An order that was not paid for in time, and then once more, leaves a tombstone.
    assert!(
        usize::try_from(audited).expect("a count") >= races * 4,
        "every order that was placed was audited: {audited}"
    );
    println!("audited {audited} payments, no difference");
}
