//! Native gRPC: what reaches a service, what comes back, and what is refused.

use std::time::{Duration, Instant};

use baedal_proto::{
    dashboard::v1::{WatchOrderViewsRequest, dashboard_service_client::DashboardServiceClient},
    identity::v1::{IssueTokenRequest, Role, identity_service_client::IdentityServiceClient},
    ops::v1::{ListDeadLettersRequest, dead_letter_service_client::DeadLetterServiceClient},
    order::v1::PlaceOrderRequest,
    payment::v1::{AuthorizePaymentRequest, payment_service_client::PaymentServiceClient},
    store::v1::{ListStoresRequest, catalog_service_client::CatalogServiceClient},
};
use tonic::{Code, Request};
use tonic_types::StatusExt;

use crate::support::{Scene, get};

#[tokio::test]
async fn a_call_reaches_its_service_with_what_the_caller_may_say() {
    let scene = Scene::new().await;
    let mut request = scene.signed(get("1"));
    let trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    for (name, value) in [
        ("baedal-service-token", "the-token-of-order"),
        ("x-envoy-max-retries", "9"),
        ("traceparent", trace),
        ("grpc-timeout", "99999999S"),
    ] {
        request
            .metadata_mut()
            .insert(name, value.parse().expect("ASCII"));
    }

    let response = scene
        .orders()
        .await
        .get_order(request)
        .await
        .expect("an answer");

    assert!(
        !response.metadata().contains_key("x-envoy-secret"),
        "nothing of the mesh goes out"
    );
    let order = response.into_inner().order.expect("an order");
    assert_eq!(order.order_id, "1");
    let seen = order.store_name;
    assert!(
        seen.contains("authorization=Bearer "),
        "the service checks the token again"
    );
    for gone in ["the-token-of-order", "x-envoy", "99999999S"] {
        assert!(!seen.contains(gone), "{gone} in {seen}");
    }
    assert!(
        seen.contains("grpc-timeout="),
        "what is left of the time is passed on: {seen}"
    );
}

#[tokio::test]
async fn a_service_token_from_outside_proves_nothing() {
    let scene = Scene::new().await;
    let mut request = Request::new(AuthorizePaymentRequest::default());
    let token = "the-token-of-order".parse().expect("ASCII");
    request.metadata_mut().insert("baedal-service-token", token);

    let mut payments = PaymentServiceClient::new(scene.channel().await);
    let refused = payments
        .authorize_payment(request)
        .await
        .expect_err("refused");

    assert_eq!(refused.code(), Code::Unauthenticated);
}

#[tokio::test]
async fn what_only_services_call_is_refused_to_everyone() {
    let scene = Scene::new().await;

    let mut payments = PaymentServiceClient::new(scene.channel().await);
    let request = scene.signed(AuthorizePaymentRequest::default());
    let refused = payments
        .authorize_payment(request)
        .await
        .expect_err("refused");

    assert_eq!(refused.code(), Code::PermissionDenied);
    assert_eq!(
        refused.get_details_error_info().expect("ErrorInfo").reason,
        "SERVICE_REQUIRED"
    );
}

#[tokio::test]
async fn an_answer_of_the_service_comes_back_as_it_is() {
    let scene = Scene::new().await;

    let request = scene.signed(get("missing"));
    let refused = scene
        .orders()
        .await
        .get_order(request)
        .await
        .expect_err("not found");

    assert_eq!(
        (refused.code(), refused.message()),
        (Code::NotFound, "no such order")
    );
}

#[tokio::test]
async fn a_stream_is_passed_on_row_by_row_with_its_trailers() {
    let scene = Scene::new().await;
    let mut dashboard = DashboardServiceClient::new(scene.channel().await);

    let request = scene.signed(WatchOrderViewsRequest::default());
    let mut rows = dashboard
        .watch_order_views(request)
        .await
        .expect("a stream")
        .into_inner();

    for version in 1..=3 {
        let row = rows.message().await.expect("a row").expect("no end yet");
        assert_eq!(row.order_view.expect("a view").version, version);
    }
    let end = rows.message().await.expect_err("a status in the trailers");
    assert_eq!(
        (end.code(), end.message()),
        (Code::ResourceExhausted, "that is all")
    );
}

#[tokio::test]
async fn a_caller_who_goes_away_ends_the_stream_at_its_service() {
    let mut scene = Scene::new().await;
    let mut dashboard = DashboardServiceClient::new(scene.channel().await);
    let endless = WatchOrderViewsRequest {
        order_id: "endless".to_owned(),
        ..Default::default()
    };
    let mut rows = dashboard
        .watch_order_views(scene.signed(endless))
        .await
        .expect("a stream")
        .into_inner();
    rows.message().await.expect("a row").expect("no end yet");

    drop(rows);

    let heard = tokio::time::timeout(Duration::from_secs(5), scene.gone.recv()).await;
    assert_eq!(heard.expect("the service hears of it"), Some(()));
}

