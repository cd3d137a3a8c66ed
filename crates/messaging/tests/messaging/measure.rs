//! Figures, not assertions: `cargo test -p baedal-messaging --test messaging measure -- --ignored --nocapture`.

use std::time::{Duration, Instant};

use baedal_dev::nats::Sync;
use baedal_testkit::Nats;

use crate::world::{Listener, Producer, broker, id, relay_config, tuning};

const EVENTS: i32 = 20_000;

#[tokio::test(flavor = "multi_thread")]
#[ignore = "a measurement"]
async fn events_per_second() {
    for sync in [Sync::Always, Sync::Every(Duration::from_secs(1))] {
        println!("sync {sync:?}");
        measure(Nats::start_with(sync).await).await;
    }
}

async fn measure(nats: Nats) {
    let (producer, listener) = (
        Producer::new("order").await,
        Listener::new("measured").await,
    );
    let broker = broker(&nats).await;
    for _ in 0..EVENTS / 10 {
        producer.write(id(), 1..=10).await;
    }

    let began = Instant::now();
    let _relay = producer.relay(&broker, relay_config());
    producer.all_published().await;
    report("relayed", began);

    let began = Instant::now();
    let _consumer = listener.consume_with(&broker, tuning(), |_| Ok(()));
    listener.effects_of(usize::try_from(EVENTS).unwrap()).await;
    report("consumed", began);

    let mut samples = Vec::new();
    for n in 1..=200 {
        let began = Instant::now();
        producer.write(id(), [1]).await;
        let seen = i64::from(EVENTS) + n;
        while sqlx::query_scalar::<_, i64>("SELECT count(*) FROM inbox")
            .fetch_one(&listener.pool)
            .await
            .unwrap()
            < seen
        {}
        samples.push(began.elapsed());
    }
    samples.sort();
    println!(
        "commit to effect: p50 {:?}, p99 {:?}",
        samples[100], samples[198]
    );
}

fn report(what: &str, began: Instant) {
    let took = began.elapsed();
    let rate = f64::from(EVENTS) / took.as_secs_f64();
    println!("{what}: {EVENTS} events in {took:?}, {rate:.0}/s");
}
