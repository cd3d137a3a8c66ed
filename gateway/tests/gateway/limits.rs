//! A caller that asks for too much.

use baedal_gateway::config::Quota;
use baedal_proto::{
    dashboard::v1::{
        GetOrderViewRequest, WatchOrderViewsRequest,
        dashboard_service_client::DashboardServiceClient,
    },
    identity::v1::{IssueTokenRequest, identity_service_client::IdentityServiceClient},
    order::v1::PlaceOrderRequest,
};
use tonic::{Code, Request, Status};
use tonic_health::pb::{HealthCheckRequest, health_client::HealthClient};
use tonic_types::StatusExt;

use crate::support::{Scene, get};

/// Three at once, and then one a second.
const SLOW: Quota = Quota::new(1, 3);

fn is_rate_limited(status: &Status) -> bool {
    let details = status.get_error_details();
    let wait = details.retry_info().and_then(|info| info.retry_delay);
    let reason = details.error_info().map(|info| info.reason.as_str());
    status.code() == Code::ResourceExhausted
        && reason == Some("RATE_LIMITED")
        && wait.is_some_and(|wait| !wait.is_zero() && wait.as_secs() <= 1)
}

#[tokio::test]
async fn a_caller_beyond_its_quota_is_told_when_to_come_again_and_others_are_not_touched() {
    let scene = Scene::with(|_, config| config.limits.per_caller = SLOW).await;
    let orders = scene.orders().await;
    let calls = |subject: &'static str| {
        let token = scene.issuer.token(subject, &["customer"]);
        let orders = orders.clone();
        (0..20).map(move |_| {
            let mut request = Request::new(get("1"));
            let value = format!("Bearer {token}").parse().expect("ASCII");
            request.metadata_mut().insert("authorization", value);
            let mut orders = orders.clone();
            async move { orders.get_order(request).await }
        })
    };

    let greedy = futures_util::future::join_all(calls("ann")).await;
    let served = greedy.iter().filter(|outcome| outcome.is_ok()).count();
    assert!(
        (3..=6).contains(&served),
        "three at once, then one a second: {served}"
    );
    for refused in greedy.iter().filter_map(|outcome| outcome.as_ref().err()) {
        assert!(is_rate_limited(refused), "{refused:?}");
    }

    let modest = futures_util::future::join_all(calls("bob").take(3)).await;
    assert!(modest.iter().all(Result::is_ok), "{modest:?}");
}

#[tokio::test]
async fn changes_have_a_quota_of_their_own_and_strangers_one_per_address() {
    let scene = Scene::with(|_, config| {
        config.limits.mutations = SLOW;
        config.limits.public = SLOW;
    })
    .await;
    let mut orders = scene.orders().await;
    let mut codes = Vec::new();
    for _ in 0..20 {
        let placed = orders.place_order(scene.signed(PlaceOrderRequest::default()));
        codes.push(placed.await.expect_err("the echo places none").code());
    }
    assert_eq!(codes[..3], [Code::Unimplemented; 3]);
    assert!(codes.contains(&Code::ResourceExhausted));
    let read = orders.get_order(scene.signed(get("1"))).await;
    assert!(read.is_ok(), "{read:?}");

    let mut identity = IdentityServiceClient::new(scene.channel().await);
    let mut refusals = Vec::new();
    for _ in 0..20 {
        let asked = identity.issue_token(IssueTokenRequest::default()).await;
        refusals.push(asked.expect_err("not switched on"));
    }
    assert_eq!(refusals[0].code(), Code::Unimplemented);
    assert!(refusals.iter().any(is_rate_limited), "{refusals:?}");
}

#[tokio::test]
async fn a_limit_that_is_switched_off_holds_nobody_up() {
    let scene = Scene::with(|_, config| config.limits.per_caller = Quota::new(0, 1)).await;
    let mut orders = scene.orders().await;
    for _ in 0..300 {
        let read = orders.get_order(scene.signed(get("1"))).await;
        assert!(read.is_ok(), "{read:?}");
    }
}

/// The same call with another token.
fn with_token<T>(message: T, token: &str) -> Request<T> {
    let mut request = Request::new(message);
    let value = format!("Bearer {token}").parse().expect("ASCII");
    request.metadata_mut().insert("authorization", value);
    request
}

fn reason(status: &Status) -> String {
    let details = status.get_error_details();
    details
        .error_info()
        .map(|info| info.reason.clone())
        .unwrap_or_default()
}

#[tokio::test]
async fn a_caller_has_a_share_of_what_is_under_way_and_others_call_beside_it() {
    let scene = Scene::with(|_, config| config.limits.calls_in_flight = 1).await;
    let (ann, bob) = (
        scene.issuer.token("ann", &["customer"]),
        scene.issuer.token("bob", &["customer"]),
    );
    let mut orders = scene.orders().await;
    let (mut other, slow) = (orders.clone(), with_token(get("slow"), &ann));
    let first = tokio::spawn(async move { other.get_order(slow).await });
    scene.echo.arrived.notified().await;

    let second = orders.get_order(with_token(get("1"), &ann)).await;
    let refused = second.expect_err("one at once");
    assert_eq!(refused.code(), Code::ResourceExhausted);
    assert_eq!(reason(&refused), "TOO_MANY_AT_ONCE");
    assert!(refused.get_details_retry_info().is_some());
    assert!(orders.get_order(with_token(get("1"), &bob)).await.is_ok());

    scene.echo.release.notify_one();
    assert!(first.await.expect("no panic").is_ok());
    assert!(orders.get_order(with_token(get("1"), &ann)).await.is_ok());
}

