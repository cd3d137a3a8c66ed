//! The tables of this crate, versions below 1000; a service's own start at 1000.

use sqlx::migrate::{Migration, Migrator};

/// Outbox, relay lease, inbox and dead letters for PostgreSQL.
pub static POSTGRES: Migrator = sqlx::migrate!("./migrations");

/// Inbox and dead letters for SQLite.
#[cfg(feature = "sqlite")]
pub static SQLITE: Migrator = sqlx::migrate!("./migrations-sqlite");

/// One migrator of this crate's tables ([`POSTGRES`] or `SQLITE`) and a service's own.
pub fn combined(ours: &Migrator, service: &Migrator) -> Migrator {
    let all: Vec<Migration> = ours.iter().chain(service.iter()).cloned().collect();
    Migrator::with_migrations(all)
}
