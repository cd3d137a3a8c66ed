//! When handlers fail and subscriptions break.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
    time::Duration,
};

use async_nats::jetstream::consumer::pull;
use baedal_messaging::{
    Consumer, ConsumerConfig, ConsumerTuning, HandleError, Handler, PostgresRecords, Received,
};
use baedal_testkit::{Nats, PrivatePostgres, wait_until};
use tokio::sync::{Semaphore, mpsc};
use uuid::Uuid;

use crate::world::{
    LONG, Listener, Producer, Running, broker, by_key, id, prepare, relay_config, tuning,
};

const STREAM: &str = "BAEDAL_EVENTS";

#[tokio::test(flavor = "multi_thread")]
async fn a_poisonous_event_is_parked_and_all_others_go_on() {
    let nats = Nats::start().await;
    let (producer, listener) = (Producer::new("order").await, Listener::new("poison").await);
    let broker = broker(&nats).await;
    let _relay = producer.relay(&broker, relay_config());
    let _consumer = listener.consume_with(&broker, tuning(), |event| match event.version {
        13 => Err(HandleError::poison("nobody can read this")),
        66 => panic!("nobody expected this"),
        _ => Ok(()),
    });

    let unlucky = id();
    producer.write(unlucky, [12, 13, 14]).await;
    for _ in 0..10 {
        producer.write(id(), 1..=3).await;
    }

    let effects = listener.effects_of(32).await;
    assert_eq!(by_key(&effects)[&unlucky], [12, 14]);
    let parked = wait_until(LONG, async || listener.dead_letters().await.pop()).await;
    assert_eq!((parked.1, parked.2.as_str()), (1, "nobody can read this"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_whose_cause_is_missing_is_tried_again_and_its_key_waits() {
    let nats = Nats::start().await;
    let (producer, listener) = (Producer::new("order").await, Listener::new("retry").await);
    let broker = broker(&nats).await;
    let _relay = producer.relay(&broker, relay_config());
    let failed = Arc::new(Mutex::new(HashMap::<Uuid, u32>::new()));
    let _consumer = listener.consume_with(&broker, tuning(), move |event| {
        let mut failed = failed.lock().unwrap();
        let times = failed.entry(event.event_id).or_default();
        *times += 1;
        if event.version == 2 && *times < 4 {
            Err(HandleError::retry("not yet"))
        } else {
            Ok(())
        }
    });

    let keys = [id(), id()];
    for key in keys {
        producer.write(key, 1..=4).await;
    }

    let effects = by_key(&listener.effects_of(8).await);
    for key in keys {
        let at = |version| effects[&key].iter().position(|it| *it == version).unwrap();
        assert!(at(1) < at(2), "{effects:?}");
    }
    assert!(listener.dead_letters().await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_that_fails_too_often_is_parked() {
    let nats = Nats::start().await;
    let (producer, listener) = (Producer::new("order").await, Listener::new("parked").await);
    let broker = broker(&nats).await;
    let _relay = producer.relay(&broker, relay_config());
    let few = ConsumerTuning {
        max_attempts: 3,
        ..tuning()
    };
    let _consumer = listener.consume_with(&broker, few, |event| match event.version {
        1 => Err(HandleError::retry("never comes")),
        2 => panic!("a handler with a bug"),
        _ => Ok(()),
    });

    let key = id();
    producer.write(key, 1..=3).await;

    let effects = listener.effects_of(1).await;
    assert_eq!(effects[0].2, 3);
    let parked = wait_until(LONG, async || {
        Some(listener.dead_letters().await).filter(|it| it.len() == 2)
    })
    .await;
    assert!(
        parked.iter().all(|(_, attempts, _)| *attempts == 3),
        "{parked:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_is_away_costs_no_attempts() {
    let nats = Nats::start().await;
    let server = PrivatePostgres::start().await;
    let producer = Producer::new("order").await;
    let listener = Listener {
        pool: prepare(server.database("away").await).await.pool,
        durable: "away",
    };
    let broker = broker(&nats).await;
    let _relay = producer.relay(&broker, relay_config());
    let impatient = ConsumerTuning {
        max_attempts: 1,
        ..tuning()
    };
    let consumer = listener.consume_with(&broker, impatient, |_| Ok(()));
    producer.write(id(), [1]).await;
    listener.effects_of(1).await;

    server.kill().await;
    producer.write(id(), 1..=20).await;
    producer.all_published().await;
    server.restart().await;

    listener.effects_of(21).await;
    assert!(listener.dead_letters().await.is_empty());
    consumer.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_durable_that_was_deleted_comes_back() {
    let nats = Nats::start().await;
    let (producer, listener) = (Producer::new("order").await, Listener::new("deleted").await);
    let broker = broker(&nats).await;
    let (_relay, _consumer) = (
        producer.relay(&broker, relay_config()),
        listener.consume(&broker),
    );
    producer.write(id(), 1..=5).await;
    listener.effects_of(5).await;

    broker
        .jetstream()
        .delete_consumer_from_stream("deleted", STREAM)
        .await
        .unwrap();
    producer.write(id(), 1..=5).await;

    listener.effects_of(10).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_subscription_that_stalls_is_made_anew() {
    let nats = Nats::start().await;
    let (producer, listener) = (Producer::new("order").await, Listener::new("stalled").await);
    let broker = broker(&nats).await;
    let (_relay, _consumer) = (
        producer.relay(&broker, relay_config()),
        listener.consume(&broker),
    );
    producer.write(id(), [1]).await;
    listener.effects_of(1).await;

    // The server keeps what is pending to itself, and the subscription looks healthy.
    let stream = broker.jetstream().get_stream(STREAM).await.unwrap();
    let day = baedal_runtime::Clock::now(&baedal_runtime::SystemClock) + Duration::from_hours(24);
    stream.pause_consumer("stalled", day).await.unwrap();
    producer.write(id(), [1]).await;
    let mut advisories = broker
        .client()
        .subscribe("$JS.API.CONSUMER.DURABLE.CREATE.>")
        .await
        .unwrap();
    let mut created = broker
        .client()
        .subscribe("$JS.API.CONSUMER.CREATE.>")
        .await
        .unwrap();
    let declared_again = async {
        tokio::select! {
            message = futures_util::StreamExt::next(&mut advisories) => message,
            message = futures_util::StreamExt::next(&mut created) => message,
        }
    };
    tokio::time::timeout(LONG, declared_again)
        .await
        .expect("the watchdog subscribes again")
        .unwrap();
    stream.resume_consumer("stalled").await.unwrap();

    listener.effects_of(2).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_delivered_ahead_is_given_back_at_the_stop() {
    let nats = Nats::start().await;
    let (producer, listener) = (
        Producer::new("order").await,
        Listener::new("handover").await,
    );
    let broker = broker(&nats).await;
    let _relay = producer.relay(&broker, relay_config());
    let patient = ConsumerTuning {
        ack_wait: Duration::from_hours(1),
        batch: 10,
        ..tuning()
    };
    let first = listener.consume_with(&broker, patient.clone(), |_| Ok(()));
    let keys: Vec<_> = (0..30).map(|_| id()).collect();
    for key in &keys {
        producer.write(*key, 1..=10).await;
    }
    wait_until(LONG, async || {
        (!listener.effects().await.is_empty()).then_some(())
    })
    .await;
    first.stop().await;

    let _second = listener.consume_with(&broker, patient, |_| Ok(()));

    listener.effects_of(300).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_processes_share_a_durable() {
    let nats = Nats::start().await;
    let (producer, listener) = (Producer::new("order").await, Listener::new("shared").await);
    let broker = broker(&nats).await;
    let _relay = producer.relay(&broker, relay_config());
    let small = ConsumerTuning {
        batch: 8,
        ..tuning()
    };
    let seen = [Arc::new(Mutex::new(0)), Arc::new(Mutex::new(0))];
    let _consumers = seen.clone().map(|seen| {
        listener.consume_with(&broker, small.clone(), move |_| {
            *seen.lock().unwrap() += 1;
            Ok(())
        })
    });

    for _ in 0..100 {
        producer.write(id(), 1..=5).await;
    }

    listener.effects_of(500).await;
    assert!(seen.iter().all(|seen| *seen.lock().unwrap() > 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_that_takes_long_is_not_delivered_to_others() {
    struct Slow(mpsc::UnboundedSender<u32>, Arc<Semaphore>);
    impl Handler for Slow {
        async fn handle(&self, events: &[Received]) -> Result<(), HandleError> {
            for event in events {
                self.0.send(event.attempt).unwrap();
            }
            self.1.acquire().await.unwrap().forget();
            Ok(())
        }
    }
    let nats = Nats::start().await;
    let (producer, listener) = (Producer::new("order").await, Listener::new("slow").await);
    let broker = broker(&nats).await;
    let _relay = producer.relay(&broker, relay_config());
    let (calls, mut called) = mpsc::unbounded_channel();
    let gate = Arc::new(Semaphore::new(0));
    let config = ConsumerConfig::new("slow", &["order.>"]).tuned(ConsumerTuning {
        ack_wait: Duration::from_millis(300),
        ..tuning()
    });
    let records = PostgresRecords::new(listener.pool.clone());
    let slow = Slow(calls, Arc::clone(&gate));
    let consumer = Consumer::new(broker.clone(), config, slow, records);
    let _running = Running::start(|stop| consumer.run(stop));
    producer.write(id(), [1]).await;

    assert_eq!(called.recv().await, Some(1));
    // Five acknowledgement waits go by, with nothing delivered again.
    let again = tokio::time::timeout(Duration::from_millis(1500), called.recv()).await;
    assert!(again.is_err(), "{again:?}");
    gate.add_permits(1);
    let info = wait_until(LONG, async || {
        let durable = broker
            .jetstream()
            .get_consumer_from_stream::<pull::Config, _, _>("slow", STREAM)
            .await
            .unwrap();
        let info = durable.cached_info().clone();
        (info.num_ack_pending == 0).then_some(info)
    })
    .await;
    assert_eq!(info.num_redelivered, 0);
}
