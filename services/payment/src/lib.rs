//! The payment service: one payment for each order, charged once and given back once, with a ledger that only grows.

pub mod app;
pub mod config;
pub mod db;
pub mod domain;
pub mod events;
pub mod grpc;
pub mod sandbox;

use std::sync::Arc;

use baedal_auth::AuthLayer;
use baedal_messaging::{Broker, Consumer, ConsumerConfig, PostgresRecords, Relay, Wake};
use baedal_proto::payment::v1::payment_service_server::PaymentServiceServer;
use baedal_runtime::grpc::Grpc;
use baedal_runtime::{BoxError, Extra, Process, Service, SystemClock, SystemIds, database};
use sqlx::migrate::Migrator;
use tokio_util::task::TaskTracker;

use app::{Payments, Settler};
use config::Config;
use sandbox::Sandbox;

/// The payment service.
pub struct Payment;

/// Messaging's tables and this service's.
pub fn migrations() -> Migrator {
    database::combine(&[&baedal_messaging::migrations::POSTGRES, &db::MIGRATIONS])
}

impl Service for Payment {
    const NAME: &'static str = "baedal-payment";
    type Config = Config;

    async fn migrate(config: Config) -> Result<(), BoxError> {
        database::migrate(&config.database, &migrations()).await
    }

    async fn start(config: Config, process: &mut Process) -> Result<(), BoxError> {
        let pool = process.database(&config.database, &migrations()).await?;
        let statements = pool.statements().clone();
        let provider = Sandbox::new(pool.statements(), config.provider.sandbox_connections);
        let broker = Broker::connect(&config.nats).await?;
        let (wake, in_flight) = (Wake::new(), TaskTracker::new());
        let payments = Payments::new(
            pool,
            Arc::new(provider),
            Arc::new(SystemClock),
            Arc::new(SystemIds),
            wake.clone(),
            in_flight.clone(),
            config.timing(),
        );

        let stop = process.stopping();
        process.spawn("authorizations", {
            let stop = stop.clone();
            async move {
                stop.cancelled().await;
                in_flight.close();
                in_flight.wait().await;
            }
        });
        process.spawn("settler", Settler::new(payments.clone()).run(stop.clone()));
        let records = PostgresRecords::new(statements.clone());
        let relay = Relay::new(statements.clone(), broker.clone(), wake, config.relay)?;
        process.spawn("relay", relay.run(stop.clone()));
        let refunds = Consumer::new(
            broker.clone(),
            ConsumerConfig::new(app::CONSUMER, &events::REFUND_FILTERS)
                .tuned(config.consumer.clone()),
            events::Refunds::new(payments.clone()),
            records.clone(),
        );
        process.spawn(app::CONSUMER, refunds.run(stop.clone()));
        let orders = Consumer::new(
            broker,
            ConsumerConfig::new(app::ORDERS, &events::ORDER_FILTERS).tuned(config.consumer),
            events::Orders::new(payments.clone()),
            records.clone(),
        );
        process.spawn(app::ORDERS, orders.run(stop));

        let auth = AuthLayer::from_config(&config.auth, baedal_proto::access_rules())?;
        process.spawn("issuer-keys", auth.keep_keys(process.stopping()));
        let api = PaymentServiceServer::new(grpc::Api::new(payments));
        process
            .serve(
                Grpc::new(baedal_proto::FILE_DESCRIPTOR_SET)
                    .add_service(api)
                    .add_service(baedal_ops::dead_letters(records))
                    .add_service(baedal_ops::outbox(statements))
                    .layer(auth),
            )
            .await
    }

    fn extras() -> Vec<Extra<Config>> {
        vec![baedal_ops::republish(|config: Config| config.database)]
    }
}
