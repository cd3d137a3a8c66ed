//! A service that writes events, a service that consumes them, and the broker between.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use baedal_messaging::{
    Broker, Consumer, ConsumerConfig, ConsumerTuning, HandleError, Handler, NatsConfig, NewEvent,
    PostgresRecords, Received, Relay, RelayConfig, Wake, inbox, migrations, outbox,
};
use baedal_runtime::{Clock, Ids, SystemClock, SystemIds};
use baedal_testkit::{Nats, TestDatabase, postgres, wait_until};
use sqlx::PgPool;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// More than anything here takes on a busy machine.
pub(crate) const LONG: Duration = Duration::from_mins(1);

pub(crate) fn id() -> Uuid {
    SystemIds.uuid()
}

/// A service's database with this crate's tables, and a table of effects that forgives nothing.
pub(crate) async fn database(name: &str) -> TestDatabase {
    prepare(postgres().await.database(name).await).await
}

pub(crate) async fn prepare(database: TestDatabase) -> TestDatabase {
    migrations::POSTGRES.run(&database.pool).await.unwrap();
    sqlx::query("CREATE TABLE effects (n bigserial PRIMARY KEY, event_id uuid NOT NULL, key uuid NOT NULL, version bigint NOT NULL)")
        .execute(&database.pool)
        .await
        .unwrap();
    database
}

pub(crate) fn nats_config(nats: &Nats) -> NatsConfig {
    NatsConfig {
        url: nats.url().to_owned(),
        timeout: Duration::from_secs(2),
        ..NatsConfig::default()
    }
}

pub(crate) async fn broker(nats: &Nats) -> Broker {
    Broker::connect(&nats_config(nats)).await.unwrap()
}

/// Everything in a hurry.
pub(crate) fn relay_config() -> RelayConfig {
    RelayConfig {
        poll: Duration::from_millis(50),
        lease: Duration::from_secs(2),
        verify: Duration::from_millis(300),
        ..RelayConfig::default()
    }
}

pub(crate) fn tuning() -> ConsumerTuning {
    ConsumerTuning {
        retry_first: Duration::from_millis(20),
        retry_max: Duration::from_millis(200),
        ack_wait: Duration::from_secs(2),
        stall: Duration::from_secs(1),
        ..ConsumerTuning::default()
    }
}

/// A task with its stop.
pub(crate) struct Running {
    stop: CancellationToken,
    task: JoinHandle<()>,
}

impl Running {
    pub(crate) fn start<F>(run: impl FnOnce(CancellationToken) -> F) -> Self
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let stop = CancellationToken::new();
        Self {
            task: tokio::spawn(run(stop.clone())),
            stop,
        }
    }

    /// In order.
    pub(crate) async fn stop(self) {
        self.stop.cancel();
        tokio::time::timeout(LONG, self.task)
            .await
            .expect("it stops")
            .expect("it does not panic");
    }

    /// As a crash would.
    pub(crate) async fn abort(self) {
        self.task.abort();
        let _ = self.task.await;
    }
}

/// A service's writing side.
#[derive(Clone)]
pub(crate) struct Producer {
    pub(crate) pool: PgPool,
    pub(crate) wake: Wake,
    pub(crate) aggregate: &'static str,
}

impl Producer {
    pub(crate) async fn new(aggregate: &'static str) -> Self {
        Self {
            pool: database(aggregate).await.pool,
            wake: Wake::new(),
            aggregate,
        }
    }

    pub(crate) fn event(&self, key: Uuid, version: i64) -> NewEvent {
        NewEvent {
            id: id(),
            aggregate: self.aggregate,
            fact: "changed",
            event_type: "baedal.events.v1.Changed".to_owned(),
            aggregate_id: key,
            version,
            key,
            payload: version.to_be_bytes().to_vec(),
            occurred_at: SystemClock.now(),
            traceparent: None,
        }
    }

    /// One transaction that tells `versions` of `key`.
    pub(crate) async fn write(&self, key: Uuid, versions: impl IntoIterator<Item = i64>) {
        let events: Vec<NewEvent> = versions
            .into_iter()
            .map(|version| self.event(key, version))
            .collect();
        let mut transaction = self.pool.begin().await.unwrap();
        outbox::append(&mut transaction, &events).await.unwrap();
        transaction.commit().await.unwrap();
        self.wake.wake();
    }

