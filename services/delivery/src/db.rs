//! All the SQL. Functions take a connection; they neither decide nor commit.

pub mod deliveries;
pub mod nearby;
pub mod orders;
pub mod stats;

use sqlx::migrate::Migrator;

/// This service's own migrations; messaging's come before them.
pub static MIGRATIONS: Migrator = sqlx::migrate!();

/// A stored value that the code does not know: an older binary reads a newer database.
fn unknown(column: &'static str, value: impl std::fmt::Display) -> sqlx::Error {
    sqlx::Error::ColumnDecode {
        index: column.to_owned(),
        source: format!("unknown value {value}").into(),
    }
}
