//! Checkouts that somebody works on are theirs, and those that cannot be ended keep nobody from the others.

use std::{sync::Arc, time::Duration};

use baedal_order::{Order as OrderServer, config::Config};
use baedal_proto::{order::v1::OrderStatus, payment::v1::PaymentStatus};
use baedal_runtime::{
    BoxError, Clock, Process, ProcessConfig, Service, SystemClock, config::Settings, launch,
};
use baedal_testkit::wait_until;
use futures_util::future::join_all;
use time::OffsetDateTime;

use crate::{
    fake_payment::{APPROVE, HANG, LOSE_ANSWER, WAIT},
    fixture::{Fixture, PATIENCE, refusal},
};

/// A machine whose clock is an hour ahead.
struct HourAhead;

impl Clock for HourAhead {
    fn now(&self) -> OffsetDateTime {
        SystemClock.now() + Duration::from_hours(1)
    }
}

/// The order service on such a machine.
struct OrderAhead;

impl Service for OrderAhead {
    const NAME: &'static str = OrderServer::NAME;
    type Config = Config;

    async fn migrate(config: Config) -> Result<(), BoxError> {
        OrderServer::migrate(config).await
    }

    async fn start(config: Config, process: &mut Process) -> Result<(), BoxError> {
        baedal_order::start(config, process, Arc::new(HourAhead)).await
    }
}

#[tokio::test]
async fn a_process_whose_clock_is_ahead_takes_nobodys_checkout() {
    let fixture =
        Fixture::with(|config| config.checkout.sweep_interval = Duration::from_hours(1)).await;
    let customer = fixture.customer();
    let request = fixture.basket(WAIT);
    let placed = tokio::spawn(async move { customer.place(request).await });
    let order = wait_until(PATIENCE, async || fixture.payment.asked().pop()).await;
    // One that somebody left behind, so that the sweeper has something to do.
    fixture
        .sql(
            "INSERT INTO checkouts (order_id, customer_id, request_id, request_hash, purchase, lease_until, created_at)
             SELECT '017e1000-0000-7000-8000-000000000001', 'somebody', gen_random_uuid(), '',
                    jsonb_set(purchase, '{order_id}', '\"017e1000-0000-7000-8000-000000000001\"'), '2022-01-01', '2022-01-01'
               FROM checkouts",
        )
        .await;

    let mut config = fixture.config();
    config.checkout.sweep_interval = Duration::from_millis(100);
    let ahead = launch::<OrderAhead>(Settings {
        process: ProcessConfig::for_tests(),
        service: config,
    });
    let ahead = ahead.await.expect("the service starts");
    wait_until(PATIENCE, async || {
        let left = fixture
            .count("SELECT count(*) FROM checkouts WHERE customer_id = 'somebody'")
            .await;
        (left == 0).then_some(())
    })
    .await;
    fixture.payment.open_gate();

    let placed = placed.await.expect("no panic").expect("placed");
    assert_eq!(placed.order_id, order);
    assert_eq!(
        fixture.payment.status_of(&order),
        Some(PaymentStatus::Approved)
    );
    assert!(ahead.stop().await);
}

#[tokio::test]
async fn checkouts_that_cannot_be_ended_keep_no_other_from_being_looked_at() {
    let fixture = Fixture::with(|config| {
        config.checkout.deadline = Duration::from_millis(300);
        config.checkout.lookup_reserve = Duration::from_millis(100);
        // Longer than a lease: at each sweep the same ones are free again.
        config.checkout.sweep_interval = Duration::from_millis(1_500);
    })
    .await;
    fixture.payment.refuse_voids(true);
    fixture.payment.silence_lookups(true);
    let customer = fixture.customer();
    // More than are taken at once.
    join_all((0..17).map(async |_| refusal(customer.place(fixture.basket(HANG)).await))).await;
    refusal(customer.place(fixture.basket(LOSE_ANSWER)).await);
    fixture.payment.silence_lookups(false);

    wait_until(PATIENCE, async || fixture.only_order().await).await;

    let stuck = fixture
        .count("SELECT count(*) FROM checkouts WHERE status IN ('OPEN', 'VOIDING')")
        .await;
    assert_eq!(stuck, 17, "until payment takes them back");
}

#[tokio::test]
async fn a_process_whose_clock_is_ahead_calls_no_order_off_that_the_store_may_still_accept() {
    let fixture =
        Fixture::with(|config| config.orders.expiry_interval = Duration::from_hours(1)).await;
    let customer = fixture.customer();
    let (waits, late) = (fixture.basket(APPROVE), fixture.basket(APPROVE));
    let waits = customer.place(waits).await.expect("placed").order_id;
    fixture.sql("UPDATE orders SET note = 'waits'").await;
    let late = customer.place(late).await.expect("placed").order_id;
    fixture
        .sql("UPDATE orders SET accept_by = now() - interval '1 hour' WHERE note <> 'waits'")
        .await;

    let mut config = fixture.config();
    config.orders.expiry_interval = Duration::from_millis(100);
    let ahead = launch::<OrderAhead>(Settings {
        process: ProcessConfig::for_tests(),
        service: config,
    });
    let ahead = ahead.await.expect("the service starts");
    wait_until(PATIENCE, async || {
        let late = customer.get(&late).await.expect("readable");
        (late.status() == OrderStatus::Canceling).then_some(())
    })
    .await;

    let waits = customer.get(&waits).await.expect("readable");
    assert_eq!(waits.status(), OrderStatus::Placed);
    assert!(ahead.stop().await);
}
