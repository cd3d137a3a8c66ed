//! A store service of one test's own, on a fresh database, called over real gRPC.
use std::sync::Arc;
use std::time::Duration;

use baedal_auth::AuthConfig;
use baedal_messaging::{
    Broker, Handler, NatsConfig, NewEvent, Received, Relay, RelayConfig, Wake, migrations, outbox,
};
use baedal_proto::events::v1 as wire;
use baedal_proto::google::r#type::{LatLng, Money};
use baedal_proto::store::v1 as store;
use baedal_proto::store::v1::catalog_service_client::CatalogServiceClient;
use baedal_proto::store::v1::ticket_service_client::TicketServiceClient;
use baedal_runtime::config::Settings;
use baedal_runtime::database::{self, DatabaseConfig};
use baedal_runtime::{Clock, Ids, ProcessConfig, Running, SystemClock, SystemIds, launch};
use baedal_store::app::App;
use baedal_store::config::Config;
use baedal_store::events::StoreOrders;
use baedal_testkit::{AUDIENCE, ISSUER, TestDatabase, TestIssuer, postgres};
use prost::{Message, Name};
use tokio_util::sync::{CancellationToken, DropGuard};
use tonic::transport::Channel;
use tonic::{Code, Request, Status};
use tonic_types::StatusExt;
use uuid::Uuid;

/// The trace that a customer's call began.
pub(crate) const TRACE: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

/// A running store service.
pub(crate) struct Service {
    pub(crate) catalog: CatalogServiceClient<Channel>,
    pub(crate) tickets: TicketServiceClient<Channel>,
    pub(crate) database: TestDatabase,
    issuer: TestIssuer,
    handler: StoreOrders,
    _running: Running,
}

/// An event as it left this service.
#[derive(Debug, sqlx::FromRow)]
pub(crate) struct Told {
    pub(crate) event_type: String,
    pub(crate) aggregate: String,
    pub(crate) fact: String,
    pub(crate) key: Uuid,
    pub(crate) aggregate_id: Uuid,
    pub(crate) version: i64,
    pub(crate) payload: Vec<u8>,
    pub(crate) traceparent: Option<String>,
}

impl Service {
    /// Without a broker: events are handed to the handler by the test.
    pub(crate) async fn start() -> Self {
        Self::start_with("nats://127.0.0.1:1").await
    }

    pub(crate) async fn start_with(nats_url: &str) -> Self {
        let database = postgres().await.database("store").await;
        let issuer = TestIssuer::new();
        let config = Config {
            database: DatabaseConfig::new(&database.url),
            nats: NatsConfig {
                url: nats_url.to_owned(),
                ..NatsConfig::default()
            },
            relay: baedal_messaging::RelayConfig::default(),
            consumer: baedal_messaging::ConsumerTuning::default(),
            auth: AuthConfig::with_file(ISSUER, AUDIENCE, issuer.jwks_file()),
            requests: baedal_store::config::RequestsConfig::default(),
        };
        database::migrate(&config.database, &baedal_store::all_migrations())
            .await
            .expect("the schema");
        let settings = Settings {
            process: ProcessConfig::for_tests(),
            service: config,
        };
        let running = launch::<baedal_store::Store>(settings)
            .await
            .expect("the service starts");
        let address = running.address("grpc").expect("it serves gRPC");
        let channel = Channel::from_shared(format!("http://{address}"))
            .expect("a URL")
            .connect_lazy();
        let app = App::new(
            database.pool.clone().into(),
            Arc::new(SystemClock),
            Arc::new(SystemIds),
            Wake::new(),
        );
        Self {
            catalog: CatalogServiceClient::new(channel.clone()),
            tickets: TicketServiceClient::new(channel),
            database,
            issuer,
            handler: StoreOrders(app),
            _running: running,
        }
    }

    /// A request of an owner.
    pub(crate) fn by<T>(&self, owner: &str, message: T) -> Request<T> {
        self.with_roles(owner, &["store_owner"], message)
    }

    pub(crate) fn with_roles<T>(&self, subject: &str, roles: &[&str], message: T) -> Request<T> {
        let mut request = Request::new(message);
        let token = format!("Bearer {}", self.issuer.token(subject, roles));
        request
            .metadata_mut()
            .insert("authorization", token.parse().expect("a header"));
        request.set_timeout(Duration::from_secs(10));
        request
    }

