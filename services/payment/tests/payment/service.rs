//! The whole service in this process: its own database and broker, and a client that calls it.

use baedal_messaging::{ConsumerTuning, NatsConfig, RelayConfig};
use baedal_payment::config::{AuditConfig, Config, ProviderConfig};
use baedal_proto::google::r#type::Money;
use baedal_proto::payment::v1 as wire;
use baedal_proto::payment::v1::payment_service_client::PaymentServiceClient;
use baedal_runtime::config::Settings;
use baedal_runtime::database::DatabaseConfig;
use baedal_runtime::{ProcessConfig, Running, launch};
use baedal_testkit::{AUDIENCE, ISSUER, Nats, TestDatabase, TestIssuer};
use serde_json::json;
use tonic::Request;
use tonic::metadata::MetadataValue;
use tonic::transport::Channel;
use uuid::Uuid;

use crate::world::new_id;

pub(crate) const ORDER_TOKEN: &str = "the-order-service-itself";

pub(crate) struct Service {
    pub(crate) database: TestDatabase,
    pub(crate) nats: Nats,
    pub(crate) running: Running,
    client: PaymentServiceClient<Channel>,
    issuer: TestIssuer,
}

impl Service {
    pub(crate) async fn start() -> Self {
        let database = baedal_testkit::postgres().await.database("payment").await;
        baedal_payment::migrations()
            .run(&database.pool)
            .await
            .expect("the schema");
        let nats = Nats::start().await;
        let issuer = TestIssuer::new();
        let auth = json!({
            "issuer": ISSUER, "audience": AUDIENCE, "jwks_file": issuer.jwks_file(),
            "service_tokens": { "order": ORDER_TOKEN },
        });
        let service = Config {
            database: DatabaseConfig::new(database.url.clone()),
            nats: NatsConfig {
                url: nats.url().to_owned(),
                ..NatsConfig::default()
            },
            relay: RelayConfig::default(),
            consumer: ConsumerTuning::default(),
            auth: serde_json::from_value(auth).expect("a good section"),
            provider: ProviderConfig::default(),
            audit: AuditConfig::default(),
        };
        let settings = Settings {
            process: ProcessConfig::for_tests(),
            service,
        };
        let running = launch::<baedal_payment::Payment>(settings)
            .await
            .expect("it starts");
        let address = running.address("grpc").expect("a gRPC port");
        let client = PaymentServiceClient::connect(format!("http://{address}"));
        Self {
            database,
            nats,
            running,
            client: client.await.expect("a connection"),
            issuer,
        }
    }

    pub(crate) fn client(&self) -> PaymentServiceClient<Channel> {
        self.client.clone()
    }

    pub(crate) fn by<T>(&self, subject: &str, role: &str, message: T) -> Request<T> {
        let token = self.issuer.token(subject, &[role]);
        let mut request = Request::new(message);
        let bearer = format!("Bearer {token}").parse().expect("a header");
        request.metadata_mut().insert("authorization", bearer);
        request
    }

    pub(crate) async fn pay(&self, subject: &str, card: &str) -> wire::Payment {
        let mut message = authorize(new_id(), card);
        message.customer_id = subject.to_owned();
        let answer = self
            .client()
            .authorize_payment(by_order(message))
            .await
            .expect("approved");
        answer.into_inner().payment.expect("a payment")
    }
}

pub(crate) fn by_order<T>(message: T) -> Request<T> {
    let mut request = Request::new(message);
    let token = MetadataValue::from_static(ORDER_TOKEN);
    request.metadata_mut().insert("baedal-service-token", token);
    request
}

pub(crate) fn authorize(order: Uuid, card: &str) -> wire::AuthorizePaymentRequest {
    wire::AuthorizePaymentRequest {
        order_id: order.to_string(),
        customer_id: "customer-1".to_owned(),
        store_id: Uuid::from_u128(7).to_string(),
        amount: Some(Money {
            currency_code: "KRW".to_owned(),
            units: 18_000,
            nanos: 0,
        }),
        card_token: card.to_owned(),
        request_id: new_id().to_string(),
    }
}
