//! A service that hears events, breaks on some of them, and lets an operator look.

use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicU32, Ordering},
};
use std::time::Duration;

use baedal_messaging::dead_letters::DeadLetters;
use baedal_messaging::sqlite::{self, SqliteRecords};
use baedal_messaging::{
    Broker, Consumer, ConsumerConfig, ConsumerTuning, HandleError, Handler, NatsConfig, NewEvent,
    PostgresRecords, Received, Records, Relay, RelayConfig, Wake, inbox, migrations, outbox,
};
use baedal_proto::events::v1::OrderRejected;
use baedal_proto::ops::v1::dead_letter_service_client::DeadLetterServiceClient;
use baedal_proto::ops::v1::{
    DeadLetter, GetDeadLetterRequest, ListDeadLettersRequest, ListDeadLettersResponse,
    RedriveDeadLetterRequest,
};
use baedal_runtime::{Clock, Ids, SystemClock, SystemIds};
use baedal_testkit::{Nats, TestDatabase, postgres, wait_until};
use prost::Message;
use sqlx::sqlite::SqlitePoolOptions;
use sqlx::{PgPool, SqlitePool};
use tokio_util::sync::{CancellationToken, DropGuard};
use tonic::transport::{Channel, Endpoint, Server};
use tonic::{Request, Status};
use uuid::Uuid;

/// More than anything here takes on a busy machine.
pub(crate) const LONG: Duration = Duration::from_mins(1);
pub(crate) const CONSUMER: &str = "ops-test";

pub(crate) fn id() -> Uuid {
    SystemIds.uuid()
}

/// What goes wrong with an event that is marked as bad, until somebody repairs it.
#[derive(Clone, Default)]
pub(crate) struct Fault {
    repaired: Arc<AtomicBool>,
    calls: Arc<AtomicU32>,
}

impl Fault {
    pub(crate) fn repair(&self) {
        self.repaired.store(true, Ordering::SeqCst);
    }

    /// How often a bad event was tried.
    pub(crate) fn calls(&self) -> u32 {
        self.calls.load(Ordering::SeqCst)
    }

    fn check(&self, events: &[Received]) -> Result<(), HandleError> {
        if !events.iter().any(|event| event.version == BAD) {
            return Ok(());
        }
        if let [_] = events {
            self.calls.fetch_add(1, Ordering::SeqCst);
        }
        if self.repaired.load(Ordering::SeqCst) {
            Ok(())
        } else {
            Err(HandleError::poison("nobody can read this"))
        }
    }
}

/// The version of events that break the handler.
pub(crate) const BAD: i64 = 13;

/// Counts events in a table of PostgreSQL.
struct InPostgres(PgPool, Fault);

impl Handler for InPostgres {
    async fn handle(&self, events: &[Received]) -> Result<(), HandleError> {
        self.1.check(events)?;
        let mut transaction = self.0.begin().await?;
        let fresh = inbox::claim(&mut transaction, CONSUMER, events).await?;
        let ids: Vec<Uuid> = fresh.iter().map(|event| event.event_id).collect();
        sqlx::query("INSERT INTO effects (event_id) SELECT * FROM UNNEST($1::uuid[])")
            .bind(ids)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(())
    }
}

/// The same in SQLite.
struct InSqlite(SqlitePool, Fault);

impl Handler for InSqlite {
    async fn handle(&self, events: &[Received]) -> Result<(), HandleError> {
        self.1.check(events)?;
        let mut transaction = self.0.begin_with("BEGIN IMMEDIATE").await?;
        for event in sqlite::claim(&mut transaction, CONSUMER, events).await? {
            sqlx::query("INSERT INTO effects (event_id) VALUES (?1)")
                .bind(event.event_id)
                .execute(&mut *transaction)
                .await?;
        }
        transaction.commit().await?;
        Ok(())
    }
}

/// Where the service keeps its things.
pub(crate) enum Store {
    Postgres(PgPool),
    Sqlite(SqlitePool),
}

/// The telling side, the hearing side, and an operator.
pub(crate) struct World {
    pub(crate) facts: PgPool,
    pub(crate) fault: Fault,
    pub(crate) operator: DeadLetterServiceClient<Channel>,
    store: Store,
    wake: Wake,
    _database: TestDatabase,
    _nats: Nats,
    _stop: DropGuard,
}

impl World {
    pub(crate) async fn on_postgres() -> Self {
        let database = postgres().await.database("ops").await;
        migrations::POSTGRES.run(&database.pool).await.unwrap();
        effects(&database.pool).await;
        let store = Store::Postgres(database.pool.clone());
        Self::start(database, store).await
    }

    pub(crate) async fn on_sqlite() -> Self {
        let database = postgres().await.database("facts").await;
        migrations::POSTGRES.run(&database.pool).await.unwrap();
        let pool = SqlitePoolOptions::new()
            .max_connections(1)
            .connect("sqlite::memory:")
            .await
            .unwrap();
        migrations::SQLITE.run(&pool).await.unwrap();
        sqlx::query("CREATE TABLE effects (event_id BLOB NOT NULL UNIQUE) STRICT")
            .execute(&pool)
            .await
            .unwrap();
        Self::start(database, Store::Sqlite(pool)).await
    }

