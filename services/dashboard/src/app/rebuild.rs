//! The read model, made anew from the stream while the old one goes on answering.
//!
//! Every process looks for a rebuild that nobody works on; the database says how far it is, so any of them can go on where another
//! one, or this one before its restart, has stopped. Two that work at the same time get in each other's way and do no harm.

use std::collections::HashMap;
use std::time::Duration;

use baedal_messaging::{BrokerError, Received, Replay, Replayed};
use baedal_runtime::{BoxError, chain, failpoint};
use baedal_values::{OrderId, RequestId};
use sqlx::PgConnection;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

use super::App;
use super::project::{Fact, write};
use crate::db;
use crate::domain::{Rebuild, Standing, Tally, View};

/// How the broker knows the reader of a rebuild.
const REPLAY: &str = "dashboard-replay";
/// Events applied in one transaction.
const BATCH: usize = 1_000;
/// Rows carried over with one statement.
const PAGE: usize = 500;
/// How often a process looks for a rebuild, and how long one rests before it is taken for abandoned.
const LOOK: Duration = Duration::from_secs(1);
/// One transaction, the waits for the broker within it included.
const STEP: Duration = Duration::from_mins(10);

/// What an event says, or why it cannot be read.
pub type Decode = fn(&Received) -> Result<Fact, BoxError>;

