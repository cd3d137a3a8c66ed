//! When nothing breaks.

use std::time::Duration;

use baedal_messaging::{Relay, RelayConfig, RelayError, Wake};
use baedal_testkit::Nats;

use crate::world::{Listener, Producer, broker, by_key, id, relay_config};

#[tokio::test(flavor = "multi_thread")]
async fn every_event_has_its_effect_once_and_in_the_order_of_its_key() {
    let nats = Nats::start().await;
    let (producer, listener) = (
        Producer::new("order").await,
        Listener::new("order-flow").await,
    );
    let broker = broker(&nats).await;
    let (relay, consumer) = (
        producer.relay(&broker, relay_config()),
        listener.consume(&broker),
    );

    let keys: Vec<_> = (0..20).map(|_| id()).collect();
    for step in 0..5 {
        for key in &keys {
            producer.write(*key, [2 * step, 2 * step + 1]).await;
        }
    }

    let effects = listener.effects_of(200).await;
    for (key, versions) in by_key(&effects) {
        assert_eq!(versions, (0..10).collect::<Vec<_>>(), "of {key}");
    }
    producer.all_published().await;
    consumer.stop().await;
    relay.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wake_is_enough_where_nobody_polls() {
    let nats = Nats::start().await;
    let (producer, listener) = (Producer::new("order").await, Listener::new("woken").await);
    let broker = broker(&nats).await;
    let config = RelayConfig {
        poll: Duration::from_hours(1),
        ..relay_config()
    };
    let (_relay, _consumer) = (producer.relay(&broker, config), listener.consume(&broker));

    for version in 1..=3 {
        producer.write(id(), [version]).await;
        listener.effects_of(usize::try_from(version).unwrap()).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_starts_before_its_broker() {
    let nats = Nats::start().await;
    nats.stop().await;
    let (producer, listener) = (Producer::new("order").await, Listener::new("early").await);
    let broker = broker(&nats).await;
    let (_relay, _consumer) = (
        producer.relay(&broker, relay_config()),
        listener.consume(&broker),
    );
    producer.write(id(), [1]).await;

    nats.restart().await;

    listener.effects_of(1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_that_were_published_but_not_marked_are_not_told_twice() {
    let nats = Nats::start().await;
    let (producer, listener) = (
        Producer::new("order").await,
        Listener::new("unmarked").await,
    );
    let broker = broker(&nats).await;
    let (relay, _consumer) = (
        producer.relay(&broker, relay_config()),
        listener.consume(&broker),
    );
    producer.write(id(), 1..=10).await;
    producer.all_published().await;
    relay.abort().await;

    // As a relay leaves it that dies between the acknowledgement and the mark.
    sqlx::query("UPDATE outbox SET published_at = NULL, stream_sequence = NULL WHERE version > 5")
        .execute(&producer.pool)
        .await
        .unwrap();
    let _relay = producer.relay(&broker, relay_config());
    producer.all_published().await;

    listener.effects_of(10).await;
    let stream = broker.declare_stream().await.unwrap();
    assert_eq!(stream.state.messages, 10);
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_may_not_outlive_their_messages() {
    let nats = Nats::start().await;
    let producer = Producer::new("order").await;
    let broker = broker(&nats).await;
    let keep = broker.config().stream_max_age + Duration::from_secs(1);

    let refused = Relay::new(
        producer.pool,
        broker,
        Wake::new(),
        RelayConfig {
            keep,
            ..relay_config()
        },
    );

    assert!(matches!(refused, Err(RelayError::KeepTooLong)));
}

#[tokio::test(flavor = "multi_thread")]
async fn published_rows_go_when_they_are_old() {
    let nats = Nats::start().await;
    let producer = Producer::new("order").await;
    let broker = broker(&nats).await;
    let relay = producer.relay(&broker, relay_config());
    producer.write(id(), 1..=10).await;
    producer.all_published().await;
    relay.stop().await;
    sqlx::query(
        "UPDATE outbox SET published_at = published_at - interval '4 days' WHERE version <= 5",
    )
    .execute(&producer.pool)
    .await
    .unwrap();

    let _relay = producer.relay(&broker, relay_config());

    baedal_testkit::wait_until(crate::world::LONG, async || {
        let left: i64 = sqlx::query_scalar("SELECT count(*) FROM outbox")
            .fetch_one(&producer.pool)
            .await
            .unwrap();
        (left == 5).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_and_its_facts_can_be_one_statement() {
    const CHANGE: &str = concat!(
        "WITH changed AS (UPDATE effects SET version = 2 WHERE key = $11 AND version = 1 RETURNING key) ",
        baedal_messaging::outbox_insert!("EXISTS (SELECT FROM changed)"),
    );
    let producer = Producer::new("order").await;
    let key = id();
    sqlx::query("INSERT INTO effects (event_id, key, version) VALUES ($1, $1, 1)")
        .bind(key)
        .execute(&producer.pool)
        .await
        .unwrap();

    for expected in [2, 0] {
        let events = [producer.event(key, 2), producer.event(key, 3)];
        let query = baedal_messaging::outbox::bind(sqlx::query(CHANGE), &events).bind(key);
        let done = query.execute(&producer.pool).await.unwrap();
        assert_eq!(done.rows_affected(), expected);
    }
}
