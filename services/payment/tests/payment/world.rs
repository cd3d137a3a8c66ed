//! What the stories happen in: a fresh database, a clock that stands still, and a sandbox provider that is counted.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use baedal_messaging::{NewEvent, Received, Wake};
use baedal_payment::app::{Authorize, Charge, Payments, Provider, ProviderError, Timing};
use baedal_payment::domain::{Answer, CardToken};
use baedal_payment::events::Refunds;
use baedal_payment::sandbox::Sandbox;
use baedal_proto::events::v1 as wire;
use baedal_runtime::{Clock, Ids, SystemIds};
use baedal_testkit::{FakeClock, TestDatabase};
use baedal_values::{Currency, Money, OrderId};
use futures_util::future::BoxFuture;
use prost::{Message, Name};
use sqlx::PgPool;
use tokio_util::task::TaskTracker;
use uuid::Uuid;

/// The sandbox, with its calls counted, a switch that makes it refuse them, and a pause in which something else happens.
pub(crate) struct Counted {
    sandbox: Sandbox,
    pub(crate) authorizations: AtomicU32,
    pub(crate) refunds: AtomicU32,
    pub(crate) down: AtomicBool,
    meanwhile: Mutex<Option<BoxFuture<'static, ()>>>,
}

impl Counted {
    /// Has this happen once: after the next look-up has found what it finds, and before it is heard.
    pub(crate) fn meanwhile(&self, happening: impl Future<Output = ()> + Send + 'static) {
        let mut meanwhile = self.meanwhile.lock().expect("nobody panics in here");
        *meanwhile = Some(Box::pin(happening));
    }

    fn up(&self) -> Result<&Sandbox, ProviderError> {
        if self.down.load(Ordering::SeqCst) {
            Err(ProviderError::Unavailable)
        } else {
            Ok(&self.sandbox)
        }
    }
}

#[async_trait]
impl Provider for Counted {
    async fn authorize(&self, charge: &Charge) -> Result<Answer, ProviderError> {
        let sandbox = self.up()?;
        self.authorizations.fetch_add(1, Ordering::SeqCst);
        sandbox.authorize(charge).await
    }

    async fn find(&self, key: OrderId) -> Result<Option<Answer>, ProviderError> {
        let found = self.up()?.find(key).await;
        let meanwhile = self.meanwhile.lock().expect("nobody panics in here").take();
        if let Some(happening) = meanwhile {
            happening.await;
        }
        found
    }

    async fn void(&self, key: OrderId) -> Result<(), ProviderError> {
        self.up()?.void(key).await
    }

    async fn refund(&self, key: OrderId, amount: Money) -> Result<(), ProviderError> {
        let sandbox = self.up()?;
        self.refunds.fetch_add(1, Ordering::SeqCst);
        sandbox.refund(key, amount).await
    }
}

pub(crate) struct World {
    pub(crate) database: TestDatabase,
    pub(crate) clock: FakeClock,
    pub(crate) provider: Arc<Counted>,
    pub(crate) payments: Payments,
}

pub(crate) const TIMING: Timing = Timing {
    provider_timeout: Duration::from_millis(300),
    retry_pause: Duration::from_secs(1),
    max_retry_pause: Duration::from_secs(30),
    abandon_after: Duration::from_mins(10),
    sweep_interval: Duration::from_millis(50),
    audit_grace: Duration::from_mins(15),
};

impl World {
    pub(crate) async fn new() -> Self {
        let database = baedal_testkit::postgres().await.database("payment").await;
        baedal_payment::migrations()
            .run(&database.pool)
            .await
            .expect("the schema");
        let clock = FakeClock::default();
        let provider = Arc::new(Counted {
            sandbox: Sandbox::new(&database.pool, 4),
            authorizations: AtomicU32::new(0),
            refunds: AtomicU32::new(0),
            down: AtomicBool::new(false),
            meanwhile: Mutex::default(),
        });
        let payments = process(&database.pool, &clock, &provider, TIMING);
        Self {
            database,
            clock,
            provider,
            payments,
        }
    }

    /// Another process over the same database.
    pub(crate) fn another_process(&self) -> Payments {
        self.another_process_with(TIMING)
    }

    /// Another process, which is as patient as it is told.
    pub(crate) fn another_process_with(&self, timing: Timing) -> Payments {
        process(&self.database.pool, &self.clock, &self.provider, timing)
    }

    pub(crate) fn refunds(&self) -> Refunds {
        Refunds::new(self.payments.clone())
    }

