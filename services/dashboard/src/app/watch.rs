//! Telling watchers what has changed.
//!
//! One query for each process finds what is new for all of its watchers: at once when this process has applied something, and a few
//! times a second because another one may have. A watcher that falls behind, or has just come, reads what it missed by itself,
//! from the version it has seen; versions become visible in their order, so it misses nothing.

mod seats;

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use baedal_runtime::{BoxError, chain};
use baedal_values::Subject;
use serde::{Deserialize, Serialize};
use tokio::sync::{Notify, broadcast};
use tokio::time::{Instant, sleep, sleep_until, timeout};
use tokio_util::sync::CancellationToken;

pub use self::seats::{BadLimits, NoSeat};
use self::seats::{Seat, Seats};
use super::App;
use crate::db;
use crate::domain::{Owned, Progress, Scope, View, WatchFilter};

/// Rows read at once.
const PAGE: i64 = 256;
/// Batches that a watcher may be behind before it has to read by itself.
const BACKLOG: usize = 16;
/// One look at the database.
const LOOK: Duration = Duration::from_secs(10);

/// `[watch]`: how changes are told.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct WatchConfig {
    /// The most watches that this process serves at a time, so with more pods there are more. Half of `grpc.max_calls_in_flight` at
    /// most: short calls need the rest. A gateway makes as many connections as they take (`max_calls_per_connection` of its calls).
    pub max_watchers: usize,
    /// The most of them that one subject has, with all of its tabs and devices: nobody takes the seats of the others. A browser has up
    /// to six connections to a host, and a watch whose connection was lost may be there a little longer.
    pub max_per_subject: usize,
    /// How often it looks for what other processes have applied, while anybody watches.
    #[serde(with = "baedal_runtime::config::duration")]
    pub poll: Duration,
    /// How long a watcher hears nothing before it hears a heartbeat.
    #[serde(with = "baedal_runtime::config::duration")]
    pub heartbeat: Duration,
    /// How long a watch lasts: then the token has to be shown again.
    #[serde(with = "baedal_runtime::config::duration")]
    pub max_age: Duration,
}

impl Default for WatchConfig {
    fn default() -> Self {
        Self {
            max_watchers: 1_000,
            max_per_subject: 8,
            poll: Duration::from_millis(250),
            heartbeat: Duration::from_secs(5),
            max_age: Duration::from_mins(30),
        }
    }
}

/// Everything that changed after one version, up to another.
#[derive(Debug)]
struct Batch {
    after: i64,
    to: i64,
    rows: Vec<Owned>,
    progress: Progress,
}

/// Where watchers hear of changes.
#[derive(Debug)]
pub struct Feed {
    config: WatchConfig,
    batches: broadcast::Sender<Arc<Batch>>,
    seats: Seats,
    changed: Notify,
    draining: CancellationToken,
}

impl Feed {
    /// A feed whose watchers go when `draining` says so.
    pub fn new(config: WatchConfig, draining: CancellationToken) -> Self {
        Self {
            batches: broadcast::Sender::new(BACKLOG),
            seats: Seats::new(config.max_watchers, config.max_per_subject),
            changed: Notify::new(),
            draining,
            config,
        }
    }

    /// Something was applied by this process.
    pub(super) fn wake(&self) {
        if !self.seats.are_empty() {
            self.changed.notify_one();
        }
    }
}

