//! Lanes of one batch have a connection each, at the same time.

use std::{sync::Arc, time::Duration};

use baedal_messaging::{
    Consumer, ConsumerConfig, ConsumerTuning, HandleError, Handler, PostgresRecords, Received,
};
use baedal_runtime::database::Pool;
use baedal_testkit::{Nats, wait_until};
use tokio::sync::Barrier;
use uuid::Uuid;

use crate::world::{LONG, Listener, Producer, Running, broker, id, relay_config, tuning};

/// Holds a connection until another lane holds one as well.
struct Meeting {
    pool: Pool,
    lanes: Arc<Barrier>,
}

impl Handler for Meeting {
    async fn handle(&self, _: &[Received]) -> Result<(), HandleError> {
        let _connection = self.pool.acquire().await?;
        self.lanes.wait().await;
        Ok(())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_lanes_hold_a_connection_at_the_same_time() {
    let nats = Nats::start().await;
    let (producer, listener) = (Producer::new("order").await, Listener::new("lanes").await);
    let broker = broker(&nats).await;
    let _relay = producer.relay(&broker, relay_config());
    // Keys that go to different lanes of two.
    let even = id().as_u128() & !1;
    for key in [even, even | 1] {
        producer.write(Uuid::from_u128(key), [1]).await;
    }
    producer.all_published().await;
    let handler = Meeting {
        pool: listener.pool.clone().into(),
        lanes: Arc::new(Barrier::new(2)),
    };
    let config = ConsumerConfig::new(listener.durable, &[">"]).tuned(ConsumerTuning {
        lanes: 2,
        max_attempts: 1,
        handle_timeout: Duration::from_secs(5),
        ..tuning()
    });
    let records = PostgresRecords::new(listener.pool.clone());
    let consumer = Consumer::new(broker.clone(), config, handler, records);
    let _running = Running::start(|stop| consumer.run(stop));

    wait_until(LONG, async || {
        let durable = broker
            .jetstream()
            .get_consumer_from_stream::<async_nats::jetstream::consumer::pull::Config, _, _>(
                listener.durable,
                "BAEDAL_EVENTS",
            )
            .await
            .ok()?;
        let info = durable.cached_info();
        (info.ack_floor.stream_sequence == 2).then_some(())
    })
    .await;
    assert!(listener.dead_letters().await.is_empty());
}