    pub(crate) fn provider_is_down(&self, down: bool) {
        self.provider.down.store(down, Ordering::SeqCst);
    }

    pub(crate) fn authorizations(&self) -> u32 {
        self.provider.authorizations.load(Ordering::SeqCst)
    }

    /// The kinds of an order's ledger entries, in the order they were written, and what they add up to.
    pub(crate) async fn ledger(&self, order: OrderId) -> (Vec<String>, i64) {
        let entries: Vec<(String, i64)> = sqlx::query_as(
            "SELECT kind, amount_minor FROM ledger WHERE order_id = $1 ORDER BY entry_id",
        )
        .bind(order.uuid())
        .fetch_all(&self.database.pool)
        .await
        .expect("the ledger");
        let held = entries.iter().map(|(_, amount)| amount).sum();
        (entries.into_iter().map(|(kind, _)| kind).collect(), held)
    }

    /// The facts about an order in the outbox, in order, with their versions.
    pub(crate) async fn facts(&self, order: OrderId) -> Vec<(String, i64)> {
        sqlx::query_as("SELECT fact, version FROM outbox WHERE key = $1 ORDER BY seq")
            .bind(order.uuid())
            .fetch_all(&self.database.pool)
            .await
            .expect("the outbox")
    }

    /// What the payment's row says.
    pub(crate) async fn status(&self, order: OrderId) -> String {
        sqlx::query_scalar("SELECT status FROM payments WHERE order_id = $1")
            .bind(order.uuid())
            .fetch_one(&self.database.pool)
            .await
            .expect("a payment")
    }

    /// What the provider remembers of a key: status, and how often the charge was asked for.
    pub(crate) async fn at_provider(&self, order: OrderId) -> Option<(String, i32)> {
        sqlx::query_as("SELECT status, asked FROM sandbox_charges WHERE key = $1")
            .bind(order.uuid())
            .fetch_optional(&self.database.pool)
            .await
            .expect("the sandbox's books")
    }

    /// Time passes, and the settler has its round.
    pub(crate) async fn settle_after(&self, pause: Duration) {
        self.clock.advance(pause);
        self.payments.settle_round().await.expect("a round");
    }

    /// Longer than anybody may reserve an open payment.
    pub(crate) fn reservations_run_out(&self) {
        self.clock.advance(Duration::from_secs(10));
    }

    /// `order.canceled`, as the order service tells it.
    pub(crate) fn canceled(&self, order: OrderId) -> Received {
        let body = wire::OrderCanceled {
            order_id: order.to_string(),
            ..Default::default()
        };
        self.told(
            order,
            "canceled",
            wire::OrderCanceled::full_name(),
            body.encode_to_vec(),
        )
    }

    /// `order.rejected`, as the order service tells it.
    pub(crate) fn rejected(&self, order: OrderId) -> Received {
        let body = wire::OrderRejected {
            order_id: order.to_string(),
            ..Default::default()
        };
        self.told(
            order,
            "rejected",
            wire::OrderRejected::full_name(),
            body.encode_to_vec(),
        )
    }

    /// An event about an order, as it comes in.
    pub(crate) fn told(
        &self,
        order: OrderId,
        fact: &'static str,
        event_type: String,
        payload: Vec<u8>,
    ) -> Received {
        let event = NewEvent {
            id: new_id(),
            aggregate: "order",
            fact,
            event_type,
            aggregate_id: order.uuid(),
            version: 2,
            key: order.uuid(),
            payload,
            occurred_at: self.clock.now(),
            traceparent: None,
        };
        Received::from_new(event, 1)
    }
}

fn process(pool: &PgPool, clock: &FakeClock, provider: &Arc<Counted>, timing: Timing) -> Payments {
    Payments::new(
        pool.clone().into(),
        provider.clone(),
        Arc::new(clock.clone()),
        Arc::new(SystemIds),
        Wake::new(),
        TaskTracker::new(),
        timing,
    )
}

/// An id that nobody has heard of.
pub(crate) fn new_id() -> Uuid {
    SystemIds.uuid()
}

/// An order that nobody has heard of.
pub(crate) fn new_order() -> OrderId {
    new_id().into()
}

/// A wish to pay 18,000 won for an order.
pub(crate) fn pay(order: OrderId, card: &str) -> Authorize {
    Authorize {
        order,
        customer: "customer-1".parse().expect("a subject"),
        store: Uuid::from_u128(7).into(),
        amount: Money::new(18_000, Currency::Krw).expect("not negative"),
        card: CardToken::new(card).expect("a token"),
        traceparent: Some("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01".to_owned()),
    }
}
