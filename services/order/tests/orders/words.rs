//! What customers type comes through in one form, and the store does not learn who typed it.

use baedal_proto::google::r#type::LatLng;
use baedal_proto::order::v1::{
    CancelOrderRequest, DeliveryAddress, Fulfillment, ListOrdersRequest, PlaceOrderRequest,
};

use crate::fake_payment::APPROVE;
use crate::fixture::{Fixture, new_id};

#[tokio::test]
async fn every_line_end_is_one_and_a_syllable_is_a_character() {
    let fixture = Fixture::start().await;
    // 200 syllables as macOS writes them: 600 code points.
    let decomposed = "\u{1112}\u{1161}\u{11ab}".repeat(200);
    let request = PlaceOrderRequest {
        fulfillment: Fulfillment::Delivery.into(),
        delivery_address: Some(DeliveryAddress {
            text: "12 Sejong-daero\r\n3rd floor".into(),
            location: Some(LatLng {
                latitude: 37.57,
                longitude: 126.98,
            }),
        }),
        note: format!("bell\r\n{decomposed}\r"),
        ..fixture.basket(APPROVE)
    };
    let order = fixture.customer().place(request).await.expect("placed");
    assert_eq!(order.note, format!("bell\n{}", "한".repeat(200)));
    let address = order.delivery_address.expect("an address");
    assert_eq!(address.text, "12 Sejong-daero\n3rd floor");

    let customer = fixture.customer();
    let cancel = CancelOrderRequest {
        order_id: order.order_id,
        request_id: new_id().to_string(),
        reason: "changed\rmy mind".into(),
    };
    let mut calls = customer.calls.clone();
    let canceled = calls.cancel_order(customer.signed(cancel)).await;
    let canceled = canceled.expect("asked").into_inner().order;
    assert_eq!(canceled.expect("the order").reason, "changed\nmy mind");

    let request = PlaceOrderRequest {
        note: "bell\u{7}".into(),
        ..fixture.basket(APPROVE)
    };
    let refused = fixture
        .customer()
        .place(request)
        .await
        .expect_err("refused");
    assert!(format!("{refused:?}").contains("U+0007"), "it says which");
}

#[tokio::test]
async fn the_store_does_not_learn_who_ordered() {
    let fixture = Fixture::start().await;
    let placed = fixture.customer().place(fixture.basket(APPROVE)).await;
    let placed = placed.expect("placed");
    assert_ne!(placed.customer_id, "");
    let owner = fixture.caller("owner", "store_owner");
    let seen = owner.get(&placed.order_id).await.expect("readable");
    assert_eq!(seen.customer_id, "");
    let mut calls = owner.calls.clone();
    let listed = calls
        .list_orders(owner.signed(ListOrdersRequest::default()))
        .await;
    for order in listed.expect("a page").into_inner().orders {
        assert_eq!(order.customer_id, "");
    }
    let operator = fixture.caller("op", "operator");
    assert_eq!(
        operator.get(&placed.order_id).await.expect("readable"),
        placed
    );
}
