//! PostgreSQL: a bounded pool, migrations, and a start that refuses a schema it was not built for.

mod pool;

use std::{
    collections::HashMap,
    io,
    str::FromStr,
    time::{Duration, Instant},
};

use serde::{Deserialize, Serialize};
use sqlx::{
    ConnectOptions, Connection, PgPool,
    migrate::{Migration, Migrator},
    postgres::{PgConnectOptions, PgPoolOptions},
};
use tokio::time::timeout;
use tonic::Status;

pub use self::pool::{Connection as PooledConnection, Held, Pool, Transaction, apart};
use crate::{BoxError, Process, config::SecretUrl, rpc};

/// Between two looks for a database that is not there yet.
const START_RETRY: Duration = Duration::from_millis(500);
/// How long a connection may take to say that it is there, before another one is taken.
const PING_LIMIT: Duration = Duration::from_secs(1);

/// `[database]`. Every limit is below the deadline of a call, so that a database in trouble turns into an answer.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct DatabaseConfig {
    /// `postgres://user:password@host:port/name`.
    pub url: SecretUrl,
    /// The most connections this process opens.
    #[serde(default = "defaults::max_connections")]
    pub max_connections: u32,
    /// Connections that are kept open however quiet it is.
    #[serde(default = "defaults::min_connections")]
    pub min_connections: u32,
    /// How long a call waits for a connection, one that has to be made included.
    #[serde(
        default = "defaults::acquire_timeout",
        with = "crate::config::duration"
    )]
    pub acquire_timeout: Duration,
    /// A connection that was idle for so long is asked whether it is still there before a call gets it. What is in between, a proxy
    /// for one, or a server that started anew, may have closed it.
    #[serde(
        default = "defaults::check_after_idle",
        with = "crate::config::duration::or_zero"
    )]
    pub check_after_idle: Duration,
    /// How long one statement may run; the server ends it then.
    #[serde(
        default = "defaults::statement_timeout",
        with = "crate::config::duration"
    )]
    pub statement_timeout: Duration,
    /// How long a statement may wait for a lock.
    #[serde(default = "defaults::lock_timeout", with = "crate::config::duration")]
    pub lock_timeout: Duration,
    /// How long a transaction may sit without a statement; its locks hold up others.
    #[serde(
        default = "defaults::idle_transaction_timeout",
        with = "crate::config::duration"
    )]
    pub idle_transaction_timeout: Duration,
    /// How long a start waits for a database that does not answer yet.
    #[serde(
        default = "defaults::start_timeout",
        with = "crate::config::duration::or_zero"
    )]
    pub start_timeout: Duration,
    /// How long a start waits for somebody else to run the migrations it lacks. `0s` refuses at once.
    #[serde(
        default = "defaults::migration_timeout",
        with = "crate::config::duration::or_zero"
    )]
    pub migration_timeout: Duration,
}

mod defaults {
    use std::time::Duration;

    pub(super) fn max_connections() -> u32 {
        16
    }
    pub(super) fn min_connections() -> u32 {
        2
    }
    pub(super) fn acquire_timeout() -> Duration {
        Duration::from_secs(4)
    }
    pub(super) fn check_after_idle() -> Duration {
        Duration::from_secs(1)
    }
    pub(super) fn statement_timeout() -> Duration {
        Duration::from_secs(5)
    }
    pub(super) fn lock_timeout() -> Duration {
        Duration::from_secs(3)
    }
    pub(super) fn idle_transaction_timeout() -> Duration {
        Duration::from_secs(10)
    }
    pub(super) fn start_timeout() -> Duration {
        Duration::from_secs(30)
    }
    pub(super) fn migration_timeout() -> Duration {
        Duration::ZERO
    }
}

impl DatabaseConfig {
    /// The defaults, for the database at `url`.
    pub fn new(url: impl Into<String>) -> Self {
        Self {
            url: SecretUrl::new(url),
            max_connections: defaults::max_connections(),
            min_connections: defaults::min_connections(),
            acquire_timeout: defaults::acquire_timeout(),
            check_after_idle: defaults::check_after_idle(),
            statement_timeout: defaults::statement_timeout(),
            lock_timeout: defaults::lock_timeout(),
            idle_transaction_timeout: defaults::idle_transaction_timeout(),
            start_timeout: defaults::start_timeout(),
            migration_timeout: defaults::migration_timeout(),
        }
    }

