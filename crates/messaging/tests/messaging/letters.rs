//! What both kinds of records keep of dead letters, and for how long.

use std::time::Duration;

use baedal_messaging::{
    PostgresRecords, Records,
    dead_letters::{Asked, DeadLetters, Filter},
    records::{Failure, Parked, Parking, Redriven},
    sqlite::SqliteRecords,
};
use uuid::Uuid;

use crate::{
    sqlite::event,
    world::{database, id},
};

const NOW: Duration = Duration::ZERO;

#[tokio::test]
async fn postgres_keeps_letters() {
    let database = database("letters").await;
    a_letters_life(PostgresRecords::new(database.pool.clone())).await;
}

#[tokio::test]
async fn sqlite_keeps_letters() {
    a_letters_life(SqliteRecords::new(crate::sqlite::database().await)).await;
}

async fn park(records: &impl Records, failure: Failure, money: bool) -> Uuid {
    let event = event(id(), 1);
    let parking = Parking {
        attempts: 12,
        reason: "it failed",
        failure,
        money,
    };
    records.park("c", &event, parking).await.unwrap();
    event.event_id
}

async fn a_letters_life(records: impl Records + DeadLetters) {
    let first = park(&records, Failure::NotYet, true).await;
    for _ in 0..3 {
        park(&records, Failure::NotYet, false).await;
    }
    park(&records, Failure::Poison, true).await;
    park(&records, Failure::Failing, false).await;
    let counted = Parked { money: 2, other: 4 };
    assert_eq!(records.parked("c").await.unwrap(), counted);
    assert_eq!(records.parked("d").await.unwrap(), Parked::default());

    // Only what time may mend, when it has rested, and no more than are wanted at once.
    let rested = Duration::from_hours(1);
    assert_eq!(records.make_due("c", rested, 2, 10).await.unwrap(), 0);
    assert_eq!(records.make_due("d", NOW, 2, 10).await.unwrap(), 0);
    assert_eq!(records.make_due("c", NOW, 2, 3).await.unwrap(), 3);
    assert_eq!(records.make_due("c", NOW, 2, 3).await.unwrap(), 0);
    assert_eq!(records.make_due("c", NOW, 2, 10).await.unwrap(), 1);

    // The first is worked, and the others fail again: once more, and then never by themselves.
    let mut worked = None;
    for round in 0..2 {
        while let Some(due) = records.take_due("c", rested).await.unwrap() {
            let failed = Redriven::Failed {
                reason: "again",
                failure: Failure::NotYet,
            };
            let outcome = if due.event.event_id == first {
                worked = Some(due.id);
                Redriven::Handled
            } else {
                failed
            };
            records.settle(due.id, outcome).await.unwrap();
        }
        let again = records.make_due("c", NOW, 2, 10).await.unwrap();
        assert_eq!(again, [3, 0][round]);
    }
    let left = Parked { money: 1, other: 4 };
    assert_eq!(records.parked("c").await.unwrap(), left);

    // What was worked is forgotten by age, with the requests that asked for it; what was not stays.
    let worked = worked.unwrap();
    let request = id();
    let asked = records.ask(worked, request).await.unwrap();
    assert_eq!(asked, Asked::Noted);
    assert_eq!(records.prune_worked("c", rested, 10).await.unwrap(), 0);
    assert_eq!(records.prune_worked("d", rested, 10).await.unwrap(), 0);
    assert!(records.get(worked).await.unwrap().is_some());
    assert_eq!(records.prune_worked("c", NOW, 10).await.unwrap(), 1);
    let all = Filter {
        include_redriven: true,
        ..Filter::default()
    };
    assert_eq!(records.list(all, None, 10).await.unwrap().len(), 5);
    assert_eq!(
        records.ask(worked, request).await.unwrap(),
        Asked::Missing,
        "nothing is known of it"
    );
}
