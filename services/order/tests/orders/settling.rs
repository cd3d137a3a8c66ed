//! What nobody waits for any more is settled all the same.

use std::time::Duration;

use baedal_order::{
    app::{CardToken, Charge, Payments},
    config::Config,
    grpc::PaymentClient,
};
use baedal_proto::{order::v1::OrderStatus, payment::v1::PaymentStatus};
use baedal_runtime::{client::ClientConfig, config::Secret};
use baedal_testkit::wait_until;
use baedal_values::{Currency, Money, OrderId, StoreId};
use tonic::Code;

use crate::{
    fake_payment::{APPROVE, FakePayment, HANG, LOSE_ANSWER, WAIT},
    fixture::{Fixture, PATIENCE, new_id, refusal},
};

fn in_a_hurry(config: &mut Config) {
    config.checkout.deadline = Duration::from_millis(300);
    config.checkout.lookup_reserve = Duration::from_millis(100);
}

#[tokio::test]
async fn a_paid_checkout_becomes_an_order() {
    let fixture = Fixture::with(in_a_hurry).await;
    fixture.payment.silence_lookups(true);
    let (customer, request) = (fixture.customer(), fixture.basket(LOSE_ANSWER));
    refusal(customer.place(request.clone()).await);
    fixture.payment.silence_lookups(false);

    let order = wait_until(PATIENCE, async || fixture.only_order().await)
        .await
        .to_string();

    assert_eq!(
        fixture.payment.status_of(&order),
        Some(PaymentStatus::Approved)
    );
    assert_eq!(fixture.told(&order).await, [("placed".to_owned(), 1)]);
    let answered = customer
        .place(request)
        .await
        .expect("the request id is known");
    assert_eq!(answered.order_id, order);
}

#[tokio::test]
async fn an_unpaid_checkout_is_voided_and_its_request_is_free_again() {
    let fixture = Fixture::with(in_a_hurry).await;
    let (customer, request) = (fixture.customer(), fixture.basket(HANG));
    let undecided = refusal(customer.place(request.clone()).await);
    assert_eq!(undecided, (Code::Unavailable, "PAYMENT_UNAVAILABLE".into()));
    let asked = fixture.payment.asked();

    wait_until(PATIENCE, async || {
        let open = fixture.count("SELECT count(*) FROM checkouts").await;
        (open == 0).then_some(())
    })
    .await;

    assert_eq!(
        fixture.payment.status_of(&asked[0]),
        Some(PaymentStatus::Voided),
        "a tombstone"
    );
    assert_eq!(fixture.only_order().await, None);
    let again = baedal_proto::order::v1::PlaceOrderRequest {
        card_token: APPROVE.to_owned(),
        ..request
    };
    let order = customer.place(again).await.expect("the request id is free");
    assert_ne!(order.order_id, asked[0]);
}

#[tokio::test]
async fn two_sweepers_settle_a_checkout_once() {
    let fixture = Fixture::with(in_a_hurry).await;
    let other = fixture.second_process().await;
    fixture.payment.silence_lookups(true);
    for _ in 0..5 {
        refusal(fixture.customer().place(fixture.basket(LOSE_ANSWER)).await);
    }
    fixture.payment.silence_lookups(false);

    wait_until(PATIENCE, async || {
        let settled = fixture
            .count("SELECT count(*) FROM checkouts WHERE status = 'DONE'")
            .await;
        (settled == 5).then_some(())
    })
    .await;

    assert_eq!(fixture.count("SELECT count(*) FROM orders").await, 5);
    assert_eq!(
        fixture
            .count("SELECT count(*) FROM outbox WHERE fact = 'placed'")
            .await,
        5
    );
    assert!(other.stop().await);
}

#[tokio::test]
async fn an_order_that_no_store_accepts_goes_the_cancel_way() {
    let fixture = Fixture::with(|config| config.orders.accept_within = Duration::ZERO).await;
    let customer = fixture.customer();

    let order = customer
        .place(fixture.basket(APPROVE))
        .await
        .expect("placed")
        .order_id;

    let canceling = wait_until(PATIENCE, async || {
        let order = customer.get(&order).await.expect("readable");
        (order.status() == OrderStatus::Canceling).then_some(order)
    })
    .await;
    assert_eq!(
        canceling.reason,
        "the store did not accept the order in time"
    );
    let told = fixture.told(&order).await;
    assert_eq!(
        told,
        [("placed".to_owned(), 1), ("cancel_requested".to_owned(), 2)]
    );
}

#[tokio::test]
async fn a_stop_waits_for_what_is_being_paid() {
    let fixture = Fixture::start().await;
    let stopping = fixture.second_process().await;
    let customer = fixture.caller_at(&stopping, "minji", "customer");
    let request = fixture.basket(WAIT);
    let asked = wait_until(PATIENCE, async || {
        (!fixture.payment.asked().is_empty()).then_some(())
    });
    tokio::select! {
        biased;
        () = asked => {} // Nobody waits for the answer any more; only the task does.
        answer = customer.place(request) => panic!("nobody opened the gate: {answer:?}"),
    }

    let (stopped, ()) = tokio::join!(stopping.stop(), async {
        tokio::task::yield_now().await;
        fixture.payment.open_gate();
    });

    assert!(stopped, "in time and well");
    assert!(
        fixture.only_order().await.is_some(),
        "paid and stored before the end"
    );
}

#[tokio::test]
async fn looking_up_and_voiding_wait_for_no_charge() {
    // One slow charge is all that one connection takes.
    let payment = FakePayment::with_streams(1).await;
    let config = ClientConfig::new(payment.endpoint());
    let client =
        PaymentClient::new(&config, &Secret::new("order-service-token")).expect("a client");
    let charge = Charge {
        order_id: OrderId::from(new_id()),
        customer: "minji".parse().expect("a subject"),
        store_id: StoreId::from(new_id()),
        amount: Money::new(4_500, Currency::Krw).expect("a price"),
    };
    let charging = client.clone();
    let slow = tokio::spawn(async move {
        let card = CardToken::new(WAIT.to_owned());
        charging.authorize(&charge, &card, PATIENCE).await
    });
    wait_until(PATIENCE, async || {
        (!payment.asked().is_empty()).then_some(())
    })
    .await;

    let (limit, other) = (Duration::from_secs(2), OrderId::from(new_id()));
    let found = client.find(other, limit).await;
    assert!(matches!(found, Ok(None)), "{found:?}");
    let voided = client.void(other, limit).await;
    assert!(voided.is_ok(), "{voided:?}");
    assert!(!slow.is_finished(), "all that while it was charging");
    payment.open_gate();
    slow.await.expect("no panic").expect("charged");
}
