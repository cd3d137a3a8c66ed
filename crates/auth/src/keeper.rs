//! Keeps an issuer's keys fresh while tokens are checked.

use std::{cmp::min, fmt, sync::Arc, time::Duration};

use baedal_runtime::chain;
use tokio::{
    sync::{Notify, Semaphore, watch},
    time::{Instant, sleep_until, timeout},
};
use tokio_util::sync::CancellationToken;

use crate::{
    JwksConfig, KeySet, KeySetError, Keys,
    fetch::{FetchError, Fetcher},
};

/// The first pause after a fetch that failed; each further one is twice as long, up to the usual interval.
const FIRST_PAUSE: Duration = Duration::from_secs(1);

/// How many calls wait for a fetch at once. One more is refused as if its key were unknown for good.
const MAX_WAITING: usize = 128;

#[derive(Debug, thiserror::Error)]
enum RefreshError {
    #[error("cannot fetch the issuer's keys")]
    Fetch(#[from] FetchError),
    #[error("the issuer's keys are no good")]
    Keys(#[from] KeySetError),
}

/// Fetches the keys, by the clock and when a token asks for a key that is not among them.
#[derive(Clone)]
pub(crate) struct Keeper {
    shared: Arc<Shared>,
}

struct Shared {
    fetcher: Fetcher,
    keys: Keys,
    interval: Duration,
    min_interval: Duration,
    asked: Notify,
    rounds: watch::Sender<Rounds>,
    waiting: Arc<Semaphore>,
}

/// What the keeper has done so far.
#[derive(Clone, Copy)]
struct Rounds {
    finished: u64,
    /// When a token may ask again; `None` while a fetch is under way, as it is considered to be before the first.
    idle_until: Option<Instant>,
}

impl Keeper {
    pub(crate) fn new(url: &str, config: &JwksConfig, keys: Keys) -> Result<Self, FetchError> {
        let fetcher = Fetcher::new(url, config.timeout, config.ca_file.as_deref())?;
        if !fetcher.is_secure() {
            tracing::warn!(
                "the issuer's keys are fetched over plain HTTP: only a mesh keeps them true"
            );
        }
        let rounds = Rounds {
            finished: 0,
            idle_until: None,
        };
        Ok(Self {
            shared: Arc::new(Shared {
                fetcher,
                keys,
                interval: config.refresh_interval,
                min_interval: config.min_interval,
                asked: Notify::new(),
                rounds: watch::Sender::new(rounds),
                waiting: Arc::new(Semaphore::new(MAX_WAITING)),
            }),
        })
    }

    /// Fetches until `stop`. A fetch that fails changes nothing: the keys in force stay in force.
    pub(crate) async fn run(&self, stop: CancellationToken) {
        let shared = &*self.shared;
        let mut pause = FIRST_PAUSE;
        loop {
            let outcome = tokio::select! {
                outcome = shared.refresh() => outcome,
                () = stop.cancelled() => return,
            };
            let next = match outcome {
                Ok(()) => {
                    pause = FIRST_PAUSE;
                    shared.interval
                }
                Err(error) => {
                    tracing::warn!(error = %chain(&error), "keeping the issuer's keys as they are");
                    let now = min(pause, shared.interval);
                    pause = min(pause.saturating_mul(2), shared.interval);
                    now
                }
            };
            let now = Instant::now();
            let idle_until = now + shared.min_interval;
            shared.rounds.send_modify(|rounds| {
                rounds.finished += 1;
                rounds.idle_until = Some(idle_until);
            });
            tokio::select! {
                () = sleep_until(now + next) => {}
                () = shared.asked.notified() => {}
                () = stop.cancelled() => return,
            }
            shared.rounds.send_modify(|rounds| rounds.idle_until = None);
        }
    }

    /// Asks for fresh keys and returns what to wait for; `None` when it is too early to ask again, or too many wait already.
    pub(crate) fn ask(&self) -> Option<impl Future<Output = ()> + Send + use<>> {
        let permit = Arc::clone(&self.shared.waiting).try_acquire_owned().ok()?;
        let mut rounds = self.shared.rounds.subscribe();
        let seen = *rounds.borrow();
        if let Some(idle_until) = seen.idle_until {
            if Instant::now() < idle_until {
                return None;
            }
            self.shared.asked.notify_one();
        }
        // A little more than a fetch takes, for a keeper that has to be woken first.
        let limit = self.shared.fetcher.limit() + Duration::from_secs(1);
        Some(async move {
            let fresh = rounds.wait_for(|rounds| rounds.finished > seen.finished);
            // Late or stopped: the caller looks at the keys once more in any case.
            let _ = timeout(limit, fresh).await;
            drop(permit);
        })
    }
}

impl Shared {
    async fn refresh(&self) -> Result<(), RefreshError> {
        let fresh = KeySet::from_jwks(&self.fetcher.fetch().await?)?;
        self.keys.replace(fresh);
        Ok(())
    }
}

impl fmt::Debug for Keeper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keeper").finish_non_exhaustive()
    }
}
