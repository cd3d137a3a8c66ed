//! What time mends is waited for, and only what it does not is parked.

use std::{
    collections::HashSet,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU32, Ordering::Relaxed},
    },
    time::Duration,
};

use baedal_messaging::{
    Consumer, ConsumerConfig, ConsumerTuning, HandleError, Handler, PostgresRecords, Received,
    inbox,
};
use baedal_testkit::{Nats, wait_until};
use sqlx::PgPool;
use uuid::Uuid;

use crate::world::{LONG, Listener, Producer, Running, broker, id, relay_config, tuning};

/// More tries than any event gets whose failures time does not mend.
const MANY: u32 = 15;

/// A service whose database ends the first [`MANY`] statements about an event of version 1 for running too long.
struct SlowDatabase {
    pool: PgPool,
    durable: &'static str,
    tries: Arc<AtomicU32>,
}

impl Handler for SlowDatabase {
    async fn handle(&self, events: &[Received]) -> Result<(), HandleError> {
        let mut transaction = self.pool.begin().await?;
        let fresh = inbox::claim(&mut transaction, self.durable, events).await?;
        for event in fresh {
            if event.version == 1 && self.tries.fetch_add(1, Relaxed) < MANY {
                sqlx::raw_sql("SET LOCAL statement_timeout TO '5ms'; SELECT pg_sleep(5)")
                    .execute(&mut *transaction)
                    .await?;
            }
            effect(&mut transaction, event).await?;
        }
        transaction.commit().await?;
        Ok(())
    }
}

