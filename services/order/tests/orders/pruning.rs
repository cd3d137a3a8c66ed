//! What ended long ago is forgotten; what did not end, or not long ago, is not.

use std::time::Duration;

use baedal_testkit::{every_table_is_bounded, postgres_tables, wait_until};

use crate::{
    fake_payment::APPROVE,
    fixture::{Fixture, PATIENCE},
};

#[tokio::test]
async fn old_checkouts_go_and_what_is_young_or_unsettled_stays() {
    let fixture = Fixture::with(|config| {
        config.checkout.prune_interval = Duration::from_millis(100);
        config.database.statement_timeout = Duration::from_secs(2);
    })
    .await;
    let (customer, request) = (fixture.customer(), fixture.basket(APPROVE));
    let placed = customer.place(request.clone()).await.expect("placed");

    // More than one statement forgets: of January 2022, with ids of that time.
    fixture
        .sql(
            "INSERT INTO checkouts (order_id, customer_id, request_id, request_hash, status, purchase, lease_until, created_at)
             SELECT ('017e1000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, 'somebody', gen_random_uuid(), '',
                    (ARRAY['DONE', 'DECLINED', 'OPEN', 'VOIDING'])[1 + CASE WHEN n <= 1200 THEN n % 2 ELSE 2 + n % 2 END],
                    '{}', 'infinity', '2022-01-01'
             FROM generate_series(1, 1202) AS n",
        )
        .await;

    wait_until(PATIENCE, async || {
        let left = fixture.count("SELECT count(*) FROM checkouts").await;
        (left == 3).then_some(())
    })
    .await;
    let unsettled = fixture
        .count("SELECT count(*) FROM checkouts WHERE status IN ('OPEN', 'VOIDING')")
        .await;
    assert_eq!(unsettled, 2, "whoever waits for these still can");
    let again = customer.place(request).await.expect("still remembered");
    assert_eq!(again.order_id, placed.order_id);
}

#[tokio::test]
async fn every_table_has_a_bound() {
    let fixture = Fixture::start().await;
    every_table_is_bounded("order", postgres_tables(&fixture.database.pool).await);
}