#[tokio::test]
async fn a_caller_has_a_share_of_open_streams() {
    let scene = Scene::with(|_, config| config.limits.open_streams = 1).await;
    let endless = || WatchOrderViewsRequest {
        order_id: "endless".to_owned(),
        ..Default::default()
    };
    let mut dashboard = DashboardServiceClient::new(scene.channel().await);
    let (ann, bob) = (
        scene.issuer.token("ann", &["customer"]),
        scene.issuer.token("bob", &["customer"]),
    );
    let open = dashboard
        .watch_order_views(with_token(endless(), &ann))
        .await;
    let open = open.expect("the first");

    let second = dashboard
        .watch_order_views(with_token(endless(), &ann))
        .await;
    assert_eq!(
        reason(&second.expect_err("one at once")),
        "TOO_MANY_AT_ONCE"
    );
    let other = dashboard
        .watch_order_views(with_token(endless(), &bob))
        .await;
    assert!(other.is_ok(), "{other:?}");

    drop(open);
    baedal_testkit::wait_until(std::time::Duration::from_secs(5), || {
        let (mut dashboard, request) = (dashboard.clone(), with_token(endless(), &ann));
        async move { dashboard.watch_order_views(request).await.ok() }
    })
    .await;
}

#[tokio::test]
async fn an_address_with_too_many_bad_tokens_is_not_asked_for_another() {
    let scene = Scene::with(|_, config| config.limits.wrong_tokens = SLOW).await;
    let mut orders = scene.orders().await;
    let (ann, bob) = (
        scene.issuer.token("ann", &["customer"]),
        scene.issuer.token("bob", &["customer"]),
    );
    assert!(orders.get_order(with_token(get("1"), &ann)).await.is_ok());

    let mut refusals = Vec::new();
    for number in 0..20 {
        let bad = format!("{ann}{number}");
        let refused = orders.get_order(with_token(get("1"), &bad)).await;
        refusals.push(refused.expect_err("no good token"));
    }
    assert_eq!(refusals[0].code(), Code::Unauthenticated);
    assert!(refusals.iter().any(is_rate_limited), "{refusals:?}");

    // A token that was good a moment ago is not made to wait, one that nobody has seen is.
    assert!(orders.get_order(with_token(get("1"), &ann)).await.is_ok());
    let new = orders.get_order(with_token(get("1"), &bob)).await;
    assert!(is_rate_limited(&new.expect_err("it has to wait")));
    baedal_testkit::wait_until(std::time::Duration::from_secs(5), || {
        let (mut orders, request) = (orders.clone(), with_token(get("1"), &bob));
        async move { orders.get_order(request).await.ok() }
    })
    .await;
}

#[tokio::test]
async fn health_and_reflection_have_limits_too() {
    let scene = Scene::with(|_, config| {
        config.limits.public = SLOW;
        config.limits.open_streams = 2;
    })
    .await;
    let mut health = HealthClient::new(scene.channel().await);
    let mut refusals = Vec::new();
    for _ in 0..20 {
        let checked = health.check(HealthCheckRequest::default()).await;
        refusals.extend(checked.err());
    }
    assert!((10..20).contains(&refusals.len()), "{}", refusals.len());
    assert!(refusals.iter().all(is_rate_limited), "{refusals:?}");

    let scene = Scene::with(|_, config| config.limits.open_streams = 1).await;
    let mut health = HealthClient::new(scene.channel().await);
    let open = health.watch(HealthCheckRequest::default()).await;
    let open = open.expect("the first");
    let second = health.watch(HealthCheckRequest::default()).await;
    assert_eq!(
        reason(&second.expect_err("one at once")),
        "TOO_MANY_AT_ONCE"
    );
    drop(open);
}

#[tokio::test]
async fn a_service_that_hangs_has_its_part_of_the_gateway_and_no_more() {
    let scene = Scene::with(|_, config| config.gateway.max_calls_per_upstream = Some(4)).await;
    let orders = scene.orders().await;
    let place = || {
        let mut orders = orders.clone();
        let request = scene.signed(PlaceOrderRequest {
            note: "slow".to_owned(),
            ..PlaceOrderRequest::default()
        });
        async move { orders.place_order(request).await.map(drop) }
    };
    let read = |order| {
        let (mut orders, request) = (orders.clone(), scene.signed(get(order)));
        async move { orders.get_order(request).await.map(drop) }
    };
    let refused = |answer: Result<(), Status>| {
        let status = answer.expect_err("there is no room");
        let details = status.get_error_details();
        let info = details.error_info().expect("a reason");
        assert_eq!(
            (
                status.code(),
                info.reason.as_str(),
                info.metadata["service"].as_str()
            ),
            (Code::Unavailable, "OVERLOADED", "order")
        );
        assert!(details.retry_info().is_some());
    };

    let mut hanging = Vec::new();
    for _ in 0..2 {
        hanging.push(tokio::spawn(place()));
        scene.echo.arrived.notified().await;
    }
    refused(place().await);
    read("1").await.expect("whoever only looks is let through");
    for _ in 0..2 {
        hanging.push(tokio::spawn(read("slow")));
        scene.echo.arrived.notified().await;
    }
    refused(read("1").await);

    let mut views = DashboardServiceClient::new(scene.channel().await);
    let view = views.get_order_view(scene.signed(GetOrderViewRequest::default()));
    assert_eq!(
        view.await.expect_err("the echo has none").code(),
        Code::Unimplemented,
        "the other services are asked as ever"
    );
    scene.echo.release.notify_waiters();
    for call in hanging {
        let _answered = call.await.expect("no panic");
    }
    read("1").await.expect("there is room again");
}
