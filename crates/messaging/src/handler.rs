//! What a service gives a consumer.

use std::future::Future;

use baedal_runtime::database;

use crate::Received;

/// Any error, with its chain.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// What a consumer does with events.
///
/// One call is one transaction of the service's own: claim in the inbox, have the effects of the fresh ones,
/// commit. The events of one call are in stream order and may belong to several keys (orders). After an error
/// nothing of the call may remain; the consumer then calls again with single events to find the one that fails.
pub trait Handler: Send + Sync + 'static {
    /// Handles `events`, at least one.
    fn handle(&self, events: &[Received]) -> impl Future<Output = Result<(), HandleError>> + Send;
}

/// Why events were not handled.
#[derive(Debug, thiserror::Error)]
pub enum HandleError {
    /// Not yet: its cause has not arrived. Tried again with growing delay, then parked.
    #[error("the event cannot be handled yet")]
    Retry(#[source] BoxError),
    /// A dependency (the database) is down. Tried again until it is back; does not count as an attempt.
    #[error("a dependency of the handler is unavailable")]
    Unavailable(#[source] BoxError),
    /// It never will work: parked at once.
    #[error("the event can never be handled")]
    Poison(#[source] BoxError),
}

impl HandleError {
    /// Not yet.
    pub fn retry(cause: impl Into<BoxError>) -> Self {
        Self::Retry(cause.into())
    }

    /// Never.
    pub fn poison(cause: impl Into<BoxError>) -> Self {
        Self::Poison(cause.into())
    }

    /// What a database error means: a database that [is away](database::is_away) is [`HandleError::Unavailable`], all else,
    /// a statement that ran too long included, is [`HandleError::Retry`].
    pub fn database(error: sqlx::Error) -> Self {
        if database::is_away(&error) {
            Self::Unavailable(error.into())
        } else {
            Self::Retry(error.into())
        }
    }
}

impl From<sqlx::Error> for HandleError {
    fn from(error: sqlx::Error) -> Self {
        Self::database(error)
    }
}
