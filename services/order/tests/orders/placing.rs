//! Placing an order, with a payment that answers, refuses, hangs and loses its answers.

use std::time::Duration;

use baedal_proto::{
    google::r#type::{LatLng, Money},
    order::v1::{DeliveryAddress, Fulfillment, OrderStatus, PlaceOrderRequest},
    payment::v1::PaymentStatus,
};
use baedal_testkit::wait_until;
use futures_util::future::join_all;
use tonic::Code;

use crate::{
    fake_payment::{
        APPROVE, APPROVE_AND_HANG, BREAKER, DECLINE, LOSE_ANSWER, LOSE_ANSWER_THEN_BREAK, WAIT,
    },
    fixture::{Fixture, PATIENCE, refusal, says_when_to_retry},
};

#[tokio::test]
async fn an_order_costs_what_the_menu_says_and_is_told_once() {
    let fixture = Fixture::start().await;
    let request = PlaceOrderRequest {
        fulfillment: Fulfillment::Delivery.into(),
        delivery_address: Some(DeliveryAddress {
            text: "12 Sejong-daero".into(),
            location: Some(LatLng {
                latitude: 37.57,
                longitude: 126.98,
            }),
        }),
        ..fixture.basket(APPROVE)
    };

    let order = fixture.customer().place(request).await.expect("placed");

    let total = Money {
        currency_code: "KRW".into(),
        units: 9_900,
        nanos: 0,
    };
    assert_eq!(order.total, Some(total));
    assert_eq!(order.status(), OrderStatus::Placed);
    assert_eq!(
        (order.store_name.as_str(), order.version),
        ("Seoul Coffee", 1)
    );
    assert_eq!(
        order.delivery_address.as_ref().map(|it| it.text.as_str()),
        Some("12 Sejong-daero")
    );
    assert_eq!(
        fixture.payment.status_of(&order.order_id),
        Some(PaymentStatus::Approved)
    );
    assert_eq!(
        fixture.told(&order.order_id).await,
        [("placed".to_owned(), 1)]
    );
    assert_eq!(
        fixture
            .customer()
            .get(&order.order_id)
            .await
            .expect("readable"),
        order
    );
}

#[tokio::test]
async fn the_same_call_twenty_times_at_once_is_one_order_and_one_approval() {
    let fixture = Fixture::start().await;
    let (customer, request) = (fixture.customer(), fixture.basket(WAIT));

    let calls = join_all((0..20).map(|_| customer.place(request.clone())));
    let open_when_asked = async {
        wait_until(PATIENCE, async || {
            (!fixture.payment.asked().is_empty()).then_some(())
        })
        .await;
        fixture.payment.open_gate();
    };
    let (answers, ()) = tokio::join!(calls, open_when_asked);

    let orders: Vec<_> = answers
        .into_iter()
        .map(|answer| answer.expect("placed"))
        .collect();
    assert!(orders.iter().all(|order| *order == orders[0]));
    assert_eq!(fixture.payment.asked(), [orders[0].order_id.clone()]);
    assert_eq!(fixture.count("SELECT count(*) FROM orders").await, 1);
    assert_eq!(
        customer.place(request).await.expect("answered as before"),
        orders[0]
    );
}

#[tokio::test]
async fn two_processes_with_the_same_call_place_one_order() {
    let fixture = Fixture::start().await;
    let other = fixture.second_process().await;
    let request = fixture.basket(WAIT);
    let (here, there) = (
        fixture.customer(),
        fixture.caller_at(&other, "minji", "customer"),
    );

    let open_when_asked = async {
        wait_until(PATIENCE, async || {
            (!fixture.payment.asked().is_empty()).then_some(())
        })
        .await;
        fixture.payment.open_gate();
    };
    let (here, there, ()) = tokio::join!(
        here.place(request.clone()),
        there.place(request.clone()),
        open_when_asked
    );

    assert_eq!(here.expect("placed"), there.expect("placed"));
    assert_eq!(fixture.payment.asked().len(), 1);
    assert!(other.stop().await);
}

