//! A caller that asks for too much.

use baedal_gateway::config::Quota;
use baedal_proto::{
    identity::v1::{IssueTokenRequest, identity_service_client::IdentityServiceClient},
    order::v1::PlaceOrderRequest,
};
use tonic::{Code, Request, Status};
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