/// Why a rebuild rests.
#[derive(Debug, thiserror::Error)]
enum Interrupted {
    #[error("the database did not take part")]
    Database(#[from] sqlx::Error),
    #[error("the broker did not take part")]
    Broker(#[from] BrokerError),
    #[error("it took longer than {STEP:?}")]
    Slow,
    #[error("another process works on it, or it is done")]
    Elsewhere,
    #[error("the stream is another one than before")]
    OtherStream,
}

impl App {
    /// Asks for a rebuild, unless one runs or this request was heard before; says how the read model stands.
    pub async fn rebuild(&self, request_id: RequestId) -> Result<Standing, sqlx::Error> {
        let mut conn = self.pool.acquire().await?;
        db::rebuilds::add(&mut *conn, request_id, self.clock.now()).await?;
        drop(conn);
        self.standing().await
    }

    /// How the read model stands.
    pub async fn standing(&self) -> Result<Standing, sqlx::Error> {
        let mut conn = self.pool.acquire().await?;
        let progress = db::projection::read(&mut *conn).await?;
        let rebuild = db::rebuilds::latest(&mut *conn).await?;
        let rebuilt_at = db::rebuilds::last_finished(&mut *conn).await?;
        drop(conn);
        Ok(Standing {
            progress,
            pending_events: self.pending().await,
            rebuild,
            rebuilt_at,
        })
    }

    /// Does what rebuilds are asked for, until `stop`.
    pub async fn keep_rebuilding(self, decode: Decode, stop: CancellationToken) {
        let mut before = None;
        while !stop.is_cancelled() {
            let found = timeout(LOOK * 5, self.unfinished()).await;
            let position = match found {
                Ok(Ok(found)) => found.map(|it| (it.request_id, it.applied_sequence)),
                Ok(Err(_)) | Err(_) => None,
            };
            if position.is_some() && position == before {
                let worked = stop.run_until_cancelled(self.work(decode)).await;
                if let Some(Err(error)) = worked {
                    tracing::warn!(error = %chain(&error), "the rebuild rests");
                }
            }
            before = position;
            stop.run_until_cancelled(sleep(LOOK)).await;
        }
    }

    async fn unfinished(&self) -> sqlx::Result<Option<Rebuild>> {
        let mut conn = self.pool.acquire().await?;
        db::rebuilds::unfinished(&mut *conn).await
    }

    /// Takes the rebuild from where it is to its end.
    async fn work(&self, decode: Decode) -> Result<(), Interrupted> {
        let mut rebuild = self.begin().await?;
        let from = u64::try_from(rebuild.applied_sequence).unwrap_or(0) + 1;
        let mut replay = Replay::open(&self.broker, REPLAY, from).await?;
        tracing::info!(stream.sequence = from, "making the read model anew");
        loop {
            let stream = self.broker.stream_state().await?;
            if Some(stream.created) != rebuild.stream_created {
                return Err(Interrupted::OtherStream);
            }
            let last = signed(stream.last_sequence);
            let step = async {
                if rebuild.applied_sequence < last {
                    self.apply(&rebuild, replay.next(BATCH).await?, last, decode)
                        .await
                } else {
                    failpoint::reach("rebuild.switch").await;
                    self.take_its_place(&rebuild, &mut replay, decode).await
                }
            };
            rebuild = timeout(STEP, step).await.map_err(|_| Interrupted::Slow)??;
            if rebuild.finished_at.is_some() {
                tracing::info!(
                    rebuild.differences = rebuild.differences,
                    rebuild.carried_over = rebuild.carried_over,
                    rebuild.skipped_events = rebuild.skipped_events,
                    "the read model was made anew"
                );
                self.feed.wake();
                return Ok(());
            }
        }
    }

    /// Makes the shadow, unless there is one that was begun with the same stream.
    async fn begin(&self) -> Result<Rebuild, Interrupted> {
        let stream = self.broker.stream_state().await?;
        let mut tx = self.pool.begin().await?;
        let found = db::rebuilds::lock(&mut tx).await?;
        let mut rebuild = found.ok_or(Interrupted::Elsewhere)?;
        if rebuild.stream_created != Some(stream.created) {
            db::shadow::make(&mut tx).await?;
            rebuild = Rebuild {
                stream_created: Some(stream.created),
                first_sequence: signed(stream.first_sequence),
                target_sequence: signed(stream.last_sequence),
                complete_since: Some(stream.complete_since),
                applied_sequence: signed(stream.first_sequence.saturating_sub(1)),
                skipped_events: 0,
                ..rebuild
            };
            db::rebuilds::advance(&mut tx, &rebuild).await?;
        }
        tx.commit().await?;
        Ok(rebuild)
    }

    /// Applies a batch to the shadow. No batch means that nothing is left up to `last`.
    async fn apply(
        &self,
        from: &Rebuild,
        batch: Vec<Replayed>,
        last: i64,
        decode: Decode,
    ) -> Result<Rebuild, Interrupted> {
        let mut tx = self.pool.begin().await?;
        let mut rebuild = same(db::rebuilds::lock(&mut tx).await?, from)?;
        db::shadow::enter(&mut tx).await?;
        add(&mut tx, &mut rebuild, batch, last, decode).await?;
        db::rebuilds::advance(&mut tx, &rebuild).await?;
        tx.commit().await?;
        Ok(rebuild)
    }

    /// Puts the shadow in its place. Nothing is applied to the tables that answer meanwhile, so whatever they know of the stream is
    /// in the shadow as well once that has read to the end.
    async fn take_its_place(
        &self,
        from: &Rebuild,
        replay: &mut Replay,
        decode: Decode,
    ) -> Result<Rebuild, Interrupted> {
        let mut tx = self.pool.begin().await?;
        let mut rebuild = same(db::rebuilds::lock(&mut tx).await?, from)?;
        db::shadow::take_time(&mut tx).await?;
        let mut progress = db::projection::lock(&mut tx).await?;
        let last = signed(self.broker.stream_state().await?.last_sequence);
        db::shadow::enter(&mut tx).await?;
        while rebuild.applied_sequence < last {
            let batch = replay.next(BATCH).await?;
            add(&mut tx, &mut rebuild, batch, last, decode).await?;
        }
        db::shadow::carry_stores(&mut tx).await?;
        if let Some(since) = rebuild.complete_since {
            let untold = db::shadow::untold(&mut tx, since).await?;
            for orders in untold.chunks(PAGE) {
                carry(&mut tx, orders).await?;
            }
            rebuild.carried_over = i64::try_from(untold.len()).unwrap_or(i64::MAX);
        }
        db::shadow::leave(&mut tx).await?;
        let (different, gone) = db::shadow::number(&mut tx, progress.version).await?;
        db::shadow::switch(&mut tx).await?;
        progress.version += different;
        progress.stream_sequence = rebuild.applied_sequence;
        progress.last_applied_at = Some(self.clock.now());
        db::projection::advance(&mut tx, &progress).await?;
        rebuild.differences = different + gone;
        rebuild.finished_at = Some(self.clock.now());
        db::rebuilds::advance(&mut tx, &rebuild).await?;
        tx.commit().await?;
        Ok(rebuild)
    }
}

/// The rebuild as it stands now, if nobody else has worked on it.
fn same(found: Option<Rebuild>, from: &Rebuild) -> Result<Rebuild, Interrupted> {
    found
        .filter(|found| found == from)
        .ok_or(Interrupted::Elsewhere)
}

/// Adds a batch to the shadow, and moves on behind it.
async fn add(
    tx: &mut PgConnection,
    rebuild: &mut Rebuild,
    batch: Vec<Replayed>,
    last: i64,
    decode: Decode,
) -> Result<(), Interrupted> {
    let read = batch.last().map_or(last, |it| signed(it.stream_sequence));
    let mut facts = Vec::with_capacity(batch.len());
    for Replayed {
        stream_sequence,
        event,
    } in batch
    {
        match event.as_ref().map(decode) {
            Some(Ok(fact)) => facts.push(fact),
            Some(Err(error)) => {
                tracing::warn!(stream.sequence = stream_sequence, error = %chain(&*error), "passed over");
                rebuild.skipped_events += 1;
            }
            None => rebuild.skipped_events += 1,
        }
    }
    let mut progress = db::projection::lock(tx).await?;
    write(tx, &facts.iter().collect::<Vec<_>>(), &mut progress).await?;
    db::projection::advance(tx, &progress).await?;
    rebuild.applied_sequence = read;
    Ok(())
}

/// Takes over rows as the tables that answer have them.
async fn carry(tx: &mut PgConnection, orders: &[OrderId]) -> Result<(), sqlx::Error> {
    db::shadow::leave(tx).await?;
    let mut known = db::views::read(tx, orders).await?;
    db::shadow::enter(tx).await?;
    let told: HashMap<OrderId, View> = db::views::read(tx, orders)
        .await?
        .into_iter()
        .map(|view| (view.order_id, view))
        .collect();
    let mut progress = db::projection::lock(tx).await?;
    let mut tally = Tally::default();
    for view in &mut known {
        let new = View::new(view.order_id);
        tally.count(told.get(&view.order_id).unwrap_or(&new), view);
        progress.version += 1;
        view.version = progress.version;
    }
    tally.settle();
    db::views::upsert(tx, &known).await?;
    db::figures::add(tx, &tally).await?;
    db::projection::advance(tx, &progress).await
}

fn signed(sequence: u64) -> i64 {
    i64::try_from(sequence).unwrap_or(i64::MAX)
}
