//! The bell between a commit and the relay.

use std::sync::Arc;

use tokio::sync::Notify;

/// Tells this process's relay that the outbox has something new. Cheap to clone and to ring; rings that nobody
/// has heard yet become one.
#[derive(Debug, Clone, Default)]
pub struct Wake(Arc<Notify>);

impl Wake {
    /// A bell that nobody has rung.
    pub fn new() -> Self {
        Self::default()
    }

    /// Call it after the commit; before it, the relay may look too early and wait for its next poll.
    pub fn wake(&self) {
        self.0.notify_one();
    }

    /// Waits for the next ring, or returns at once if there was one since the last call.
    pub(crate) async fn rung(&self) {
        self.0.notified().await;
    }
}
