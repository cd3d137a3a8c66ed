//! What an operator reads of an outbox, before and after it was published.

use baedal_messaging::{
    Broker, NatsConfig, NewEvent, Relay, RelayConfig, Wake, migrations, outbox,
};
use baedal_proto::ops::v1::outbox_service_client::OutboxServiceClient;
use baedal_proto::ops::v1::{GetOutboxStatusRequest, OutboxStatus};
use baedal_runtime::{Clock, SystemClock};
use baedal_testkit::{Nats, postgres, wait_until};
use sqlx::PgPool;
use time::{Duration, OffsetDateTime};
use tokio_util::sync::CancellationToken;

use crate::world::{LONG, id};

async fn status(pool: &PgPool) -> OutboxStatus {
    let answer = OutboxServiceClient::new(baedal_ops::outbox(pool.clone()))
        .get_outbox_status(GetOutboxStatusRequest {})
        .await
        .unwrap();
    answer.into_inner().status.unwrap()
}

fn fact(occurred_at: OffsetDateTime) -> NewEvent {
    NewEvent {
        id: id(),
        aggregate: "order",
        fact: "rejected",
        event_type: "baedal.events.v1.OrderRejected".to_owned(),
        aggregate_id: id(),
        version: 1,
        key: id(),
        payload: Vec::new(),
        occurred_at,
        traceparent: None,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_operator_sees_how_much_waits_and_how_far_the_stream_is() {
    let database = postgres().await.database("outbox").await;
    let pool = &database.pool;
    migrations::POSTGRES.run(pool).await.unwrap();
    assert_eq!(status(pool).await, OutboxStatus::default());

    let now = SystemClock.now();
    let facts = [fact(now - Duration::HOUR), fact(now)];
    let mut connection = pool.acquire().await.unwrap();
    outbox::append(&mut connection, &facts).await.unwrap();
    let waiting = status(pool).await;
    assert_eq!(waiting.unpublished_events, 2);
    assert_eq!(waiting.last_acknowledged_sequence, 0);
    let age = waiting.oldest_unpublished_age.unwrap();
    assert!((3_600..3_700).contains(&age.seconds), "{age}");

    let nats = Nats::start().await;
    let config = NatsConfig {
        url: nats.url().to_owned(),
        ..NatsConfig::default()
    };
    let broker = Broker::connect(&config).await.unwrap();
    let stop = CancellationToken::new();
    let relay = Relay::new(pool.clone(), broker, Wake::new(), RelayConfig::default()).unwrap();
    let relay = tokio::spawn(relay.run(stop.clone()));
    let published = wait_until(LONG, async || {
        Some(status(pool).await).filter(|status| status.unpublished_events == 0)
    })
    .await;
    assert_eq!(published.oldest_unpublished_age, None);
    assert_eq!(published.last_acknowledged_sequence, 2);
    stop.cancel();
    relay.await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fact_from_a_clock_that_is_ahead_has_no_age() {
    let database = postgres().await.database("outbox").await;
    let pool = &database.pool;
    migrations::POSTGRES.run(pool).await.unwrap();
    let mut connection = pool.acquire().await.unwrap();
    let ahead = fact(SystemClock.now() + Duration::HOUR);
    outbox::append(&mut connection, &[ahead]).await.unwrap();

    let age = status(pool).await.oldest_unpublished_age.unwrap();

    assert_eq!(age, prost_types::Duration::default());
}
