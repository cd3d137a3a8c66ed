//! A real server on a port of its own, seen through the network.

use std::time::Duration;

use crate::support::{Echo, Text, within};
use tokio_stream::StreamExt;
use tonic::{Code, Request};
use tonic_health::pb::{
    HealthCheckRequest, health_check_response::ServingStatus, health_client::HealthClient,
};
use tonic_reflection::pb::v1::{
    ServerReflectionRequest, server_reflection_client::ServerReflectionClient,
    server_reflection_request::MessageRequest, server_reflection_response::MessageResponse,
};
use tonic_types::StatusExt;

async fn health(echo: &Echo, service: &str) -> ServingStatus {
    let request = HealthCheckRequest {
        service: service.to_owned(),
    };
    HealthClient::new(echo.client.channel.clone())
        .check(request)
        .await
        .expect("health answers")
        .into_inner()
        .status()
}

#[tokio::test]
async fn a_started_service_is_ready_and_answers() {
    let echo = Echo::start().await;

    assert_eq!(
        echo.client.say("annyeong").await.expect("it answers"),
        "annyeong"
    );
    assert_eq!(health(&echo, "").await, ServingStatus::Serving);
    assert_eq!(health(&echo, "test.v1.Echo").await, ServingStatus::Serving);
    assert!(echo.admin("/livez").await.starts_with("HTTP/1.1 200"));
    assert!(echo.admin("/readyz").await.starts_with("HTTP/1.1 200"));
    assert!(echo.running.stop().await);
}

#[tokio::test]
async fn reflection_lists_what_is_served_here_and_nothing_else() {
    let echo = Echo::start().await;
    let request = ServerReflectionRequest {
        host: String::new(),
        message_request: Some(MessageRequest::ListServices(String::new())),
    };
    let mut answers = ServerReflectionClient::new(echo.client.channel.clone())
        .server_reflection_info(tokio_stream::once(request))
        .await
        .expect("reflection answers")
        .into_inner();
    let answer = answers
        .next()
        .await
        .expect("one answer")
        .expect("a good one");

    let Some(MessageResponse::ListServicesResponse(list)) = answer.message_response else {
        panic!("not a list: {answer:?}");
    };
    let names: Vec<_> = list
        .service
        .iter()
        .map(|service| service.name.as_str())
        .collect();
    assert!(names.contains(&"test.v1.Echo") && names.contains(&"grpc.health.v1.Health"));
    assert!(!names.contains(&"test.v1.Elsewhere"));
}

#[tokio::test]
async fn a_panic_stays_inside_its_call() {
    let echo = Echo::start().await;

    let status = echo
        .client
        .say("panic")
        .await
        .expect_err("the handler panicked");

    assert_eq!(status.code(), Code::Internal);
    assert!(!status.message().contains("told to"));
    assert_eq!(
        echo.client.say("still here").await.expect("it lives on"),
        "still here"
    );
}

#[tokio::test]
async fn calls_are_counted_by_method_and_status() {
    let echo = Echo::start().await;
    echo.client.say("one").await.expect("it answers");
    echo.client
        .say("panic")
        .await
        .expect_err("the handler panicked");

    let metrics = echo.admin("/metrics").await;

    for status in ["OK", "INTERNAL"] {
        let line = metrics
            .lines()
            .find(|line| {
                line.starts_with("rpc_server_call_duration_seconds_count")
                    && line.contains(r#"rpc_method="test.v1.Echo/Say""#)
                    && line.contains(&format!(r#"rpc_response_status_code="{status}""#))
            })
            .unwrap_or_else(|| panic!("{status} is not counted in:\n{metrics}"));
        assert!(line.ends_with(" 1"), "{line}");
    }
}

#[tokio::test]
async fn a_deadline_is_what_the_caller_allows_up_to_what_the_server_allows() {
    let echo = Echo::with(|config| config.grpc.max_deadline = Duration::from_secs(2)).await;
    let left = async |request| -> u64 {
        echo.client
            .send(request)
            .await
            .expect("it answers")
            .parse()
            .expect("milliseconds")
    };

    assert!((500..1_000).contains(&left(within(Duration::from_secs(1), "deadline")).await));
    assert!((1_500..=2_000).contains(&left(within(Duration::from_mins(1), "deadline")).await));
    let none = Request::new(Text {
        text: "deadline".to_owned(),
    });
    assert!((1_500..=2_000).contains(&left(none).await));
}

#[tokio::test]
async fn a_call_that_takes_too_long_is_answered_in_time() {
    let echo = Echo::with(|config| config.grpc.max_deadline = Duration::from_millis(50)).await;

    let status = echo
        .client
        .say("for ever")
        .await
        .expect_err("it never ends by itself");

    assert_eq!(status.code(), Code::DeadlineExceeded);
}

#[tokio::test]
async fn a_call_too_many_is_answered_at_once() {
    let echo = Echo::with(|config| config.grpc.max_calls_in_flight = 1).await;
    let first = tokio::spawn({
        let client = echo.client.clone();
        async move { client.say("hold").await }
    });
    echo.held.notified().await;

    let status = echo
        .client
        .say("me too")
        .await
        .expect_err("there is room for one");

    assert_eq!(status.code(), Code::Unavailable);
    assert_eq!(
        status.get_details_error_info().expect("a reason").reason,
        "OVERLOADED"
    );
    assert!(status.get_details_retry_info().is_some());
    assert_eq!(health(&echo, "").await, ServingStatus::Serving);
    echo.release.notify_one();
    assert_eq!(
        first.await.expect("no panic").expect("it answers"),
        "let go"
    );
}

#[tokio::test]
async fn a_request_that_is_too_large_is_refused() {
    let echo = Echo::with(|config| config.grpc.max_request_bytes = 1_000).await;

    let status = echo
        .client
        .say(&"x".repeat(2_000))
        .await
        .expect_err("it is too large");

    assert_eq!(status.code(), Code::ResourceExhausted);
}

#[tokio::test]
async fn a_stop_lets_a_call_in_flight_end_and_takes_no_new_one() {
    let echo = Echo::start().await;
    let address = echo.running.address("grpc").expect("it serves gRPC");
    let inside = tokio::spawn({
        let client = echo.client.clone();
        async move { client.say("hold").await }
    });
    echo.held.notified().await;

    let stopped = tokio::spawn(echo.running.stop());
    // The port closes when the drain begins, and the call in flight is still held then.
    while tokio::net::TcpStream::connect(address).await.is_ok() {
        tokio::task::yield_now().await;
    }
    assert!(!stopped.is_finished());
    echo.release.notify_one();

    assert_eq!(
        inside.await.expect("no panic").expect("it is answered"),
        "let go"
    );
    assert!(stopped.await.expect("no panic"), "the stop went well");
}

#[tokio::test]
async fn a_call_that_does_not_end_is_cut_when_the_drain_time_is_over() {
    let echo = Echo::with(|config| config.shutdown.drain = Duration::from_millis(50)).await;
    let inside = tokio::spawn({
        let client = echo.client.clone();
        async move { client.say("hold").await }
    });
    echo.held.notified().await;

    echo.running.stop().await;

    let status = inside.await.expect("no panic").expect_err("it was cut");
    assert_eq!(status.code(), Code::Unavailable);
}
