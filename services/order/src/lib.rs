//! Orders: placed, paid, followed to the door.
//!
//! `domain` is pure, `app` has the use cases, `db` the SQL; `grpc` and `events` speak to the outside. Here they meet.

pub mod app;
pub mod config;
pub mod db;
pub mod domain;
pub mod events;
pub mod grpc;
mod wire;

use std::sync::{Arc, LazyLock};

use baedal_auth::AuthLayer;
use baedal_messaging::{Broker, Consumer, ConsumerConfig, PostgresRecords, Relay, Wake};
use baedal_proto::order::v1::order_service_server::OrderServiceServer;
use baedal_runtime::{
    BoxError, Clock, Extra, Process, Service, SystemClock, SystemIds,
    database::{self, DatabaseConfig, Pool},
    grpc::Grpc,
};
use sqlx::migrate::Migrator;

use crate::{
    app::{App, Needs},
    config::Config,
    events::{MENUS, Menus, PROGRESS, Progress},
    grpc::{Api, PaymentClient},
};

/// Everything this service's database needs: messaging's tables, then its own.
pub static MIGRATIONS: LazyLock<Migrator> = LazyLock::new(|| {
    database::combine(&[&baedal_messaging::migrations::POSTGRES, &db::MIGRATIONS])
});

/// The order service.
#[derive(Debug)]
pub struct Order;

impl Service for Order {
    const NAME: &'static str = "baedal-order";
    type Config = Config;

    async fn migrate(config: Config) -> Result<(), BoxError> {
        database::migrate(&config.database, &MIGRATIONS).await
    }

    async fn start(config: Config, process: &mut Process) -> Result<(), BoxError> {
        start(config, process, Arc::new(SystemClock)).await
    }

    fn extras() -> Vec<Extra<Config>> {
        vec![baedal_ops::republish(|config: Config| config.database)]
    }
}

/// One connection, for what must be written when all the others are taken.
fn refusals_pool(config: &DatabaseConfig) -> Result<Pool, BoxError> {
    let one = DatabaseConfig {
        max_connections: 1,
        min_connections: 1,
        ..config.clone()
    };
    Ok(one.pool("baedal-order-refusals")?.into())
}

/// Starts the service with a clock of the caller's.
pub async fn start(
    config: Config,
    process: &mut Process,
    clock: Arc<dyn Clock>,
) -> Result<(), BoxError> {
    config.check_limits(&process.config().grpc)?;
    let to_payment = config.payment.client.clone().beside(&process.config().mesh);
    let db = process.database(&config.database, &MIGRATIONS).await?;
    let statements = db.statements().clone();
    let broker = Broker::connect(&config.nats).await?;
    let wake = Wake::new();
    let app = App::new(Needs {
        db,
        refusals_db: refusals_pool(&config.database)?,
        payments: Arc::new(PaymentClient::new(
            &to_payment,
            &config.payment.service_token,
        )?),
        clock,
        ids: Arc::new(SystemIds),
        wake: wake.clone(),
        tasks: process.tasks(),
        meter: process.meter(),
        settings: config.settings(process.config().grpc.max_deadline)?,
    });

    let stop = process.stopping();
    let relay = Relay::new(
        statements.clone(),
        broker.clone(),
        wake,
        config.relay.clone(),
    )?;
    process.spawn("relay", relay.run(stop.clone()));
    let records = PostgresRecords::new(statements.clone());
    let progress =
        ConsumerConfig::new(PROGRESS, &["ticket.>", "delivery.>"]).tuned(config.consumer.clone());
    let progress = Consumer::new(
        broker.clone(),
        progress,
        Progress(app.clone()),
        records.clone(),
    );
    process.spawn(PROGRESS, progress.run(stop.clone()));
    let menus = ConsumerConfig::new(MENUS, &["store.>"]).tuned(config.consumer.clone());
    let menus = Consumer::new(broker, menus, Menus(app.clone()), records.clone());
    process.spawn(MENUS, menus.run(stop.clone()));
    let sweeping = app
        .clone()
        .keep_settling(config.checkout.sweep_interval, stop.clone());
    process.spawn("checkout-sweeper", sweeping);
    let pruning = app
        .clone()
        .keep_pruning(config.checkout.prune_interval, stop.clone());
    process.spawn("checkout-pruner", pruning);
    let expiring = app
        .clone()
        .keep_expiring(config.orders.expiry_interval, stop);
    process.spawn("order-expiry", expiring);

    let auth = AuthLayer::from_config(&config.auth, baedal_proto::access_rules())?;
    process.spawn("issuer-keys", auth.keep_keys(process.stopping()));
    let api = Api::new(app, config.checkout.retry_after);
    let grpc = Grpc::new(baedal_proto::FILE_DESCRIPTOR_SET)
        .add_service(OrderServiceServer::new(api))
        .add_service(baedal_ops::dead_letters(records))
        .add_service(baedal_ops::outbox(statements))
        .layer(auth);
    process.serve(grpc).await
}