    pub(crate) fn relay(&self, broker: &Broker, config: RelayConfig) -> Running {
        let relay =
            Relay::new(self.pool.clone(), broker.clone(), self.wake.clone(), config).unwrap();
        Running::start(|stop| relay.run(stop))
    }

    pub(crate) async fn unpublished(&self) -> i64 {
        sqlx::query_scalar("SELECT count(*) FROM outbox WHERE published_at IS NULL")
            .fetch_one(&self.pool)
            .await
            .unwrap()
    }

    pub(crate) async fn all_published(&self) {
        wait_until(LONG, async || (self.unpublished().await == 0).then_some(())).await;
    }
}

type Rule = dyn Fn(&Received) -> Result<(), HandleError> + Send + Sync;

/// Writes one effect for each event that `rule` lets pass.
#[derive(Clone)]
pub(crate) struct Effects {
    pool: PgPool,
    durable: &'static str,
    rule: Arc<Rule>,
}

impl Handler for Effects {
    async fn handle(&self, events: &[Received]) -> Result<(), HandleError> {
        let mut transaction = self.pool.begin().await?;
        let fresh = inbox::claim(&mut transaction, self.durable, events).await?;
        for event in &fresh {
            (self.rule)(event)?;
        }
        sqlx::query("INSERT INTO effects (event_id, key, version) SELECT * FROM UNNEST($1::uuid[], $2::uuid[], $3::bigint[])")
            .bind(fresh.iter().map(|event| event.event_id).collect::<Vec<_>>())
            .bind(fresh.iter().map(|event| event.key).collect::<Vec<_>>())
            .bind(fresh.iter().map(|event| event.version).collect::<Vec<_>>())
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(())
    }
}

/// A service's listening side.
#[derive(Clone)]
pub(crate) struct Listener {
    pub(crate) pool: PgPool,
    pub(crate) durable: &'static str,
}

impl Listener {
    pub(crate) async fn new(durable: &'static str) -> Self {
        Self {
            pool: database(durable).await.pool,
            durable,
        }
    }

    pub(crate) fn consume(&self, broker: &Broker) -> Running {
        self.consume_with(broker, tuning(), |_| Ok(()))
    }

    pub(crate) fn consume_with(
        &self,
        broker: &Broker,
        tuning: ConsumerTuning,
        rule: impl Fn(&Received) -> Result<(), HandleError> + Send + Sync + 'static,
    ) -> Running {
        let handler = Effects {
            pool: self.pool.clone(),
            durable: self.durable,
            rule: Arc::new(rule),
        };
        let config = ConsumerConfig::new(self.durable, &[">"]).tuned(tuning);
        let records = PostgresRecords::new(self.pool.clone());
        let consumer = Consumer::new(broker.clone(), config, handler, records);
        Running::start(|stop| consumer.run(stop))
    }

    /// Every event that had an effect, in the order of the effects.
    pub(crate) async fn effects(&self) -> Vec<(Uuid, Uuid, i64)> {
        sqlx::query_as("SELECT event_id, key, version FROM effects ORDER BY n")
            .fetch_all(&self.pool)
            .await
            .unwrap()
    }

    /// Waits for `count` different events' effects; fails if any came twice.
    pub(crate) async fn effects_of(&self, count: usize) -> Vec<(Uuid, Uuid, i64)> {
        wait_until(LONG, async || {
            let (seen,): (i64,) = sqlx::query_as("SELECT count(DISTINCT event_id) FROM effects")
                .fetch_one(&self.pool)
                .await
                .unwrap();
            (seen >= i64::try_from(count).unwrap()).then_some(())
        })
        .await;
        let effects = self.effects().await;
        assert_eq!(effects.len(), count, "effects, each once");
        effects
    }

    pub(crate) async fn dead_letters(&self) -> Vec<(Uuid, i32, String)> {
        sqlx::query_as("SELECT event_id, attempts, reason FROM dead_letters")
            .fetch_all(&self.pool)
            .await
            .unwrap()
    }
}

/// Versions by key, in the order of their effects.
pub(crate) fn by_key(effects: &[(Uuid, Uuid, i64)]) -> BTreeMap<Uuid, Vec<i64>> {
    let mut keys = BTreeMap::<Uuid, Vec<i64>>::new();
    for (_, key, version) in effects {
        keys.entry(*key).or_default().push(*version);
    }
    keys
}
