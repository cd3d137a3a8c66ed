//! A running order service with everything around it.

use std::time::Duration;

use baedal_auth::AuthConfig;
use baedal_messaging::{NatsConfig, RelayConfig};
use baedal_order::{
    MIGRATIONS, Order as OrderServer,
    config::{CheckoutConfig, Config, OrdersConfig, PaymentConfig},
};
use baedal_proto::order::v1::{
    Fulfillment, GetOrderRequest, Order, PlaceOrderLine, PlaceOrderRequest,
    order_service_client::OrderServiceClient,
};
use baedal_runtime::{
    Ids, ProcessConfig, Running, SystemIds,
    client::ClientConfig,
    config::{Secret, Settings},
    database::DatabaseConfig,
    launch,
};
use baedal_testkit::{AUDIENCE, ISSUER, Nats, TestDatabase, TestIssuer};
use tonic::{Code, Request, Status, transport::Channel};
use tonic_types::StatusExt;
use uuid::Uuid;

use crate::fake_payment::FakePayment;

/// An id that nobody else has.
pub(crate) fn new_id() -> Uuid {
    SystemIds.uuid()
}

/// What waiting for something in the background may take.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

pub(crate) struct Fixture {
    pub(crate) payment: FakePayment,
    pub(crate) database: TestDatabase,
    pub(crate) nats: Nats,
    pub(crate) store: Uuid,
    /// 4,500 won.
    pub(crate) latte: Uuid,
    /// 900 won.
    pub(crate) cookie: Uuid,
    issuer: TestIssuer,
    config: Config,
    process: ProcessConfig,
    running: Running,
}

impl Fixture {
    pub(crate) async fn start() -> Self {
        Self::with(|_| {}).await
    }

    pub(crate) async fn with(adjust: impl FnOnce(&mut Config)) -> Self {
        Box::pin(Self::with_process(|config, _| adjust(config))).await
    }

    /// Where a request stays turned away for seconds only: as long as a call can live.
    pub(crate) async fn with_short_calls(adjust: impl FnOnce(&mut Config)) -> Self {
        Box::pin(Self::with_process(|config, process| {
            process.grpc.max_deadline = Duration::from_secs(3);
            config.checkout.deadline = Duration::from_secs(3);
            config.checkout.refuse_within = Duration::from_secs(1);
            config.checkout.turned_away_for = Duration::from_secs(8);
            adjust(config);
        }))
        .await
    }

    async fn with_process(adjust: impl FnOnce(&mut Config, &mut ProcessConfig)) -> Self {
        let (payment, nats) = tokio::join!(FakePayment::start(), Nats::start());
        let database = baedal_testkit::postgres().await.database("order").await;
        MIGRATIONS
            .run(&database.pool)
            .await
            .expect("a fresh database takes every migration");
        let issuer = TestIssuer::new();
        let mut config = Config {
            database: DatabaseConfig::new(database.url.clone()),
            nats: NatsConfig {
                url: nats.url().to_owned(),
                ..NatsConfig::default()
            },
            relay: RelayConfig::default(),
            consumer: baedal_messaging::ConsumerTuning::default(),
            auth: AuthConfig::with_file(ISSUER, AUDIENCE, issuer.jwks_file()),
            payment: PaymentConfig {
                client: ClientConfig::new(payment.endpoint()),
                service_token: Secret::new("order-service-token"),
            },
            checkout: CheckoutConfig {
                sweep_interval: Duration::from_millis(100),
                // On a machine that is busy with all the other tests.
                refuse_within: Duration::from_secs(10),
                turned_away_for: Duration::from_secs(40),
                ..CheckoutConfig::default()
            },
            orders: OrdersConfig {
                expiry_interval: Duration::from_millis(100),
                ..OrdersConfig::default()
            },
        };
        let mut process = ProcessConfig::for_tests();
        adjust(&mut config, &mut process);
        let running = Box::pin(start(config.clone(), process.clone())).await;
        let mut fixture = Self {
            store: new_id(),
            latte: new_id(),
            cookie: new_id(),
            payment,
            database,
            nats,
            issuer,
            config,
            process,
            running,
        };
        fixture.open_store().await;
        fixture
    }

    /// What its processes are told.
    pub(crate) fn config(&self) -> Config {
        self.config.clone()
    }

    /// Another process on the same database.
    pub(crate) async fn second_process(&self) -> Running {
        Box::pin(start(self.config.clone(), self.process.clone())).await
    }