    /// The pool. Nothing is connected yet. `name` is what the database's own views show for our connections.
    pub fn pool(&self, name: &str) -> sqlx::Result<PgPool> {
        let millis = |duration: Duration| duration.as_millis().to_string();
        let options = self.connect_options(name)?.options([
            ("statement_timeout", millis(self.statement_timeout)),
            ("lock_timeout", millis(self.lock_timeout)),
            (
                "idle_in_transaction_session_timeout",
                millis(self.idle_transaction_timeout),
            ),
        ]);
        let quiet = self.check_after_idle;
        Ok(PgPoolOptions::new()
            .max_connections(self.max_connections)
            .min_connections(self.min_connections)
            .acquire_timeout(self.acquire_timeout)
            // Not every time: while there is work, it would be a round trip for every statement.
            .test_before_acquire(false)
            .before_acquire(move |connection, idle| {
                Box::pin(async move {
                    if idle.idle_for >= quiet {
                        timeout(PING_LIMIT, connection.ping())
                            .await
                            .map_err(io::Error::from)??;
                    }
                    Ok(true)
                })
            })
            .connect_lazy_with(options))
    }

    fn connect_options(&self, name: &str) -> sqlx::Result<PgConnectOptions> {
        // A statement's text is ours to know, its duration is in the span; logging it would ask the subscriber each time.
        Ok(PgConnectOptions::from_str(self.url.expose())?
            .application_name(name)
            .disable_statement_logging())
    }
}

/// Puts the migrations of a library and of a service into one history. Versions must differ: messaging's are below 1000, a
/// service's begin there.
///
/// A migration that the database has and this binary does not is passed over: it belongs to a newer release, whose schema
/// still carries this one (a change that breaks old binaries comes in two releases), or a rollback could not start.
pub fn combine(parts: &[&Migrator]) -> Migrator {
    let mut all: Vec<Migration> = parts.iter().flat_map(|part| part.iter().cloned()).collect();
    all.sort_by_key(|migration| migration.version);
    let mut combined = Migrator::with_migrations(all);
    combined.set_ignore_missing(true);
    combined
}

/// Brings the schema up to date. Several processes may try at once: one migrates, the others wait for it.
pub async fn migrate(config: &DatabaseConfig, migrations: &Migrator) -> Result<(), BoxError> {
    // On a connection of its own, without the pool's statement timeout: an index takes the time it takes.
    // (In a pool of one: a future that holds `&mut PgConnection` across `run` is not `Send`.)
    let options = config.connect_options("migrate")?;
    let pool = PgPoolOptions::new()
        .max_connections(1)
        .connect_with(options)
        .await?;
    migrations.run(&pool).await?;
    pool.close().await;
    tracing::info!(
        migrations = migrations.iter().count(),
        "schema is up to date"
    );
    Ok(())
}

/// The schema is not the one this binary was built for.
#[derive(Debug, thiserror::Error)]
pub enum SchemaError {
    /// Run the `migrate` subcommand first.
    #[error(
        "the database lacks migration {version} ({description}): run the `migrate` subcommand first"
    )]
    Missing {
        /// The migration's number.
        version: i64,
        /// The migration's name.
        description: String,
    },
    /// Somebody changed a migration after it was run.
    #[error(
        "migration {version} ({description}) differs from the one the database was migrated with"
    )]
    Changed {
        /// The migration's number.
        version: i64,
        /// The migration's name.
        description: String,
    },
    /// The database could not be asked.
    #[error("cannot read the database's migrations")]
    Database(#[from] sqlx::Error),
}

/// Checks that every migration of this binary was run, and run as it is here.
pub async fn check_schema(pool: &PgPool, migrations: &Migrator) -> Result<(), SchemaError> {
    let applied: HashMap<i64, Vec<u8>> = if migrated_at_all(pool).await? {
        sqlx::query_as("SELECT version, checksum FROM _sqlx_migrations WHERE success")
            .fetch_all(pool)
            .await?
            .into_iter()
            .collect()
    } else {
        HashMap::new()
    };
    for migration in migrations
        .iter()
        .filter(|migration| !migration.migration_type.is_down_migration())
    {
        let (version, description) = (migration.version, migration.description.to_string());
        match applied.get(&version) {
            None => {
                return Err(SchemaError::Missing {
                    version,
                    description,
                });
            }
            Some(checksum) if checksum[..] != migration.checksum[..] => {
                return Err(SchemaError::Changed {
                    version,
                    description,
                });
            }
            Some(_) => {}
        }
    }
    Ok(())
}

async fn migrated_at_all(pool: &PgPool) -> sqlx::Result<bool> {
    sqlx::query_scalar("SELECT to_regclass('_sqlx_migrations') IS NOT NULL")
        .fetch_one(pool)
        .await
}

