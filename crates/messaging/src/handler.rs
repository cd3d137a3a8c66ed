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

    /// Whether somebody's money waits for what `event` does here. Its dead letter is then told apart in log, metrics and the
    /// operator's list.
    fn moves_money(&self, _event: &Received) -> bool {
        false
    }
}

/// Why events were not handled.
#[derive(Debug, thiserror::Error)]
pub enum HandleError {
    /// Not yet, and time mends that: its cause has not arrived, somebody else was in the way, a statement ran too long. Tried
    /// again with growing delay for as long as [`ConsumerTuning::patience`](crate::ConsumerTuning) lasts, then parked; from
    /// there it is tried again by itself every now and then.
    #[error("the event cannot be handled yet")]
    NotYet(#[source] BoxError),
    /// It failed, and may do so again: tried [`ConsumerTuning::max_attempts`](crate::ConsumerTuning) times with growing delay,
    /// then parked.
    #[error("the event could not be handled")]
    Retry(#[source] BoxError),
    /// A dependency (the database) is down. Tried again until it is back; does not count as an attempt.
    #[error("a dependency of the handler is unavailable")]
    Unavailable(#[source] BoxError),
    /// It never will work: parked at once.
    #[error("the event can never be handled")]
    Poison(#[source] BoxError),
}

impl HandleError {
    /// Not yet, and time mends that.
    pub fn not_yet(cause: impl Into<BoxError>) -> Self {
        Self::NotYet(cause.into())
    }

    /// A few more times.
    pub fn retry(cause: impl Into<BoxError>) -> Self {
        Self::Retry(cause.into())
    }

    /// Never.
    pub fn poison(cause: impl Into<BoxError>) -> Self {
        Self::Poison(cause.into())
    }

    /// What a database error means: a database that [is away](database::is_away) is [`HandleError::Unavailable`]; a statement
    /// that ran too long, waited too long for a lock or lost a race is [`HandleError::NotYet`], since those of other events may be
    /// fine; all else is [`HandleError::Retry`].
    pub fn database(error: sqlx::Error) -> Self {
        if is_locked(&error) {
            Self::NotYet(error.into())
        } else if database::is_away(&error) {
            Self::Unavailable(error.into())
        } else if database::is_unavailable(&error) {
            Self::NotYet(error.into())
        } else {
            Self::Retry(error.into())
        }
    }

    /// What it means that an event cannot be read: a value of an enum that this binary does not know is of a newer release, which may
    /// be there in a moment; anything else never will be readable.
    pub fn unreadable(cause: BoxError) -> Self {
        if cause.is::<prost::UnknownEnumValue>() {
            Self::NotYet(cause)
        } else {
            Self::Poison(cause)
        }
    }
}

/// Whether PostgreSQL gave up waiting for a lock. Somebody holds rows that this event is about; it says nothing about others.
fn is_locked(error: &sqlx::Error) -> bool {
    matches!(error, sqlx::Error::Database(error) if error.code().is_some_and(|code| code == "55P03"))
}

impl From<sqlx::Error> for HandleError {
    fn from(error: sqlx::Error) -> Self {
        Self::database(error)
    }
}
