//! The service as its callers meet it: over gRPC, behind the access rules.

use baedal_proto::google::r#type::Money;
use baedal_proto::payment::v1 as wire;
use tonic::{Code, Request, Status};
use tonic_types::StatusExt;

use crate::service::{Service, authorize, by_order};
use crate::world::new_id;

fn get(order_id: &str) -> wire::GetPaymentRequest {
    wire::GetPaymentRequest {
        order_id: order_id.to_owned(),
    }
}

fn reason(status: &Status) -> String {
    status.get_details_error_info().expect("ErrorInfo").reason
}

#[tokio::test]
async fn the_order_service_pays_and_the_customer_sees_it() {
    let service = Service::start().await;
    let paid = service.pay("customer-1", "card_approve").await;
    assert_eq!(paid.status(), wire::PaymentStatus::Approved);
    assert_eq!(paid.amount.as_ref().expect("an amount").units, 18_000);

    let own = service.by("customer-1", "customer", get(&paid.order_id));
    let seen = service
        .client()
        .get_payment(own)
        .await
        .expect("its own")
        .into_inner();
    assert_eq!(seen.payment.as_ref(), Some(&paid));
    for request in [
        service.by("ops", "operator", get(&paid.order_id)),
        by_order(get(&paid.order_id)),
    ] {
        let seen = service
            .client()
            .get_payment(request)
            .await
            .expect("visible")
            .into_inner();
        assert_eq!(seen.payment.as_ref(), Some(&paid));
    }
    let foreign = service.by("customer-2", "customer", get(&paid.order_id));
    let hidden = service
        .client()
        .get_payment(foreign)
        .await
        .expect_err("not its own");
    assert_eq!(
        (hidden.code(), reason(&hidden).as_str()),
        (Code::NotFound, "PAYMENT_NOT_FOUND")
    );
    assert!(service.running.stop().await);
}

#[tokio::test]
async fn only_the_order_service_moves_money() {
    let service = Service::start().await;
    let nobody = Request::new(authorize(new_id(), "card_approve"));
    let refused = service
        .client()
        .authorize_payment(nobody)
        .await
        .expect_err("no identity");
    assert_eq!(refused.code(), Code::Unauthenticated);

    let operator = service.by("ops", "operator", authorize(new_id(), "card_approve"));
    let refused = service
        .client()
        .authorize_payment(operator)
        .await
        .expect_err("a person");
    assert_eq!(refused.code(), Code::PermissionDenied);
}

#[tokio::test]
async fn a_declined_card_is_refused_the_same_way_twice() {
    let service = Service::start().await;
    let message = authorize(new_id(), "card_decline");
    for _ in 0..2 {
        let request = by_order(message.clone());
        let refused = service
            .client()
            .authorize_payment(request)
            .await
            .expect_err("declined");
        assert_eq!(
            (refused.code(), reason(&refused).as_str()),
            (Code::FailedPrecondition, "CARD_DECLINED")
        );
        let info = refused.get_details_error_info().expect("ErrorInfo");
        assert_eq!(info.metadata["decline_reason"], "insufficient_funds");
    }
    let other = wire::AuthorizePaymentRequest {
        card_token: "card_approve".to_owned(),
        ..message
    };
    let refused = service
        .client()
        .authorize_payment(by_order(other))
        .await
        .expect_err("differs");
    assert_eq!(
        (refused.code(), reason(&refused).as_str()),
        (Code::AlreadyExists, "PAYMENT_DIFFERS")
    );
}

#[tokio::test]
async fn a_provider_that_is_down_is_worth_a_retry() {
    let service = Service::start().await;
    let request = by_order(authorize(new_id(), "card_unavailable"));

    let refused = service
        .client()
        .authorize_payment(request)
        .await
        .expect_err("unavailable");

    assert_eq!(
        (refused.code(), reason(&refused).as_str()),
        (Code::Unavailable, "PROVIDER_UNAVAILABLE")
    );
    assert!(refused.get_details_retry_info().is_some());
}

