//! All the SQL. Functions take a connection; they neither decide nor commit.

pub mod changes;
pub mod figures;
pub mod projection;
pub mod rebuilds;
pub mod shadow;
pub mod stores;
pub mod views;

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
