//! Old notifications are forgotten, and what happened long ago is not told as news.

use std::sync::Arc;
use std::time::Duration;

use baedal_messaging::Received;
use baedal_runtime::Clock;
use baedal_testkit::FakeClock;

use crate::support::{new_id, quiet};
use crate::telling::{a_delivery, placed};

#[tokio::test]
async fn what_is_forgotten_is_not_told_again() {
    let quiet = quiet().await;
    let clock = FakeClock::default();
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