#[tokio::test]
async fn a_voided_order_is_never_charged() {
    let service = Service::start().await;
    let order = new_id();
    let void = wire::VoidPaymentRequest {
        order_id: order.to_string(),
        request_id: new_id().to_string(),
    };
    let voided = service
        .client()
        .void_payment(by_order(void))
        .await
        .expect("a tombstone");
    let tombstone = voided.into_inner().payment.expect("a payment");
    assert_eq!(
        (tombstone.status(), &tombstone.amount),
        (wire::PaymentStatus::Voided, &None)
    );

    let late = by_order(authorize(order, "card_approve"));
    let refused = service
        .client()
        .authorize_payment(late)
        .await
        .expect_err("voided");
    assert_eq!(
        (refused.code(), reason(&refused).as_str()),
        (Code::FailedPrecondition, "PAYMENT_VOIDED")
    );
}

#[tokio::test]
async fn every_bad_field_is_named() {
    let service = Service::start().await;
    let bad = wire::AuthorizePaymentRequest {
        order_id: "42".to_owned(),
        customer_id: "two words".to_owned(),
        store_id: String::new(),
        amount: Some(Money {
            currency_code: "KRW".to_owned(),
            units: -1,
            nanos: 0,
        }),
        card_token: "x".repeat(129),
        request_id: "again".to_owned(),
    };
    let refused = service
        .client()
        .authorize_payment(by_order(bad))
        .await
        .expect_err("all wrong");
    assert_eq!(refused.code(), Code::InvalidArgument);
    let named = refused
        .get_details_bad_request()
        .expect("BadRequest")
        .field_violations;
    let named: Vec<_> = named
        .iter()
        .map(|violation| violation.field.as_str())
        .collect();
    let all = [
        "order_id",
        "customer_id",
        "store_id",
        "amount",
        "card_token",
        "request_id",
    ];
    assert_eq!(named, all);

    for (units, nanos, currency) in [
        (0, 0, "KRW"),
        (1, 1, "KRW"),
        (1, 1_000_000_000, "USD"),
        (i64::MAX, 0, "USD"),
        (1, 0, "XXX"),
    ] {
        let mut bad = authorize(new_id(), "card_approve");
        bad.amount = Some(Money {
            currency_code: currency.to_owned(),
            units,
            nanos,
        });
        let refused = service.client().authorize_payment(by_order(bad)).await;
        let refused = refused.expect_err("a bad amount");
        let named = refused
            .get_details_bad_request()
            .expect("BadRequest")
            .field_violations;
        assert_eq!(named[0].field, "amount", "{units} {nanos} {currency}");
    }
    let unknown = service.by("customer-1", "customer", get(&new_id().to_string()));
    let refused = service
        .client()
        .get_payment(unknown)
        .await
        .expect_err("unknown");
    assert_eq!(refused.code(), Code::NotFound);
}

#[tokio::test]
async fn a_customer_pages_through_its_own_payments() {
    let service = Service::start().await;
    let mut newest_first = Vec::new();
    for _ in 0..3 {
        newest_first.insert(0, service.pay("customer-1", "card_approve").await.order_id);
        service.pay("customer-2", "card_approve").await;
    }
    let mut listed = Vec::new();
    let mut page_token = String::new();
    loop {
        let page = wire::ListPaymentsRequest {
            page_size: 2,
            page_token,
            status: 0,
        };
        let page = service
            .client()
            .list_payments(service.by("customer-1", "customer", page))
            .await;
        let page = page.expect("a page").into_inner();
        listed.extend(page.payments.into_iter().map(|payment| payment.order_id));
        page_token = page.next_page_token;
        if page_token.is_empty() {
            break;
        }
    }
    assert_eq!(listed, newest_first);

    let everything = wire::ListPaymentsRequest::default();
    let all = service
        .client()
        .list_payments(service.by("ops", "operator", everything))
        .await;
    assert_eq!(all.expect("a page").into_inner().payments.len(), 6);
    let negative = wire::ListPaymentsRequest {
        page_size: -1,
        ..Default::default()
    };
    let refused = service
        .client()
        .list_payments(service.by("ops", "operator", negative))
        .await;
    assert_eq!(refused.expect_err("negative").code(), Code::InvalidArgument);
}
