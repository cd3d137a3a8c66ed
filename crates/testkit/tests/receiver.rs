//! The receiver of traces.

use std::time::Duration;

use baedal_testkit::OtlpReceiver;
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::collector::trace::v1::trace_service_client::TraceServiceClient;
use opentelemetry_proto::tonic::trace::v1::{ResourceSpans, ScopeSpans, Span};

#[tokio::test]
async fn a_span_that_is_exported_is_found() {
    let receiver = OtlpReceiver::start().await;
    let mut client = TraceServiceClient::connect(receiver.endpoint().to_owned())
        .await
        .expect("connects");
    let span = Span {
        name: "place order".into(),
        trace_id: vec![0xab; 16],
        ..Span::default()
    };
    let scope_spans = vec![ScopeSpans {
        spans: vec![span],
        ..ScopeSpans::default()
    }];
    let resource_spans = vec![ResourceSpans {
        scope_spans,
        ..ResourceSpans::default()
    }];
    client
        .export(ExportTraceServiceRequest { resource_spans })
        .await
        .expect("is taken");
    let found = receiver
        .wait_for(Duration::from_secs(5), |spans| {
            spans
                .iter()
                .find(|span| span.name == "place order")
                .cloned()
        })
        .await;
    assert_eq!(found.trace_id, "ab".repeat(16));
}
