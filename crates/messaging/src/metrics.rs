//! What the outbox and the consumers tell about themselves, over OpenTelemetry's global meter. Names follow the
//! semantic conventions for messaging where there is one.

use std::{
    collections::HashMap,
    sync::{LazyLock, Mutex, PoisonError},
    time::Duration,
};

use opentelemetry::{
    KeyValue, global,
    metrics::{Counter, Histogram},
};

use crate::records::Parked;

/// What gauges are read from. A process that does not lead knows nothing about the outbox and reports nothing.
#[derive(Default)]
struct Seen {
    outbox: Option<(i64, f64)>,
    lag: HashMap<&'static str, (u64, u64)>,
    waiting: HashMap<&'static str, (usize, Duration)>,
    dead_letters: HashMap<&'static str, Parked>,
}

struct Instruments {
    published: Counter<u64>,
    healed: Counter<u64>,
    consumed: Counter<u64>,
    outcomes: Counter<u64>,
    duration: Histogram<f64>,
}

static SEEN: LazyLock<Mutex<Seen>> = LazyLock::new(Mutex::default);

static INSTRUMENTS: LazyLock<Instruments> = LazyLock::new(|| {
    let meter = global::meter("baedal-messaging");
    meter
        .i64_observable_gauge("baedal.outbox.depth")
        .with_description("Events in the outbox that are not published; counted up to 100,000")
        .with_unit("{event}")
        .with_callback(|gauge| {
            if let Some((depth, _)) = seen(|seen| seen.outbox) {
                gauge.observe(depth, &[]);
            }
        })
        .build();
    meter
        .f64_observable_gauge("baedal.outbox.oldest_age")
        .with_description("Age of the oldest event in the outbox that is not published")
        .with_unit("s")
        .with_callback(|gauge| {
            if let Some((_, age)) = seen(|seen| seen.outbox) {
                gauge.observe(age, &[]);
            }
        })
        .build();
    meter
        .u64_observable_gauge("baedal.consumer.lag")
        .with_description("Events that the durable has not delivered yet")
        .with_unit("{event}")
        .with_callback(|gauge| {
            for (consumer, (pending, _)) in seen(|seen| seen.lag.clone()) {
                gauge.observe(pending, &[subscription(consumer)]);
            }
        })
        .build();
    meter
        .u64_observable_gauge("baedal.consumer.unacknowledged")
        .with_description(
            "Events delivered and not yet acknowledged, those waiting for another try included",
        )
        .with_unit("{event}")
        .with_callback(|gauge| {
            for (consumer, (_, unacknowledged)) in seen(|seen| seen.lag.clone()) {
                gauge.observe(unacknowledged, &[subscription(consumer)]);
            }
        })
        .build();
    meter
        .u64_observable_gauge("baedal.consumer.waiting")
        .with_description("Events that have failed in this process and wait for another try")
        .with_unit("{event}")
        .with_callback(|gauge| {
            for (consumer, (events, _)) in seen(|seen| seen.waiting.clone()) {
                gauge.observe(events as u64, &[subscription(consumer)]);
            }
        })
        .build();
    meter
        .f64_observable_gauge("baedal.consumer.longest_wait")
        .with_description(
            "Time since the first failure in this process of the event that has waited longest",
        )
        .with_unit("s")
        .with_callback(|gauge| {
            for (consumer, (_, oldest)) in seen(|seen| seen.waiting.clone()) {
                gauge.observe(oldest.as_secs_f64(), &[subscription(consumer)]);
            }
        })
        .build();
    meter
        .u64_observable_gauge("baedal.consumer.dead_letters")
        .with_description(
            "Events parked and not worked since, over all processes; counted up to 10,000. Somebody's money waits for those with money",
        )
        .with_unit("{event}")
        .with_callback(|gauge| {
            for (consumer, parked) in seen(|seen| seen.dead_letters.clone()) {
                let consumer = subscription(consumer);
                gauge.observe(parked.money, &[consumer.clone(), KeyValue::new("money", true)]);
                gauge.observe(parked.other, &[consumer, KeyValue::new("money", false)]);
            }
        })
        .build();
    Instruments {
        published: meter
            .u64_counter("messaging.client.sent.messages")
            .with_description("Events published and acknowledged")
            .with_unit("{message}")
            .build(),
        healed: meter
            .u64_counter("baedal.outbox.healed")
            .with_description("Events that the stream had lost and that are published again")
            .with_unit("{event}")
            .build(),
        consumed: meter
            .u64_counter("messaging.client.consumed.messages")
            .with_description("Events delivered to this process")
            .with_unit("{message}")
            .build(),
        outcomes: meter
            .u64_counter("baedal.consumer.outcomes")
            .with_description(
                "What became of delivered events: handled, retried, parked, or handled after that (redriven); the last two say \
                 whether somebody's money waited",
            )
            .with_unit("{event}")
            .build(),
        duration: meter
            .f64_histogram("messaging.process.duration")
            .with_description(
                "Duration of a batch, from its first event's arrival to its last acknowledgement",
            )
            .with_unit("s")
            .build(),
    }
});

