//! Several processes, one relay.

use std::time::Duration;

use baedal_messaging::{RelayConfig, Wake};
use baedal_testkit::{Nats, wait_until};
use uuid::Uuid;

use crate::world::{LONG, Producer, broker, id, relay_config};

async fn leader(producer: &Producer) -> Option<(Uuid, i64)> {
    sqlx::query_as("SELECT holder, generation FROM relay_lease WHERE holder IS NOT NULL AND expires_at > now()")
        .fetch_optional(&producer.pool)
        .await
        .unwrap()
}

async fn led(producer: &Producer) -> (Uuid, i64) {
    wait_until(LONG, async || leader(producer).await).await
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_relays_one_leads_and_the_other_takes_over() {
    let nats = Nats::start().await;
    let producer = Producer::new("order").await;
    let other = Producer {
        wake: Wake::new(),
        ..producer.clone()
    };
    // Nobody polls: what arrives was nudged.
    let config = RelayConfig {
        poll: Duration::from_hours(1),
        ..relay_config()
    };
    let first = producer.relay(&broker(&nats).await, config.clone());
    let (holder, generation) = led(&producer).await;
    let second = other.relay(&broker(&nats).await, config.clone());

    // Both processes write.
    for version in 1..=5 {
        producer.write(id(), [version]).await;
        other.write(id(), [version]).await;
        producer.all_published().await;
    }
    assert_eq!(leader(&producer).await, Some((holder, generation)));

    // The leader stops: the other one leads at once, long before the lease would have run out.
    first.stop().await;
    let (next, later) = led(&producer).await;
    assert!(next != holder && later == generation + 1);
    other.write(id(), [6]).await;
    producer.all_published().await;

    // The leader dies: a third one leads after the lease.
    let third = producer.relay(&broker(&nats).await, config);
    second.abort().await;
    producer.write(id(), [7]).await;
    producer.all_published().await;
    let (last, latest) = led(&producer).await;
    assert!(last != next && latest == later + 1);
    third.stop().await;
    assert_eq!(leader(&producer).await, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_leader_that_lost_its_lease_marks_nothing() {
    let nats = Nats::start().await;
    let producer = Producer::new("order").await;
    let relay = producer.relay(&broker(&nats).await, relay_config());
    let (holder, _) = led(&producer).await;

    // Another process took over while this one was not looking.
    sqlx::query("UPDATE relay_lease SET holder = gen_random_uuid(), generation = generation + 1, expires_at = now() + interval '1 hour'")
        .execute(&producer.pool)
        .await
        .unwrap();
    producer.write(id(), 1..=3).await;

    wait_until(LONG, async || {
        let now = leader(&producer).await.unwrap().0;
        assert_ne!(now, holder);
        (producer.unpublished().await == 3).then_some(())
    })
    .await;
    relay.stop().await;
    assert_eq!(producer.unpublished().await, 3);
}
