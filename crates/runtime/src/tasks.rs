//! Work that goes on beside the calls, none of it forgotten: not when it fails, not when the process stops.

use std::{any::Any, panic::AssertUnwindSafe};

use futures_util::FutureExt;
use tokio::task::JoinHandle;
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tracing::Instrument;

use crate::{BoxError, chain, shutdown::Shutdown};

/// What a task may end with.
pub trait TaskOutcome: Send + 'static {
    /// The error it ended with, if it did.
    fn into_error(self) -> Option<BoxError>;
}

impl TaskOutcome for () {
    fn into_error(self) -> Option<BoxError> {
        None
    }
}

impl<E: Into<BoxError> + Send + 'static> TaskOutcome for Result<(), E> {
    fn into_error(self) -> Option<BoxError> {
        self.err().map(Into::into)
    }
}

/// Spawns work that the process waits for when it stops. Cheap to clone into whatever spawns.
#[derive(Debug, Clone)]
pub struct Tasks {
    background: TaskTracker,
    detached: TaskTracker,
    shutdown: Shutdown,
}

impl Tasks {
    pub(crate) fn new(shutdown: Shutdown) -> Self {
        Self {
            background: TaskTracker::new(),
            detached: TaskTracker::new(),
            shutdown,
        }
    }

    /// Spawns a task that lives as long as the process: a relay, a consumer, a sweeper. It must end when
    /// [`Tasks::stopping`] is cancelled. If it ends, fails or panics before that, the process stops with a failing exit code:
    /// half a service is worse than one that is started again.
    pub fn spawn<F>(&self, name: &'static str, task: F)
    where
        F: Future<Output: TaskOutcome> + Send + 'static,
    {
        let expected_end = self.shutdown.stopping.clone();
        self.background
            .spawn(watch(name, task, expected_end, self.shutdown.clone()));
    }

    /// Spawns work that ends by itself and must not be dropped half way when the call it belongs to is: a payment on its way.
    /// It keeps the current span. A stop waits for it before it stops the background tasks. A panic is the caller's to see,
    /// in the handle.
    pub fn detach<F>(&self, work: F) -> JoinHandle<F::Output>
    where
        F: Future<Output: Send> + Send + 'static,
    {
        self.detached.spawn(work.in_current_span())
    }

    /// Cancelled when background tasks should end: after the last call was answered.
    pub fn stopping(&self) -> CancellationToken {
        self.shutdown.stopping.clone()
    }

    pub(crate) async fn join_detached(&self) {
        self.detached.close();
        self.detached.wait().await;
    }

    pub(crate) async fn join_background(&self) {
        self.background.close();
        self.background.wait().await;
    }
}

/// Runs a task that must not end before `expected_end`.
pub(crate) async fn watch<F>(
    name: &'static str,
    task: F,
    expected_end: CancellationToken,
    shutdown: Shutdown,
) where
    F: Future<Output: TaskOutcome>,
{
    let problem = match AssertUnwindSafe(task).catch_unwind().await {
        Ok(outcome) => match outcome.into_error() {
            Some(error) => chain(&*error),
            None if expected_end.is_cancelled() => return,
            None => "ended although nobody asked it to".to_owned(),
        },
        Err(panic) => format!("panicked: {}", panic_text(&*panic)),
    };
    tracing::error!(
        task.name = name,
        error = problem,
        "a part of the process failed, stopping"
    );
    shutdown.fail();
}

/// What a panic said, as far as it said it in words.
fn panic_text(panic: &(dyn Any + Send)) -> &str {
    panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("(no text)")
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn outcome_of<F>(task: F) -> Shutdown
    where
        F: Future<Output: TaskOutcome> + Send + 'static,
    {
        let shutdown = Shutdown::default();
        let tasks = Tasks::new(shutdown.clone());
        tasks.spawn("task", task);
        tasks.join_background().await;
        shutdown
    }

    #[tokio::test]
    async fn a_task_that_ends_early_stops_the_process() {
        assert!(outcome_of(async {}).await.has_failed());
    }

    #[tokio::test]
    async fn a_task_that_fails_stops_the_process() {
        assert!(
            outcome_of(async { Err::<(), _>("no more luck") })
                .await
                .requested
                .is_cancelled()
        );
    }

    #[tokio::test]
    async fn a_task_that_panics_stops_the_process() {
        let shutdown = outcome_of(async {
            assert_eq!(1, 2, "luck ran out");
        })
        .await;
        assert!(shutdown.has_failed());
    }

    #[tokio::test]
    async fn a_task_that_ends_when_asked_is_fine() {
        let shutdown = Shutdown::default();
        let tasks = Tasks::new(shutdown.clone());
        let stop = tasks.stopping();
        tasks.spawn("task", async move { stop.cancelled().await });

        shutdown.stopping.cancel();
        tasks.join_background().await;

        assert!(!shutdown.has_failed());
    }
}
