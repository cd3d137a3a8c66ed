//! "Nothing was charged" is told only where nobody will charge, in any process, however late a call arrives.

use std::time::Duration;

use baedal_testkit::wait_until;
use futures_util::future::join_all;
use sqlx::Acquire;
use tonic::Code;
use tonic_types::StatusExt;

use crate::{
    fake_payment::{APPROVE, BREAKER, LOSE_ANSWER, WAIT},
    fixture::{Fixture, PATIENCE, refusal},
};

/// How many of our statements wait for a lock at this moment.
const WAITING: &str = "SELECT count(*) FROM pg_stat_activity
     WHERE datname = current_database() AND application_name = 'baedal-order' AND wait_event_type = 'Lock'";

#[tokio::test]
async fn who_was_told_that_nothing_was_charged_is_not_charged_by_an_earlier_call_elsewhere() {
    let fixture = Fixture::with(|config| {
        config.checkout.max_in_flight = 1;
        config.database.lock_timeout = PATIENCE;
        config.database.statement_timeout = PATIENCE;
    })
    .await;
    let full = fixture.second_process().await;
    let (here, there) = (
        fixture.customer(),
        fixture.caller_at(&full, "minji", "customer"),
    );
    let (other, twice) = (fixture.basket(WAIT), fixture.basket(APPROVE));
    // The other process has its hands full.
    let somebody = tokio::spawn({
        let there = there.clone();
        async move { there.place(other).await }
    });
    wait_until(PATIENCE, async || {
        (!fixture.payment.asked().is_empty()).then_some(())
    })
    .await;
    // This one has not come to write anything down yet.
    let mut connection = fixture.database.pool.acquire().await.expect("a connection");
    let mut lock = connection.begin().await.expect("a transaction");
    sqlx::query("LOCK TABLE stores IN ACCESS EXCLUSIVE MODE")
        .execute(&mut *lock)
        .await
        .expect("a lock");
    let first = tokio::spawn({
        let twice = twice.clone();
        async move { here.place(twice).await }
    });
    wait_until(PATIENCE, async || {
        (fixture.count(WAITING).await > 0).then_some(())
    })
    .await;

    let second = refusal(there.place(twice).await);
    lock.rollback().await.expect("unlocked");

    assert_eq!(second, (Code::Unavailable, "PAYMENT_OVERLOADED".into()));
    let first = refusal(first.await.expect("no panic"));
    assert_eq!(first, (Code::Unavailable, "PAYMENT_UNAVAILABLE".into()));
    assert_eq!(fixture.payment.asked().len(), 1, "for somebody else's");
    fixture.payment.open_gate();
    somebody.await.expect("no panic").expect("placed");
    assert!(full.stop().await);
}

#[tokio::test]
async fn what_the_breaker_turned_away_is_not_charged_by_a_call_that_arrives_late() {
    let fixture = Fixture::start().await;
    let other = fixture.second_process().await;
    let request = fixture.basket(BREAKER);
    let turned_away = refusal(fixture.customer().place(request.clone()).await);
    assert_eq!(
        turned_away,
        (Code::Unavailable, "PAYMENT_OVERLOADED".into())
    );
    fixture.payment.overload(false);

    let late = fixture.caller_at(&other, "minji", "customer");
    let late = refusal(late.place(request).await);

    assert_eq!(late, (Code::Unavailable, "PAYMENT_UNAVAILABLE".into()));
    assert!(fixture.payment.book().is_empty());
    assert!(other.stop().await);
}

/// The money may be gone: whatever the database does then, the caller is told to ask again, and never that it failed.
#[tokio::test]
async fn a_database_in_trouble_after_payment_was_asked_leaves_the_outcome_open() {
    let fixture = Fixture::with(|config| {
        config.database.lock_timeout = Duration::from_millis(100);
    })
    .await;
    fixture.payment.silence_lookups(true);
    let customer = fixture.customer();
    let place = customer.place(fixture.basket(LOSE_ANSWER));
    let lock = async {
        wait_until(PATIENCE, async || {
            (!fixture.payment.asked().is_empty()).then_some(())
        })
        .await;
        let mut lock = fixture.database.pool.begin().await.expect("a transaction");
        sqlx::query("LOCK TABLE checkouts IN ACCESS EXCLUSIVE MODE")
            .execute(&mut *lock)
            .await
            .expect("a lock");
        lock
    };

    let (placed, lock) = tokio::join!(place, lock);

    let open = (Code::Unavailable, "PAYMENT_UNAVAILABLE".to_owned());
    assert_eq!(refusal(placed), open);
    lock.rollback().await.expect("unlocked");
}

#[tokio::test]
async fn many_are_turned_away_by_few_commits() {
    let fixture = Fixture::with(|config| config.checkout.max_in_flight = 1).await;
    let customer = fixture.customer();
    let first = tokio::spawn({
        let (customer, request) = (customer.clone(), fixture.basket(WAIT));
        async move { customer.place(request).await }
    });
    wait_until(PATIENCE, async || {
        (!fixture.payment.asked().is_empty()).then_some(())
    })
    .await;

    let turned_away = join_all((0..250).map(|_| customer.place(fixture.basket(APPROVE)))).await;

    for answer in turned_away {
        let status = answer.expect_err("there is no room");
        let delay = status
            .get_details_retry_info()
            .and_then(|it| it.retry_delay);
        assert_eq!(delay, Some(fixture.config().checkout.turned_away_for));
        assert_eq!(refusal(Err::<(), _>(status)).1, "PAYMENT_OVERLOADED");
    }
    let written = fixture
        .count("SELECT count(*) FROM checkouts WHERE status = 'TURNED_AWAY'")
        .await;
    let statements = fixture
        .count("SELECT count(DISTINCT created_at) FROM checkouts WHERE status = 'TURNED_AWAY'")
        .await;
    assert_eq!(written, 250);
    assert!(statements < written / 2, "{statements} statements");
    fixture.payment.open_gate();
    first.await.expect("no panic").expect("placed");
}

/// What cannot be written down is not told.
#[tokio::test]
async fn a_refusal_that_cannot_be_written_leaves_the_outcome_open() {
    let fixture = Fixture::with(|config| {
        config.checkout.max_in_flight = 1;
        config.checkout.refuse_within = Duration::from_millis(300);
    })
    .await;
    let customer = fixture.customer();
    let first = tokio::spawn({
        let (customer, request) = (customer.clone(), fixture.basket(WAIT));
        async move { customer.place(request).await }
    });
    wait_until(PATIENCE, async || {
        (!fixture.payment.asked().is_empty()).then_some(())
    })
    .await;
    let mut lock = fixture.database.pool.begin().await.expect("a transaction");
    sqlx::query("LOCK TABLE checkouts IN ACCESS EXCLUSIVE MODE")
        .execute(&mut *lock)
        .await
        .expect("a lock");

    let turned_away = refusal(customer.place(fixture.basket(APPROVE)).await);

    assert_eq!(
        turned_away,
        (Code::Unavailable, "PAYMENT_UNAVAILABLE".into())
    );
    lock.rollback().await.expect("unlocked");
    fixture.payment.open_gate();
    first.await.expect("no panic").expect("placed");
}

#[tokio::test]
async fn what_was_turned_away_is_forgotten_in_time() {
    let fixture = Fixture::with_short_calls(|config| {
        config.checkout.prune_interval = Duration::from_millis(100);
    })
    .await;
    refusal(fixture.customer().place(fixture.basket(BREAKER)).await);

    wait_until(PATIENCE, async || {
        let left = fixture.count("SELECT count(*) FROM checkouts").await;
        (left == 0).then_some(())
    })
    .await;
}
