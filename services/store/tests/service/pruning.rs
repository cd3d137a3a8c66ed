//! What was asked long ago is forgotten; what was asked lately is known.

use std::time::Duration;

use baedal_runtime::{Clock, SystemClock};
use baedal_testkit::{every_table_is_bounded, postgres_tables};

use crate::support::{Service, new_store};

const KEEP: Duration = Duration::from_hours(90 * 24);

#[tokio::test(flavor = "multi_thread")]
async fn old_requests_are_forgotten_and_young_ones_are_not() {
    let service = Service::start().await;
    let (young, old) = (new_store(), new_store());
    let create = async |request: &baedal_proto::store::v1::CreateStoreRequest| {
        let request = service.by("minji", request.clone());
        let made = service.catalog.clone().create_store(request).await;
        made.expect("a store").into_inner().store.expect("a store")
    };
    let (first, forgotten) = (create(&young).await, create(&old).await);
    let pool = &service.database.pool;
    // More than one statement forgets.
    sqlx::query(
        "INSERT INTO requests SELECT 'somebody', gen_random_uuid(), '', gen_random_uuid(), $1
           FROM generate_series(1, 1200)",
    )
    .bind(SystemClock.now() - KEEP * 2)
    .execute(pool)
    .await
    .expect("old ones");
    sqlx::query("UPDATE requests SET created_at = $1 WHERE request_id = $2::uuid")
        .bind(SystemClock.now() - KEEP - Duration::from_secs(1))
        .bind(&old.request_id)
        .execute(pool)
        .await
        .expect("an old one");

    assert_eq!(service.app().prune(KEEP).await.expect("pruned"), 1_201);

    assert_eq!(create(&young).await.store_id, first.store_id);
    assert_ne!(create(&old).await.store_id, forgotten.store_id);
    assert_eq!(service.app().prune(KEEP).await.expect("pruned"), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_table_has_a_bound() {
    let service = Service::start().await;
    every_table_is_bounded("store", postgres_tables(&service.database.pool).await);
}
