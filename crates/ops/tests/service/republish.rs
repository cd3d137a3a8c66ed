//! Facts told again.

use std::time::Duration;

use baedal_messaging::republish::{Period, count, republish};
use baedal_runtime::{Clock, SystemClock};
use baedal_testkit::wait_until;
use sqlx::PgPool;

use crate::world::{LONG, World};

/// Rows that are on the stream, and their places there.
async fn published(pool: &PgPool) -> Vec<(i64, i64)> {
    sqlx::query_as(
        "SELECT seq, stream_sequence FROM outbox WHERE stream_sequence IS NOT NULL ORDER BY seq",
    )
    .fetch_all(pool)
    .await
    .unwrap()
}

async fn all_published(pool: &PgPool, rows: usize) -> Vec<(i64, i64)> {
    wait_until(LONG, async || {
        Some(published(pool).await).filter(|published| published.len() == rows)
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn facts_of_a_period_are_told_again_in_order_and_have_no_second_effect() {
    let world = World::on_postgres().await;
    let noon = SystemClock.now() - Duration::from_hours(2);
    for minute in 0..10 {
        world.tell_at(1, noon + Duration::from_mins(minute)).await;
    }
    world.effects_of(10).await;
    let before = all_published(&world.facts, 10).await;

    let period = Period {
        since: noon + Duration::from_mins(2),
        until: Some(noon + Duration::from_mins(6)),
    };
    assert_eq!(count(&world.facts, period).await.unwrap(), 4);
    assert_eq!(
        published(&world.facts).await,
        before,
        "counting changes nothing"
    );
    assert_eq!(republish(&world.facts, period).await.unwrap(), 4);

    let after = all_published(&world.facts, 10).await;
    let last = before.last().unwrap().1;
    let places: Vec<i64> = after.iter().map(|(_, place)| *place).collect();
    assert_eq!(places[2..6], [last + 1, last + 2, last + 3, last + 4]);
    assert_eq!((&after[..2], &after[6..]), (&before[..2], &before[6..]));

    // The consumer has heard the newest of them again, so all of them.
    let (_, newest) = after[5];
    wait_until(LONG, async || {
        let heard: i64 = sqlx::query_scalar("SELECT max(stream_sequence) FROM inbox")
            .fetch_one(&world.facts)
            .await
            .unwrap();
        (heard == newest).then_some(())
    })
    .await;
    assert_eq!(world.effects().await.len(), 10);
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_three_times_is_everything_once() {
    let world = World::on_postgres().await;
    let since = SystemClock.now() - Duration::from_hours(1);
    for _ in 0..50 {
        world.tell(1).await;
    }
    world.effects_of(50).await;
    let all = Period { since, until: None };
    for _ in 0..3 {
        all_published(&world.facts, 50).await;
        assert_eq!(republish(&world.facts, all).await.unwrap(), 50);
    }

    let places = all_published(&world.facts, 50).await;
    assert!(
        places.windows(2).all(|pair| pair[0].1 < pair[1].1),
        "in their order"
    );
    assert_eq!(
        places.last().unwrap().1,
        200,
        "each four times on the stream"
    );
    wait_until(LONG, async || {
        let heard: i64 = sqlx::query_scalar("SELECT max(stream_sequence) FROM inbox")
            .fetch_one(&world.facts)
            .await
            .unwrap();
        (heard == 200).then_some(())
    })
    .await;
    assert_eq!(world.effects().await.len(), 50);
}
