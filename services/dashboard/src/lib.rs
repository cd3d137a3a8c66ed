//! The read model: one row per order, put together from the events of all services.
//!
//! It answers from its own database alone, whatever else is down, and says how old its answer is. It
//! tells nobody anything, so it has no relay.

pub mod app;
pub mod config;
pub mod db;
pub mod domain;
pub mod events;
pub mod grpc;

use std::sync::Arc;

use baedal_auth::AuthLayer;
use baedal_messaging::{Broker, Consumer, ConsumerConfig, PostgresRecords, migrations};
use baedal_proto::dashboard::v1::dashboard_service_server::DashboardServiceServer;
use baedal_runtime::{BoxError, Process, Service, SystemClock, database, grpc::Grpc};
use sqlx::migrate::Migrator;

use crate::app::{App, project, watch::Feed};
use crate::config::Config;
use crate::events::DashboardViews;

/// The dashboard service.
#[derive(Debug)]
pub struct Dashboard;

impl Service for Dashboard {
    const NAME: &'static str = "baedal-dashboard";
    type Config = Config;

    async fn migrate(config: Config) -> Result<(), BoxError> {
        database::migrate(&config.database, &all_migrations()).await
    }

    async fn start(config: Config, process: &mut Process) -> Result<(), BoxError> {
        config
            .watch
            .check(process.config().grpc.max_calls_in_flight)?;
        let pool = process
            .database(&config.database, &all_migrations())
            .await?;
        let broker = Broker::connect(&config.nats).await?;
        let feed = Feed::new(config.watch, process.draining());
        let app = App::new(pool.clone(), Arc::new(SystemClock), broker.clone(), feed);

        let heard = ConsumerConfig::new(project::CONSUMER, &events::FILTERS).tuned(config.consumer);
        let handler = DashboardViews(app.clone());
        let records = PostgresRecords::new(pool.statements().clone());
        let consumer = Consumer::new(broker, heard, handler, records.clone());
        process.spawn(project::CONSUMER, consumer.run(process.stopping()));
        process.spawn("watchers", app.clone().tell_watchers(process.stopping()));
        let rebuilding = app
            .clone()
            .keep_rebuilding(events::decode, process.stopping());
        process.spawn("rebuilds", rebuilding);
        process.spawn("freshness", app.clone().keep_time(process.stopping()));

        let auth = AuthLayer::from_config(&config.auth, baedal_proto::access_rules())?;
        process.spawn("issuer-keys", auth.keep_keys(process.stopping()));
        let server = Grpc::new(baedal_proto::FILE_DESCRIPTOR_SET)
            .add_service(DashboardServiceServer::new(grpc::Dashboard(app)))
            .add_service(baedal_ops::dead_letters(records))
            .layer(auth);
        process.serve(server).await
    }
}

/// Messaging's tables and this service's own.
pub fn all_migrations() -> Migrator {
    database::combine(&[&migrations::POSTGRES, &db::MIGRATIONS])
}
