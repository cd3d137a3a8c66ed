//! A dashboard of one test's own, on a fresh database.

use std::sync::Arc;
use std::time::Duration;

use baedal_auth::AuthConfig;
use baedal_dashboard::app::App;
use baedal_dashboard::app::watch::{Feed, WatchConfig};
use baedal_dashboard::config::Config;
use baedal_dashboard::events::DashboardViews;
use baedal_messaging::{
    Broker, ConsumerTuning, HandleError, Handler, NatsConfig, NewEvent, Received,
};
use baedal_proto::dashboard::v1 as dashboard;
use baedal_proto::dashboard::v1::dashboard_service_client::DashboardServiceClient;
use baedal_proto::events::v1 as wire;
use baedal_proto::google::r#type::Money;
use baedal_proto::order::v1::{Fulfillment, OrderStatus};
use baedal_runtime::config::Settings;
use baedal_runtime::database::{self, DatabaseConfig};
use baedal_runtime::{Clock, Ids, ProcessConfig, Running, SystemClock, SystemIds, launch};
use baedal_testkit::{AUDIENCE, ISSUER, TestDatabase, TestIssuer, postgres};
use prost::{Message, Name};
use sqlx::PgPool;
use tokio_util::sync::CancellationToken;
use tonic::transport::Channel;
use tonic::{Code, Request, Status};
use tonic_types::StatusExt;
use uuid::Uuid;

/// A running dashboard. Without a broker it must answer all the same.
pub(crate) struct Service {
    pub(crate) client: DashboardServiceClient<Channel>,
    issuer: Arc<TestIssuer>,
    database: Arc<TestDatabase>,
    handler: DashboardViews,
    running: Running,
}

impl Service {
    pub(crate) async fn start() -> Self {
        Self::start_with("nats://127.0.0.1:1").await
    }

    pub(crate) async fn start_with(nats_url: &str) -> Self {
        Self::start_watched(nats_url, WatchConfig::default()).await
    }

    pub(crate) async fn start_watched(nats_url: &str, watch: WatchConfig) -> Self {
        let database = postgres().await.database("dashboard").await;
        database::migrate(
            &DatabaseConfig::new(&database.url),
            &baedal_dashboard::all_migrations(),
        )
        .await
        .expect("the schema");
        Self::launch(
            nats_url,
            watch,
            Arc::new(database),
            Arc::new(TestIssuer::new()),
        )
        .await
    }

    /// One more process over the same database.
    pub(crate) async fn another(&self, nats_url: &str) -> Self {
        let (database, issuer) = (Arc::clone(&self.database), Arc::clone(&self.issuer));
        Self::launch(nats_url, WatchConfig::default(), database, issuer).await
    }

    async fn launch(
        nats_url: &str,
        watch: WatchConfig,
        database: Arc<TestDatabase>,
        issuer: Arc<TestIssuer>,
    ) -> Self {
        let nats = NatsConfig {
            url: nats_url.to_owned(),
            ..NatsConfig::default()
        };
        let settings = Settings {
            process: ProcessConfig::for_tests(),
            service: Config {
                database: DatabaseConfig::new(&database.url),
                nats: nats.clone(),
                consumer: ConsumerTuning::default(),
                watch,
                auth: AuthConfig::with_file(ISSUER, AUDIENCE, issuer.jwks_file()),
            },
        };
        let running = launch::<baedal_dashboard::Dashboard>(settings)
            .await
            .expect("it starts");
        let address = running.address("grpc").expect("it serves gRPC");
        let url = format!("http://{address}");
        let channel = Channel::from_shared(url).expect("a URL").connect_lazy();
        let broker = Broker::connect(&nats).await.expect("a broker");
        let feed = Feed::new(WatchConfig::default(), CancellationToken::new());
        let app = App::new(
            database.pool.clone().into(),
            Arc::new(SystemClock),
            broker,
            feed,
        );
        Self {
            client: DashboardServiceClient::new(channel),
            issuer,
            database,
            handler: DashboardViews(app),
            running,
        }
    }

    /// The tables themselves.
    pub(crate) fn pool(&self) -> &PgPool {
        &self.database.pool
    }

    /// Stops as SIGTERM would.
    pub(crate) async fn stop(self) -> bool {
        self.running.stop().await
    }

