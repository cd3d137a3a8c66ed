//! A request id means the same order, however late and in whatever spelling it comes again.

use std::time::Duration;

use baedal_proto::order::v1::{PlaceOrderLine, PlaceOrderRequest};
use baedal_testkit::wait_until;
use tonic::Code;

use crate::{
    fake_payment::{APPROVE, DECLINE},
    fixture::{Fixture, PATIENCE, refusal},
};

#[tokio::test]
async fn a_request_id_means_the_same_order_after_its_checkout_was_forgotten() {
    let fixture = Fixture::with(|config| {
        config.checkout.deadline = Duration::from_secs(1);
        config.checkout.lookup_reserve = Duration::from_millis(100);
        config.checkout.remember = Duration::from_secs(2);
        config.checkout.prune_interval = Duration::from_millis(100);
        config.database.statement_timeout = Duration::from_secs(2);
    })
    .await;
    let customer = fixture.customer();
    let (paid, declined) = (fixture.basket(APPROVE), fixture.basket(DECLINE));
    let order = customer.place(paid.clone()).await.expect("placed");
    refusal(customer.place(declined.clone()).await);
    wait_until(PATIENCE, async || {
        let left = fixture.count("SELECT count(*) FROM checkouts").await;
        (left == 0).then_some(())
    })
    .await;
    // Whatever the menu says by then.
    fixture.sql("UPDATE stores SET open = false").await;

    let again = customer.place(paid.clone()).await;
    assert_eq!(again.expect("answered as before"), order);
    let again = refusal(customer.place(declined).await);
    assert_eq!(again, (Code::FailedPrecondition, "CARD_DECLINED".into()));
    let other = PlaceOrderRequest {
        note: "two sugars".into(),
        ..paid
    };
    let reused = refusal(customer.place(other).await);
    assert_eq!(reused, (Code::AlreadyExists, "REQUEST_ID_REUSED".into()));
    assert_eq!(fixture.payment.asked().len(), 2);
    assert_eq!(fixture.count("SELECT count(*) FROM checkouts").await, 0);
}

#[tokio::test]
async fn an_id_in_another_spelling_is_the_same_id() {
    let fixture = Fixture::start().await;
    let customer = fixture.customer();
    let request = fixture.basket(APPROVE);
    let order = customer.place(request.clone()).await.expect("placed");

    let upper = PlaceOrderRequest {
        request_id: request.request_id.to_uppercase(),
        store_id: request.store_id.to_uppercase(),
        lines: request
            .lines
            .iter()
            .map(|line| PlaceOrderLine {
                item_id: line.item_id.to_uppercase(),
                quantity: line.quantity,
            })
            .collect(),
        ..request
    };

    let again = customer.place(upper).await;
    assert_eq!(again.expect("answered as before"), order);
}

/// In the middle of an upgrade: a row of an earlier release knows only the message's bytes, and one of a later release may know
/// fields that this one does not.
#[tokio::test]
async fn what_another_release_wrote_is_taken_for_the_same_request() {
    let fixture = Fixture::start().await;
    let customer = fixture.customer();
    let request = fixture.basket(APPROVE);
    let order = customer.place(request.clone()).await.expect("placed");
    let other = PlaceOrderRequest {
        note: "two sugars".into(),
        ..request.clone()
    };

    fixture
        .sql("UPDATE checkouts SET fingerprint = set_byte(sha256('else') || 'x', 0, 2)")
        .await;
    let again = customer.place(request.clone()).await;
    assert_eq!(again.expect("a later one's"), order);

    fixture.sql("UPDATE checkouts SET fingerprint = NULL").await;
    let again = customer.place(request).await;
    assert_eq!(again.expect("an earlier one's"), order);
    let reused = refusal(customer.place(other).await);
    assert_eq!(reused, (Code::AlreadyExists, "REQUEST_ID_REUSED".into()));
}
