//! All the SQL. Functions take a connection and decide nothing; what they take slices for is one statement.

/// The key under which a request is remembered, of a row with `customer_id` and `request_id`.
macro_rules! key {
    ($row:literal) => {
        concat!(
            "substr(sha256(convert_to(",
            $row,
            ".customer_id || ",
            $row,
            ".request_id::text, 'UTF8')), 1, 16)"
        )
    };
}

pub mod checkouts;
pub mod menus;
pub mod orders;
pub mod requests;
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