#[tokio::test]
async fn no_token_no_call() {
    let scene = Scene::new().await;

    let refused = scene
        .orders()
        .await
        .get_order(get("1"))
        .await
        .expect_err("refused");

    assert_eq!(refused.code(), Code::Unauthenticated);
    assert_eq!(
        refused.get_details_error_info().expect("ErrorInfo").reason,
        "TOKEN_MISSING"
    );
}

#[tokio::test]
async fn a_service_that_is_down_is_unavailable_soon_and_says_when_to_retry() {
    let scene = Scene::new().await;
    let mut stores = CatalogServiceClient::new(scene.channel().await);
    let began = Instant::now();

    let request = scene.signed(ListStoresRequest::default());
    let refused = stores.list_stores(request).await.expect_err("nobody there");

    assert_eq!(refused.code(), Code::Unavailable);
    assert!(
        refused
            .get_details_retry_info()
            .is_some_and(|info| info.retry_delay.is_some())
    );
    assert_eq!(
        refused
            .get_details_error_info()
            .expect("ErrorInfo")
            .metadata["service"],
        "store"
    );
    for inside in ["127.0.0.1", "connect", "refused", "os error"] {
        assert!(!refused.message().contains(inside), "{}", refused.message());
    }
    assert!(began.elapsed() < Duration::from_secs(5));
}

#[tokio::test]
async fn dead_letters_are_asked_of_the_service_that_metadata_names() {
    let scene = Scene::new().await;
    let mut letters = DeadLetterServiceClient::new(scene.channel().await);

    // The echo has no dead letters and says so; store is down; nobody is called cook.
    for (service, code) in [
        (None, Code::Unimplemented),
        (Some("store"), Code::Unavailable),
        (Some("cook"), Code::InvalidArgument),
    ] {
        let mut request = scene.signed(ListDeadLettersRequest::default());
        if let Some(service) = service {
            request
                .metadata_mut()
                .insert("baedal-service", service.parse().expect("ASCII"));
        }
        let refused = letters
            .list_dead_letters(request)
            .await
            .expect_err("refused");
        assert_eq!(refused.code(), code, "{service:?}");
    }
}

#[tokio::test]
async fn demo_tokens_are_issued_only_where_that_is_switched_on() {
    let ask = IssueTokenRequest {
        subject: "customer-1".to_owned(),
        roles: vec![Role::Customer.into()],
        ttl: None,
    };
    let off = Scene::new().await;
    let mut identity = IdentityServiceClient::new(off.channel().await);
    let refused = identity
        .issue_token(ask.clone())
        .await
        .expect_err("switched off");
    assert_eq!(refused.code(), Code::Unimplemented);

    let on = Scene::with(|_, config| {
        let jwks_file = config.auth.jwks_file.as_ref().expect("keys in a file");
        config.identity.signing_key_file = Some(jwks_file.with_file_name("signing-key.pem"));
    })
    .await;
    let mut identity = IdentityServiceClient::new(on.channel().await);
    let issued = identity
        .issue_token(ask)
        .await
        .expect("a token")
        .into_inner();
    let mut request = Request::new(get("1"));
    let bearer = format!("Bearer {}", issued.token).parse().expect("ASCII");
    request.metadata_mut().insert("authorization", bearer);
    let outcome = on.orders().await.get_order(request).await;
    assert!(outcome.is_ok(), "{outcome:?}");

    let bad = identity
        .issue_token(IssueTokenRequest::default())
        .await
        .expect_err("bad fields");
    assert_eq!(bad.code(), Code::InvalidArgument);
    let fields = bad
        .get_details_bad_request()
        .expect("BadRequest")
        .field_violations;
    let fields: Vec<_> = fields
        .iter()
        .map(|violation| violation.field.as_str())
        .collect();
    assert_eq!(fields, ["subject", "roles"]);
}

#[tokio::test]
async fn a_method_that_its_service_does_not_have_is_refused_with_a_reason() {
    let scene = Scene::new().await;
    // The echo places no orders, and says so in as few words as a server that has no such method.
    let placed = scene
        .orders()
        .await
        .place_order(scene.signed(PlaceOrderRequest::default()))
        .await;

    let refused = placed.expect_err("not there");
    assert_eq!(refused.code(), Code::Unimplemented);
    let info = refused.get_details_error_info().expect("ErrorInfo");
    assert_eq!(
        (info.reason.as_str(), info.domain.as_str()),
        ("UNIMPLEMENTED", "baedal.dev")
    );
}