    pub(crate) fn by<T>(&self, subject: &str, role: &str, message: T) -> Request<T> {
        let mut request = Request::new(message);
        let token = format!("Bearer {}", self.issuer.token(subject, &[role]));
        request
            .metadata_mut()
            .insert("authorization", token.parse().expect("a header"));
        request.set_timeout(Duration::from_secs(10));
        request
    }

    /// Hands events to the service as one batch, as its consumer would.
    pub(crate) async fn hear(&self, events: &[Received]) {
        self.try_hear(events).await.expect("the events are handled");
    }

    pub(crate) async fn try_hear(&self, events: &[Received]) -> Result<(), HandleError> {
        self.handler.handle(events).await
    }

    pub(crate) async fn view(
        &self,
        subject: &str,
        role: &str,
        order: Uuid,
    ) -> Result<dashboard::OrderView, Status> {
        let request = dashboard::GetOrderViewRequest {
            order_id: order.to_string(),
        };
        let answer = self
            .client
            .clone()
            .get_order_view(self.by(subject, role, request))
            .await?;
        Ok(answer.into_inner().order_view.expect("the view"))
    }

    /// All order ids that a caller sees, two a page.
    pub(crate) async fn list(
        &self,
        subject: &str,
        role: &str,
        filter: &dashboard::ListOrderViewsRequest,
    ) -> Vec<Uuid> {
        let mut seen = Vec::new();
        let mut page_token = String::new();
        loop {
            let request = dashboard::ListOrderViewsRequest {
                page_size: 2,
                page_token,
                ..filter.clone()
            };
            let request = self.by(subject, role, request);
            let page = self
                .client
                .clone()
                .list_order_views(request)
                .await
                .expect("a page");
            let page = page.into_inner();
            seen.extend(
                page.order_views
                    .iter()
                    .map(|view| view.order_id.parse::<Uuid>().expect("an id")),
            );
            page_token = page.next_page_token;
            if page_token.is_empty() {
                return seen;
            }
        }
    }
}

/// One order's facts, made as its services would.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Order {
    pub(crate) id: Uuid,
    pub(crate) store: Uuid,
    pub(crate) customer: &'static str,
    pub(crate) delivery: Uuid,
}

pub(crate) const LATTE: Uuid = Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0001);

impl Order {
    pub(crate) fn new(customer: &'static str, store: Uuid) -> Self {
        Self {
            id: new_id(),
            store,
            customer,
            delivery: new_id(),
        }
    }

    pub(crate) fn approved(self) -> Received {
        let body = wire::PaymentApproved {
            order_id: self.id.to_string(),
            customer_id: self.customer.to_owned(),
            store_id: self.store.to_string(),
            payment_id: new_id().to_string(),
            amount: Some(won(10_000)),
            ..Default::default()
        };
        event("payment", "approved", self.id, 1, &body)
    }

    pub(crate) fn placed(self) -> Received {
        event("order", "placed", self.id, 1, &self.order_placed())
    }

    pub(crate) fn order_placed(self) -> wire::OrderPlaced {
        wire::OrderPlaced {
            order_id: self.id.to_string(),
            customer_id: self.customer.to_owned(),
            store_id: self.store.to_string(),
            store_name: "Moon Coffee".to_owned(),
            lines: vec![wire::LineItem {
                item_id: LATTE.to_string(),
                name: "Latte".to_owned(),
                quantity: 2,
                unit_price: Some(won(5_000)),
            }],
            total: Some(won(10_000)),
            fulfillment: Fulfillment::Delivery.into(),
            payment_id: new_id().to_string(),
            ..Default::default()
        }
    }

    pub(crate) fn progressed(self, version: i64, status: OrderStatus) -> Received {
        let body = wire::OrderProgressed {
            order_id: self.id.to_string(),
            customer_id: self.customer.to_owned(),
            store_id: self.store.to_string(),
            status: status.into(),
            ..Default::default()
        };
        event("order", "progressed", self.id, version, &body)
    }

    pub(crate) fn rejected(self, version: i64) -> Received {
        let body = wire::OrderRejected {
            order_id: self.id.to_string(),
            customer_id: self.customer.to_owned(),
            store_id: self.store.to_string(),
            reason: "sold out".to_owned(),
            ..Default::default()
        };
        event("order", "rejected", self.id, version, &body)
    }

