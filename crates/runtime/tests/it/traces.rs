//! A trace goes on through a server and a client. The only test that installs telemetry, which is the whole program's.

use crate::support::{Echo, Text, send_through};
use baedal_runtime::{
    client::{self, ClientConfig},
    config::TelemetryConfig,
    telemetry::Telemetry,
    trace,
};
use tonic::Code;
use tracing::Instrument;

const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";

#[tokio::test(flavor = "multi_thread")]
async fn a_trace_goes_on_from_a_row_through_a_client_into_a_handler() {
    let telemetry = Telemetry::install("baedal-test", &TelemetryConfig::default()).expect("once");
    let echo = Echo::start().await;
    let address = echo.running.address("grpc").expect("it serves gRPC");
    let channel = ClientConfig::new(format!("http://{address}"))
        .channel()
        .expect("a good endpoint");

    let span = tracing::info_span!(target: "baedal_test", "work");
    trace::set_parent(&span, &format!("00-{TRACE}-b7ad6b7169203331-01"));
    let (mine, theirs) = async {
        tracing::warn!(target: "baedal_test", { order.id = "o-1" }, "a line inside the trace");
        let asked = client::call(
            std::time::Duration::from_secs(5),
            Text {
                text: "traceparent".to_owned(),
            },
            {
                let channel = channel.clone();
                |request| send_through(channel, request)
            },
        );
        (trace::current_traceparent(), asked.await)
    }
    .instrument(span)
    .await;

    let (mine, theirs) = (
        mine.expect("we are in a trace"),
        theirs.expect("it answers"),
    );
    assert!(mine.contains(TRACE), "{mine}");
    assert!(theirs.contains(TRACE), "{theirs}");
    assert_ne!(mine, theirs, "the handler has a span of its own");

    // And the client does not wait for ever, nor call its own timer the caller's change of mind.
    let late = client::call(
        std::time::Duration::from_millis(50),
        Text {
            text: "for ever".to_owned(),
        },
        |request| send_through(channel, request),
    );
    assert_eq!(
        late.await.expect_err("it never ends").code(),
        Code::DeadlineExceeded
    );
    telemetry.flush().await;
}