/// What clients do after an outage: they send again what was placed meanwhile, all of them at once.
#[tokio::test]
async fn orders_are_answered_again_all_at_once_by_the_fewest_connections() {
    let fixture = Fixture::with(|config| config.database.max_connections = 2).await;
    let customer = fixture.customer();
    let requests: Vec<_> = (0..16).map(|_| fixture.basket(APPROVE)).collect();
    let place = || {
        join_all(
            requests
                .iter()
                .map(|request| customer.place(request.clone())),
        )
    };
    let placed = place().await;

    let again = place().await;

    for (placed, again) in placed.into_iter().zip(again) {
        assert_eq!(again.expect("answered as before"), placed.expect("placed"));
    }
}

#[tokio::test]
async fn a_request_id_is_good_for_one_request() {
    let fixture = Fixture::start().await;
    let customer = fixture.customer();
    let request = fixture.basket(APPROVE);
    let order = customer.place(request.clone()).await.expect("placed");

    let other = PlaceOrderRequest {
        note: "two sugars".into(),
        ..request.clone()
    };
    let reused = refusal(customer.place(other).await);

    assert_eq!(reused, (Code::AlreadyExists, "REQUEST_ID_REUSED".into()));
    let somebody_else = fixture
        .caller("jisoo", "customer")
        .place(request)
        .await
        .expect("theirs");
    assert_ne!(
        somebody_else.order_id, order.order_id,
        "a request id belongs to its customer"
    );
}

#[tokio::test]
async fn an_order_is_answered_again_after_the_store_closed() {
    let fixture = Fixture::start().await;
    let (customer, request) = (fixture.customer(), fixture.basket(APPROVE));
    let order = customer.place(request.clone()).await.expect("placed");

    fixture.sql("UPDATE stores SET open = false").await;

    assert_eq!(
        customer.place(request).await.expect("answered as before"),
        order
    );
}

#[tokio::test]
async fn a_declined_card_places_nothing_however_often_it_is_tried() {
    let fixture = Fixture::start().await;
    let (customer, request) = (fixture.customer(), fixture.basket(DECLINE));

    for _ in 0..2 {
        let declined = refusal(customer.place(request.clone()).await);
        assert_eq!(declined, (Code::FailedPrecondition, "CARD_DECLINED".into()));
    }

    assert_eq!(fixture.only_order().await, None);
    assert_eq!(fixture.payment.asked().len(), 1);
}

#[tokio::test]
async fn who_meets_the_open_breaker_pays_a_little_later_with_the_same_request() {
    let fixture = Fixture::with_short_calls(|_| {}).await;
    let (customer, request) = (fixture.customer(), fixture.basket(BREAKER));

    let status = customer
        .place(request.clone())
        .await
        .expect_err("overloaded");

    assert!(says_when_to_retry(&status));
    let overloaded = refusal(Err::<(), _>(status));
    assert_eq!(overloaded, (Code::Unavailable, "PAYMENT_OVERLOADED".into()));
    assert_eq!(
        fixture
            .count("SELECT count(*) FROM checkouts WHERE status IN ('OPEN', 'VOIDING')")
            .await,
        0,
        "it is released"
    );

    fixture.payment.overload(false);
    wait_until(PATIENCE, async || {
        customer.place(request.clone()).await.ok()
    })
    .await;
}

#[tokio::test]
async fn a_full_house_answers_as_the_breaker_does() {
    let fixture = Fixture::with_short_calls(|config| config.checkout.max_in_flight = 1).await;
    let customer = fixture.customer();
    let (first, second) = (fixture.basket(WAIT), fixture.basket(APPROVE));

    let turned_away = async {
        wait_until(PATIENCE, async || {
            (!fixture.payment.asked().is_empty()).then_some(())
        })
        .await;
        let turned_away = customer.place(second.clone()).await;
        fixture.payment.open_gate();
        turned_away
    };
    let (placed, turned_away) = tokio::join!(customer.place(first), turned_away);

    placed.expect("the first one is in");
    assert!(says_when_to_retry(
        turned_away.as_ref().expect_err("no room")
    ));
    assert_eq!(
        refusal(turned_away),
        (Code::Unavailable, "PAYMENT_OVERLOADED".into())
    );
    // There is room again, once the time is over that it was told.
    wait_until(PATIENCE, async || customer.place(second.clone()).await.ok()).await;
}

