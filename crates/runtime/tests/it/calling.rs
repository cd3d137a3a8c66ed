//! Calling another service, which restarts, is away, or does not answer.

use std::time::Duration;

use baedal_runtime::client::{self, ClientConfig, TracedChannel};
use futures_util::future::join_all;
use tokio::time::Instant;
use tonic::{Code, Status};

use crate::support::{Echo, Text, send_through, within};

fn channel(endpoint: String) -> TracedChannel {
    ClientConfig::new(endpoint)
        .channel()
        .expect("a good endpoint")
}

async fn say(channel: &TracedChannel, text: &str) -> Result<String, Status> {
    let message = Text {
        text: text.to_owned(),
    };
    client::call(Duration::from_secs(10), message, |request| {
        send_through(channel.clone(), request)
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_drains_its_connections_costs_no_call() {
    let echo = Echo::with(|process| {
        process.grpc.max_connection_age = Duration::from_millis(200);
    })
    .await;
    let address = echo.running.address("grpc").expect("it serves gRPC");
    let channel = channel(format!("http://{address}"));

    // Enough callers that some have a call on its way whenever a connection is drained, for a few connections.
    let ends = Instant::now() + Duration::from_secs(2);
    let callers = (0..20).map(|_| async {
        while Instant::now() < ends {
            say(&channel, "hello").await?;
        }
        Ok::<(), Status>(())
    });
    for caller in join_all(callers).await {
        caller.expect("whatever was not sent is sent on the next connection");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_that_is_away_is_unavailable() {
    let gone = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = gone.local_addr().expect("bound");
    drop(gone);
    let channel = channel(format!("http://{address}"));
    let away = say(&channel, "hello").await.expect_err("nobody is there");
    assert_eq!(away.code(), Code::Unavailable);
    assert!(
        std::error::Error::source(&away).is_some(),
        "the log would not say why"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_ends_when_its_own_time_is_over() {
    // It takes connections, and says nothing.
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a free port");
    let address = silent.local_addr().expect("bound");
    let request = within(Duration::from_millis(50), "hello");
    let late = send_through(channel(format!("http://{address}")), request).await;
    assert_eq!(
        late.expect_err("nobody answers").code(),
        Code::DeadlineExceeded
    );
}

#[test]
fn an_endpoint_that_is_no_address_is_refused() {
    for endpoint in [
        "",
        "payment",
        "/payment",
        "payment:50051/x y",
        "https://payment:50051",
    ] {
        assert!(
            ClientConfig::new(endpoint).channel().is_err(),
            "{endpoint:?}"
        );
    }
}
