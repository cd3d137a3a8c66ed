//! Healing over random histories: the relay's own statements on a real PostgreSQL, with a stream that loses whatever a stream can
//! lose, and crashes in between. However it went, in the end every fact that is not too old is in the stream where its row says.
#![expect(
    clippy::unwrap_used,
    reason = "a test that fails to set up its world has failed"
)]

use std::{collections::BTreeMap, future::Future, sync::Mutex, task::Poll, time::Duration};

use baedal_runtime::{Clock, Ids, SystemClock, SystemIds};
use baedal_testkit::postgres;
use proptest::{
    collection::vec,
    prelude::*,
    test_runner::{Config, TestRunner},
};
use sqlx::PgPool;
use time::OffsetDateTime;
use uuid::Uuid;

use super::{
    Relay,
    heal::{Found, Messages},
    lease::Term,
    publish::{Marks, Trusted},
};
use crate::{Broker, BrokerError, NatsConfig, NewEvent, RelayConfig, Wake, migrations, outbox};

const KEEP: Duration = Duration::from_hours(3 * 24);
/// So small that a handful of rows is on both sides of it.
const CHUNK: i64 = 3;
const CASES: u32 = 128;

/// What happens.
#[derive(Debug, Clone, Copy)]
enum Event {
    /// So many facts become true and are published.
    Publish(u8),
    /// Facts become true and arrive; the relay dies before it marks them.
    PublishAndDie(u8),
    /// Other services publish.
    Others(u8),
    /// So many hours pass.
    Age(u8),
    Prune,
    /// The volume is lost, and the stream made anew.
    Wipe,
    /// A crash takes the newest messages.
    LoseTail(u8),
    /// An operator removes the oldest messages.
    Purge(u8),
    /// Verification ends after so many steps, wherever that is.
    DieHealing(u8),
    /// A process of the release before leads: it heals and publishes as it did.
    Rollback(u8),
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        4 => (1..9_u8).prop_map(Event::Publish),
        1 => (1..5_u8).prop_map(Event::PublishAndDie),
        2 => (1..12_u8).prop_map(Event::Others),
        3 => (1..60_u8).prop_map(Event::Age),
        2 => Just(Event::Prune),
        2 => Just(Event::Wipe),
        3 => (1..12_u8).prop_map(Event::LoseTail),
        1 => (1..12_u8).prop_map(Event::Purge),
        2 => (1..60_u8).prop_map(Event::DieHealing),
        1 => (1..6_u8).prop_map(Event::Rollback),
    ]
}

/// What a stream is to its publishers.
struct Stream {
    made: i64,
    last: i64,
    messages: BTreeMap<i64, Option<Uuid>>,
    /// Raised whenever it was away, as a connection's number is.
    epoch: u64,
}

impl Stream {
    fn add(&mut self, event: Option<Uuid>) -> i64 {
        self.last += 1;
        self.messages.insert(self.last, event);
        self.last
    }

    fn found(&self) -> Found {
        let first = self.messages.keys().next().copied();
        Found {
            created: OffsetDateTime::UNIX_EPOCH + time::Duration::days(20_000 + self.made),
            first_sequence: first.unwrap_or(self.last + 1),
            keeps_long_enough: true,
        }
    }
}

impl Messages for Mutex<Stream> {
    async fn event_at(&self, sequence: u64) -> Result<Option<Uuid>, BrokerError> {
        let sequence = i64::try_from(sequence).unwrap();
        Ok(self
            .lock()
            .unwrap()
            .messages
            .get(&sequence)
            .copied()
            .flatten())
    }
}

struct World {
    relay: Relay,
    pool: PgPool,
    term: Term,
    stream: Mutex<Stream>,
    trusted: Option<Trusted>,
}

impl World {
    async fn new(pool: PgPool, broker: Broker) -> Self {
        sqlx::raw_sql(
            "TRUNCATE outbox; DELETE FROM relay_lease; INSERT INTO relay_lease DEFAULT VALUES",
        )
        .execute(&pool)
        .await
        .unwrap();
        let config = RelayConfig {
            keep: KEEP,
            lease: Duration::from_hours(1),
            ..RelayConfig::default()
        };
        let mut relay = Relay::new(pool.clone(), broker, Wake::new(), config).unwrap();
        relay.chunk = CHUNK;
        let term = relay.acquire().await.unwrap().unwrap();
        Self {
            relay,
            pool,
            term,
            stream: Mutex::new(Stream {
                made: 0,
                last: 0,
                messages: BTreeMap::new(),
                epoch: 0,
            }),
            trusted: None,
        }
    }

