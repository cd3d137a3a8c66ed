//! The use cases: put the views together, show them.

pub mod project;
pub mod query;

use std::sync::Arc;

use baedal_runtime::Clock;
use sqlx::PgPool;

/// What every use case needs.
#[derive(Clone)]
pub struct App {
    pool: PgPool,
    clock: Arc<dyn Clock>,
}

impl App {
    /// Puts the use cases over a database.
    pub fn new(pool: PgPool, clock: Arc<dyn Clock>) -> Self {
        Self { pool, clock }
    }
}
