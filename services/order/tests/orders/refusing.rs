//! What is refused, and in which words.

use baedal_proto::{
    google::r#type::{LatLng, Money},
    order::v1::{
        CancelOrderRequest, ConfirmReceiptRequest, DeliveryAddress, Fulfillment, ListOrdersRequest,
        PlaceOrderLine, PlaceOrderRequest,
    },
};
use tonic::{Code, Status};
use tonic_types::StatusExt;
use uuid::Uuid;

use crate::{
    fake_payment::APPROVE,
    fixture::{Fixture, new_id, refusal},
};

/// The fields that a refusal names.
fn bad_fields<T: std::fmt::Debug>(answer: Result<T, Status>) -> Vec<String> {
    let status = answer.expect_err("it is refused");
    assert_eq!(status.code(), Code::InvalidArgument);
    let request = status.get_details_bad_request().expect("BadRequest");
    request
        .field_violations
        .into_iter()
        .map(|violation| violation.field)
        .collect()
}

#[tokio::test]
async fn what_the_store_does_not_offer_is_not_sold() {
    let fixture = Fixture::start().await;
    let customer = fixture.customer();
    let good = fixture.basket(APPROVE);
    let line = |item: Uuid| {
        vec![PlaceOrderLine {
            item_id: item.to_string(),
            quantity: 1,
        }]
    };

    let elsewhere = PlaceOrderRequest {
        store_id: new_id().to_string(),
        ..good.clone()
    };
    let unknown = PlaceOrderRequest {
        lines: line(new_id()),
        ..good.clone()
    };
    let price = Money {
        currency_code: "KRW".into(),
        units: 1,
        nanos: 0,
    };
    let cheap = PlaceOrderRequest {
        expected_total: Some(price),
        ..good.clone()
    };
    let answers = [
        (elsewhere, Code::NotFound, "STORE_NOT_FOUND"),
        (unknown, Code::NotFound, "ITEM_NOT_FOUND"),
        (cheap, Code::FailedPrecondition, "TOTAL_CHANGED"),
    ];
    for (request, code, reason) in answers {
        assert_eq!(
            refusal(customer.place(request).await),
            (code, reason.to_owned())
        );
    }

    fixture
        .sql("UPDATE menu_items SET available = false WHERE name = 'Cookie'")
        .await;
    let sold_out = refusal(customer.place(good.clone()).await);
    assert_eq!(sold_out, (Code::FailedPrecondition, "ITEM_SOLD_OUT".into()));

    fixture.sql("UPDATE stores SET open = false").await;
    let closed = refusal(customer.place(good).await);
    assert_eq!(closed, (Code::FailedPrecondition, "STORE_CLOSED".into()));

    assert!(fixture.payment.asked().is_empty());
    assert_eq!(fixture.count("SELECT count(*) FROM checkouts").await, 0);
}

#[tokio::test]
async fn every_bad_field_of_an_order_is_named() {
    let fixture = Fixture::start().await;
    let customer = fixture.customer();
    let line = |item_id: &str, quantity| PlaceOrderLine {
        item_id: item_id.to_owned(),
        quantity,
    };
    let latte = fixture.latte.to_string();

    let nothing = bad_fields(customer.place(PlaceOrderRequest::default()).await);
    assert_eq!(
        nothing,
        [
            "request_id",
            "store_id",
            "lines",
            "fulfillment",
            "card_token"
        ]
    );

    let all_wrong = PlaceOrderRequest {
        request_id: "1; DROP TABLE orders".into(),
        store_id: Uuid::nil().to_string(),
        lines: vec![line(&latte, 0), line("latte", 100), line(&latte, i32::MIN)],
        fulfillment: Fulfillment::Delivery.into(),
        delivery_address: Some(DeliveryAddress {
            text: " ".into(),
            location: Some(LatLng {
                latitude: f64::NAN,
                longitude: 180.1,
            }),
        }),
        card_token: "x".repeat(129),
        note: "\0".into(),
        expected_total: Some(Money {
            currency_code: "KRW".into(),
            units: -1,
            nanos: 0,
        }),
    };
    assert_eq!(
        bad_fields(customer.place(all_wrong).await),
        [
            "request_id",
            "store_id",
            "lines[0].quantity",
            "lines[1].item_id",
            "lines[1].quantity",
            "lines[2].item_id",
            "delivery_address.text",
            "delivery_address.location.latitude",
            "delivery_address.location.longitude",
            "card_token",
            "note",
            "expected_total",
        ],
    );

    let good = fixture.basket(APPROVE);
    let too_many = (0..51).map(|_| line(&new_id().to_string(), 1)).collect();
    let oversized = PlaceOrderRequest {
        lines: too_many,
        note: "n".repeat(501),
        ..good.clone()
    };
    assert_eq!(
        bad_fields(customer.place(oversized).await),
        ["lines", "note"]
    );
    let nowhere = PlaceOrderRequest {
        fulfillment: Fulfillment::Delivery.into(),
        ..good.clone()
    };
    assert_eq!(
        bad_fields(customer.place(nowhere).await),
        ["delivery_address"]
    );
    let unknown_way = PlaceOrderRequest {
        fulfillment: 77,
        ..good
    };
    assert_eq!(
        bad_fields(customer.place(unknown_way).await),
        ["fulfillment"]
    );
    assert!(fixture.payment.asked().is_empty());
}

#[tokio::test]
async fn every_bad_field_of_the_other_calls_is_named() {
    let fixture = Fixture::start().await;
    let customer = fixture.customer();
    let mut calls = customer.calls.clone();

    assert_eq!(bad_fields(customer.get("order").await), ["order_id"]);
    let cancel = CancelOrderRequest {
        reason: "r".repeat(501),
        ..CancelOrderRequest::default()
    };
    let canceled = calls.cancel_order(customer.signed(cancel)).await;
    assert_eq!(bad_fields(canceled), ["order_id", "request_id", "reason"]);
    let confirmed = calls
        .confirm_receipt(customer.signed(ConfirmReceiptRequest::default()))
        .await;
    assert_eq!(bad_fields(confirmed), ["order_id", "request_id"]);
    let list = ListOrdersRequest {
        page_size: -1,
        page_token: "made up".into(),
        store_id: "store".into(),
        status: 99,
    };
    let listed = calls.list_orders(customer.signed(list)).await;
    assert_eq!(
        bad_fields(listed),
        ["page_size", "page_token", "store_id", "status"]
    );
}

#[tokio::test]
async fn only_customers_with_a_token_place_orders() {
    let fixture = Fixture::start().await;
    let request = fixture.basket(APPROVE);

    let nobody = fixture.customer().calls.place_order(request.clone()).await;
    assert_eq!(refusal(nobody).0, Code::Unauthenticated);
    let rider = fixture.caller("rider", "rider").place(request).await;
    assert_eq!(refusal(rider).0, Code::PermissionDenied);
    assert!(fixture.payment.asked().is_empty());
}