    async fn start(database: TestDatabase, store: Store) -> Self {
        let nats = Nats::start().await;
        let config = NatsConfig {
            url: nats.url().to_owned(),
            ..NatsConfig::default()
        };
        let broker = Broker::connect(&config).await.unwrap();
        let stop = CancellationToken::new();
        let (fault, wake) = (Fault::default(), Wake::new());
        let relay = Relay::new(
            database.pool.clone(),
            broker.clone(),
            wake.clone(),
            RelayConfig::default(),
        );
        tokio::spawn(relay.unwrap().run(stop.clone()));
        let endpoint = match &store {
            Store::Postgres(pool) => {
                let records = PostgresRecords::new(pool.clone());
                consume(
                    &broker,
                    InPostgres(pool.clone(), fault.clone()),
                    records.clone(),
                    &stop,
                );
                serve(records, &stop).await
            }
            Store::Sqlite(pool) => {
                let records = SqliteRecords::new(pool.clone());
                consume(
                    &broker,
                    InSqlite(pool.clone(), fault.clone()),
                    records.clone(),
                    &stop,
                );
                serve(records, &stop).await
            }
        };
        Self {
            facts: database.pool.clone(),
            fault,
            operator: DeadLetterServiceClient::new(endpoint.connect_lazy()),
            store,
            wake,
            _database: database,
            _nats: nats,
            _stop: stop.drop_guard(),
        }
    }

    /// Tells a fact; returns its event's id.
    pub(crate) async fn tell(&self, version: i64) -> Uuid {
        self.tell_at(version, SystemClock.now()).await
    }

    pub(crate) async fn tell_at(&self, version: i64, occurred_at: time::OffsetDateTime) -> Uuid {
        let order = id();
        let body = OrderRejected {
            order_id: order.to_string(),
            reason: "sold out".to_owned(),
            ..OrderRejected::default()
        };
        let event = NewEvent {
            id: id(),
            aggregate: "order",
            fact: "rejected",
            event_type: "baedal.events.v1.OrderRejected".to_owned(),
            aggregate_id: order,
            version,
            key: order,
            payload: body.encode_to_vec(),
            occurred_at,
            traceparent: None,
        };
        let told = event.id;
        let mut connection = self.facts.acquire().await.unwrap();
        outbox::append(&mut connection, &[event]).await.unwrap();
        self.wake.wake();
        told
    }

    /// The events that had their effect.
    pub(crate) async fn effects(&self) -> Vec<Uuid> {
        const ALL: &str = "SELECT event_id FROM effects ORDER BY event_id";
        match &self.store {
            Store::Postgres(pool) => sqlx::query_scalar(ALL).fetch_all(pool).await.unwrap(),
            Store::Sqlite(pool) => sqlx::query_scalar(ALL).fetch_all(pool).await.unwrap(),
        }
    }

    pub(crate) async fn effects_of(&self, count: usize) {
        wait_until(LONG, async || {
            (self.effects().await.len() == count).then_some(())
        })
        .await;
    }

    pub(crate) async fn page(
        &self,
        request: ListDeadLettersRequest,
    ) -> Result<ListDeadLettersResponse, Status> {
        let answer = self.operator.clone().list_dead_letters(request).await?;
        Ok(answer.into_inner())
    }

    /// Waits until that many are parked.
    pub(crate) async fn parked(&self, count: usize) -> Vec<DeadLetter> {
        wait_until(LONG, async || {
            let page = self.page(ListDeadLettersRequest::default()).await.unwrap();
            Some(page.dead_letters).filter(|parked| parked.len() == count)
        })
        .await
    }

    pub(crate) async fn get(&self, id: &str) -> Result<DeadLetter, Status> {
        let request = GetDeadLetterRequest {
            dead_letter_id: id.to_owned(),
        };
        let answer = self.operator.clone().get_dead_letter(request).await?;
        Ok(answer.into_inner().dead_letter.unwrap())
    }

    pub(crate) async fn redrive(&self, id: &str, request_id: Uuid) -> Result<DeadLetter, Status> {
        let request = RedriveDeadLetterRequest {
            dead_letter_id: id.to_owned(),
            request_id: request_id.to_string(),
        };
        let answer = self
            .operator
            .clone()
            .redrive_dead_letter(Request::new(request))
            .await?;
        Ok(answer.into_inner().dead_letter.unwrap())
    }
}

async fn effects(pool: &PgPool) {
    sqlx::query("CREATE TABLE effects (event_id uuid NOT NULL UNIQUE)")
        .execute(pool)
        .await
        .unwrap();
}

fn consume(
    broker: &Broker,
    handler: impl Handler,
    records: impl Records,
    stop: &CancellationToken,
) {
    let config = ConsumerConfig::new(CONSUMER, &[">"]).tuned(ConsumerTuning::default());
    let consumer = Consumer::new(broker.clone(), config, handler, records);
    tokio::spawn(consumer.run(stop.clone()));
}

async fn serve(records: impl DeadLetters, stop: &CancellationToken) -> Endpoint {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let server = Server::builder()
        .add_service(baedal_ops::dead_letters(records))
        .serve_with_incoming_shutdown(
            tonic::transport::server::TcpIncoming::from(listener),
            stop.clone().cancelled_owned(),
        );
    tokio::spawn(server);
    Endpoint::from_shared(format!("http://{address}")).unwrap()
}
