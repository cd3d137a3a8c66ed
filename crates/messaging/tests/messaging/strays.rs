//! Messages that are no events, and housekeeping that fails.

use std::{sync::Arc, time::Duration};

use async_nats::HeaderMap;
use baedal_messaging::{
    Consumer, ConsumerConfig, ConsumerTuning, HandleError, Handler, PostgresRecords, Received,
};
use baedal_testkit::{Nats, wait_until};
use tokio::sync::Semaphore;
use uuid::Uuid;

use crate::world::{LONG, Listener, Producer, Running, broker, id, relay_config, tuning};

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_is_no_event_is_parked_as_it_came_where_it_has_an_id() {
    let nats = Nats::start().await;
    let (producer, listener) = (Producer::new("order").await, Listener::new("stray").await);
    let broker = broker(&nats).await;
    let _relay = producer.relay(&broker, relay_config());
    let _consumer = listener.consume(&broker);
    producer.write(id(), [1]).await;
    listener.effects_of(1).await;

    let (event, subject) = (id(), format!("baedal.events.order.changed.{}", id()));
    let mut headers = HeaderMap::new();
    headers.insert("Nats-Msg-Id", event.to_string());
    let named = broker
        .jetstream()
        .publish_with_headers(subject.clone(), headers, "raw".into());
    named.await.unwrap().await.unwrap();
    let nameless = broker.jetstream().publish(subject.clone(), "raw".into());
    nameless.await.unwrap().await.unwrap();
    producer.write(id(), [1]).await;

    listener.effects_of(2).await;
    let parked: (Uuid, String, Vec<u8>, i32) = wait_until(LONG, async || {
        sqlx::query_as("SELECT event_id, subject, payload, attempts FROM dead_letters")
            .fetch_optional(&listener.pool)
            .await
            .unwrap()
    })
    .await;
    assert_eq!(parked, (event, subject, b"raw".to_vec(), 1));
    assert_eq!(listener.dead_letters().await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn events_go_on_while_the_inbox_cannot_be_pruned() {
    let nats = Nats::start().await;
    let (producer, listener) = (Producer::new("order").await, Listener::new("prune").await);
    let broker = broker(&nats).await;
    let _relay = producer.relay(&broker, relay_config());
    sqlx::raw_sql(
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no'; END $$;
         CREATE TRIGGER refuse BEFORE DELETE ON inbox FOR EACH STATEMENT EXECUTE FUNCTION refuse()",
    )
    .execute(&listener.pool)
    .await
    .unwrap();
    // What a session drops when it ends would come again after an hour.
    let patient = ConsumerTuning {
        ack_wait: Duration::from_hours(1),
        stall: Duration::from_millis(100),
        batch: 1,
        ..tuning()
    };
    let _consumer = listener.consume_with(&broker, patient, |_| {
        std::thread::sleep(Duration::from_millis(10));
        Ok(())
    });

    producer.write(id(), 1..=50).await;

    listener.effects_of(50).await;
}

/// Refuses the first delivery of the first event; the second event waits for its second.
struct Waiting(Arc<Semaphore>);

impl Handler for Waiting {
    async fn handle(&self, events: &[Received]) -> Result<(), HandleError> {
        match events {
            [event] if event.version == 2 => {
                self.0.acquire().await.unwrap().forget();
                Ok(())
            }
            [event] if event.attempt > 1 => {
                self.0.add_permits(1);
                Ok(())
            }
            _ => Err(HandleError::retry("not yet")),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_that_rests_comes_again_while_the_rest_of_its_batch_is_worked() {
    let nats = Nats::start().await;
    let (producer, listener) = (Producer::new("order").await, Listener::new("rests").await);
    let broker = broker(&nats).await;
    let _relay = producer.relay(&broker, relay_config());
    producer.write(id(), [1]).await;
    producer.write(id(), [2]).await;
    producer.all_published().await;
    let config = ConsumerConfig::new("rests", &[">"]).tuned(ConsumerTuning {
        ack_wait: Duration::from_millis(300),
        retry_first: Duration::from_secs(1),
        retry_max: Duration::from_secs(1),
        handle_timeout: Duration::from_hours(1),
        lanes: 1,
        ..tuning()
    });
    let gate = Arc::new(Semaphore::new(0));
    let _processes = [(); 2].map(|()| {
        let (waiting, records) = (
            Waiting(Arc::clone(&gate)),
            PostgresRecords::new(listener.pool.clone()),
        );
        let consumer = Consumer::new(broker.clone(), config.clone(), waiting, records);
        Running::start(|stop| consumer.run(stop))
    });

    wait_until(LONG, async || {
        let durable = broker
            .jetstream()
            .get_consumer_from_stream::<async_nats::jetstream::consumer::pull::Config, _, _>(
                "rests",
                "BAEDAL_EVENTS",
            )
            .await
            .ok()?;
        let info = durable.cached_info();
        (info.num_pending == 0 && info.num_ack_pending == 0).then_some(())
    })
    .await;
}
