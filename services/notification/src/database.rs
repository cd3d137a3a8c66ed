//! The SQLite file: how it is opened, brought up to date and checked.

use std::path::PathBuf;
use std::time::Duration;

use baedal_messaging::migrations;
use baedal_runtime::{BoxError, Process, database};
use sqlx::SqlitePool;
use sqlx::migrate::Migrator;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};

use crate::app::Pools;
use crate::config::DatabaseConfig;
use crate::db;

/// Below the deadline of a call, so that a database in trouble turns into an answer.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(2);

/// How long a connection waits for the file's lock; somebody else's backup may hold it.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// The schema is not the one this binary was built for.
#[derive(Debug, thiserror::Error)]
#[error(
    "the database lacks migration {version}, or has another one of that number: run the `migrate` subcommand first"
)]
struct SchemaError {
    version: i64,
}

/// There is no file yet.
#[derive(Debug, thiserror::Error)]
#[error("there is no database at {}: run the `migrate` subcommand first", .0.display())]
struct NoDatabase(PathBuf);

/// Messaging's tables and this service's own.
pub fn all_migrations() -> Migrator {
    database::combine(&[&migrations::SQLITE, &db::MIGRATIONS])
}

/// Makes the file where there is none, and brings the schema up to date.
pub async fn migrate(config: &DatabaseConfig) -> Result<(), BoxError> {
    if let Some(folder) = config.path.parent() {
        tokio::fs::create_dir_all(folder).await?;
    }
    let pool = pool(1, options(config).create_if_missing(true)).await?;
    let migrations = all_migrations();
    migrations.run(&pool).await?;
    pool.close().await;
    tracing::info!(
        migrations = migrations.iter().count(),
        "schema is up to date"
    );
    Ok(())
}

/// Opens the file, refuses a schema that this binary was not built for, and makes the process ready
/// only while the file answers.
pub async fn open(config: &DatabaseConfig, process: &mut Process) -> Result<Pools, BoxError> {
    if !tokio::fs::try_exists(&config.path).await? {
        return Err(NoDatabase(config.path.clone()).into());
    }
    let write = pool(1, options(config)).await?;
    check_schema(&write).await?;
    let read = pool(config.readers, options(config).read_only(true)).await?;
    let pinged = read.clone();
    process.ready_when("database", move || ping(pinged.clone()));
    Ok(Pools {
        write: write.into(),
        read: read.into(),
    })
}

fn options(config: &DatabaseConfig) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(&config.path)
        .journal_mode(SqliteJournalMode::Wal)
        // An event is acknowledged after its commit: the commit must be on the disk.
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(BUSY_TIMEOUT)
        .foreign_keys(true)
}

async fn pool(connections: u32, options: SqliteConnectOptions) -> sqlx::Result<SqlitePool> {
    SqlitePoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .connect_with(options)
        .await
}

async fn check_schema(pool: &SqlitePool) -> Result<(), BoxError> {
    let mut conn = pool.acquire().await?;
    let applied = db::applied(&mut conn).await.unwrap_or_default();
    for migration in all_migrations().iter() {
        let version = migration.version;
        if applied
            .get(&version)
            .is_none_or(|checksum| checksum[..] != migration.checksum[..])
        {
            return Err(SchemaError { version }.into());
        }
    }
    Ok(())
}

async fn ping(pool: SqlitePool) -> sqlx::Result<()> {
    sqlx::query("SELECT 1").execute(&pool).await.map(drop)
}