    pub(crate) async fn open_store(&self, owner: &str) -> store::Store {
        let created = self
            .catalog
            .clone()
            .create_store(self.by(owner, new_store()))
            .await;
        created
            .expect("a store")
            .into_inner()
            .store
            .expect("the store")
    }

    /// The use cases, over the same database.
    pub(crate) fn app(&self) -> &App {
        &self.handler.0
    }

    /// Hands events to the service as one batch, as its consumer would.
    pub(crate) async fn hear(
        &self,
        events: &[Received],
    ) -> Result<(), baedal_messaging::HandleError> {
        self.handler.handle(events).await
    }

    /// A placed order for that store, with its ticket here.
    pub(crate) async fn placed_order(&self, store_id: &str) -> Uuid {
        let order = new_id();
        self.hear(&[placed(order, store_id)])
            .await
            .expect("the order is taken in");
        order
    }

    /// What the service has told so far, in order.
    pub(crate) async fn told(&self) -> Vec<Told> {
        sqlx::query_as(
            "SELECT event_type, aggregate, fact, key, aggregate_id, version, payload, traceparent
             FROM outbox ORDER BY seq",
        )
        .fetch_all(&self.database.pool)
        .await
        .expect("the outbox")
    }

    /// How many of its facts the broker has.
    pub(crate) async fn published(&self) -> i64 {
        sqlx::query_scalar("SELECT count(*) FROM outbox WHERE published_at IS NOT NULL")
            .fetch_one(&self.database.pool)
            .await
            .expect("the outbox")
    }

    /// What it has told about one order, as `fact@version`.
    pub(crate) async fn told_of(&self, order: Uuid) -> Vec<String> {
        let told = self.told().await;
        let of_order = told.iter().filter(|event| event.key == order);
        of_order
            .map(|event| format!("{}@{}", event.fact, event.version))
            .collect()
    }

    pub(crate) async fn ticket(&self, owner: &str, order: Uuid) -> Result<store::Ticket, Status> {
        let request = store::GetTicketRequest {
            order_id: order.to_string(),
        };
        let answer = self
            .tickets
            .clone()
            .get_ticket(self.by(owner, request))
            .await?;
        Ok(answer.into_inner().ticket.expect("the ticket"))
    }

    pub(crate) async fn accept(&self, owner: &str, order: Uuid) -> Result<store::Ticket, Status> {
        let request = store::AcceptTicketRequest {
            order_id: order.to_string(),
            request_id: id(),
        };
        let answer = self
            .tickets
            .clone()
            .accept_ticket(self.by(owner, request))
            .await?;
        Ok(answer.into_inner().ticket.expect("the ticket"))
    }

    pub(crate) async fn start_cooking(
        &self,
        owner: &str,
        order: Uuid,
    ) -> Result<store::Ticket, Status> {
        let request = store::StartCookingRequest {
            order_id: order.to_string(),
            request_id: id(),
        };
        let answer = self
            .tickets
            .clone()
            .start_cooking(self.by(owner, request))
            .await?;
        Ok(answer.into_inner().ticket.expect("the ticket"))
    }

    pub(crate) async fn finish_cooking(
        &self,
        owner: &str,
        order: Uuid,
    ) -> Result<store::Ticket, Status> {
        let request = store::FinishCookingRequest {
            order_id: order.to_string(),
            request_id: id(),
        };
        let answer = self
            .tickets
            .clone()
            .finish_cooking(self.by(owner, request))
            .await?;
        Ok(answer.into_inner().ticket.expect("the ticket"))
    }

    pub(crate) async fn reject(
        &self,
        owner: &str,
        order: Uuid,
        reason: &str,
    ) -> Result<store::Ticket, Status> {
        let request = store::RejectTicketRequest {
            order_id: order.to_string(),
            request_id: id(),
            reason: reason.to_owned(),
        };
        let answer = self
            .tickets
            .clone()
            .reject_ticket(self.by(owner, request))
            .await?;
        Ok(answer.into_inner().ticket.expect("the ticket"))
    }
}

impl Told {
    pub(crate) fn body<M: Message + Name + Default>(&self) -> M {
        assert_eq!(self.event_type, M::full_name());
        M::decode(self.payload.as_slice()).expect("its own message")
    }
}

pub(crate) fn id() -> String {
    new_id().to_string()
}

pub(crate) fn won(units: i64) -> Money {
    Money {
        currency_code: "KRW".to_owned(),
        units,
        nanos: 0,
    }
}