fn seen<T>(look: impl FnOnce(&mut Seen) -> T) -> T {
    look(&mut SEEN.lock().unwrap_or_else(PoisonError::into_inner))
}

fn subscription(consumer: &'static str) -> KeyValue {
    KeyValue::new("messaging.destination.subscription.name", consumer)
}

fn system() -> KeyValue {
    KeyValue::new("messaging.system", "nats")
}

pub(crate) fn outbox(depth: i64, oldest_age: f64) {
    LazyLock::force(&INSTRUMENTS);
    seen(|seen| seen.outbox = Some((depth, oldest_age)));
}

pub(crate) fn outbox_unknown() {
    seen(|seen| seen.outbox = None);
}

pub(crate) fn published(events: usize) {
    INSTRUMENTS.published.add(events as u64, &[system()]);
}

pub(crate) fn healed(events: u64) {
    INSTRUMENTS.healed.add(events, &[]);
}

pub(crate) fn lag(consumer: &'static str, pending: u64, unacknowledged: u64) {
    LazyLock::force(&INSTRUMENTS);
    seen(|seen| seen.lag.insert(consumer, (pending, unacknowledged)));
}

/// Events that wait for another try, and for how long the oldest has.
pub(crate) fn waiting(consumer: &'static str, events: usize, oldest: Duration) {
    LazyLock::force(&INSTRUMENTS);
    seen(|seen| seen.waiting.insert(consumer, (events, oldest)));
}

pub(crate) fn dead_letters(consumer: &'static str, parked: Parked) {
    LazyLock::force(&INSTRUMENTS);
    seen(|seen| seen.dead_letters.insert(consumer, parked));
}

/// What became of an event.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Outcome {
    Handled,
    Retried,
    Parked { money: bool },
    Redriven { money: bool },
}

pub(crate) fn outcome(consumer: &'static str, outcome: Outcome, events: usize) {
    let (outcome, money) = match outcome {
        Outcome::Handled => ("handled", None),
        Outcome::Retried => ("retried", None),
        Outcome::Parked { money } => ("parked", Some(money)),
        Outcome::Redriven { money } => ("redriven", Some(money)),
    };
    let mut labels = vec![subscription(consumer), KeyValue::new("outcome", outcome)];
    labels.extend(money.map(|money| KeyValue::new("money", money)));
    INSTRUMENTS.outcomes.add(events as u64, &labels);
}

pub(crate) fn batch(consumer: &'static str, events: usize, took: Duration) {
    let labels = [system(), subscription(consumer)];
    INSTRUMENTS.consumed.add(events as u64, &labels);
    INSTRUMENTS.duration.record(took.as_secs_f64(), &labels);
}
