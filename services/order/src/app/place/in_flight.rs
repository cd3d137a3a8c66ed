//! Calls for the same order, in this process, wait for one and the same task.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use baedal_runtime::Tasks;
use baedal_values::{Fingerprint, RequestId, Subject};
use tokio::sync::watch;

use super::{Ended, PlaceError};
use crate::domain::order::Order;

type Key = (Subject, RequestId);
type Answer = Option<Result<Order, PlaceError>>;

struct Waiting {
    fingerprint: Fingerprint,
    answer: watch::Receiver<Answer>,
}

/// The orders that this process is placing or turning away. Bounded by the calls that the server takes, and, once those
/// are gone, by the bulkhead: each task that outlives its call has a permit.
#[derive(Default)]
pub(in crate::app) struct InFlight(Arc<Mutex<HashMap<Key, Waiting>>>);

/// Takes the entry out when the task ends, also by a panic.
struct Entry {
    of: Arc<Mutex<HashMap<Key, Waiting>>>,
    key: Key,
}

impl Drop for Entry {
    fn drop(&mut self) {
        self.of
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(&self.key);
    }
}

impl InFlight {
    /// Waits for the task that places this order; starts it unless it runs already.
    pub(super) async fn join<F>(
        &self,
        key: Key,
        fingerprint: Fingerprint,
        work: F,
        tasks: &Tasks,
    ) -> Result<Order, PlaceError>
    where
        F: Future<Output = Result<Order, PlaceError>> + Send + 'static,
    {
        let mut answer = self.enter(key, fingerprint, work, tasks)?;
        // An error here is a task that panicked: what it had begun is the sweeper's.
        let answered = answer.wait_for(Option::is_some).await;
        match answered {
            Ok(answer) => answer.clone().unwrap_or(Err(Ended::Undecided(None).into())),
            Err(_) => Err(Ended::Undecided(None).into()),
        }
    }

    fn enter<F>(
        &self,
        key: Key,
        fingerprint: Fingerprint,
        work: F,
        tasks: &Tasks,
    ) -> Result<watch::Receiver<Answer>, PlaceError>
    where
        F: Future<Output = Result<Order, PlaceError>> + Send + 'static,
    {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(waiting) = all.get(&key) {
            return if waiting.fingerprint == fingerprint {
                Ok(waiting.answer.clone())
            } else {
                Err(Ended::RequestIdReused.into())
            };
        }
        let (tell, answer) = watch::channel(None);
        all.insert(
            key.clone(),
            Waiting {
                fingerprint,
                answer: answer.clone(),
            },
        );
        let entry = Entry {
            of: Arc::clone(&self.0),
            key,
        };
        tasks.detach(async move {
            let placed = work.await;
            // First out of the map, then told: who comes in between finds what is stored.
            drop(entry);
            tell.send_replace(Some(placed));
        });
        Ok(answer)
    }
}
