//! Turning away whom nobody has a hand free for.
//!
//! "Nothing was charged" is true for ever only if no earlier call with the same request id can charge any more: one that waits in
//! another process for a connection, or in a proxy. So it is written down before it is told, at the key that every call has to
//! pass before payment is asked, and holds for longer than a call can live.
//!
//! There are many of these when there is much of everything, and they have to be quick: those that come while one commit is under
//! way gather and share the next, on a connection that does nothing else.

use std::{
    collections::HashSet,
    mem,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use baedal_runtime::{Tasks, database::Pool};
use baedal_values::OrderId;
use tokio::{sync::oneshot, time::timeout};
use uuid::Uuid;

use super::{App, Ended, PlaceOrder};
use crate::{
    db::{self, requests::Refused},
    domain::order::Order,
};

/// Refusals in one statement.
const BATCH: usize = 500;
/// Refusals that wait for the next statement; one more is told that nothing is known.
const MOST_WAITING: usize = 4_096;

/// What the writing of a refusal came to.
#[derive(Clone, Copy)]
enum Written {
    /// It stands.
    Now,
    /// The request id is known in another way.
    KnownBefore,
}

struct Waiting {
    refused: Refused,
    answer: oneshot::Sender<Written>,
}

#[derive(Default)]
struct Gathered {
    waiting: Vec<Waiting>,
    /// Whether a task is at it, which takes what comes meanwhile.
    writing: bool,
}

/// Writes refusals down.
pub(in crate::app) struct TurningAway {
    db: Pool,
    gathered: Arc<Mutex<Gathered>>,
    /// How long a request stays turned away.
    time: Duration,
    /// How long writing it down may take.
    within: Duration,
}

impl TurningAway {
    /// Over a pool of its own: the others' is what there is too little of.
    pub(in crate::app) fn new(db: Pool, time: Duration, within: Duration) -> Self {
        Self {
            db,
            gathered: Arc::default(),
            time,
            within,
        }
    }

    /// `None` where it was not written, or not in time.
    async fn write(&self, refused: Refused, tasks: &Tasks) -> Option<Written> {
        let (answer, written) = oneshot::channel();
        let begin = {
            let mut gathered = self.gathered.lock().unwrap_or_else(PoisonError::into_inner);
            if gathered.waiting.len() >= MOST_WAITING {
                return None;
            }
            gathered.waiting.push(Waiting { refused, answer });
            !mem::replace(&mut gathered.writing, true)
        };
        if begin {
            let writer = Writer {
                db: self.db.clone(),
                gathered: Arc::clone(&self.gathered),
                time: self.time,
                within: self.within,
                ended: false,
            };
            tasks.detach(writer.run());
        }
        timeout(self.within, written).await.ok()?.ok()
    }
}

struct Writer {
    db: Pool,
    gathered: Arc<Mutex<Gathered>>,
    time: Duration,
    within: Duration,
    ended: bool,
}

impl Drop for Writer {
    /// After a panic, the next refusal begins anew.
    fn drop(&mut self) {
        if !self.ended {
            let mut gathered = self.gathered.lock().unwrap_or_else(PoisonError::into_inner);
            gathered.writing = false;
        }
    }
}

impl Writer {
    /// Until nobody waits.
    async fn run(mut self) {
        loop {
            let batch: Vec<Waiting> = {
                let mut gathered = self.gathered.lock().unwrap_or_else(PoisonError::into_inner);
                let count = gathered.waiting.len().min(BATCH);
                if count == 0 {
                    // Under the lock, so that whoever comes next sees that nobody is at it.
                    gathered.writing = false;
                    self.ended = true;
                    return;
                }
                gathered.waiting.drain(..count).collect()
            };
            self.write(batch).await;
        }
    }

    /// Those whose caller has gone meanwhile are dropped: nobody is told anything of them.
    async fn write(&self, mut batch: Vec<Waiting>) {
        batch.retain(|waiting| !waiting.answer.is_closed());
        if batch.is_empty() {
            return;
        }
        let refused: Vec<Refused> = batch.iter().map(|it| it.refused.clone()).collect();
        let written = async {
            let mut connection = self.db.acquire().await?;
            db::requests::turn_away(&mut connection, &refused, self.time).await
        };
        let written: HashSet<Uuid> = match timeout(self.within, written).await {
            Ok(Ok(written)) => written.into_iter().collect(),
            Ok(Err(error)) => {
                tracing::warn!(error = %baedal_runtime::chain(&error), "refusals were not written");
                return;
            }
            Err(_) => {
                tracing::warn!("writing refusals took longer than {:?}", self.within);
                return;
            }
        };
        for Waiting { refused, answer } in batch {
            let known = if written.contains(&refused.id) {
                Written::Now
            } else {
                Written::KnownBefore
            };
            // Who does not wait any more has said that nothing is known.
            let _ = answer.send(known);
        }
    }
}

impl App {
    /// Nobody has a hand free. Only a request id that was never seen is known to have charged nothing.
    pub(super) async fn turn_away(&self, request: &PlaceOrder) -> Result<Order, Ended> {
        let refused = Refused {
            id: self.0.ids.uuid(),
            customer: request.customer.clone(),
            request_id: request.request_id,
        };
        match self.0.turning_away.write(refused, &self.0.tasks).await {
            Some(Written::Now) => Err(Ended::PaymentOverloaded(self.0.settings.turned_away_for)),
            Some(Written::KnownBefore) => self.told_before(request).await,
            None => Err(Ended::Undecided(None)),
        }
    }

    /// Payment has turned the first attempt of a checkout away, unseen.
    pub(super) async fn give_back(&self, order: OrderId) -> Ended {
        let time = self.0.settings.turned_away_for;
        let noted = async {
            let mut connection = self.0.db.acquire().await?;
            db::checkouts::turn_away(&mut connection, order, time).await
        };
        // The time runs from when the statement began: told much later, it would not be long enough.
        match timeout(self.0.settings.refuse_within, noted).await {
            Ok(Ok(true)) => Ended::PaymentOverloaded(time),
            // Somebody has taken it up meanwhile; or it took too long.
            Ok(Ok(false)) | Err(_) => Ended::Undecided(None),
            Ok(Err(error)) => {
                tracing::warn!(order.id = %order, error = %baedal_runtime::chain(&error), "a refusal was not written");
                Ended::Undecided(None)
            }
        }
    }
}
