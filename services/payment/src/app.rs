//! Use cases. Each owns its transaction; none decides what `domain` can decide.

mod audit;
mod authorize;
mod flights;
mod provider;
mod read;
mod refund;
mod settle;
mod void;

use std::sync::Arc;
use std::time::Duration;

use baedal_messaging::Wake;
use baedal_runtime::{Clock, Ids, database::Pool};
use tokio::sync::Notify;
use tokio_util::task::TaskTracker;

use crate::domain::Rejected;
use flights::Flights;

pub use audit::{Audit, ORDERS};
pub use authorize::Authorize;
pub use provider::{Charge, Provider, ProviderError};
pub use read::Viewer;
pub use refund::CONSUMER;
pub use settle::Settler;

/// How long things may take.
#[derive(Debug, Clone, Copy)]
pub struct Timing {
    /// One call to the provider; after it the answer counts as lost.
    pub provider_timeout: Duration,
    /// The pause before the provider is asked again about an open payment; it doubles with every try.
    pub retry_pause: Duration,
    /// The longest such pause.
    pub max_retry_pause: Duration,
    /// An authorization that the provider has not heard of after this is given up: voided, there and here.
    pub abandon_after: Duration,
    /// How often open payments are looked for when nothing wakes the search.
    pub sweep_interval: Duration,
    /// How long a difference between the books may last before an audit names it, where it may come right by itself.
    pub audit_grace: Duration,
}

/// Why a use case did not do what it was asked.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Error {
    /// The order's payment has other terms.
    #[error("this order's payment was asked for with other terms")]
    Differs,
    /// The order was voided; nothing will be charged for it.
    #[error("this order's payment was voided")]
    Voided,
    /// No such payment, or not the caller's.
    #[error("no such payment")]
    NotFound,
    /// The provider takes no calls. Nothing was changed by this call.
    #[error("the payment provider is unavailable")]
    ProviderUnavailable,
    /// The provider may or may not have done it. It will be found out.
    #[error("the outcome is not known yet")]
    OutcomeUnknown,
    /// An event about an order whose payment is not settled here.
    #[error("too early: the payment is not settled")]
    TooEarly,
    /// The provider contradicts itself.
    #[error("the payment cannot take this")]
    Contradiction(#[source] Rejected),
    /// The payment kept changing while it was worked on.
    #[error("the payment is contended")]
    Contended,
    /// The database failed.
    #[error("the database failed")]
    Database(#[source] Arc<sqlx::Error>),
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(Arc::new(error))
    }
}

impl From<Rejected> for Error {
    fn from(rejected: Rejected) -> Self {
        match rejected {
            Rejected::TooEarly => Self::TooEarly,
            Rejected::Contradiction => Self::Contradiction(rejected),
        }
    }
}

/// What the use cases work with. Cheap to clone.
#[derive(Clone)]
pub struct Payments {
    pool: Pool,
    provider: Arc<dyn Provider>,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn Ids>,
    outbox: Wake,
    flights: Flights,
    timing: Timing,
    /// Rung when a payment became open, so that the settler need not wait for its next round.
    opened: Arc<Notify>,
}

impl Payments {
    /// Puts the use cases together. `tasks` holds work that outlives its caller; wait for it before stopping.
    pub fn new(
        pool: Pool,
        provider: Arc<dyn Provider>,
        clock: Arc<dyn Clock>,
        ids: Arc<dyn Ids>,
        outbox: Wake,
        tasks: TaskTracker,
        timing: Timing,
    ) -> Self {
        Self {
            pool,
            provider,
            clock,
            ids,
            outbox,
            flights: Flights::new(tasks),
            timing,
            opened: Arc::default(),
        }
    }
}
