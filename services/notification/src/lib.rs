//! Tells customers what happens to their orders.
//!
//! One message for each change, written down first and then sent through every channel that the
//! customer wants, each channel by itself. It keeps them in
//! SQLite on a volume of its own: the one service that is not on PostgreSQL, on purpose. It tells no
//! other service anything, so it has no relay.

pub mod app;
pub mod channels;
pub mod config;
pub mod database;
pub mod db;
pub mod domain;
pub mod events;
pub mod grpc;

use std::sync::Arc;

use baedal_auth::AuthLayer;
use baedal_messaging::{Broker, Consumer, ConsumerConfig, sqlite::SqliteRecords};
use baedal_proto::notification::v1::notification_service_server::NotificationServiceServer;
use baedal_runtime::tls::Trust;
use baedal_runtime::{BoxError, Clock, Process, Service, SystemClock, grpc::Grpc};

use crate::app::{App, CONSUMER, send::Sender};
use crate::config::Config;
use crate::events::NotificationOrders;
use crate::grpc::Notifications;

/// The notification service.
#[derive(Debug)]
pub struct Notification;

impl Service for Notification {
    const NAME: &'static str = "baedal-notification";
    type Config = Config;

    async fn migrate(config: Config) -> Result<(), BoxError> {
        database::migrate(&config.database).await
    }

    async fn start(config: Config, process: &mut Process) -> Result<(), BoxError> {
        let pools = database::open(&config.database, process).await?;
        let broker = Broker::connect(&config.nats).await?;
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let app = App::new(pools.clone(), clock.clone(), config.rules());

        let heard = ConsumerConfig::new(CONSUMER, &events::FILTERS).tuned(config.consumer);
        let handler = NotificationOrders(app.clone());
        let records = SqliteRecords::new(pools.write.statements().clone());
        let consumer = Consumer::new(broker, heard, handler, records.clone());
        process.spawn(CONSUMER, consumer.run(process.stopping()));
        let trust = Trust::read(config.tls.ca_file.as_deref())?;
        for (name, channel) in &config.channels {
            let channel = channels::open(channel, config.sending.concurrency, &trust, &clock)?;
            let pace = config.sending.pace();
            let sender = Sender::new(app.clone(), name, channel, pace);
            process.spawn("sender", sender.run(process.stopping()));
        }
        let (pruner, stop) = (app.clone(), process.stopping());
        process.spawn("pruner", async move {
            pruner.prune_all(config.retention.every, stop).await;
        });

        let auth = AuthLayer::from_config(&config.auth, baedal_proto::access_rules())?;
        process.spawn("issuer-keys", auth.keep_keys(process.stopping()));
        let server = Grpc::new(baedal_proto::FILE_DESCRIPTOR_SET)
            .add_service(NotificationServiceServer::new(Notifications(app)))
            .add_service(baedal_ops::dead_letters(records))
            .layer(auth);
        process.serve(server).await
    }
}
