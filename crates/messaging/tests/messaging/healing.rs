//! When the broker dies, and when it loses what it had acknowledged.

use std::{
    sync::Arc,
    sync::atomic::{AtomicUsize, Ordering},
};

use baedal_testkit::{Nats, wait_until};
use tokio_util::sync::CancellationToken;

use crate::world::{LONG, Listener, Producer, Running, broker, by_key, id, relay_config};

const STREAM: &str = "BAEDAL_EVENTS";

/// Writes events until stopped; counts them.
fn load(producer: &Producer) -> (Running, Arc<AtomicUsize>) {
    let written = Arc::new(AtomicUsize::new(0));
    let (producer, count) = (producer.clone(), Arc::clone(&written));
    let running = Running::start(async move |stop: CancellationToken| {
        let keys: Vec<_> = (0..16).map(|_| id()).collect();
        let mut version = 0;
        while !stop.is_cancelled() {
            version += 1;
            for key in &keys {
                producer.write(*key, [version]).await;
                count.fetch_add(1, Ordering::SeqCst);
            }
        }
    });
    (running, written)
}

async fn reached(count: &AtomicUsize, more: usize) {
    let goal = count.load(Ordering::SeqCst) + more;
    wait_until(LONG, async || {
        (count.load(Ordering::SeqCst) >= goal).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broker_killed_under_load_loses_nothing_and_doubles_nothing() {
    let nats = Nats::start().await;
    let (producer, listener) = (Producer::new("order").await, Listener::new("killed").await);
    let broker = broker(&nats).await;
    let (_relay, _consumer) = (
        producer.relay(&broker, relay_config()),
        listener.consume(&broker),
    );
    let (load, written) = load(&producer);

    for _ in 0..3 {
        reached(&written, 100).await;
        nats.kill().await;
        reached(&written, 100).await;
        nats.restart().await;
    }
    load.stop().await;

    listener.effects_of(written.load(Ordering::SeqCst)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_wiped_under_load_is_healed() {
    let nats = Nats::start().await;
    let (producer, listener) = (Producer::new("order").await, Listener::new("wiped").await);
    let broker = broker(&nats).await;
    let (_relay, _consumer) = (
        producer.relay(&broker, relay_config()),
        listener.consume(&broker),
    );
    let (load, written) = load(&producer);

    for _ in 0..2 {
        reached(&written, 200).await;
        nats.wipe().await;
        reached(&written, 50).await;
        nats.restart().await;
    }
    reached(&written, 100).await;
    load.stop().await;

    listener.effects_of(written.load(Ordering::SeqCst)).await;
    producer.all_published().await;
    let total = u64::try_from(written.load(Ordering::SeqCst)).unwrap();
    assert!(
        broker.declare_stream().await.unwrap().state.messages >= total,
        "the stream has every event again"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn events_that_nobody_had_consumed_survive_a_wipe_in_order() {
    let nats = Nats::start().await;
    let (producer, listener) = (Producer::new("order").await, Listener::new("late").await);
    let broker = broker(&nats).await;
    let _relay = producer.relay(&broker, relay_config());
    for _ in 0..10 {
        producer.write(id(), 1..=50).await;
    }
    producer.all_published().await;

    nats.wipe().await;
    nats.restart().await;
    let _consumer = listener.consume(&broker);

    for (_, versions) in by_key(&listener.effects_of(500).await) {
        assert_eq!(versions, (1..=50).collect::<Vec<_>>());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_that_others_have_refilled_is_healed_as_well() {
    let nats = Nats::start().await;
    let (slow, fast) = (Producer::new("order").await, Producer::new("ticket").await);
    let listener = Listener::new("refilled").await;
    let (first, second) = (broker(&nats).await, broker(&nats).await);
    let (relay, _other) = (
        slow.relay(&first, relay_config()),
        fast.relay(&second, relay_config()),
    );
    slow.write(id(), 1..=40).await;
    slow.all_published().await;
    relay.stop().await;

    nats.wipe().await;
    nats.restart().await;
    // The other service is back first and goes beyond every sequence that the slow one knows.
    fast.write(id(), 1..=300).await;
    fast.all_published().await;
    let _relay = slow.relay(&first, relay_config());
    slow.write(id(), 1..=10).await;
    let _consumer = listener.consume(&first);

    listener.effects_of(350).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_deleted_while_everything_runs_is_healed() {
    let nats = Nats::start().await;
    let (producer, listener) = (Producer::new("order").await, Listener::new("dropped").await);
    let broker = broker(&nats).await;
    let _relay = producer.relay(&broker, relay_config());
    producer.write(id(), 1..=100).await;
    producer.all_published().await;

    broker.jetstream().delete_stream(STREAM).await.unwrap();
    producer.write(id(), 1..=10).await;
    let _consumer = listener.consume(&broker);

    listener.effects_of(110).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_purged_while_everything_runs_is_healed_in_spite_of_deduplication() {
    let nats = Nats::start().await;
    let (producer, listener) = (Producer::new("order").await, Listener::new("purged").await);
    let broker = broker(&nats).await;
    let _relay = producer.relay(&broker, relay_config());
    producer.write(id(), 1..=100).await;
    producer.all_published().await;

    broker
        .jetstream()
        .get_stream(STREAM)
        .await
        .unwrap()
        .purge()
        .await
        .unwrap();
    producer.write(id(), 1..=10).await;
    let _consumer = listener.consume(&broker);

    listener.effects_of(110).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_what_was_lost_is_published_again() {
    let nats = Nats::start().await;
    let producer = Producer::new("order").await;
    let broker = broker(&nats).await;
    let relay = producer.relay(&broker, relay_config());
    for version in 1..=100 {
        producer.write(id(), [version]).await;
    }
    producer.all_published().await;
    relay.stop().await;

    // What a crash leaves of a stream: a tail of it is gone.
    let stream = broker.jetstream().get_stream(STREAM).await.unwrap();
    for sequence in 71..=100 {
        stream.delete_message(sequence).await.unwrap();
    }
    let _relay = producer.relay(&broker, relay_config());

    let healed = wait_until(LONG, async || {
        let (healed, open): (i64, i64) =
            sqlx::query_as("SELECT count(*) FILTER (WHERE healed > 0), count(*) FILTER (WHERE published_at IS NULL) FROM outbox")
                .fetch_one(&producer.pool)
                .await
                .unwrap();
        (healed > 0 && open == 0).then_some(healed)
    })
    .await;
    assert_eq!(healed, 30);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_durable_whose_places_hold_other_events_starts_over() {
    let nats = Nats::start().await;
    let (producer, listener) = (
        Producer::new("order").await,
        Listener::new("misplaced").await,
    );
    let broker = broker(&nats).await;
    let (_relay, consumer) = (
        producer.relay(&broker, relay_config()),
        listener.consume(&broker),
    );
    producer.write(id(), 1..=20).await;
    listener.effects_of(20).await;
    consumer.stop().await;
    let created = async || {
        let durable = broker
            .jetstream()
            .get_consumer_from_stream::<async_nats::jetstream::consumer::pull::Config, _, _>(
                "misplaced",
                STREAM,
            )
            .await;
        durable.ok().map(|it| it.cached_info().created)
    };
    let before = created().await.unwrap();

    // Where the inbox saw one event is another one now, and one was never seen at all: others refilled a lost tail.
    sqlx::query("UPDATE inbox SET stream_sequence = 21 - stream_sequence")
        .execute(&listener.pool)
        .await
        .unwrap();
    sqlx::query("WITH lost AS (DELETE FROM inbox WHERE stream_sequence = 3 RETURNING event_id) DELETE FROM effects USING lost WHERE effects.event_id = lost.event_id")
        .execute(&listener.pool)
        .await
        .unwrap();
    let _consumer = listener.consume(&broker);

    listener.effects_of(20).await;
    assert_ne!(created().await.unwrap(), before);
}
