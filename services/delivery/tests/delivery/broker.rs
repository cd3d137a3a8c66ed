//! The service among others: events come in over the broker, facts go out, all in the order's trace.

use std::time::Duration;

use baedal_messaging::{Broker, NatsConfig, Relay, RelayConfig, Wake, outbox};
use baedal_testkit::wait_until;
use tokio_util::sync::CancellationToken;

use crate::rpc::Service;
use crate::world::{CITY_HALL, TRACEPARENT, new_order, ticket_accepted, ticket_cooked};

const LIMIT: Duration = Duration::from_secs(20);

#[tokio::test]
async fn what_the_kitchen_tells_becomes_a_delivery_and_everybody_hears_of_it() {
    let service = Service::start().await;
    let order = new_order();
    // As much of the store as tells that an order is accepted and cooked.
    let store = baedal_testkit::postgres().await.database("store").await;
    baedal_messaging::migrations::POSTGRES
        .run(&store.pool)
        .await
        .expect("the schema");
    let nats = NatsConfig {
        url: service.nats.url().to_owned(),
        ..NatsConfig::default()
    };
    let broker = Broker::connect(&nats).await.expect("a broker");
    let stop = CancellationToken::new();
    let relay = Relay::new(
        store.pool.clone(),
        broker,
        Wake::new(),
        RelayConfig::default(),
    );
    tokio::spawn(relay.expect("a relay").run(stop.clone()));
    let at = service.world.now();
    let told = [
        ticket_accepted(order, CITY_HALL, at),
        ticket_cooked(order, at),
    ];
    let mut conn = store.pool.acquire().await.expect("a connection");
    outbox::append(&mut conn, &told).await.expect("told");

    let (ready, traceparent) = wait_until(LIMIT, async || {
        let found: Option<(bool, String)> = sqlx::query_as(
            "SELECT d.ready_at IS NOT NULL, o.traceparent
             FROM deliveries d JOIN outbox o ON o.aggregate_id = d.delivery_id
             WHERE d.order_id = $1 AND d.version = 2 AND o.published_at IS NOT NULL",
        )
        .bind(order.uuid())
        .fetch_optional(&service.world.database.pool)
        .await
        .expect("the deliveries");
        found
    })
    .await;

    assert!(ready);
    assert_eq!(traceparent, TRACEPARENT);
    stop.cancel();
    assert!(service.running.stop().await);
}
