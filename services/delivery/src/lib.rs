//! The delivery service: one delivery for each order that has to be carried, one rider for each delivery.

pub mod app;
pub mod config;
pub mod db;
pub mod domain;
pub mod events;
pub mod grpc;

use std::sync::Arc;

use baedal_auth::AuthLayer;
use baedal_messaging::{Broker, Consumer, ConsumerConfig, PostgresRecords, Relay, Wake};
use baedal_proto::delivery::v1::delivery_service_server::DeliveryServiceServer;
use baedal_runtime::grpc::Grpc;
use baedal_runtime::{BoxError, Extra, Process, Service, SystemClock, SystemIds, database};
use sqlx::migrate::Migrator;

use app::Deliveries;
use config::Config;

/// The delivery service.
pub struct Delivery;

/// Messaging's tables and this service's.
pub fn migrations() -> Migrator {
    database::combine(&[&baedal_messaging::migrations::POSTGRES, &db::MIGRATIONS])
}

impl Service for Delivery {
    const NAME: &'static str = "baedal-delivery";
    type Config = Config;

    async fn migrate(config: Config) -> Result<(), BoxError> {
        database::migrate(&config.database, &migrations()).await
    }

    async fn start(config: Config, process: &mut Process) -> Result<(), BoxError> {
        let pool = process.database(&config.database, &migrations()).await?;
        let statements = pool.statements().clone();
        let broker = Broker::connect(&config.nats).await?;
        let wake = Wake::new();
        let deliveries = Deliveries::new(
            pool,
            Arc::new(SystemClock),
            Arc::new(SystemIds),
            wake.clone(),
            config.deliveries.limits(),
        );

        let stop = process.stopping();
        let records = PostgresRecords::new(statements.clone());
        let relay = Relay::new(statements.clone(), broker.clone(), wake, config.relay)?;
        process.spawn("relay", relay.run(stop.clone()));
        let tickets = Consumer::new(
            broker,
            ConsumerConfig::new(app::CONSUMER, &events::FILTERS).tuned(config.consumer),
            events::Tickets::new(deliveries.clone()),
            records.clone(),
        );
        process.spawn(app::CONSUMER, tickets.run(stop.clone()));
        let waits = config.deliveries.waits();
        let watching =
            deliveries
                .clone()
                .keep_watching(waits, config.deliveries.sweep_interval, stop.clone());
        process.spawn("delivery-sweeper", watching);
        let pruning = deliveries.clone().keep_pruning(
            config.deliveries.remember_canceled,
            config.deliveries.prune_interval,
            stop,
        );
        process.spawn("canceled-pruner", pruning);

        let auth = AuthLayer::from_config(&config.auth, baedal_proto::access_rules())?;
        process.spawn("issuer-keys", auth.keep_keys(process.stopping()));
        let api = DeliveryServiceServer::new(grpc::Api::new(deliveries));
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
