//! Two releases of a service share a durable while one takes the other's place.

use async_nats::jetstream::consumer::pull;
use baedal_messaging::{
    Broker, Consumer, ConsumerConfig, HandleError, Handler, PostgresRecords, Received, inbox,
};
use baedal_testkit::{Nats, wait_until};
use sqlx::PgPool;

use crate::world::{LONG, Listener, Producer, Running, broker, id, relay_config, tuning};

const WIDE: [&str; 2] = ["baedal.events.order.>", "baedal.events.ticket.>"];

/// Knows the aggregates it names, as a release does.
struct Release {
    pool: PgPool,
    durable: &'static str,
    knows: &'static [&'static str],
}

impl Handler for Release {
    async fn handle(&self, events: &[Received]) -> Result<(), HandleError> {
        let known = |event: &Received| self.knows.iter().any(|it| event.subject.contains(it));
        if !events.iter().all(known) {
            return Err(HandleError::poison("an event this release does not know"));
        }
        let mut transaction = self.pool.begin().await?;
        for event in inbox::claim(&mut transaction, self.durable, events).await? {
            sqlx::query("INSERT INTO effects (event_id, key, version) VALUES ($1, $2, $3)")
                .bind(event.event_id)
                .bind(event.key)
                .bind(event.version)
                .execute(&mut *transaction)
                .await?;
        }
        transaction.commit().await?;
        Ok(())
    }
}

fn release(
    listener: &Listener,
    broker: &Broker,
    filters: &[&str],
    knows: &'static [&'static str],
) -> Running {
    let handler = Release {
        pool: listener.pool.clone(),
        durable: listener.durable,
        knows,
    };
    let config = ConsumerConfig::new(listener.durable, filters).tuned(tuning());
    let records = PostgresRecords::new(listener.pool.clone());
    let consumer = Consumer::new(broker.clone(), config, handler, records);
    Running::start(|stop| consumer.run(stop))
}

async fn filters(broker: &Broker, durable: &str) -> Option<Vec<String>> {
    let durable = broker
        .jetstream()
        .get_consumer_from_stream::<pull::Config, _, _>(durable, "BAEDAL_EVENTS")
        .await
        .ok()?;
    let config = &durable.cached_info().config;
    let mut filters = config.filter_subjects.clone();
    filters.extend(Some(config.filter_subject.clone()).filter(|it| !it.is_empty()));
    filters.sort();
    Some(filters)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_old_release_takes_nothing_from_what_a_new_one_hears() {
    let nats = Nats::start().await;
    let listener = Listener::new("widened").await;
    let broker = broker(&nats).await;
    let new = release(
        &listener,
        &broker,
        &["order.>", "ticket.>"],
        &["order", "ticket"],
    );
    wait_until(LONG, async || {
        (filters(&broker, "widened").await? == WIDE).then_some(())
    })
    .await;

    new.stop().await;
    let orders = Producer::new("order").await;
    let _relay = orders.relay(&broker, relay_config());
    let _old = release(&listener, &broker, &["order.>"], &["order"]);
    orders.write(id(), [1]).await;
    listener.effects_of(1).await;

    assert_eq!(filters(&broker, "widened").await.unwrap(), WIDE);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_old_release_leaves_to_the_new_one_what_it_does_not_know() {
    let nats = Nats::start().await;
    let (orders, tickets) = (Producer::new("order").await, Producer::new("ticket").await);
    let listener = Listener::new("mixed").await;
    let broker = broker(&nats).await;
    let _relays = (
        orders.relay(&broker, relay_config()),
        tickets.relay(&broker, relay_config()),
    );
    let old = release(
        &listener,
        &broker,
        &["order.placed.*", "order.changed.*"],
        &["order"],
    );
    orders.write(id(), 1..=10).await;
    listener.effects_of(10).await;
    let _new = release(
        &listener,
        &broker,
        &["order.>", "ticket.>"],
        &["order", "ticket"],
    );
    wait_until(LONG, async || {
        (filters(&broker, "mixed").await? == WIDE).then_some(())
    })
    .await;

    for _ in 0..20 {
        tickets.write(id(), 1..=3).await;
    }

    listener.effects_of(70).await;
    assert!(listener.dead_letters().await.is_empty());
    old.stop().await;
}
