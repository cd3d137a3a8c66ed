//! Calls for the same order that arrive together share one piece of work.

use std::collections::HashMap;
use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use baedal_values::OrderId;
use tokio::sync::watch;
use tokio_util::task::TaskTracker;
use tracing::Instrument;

use super::Error;
use crate::domain::{Payment, Terms};

type Outcome = Result<Payment, Error>;

struct Flight {
    terms: Terms,
    outcome: watch::Receiver<Option<Outcome>>,
}

/// The authorizations this process is working on. Each runs in a task of its own: a caller that goes away takes
/// nothing with it.
#[derive(Clone)]
pub(super) struct Flights {
    open: Arc<Mutex<HashMap<OrderId, Flight>>>,
    tasks: TaskTracker,
}

impl Flights {
    /// `tasks` is waited for when the process stops.
    pub(super) fn new(tasks: TaskTracker) -> Self {
        Self {
            open: Arc::default(),
            tasks,
        }
    }

    /// Joins the work on this order, or starts it; then waits for its outcome.
    pub(super) async fn join<F>(&self, order: OrderId, terms: &Terms, work: F) -> Outcome
    where
        F: Future<Output = Outcome> + Send + 'static,
    {
        let mut outcome = {
            let mut open = self.lock();
            match open.get(&order) {
                Some(flight) if flight.terms == *terms => flight.outcome.clone(),
                Some(_) => return Err(Error::Differs),
                None => {
                    let (told, outcome) = watch::channel(None);
                    let flight = Flight {
                        terms: terms.clone(),
                        outcome: outcome.clone(),
                    };
                    open.insert(order, flight);
                    let landing = Landing {
                        flights: self.clone(),
                        order,
                    };
                    let flight = async move {
                        let done = work.await;
                        // Out of the list first: whoever comes now reads the database, which has it all.
                        drop(landing);
                        told.send_replace(Some(done));
                    };
                    self.tasks.spawn(flight.in_current_span());
                    outcome
                }
            }
        };
        // The sender goes without a word only when the work panicked or the process stops.
        match outcome.wait_for(Option::is_some).await {
            Ok(done) => done.clone().unwrap_or(Err(Error::OutcomeUnknown)),
            Err(_) => Err(Error::OutcomeUnknown),
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<OrderId, Flight>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Takes the flight off the list, also when the work panics.
struct Landing {
    flights: Flights,
    order: OrderId,
}

impl Drop for Landing {
    fn drop(&mut self) {
        self.flights.lock().remove(&self.order);
    }
}
