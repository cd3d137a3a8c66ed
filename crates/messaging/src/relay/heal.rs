//! Finding what the stream has lost, and publishing it again.
//!
//! A stream loses a suffix: its newest messages after a crash, or all of them with its volume. Others may have filled
//! the same sequences with messages of their own since, so only content tells: is the message at a row's sequence
//! that row's event?
//!
//! Own rows sorted by `stream_sequence` are always an intact part followed by a lost part, because nothing is marked
//! out of that order (see [`super::publish`]). Two look-ups suffice as long as nothing is lost: the newest row, and the
//! newest row of the last verification. The second one finds a stream that was deleted and has grown beyond its old
//! length before anybody looked. Otherwise a binary search finds where the loss begins.

use uuid::Uuid;

use super::{Relay, TurnError, lease::Term, publish::Trusted, statement};
use crate::metrics;

/// Rows given back to the relay in one statement.
const CHUNK: i64 = 5_000;

/// A published row.
#[derive(Debug, Clone, Copy, sqlx::FromRow)]
struct Place {
    id: Uuid,
    stream_sequence: i64,
}

impl Relay {
    /// Declares the stream and compares it with the outbox; what is lost becomes unpublished.
    pub(super) async fn verify(&self, term: &Term) -> Result<Trusted, TurnError> {
        let epoch = self.broker.epoch();
        self.broker.declare_stream().await?;
        let verified: i64 = statement(
            sqlx::query_scalar("SELECT verified_sequence FROM relay_lease").fetch_one(&self.pool),
        )
        .await?;
        let anchor = self.last_between(0, verified).await?;
        let newest = self.last_between(0, i64::MAX - 1).await?;

        let (intact, lost) = match (anchor, newest) {
            (_, None) => (0, None),
            (Some(anchor), _) if !self.is_intact(anchor).await? => (0, Some(anchor)),
            (_, Some(newest)) if !self.is_intact(newest).await? => (
                anchor.map_or(0, |anchor| anchor.stream_sequence),
                Some(newest),
            ),
            (_, Some(newest)) => (newest.stream_sequence, None),
        };
        let Some(lost) = lost else {
            self.remember(term, intact).await?;
            return Ok(Trusted {
                epoch,
                newest: intact,
            });
        };
        let intact = self.search(intact, lost.stream_sequence).await?;
        let rows = self.unpublish_after(term, intact).await?;
        tracing::warn!(
            relay.intact_sequence = intact,
            relay.republished = rows,
            "the stream has lost messages; they are published again"
        );
        metrics::healed(rows);
        self.remember(term, intact).await?;
        Ok(Trusted {
            epoch,
            newest: intact,
        })
    }

    /// The highest intact sequence, where `low` is intact (or 0) and `high` is lost.
    async fn search(&self, mut low: i64, mut high: i64) -> Result<i64, TurnError> {
        loop {
            let middle = low + (high - low) / 2;
            let candidate = match self.last_between(low, middle).await? {
                Some(place) => Some(place),
                None => self.first_between(middle, high).await?,
            };
            let Some(place) = candidate else {
                return Ok(low);
            };
            if self.is_intact(place).await? {
                low = place.stream_sequence;
            } else {
                high = place.stream_sequence;
            }
        }
    }

    async fn is_intact(&self, place: Place) -> Result<bool, TurnError> {
        let sequence = u64::try_from(place.stream_sequence).unwrap_or(0);
        Ok(self.broker.event_at(sequence).await? == Some(place.id))
    }

    /// The last row in `(after, to]`. Rows about to be pruned do not count: the stream may have let them go by age.
    async fn last_between(&self, after: i64, to: i64) -> Result<Option<Place>, TurnError> {
        statement(
            sqlx::query_as(
                "SELECT id, stream_sequence
                   FROM (SELECT id, stream_sequence, published_at FROM outbox
                          WHERE stream_sequence > $1 AND stream_sequence <= $2
                          ORDER BY stream_sequence DESC LIMIT 1) AS last
                  WHERE published_at > now() - make_interval(secs => $3)",
            )
            .bind(after)
            .bind(to)
            .bind(self.config.keep.as_secs_f64())
            .fetch_optional(&self.pool),
        )
        .await
    }

    /// The first row in `(after, before)`.
    async fn first_between(&self, after: i64, before: i64) -> Result<Option<Place>, TurnError> {
        statement(
            sqlx::query_as(
                "SELECT id, stream_sequence FROM outbox
                  WHERE stream_sequence > $1 AND stream_sequence < $2
                    AND published_at > now() - make_interval(secs => $3)
                  ORDER BY stream_sequence LIMIT 1",
            )
            .bind(after)
            .bind(before)
            .bind(self.config.keep.as_secs_f64())
            .fetch_optional(&self.pool),
        )
        .await
    }

    /// Marks the rows after `intact` unpublished, the newest first: stopped half way, what is left is still an intact
    /// part followed by a lost part.
    async fn unpublish_after(&self, term: &Term, intact: i64) -> Result<u64, TurnError> {
        let mut rows = 0;
        loop {
            let chunk = statement(
                sqlx::query(
                    "UPDATE outbox SET published_at = NULL, stream_sequence = NULL, healed = healed + 1
                      WHERE seq IN (SELECT seq FROM outbox
                                     WHERE stream_sequence > $1
                                       AND published_at > now() - make_interval(secs => $2)
                                     ORDER BY stream_sequence DESC LIMIT $3)
                        AND EXISTS (SELECT FROM relay_lease WHERE holder = $4 AND generation = $5)",
                )
                .bind(intact)
                .bind(self.config.keep.as_secs_f64())
                .bind(CHUNK)
                .bind(self.holder)
                .bind(term.generation)
                .execute(&self.pool),
            )
            .await?
            .rows_affected();
            if chunk == 0 {
                return Ok(rows);
            }
            rows += chunk;
        }
    }

    /// Remembers up to where the stream is intact, for the next verification, also another leader's.
    async fn remember(&self, term: &Term, sequence: i64) -> Result<(), TurnError> {
        let done = statement(
            sqlx::query(
                "UPDATE relay_lease SET verified_sequence = $3 WHERE holder = $1 AND generation = $2",
            )
            .bind(self.holder)
            .bind(term.generation)
            .bind(sequence)
            .execute(&self.pool),
        )
        .await?;
        if done.rows_affected() == 1 {
            Ok(())
        } else {
            Err(TurnError::LeaseLost)
        }
    }
}
