//! A place in the stream means something only in the stream that gave it.

use std::time::Duration;

use baedal_dev::nats::Stored;
use baedal_messaging::{Broker, NatsConfig, outbox};
use baedal_testkit::{Nats, wait_until};

use crate::world::{LONG, Listener, Producer, broker, id, relay_config};

const STREAM: &str = "BAEDAL_EVENTS";

/// Makes the row with the highest place older than the outbox keeps rows.
async fn age_the_newest(producer: &Producer) {
    let aged = sqlx::query(
        "UPDATE outbox SET published_at = now() - interval '4 days'
          WHERE stream_sequence = (SELECT max(stream_sequence) FROM outbox)",
    );
    aged.execute(&producer.pool).await.unwrap();
}

/// Waits until healing has published rows so often, and none waits.
async fn healed(producer: &Producer, times: i64) {
    wait_until(LONG, async || {
        let (healed, open): (i64, i64) = sqlx::query_as(
            "SELECT coalesce(sum(healed), 0)::bigint, count(*) FILTER (WHERE published_at IS NULL) FROM outbox",
        )
        .fetch_one(&producer.pool)
        .await
        .unwrap();
        (healed >= times && open == 0).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tail_lost_after_the_stream_was_made_anew_is_told_again() {
    let nats = Nats::start().await;
    let producer = Producer::new("order").await;
    let broker = broker(&nats).await;
    let _relay = producer.relay(&broker, relay_config());
    for version in 1..=20 {
        producer.write(id(), [version]).await;
    }
    producer.all_published().await;

    // One row passes its time between two prunings: it is not told again, and its place is above all of the new stream.
    age_the_newest(&producer).await;
    broker.jetstream().delete_stream(STREAM).await.unwrap();
    healed(&producer, 19).await;

    let stream = broker.jetstream().get_stream(STREAM).await.unwrap();
    stream.delete_message(19).await.unwrap();

    healed(&producer, 20).await;
    let last = outbox::last_acknowledged(&producer.pool).await.unwrap();
    assert_eq!(last, Some(20), "a place of this stream");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_too_old_goes_whatever_its_place() {
    let producer = Producer::new("order").await;
    producer.write(id(), 1..=5_002).await;
    // More rows than one statement removes, and the old one above all of them.
    sqlx::query(
        "UPDATE outbox SET stream_sequence = seq,
                           published_at = now() - CASE WHEN seq = 5002 THEN interval '4 days' ELSE interval '0' END",
    )
    .execute(&producer.pool)
    .await
    .unwrap();

    // Without a broker, so that nothing but housekeeping touches the rows.
    let nowhere = NatsConfig {
        url: "nats://127.0.0.1:9".to_owned(),
        timeout: Duration::from_secs(1),
        ..NatsConfig::default()
    };
    let _relay = producer.relay(&Broker::connect(&nowhere).await.unwrap(), relay_config());

    wait_until(LONG, async || {
        let rows: i64 = sqlx::query_scalar("SELECT count(*) FROM outbox")
            .fetch_one(&producer.pool)
            .await
            .unwrap();
        (rows == 5_001).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wiped_volume_and_then_a_crash_that_takes_the_tail_lose_nothing() {
    let nats = Nats::start().await;
    let (producer, listener) = (Producer::new("order").await, Listener::new("twice").await);
    let broker = broker(&nats).await;
    let relay = producer.relay(&broker, relay_config());
    producer.write(id(), 1..=30).await;
    producer.all_published().await;
    age_the_newest(&producer).await;

    nats.wipe().await;
    nats.restart().await;
    healed(&producer, 29).await;
    nats.keep(Stored::Messages).await;
    producer.write(id(), 1..=15).await;
    producer.all_published().await;
    nats.put_back(Stored::Messages).await;
    relay.stop().await;
    nats.restart().await;

    let _relay = producer.relay(&broker, relay_config());
    let _consumer = listener.consume(&broker);
    // All but the one that was too old to be told again.
    listener.effects_of(44).await;
}
