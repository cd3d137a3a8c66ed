//! The use cases. Each owns its transaction, and wakes the relay once its facts are committed.

pub mod catalog;
pub mod intake;
pub mod kitchen;
pub mod prune;

use std::sync::Arc;

use baedal_messaging::Wake;
use baedal_runtime::{Clock, Ids, database::Pool};
use thiserror::Error;

use crate::domain::Illegal;

/// What every use case needs.
#[derive(Clone)]
pub struct App {
    pool: Pool,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn Ids>,
    wake: Wake,
}

impl App {
    /// Puts the use cases over a database.
    pub fn new(pool: Pool, clock: Arc<dyn Clock>, ids: Arc<dyn Ids>, wake: Wake) -> Self {
        Self {
            pool,
            clock,
            ids,
            wake,
        }
    }
}

/// Why a use case came to nothing.
#[derive(Debug, Error)]
pub enum Error {
    /// There is no such object, or it is somebody else's.
    #[error("no such {0}")]
    NotFound(&'static str),
    /// The caller used the `request_id` before, with another body.
    #[error("the request id was used before with another body")]
    RequestIdReused,
    /// A price in another currency than the store's.
    #[error("the store's currency is {0}")]
    Currency(&'static str),
    /// The ticket's state does not allow it.
    #[error(transparent)]
    TicketState(#[from] Illegal),
    /// The database failed.
    #[error("database")]
    Database(#[from] sqlx::Error),
}
