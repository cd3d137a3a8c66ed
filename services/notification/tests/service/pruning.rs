//! Old notifications are forgotten, and what happened long ago is not told as news.

use std::sync::Arc;
use std::time::Duration;

use baedal_messaging::Received;
use baedal_runtime::{Clock, SystemClock};
use baedal_testkit::{FakeClock, every_table_is_bounded};

use crate::support::{Service, new_id, quiet};
use crate::telling::{a_delivery, placed};

#[tokio::test]
async fn what_is_forgotten_is_not_told_again() {
    let quiet = quiet().await;
    let clock = FakeClock::default();
    clock.set(SystemClock.now());
    let app = quiet.app_with(Arc::new(clock.clone()), &["log", "other"]);
    // Quiet keeps a day. More than two batches of the past, and something of today.
    let at = |mut events: Vec<Received>| {
        for event in &mut events {
            event.occurred_at = clock.now();
        }
        events
    };
    let old = at((0..1_100).map(|_| placed("minji", new_id())).collect());
    quiet.hear(&app, &old).await;
    clock.advance(Duration::from_hours(20));
    let young = at(a_delivery("minji", new_id()));
    quiet.hear(&app, &young).await;
    assert_eq!(app.prune().await.expect("the file answers"), 0);

    clock.advance(Duration::from_hours(5));
    assert_eq!(app.prune().await.expect("the file answers"), 1_100);
    assert_eq!(quiet.count("sendings").await, 2 * 8);
    quiet.forget().await;
    quiet.hear(&app, &old).await;
    quiet.hear(&app, &young).await;

    let left = quiet.told(&app, "minji").await;
    assert_eq!(left.len(), 8);
    assert_eq!(quiet.count("sendings").await, 2 * 8);
}

/// The events, as if they had happened that long ago.
fn aged(mut events: Vec<Received>, age: Duration) -> Vec<Received> {
    for event in &mut events {
        event.occurred_at = SystemClock.now() - age;
    }
    events
}

#[tokio::test]
async fn what_is_no_news_any_more_is_written_down_and_not_sent() {
    let quiet = quiet().await;
    // Quiet tells within 12 hours, and its file is as old as it needs to be.
    quiet.exists_since(Duration::from_hours(100)).await;
    let app = quiet.app();
    let late = aged(a_delivery("minji", new_id()), Duration::from_hours(13));
    let in_time = aged(a_delivery("minji", new_id()), Duration::from_hours(11));
    quiet.hear(&app, &late).await;
    quiet.hear(&app, &in_time).await;
    assert_eq!(quiet.count("notifications").await, 16);
    assert_eq!(quiet.count("sendings").await, 8);
    let told = quiet.told(&app, "minji").await;
    assert!(told[8..].iter().all(|(_, sendings)| sendings.is_empty()));
}

#[tokio::test]
async fn a_file_that_begins_anew_does_not_tell_what_the_lost_one_may_have_told() {
    let before = aged(a_delivery("minji", new_id()), Duration::from_mins(1));
    let quiet = quiet().await;
    let app = quiet.app();
    quiet.hear(&app, &before).await;
    assert_eq!(quiet.count("notifications").await, 8);
    assert_eq!(quiet.count("sendings").await, 0);
    quiet.hear(&app, &a_delivery("minji", new_id())).await;
    assert_eq!(quiet.count("sendings").await, 8);
}

#[tokio::test]
async fn every_table_has_a_bound() {
    let service = Service::start().await;
    let tables = sqlx::query_scalar(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
    )
    .fetch_all(&service.file)
    .await;
    let tables: Vec<String> = tables.expect("the file answers");
    every_table_is_bounded("notification", tables);
}
