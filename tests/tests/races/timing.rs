//! When whoever races moves, and how often each won.

use std::collections::BTreeMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use futures_util::{StreamExt, stream};
use tokio::time::{Instant, sleep};

/// How often each outcome came about.
pub(crate) type Outcomes = BTreeMap<&'static str, usize>;

/// How often each race is run: `BAEDAL_RACES`, or else `by_default`.
pub(crate) fn races(by_default: usize) -> usize {
    std::env::var("BAEDAL_RACES").map_or(by_default, |races| {
        races.parse().expect("BAEDAL_RACES is a number of races")
    })
}

/// A time below `most` that nobody can foresee.
pub(crate) fn random(most: Duration) -> Duration {
    let random = RandomState::new().hash_one(Instant::now());
    let most = u64::try_from(most.as_micros()).expect("a short time");
    Duration::from_micros(random % most.max(1))
}

/// A pause below `most`.
pub(crate) async fn jitter(most: Duration) {
    sleep(random(most)).await;
}

/// The moment when a race may go either way. It depends on the machine and on what else that has to do, so it is found as one
/// goes: a little earlier whenever the second was too late, a little later whenever they were first.
pub(crate) struct Moment(AtomicI64);

impl Moment {
    /// The first guess.
    pub(crate) fn near(guess: Duration) -> Self {
        Self(AtomicI64::new(micros(guess)))
    }

    /// When to move: somewhere from a quarter of the moment to four times as late, as often before it as after it.
    pub(crate) fn around(&self) -> Duration {
        let moment = u64::try_from(self.0.load(Ordering::Relaxed)).unwrap_or(0);
        let doublings = random(Duration::from_secs(4)).as_secs_f64() - 2.0;
        Duration::from_micros(moment).mul_f64(doublings.exp2())
    }

    /// Learns from a race.
    pub(crate) fn learn(&self, was_too_late: bool) {
        let learned = |moment: i64| {
            let step = if was_too_late {
                -moment / 16
            } else {
                moment / 16
            };
            Some((moment + step).clamp(1_000, 10_000_000))
        };
        let _always = self
            .0
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, learned);
    }
}

fn micros(time: Duration) -> i64 {
    i64::try_from(time.as_micros()).expect("a short time")
}

/// Runs a race many times, `at_once` side by side; prints and answers how it ended.
pub(crate) async fn run<'a, F>(
    name: &str,
    races: usize,
    at_once: usize,
    race: impl Fn(usize) -> F,
) -> Outcomes
where
    F: Future<Output = &'static str> + 'a,
{
    let began = Instant::now();
    let mut outcomes = Outcomes::new();
    let mut ends = stream::iter(0..races).map(race).buffer_unordered(at_once);
    while let Some(outcome) = ends.next().await {
        *outcomes.entry(outcome).or_default() += 1;
    }
    let took = began.elapsed().as_secs_f64();
    println!("{name}: {races} in {took:.1} s, {outcomes:?}");
    outcomes
}
