//! All the SQL. Functions take a connection and decide nothing; what they take slices for is one statement.

pub mod checkouts;
pub mod menus;
pub mod orders;
mod rows;

use sqlx::migrate::Migrator;

/// This service's tables; those of messaging come before them.
pub static MIGRATIONS: Migrator = sqlx::migrate!("./migrations");

/// One value of every row, as a statement's array parameter.
fn column<R, T>(rows: &[R], value: impl Fn(&R) -> T) -> Vec<T> {
    rows.iter().map(value).collect()
}

/// A row holds what this code never writes.
fn corrupt(what: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> sqlx::Error {
    sqlx::Error::Decode(what.into())
}