impl Process {
    /// Opens the service's database: waits for it up to `start_timeout` and for its migrations up to `migration_timeout`, refuses
    /// a schema that this binary was not built for, and makes the process ready only while it answers.
    pub async fn database(
        &mut self,
        config: &DatabaseConfig,
        migrations: &Migrator,
    ) -> Result<Pool, BoxError> {
        let pool = config.pool(self.name)?;
        let begun = Instant::now();
        while let Err(error) = check_schema(&pool, migrations).await {
            let patience = match error {
                SchemaError::Database(_) => config.start_timeout,
                SchemaError::Missing { .. } => config.migration_timeout,
                SchemaError::Changed { .. } => Duration::ZERO,
            };
            if begun.elapsed() >= patience {
                return Err(error.into());
            }
            tracing::warn!(error = %crate::chain(&error), "waiting for the database");
            tokio::time::sleep(START_RETRY).await;
        }
        let pinged = pool.clone();
        self.ready_when("database", move || ping(pinged.clone()));
        Ok(pool.into())
    }
}

async fn ping(pool: PgPool) -> sqlx::Result<()> {
    sqlx::query("SELECT 1").execute(&pool).await.map(drop)
}

/// What a call answers when its database failed: `UNAVAILABLE` with a time to retry where the database is out of reach or
/// overrun, `INTERNAL` where the statement was wrong. Logs the error's chain.
pub fn status(error: sqlx::Error) -> Status {
    if is_unavailable(&error) {
        rpc::unavailable(error, Duration::from_secs(1))
    } else {
        rpc::internal(error)
    }
}

/// Whether the same statement may succeed later: the database [is away](is_away), or this run of the statement took too long
/// or lost a race.
pub fn is_unavailable(error: &sqlx::Error) -> bool {
    // Class 57 operator intervention, a statement timeout among them; 40 serialization and deadlock.
    let this_time = |code: &str| ["40", "57"].iter().any(|class| code.starts_with(class));
    is_away(error)
        || matches!(error, sqlx::Error::Database(error) if error.code().is_some_and(|code| this_time(&code)))
}

/// Whether the database is out of reach, shutting down, starting, out of connections or space, or kept busy by others: what
/// was asked of it has no part in that, and anything else would fail as well. A statement that was ended because it ran too
/// long does not count: another one may be fast.
pub fn is_away(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_)
        | sqlx::Error::Tls(_)
        | sqlx::Error::Protocol(_)
        | sqlx::Error::PoolTimedOut
        | sqlx::Error::PoolClosed
        | sqlx::Error::WorkerCrashed => true,
        sqlx::Error::Database(error) => error.code().is_some_and(|code| is_away_code(&code)),
        _ => false,
    }
}

/// Of PostgreSQL, whose codes have five characters, or of `SQLite`, whose numbers are shorter.
fn is_away_code(code: &str) -> bool {
    if code.len() == 5 {
        // Class 08 connection, 53 resources, 58 system; shut down by hand, by a crash, and not up yet; a lock that was not to
        // be had in time.
        ["08", "53", "58"]
            .iter()
            .any(|class| code.starts_with(class))
            || ["57P01", "57P02", "57P03", "55P03"].contains(&code)
    } else {
        // The low byte is the primary code: BUSY, LOCKED, READONLY, IOERR, FULL, CANTOPEN.
        code.parse::<u32>()
            .is_ok_and(|code| [5, 6, 8, 10, 13, 14].contains(&(code & 0xff)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_that_is_away_is_told_from_a_statement_that_fails() {
        let away = [
            "08006", "53100", "53300", "58030", "57P01", "57P02", "57P03", "55P03",
        ];
        for code in away {
            assert!(is_away_code(code), "{code}");
        }
        // A statement timeout, a deadlock, a constraint, a dropped database, a lock that is not free for other reasons.
        for code in ["57014", "40P01", "40001", "23505", "57P04", "55006"] {
            assert!(!is_away_code(code), "{code}");
        }
    }

    #[test]
    fn sqlite_is_away_by_the_primary_of_its_codes() {
        // Among them BUSY_SNAPSHOT (517) and IOERR_FSYNC (1034).
        for code in ["5", "6", "8", "10", "13", "14", "517", "1034"] {
            assert!(is_away_code(code), "{code}");
        }
        // ERROR, CORRUPT, CONSTRAINT, CONSTRAINT_UNIQUE.
        for code in ["1", "11", "19", "2067", ""] {
            assert!(!is_away_code(code), "{code}");
        }
    }

    #[test]
    fn a_lost_connection_is_away_and_a_missing_row_is_not() {
        assert!(is_away(&sqlx::Error::PoolTimedOut));
        assert!(is_away(&sqlx::Error::Io(
            std::io::ErrorKind::BrokenPipe.into()
        )));
        assert!(!is_away(&sqlx::Error::RowNotFound));
        assert!(!is_unavailable(&sqlx::Error::RowNotFound));
    }
}
