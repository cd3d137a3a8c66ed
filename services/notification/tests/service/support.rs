//! A notification service of one test's own, on a fresh file.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use baedal_auth::AuthConfig;
use baedal_messaging::{
    Broker, ConsumerTuning, HandleError, Handler, NatsConfig, NewEvent, Received, Relay,
    RelayConfig, Wake, migrations, outbox,
};
use baedal_notification::app::{App, Pools, Rules};
use baedal_notification::config::{
    ChannelConfig, Config, DatabaseConfig, RetentionConfig, SendingConfig, TlsConfig,
};
use baedal_notification::database;
use baedal_notification::domain::{Needs, Notification, Sending};
use baedal_notification::events::NotificationOrders;
use baedal_proto::notification::v1 as notification;
use baedal_proto::notification::v1::notification_service_client::NotificationServiceClient;
use baedal_runtime::config::Settings;
use baedal_runtime::{Clock, Ids, ProcessConfig, Running, SystemClock, SystemIds, launch};
use baedal_testkit::{AUDIENCE, FakeClock, ISSUER, TestDatabase, TestIssuer, postgres, wait_until};
use prost::{Message, Name};
use sqlx::SqlitePool;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions};
use tempfile::TempDir;
use tokio_util::sync::{CancellationToken, DropGuard};
use tonic::transport::Channel;
use tonic::{Code, Request, Status};
use tonic_types::StatusExt;
use uuid::Uuid;

/// A running notification service; without a broker, unless it is started with one.
pub(crate) struct Service {
    pub(crate) client: NotificationServiceClient<Channel>,
    issuer: TestIssuer,
    handler: NotificationOrders,
    pub(crate) file: SqlitePool,
    config: Config,
    running: Running,
    _folder: TempDir,
}

impl Service {
    pub(crate) async fn start() -> Self {
        Self::start_with("nats://127.0.0.1:1").await
    }

    pub(crate) async fn start_with(nats_url: &str) -> Self {
        Self::start_as(nats_url, |_| {}).await
    }

    /// Starts one without a broker, with these channels.
    pub(crate) async fn start_over(channels: &[(&str, ChannelConfig)]) -> Self {
        let channels = channels.iter().cloned();
        let channels: BTreeMap<_, _> = channels.map(|(name, it)| (name.to_owned(), it)).collect();
        Self::start_as("nats://127.0.0.1:1", |config| config.channels = channels).await
    }

    pub(crate) async fn start_as(nats_url: &str, change: impl FnOnce(&mut Config)) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let issuer = TestIssuer::new();
        let path = folder.path().join("data").join("notification.db");
        let mut config = Config {
            database: DatabaseConfig::new(&path),
            nats: NatsConfig {
                url: nats_url.to_owned(),
                ..NatsConfig::default()
            },
            consumer: ConsumerTuning::default(),
            auth: AuthConfig::with_file(ISSUER, AUDIENCE, issuer.jwks_file()),
            channels: BTreeMap::from([("log".to_owned(), ChannelConfig::Log)]),
            // Events come past the running process here, and its senders are not woken.
            sending: SendingConfig {
                look_every: Duration::from_millis(20),
                first_pause: Duration::from_millis(50),
                longest_pause: Duration::from_millis(200),
                ..SendingConfig::default()
            },
            tls: TlsConfig::default(),
            retention: RetentionConfig::default(),
        };
        change(&mut config);
        let unmigrated =
            launch::<baedal_notification::Notification>(settings(config.clone())).await;
        let refusal = unmigrated
            .map(drop)
            .expect_err("it does not start on a database without its schema");
        assert!(
            refusal.to_string().contains("run the `migrate` subcommand"),
            "{refusal}"
        );
        database::migrate(&config.database)
            .await
            .expect("the schema");
        let (running, client) = run(&config).await;
        let options = SqliteConnectOptions::new().filename(&path);
        let pool = SqlitePoolOptions::new()
            .max_connections(1)
            .connect_with(options)
            .await
            .expect("the file");
        let app = App::new(
            Pools {
                write: pool.clone().into(),
                read: pool.clone().into(),
            },
            Arc::new(SystemClock),
            config.rules(),
        );
        Self {
            client,
            issuer,
            handler: NotificationOrders(app),
            file: pool,
            config,
            running,
            _folder: folder,
        }
    }

    /// When the consumer last handled each event, in microseconds since 1970.
    pub(crate) async fn handled(&self) -> Vec<i64> {
        let handled = sqlx::query_scalar("SELECT handled_at FROM inbox")
            .fetch_all(&self.file)
            .await;
        handled.expect("the file answers")
    }

    /// Stops it as SIGTERM would, and starts it again on the same file.
    pub(crate) async fn restart(self) -> Self {
        assert!(self.running.stop().await, "it stops in order and in time");
        let (running, client) = run(&self.config).await;
        Self {
            client,
            running,
            ..self
        }
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
    pub(crate) async fn hear(&self, events: &[Received]) -> Result<(), HandleError> {
        self.handler.handle(events).await
    }

    /// A page of what a customer was told.
    pub(crate) async fn list(
        &self,
        customer: &str,
        request: notification::ListNotificationsRequest,
    ) -> Result<notification::ListNotificationsResponse, Status> {
        let request = self.by(customer, "customer", request);
        Ok(self
            .client
            .clone()
            .list_notifications(request)
            .await?
            .into_inner())
    }

    /// Says how a customer wants to be told.
    pub(crate) async fn prefer(
        &self,
        customer: &str,
        request_id: Uuid,
        preferences: notification::Preferences,
    ) -> Result<notification::Preferences, Status> {
        let request = notification::UpdatePreferencesRequest {
            preferences: Some(preferences),
            request_id: request_id.to_string(),
        };
        let request = self.by(customer, "customer", request);
        let answer = self.client.clone().update_preferences(request).await?;
        Ok(answer.into_inner().preferences.expect("preferences"))
    }

    /// What became of the customer's newest notification on a channel, once `fits`.
    pub(crate) async fn sending(
        &self,
        customer: &str,
        channel: &str,
        fits: impl Fn(&notification::Sending) -> bool,
    ) -> notification::Sending {
        wait_until(Duration::from_secs(30), async || {
            let request = notification::ListNotificationsRequest::default();
            let page = self.list(customer, request).await.expect("a page");
            let newest = page.notifications.into_iter().next()?;
            let mut sendings = newest.sendings.into_iter();
            sendings.find(|it| it.channel == channel && fits(it))
        })
        .await
    }

    /// The words that a customer was told, newest first.
    pub(crate) async fn texts(&self, customer: &str) -> Vec<String> {
        let page = self
            .list(customer, notification::ListNotificationsRequest::default())
            .await;
        page.expect("a page")
            .notifications
            .into_iter()
            .map(|it| it.text)
            .collect()
    }
}

