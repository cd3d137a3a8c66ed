//! What becomes of a caller's trace. The only test that installs telemetry, which is the whole program's.

use std::time::Duration;

use baedal_runtime::{config::TelemetryConfig, telemetry::Telemetry};
use baedal_testkit::OtlpReceiver;

use crate::support::{Scene, get};

const THEIRS: &str = "1bf7651916cd43dd8448eb211c80319d";

#[tokio::test(flavor = "multi_thread")]
async fn a_trace_from_outside_is_pointed_at_and_gone_on_with_only_where_it_is_trusted() {
    let collector = OtlpReceiver::start().await;
    let config = TelemetryConfig {
        otlp_endpoint: Some(collector.endpoint().to_owned()),
        ..TelemetryConfig::default()
    };
    let telemetry = Telemetry::install("baedal-gateway", &config).expect("once");
    let mut heard = Vec::new();
    for trust in [false, true] {
        let scene = Scene::with(|_, config| config.gateway.trust_traceparent = trust).await;
        let mut request = scene.signed(get("1"));
        // Not to be recorded, says the caller.
        let said = format!("00-{THEIRS}-b7ad6b7169203331-00");
        for (name, value) in [
            ("traceparent", &*said),
            ("tracestate", "them=1"),
            ("baggage", "a=b"),
        ] {
            let value = value.parse().expect("ASCII");
            request.metadata_mut().insert(name, value);
        }
        let answer = scene.orders().await.get_order(request).await;
        let order = answer.expect("an answer").into_inner().order;
        heard.push(order.expect("an order").store_name);
    }
    telemetry.flush().await;

    let [linked, continued] = &heard[..] else {
        panic!("two calls: {heard:?}")
    };
    assert!(!linked.contains(THEIRS), "{linked}");
    assert!(
        !linked.contains("them=1") && !linked.contains("baggage"),
        "{linked}"
    );
    assert!(continued.contains(THEIRS), "{continued}");
    let ours = linked
        .lines()
        .find_map(|line| line.strip_prefix("traceparent=00-"))
        .expect("the service is told of a trace")
        .split('-')
        .next()
        .expect("an id")
        .to_owned();
    let links = |spans: &[baedal_testkit::ReceivedSpan]| {
        let mut spans = spans.iter().filter(|span| span.trace_id == ours);
        spans
            .find(|span| span.kind == 2)
            .map(|span| span.links.clone())
    };
    let links = collector.wait_for(Duration::from_secs(10), links).await;
    assert!(links.iter().any(|(trace, _)| trace == THEIRS), "{links:?}");
    // Whether a trace is recorded was ours to say once, and the caller's the other time.
    let spans = collector.spans();
    assert!(
        spans.iter().all(|span| span.trace_id != THEIRS),
        "{spans:?}"
    );
}
