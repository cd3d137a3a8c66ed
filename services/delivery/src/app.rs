//! Use cases. Each owns its transaction; none decides what `domain` can decide.

mod intake;
mod prune;
mod read;
mod ride;
mod waits;

use std::sync::Arc;

use baedal_messaging::Wake;
use baedal_runtime::{Clock, Ids, database::Pool};

use crate::domain::Refusal;

pub use crate::db::deliveries::{After, Nearby};
pub use crate::db::stats::{After as AfterRider, RiderStats};
pub use intake::{CONSUMER, News};
pub use read::Viewer;
pub use waits::Waits;

/// Why a use case did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No such delivery, or another rider's.
    #[error("no such delivery")]
    NotFound,
    /// The delivery does not allow it.
    #[error("the delivery does not allow it")]
    Refused(#[source] Refusal),
    /// An event about a delivery that does not exist yet.
    #[error("too early: there is no delivery yet")]
    TooEarly,
    /// The delivery kept changing while it was worked on.
    #[error("the delivery is contended")]
    Contended,
    /// The database failed.
    #[error("the database failed")]
    Database(#[from] sqlx::Error),
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::NotYours => Self::NotFound,
            Refusal::Taken
            | Refusal::NotReady
            | Refusal::TooMany
            | Refusal::PickedUp
            | Refusal::NotPickedUp
            | Refusal::Canceled => Self::Refused(refusal),
        }
    }
}

/// What riders may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// How many deliveries one rider may have at a time, claimed or picked up.
    pub most_claims: u32,
}

/// What the use cases work with. Cheap to clone.
#[derive(Clone)]
pub struct Deliveries {
    pool: Pool,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn Ids>,
    outbox: Wake,
    limits: Limits,
}

impl Deliveries {
    /// Puts the use cases over a database.
    pub fn new(
        pool: Pool,
        clock: Arc<dyn Clock>,
        ids: Arc<dyn Ids>,
        outbox: Wake,
        limits: Limits,
    ) -> Self {
        Self {
            pool,
            clock,
            ids,
            outbox,
            limits,
        }
    }
}
