//! Finding what the stream has lost, and publishing it again.
//!
//! A crash takes a suffix of the stream, its newest messages, and others may have filled the same sequences with messages
//! of their own since, so only content tells: is the message at a row's sequence that row's event? Own rows sorted by
//! `stream_sequence` are an intact part followed by a lost part, because nothing is marked out of that order (see
//! [`super::publish`]). Two look-ups suffice as long as nothing is lost: the newest row, and the newest row of the last
//! verification. Otherwise a binary search finds where the loss begins.
//!
//! A stream that was made anew shows by its time of creation, and begins a generation. Rows say in which generation they were
//! published. Whatever reasons by sequence looks at rows of the current one alone: a row of an earlier one has no place in this
//! stream. It is published again, or is too old for that and waits to be pruned. The generation is raised before the first row is
//! touched, so that what an interruption leaves is found the next time.
//!
//! A purged stream shows by its first sequence.

use async_nats::jetstream::stream;
use time::OffsetDateTime;
use uuid::Uuid;

use super::{
    Relay, TurnError,
    lease::Term,
    publish::{Trusted, as_bigint},
    statement,
};
use crate::{Broker, BrokerError, metrics};

/// Rows given back to the relay in one statement.
pub(super) const CHUNK: i64 = 5_000;

/// What is where in the stream.
pub(super) trait Messages {
    /// Which event is at `sequence`; `None` where there is no message, or one that is no event.
    async fn event_at(&self, sequence: u64) -> Result<Option<Uuid>, BrokerError>;
}

impl Messages for Broker {
    async fn event_at(&self, sequence: u64) -> Result<Option<Uuid>, BrokerError> {
        Broker::event_at(self, sequence).await
    }
}

/// The stream as it is found.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found {
    pub(super) created: OffsetDateTime,
    pub(super) first_sequence: i64,
    /// Whether a row whose message is gone from the stream's beginning was purged. If the stream lets messages go by
    /// itself before their rows are pruned, an operator wants it so, and to publish them again would never end.
    pub(super) keeps_long_enough: bool,
}

/// The stream's current generation.
#[derive(Debug, Clone, Copy, sqlx::FromRow)]
struct Current {
    #[sqlx(rename = "stream_generation")]
    generation: i64,
    /// Up to where it was found intact.
    verified_sequence: i64,
}

/// Where a row was published. Sorted as the index is: generations one after the other.
#[derive(Debug, Clone, Copy)]
struct Position {
    generation: i64,
    sequence: i64,
}

