//! The inbox and the dead letters in SQLite.

use std::time::Duration;

use baedal_messaging::{
    Received, Records, migrations,
    records::{Failure, Handled, Parking},
    sqlite,
};
use baedal_runtime::{Clock, SystemClock};
use sqlx::{Connection, SqliteConnection, SqlitePool, sqlite::SqlitePoolOptions};
use uuid::Uuid;

use crate::world::id;

pub(crate) async fn database() -> SqlitePool {
    let pool = SqlitePoolOptions::new()
        .max_connections(1)
        .connect("sqlite::memory:")
        .await
        .unwrap();
    migrations::SQLITE.run(&pool).await.unwrap();
    pool
}

pub(crate) fn event(event: Uuid, sequence: u64) -> Received {
    let new = baedal_messaging::NewEvent {
        id: event,
        aggregate: "order",
        fact: "placed",
        event_type: "baedal.events.v1.OrderPlaced".to_owned(),
        aggregate_id: event,
        version: 1,
        key: event,
        payload: vec![1],
        occurred_at: SystemClock.now(),
        traceparent: None,
    };
    Received::from_new(new, sequence)
}

async fn claim(connection: &mut SqliteConnection, events: &[Received]) -> Vec<Uuid> {
    let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await.unwrap();
    let fresh = sqlite::claim(&mut transaction, "c", events).await.unwrap();
    let fresh = fresh.iter().map(|event| event.event_id).collect();
    transaction.commit().await.unwrap();
    fresh
}

#[tokio::test]
async fn an_event_is_fresh_once_and_its_newest_place_is_remembered() {
    let pool = database().await;
    let mut connection = pool.acquire().await.unwrap();
    let (first, second) = (id(), id());

    let fresh = claim(&mut connection, &[event(first, 1), event(first, 2)]).await;
    assert_eq!(fresh, [first]);
    let fresh = claim(&mut connection, &[event(first, 7), event(second, 8)]).await;
    assert_eq!(fresh, [second]);
    drop(connection);

    let records = sqlite::SqliteRecords::new(pool);
    let newest = records
        .newest("c", SystemClock.now() - Duration::from_mins(1), 10)
        .await
        .unwrap();
    let expected = [
        Handled {
            event_id: second,
            stream_sequence: 8,
        },
        Handled {
            event_id: first,
            stream_sequence: 7,
        },
    ];
    assert_eq!(newest, expected);
    assert!(
        records
            .newest("c", SystemClock.now() + Duration::from_mins(1), 10)
            .await
            .unwrap()
            .is_empty()
    );
    assert_eq!(
        records
            .prune("c", Duration::from_hours(1), 10)
            .await
            .unwrap(),
        0
    );
}

#[tokio::test]
async fn an_event_is_parked_once_with_its_latest_reason() {
    let pool = database().await;
    let records = sqlite::SqliteRecords::new(pool.clone());
    let event = event(id(), 1);

    for (attempts, reason) in [(1, "first"), (2, "second")] {
        let parking = Parking {
            attempts,
            reason,
            failure: Failure::Failing,
            money: false,
        };
        records.park("c", &event, parking).await.unwrap();
    }

    let parked: Vec<(Uuid, i64, String)> =
        sqlx::query_as("SELECT event_id, attempts, reason FROM dead_letters")
            .fetch_all(&pool)
            .await
            .unwrap();
    assert_eq!(parked, [(event.event_id, 2, "second".to_owned())]);
}
