//! The service among others: events come in over the broker, facts go out.

use std::time::Duration;

use baedal_messaging::{Broker, NatsConfig, NewEvent, Relay, RelayConfig, Wake, outbox};
use baedal_proto::events::v1 as wire;
use baedal_runtime::{Clock, SystemClock};
use baedal_testkit::{TestDatabase, wait_until};
use prost::{Message, Name};
use tokio_util::sync::{CancellationToken, DropGuard};
use uuid::Uuid;

use crate::service::Service;
use crate::world::new_id;

const LIMIT: Duration = Duration::from_secs(20);

/// As much of the order service as tells that an order is canceled.
struct Orders {
    database: TestDatabase,
    wake: Wake,
    _relay: DropGuard,
}

impl Orders {
    async fn start(service: &Service) -> Self {
        let database = baedal_testkit::postgres().await.database("order").await;
        baedal_messaging::migrations::POSTGRES
            .run(&database.pool)
            .await
            .expect("the schema");
        let nats = NatsConfig {
            url: service.nats.url().to_owned(),
            ..NatsConfig::default()
        };
        let broker = Broker::connect(&nats).await.expect("a broker");
        let (wake, stop) = (Wake::new(), CancellationToken::new());
        let relay = Relay::new(
            database.pool.clone(),
            broker,
            wake.clone(),
            RelayConfig::default(),
        );
        tokio::spawn(relay.expect("a relay").run(stop.clone()));
        Self {
            database,
            wake,
            _relay: stop.drop_guard(),
        }
    }

    async fn cancel(&self, order: Uuid) {
        let body = wire::OrderCanceled {
            order_id: order.to_string(),
            ..Default::default()
        };
        let event = NewEvent {
            id: new_id(),
            aggregate: "order",
            fact: "canceled",
            event_type: wire::OrderCanceled::full_name(),
            aggregate_id: order,
            version: 3,
            key: order,
            payload: body.encode_to_vec(),
            occurred_at: SystemClock.now(),
            traceparent: None,
        };
        let mut conn = self.database.pool.acquire().await.expect("a connection");
        outbox::append(&mut conn, &[event]).await.expect("told");
        self.wake.wake();
    }
}

#[tokio::test]
async fn an_order_canceled_elsewhere_is_refunded_here_and_everybody_hears_of_it() {
    let service = Service::start().await;
    let orders = Orders::start(&service).await;
    let paid = service.pay("customer-1", "card_approve").await;
    let order: Uuid = paid.order_id.parse().expect("a UUID");

    orders.cancel(order).await;

    let published = wait_until(LIMIT, async || {
        let facts: Vec<String> = sqlx::query_scalar(
            "SELECT fact FROM outbox WHERE key = $1 AND published_at IS NOT NULL ORDER BY seq",
        )
        .bind(order)
        .fetch_all(&service.database.pool)
        .await
        .expect("the outbox");
        (facts.len() == 3).then_some(facts)
    });
    assert_eq!(published.await, ["approved", "refund_pending", "refunded"]);
    assert!(service.running.stop().await);
}