/// "Nothing was charged, order again" would be two meals and two charges: an earlier attempt may have been approved.
#[tokio::test]
async fn nobody_who_may_have_paid_hears_that_nothing_was_charged() {
    let fixture = Fixture::with(|config| config.checkout.max_in_flight = 1).await;
    fixture.payment.silence_lookups(true);
    let customer = fixture.customer();
    let (paid, other) = (fixture.basket(LOSE_ANSWER_THEN_BREAK), fixture.basket(WAIT));
    let unknown = (Code::Unavailable, "PAYMENT_UNAVAILABLE".to_owned());
    assert_eq!(refusal(customer.place(paid.clone()).await), unknown);

    // The breaker is open for the second attempt.
    assert_eq!(refusal(customer.place(paid.clone()).await), unknown);

    // There is no room for the third.
    let third = async {
        wait_until(PATIENCE, async || {
            (fixture.payment.asked().len() > 1).then_some(())
        })
        .await;
        let third = customer.place(paid.clone()).await;
        fixture.payment.open_gate();
        third
    };
    let (_, third) = tokio::join!(customer.place(other), third);
    assert_eq!(refusal(third), unknown);
}

#[tokio::test]
async fn an_approval_whose_answer_was_lost_is_looked_up() {
    let fixture = Fixture::with(|config| {
        config.checkout.deadline = Duration::from_secs(3);
        config.checkout.lookup_reserve = Duration::from_millis(2_500);
    })
    .await;
    let customer = fixture.customer();

    for card in [LOSE_ANSWER, APPROVE_AND_HANG] {
        let order = customer
            .place(fixture.basket(card))
            .await
            .expect("placed all the same");
        assert_eq!(
            fixture.payment.status_of(&order.order_id),
            Some(PaymentStatus::Approved)
        );
    }
}

#[tokio::test]
async fn who_hears_nothing_asks_again_and_pays_once() {
    let fixture = Fixture::start().await;
    fixture.payment.silence_lookups(true);
    let (customer, request) = (fixture.customer(), fixture.basket(LOSE_ANSWER));

    let status = customer
        .place(request.clone())
        .await
        .expect_err("nobody knows yet");
    assert!(says_when_to_retry(&status));
    let undecided = refusal(Err::<(), _>(status));
    assert_eq!(undecided, (Code::Unavailable, "PAYMENT_UNAVAILABLE".into()));
    assert_eq!(fixture.only_order().await, None);

    fixture.payment.silence_lookups(false);
    let order = customer.place(request).await.expect("placed");

    let book = fixture.payment.book();
    assert_eq!(
        book,
        [(order.order_id, PaymentStatus::Approved)],
        "one key, one approval"
    );
}

#[tokio::test]
async fn an_order_is_placed_although_its_customer_went_away() {
    let fixture = Fixture::start().await;
    let (customer, request) = (fixture.customer(), fixture.basket(WAIT));

    let asked = wait_until(PATIENCE, async || {
        (!fixture.payment.asked().is_empty()).then_some(())
    });
    tokio::select! {
        biased;
        () = asked => {} // The call is dropped here, half way.
        answer = customer.place(request.clone()) => panic!("nobody opened the gate: {answer:?}"),
    }
    assert_eq!(fixture.only_order().await, None);
    fixture.payment.open_gate();

    let placed = wait_until(PATIENCE, async || fixture.only_order().await).await;
    let order = customer.place(request).await.expect("answered");
    assert_eq!(order.order_id, placed.to_string());
}