/// Why a watch has ended; the watcher may come back to where it was.
#[derive(Debug, thiserror::Error)]
pub enum Ended {
    /// The process stops, or the watch has lasted long enough.
    #[error("the watch has ended")]
    Gone,
    /// The database could not be read.
    #[error("the views could not be read")]
    Database(#[from] sqlx::Error),
}

/// What a watcher is told.
#[derive(Debug)]
pub enum Told {
    /// A view has changed.
    View(Box<View>, Progress),
    /// All changes up to this version were told.
    Heartbeat(i64, Progress),
}

/// One watcher.
#[derive(Debug)]
pub struct Watcher {
    app: App,
    scope: Scope,
    filter: WatchFilter,
    /// Everything up to here was told, or stands in `waiting`.
    seen: i64,
    waiting: VecDeque<View>,
    progress: Progress,
    batches: broadcast::Receiver<Arc<Batch>>,
    behind: bool,
    /// What there was at the beginning ends here; none once it was told, heartbeat included.
    beginning: Option<i64>,
    heartbeat_due: Instant,
    ends: Instant,
    _seat: Seat,
}

/// Why a watch could not begin.
#[derive(Debug, thiserror::Error)]
pub enum WatchError {
    /// There is no seat.
    #[error(transparent)]
    NoSeat(#[from] NoSeat),
    /// The database could not be read.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

impl App {
    /// Begins to watch what changes after a version: every view there is for 0, what changes from now on for `None`.
    pub async fn watch(
        &self,
        subject: Option<&Subject>,
        scope: Scope,
        filter: WatchFilter,
        after: Option<i64>,
    ) -> Result<Watcher, WatchError> {
        let feed = Arc::clone(&self.feed);
        let seat = feed.seats.take(subject)?;
        // Listen first, then read: what changes in between is heard twice, and told once.
        let batches = feed.batches.subscribe();
        let mut conn = self.pool.acquire().await?;
        let progress = db::projection::read(&mut *conn).await?;
        drop(conn);
        let seen = match after {
            None => progress.version,
            // A version that was never given: of a database that is no more.
            Some(version) if version > progress.version => 0,
            Some(version) => version,
        };
        feed.changed.notify_one();
        let now = Instant::now();
        Ok(Watcher {
            app: self.clone(),
            scope,
            filter,
            seen,
            waiting: VecDeque::new(),
            batches,
            behind: true,
            beginning: Some(progress.version),
            progress,
            heartbeat_due: now,
            ends: now + feed.config.max_age,
            _seat: seat,
        })
    }

    /// Looks for changes and tells the watchers, until `stop`.
    pub async fn tell_watchers(self, stop: CancellationToken) {
        let feed = &self.feed;
        let mut seen = None;
        let mut quiet_since = Instant::now();
        while !stop.is_cancelled() {
            if feed.seats.are_empty() {
                seen = None;
                tokio::select! {
                    () = stop.cancelled() => return,
                    () = feed.changed.notified() => {}
                }
            }
            match timeout(LOOK, self.look(seen)).await {
                Ok(Ok(batch)) => {
                    let (to, full) = (batch.to, is_full(&batch.rows));
                    // An empty one is told now and then: watchers take their heartbeat's numbers from it.
                    let stale = quiet_since.elapsed() >= feed.config.heartbeat / 2;
                    if seen.is_none() || stale || !batch.rows.is_empty() {
                        let _nobody_there = feed.batches.send(Arc::new(batch));
                        seen = Some(to);
                        quiet_since = Instant::now();
                    }
                    if full {
                        continue;
                    }
                }
                Ok(Err(error)) => {
                    let error: BoxError = error.into();
                    tracing::warn!(error = %chain(&*error), "cannot look for changed views");
                }
                Err(_) => tracing::warn!("looking for changed views takes too long"),
            }
            tokio::select! {
                () = stop.cancelled() => return,
                () = feed.changed.notified() => {}
                () = sleep(feed.config.poll) => {}
            }
        }
    }

    /// What changed after `seen`; nothing but how far the views are where nothing was seen yet.
    async fn look(&self, seen: Option<i64>) -> Result<Batch, sqlx::Error> {
        let mut conn = self.pool.acquire().await?;
        // Progress first: whatever it counts is found by what is read after it.
        let progress = db::projection::read(&mut *conn).await?;
        let after = seen.unwrap_or(progress.version);
        let rows = if seen.is_some_and(|seen| seen < progress.version) {
            db::changes::all(&mut conn, after, PAGE).await?
        } else {
            Vec::new()
        };
        let to = told_up_to(
            is_full(&rows),
            rows.last().map(|row| row.view.version),
            after.max(progress.version),
        );
        Ok(Batch {
            after,
            to,
            rows,
            progress,
        })
    }
}

fn is_full<T>(page: &[T]) -> bool {
    page.len() as u64 >= PAGE.unsigned_abs()
}

/// A full page ends with its last row; one that is not also covers versions that have no row any more.
fn told_up_to(full: bool, last: Option<i64>, version: i64) -> i64 {
    match last {
        Some(last) if full => last,
        Some(last) => last.max(version),
        None => version,
    }
}

impl Watcher {
    /// What there is to tell next. May be dropped and called again.
    pub async fn next(&mut self) -> Result<Told, Ended> {
        let draining = self.app.feed.draining.clone();
        loop {
            if draining.is_cancelled() || Instant::now() >= self.ends {
                return Err(Ended::Gone);
            }
            if let Some(view) = self.waiting.pop_front() {
                self.rest();
                return Ok(Told::View(Box::new(view), self.progress.clone()));
            }
            // However much changes meanwhile, who waits to have seen everything hears so.
            let has_begun = self.beginning.is_some_and(|end| self.seen >= end);
            if self.behind && !has_begun {
                self.catch_up().await?;
                continue;
            }
            if has_begun || Instant::now() >= self.heartbeat_due {
                self.beginning = None;
                self.rest();
                return Ok(Told::Heartbeat(self.seen, self.progress.clone()));
            }
            tokio::select! {
                () = draining.cancelled() => {}
                () = sleep_until(self.heartbeat_due.min(self.ends)) => {}
                heard = self.batches.recv() => match heard {
                    Ok(batch) => self.take(&batch),
                    Err(_) => self.behind = true,
                },
            }
        }
    }

    fn rest(&mut self) {
        self.heartbeat_due = Instant::now() + self.app.feed.config.heartbeat;
    }

    fn take(&mut self, batch: &Batch) {
        if batch.after > self.seen {
            self.behind = true;
            return;
        }
        let seen = self.seen;
        let news = batch.rows.iter().filter(|row| {
            row.view.version > seen
                && self.scope.lets_through(row)
                && self.filter.lets_through(&row.view)
        });
        self.waiting.extend(news.map(|row| row.view.clone()));
        self.seen = seen.max(batch.to);
        self.progress = batch.progress.clone();
    }

    /// Reads what was missed, a page at a time, so that a watcher that does not read costs one page.
    async fn catch_up(&mut self) -> Result<(), sqlx::Error> {
        let mut conn = self.app.pool.acquire().await?;
        let progress = db::projection::read(&mut *conn).await?;
        let rows = db::changes::of(&mut conn, &self.scope, self.filter, self.seen, PAGE).await?;
        self.behind = is_full(&rows);
        let last = rows.last().map(|view| view.version);
        self.seen = told_up_to(self.behind, last, self.seen.max(progress.version));
        self.waiting.extend(rows);
        self.progress = progress;
        Ok(())
    }
}