/// A published row of the current generation.
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
        let found = Found {
            created: stream.created,
            first_sequence: as_bigint(stream.state.first_sequence),
            keeps_long_enough: self.keeps_long_enough(&stream.config),
        };
        self.heal(term, epoch, found, &self.broker).await
    }

    /// Compares the stream that was `found` with the outbox; what is lost becomes unpublished.
    pub(super) async fn heal(
        &self,
        term: &Term,
        epoch: u64,
        found: Found,
        messages: &impl Messages,
    ) -> Result<Trusted, TurnError> {
        let current = self.enter(term, found.created).await?;
        let generation = current.generation;
        let at = |sequence| Position {
            generation,
            sequence,
        };
        let earliest = Position {
            generation: i64::MIN,
            sequence: 0,
        };
        let mut republished = self.unpublish(term, earliest, at(0)).await?;
        if let Some(intact) = self.lost_suffix(current, messages).await? {
            republished += self.unpublish(term, at(intact), at(i64::MAX)).await?;
        }
        if found.keeps_long_enough {
            republished += self
                .unpublish(term, at(0), at(found.first_sequence))
                .await?;
        }
        if republished > 0 {
            tracing::warn!(
                relay.republished = republished,
                "the stream has lost messages; they are published again"
            );
            metrics::healed(republished);
        }
        let newest = self
            .last_between(generation, 0, i64::MAX)
            .await?
            .map_or(0, |place| place.stream_sequence);
        self.remember(term, newest, found.created).await?;
        Ok(Trusted {
            epoch,
            generation,
            newest,
        })
    }

    fn keeps_long_enough(&self, config: &stream::Config) -> bool {
        let unlimited = config.max_bytes <= 0
            && config.max_messages <= 0
            && config.max_messages_per_subject <= 0;
        unlimited && (config.max_age.is_zero() || config.max_age >= self.config.keep)
    }

    /// The generation of the stream that was made at `created`: a new one where that is not the stream that was verified last. A
    /// process of the release before notes only `verified_stream`, hence both have to agree.
    async fn enter(&self, term: &Term, created: OffsetDateTime) -> Result<Current, TurnError> {
        let current = statement(
            sqlx::query_as(
                "UPDATE relay_lease
                    SET stream_generation = stream_generation + CASE WHEN is_another THEN 1 ELSE 0 END,
                        verified_sequence = CASE WHEN is_another THEN 0 ELSE verified_sequence END,
                        stream_created = $3
                   FROM (SELECT coalesce(verified_stream <> $3, false) OR coalesce(stream_created <> $3, false) AS is_another
                           FROM relay_lease) AS seen
                  WHERE holder = $1 AND generation = $2
                 RETURNING stream_generation, verified_sequence",
            )
            .bind(self.holder)
            .bind(term.generation)
            .bind(created)
            .fetch_optional(&self.pool),
        )
        .await?;
        current.ok_or(TurnError::LeaseLost)
    }

    /// The last intact sequence, if what comes after it is lost.
    async fn lost_suffix(
        &self,
        current: Current,
        messages: &impl Messages,
    ) -> Result<Option<i64>, TurnError> {
        let generation = current.generation;
        let Some(newest) = self.last_between(generation, 0, i64::MAX).await? else {
            return Ok(None);
        };
        let anchor = self
            .last_between(generation, 0, current.verified_sequence)
            .await?;
        let (low, high) = if let Some(anchor) = anchor
            && !is_intact(messages, anchor).await?
        {
            (0, anchor)
        } else if !is_intact(messages, newest).await? {
            (anchor.map_or(0, |anchor| anchor.stream_sequence), newest)
        } else {
            return Ok(None);
        };
        self.search(generation, messages, low, high.stream_sequence)
            .await
            .map(Some)
    }

    /// The highest intact sequence, where `low` is intact (or 0) and `high` is lost.
    async fn search(
        &self,
        generation: i64,
        messages: &impl Messages,
        mut low: i64,
        mut high: i64,
    ) -> Result<i64, TurnError> {
        loop {
            let middle = low + (high - low) / 2;
            let candidate = match self.last_between(generation, low, middle).await? {
                Some(place) => Some(place),
                None => self.first_between(generation, middle, high).await?,
            };
            let Some(place) = candidate else {
                return Ok(low);
            };
            if is_intact(messages, place).await? {
                low = place.stream_sequence;
            } else {
                high = place.stream_sequence;
            }
        }
    }

    /// The last row in `(after, to]`. Rows about to be pruned do not count: the stream may have let them go by age.
    async fn last_between(
        &self,
        generation: i64,
        after: i64,
        to: i64,
    ) -> Result<Option<Place>, TurnError> {
        statement(
            sqlx::query_as(
                "SELECT id, stream_sequence FROM outbox
                  WHERE stream_generation = $1 AND stream_sequence > $2 AND stream_sequence <= $3
                    AND published_at > now() - make_interval(secs => $4)
                  ORDER BY stream_sequence DESC LIMIT 1",
            )
            .bind(generation)
            .bind(after)
            .bind(to)
            .bind(self.config.keep.as_secs_f64())
            .fetch_optional(&self.pool),
        )
        .await
    }

    /// The first row in `(after, before)`.
    async fn first_between(
        &self,
        generation: i64,
        after: i64,
        before: i64,
    ) -> Result<Option<Place>, TurnError> {
        statement(
            sqlx::query_as(
                "SELECT id, stream_sequence FROM outbox
                  WHERE stream_generation = $1 AND stream_sequence > $2 AND stream_sequence < $3
                    AND published_at > now() - make_interval(secs => $4)
                  ORDER BY stream_sequence LIMIT 1",
            )
            .bind(generation)
            .bind(after)
            .bind(before)
            .bind(self.config.keep.as_secs_f64())
            .fetch_optional(&self.pool),
        )
        .await
    }

    /// Marks the rows in `(after, before)` unpublished, the newest first: stopped half way, what is left is still an
    /// intact part followed by a lost part. Rows about to be pruned stay as they are.
    async fn unpublish(
        &self,
        term: &Term,
        after: Position,
        mut before: Position,
    ) -> Result<u64, TurnError> {
        let mut rows = 0;
        loop {
            // Each chunk begins where the last one ended, and not among the index entries that it left dead.
            let (chunk, generation, sequence): (i64, Option<i64>, Option<i64>) = statement(
                sqlx::query_as(
                    "WITH chosen AS (
                         SELECT seq, stream_generation, stream_sequence FROM outbox
                          WHERE stream_sequence IS NOT NULL
                            AND (stream_generation, stream_sequence) > ($1, $2)
                            AND (stream_generation, stream_sequence) < ($3, $4)
                            AND published_at > now() - make_interval(secs => $5)
                          ORDER BY stream_generation DESC, stream_sequence DESC LIMIT $6 FOR UPDATE),
                     unpublished AS (
                         UPDATE outbox SET published_at = NULL, stream_sequence = NULL, healed = healed + 1
                           FROM chosen
                          WHERE outbox.seq = chosen.seq
                            AND EXISTS (SELECT FROM relay_lease WHERE holder = $7 AND generation = $8)
                         RETURNING chosen.stream_generation, chosen.stream_sequence)
                     SELECT count(*), (array_agg(stream_generation ORDER BY stream_generation, stream_sequence))[1],
                            (array_agg(stream_sequence ORDER BY stream_generation, stream_sequence))[1]
                       FROM unpublished",
                )
                .bind(after.generation)
                .bind(after.sequence)
                .bind(before.generation)
                .bind(before.sequence)
                .bind(self.config.keep.as_secs_f64())
                .bind(self.chunk)
                .bind(self.holder)
                .bind(term.generation)
                .fetch_one(&self.pool),
            )
            .await?;
            rows += chunk.unsigned_abs();
            match (generation, sequence) {
                (Some(generation), Some(sequence)) if chunk == self.chunk => {
                    before = Position {
                        generation,
                        sequence,
                    };
                }
                _ => return Ok(rows),
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

async fn is_intact(messages: &impl Messages, place: Place) -> Result<bool, TurnError> {
    let sequence = u64::try_from(place.stream_sequence).unwrap_or(0);
    Ok(messages.event_at(sequence).await? == Some(place.id))
}
