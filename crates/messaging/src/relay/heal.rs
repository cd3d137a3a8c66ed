//! Finding what the stream has lost, and publishing it again.
//!
//! A crash takes a suffix of the stream, its newest messages, and others may have filled the same sequences with messages
//! of their own since, so only content tells: is the message at a row's sequence that row's event? Own rows sorted by
//! `stream_sequence` are an intact part followed by a lost part, because nothing is marked out of that order (see
//! [`super::publish`]). Two look-ups suffice as long as nothing is lost: the newest row, and the newest row of the last
//! verification. Otherwise a binary search finds where the loss begins.
//!
//! A stream that was deleted shows by its time of creation, a purged one by its first sequence.

use async_nats::jetstream::stream;
use time::OffsetDateTime;
use uuid::Uuid;

use super::{
    Relay, TurnError,
    lease::Term,
    publish::{Trusted, as_bigint},
    statement,
};
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
        let stream = self.broker.declare_stream().await?;
        let (verified, verified_stream): (i64, Option<OffsetDateTime>) = statement(
            sqlx::query_as("SELECT verified_sequence, verified_stream FROM relay_lease")
                .fetch_one(&self.pool),
        )
        .await?;

        let is_another =
            verified_stream.is_some_and(|it| to_micros(it) != to_micros(stream.created));
        let loss = if is_another {
            Some(0)
        } else {
            self.lost_suffix(verified).await?
        };
        let mut republished = 0;
        if let Some(intact) = loss {
            republished += self.unpublish(term, intact, i64::MAX).await?;
        }
        if self.keeps_long_enough(&stream) {
            let first = as_bigint(stream.state.first_sequence);
            republished += self.unpublish(term, 0, first).await?;
        }
        if republished > 0 {
            tracing::warn!(
                relay.republished = republished,
                "the stream has lost messages; they are published again"
            );
            metrics::healed(republished);
        }
        let newest = self
            .last_between(0, i64::MAX)
            .await?
            .map_or(0, |place| place.stream_sequence);
        self.remember(term, newest, stream.created).await?;
        Ok(Trusted { epoch, newest })
    }

    /// The last intact sequence, if what comes after it is lost.
    async fn lost_suffix(&self, verified: i64) -> Result<Option<i64>, TurnError> {
        let anchor = self.last_between(0, verified).await?;
        let Some(newest) = self.last_between(0, i64::MAX).await? else {
            return Ok(None);
        };
        if let Some(anchor) = anchor
            && !self.is_intact(anchor).await?
        {
            return self.search(0, anchor.stream_sequence).await.map(Some);
        }
        if !self.is_intact(newest).await? {
            let low = anchor.map_or(0, |anchor| anchor.stream_sequence);
            return self.search(low, newest.stream_sequence).await.map(Some);
        }
        Ok(None)
    }

    /// Whether a row whose message is gone from the stream's beginning was purged. If the stream lets messages go by
    /// itself before their rows are pruned, an operator wants it so, and to publish them again would never end.
    fn keeps_long_enough(&self, stream: &stream::Info) -> bool {
        let config = &stream.config;
        let unlimited = config.max_bytes <= 0
            && config.max_messages <= 0
            && config.max_messages_per_subject <= 0;
        unlimited && (config.max_age.is_zero() || config.max_age >= self.config.keep)
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

    /// Marks the rows in `(after, before)` unpublished, the newest first: stopped half way, what is left is still an
    /// intact part followed by a lost part. Rows about to be pruned stay as they are.
    async fn unpublish(&self, term: &Term, after: i64, before: i64) -> Result<u64, TurnError> {
        let mut rows = 0;
        loop {
            let chunk = statement(
                sqlx::query(
                    "UPDATE outbox SET published_at = NULL, stream_sequence = NULL, healed = healed + 1
                      WHERE seq IN (SELECT seq FROM outbox
                                     WHERE stream_sequence > $1 AND stream_sequence < $2
                                       AND published_at > now() - make_interval(secs => $3)
                                     ORDER BY stream_sequence DESC LIMIT $4)
                        AND EXISTS (SELECT FROM relay_lease WHERE holder = $5 AND generation = $6)",
                )
                .bind(after)
                .bind(before)
                .bind(self.config.keep.as_secs_f64())
                .bind(CHUNK)
                .bind(self.holder)
                .bind(term.generation)
                .execute(&self.pool),
            )
            .await?
            .rows_affected();
            rows += chunk;
            if chunk < CHUNK.unsigned_abs() {
                return Ok(rows);
            }
        }
    }

    /// Remembers up to where the stream is intact, for the next verification, also another leader's.
    async fn remember(
        &self,
        term: &Term,
        sequence: i64,
        stream: OffsetDateTime,
    ) -> Result<(), TurnError> {
        let done = statement(
            sqlx::query(
                "UPDATE relay_lease SET verified_sequence = $3, verified_stream = $4
                  WHERE holder = $1 AND generation = $2",
            )
            .bind(self.holder)
            .bind(term.generation)
            .bind(sequence)
            .bind(stream)
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

/// As the database keeps it.
fn to_micros(at: OffsetDateTime) -> i128 {
    at.unix_timestamp_nanos() / 1_000
}