    pub(crate) fn ticket_created(self) -> Received {
        let body = wire::TicketCreated {
            order_id: self.id.to_string(),
            customer_id: self.customer.to_owned(),
            store_id: self.store.to_string(),
            ..Default::default()
        };
        event("ticket", "created", self.id, 1, &body)
    }

    pub(crate) fn cooked(self, version: i64) -> Received {
        event("ticket", "cooked", self.id, version, &self.ticket_cooked())
    }

    pub(crate) fn ticket_cooked(self) -> wire::TicketCooked {
        wire::TicketCooked {
            order_id: self.id.to_string(),
            customer_id: self.customer.to_owned(),
            store_id: self.store.to_string(),
            ..Default::default()
        }
    }

    pub(crate) fn claimed(self, version: i64, rider: &str) -> Received {
        event(
            "delivery",
            "claimed",
            self.id,
            version,
            &self.delivery_claimed(rider),
        )
    }

    pub(crate) fn delivery_claimed(self, rider: &str) -> wire::DeliveryClaimed {
        wire::DeliveryClaimed {
            order_id: self.id.to_string(),
            customer_id: self.customer.to_owned(),
            store_id: self.store.to_string(),
            delivery_id: self.delivery.to_string(),
            rider_id: rider.to_owned(),
            ..Default::default()
        }
    }

    pub(crate) fn released(self, version: i64, rider: &str) -> Received {
        let body = wire::DeliveryReleased {
            order_id: self.id.to_string(),
            customer_id: self.customer.to_owned(),
            store_id: self.store.to_string(),
            delivery_id: self.delivery.to_string(),
            rider_id: rider.to_owned(),
            ..Default::default()
        };
        event("delivery", "released", self.id, version, &body)
    }

    pub(crate) fn completed(self, version: i64, rider: &str) -> Received {
        let body = wire::DeliveryCompleted {
            order_id: self.id.to_string(),
            customer_id: self.customer.to_owned(),
            store_id: self.store.to_string(),
            delivery_id: self.delivery.to_string(),
            rider_id: rider.to_owned(),
            ..Default::default()
        };
        event("delivery", "completed", self.id, version, &body)
    }
}

pub(crate) fn store_changed(store: Uuid, version: i64, owner: &str) -> Received {
    let body = wire::StoreChanged {
        store_id: store.to_string(),
        owner_id: owner.to_owned(),
        name: "Moon Coffee".to_owned(),
        ..Default::default()
    };
    event("store", "changed", store, version, &body)
}

pub(crate) fn won(units: i64) -> Money {
    Money {
        currency_code: "KRW".to_owned(),
        units,
        nanos: 0,
    }
}

pub(crate) fn event<M: Message + Name>(
    aggregate: &'static str,
    fact: &'static str,
    key: Uuid,
    version: i64,
    body: &M,
) -> Received {
    Received::from_new(new_event(aggregate, fact, key, version, body), 7)
}

pub(crate) fn new_event<M: Message + Name>(
    aggregate: &'static str,
    fact: &'static str,
    key: Uuid,
    version: i64,
    body: &M,
) -> NewEvent {
    NewEvent {
        id: new_id(),
        aggregate,
        fact,
        event_type: M::full_name(),
        aggregate_id: key,
        version,
        key,
        payload: body.encode_to_vec(),
        occurred_at: SystemClock.now(),
        traceparent: None,
    }
}

/// Code and reason of a refusal.
pub(crate) fn refusal<T: std::fmt::Debug>(result: Result<T, Status>) -> (Code, String) {
    let status = result.expect_err("it is refused");
    let reason = status
        .get_details_error_info()
        .map(|info| info.reason)
        .unwrap_or_default();
    (status.code(), reason)
}

/// The fields that a refusal names.
pub(crate) fn bad_fields<T: std::fmt::Debug>(result: Result<T, Status>) -> Vec<String> {
    let status = result.expect_err("it is refused");
    assert_eq!(status.code(), Code::InvalidArgument, "{status:?}");
    let bad = status.get_details_bad_request().expect("BadRequest");
    bad.field_violations
        .into_iter()
        .map(|violation| violation.field)
        .collect()
}

pub(crate) fn new_id() -> Uuid {
    SystemIds.uuid()
}