    async fn happen(&mut self, event: Event) {
        match event {
            Event::Publish(facts) => {
                self.write(facts).await;
                self.publish(true).await;
            }
            Event::PublishAndDie(facts) => {
                self.write(facts).await;
                self.publish(false).await;
                self.trusted = None;
            }
            Event::Others(messages) => {
                let mut stream = self.stream.lock().unwrap();
                for _ in 0..messages {
                    stream.add(None);
                }
            }
            Event::Age(hours) => {
                sqlx::query(
                    "UPDATE outbox SET published_at = published_at - make_interval(hours => $1)",
                )
                .bind(i32::from(hours))
                .execute(&self.pool)
                .await
                .unwrap();
            }
            Event::Prune => self.relay.prune().await.unwrap(),
            Event::Wipe => {
                let mut stream = self.stream.lock().unwrap();
                let (made, epoch) = (stream.made + 1, stream.epoch + 1);
                *stream = Stream {
                    made,
                    last: 0,
                    messages: BTreeMap::new(),
                    epoch,
                };
            }
            Event::LoseTail(messages) => {
                let mut stream = self.stream.lock().unwrap();
                stream.last = (stream.last - i64::from(messages)).max(0);
                let last = stream.last;
                stream.messages.retain(|sequence, _| *sequence <= last);
                stream.epoch += 1;
            }
            Event::Purge(messages) => {
                let mut stream = self.stream.lock().unwrap();
                for _ in 0..messages {
                    stream.messages.pop_first();
                }
            }
            Event::DieHealing(steps) => {
                self.trusted = None;
                let found = self.stream.lock().unwrap().found();
                let healing = self.relay.heal(&self.term, 0, found, &self.stream);
                let _ended = at_most(usize::from(steps), healing).await;
                // What it had under way may still come to its end; a new term keeps it from doing harm.
                sqlx::query("UPDATE relay_lease SET expires_at = '-infinity'")
                    .execute(&self.pool)
                    .await
                    .unwrap();
                self.term = self.relay.acquire().await.unwrap().unwrap();
            }
            Event::Rollback(facts) => {
                self.trusted = None;
                self.write(facts).await;
                self.lead_as_before().await;
            }
        }
    }

    async fn write(&self, facts: u8) {
        let events: Vec<NewEvent> = (0..facts)
            .map(|_| {
                let id = SystemIds.uuid();
                NewEvent {
                    id,
                    aggregate: "order",
                    fact: "changed",
                    event_type: "baedal.events.v1.Changed".to_owned(),
                    aggregate_id: id,
                    version: 1,
                    key: id,
                    payload: Vec::new(),
                    occurred_at: SystemClock.now(),
                    traceparent: None,
                }
            })
            .collect();
        let mut connection = self.pool.acquire().await.unwrap();
        outbox::append(&mut connection, &events).await.unwrap();
    }

    /// Verifies where that is due, and publishes what waits.
    async fn publish(&mut self, mark: bool) {
        let (epoch, found) = {
            let stream = self.stream.lock().unwrap();
            (stream.epoch, stream.found())
        };
        let mut trusted = match self.trusted {
            Some(trusted) if trusted.epoch == epoch => trusted,
            _ => self
                .relay
                .heal(&self.term, epoch, found, &self.stream)
                .await
                .unwrap(),
        };
        let mut marks = Marks::default();
        for row in self.relay.unpublished().await.unwrap() {
            let sequence = self.stream.lock().unwrap().add(Some(row.id));
            assert!(
                sequence > trusted.newest,
                "what was verified is beyond the stream's end"
            );
            trusted.newest = sequence;
            marks.push(row.seq, sequence);
        }
        if mark {
            self.relay
                .mark(&self.term, trusted.generation, marks)
                .await
                .unwrap();
        }
        self.trusted = Some(trusted);
    }

