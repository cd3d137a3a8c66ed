//! The tables of this crate, versions below 1000; a service's own start at 1000, and `baedal_runtime::database::combine` makes one
//! history of both.

use sqlx::migrate::Migrator;

/// Outbox, relay lease, inbox and dead letters for PostgreSQL.
pub static POSTGRES: Migrator = sqlx::migrate!("./migrations");

/// Inbox and dead letters for SQLite.
#[cfg(feature = "sqlite")]
pub static SQLITE: Migrator = sqlx::migrate!("./migrations-sqlite");