async fn effect(connection: &mut sqlx::PgConnection, event: &Received) -> sqlx::Result<()> {
    sqlx::query("INSERT INTO effects (event_id, key, version) VALUES ($1, $2, $3)")
        .bind(event.event_id)
        .bind(event.key)
        .bind(event.version)
        .execute(connection)
        .await
        .map(drop)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_is_slow_for_long_parks_nothing() {
    let nats = Nats::start().await;
    let (producer, listener) = (Producer::new("order").await, Listener::new("slow").await);
    let broker = broker(&nats).await;
    let _relay = producer.relay(&broker, relay_config());
    let tries = Arc::new(AtomicU32::new(0));
    let handler = SlowDatabase {
        pool: listener.pool.clone(),
        durable: listener.durable,
        tries: Arc::clone(&tries),
    };
    let config = ConsumerConfig::new(listener.durable, &[">"]).tuned(ConsumerTuning {
        max_attempts: 3,
        ..tuning()
    });
    let records = PostgresRecords::new(listener.pool.clone());
    let consumer = Consumer::new(broker.clone(), config, handler, records);
    let _running = Running::start(|stop| consumer.run(stop));

    producer.write(id(), [1]).await;
    for _ in 0..5 {
        producer.write(id(), [2]).await;
    }

    listener.effects_of(6).await;
    assert!(tries.load(Relaxed) > MANY);
    assert!(listener.dead_letters().await.is_empty());
}

/// A service whose rows about events of version 1 somebody else has locked.
struct Locked {
    pool: PgPool,
    durable: &'static str,
    tries: Arc<AtomicU32>,
}

impl Handler for Locked {
    async fn handle(&self, events: &[Received]) -> Result<(), HandleError> {
        let mut transaction = self.pool.begin().await?;
        let fresh = inbox::claim(&mut transaction, self.durable, events).await?;
        for event in fresh {
            if event.version == 1 {
                self.tries.fetch_add(1, Relaxed);
                sqlx::raw_sql("SET LOCAL lock_timeout TO '20ms'; LOCK TABLE somebodys")
                    .execute(&mut *transaction)
                    .await?;
            }
            effect(&mut transaction, event).await?;
        }
        transaction.commit().await?;
        Ok(())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lock_that_is_held_for_long_holds_up_its_own_order_alone() {
    let nats = Nats::start().await;
    let (producer, listener) = (Producer::new("order").await, Listener::new("locked").await);
    let broker = broker(&nats).await;
    let _relay = producer.relay(&broker, relay_config());
    sqlx::raw_sql("CREATE TABLE somebodys ()")
        .execute(&listener.pool)
        .await
        .unwrap();
    let mut somebody = listener.pool.begin().await.unwrap();
    sqlx::raw_sql("LOCK TABLE somebodys")
        .execute(&mut *somebody)
        .await
        .unwrap();
    let tries = Arc::new(AtomicU32::new(0));
    let handler = Locked {
        pool: listener.pool.clone(),
        durable: listener.durable,
        tries: Arc::clone(&tries),
    };
    let config = ConsumerConfig::new(listener.durable, &[">"]).tuned(ConsumerTuning {
        max_attempts: 2,
        lanes: 1,
        ..tuning()
    });
    let records = PostgresRecords::new(listener.pool.clone());
    let consumer = Consumer::new(broker.clone(), config, handler, records);
    let _running = Running::start(|stop| consumer.run(stop));

    producer.write(id(), [1]).await;
    producer.all_published().await;
    producer.write(id(), [2]).await;

    listener.effects_of(1).await;
    wait_until(LONG, async || (tries.load(Relaxed) > 4).then_some(())).await;
    drop(somebody);
    listener.effects_of(2).await;
    assert!(listener.dead_letters().await.is_empty());
}

/// The one dead letter, once there is one: how often it failed, what would help, and whether money waits.
async fn parked(listener: &Listener) -> (i32, String, bool) {
    wait_until(LONG, async || {
        sqlx::query_as("SELECT attempts, failure, money FROM dead_letters")
            .fetch_optional(&listener.pool)
            .await
            .unwrap()
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cause_that_does_not_come_is_waited_for_by_time_and_not_by_tries() {
    let nats = Nats::start().await;
    let (producer, listener) = (Producer::new("order").await, Listener::new("early").await);
    let broker = broker(&nats).await;
    let _relay = producer.relay(&broker, relay_config());
    let patient = ConsumerTuning {
        max_attempts: 2,
        patience: Duration::from_secs(2),
        ..tuning()
    };
    let _consumer = listener.consume_with(&broker, patient, |event| match event.version {
        1 => Err(HandleError::not_yet("its cause is missing")),
        _ => Ok(()),
    });

    producer.write(id(), [1]).await;
    producer.write(id(), [2]).await;

    listener.effects_of(1).await;
    let (attempts, failure, money) = parked(&listener).await;
    assert!(attempts > 6, "{attempts}");
    assert_eq!((&*failure, money), ("not_yet", false));
}

/// Parks at once what waits, and works it again after a moment.
fn hasty() -> ConsumerTuning {
    ConsumerTuning {
        max_attempts: 1,
        patience: Duration::ZERO,
        redrive_every: Duration::from_millis(200),
        max_redrives: 3,
        ..tuning()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dead_letter_that_time_mends_is_worked_by_itself() {
    let nats = Nats::start().await;
    let (producer, listener) = (Producer::new("order").await, Listener::new("mended").await);
    let broker = broker(&nats).await;
    let _relay = producer.relay(&broker, relay_config());
    let mended = Arc::new(AtomicBool::new(false));
    let is_mended = Arc::clone(&mended);
    let _consumer = listener.consume_with(&broker, hasty(), move |_| {
        if is_mended.load(Relaxed) {
            Ok(())
        } else {
            Err(HandleError::not_yet("not yet"))
        }
    });

    producer.write(id(), [1]).await;
    parked(&listener).await;
    mended.store(true, Relaxed);

    listener.effects_of(1).await;
    wait_until(LONG, async || {
        sqlx::query("SELECT FROM dead_letters WHERE redriven_at IS NOT NULL AND NOT due")
            .fetch_optional(&listener.pool)
            .await
            .unwrap()
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_time_does_not_mend_is_worked_again_a_few_times_or_not_at_all() {
    let nats = Nats::start().await;
    let (producer, listener) = (Producer::new("order").await, Listener::new("never").await);
    let broker = broker(&nats).await;
    let _relay = producer.relay(&broker, relay_config());
    let _consumer = listener.consume_with(&broker, hasty(), |event| match event.version {
        1 => Err(HandleError::not_yet("never")),
        2 => Err(HandleError::poison("nobody can read this")),
        _ => Err(HandleError::retry("a bug")),
    });

    producer.write(id(), [1]).await;
    producer.write(id(), [2]).await;
    producer.write(id(), [3]).await;

    let attempts = async || -> Vec<(String, i32)> {
        sqlx::query_as("SELECT failure, attempts FROM dead_letters WHERE NOT due ORDER BY failure")
            .fetch_all(&listener.pool)
            .await
            .unwrap()
    };
    let of = |failure: &str, attempts| (failure.to_owned(), attempts);
    let bound = [of("failing", 1), of("not_yet", 4), of("poison", 1)];
    wait_until(LONG, async || (attempts().await == bound).then_some(())).await;
    // Another one goes through all of its tries meanwhile.
    producer.write(id(), [1]).await;
    let both = [
        of("failing", 1),
        of("not_yet", 4),
        of("not_yet", 4),
        of("poison", 1),
    ];
    wait_until(LONG, async || (attempts().await == both).then_some(())).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crowd_that_waits_does_not_keep_others_from_being_delivered() {
    let nats = Nats::start().await;
    let (producer, listener) = (Producer::new("order").await, Listener::new("crowd").await);
    let broker = broker(&nats).await;
    let _relay = producer.relay(&broker, relay_config());
    let narrow = ConsumerTuning {
        max_ack_pending: 10,
        max_attempts: 3,
        ..tuning()
    };
    let _consumer = listener.consume_with(&broker, narrow, |event| match event.version {
        1 => Err(HandleError::not_yet("its cause is missing")),
        _ => Ok(()),
    });

    for _ in 0..30 {
        producer.write(id(), [1]).await;
    }
    producer.all_published().await;
    for _ in 0..5 {
        producer.write(id(), [2]).await;
    }

    listener.effects_of(5).await;
    let (waiting,): (i64,) = sqlx::query_as(
        "SELECT count(*) FROM dead_letters WHERE failure = 'not_yet' AND redriven_at IS NULL",
    )
    .fetch_one(&listener.pool)
    .await
    .unwrap();
    assert!(waiting >= 20, "{waiting} made room");
}

/// Never answers about an event of version 1.
struct Hanging {
    effects: PgPool,
    /// Those that were tried alone.
    alone: Arc<Mutex<Vec<Uuid>>>,
}

impl Handler for Hanging {
    async fn handle(&self, events: &[Received]) -> Result<(), HandleError> {
        if events.iter().any(|event| event.version == 1) {
            if let [event] = events {
                self.alone.lock().unwrap().push(event.event_id);
            }
            std::future::pending::<()>().await;
        }
        let mut connection = self.effects.acquire().await?;
        for event in events {
            effect(&mut connection, event).await?;
        }
        Ok(())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn events_that_take_too_long_wait_and_hold_up_nobody_for_long() {
    const HANGING: usize = 20;
    let nats = Nats::start().await;
    let (producer, listener) = (Producer::new("order").await, Listener::new("hangs").await);
    let broker = broker(&nats).await;
    let _relay = producer.relay(&broker, relay_config());
    let alone = Arc::new(Mutex::new(Vec::new()));
    let handler = Hanging {
        effects: listener.pool.clone(),
        alone: Arc::clone(&alone),
    };
    let config = ConsumerConfig::new(listener.durable, &[">"]).tuned(ConsumerTuning {
        handle_timeout: Duration::from_millis(150),
        max_attempts: 1,
        lanes: 1,
        ..tuning()
    });
    let records = PostgresRecords::new(listener.pool.clone());
    let consumer = Consumer::new(broker.clone(), config, handler, records);
    let _running = Running::start(|stop| consumer.run(stop));
    for _ in 0..HANGING {
        producer.write(id(), [1]).await;
    }
    let tried = wait_until(LONG, async || {
        let alone = alone.lock().unwrap();
        let different: HashSet<&Uuid> = alone.iter().collect();
        (different.len() == HANGING).then_some(alone.len())
    })
    .await;

    producer.write(id(), [2]).await;

    listener.effects_of(1).await;
    let meanwhile = alone.lock().unwrap().len() - tried;
    assert!(meanwhile < HANGING / 2, "{meanwhile} before its turn");
    assert!(listener.dead_letters().await.is_empty());
}
