//! One order is one trace, from the gateway to the dashboard.

use std::collections::BTreeSet;

use baedal_dev::system::{Options, Service};
use baedal_e2e::{Basket, PATIENCE, Protocol, Town};
use baedal_proto::delivery::v1::DeliveryStatus;
use baedal_proto::order::v1::order_service_client::OrderServiceClient;
use baedal_proto::store::v1::StoreKind;
use baedal_testkit::{OtlpReceiver, wait_until};

#[tokio::test(flavor = "multi_thread")]
async fn one_order_is_one_trace() {
    let collector = OtlpReceiver::start().await;
    let town = Town::with(
        Options::for_tests()
            .env("BAEDAL_TELEMETRY__OTLP_ENDPOINT", collector.endpoint())
            // The trace is begun by the customer's own program here.
            .service_env(
                Service::Gateway,
                "BAEDAL_GATEWAY__TRUST_TRACEPARENT",
                "true",
            ),
    )
    .await;
    let (customer, owner) = (town.customer(Protocol::Grpc), town.owner(Protocol::Grpc));
    let shop = owner
        .opens_a_store("Chicken", StoreKind::Restaurant, &[18_000])
        .await;
    customer.places(&Basket::to_the_door(&shop)).await;

    // The W3C context of the customer's own program.
    let trace_id = "4bf92f3577b34da6a3ce929d0e0e4736";
    let mut request = tonic::Request::new(Basket::to_the_door(&shop).0);
    request.metadata_mut().insert(
        "traceparent",
        format!("00-{trace_id}-00f067aa0ba902b7-01")
            .parse()
            .expect("a traceparent is ASCII"),
    );
    let placed = OrderServiceClient::new(customer.line.clone())
        .place_order(request)
        .await
        .expect("an order");
    let order_id = placed.into_inner().order.expect("the order").order_id;
    owner.accepts(&order_id).await;
    customer
        .views(&order_id, |view| {
            view.delivery_status() == DeliveryStatus::Available
        })
        .await;

    let expected: BTreeSet<&str> = [
        "baedal-gateway",
        "baedal-order",
        "baedal-payment",
        "baedal-store",
        "baedal-delivery",
        "baedal-dashboard",
    ]
    .into();
    collector
        .wait_for(PATIENCE, |spans| {
            let seen: BTreeSet<&str> = spans
                .iter()
                .filter(|span| span.trace_id == trace_id)
                .map(|span| span.service.as_str())
                .collect();
            expected
                .iter()
                .all(|service| {
                    seen.iter()
                        .any(|name| name.ends_with(service.trim_start_matches("baedal-")))
                })
                .then_some(())
        })
        .await;

    // The broker's part: what was published and what was processed are in the trace, joined parent to child.
    let spans: Vec<_> = collector
        .spans()
        .into_iter()
        .filter(|span| span.trace_id == trace_id)
        .collect();
    let ids: BTreeSet<&str> = spans.iter().map(|span| span.span_id.as_str()).collect();
    let consumed: Vec<_> = spans.iter().filter(|span| span.kind == CONSUMER).collect();
    assert!(
        !consumed.is_empty(),
        "events are processed in the order's trace"
    );
    for span in consumed {
        assert!(
            ids.contains(span.parent_span_id.as_str()),
            "{} hangs on a span of the same trace",
            span.name
        );
    }
    // The owner's own call stays in the owner's trace and points here.
    collector
        .wait_for(PATIENCE, |spans| {
            spans
                .iter()
                .any(|span| {
                    span.service.ends_with("store")
                        && span.trace_id != trace_id
                        && span.links.iter().any(|(linked, _)| linked == trace_id)
                })
                .then_some(())
        })
        .await;
}

/// OTLP's number for a consumer span.
const CONSUMER: i32 = 5;

#[tokio::test(flavor = "multi_thread")]
async fn every_process_tells_its_numbers() {
    let town = Town::shared().await;
    let (customer, owner) = (town.customer(Protocol::Grpc), town.owner(Protocol::Grpc));
    let shop = owner
        .opens_a_store("Chicken", StoreKind::Restaurant, &[18_000])
        .await;
    let order_id = customer.places(&Basket::to_pick_up(&shop)).await.order_id;
    customer.views(&order_id, |_| true).await;

    for service in [
        Service::Gateway,
        Service::Order,
        Service::Payment,
        Service::Store,
        Service::Dashboard,
    ] {
        let metrics = town
            .system()
            .admin(service, "/metrics")
            .await
            .expect("the admin port answers");
        assert!(
            metrics.contains("rpc_server_call_duration_seconds_bucket"),
            "{service}: latencies per RPC\n{metrics}"
        );
    }
    // The gauges are fed by loops that look every few seconds.
    wait_until(PATIENCE, || async {
        let order = town.system().admin(Service::Order, "/metrics").await.ok()?;
        [
            "baedal_outbox_depth",
            "baedal_outbox_oldest_age_seconds",
            "baedal_consumer_lag",
            "baedal_checkouts_open",
        ]
        .iter()
        .all(|name| order.contains(name))
        .then_some(())
    })
    .await;
}