fn settings(service: Config) -> Settings<Config> {
    Settings {
        process: ProcessConfig::for_tests(),
        service,
    }
}

async fn run(config: &Config) -> (Running, NotificationServiceClient<Channel>) {
    let running = launch::<baedal_notification::Notification>(settings(config.clone())).await;
    let running = running.expect("it starts");
    let address = running.address("grpc").expect("it serves gRPC");
    let url = format!("http://{address}");
    let channel = Channel::from_shared(url).expect("a URL").connect_lazy();
    (running, NotificationServiceClient::new(channel))
}

pub(crate) fn event<M: Message + Name>(
    aggregate: &'static str,
    fact: &'static str,
    order: Uuid,
    version: i64,
    body: &M,
) -> Received {
    Received::from_new(new_event(aggregate, fact, order, version, body), 7)
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
        traceparent: None,
    }
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

/// A file of one test's own that no process runs on.
pub(crate) struct Quiet {
    pools: Pools,
    _folder: TempDir,
}

pub(crate) async fn quiet() -> Quiet {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("notification.db");
    database::migrate(&DatabaseConfig::new(&path))
        .await
        .expect("the schema");
    let options = SqliteConnectOptions::new().filename(&path);
    let pool = SqlitePoolOptions::new()
        .max_connections(1)
        .connect_with(options)
        .await;
    let pool = pool.expect("the file");
    Quiet {
        pools: Pools {
            write: pool.clone().into(),
            read: pool.into(),
        },
        _folder: folder,
    }
}

impl Quiet {
    pub(crate) fn app(&self) -> App {
        self.app_with(Arc::new(SystemClock), &["log"])
    }

    /// With channels of these names, which reach everybody.
    pub(crate) fn app_with(&self, clock: Arc<dyn Clock>, channels: &[&str]) -> App {
        let channels = channels.iter();
        let rules = Rules {
            channels: channels
                .map(|name| ((*name).to_owned(), Needs::Nothing))
                .collect(),
            any_webhooks: false,
            keep: Duration::from_hours(24),
            tell_within: Duration::from_hours(12),
        };
        App::new(self.pools.clone(), clock, rules)
    }

    /// As it is two hours later.
    pub(crate) fn app_later(&self, channels: &[&str]) -> App {
        let clock = FakeClock::default();
        clock.set(SystemClock.now() + Duration::from_hours(2));
        self.app_with(Arc::new(clock), channels)
    }

    /// How many rows a table has.
    pub(crate) async fn count(&self, table: &'static str) -> i64 {
        let query = match table {
            "sendings" => "SELECT count(*) FROM sendings",
            "notifications" => "SELECT count(*) FROM notifications",
            _ => panic!("no such table here"),
        };
        let count = sqlx::query_scalar(query)
            .fetch_one(self.pools.write.statements())
            .await;
        count.expect("the file answers")
    }

    /// Makes the file as old as that.
    pub(crate) async fn exists_since(&self, age: Duration) {
        let at = (SystemClock.now() - age).unix_timestamp() * 1_000_000;
        let aged = sqlx::query("UPDATE known_since SET at = ?1")
            .bind(at)
            .execute(self.pools.write.statements())
            .await;
        assert_eq!(aged.expect("the file answers").rows_affected(), 1);
    }

    /// Lets the inbox forget what it knew, as pruning does in time.
    pub(crate) async fn forget(&self) {
        let forgotten = sqlx::query("DELETE FROM inbox")
            .execute(self.pools.write.statements())
            .await;
        assert!(forgotten.expect("the file answers").rows_affected() > 0);
    }

    /// What the customer was told, newest first.
    pub(crate) async fn told(
        &self,
        app: &App,
        customer: &str,
    ) -> Vec<(Notification, Vec<Sending>)> {
        let customer = customer.parse().expect("a subject");
        let told = app.notifications(&customer, None, None, 1_000).await;
        told.expect("the file answers")
    }

    pub(crate) async fn hear(&self, app: &App, events: &[Received]) {
        NotificationOrders(app.clone())
            .handle(events)
            .await
            .expect("told");
    }
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