    async fn open_store(&mut self) {
        sqlx::query("INSERT INTO stores VALUES ($1, 'owner', 'Seoul Coffee', true, 'KRW', 1)")
            .bind(self.store)
            .execute(&self.database.pool)
            .await
            .expect("a store");
        sqlx::query(
            "INSERT INTO menu_items
             VALUES ($1, $3, 'Latte', 4500, 'KRW', true, 1), ($2, $3, 'Cookie', 900, 'KRW', true, 1)",
        )
        .bind(self.latte)
        .bind(self.cookie)
        .bind(self.store)
        .execute(&self.database.pool)
        .await
        .expect("a menu");
    }

    pub(crate) async fn sql(&self, statement: &'static str) {
        sqlx::query(statement)
            .execute(&self.database.pool)
            .await
            .expect("a good statement");
    }

    pub(crate) async fn count(&self, query: &'static str) -> i64 {
        sqlx::query_scalar(query)
            .fetch_one(&self.database.pool)
            .await
            .expect("a good query")
    }

    /// The only order there is.
    pub(crate) async fn only_order(&self) -> Option<Uuid> {
        let ids: Vec<Uuid> = sqlx::query_scalar("SELECT id FROM orders")
            .fetch_all(&self.database.pool)
            .await
            .expect("orders");
        assert!(ids.len() <= 1, "one order at most: {ids:?}");
        ids.first().copied()
    }

    /// The facts told about an order so far.
    pub(crate) async fn told(&self, order: &str) -> Vec<(String, i64)> {
        let order: Uuid = order.parse().expect("an id");
        sqlx::query_as("SELECT fact, version FROM outbox WHERE aggregate_id = $1 ORDER BY seq")
            .bind(order)
            .fetch_all(&self.database.pool)
            .await
            .expect("an outbox")
    }

    /// A caller with one role.
    pub(crate) fn caller(&self, subject: &str, role: &str) -> Client {
        self.caller_at(&self.running, subject, role)
    }

    pub(crate) fn caller_at(&self, process: &Running, subject: &str, role: &str) -> Client {
        let address = process.address("grpc").expect("it serves gRPC");
        let channel = Channel::from_shared(format!("http://{address}"))
            .expect("a good address")
            .connect_lazy();
        Client {
            calls: OrderServiceClient::new(channel),
            token: self.issuer.token(subject, &[role]),
        }
    }

    pub(crate) fn customer(&self) -> Client {
        self.caller("minji", "customer")
    }

    /// Two lattes and a cookie to take away: 9,900 won.
    pub(crate) fn basket(&self, card: &str) -> PlaceOrderRequest {
        PlaceOrderRequest {
            request_id: new_id().to_string(),
            store_id: self.store.to_string(),
            lines: vec![
                PlaceOrderLine {
                    item_id: self.latte.to_string(),
                    quantity: 2,
                },
                PlaceOrderLine {
                    item_id: self.cookie.to_string(),
                    quantity: 1,
                },
            ],
            fulfillment: Fulfillment::Pickup.into(),
            delivery_address: None,
            card_token: card.to_owned(),
            note: "no sugar".to_owned(),
            expected_total: None,
        }
    }
}

async fn start(config: Config, process: ProcessConfig) -> Running {
    let settings = Settings {
        process,
        service: config,
    };
    launch::<OrderServer>(settings)
        .await
        .expect("the service starts")
}

/// Somebody with a token.
#[derive(Clone)]
pub(crate) struct Client {
    pub(crate) calls: OrderServiceClient<Channel>,
    token: String,
}

impl Client {
    pub(crate) fn signed<T>(&self, message: T) -> Request<T> {
        let mut request = Request::new(message);
        let token = format!("Bearer {}", self.token).parse().expect("ASCII");
        request.metadata_mut().insert("authorization", token);
        request.set_timeout(PATIENCE);
        request
    }

    pub(crate) async fn place(&self, order: PlaceOrderRequest) -> Result<Order, Status> {
        let request = self.signed(order);
        let answer = self.calls.clone().place_order(request).await?;
        Ok(answer.into_inner().order.expect("an order"))
    }

    pub(crate) async fn get(&self, order_id: &str) -> Result<Order, Status> {
        let request = self.signed(GetOrderRequest {
            order_id: order_id.to_owned(),
        });
        let answer = self.calls.clone().get_order(request).await?;
        Ok(answer.into_inner().order.expect("an order"))
    }
}

/// Code and reason of a refusal.
pub(crate) fn refusal<T: std::fmt::Debug>(answer: Result<T, Status>) -> (Code, String) {
    let status = answer.expect_err("it is refused");
    let info = status
        .get_details_error_info()
        .expect("every refusal has an ErrorInfo");
    assert_eq!(info.domain, "baedal.dev");
    (status.code(), info.reason)
}

/// Whether the refusal says when to try again.
pub(crate) fn says_when_to_retry(status: &Status) -> bool {
    status
        .get_details_retry_info()
        .is_some_and(|info| info.retry_delay.is_some())
}
