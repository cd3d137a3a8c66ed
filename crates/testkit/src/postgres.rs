use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use baedal_dev::port::Port;
use baedal_dev::postgres::{Options, Postgres};
use baedal_dev::tools;
use sqlx::postgres::PgPoolOptions;
use sqlx::{AssertSqlSafe, Connection, PgConnection, PgPool};
use tokio::sync::OnceCell;

use crate::blocking;

/// The server that all tests of this process share; each takes databases of its own.
pub struct SharedPostgres {
    server: Server,
}

/// A server for one test, to be killed and restarted.
#[derive(Clone)]
pub struct PrivatePostgres {
    server: Server,
}

/// A fresh, empty database.
#[derive(Clone)]
pub struct TestDatabase {
    /// What a process under test connects to.
    pub url: String,
    /// For the test's own questions; small, because many tests run at a time.
    pub pool: PgPool,
}

/// The shared server, started by the first test that asks. It does not wait for the disk: a test
/// whose subject is durability takes a [`PrivatePostgres`].
pub async fn postgres() -> &'static SharedPostgres {
    // Never dropped: the server ends with this process, however that ends.
    static SHARED: OnceCell<SharedPostgres> = OnceCell::const_new();
    SHARED
        .get_or_init(async || SharedPostgres {
            server: Server::start(false).await,
        })
        .await
}

impl SharedPostgres {
    /// A fresh database; `name` only makes it recognisable.
    pub async fn database(&self, name: &str) -> TestDatabase {
        self.server.database(name).await
    }
}

impl PrivatePostgres {
    /// Starts a server that is durable, as in production.
    pub async fn start() -> Self {
        Self {
            server: Server::start(true).await,
        }
    }

    /// A fresh database; `name` only makes it recognisable.
    pub async fn database(&self, name: &str) -> TestDatabase {
        self.server.database(name).await
    }

    /// `kill -9` of the server and, with it, of all its connections.
    pub async fn kill(&self) {
        self.server.with(Postgres::kill).await;
    }

    /// Stops the server in order.
    pub async fn stop(&self) {
        self.server.with(Postgres::stop).await;
    }

    /// Starts the server again on the same port; after a kill it recovers first.
    pub async fn restart(&self) {
        self.server
            .with(|server| server.restart().expect("PostgreSQL starts again"))
            .await;
    }
}

#[derive(Clone)]
struct Server {
    address: String,
    server: Arc<Mutex<Postgres>>,
}

impl Server {
    async fn start(durable: bool) -> Self {
        blocking(move || {
            let tools = tools::ensure().expect("the pinned servers");
            let options = Options {
                data: None,
                port: Port::reserve().expect("a free port"),
                durable,
                max_connections: 500,
                echo: None,
                on_end: None,
            };
            let server = Postgres::start(&tools, options).expect("a private PostgreSQL");
            Self {
                address: server.url(""),
                server: Arc::new(Mutex::new(server)),
            }
        })
        .await
    }

    async fn database(&self, name: &str) -> TestDatabase {
        static TURN: AtomicU32 = AtomicU32::new(0);
        let turn = TURN.fetch_add(1, Ordering::Relaxed);
        let name: String = name
            .chars()
            .map(|c| if c.is_ascii_alphanumeric() { c } else { '_' })
            .collect();
        let name = format!("{name}_{turn}");
        let mut connection = PgConnection::connect(&format!("{}postgres", self.address))
            .await
            .expect("a connection to the test's PostgreSQL");
        sqlx::query(AssertSqlSafe(format!(
            "CREATE DATABASE \"{name}\" TEMPLATE template0"
        )))
        .execute(&mut connection)
        .await
        .expect("a fresh database");
        connection.close().await.expect("a connection closes");
        let url = format!("{}{name}", self.address);
        let pool = PgPoolOptions::new()
            .max_connections(5)
            .acquire_timeout(Duration::from_secs(10))
            .connect_lazy(&url)
            .expect("the test's own URL is well formed");
        TestDatabase { url, pool }
    }

    async fn with(&self, work: impl FnOnce(&mut Postgres) + Send + 'static) {
        let server = Arc::clone(&self.server);
        blocking(move || work(&mut server.lock().unwrap_or_else(PoisonError::into_inner))).await;
    }
}
