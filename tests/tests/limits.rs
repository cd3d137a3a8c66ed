//! One caller who asks for too much is told when to come back, and nobody else notices.

use std::time::Duration;

use baedal_dev::system::{Options, Service};
use baedal_e2e::{Customer, Line, PATIENCE, Protocol, Town, reason};
use baedal_proto::identity::v1::identity_service_client::IdentityServiceClient;
use baedal_proto::identity::v1::{IssueTokenRequest, Role};
use baedal_proto::order::v1::ListOrdersRequest;
use baedal_proto::order::v1::order_service_client::OrderServiceClient;
use baedal_runtime::{Ids, SystemIds};
use baedal_testkit::wait_until;
use futures_util::future::join_all;
use tokio::time::sleep;
use tonic::{Code, Status};
use tonic_types::StatusExt;

const BURST: usize = 3;
/// Far more than are allowed for as long as it takes to make them.
const TOO_MANY: usize = 60;

/// A town where a caller has three calls at once and one a second, for what reads and for what changes something.
async fn a_strict_town() -> Town {
    let quota = "{ per_second = 1, burst = 3 }";
    let options = Options::for_tests()
        .service_env(Service::Gateway, "BAEDAL_LIMITS__PER_CALLER", quota)
        .service_env(Service::Gateway, "BAEDAL_LIMITS__MUTATIONS", quota);
    Town::with(options).await
}

async fn reads(customer: &Customer) -> Result<(), Status> {
    OrderServiceClient::new(customer.line.clone())
        .list_orders(ListOrdersRequest::default())
        .await
        .map(drop)
}

/// A change of what there is not: whoever is let in hears so.
async fn changes(customer: &Customer) -> Result<(), Status> {
    match customer.cancels(&SystemIds.uuid().to_string(), "no").await {
        Ok(order) => panic!("nobody has such an order: {order:?}"),
        Err(status) if status.code() == Code::NotFound => Ok(()),
        Err(status) => Err(status),
    }
}

/// When a refused caller may come back.
fn is_told_when(refusal: &Status) -> Duration {
    assert_eq!(
        (refusal.code(), reason(refusal).as_str()),
        (Code::ResourceExhausted, "RATE_LIMITED"),
        "{refusal:?}"
    );
    let wait = refusal.get_details_retry_info();
    let wait = wait.and_then(|it| it.retry_delay);
    let wait = wait.expect("it says when to come back");
    assert!(wait > Duration::ZERO, "not at once");
    assert!(wait <= Duration::from_secs(1), "a second for one: {wait:?}");
    wait
}

async fn one_caller_is_limited(town: &Town, protocol: Protocol) {
    let (greedy, modest) = (town.customer(protocol), town.customer(protocol));

    let (answers, ()) = tokio::join!(join_all((0..TOO_MANY).map(|_| reads(&greedy))), async {
        for _ in 0..BURST {
            reads(&modest).await.expect("another caller has a quota");
        }
    });

    let refused: Vec<Status> = answers.into_iter().filter_map(Result::err).collect();
    let let_in = TOO_MANY - refused.len();
    assert!(let_in >= BURST, "a burst is let in: {let_in}");
    assert!(!refused.is_empty(), "{let_in} calls were let in");
    for refusal in &refused {
        is_told_when(refusal);
    }
    let refusal = wait_until(PATIENCE, || async { reads(&greedy).await.err() }).await;
    changes(&greedy).await.expect("that is another quota");
    sleep(is_told_when(&refusal)).await;
    reads(&greedy).await.expect("it is back in time");

    let answers = join_all((0..TOO_MANY).map(|_| changes(&greedy))).await;
    let refusal = answers.into_iter().find_map(Result::err);
    is_told_when(&refusal.expect("changes are limited too"));
    changes(&modest).await.expect("another caller has a quota");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_asks_for_too_much_waits_and_nobody_else_does() {
    let town = a_strict_town().await;
    for protocol in [Protocol::Grpc, Protocol::GrpcWeb] {
        one_caller_is_limited(&town, protocol).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_are_limited_by_where_they_call_from() {
    let options = Options::for_tests().service_env(
        Service::Gateway,
        "BAEDAL_LIMITS__PUBLIC",
        "{ per_second = 1, burst = 3 }",
    );
    let town = Town::with(options).await;
    let system = town.system();
    for protocol in [Protocol::Grpc, Protocol::GrpcWeb] {
        let strangers: Vec<_> = (0..TOO_MANY).map(|_| town.stranger(protocol)).collect();
        let answers = join_all(strangers.iter().map(asks_for_a_token)).await;
        let refusal = answers.into_iter().find_map(Result::err);
        is_told_when(&refusal.expect("however many they are"));
    }
    // Who is known is not taken for a stranger.
    let customer = Customer {
        line: Line::open(
            &system.gateway_url(),
            Protocol::Grpc,
            Some(&system.token("minji", &["customer"])),
        ),
    };
    reads(&customer).await.expect("minji has her own quota");
}

async fn asks_for_a_token(stranger: &Customer) -> Result<(), Status> {
    let request = IssueTokenRequest {
        subject: "stranger".to_owned(),
        roles: vec![Role::Customer.into()],
        ..IssueTokenRequest::default()
    };
    IdentityServiceClient::new(stranger.line.clone())
        .issue_token(request)
        .await
        .map(drop)
}