pub(crate) fn new_store() -> store::CreateStoreRequest {
    store::CreateStoreRequest {
        request_id: id(),
        name: "Moon Coffee".to_owned(),
        kind: store::StoreKind::CoffeeShop.into(),
        address: Some(store::StoreAddress {
            text: "12 Mapo-daero, Seoul".to_owned(),
            location: Some(LatLng {
                latitude: 37.54,
                longitude: 126.95,
            }),
        }),
        currency_code: "KRW".to_owned(),
        open: true,
    }
}

/// Two lattes and a cake for 16,000 won, to be delivered.
pub(crate) fn order_placed(order: Uuid, store_id: &str) -> wire::OrderPlaced {
    wire::OrderPlaced {
        order_id: order.to_string(),
        customer_id: "minji".to_owned(),
        store_id: store_id.to_owned(),
        occurred_at: None,
        store_name: "Moon Coffee".to_owned(),
        lines: vec![
            wire::LineItem {
                item_id: LATTE.to_string(),
                name: "Latte".to_owned(),
                quantity: 2,
                unit_price: Some(won(5_000)),
            },
            wire::LineItem {
                item_id: CAKE.to_string(),
                name: "Cheesecake".to_owned(),
                quantity: 1,
                unit_price: Some(won(6_000)),
            },
        ],
        total: Some(won(16_000)),
        fulfillment: baedal_proto::order::v1::Fulfillment::Delivery.into(),
        delivery_address: Some(wire::Address {
            text: "3 Sejong-daero".to_owned(),
            latitude: 37.57,
            longitude: 126.97,
        }),
        note: "no sugar".to_owned(),
        payment_id: id(),
    }
}

pub(crate) const LATTE: Uuid = Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0001);
pub(crate) const CAKE: Uuid = Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0002);

pub(crate) fn placed(order: Uuid, store_id: &str) -> Received {
    event("order", "placed", order, 1, &order_placed(order, store_id))
}

pub(crate) fn cancel_requested(order: Uuid) -> Received {
    let body = wire::OrderCancelRequested {
        order_id: order.to_string(),
        reason: "changed my mind".to_owned(),
        ..wire::OrderCancelRequested::default()
    };
    event("order", "cancel_requested", order, 2, &body)
}

pub(crate) fn picked_up(order: Uuid) -> Received {
    let body = wire::DeliveryPickedUp {
        order_id: order.to_string(),
        ..wire::DeliveryPickedUp::default()
    };
    event("delivery", "picked_up", order, 3, &body)
}

/// An event as another service would send it.
pub(crate) fn event<M: Message + Name>(
    aggregate: &'static str,
    fact: &'static str,
    order: Uuid,
    version: i64,
    body: &M,
) -> Received {
    Received::from_new(new_event(aggregate, fact, order, version, body), 1)
}

pub(crate) fn new_event<M: Message + Name>(
    aggregate: &'static str,
    fact: &'static str,
    order: Uuid,
    version: i64,
    body: &M,
) -> NewEvent {
    NewEvent {
        id: new_id(),
        aggregate,
        fact,
        event_type: M::full_name(),
        aggregate_id: order,
        version,
        key: order,
        payload: body.encode_to_vec(),
        occurred_at: SystemClock.now(),
        traceparent: Some(TRACE.to_owned()),
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

/// The rest of the platform: what it writes down comes through the broker.
pub(crate) struct Elsewhere {
    database: TestDatabase,
    wake: Wake,
    _relay: DropGuard,
}

impl Elsewhere {
    pub(crate) async fn start(nats_url: &str) -> Self {
        let database = postgres().await.database("elsewhere").await;
        migrations::POSTGRES
            .run(&database.pool)
            .await
            .expect("the schema");
        let nats = NatsConfig {
            url: nats_url.to_owned(),
            ..NatsConfig::default()
        };
        let broker = Broker::connect(&nats).await.expect("a broker");
        let (wake, stop) = (Wake::new(), CancellationToken::new());
        let (pool, config) = (database.pool.clone(), RelayConfig::default());
        let relay = Relay::new(pool, broker, wake.clone(), config).expect("a relay");
        tokio::spawn(relay.run(stop.clone()));
        Self {
            database,
            wake,
            _relay: stop.drop_guard(),
        }
    }

    pub(crate) async fn tell(&self, events: &[NewEvent]) {
        let mut conn = self.database.pool.acquire().await.expect("a connection");
        outbox::append(&mut conn, events).await.expect("told");
        self.wake.wake();
    }
}