    /// What the release before does, which knows no generations: told all of what is young where the stream is another one, or its
    /// newest row's message gone.
    async fn lead_as_before(&self) {
        let found = self.stream.lock().unwrap().found();
        let verified: Option<OffsetDateTime> =
            sqlx::query_scalar("SELECT verified_stream FROM relay_lease")
                .fetch_one(&self.pool)
                .await
                .unwrap();
        let newest: Option<(Uuid, i64)> = sqlx::query_as(
            "SELECT id, stream_sequence
               FROM (SELECT id, stream_sequence, published_at FROM outbox WHERE stream_sequence > 0
                      ORDER BY stream_sequence DESC LIMIT 1) AS last
              WHERE published_at > now() - make_interval(secs => $1)",
        )
        .bind(KEEP.as_secs_f64())
        .fetch_optional(&self.pool)
        .await
        .unwrap();
        let is_gone = newest.is_some_and(|(id, sequence)| {
            self.stream.lock().unwrap().messages.get(&sequence) != Some(&Some(id))
        });
        if is_gone || verified.is_some_and(|it| it != found.created) {
            sqlx::query(
                "UPDATE outbox SET published_at = NULL, stream_sequence = NULL, healed = healed + 1
                  WHERE published_at > now() - make_interval(secs => $1)",
            )
            .bind(KEEP.as_secs_f64())
            .execute(&self.pool)
            .await
            .unwrap();
        }
        sqlx::query("UPDATE relay_lease SET verified_stream = $1, verified_sequence = 0")
            .bind(found.created)
            .execute(&self.pool)
            .await
            .unwrap();
        for row in self.relay.unpublished().await.unwrap() {
            let sequence = self.stream.lock().unwrap().add(Some(row.id));
            sqlx::query(
                "UPDATE outbox SET published_at = now(), stream_sequence = $2 WHERE seq = $1",
            )
            .bind(row.seq)
            .bind(sequence)
            .execute(&self.pool)
            .await
            .unwrap();
        }
    }

    /// Every fact that is young enough is where its row says.
    async fn check(&mut self) -> Result<(), TestCaseError> {
        self.trusted = None;
        self.publish(true).await;
        let rows: Vec<(Uuid, Option<i64>)> = sqlx::query_as(
            "SELECT id, stream_sequence FROM outbox
              WHERE published_at IS NULL OR published_at > now() - make_interval(secs => $1)",
        )
        .bind(KEEP.as_secs_f64())
        .fetch_all(&self.pool)
        .await
        .unwrap();
        let stream = self.stream.lock().unwrap();
        for (id, sequence) in rows {
            let message = sequence.and_then(|at| stream.messages.get(&at).copied().flatten());
            prop_assert_eq!(message, Some(id), "a fact is not at {:?}", sequence);
        }
        Ok(())
    }
}

/// Drops `work` after so many polls, as a crash would.
async fn at_most<T>(mut polls: usize, work: impl Future<Output = T>) -> Option<T> {
    let mut work = std::pin::pin!(work);
    std::future::poll_fn(move |context| {
        if polls == 0 {
            return Poll::Ready(None);
        }
        polls -= 1;
        work.as_mut().poll(context).map(Some)
    })
    .await
}

#[test]
fn whatever_happens_to_the_stream_nothing_young_stays_lost() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    let (pool, broker) = runtime.block_on(async {
        let pool = postgres().await.database("histories").await.pool;
        migrations::POSTGRES.run(&pool).await.unwrap();
        // Never connected: it lends its configuration alone.
        let nowhere = NatsConfig {
            url: "nats://127.0.0.1:9".to_owned(),
            ..NatsConfig::default()
        };
        (pool, Broker::connect(&nowhere).await.unwrap())
    });
    let mut runner = TestRunner::new(Config {
        cases: CASES,
        failure_persistence: None,
        ..Config::default()
    });
    let histories = vec(event(), 1..25);
    runner
        .run(&histories, |history| {
            runtime.block_on(async {
                let mut world = World::new(pool.clone(), broker.clone()).await;
                for event in history {
                    world.happen(event).await;
                }
                world.check().await
            })
        })
        .unwrap();
}
