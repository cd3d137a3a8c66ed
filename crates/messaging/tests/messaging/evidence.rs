//! A durable whose places hold other events by now starts over, whatever its handler keeps.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use baedal_dev::nats::Stored;
use baedal_messaging::{
    Broker, Consumer, ConsumerConfig, HandleError, Handler, PostgresRecords, Received, Records,
};
use baedal_runtime::{Clock, SystemClock};
use baedal_testkit::{Nats, wait_until};
use sqlx::PgPool;

use crate::world::{LONG, Listener, Producer, Running, broker, id, relay_config, tuning};

/// Without an inbox: what it hears again changes nothing.
struct Plain(PgPool);

impl Handler for Plain {
    async fn handle(&self, events: &[Received]) -> Result<(), HandleError> {
        for event in events {
            sqlx::query(
                "INSERT INTO effects (event_id, key, version) SELECT $1, $2, $3
                  WHERE NOT EXISTS (SELECT FROM effects WHERE event_id = $1)",
            )
            .bind(event.event_id)
            .bind(event.key)
            .bind(event.version)
            .execute(&self.0)
            .await?;
        }
        Ok(())
    }
}

fn consume(listener: &Listener, broker: &Broker) -> Running {
    let handler = Plain(listener.pool.clone());
    let config = ConsumerConfig::new(listener.durable, &["order.>"]).tuned(tuning());
    let records = PostgresRecords::new(listener.pool.clone());
    let consumer = Consumer::new(broker.clone(), config, handler, records);
    Running::start(|stop| consumer.run(stop))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refilled_tail_is_heard_by_a_consumer_without_an_inbox() {
    let nats = Nats::start().await;
    let (orders, tickets) = (Producer::new("order").await, Producer::new("ticket").await);
    let listener = Listener::new("plain").await;
    let broker = broker(&nats).await;
    let consumer = consume(&listener, &broker);
    let relays = (
        orders.relay(&broker, relay_config()),
        tickets.relay(&broker, relay_config()),
    );
    orders.write(id(), 1..=10).await;
    listener.effects_of(10).await;
    nats.keep(Stored::Messages).await;
    // These are in the tail that will be lost; the durable stands behind them.
    tickets.write(id(), 1..=30).await;
    tickets.all_published().await;
    orders.write(id(), 1..=10).await;
    listener.effects_of(20).await;
    consumer.stop().await;
    relays.0.stop().await;
    relays.1.stop().await;
    nats.keep(Stored::Durables).await;
    nats.put_back(Stored::Messages).await;
    nats.restart().await;

    // New facts of orders come first, then others' beyond the durable's place.
    let (first, then) = (Producer::new("order").await, Producer::new("ticket").await);
    let relay = first.relay(&broker, relay_config());
    first.write(id(), 1..=5).await;
    first.all_published().await;
    relay.stop().await;
    let relay = then.relay(&broker, relay_config());
    then.write(id(), 1..=100).await;
    then.all_published().await;
    relay.stop().await;
    nats.put_back(Stored::Durables).await;
    nats.restart().await;
    let _consumer = consume(&listener, &broker);

    listener.effects_of(25).await;
    let noted: i64 = sqlx::query_scalar("SELECT count(*) FROM consumer_evidence")
        .fetch_one(&listener.pool)
        .await
        .unwrap();
    assert!(
        (1..=16).contains(&noted),
        "{noted} rows, however much is heard"
    );
}

/// However many events are noted, the last ones are kept.
async fn a_ring_keeps_the_last(records: impl Records) {
    let producer = Producer::new("order").await;
    let before = SystemClock.now() - Duration::from_mins(1);
    for sequence in 1..=40 {
        let event = Received::from_new(producer.event(id(), 1), sequence);
        records.note("ring", &event).await.unwrap();
    }
    records
        .note("other", &Received::from_new(producer.event(id(), 1), 7))
        .await
        .unwrap();

    let noted = records.noted("ring", before).await.unwrap();
    let mut places: Vec<u64> = noted.iter().map(|it| it.stream_sequence).collect();
    places.sort_unstable();
    assert_eq!(places, (25..=40).collect::<Vec<_>>());
    let later = SystemClock.now() + Duration::from_mins(1);
    assert!(records.noted("ring", later).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_ring_in_postgresql_keeps_the_last_places() {
    let listener = Listener::new("ring").await;
    a_ring_keeps_the_last(PostgresRecords::new(listener.pool)).await;
}

#[cfg(feature = "sqlite")]
#[tokio::test]
async fn a_ring_in_sqlite_keeps_the_last_places() {
    let options = sqlx::sqlite::SqlitePoolOptions::new().max_connections(1);
    let pool = options.connect("sqlite::memory:").await.unwrap();
    baedal_messaging::migrations::SQLITE
        .run(&pool)
        .await
        .unwrap();
    a_ring_keeps_the_last(baedal_messaging::sqlite::SqliteRecords::new(pool)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dead_letter_brings_no_place_of_a_stream_that_may_be_gone() {
    let nats = Nats::start().await;
    let (producer, listener) = (Producer::new("order").await, Listener::new("letter").await);
    let broker = broker(&nats).await;
    let _relay = producer.relay(&broker, relay_config());
    let refuse = AtomicBool::new(true);
    let _consumer = listener.consume_with(&broker, tuning(), move |_| {
        if refuse.swap(false, Ordering::SeqCst) {
            Err(HandleError::poison("once"))
        } else {
            Ok(())
        }
    });
    producer.write(id(), [1]).await;
    wait_until(LONG, async || {
        (listener.dead_letters().await.len() == 1).then_some(())
    })
    .await;

    // What its handler claimed is rolled back, and the server was told that it is done all the same.
    wait_until(LONG, async || {
        let noted: i64 = sqlx::query_scalar("SELECT count(*) FROM consumer_evidence")
            .fetch_one(&listener.pool)
            .await
            .unwrap();
        (noted == 1).then_some(())
    })
    .await;

    sqlx::query("UPDATE dead_letters SET due = true")
        .execute(&listener.pool)
        .await
        .unwrap();
    listener.effects_of(1).await;

    let place: i64 = sqlx::query_scalar("SELECT stream_sequence FROM inbox")
        .fetch_one(&listener.pool)
        .await
        .unwrap();
    assert_eq!(place, i64::MAX);
}
