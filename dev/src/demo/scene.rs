use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;
use tonic::Status;
use uuid::Uuid;

use super::Tally;
use crate::seed::Seeded;

/// How far the demo is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Phase {
    /// People order.
    Open,
    /// Nobody orders any more; what is open is brought to its end.
    LastOrders,
    /// Everybody leaves.
    Closed,
}

/// A store to order from.
pub(super) struct Shop {
    pub(super) store_id: String,
    /// Whether people come to fetch what they ordered, most of the time.
    pub(super) is_for_pickup: bool,
    pub(super) items: Vec<String>,
}

impl From<Seeded> for Shop {
    fn from(seeded: Seeded) -> Self {
        Self {
            store_id: seeded.store_id,
            is_for_pickup: seeded.key == "COFFEE",
            items: seeded.items.into_iter().map(|(item, ..)| item).collect(),
        }
    }
}

/// What everybody shares.
pub(super) struct Scene {
    shops: Vec<Shop>,
    phase: watch::Sender<Phase>,
    tally: Mutex<Tally>,
}

impl Scene {
    pub(super) fn new(shops: Vec<Shop>) -> Self {
        Self {
            shops,
            phase: watch::Sender::new(Phase::Open),
            tally: Mutex::default(),
        }
    }

    pub(super) fn shops(&self) -> &[Shop] {
        &self.shops
    }

    pub(super) fn phase(&self) -> Phase {
        *self.phase.borrow()
    }

    pub(super) fn set(&self, phase: Phase) {
        self.phase.send_replace(phase);
    }

    /// Is done when the phase is another than at the time of the call.
    pub(super) async fn changes(&self) {
        // The sender is our own: it cannot be gone.
        let _changed = self.phase.subscribe().changed().await;
    }

    pub(super) fn tally(&self) -> Tally {
        self.count().clone()
    }

    pub(super) fn count(&self) -> MutexGuard<'_, Tally> {
        self.tally.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes a refusal that is no part of the play.
    pub(super) fn trouble(&self, call: &'static str, status: &Status) {
        self.count().trouble(call, status.code());
    }
}

/// Names one attempt to do something.
#[expect(
    clippy::disallowed_methods,
    reason = "people make up their own request ids, as any client does"
)]
pub(super) fn request_id() -> String {
    Uuid::now_v7().to_string()
}
