//! Stores, their menus and their kitchens.
//!
//! An owner opens stores and puts items on their menus; every change is told to the others, who keep
//! copies. A placed order becomes a kitchen ticket, which the owner accepts or rejects, cooks and
//! finishes. The kitchen is the authority on whether an order may still be canceled.

pub mod app;
pub mod config;
pub mod db;
pub mod domain;
pub mod events;
pub mod grpc;

use std::sync::Arc;

use baedal_auth::AuthLayer;
use baedal_messaging::{
    Broker, Consumer, ConsumerConfig, PostgresRecords, Relay, Wake, migrations,
};
use baedal_proto::store::v1::catalog_service_server::CatalogServiceServer;
use baedal_proto::store::v1::ticket_service_server::TicketServiceServer;
use baedal_runtime::{
    BoxError, Extra, Process, Service, SystemClock, SystemIds, database, grpc::Grpc,
};
use sqlx::migrate::Migrator;

use crate::app::{App, intake};
use crate::config::Config;
use crate::events::StoreOrders;
use crate::grpc::{Catalog, Tickets};

/// The store service.
#[derive(Debug)]
pub struct Store;

impl Service for Store {
    const NAME: &'static str = "baedal-store";
    type Config = Config;

    async fn migrate(config: Config) -> Result<(), BoxError> {
        database::migrate(&config.database, &all_migrations()).await
    }

    async fn start(config: Config, process: &mut Process) -> Result<(), BoxError> {
        let pool = process
            .database(&config.database, &all_migrations())
            .await?;
        let statements = pool.statements().clone();
        let broker = Broker::connect(&config.nats).await?;
        let wake = Wake::new();
        let app = App::new(
            pool,
            Arc::new(SystemClock),
            Arc::new(SystemIds),
            wake.clone(),
        );

        let relay = Relay::new(statements.clone(), broker.clone(), wake, config.relay)?;
        process.spawn("relay", relay.run(process.stopping()));

        let heard = ConsumerConfig::new(intake::CONSUMER, &events::FILTERS).tuned(config.consumer);
        let handler = StoreOrders(app.clone());
        let records = PostgresRecords::new(statements.clone());
        let consumer = Consumer::new(broker, heard, handler, records.clone());
        process.spawn(intake::CONSUMER, consumer.run(process.stopping()));

        let (requests, stop) = (config.requests, process.stopping());
        let pruning = app
            .clone()
            .keep_pruning(requests.remember, requests.prune_interval, stop);
        process.spawn("requests-pruner", pruning);

        let auth = AuthLayer::from_config(&config.auth, baedal_proto::access_rules())?;
        process.spawn("issuer-keys", auth.keep_keys(process.stopping()));
        let server = Grpc::new(baedal_proto::FILE_DESCRIPTOR_SET)
            .add_service(CatalogServiceServer::new(Catalog(app.clone())))
            .add_service(TicketServiceServer::new(Tickets(app)))
            .add_service(baedal_ops::dead_letters(records))
            .add_service(baedal_ops::outbox(statements))
            .layer(auth);
        process.serve(server).await
    }

    fn extras() -> Vec<Extra<Config>> {
        vec![baedal_ops::republish(|config: Config| config.database)]
    }
}

/// Messaging's tables and this service's own.
pub fn all_migrations() -> Migrator {
    database::combine(&[&migrations::POSTGRES, &db::MIGRATIONS])
}
