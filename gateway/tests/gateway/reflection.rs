//! Health, and what tools like grpcurl and grpcui see.

use std::collections::BTreeSet;

use tonic_health::pb::{
    HealthCheckRequest, health_check_response::ServingStatus, health_client::HealthClient,
};
use tonic_reflection::pb::{v1, v1alpha};

use crate::support::Scene;

/// Every service of the contracts, and the two that every server has.
fn expected() -> BTreeSet<String> {
    let services = baedal_proto::access_rules()
        .into_iter()
        .filter_map(|method| Some(method.path.strip_prefix('/')?.split_once('/')?.0.to_owned()));
    services
        .chain(["grpc.health.v1.Health".to_owned()])
        .collect()
}

#[tokio::test]
async fn both_reflections_list_all_services_to_anyone() {
    let scene = Scene::new().await;
    let channel = scene.channel().await;

    let ask = v1::ServerReflectionRequest {
        message_request: Some(v1::server_reflection_request::MessageRequest::ListServices(
            String::new(),
        )),
        ..Default::default()
    };
    let mut answers = v1::server_reflection_client::ServerReflectionClient::new(channel.clone())
        .server_reflection_info(tokio_stream::once(ask))
        .await
        .expect("a stream")
        .into_inner();
    let answer = answers.message().await.expect("an answer").expect("one");
    let Some(v1::server_reflection_response::MessageResponse::ListServicesResponse(list)) =
        answer.message_response
    else {
        panic!("no list")
    };
    let new: BTreeSet<String> = list
        .service
        .into_iter()
        .map(|service| service.name)
        .collect();

    let ask = v1alpha::ServerReflectionRequest {
        message_request: Some(
            v1alpha::server_reflection_request::MessageRequest::ListServices(String::new()),
        ),
        ..Default::default()
    };
    let mut answers = v1alpha::server_reflection_client::ServerReflectionClient::new(channel)
        .server_reflection_info(tokio_stream::once(ask))
        .await
        .expect("a stream")
        .into_inner();
    let answer = answers.message().await.expect("an answer").expect("one");
    let Some(v1alpha::server_reflection_response::MessageResponse::ListServicesResponse(list)) =
        answer.message_response
    else {
        panic!("no list")
    };
    let old: BTreeSet<String> = list
        .service
        .into_iter()
        .map(|service| service.name)
        .collect();

    for listed in [&new, &old] {
        let missing: Vec<_> = expected().difference(listed).cloned().collect();
        assert!(missing.is_empty(), "{missing:?}");
    }
}

#[tokio::test]
async fn health_needs_no_token() {
    let scene = Scene::new().await;

    let answer = HealthClient::new(scene.channel().await)
        .check(HealthCheckRequest::default())
        .await
        .expect("an answer");

    assert_eq!(answer.into_inner().status, 1, "SERVING");
}

#[tokio::test]
async fn each_service_behind_the_door_is_asked_how_it_is() {
    let scene = Scene::new().await;
    let mut health = HealthClient::new(scene.channel().await);
    let mut check = async |service: &str| {
        let service = service.to_owned();
        let answer = health.check(HealthCheckRequest { service }).await;
        answer.map(|answer| answer.into_inner().status())
    };

    for (service, expected) in [
        ("baedal.order.v1.OrderService", ServingStatus::Serving),
        (
            "baedal.dashboard.v1.DashboardService",
            ServingStatus::Serving,
        ),
        // Nobody listens there.
        ("baedal.store.v1.TicketService", ServingStatus::NotServing),
        ("baedal.identity.v1.IdentityService", ServingStatus::Serving),
    ] {
        let status = check(service).await.expect("an answer");
        assert_eq!(status, expected, "{service}");
    }
    for unknown in ["baedal.order.v1.Nothing", "baedal.order.v1", "other"] {
        let refused = check(unknown).await.expect_err("no such service");
        assert_eq!(refused.code(), tonic::Code::NotFound, "{unknown}");
    }
}

#[tokio::test]
async fn tools_can_read_what_errors_carry() {
    use v1::server_reflection_request::MessageRequest::FileContainingSymbol;
    use v1::server_reflection_response::MessageResponse::FileDescriptorResponse;
    let scene = Scene::new().await;
    let ask = v1::ServerReflectionRequest {
        message_request: Some(FileContainingSymbol("google.rpc.BadRequest".to_owned())),
        ..Default::default()
    };
    let channel = scene.channel().await;
    let mut answers = v1::server_reflection_client::ServerReflectionClient::new(channel)
        .server_reflection_info(tokio_stream::once(ask))
        .await
        .expect("a stream")
        .into_inner();
    let answer = answers.message().await.expect("an answer").expect("one");
    let known = matches!(answer.message_response, Some(FileDescriptorResponse(_)));
    assert!(known, "{answer:?}");
}
