//! The three moments of a stop, shared by everything in a process.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use tokio_util::sync::CancellationToken;

/// Servers drain first and background tasks stop after them, because a call in flight may need a task: a writer that
/// gathers commits, a relay that is woken.
#[derive(Debug, Clone, Default)]
pub(crate) struct Shutdown {
    /// A stop was asked for: not ready any more.
    pub(crate) requested: CancellationToken,
    /// Servers take no new calls.
    pub(crate) draining: CancellationToken,
    /// No call is left: background tasks finish what they hold and end.
    pub(crate) stopping: CancellationToken,
    failed: Arc<AtomicBool>,
}

impl Shutdown {
    /// A stop that whoever holds `requested` may ask for.
    pub(crate) fn requested_by(requested: CancellationToken) -> Self {
        Self {
            requested,
            ..Self::default()
        }
    }

    /// Asks for a stop that ends with a failing exit code.
    pub(crate) fn fail(&self) {
        self.failed.store(true, Ordering::Release);
        self.requested.cancel();
    }

    pub(crate) fn has_failed(&self) -> bool {
        self.failed.load(Ordering::Acquire)
    }
}
