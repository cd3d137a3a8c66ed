//! A constant load: customers who order, fetch it or have it brought, and confirm, one order after the other.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use baedal_dev::line::{Line, pause_after};
use tokio::time::{Instant, sleep};
use tonic::{Code, Status};

use crate::people::{Calls, Town, home, request_id};

const GLANCE: Duration = Duration::from_millis(150);
/// The longest that one step of an order may be waited for.
const PATIENCE: Duration = Duration::from_secs(90);

/// What a failed call means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Manner {
    /// Nobody calls twice: a failed call stays failed.
    Once,
    /// As a good client does: again, with the same request id.
    Again,
}

/// What came of a load.
#[derive(Debug, Default, Clone)]
pub(crate) struct Tally {
    pub(crate) calls: u64,
    pub(crate) failed: u64,
    pub(crate) placed: u64,
    pub(crate) completed: u64,
    /// The first failures, in words.
    pub(crate) failures: Vec<String>,
}

/// A load that goes on until it is stopped.
pub(crate) struct Load {
    shared: Arc<Shared>,
    thread: JoinHandle<()>,
}

struct Shared {
    manner: Manner,
    stop: AtomicBool,
    calls: AtomicU64,
    failed: AtomicU64,
    placed: AtomicU64,
    completed: AtomicU64,
    failures: Mutex<Vec<String>>,
    begun: Instant,
}

impl Load {
    /// `workers` customers, each with at most one order and at least `pause` between two.
    pub(crate) async fn start(
        town: &Town,
        workers: usize,
        pause: Duration,
        manner: Manner,
    ) -> Result<Self> {
        let shared = Arc::new(Shared {
            manner,
            stop: AtomicBool::new(false),
            calls: AtomicU64::default(),
            failed: AtomicU64::default(),
            placed: AtomicU64::default(),
            completed: AtomicU64::default(),
            failures: Mutex::default(),
            begun: Instant::now(),
        });
        let mut pairs = Vec::new();
        for number in 0..workers {
            let customer = town.customer(&format!("load-{number}")).await?;
            // Every other customer has it brought.
            let rider = match number % 2 {
                0 => None,
                _ => Some(town.rider(&format!("load-rider-{number}")).await?),
            };
            pairs.push((customer, rider));
        }
        // A thread of its own: what the case does meanwhile must not slow the customers down.
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .context("the load's runtime")?;
        let (town, told) = (town.clone(), Arc::clone(&shared));
        let thread = std::thread::spawn(move || {
            let orders = pairs
                .iter()
                .map(|(customer, rider)| told.many(&town, customer, rider.as_ref(), pause));
            runtime.block_on(futures_util::future::join_all(orders));
        });
        Ok(Self { shared, thread })
    }

    /// No new orders; those that are open are brought to their end. There were some, or it was no load.
    pub(crate) async fn stop(self) -> Result<Tally> {
        self.shared.stop.store(true, Ordering::Relaxed);
        let ended = tokio::task::spawn_blocking(|| self.thread.join()).await?;
        ensure!(ended.is_ok(), "the load panicked");
        let tally = self.shared.tally();
        ensure!(
            tally.placed > 0,
            "the load placed no order: {:?}",
            tally.failures
        );
        Ok(tally)
    }

    /// What came of it so far.
    pub(crate) fn tally(&self) -> Tally {
        self.shared.tally()
    }
}

impl Shared {
    async fn many(&self, town: &Town, customer: &Line, rider: Option<&Line>, pause: Duration) {
        while !self.stop.load(Ordering::Relaxed) {
            self.one(town, customer, rider).await;
            sleep(pause).await;
        }
    }

    async fn one(&self, town: &Town, customer: &Line, rider: Option<&Line>) {
        let attempt = request_id();
        let placed = self
            .until(&[], async || {
                let address = rider.map(|_| home());
                town.orders(customer, "card_approve", attempt.clone(), address)
                    .await
            })
            .await;
        let Ok(order) = placed else {
            return;
        };
        self.placed.fetch_add(1, Ordering::Relaxed);
        match town.serves(customer, &order, rider, self).await {
            Ok(()) => {
                self.completed.fetch_add(1, Ordering::Relaxed);
            }
            Err(status) => self.say(&format!("order {order} was not completed: {status:?}")),
        }
    }

    fn say(&self, what: &str) {
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        if failures.len() < 20 {
            let at = self.begun.elapsed().as_secs_f64();
            failures.push(format!("after {at:.1} s: {what}"));
        }
    }

    fn tally(&self) -> Tally {
        let of = |count: &AtomicU64| count.load(Ordering::Relaxed);
        let failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        Tally {
            calls: of(&self.calls),
            failed: of(&self.failed),
            placed: of(&self.placed),
            completed: of(&self.completed),
            failures: failures.clone(),
        }
    }
}

impl Calls for Shared {
    async fn until<T>(
        &self,
        not_yet: &[Code],
        call: impl AsyncFn() -> Result<T, Status>,
    ) -> Result<T, Status> {
        let begun = Instant::now();
        loop {
            self.calls.fetch_add(1, Ordering::Relaxed);
            let status = match call().await {
                Ok(answer) => return Ok(answer),
                Err(status) => status,
            };
            let waiting = not_yet.contains(&status.code());
            if !waiting {
                self.failed.fetch_add(1, Ordering::Relaxed);
                self.say(&format!("{:?}: {}", status.code(), status.message()));
            }
            let pause = match self.manner {
                _ if waiting => Some(GLANCE),
                Manner::Again => pause_after(&status),
                Manner::Once => None,
            };
            match pause {
                Some(pause) if begun.elapsed() + pause <= PATIENCE => sleep(pause).await,
                _ => return Err(status),
            }
        }
    }
}
