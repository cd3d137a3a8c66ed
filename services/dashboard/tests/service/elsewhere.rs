//! The other services, as far as this one hears of them.

use baedal_messaging::{
    Broker, NatsConfig, NewEvent, Relay, RelayConfig, Wake, migrations, outbox,
};
use baedal_testkit::{TestDatabase, postgres};
use tokio_util::sync::{CancellationToken, DropGuard};

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
