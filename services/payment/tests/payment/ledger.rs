//! The ledger only grows.

use baedal_testkit::{every_table_is_bounded, postgres_tables};

use crate::world::{World, new_order, pay};

#[tokio::test]
async fn nobody_changes_or_removes_an_entry() {
    let world = World::new().await;
    let order = new_order();
    world
        .payments
        .authorize(pay(order, "card_approve"))
        .await
        .expect("approved");

    for change in [
        "UPDATE ledger SET amount_minor = 1",
        "DELETE FROM ledger",
        "TRUNCATE ledger",
        "TRUNCATE payments CASCADE",
    ] {
        let refused = sqlx::query(change).execute(&world.database.pool).await;
        let error = refused.expect_err("the ledger is append-only");
        assert!(
            error.to_string().contains("append-only"),
            "{change}: {error}"
        );
    }
    assert_eq!(world.ledger(order).await.1, 18_000);
}

#[tokio::test]
async fn an_entry_of_a_kind_is_written_once() {
    let world = World::new().await;
    let order = new_order();
    world
        .payments
        .authorize(pay(order, "card_approve"))
        .await
        .expect("approved");

    let second = sqlx::query(
        "INSERT INTO ledger (order_id, kind, amount_minor, currency, recorded_at)
         VALUES ($1, 'APPROVAL', 18000, 'KRW', now())",
    )
    .bind(order.uuid())
    .execute(&world.database.pool)
    .await;

    assert!(second.is_err());
}

#[tokio::test]
async fn every_table_has_a_bound() {
    let world = World::new().await;
    every_table_is_bounded("payment", postgres_tables(&world.database.pool).await);
}
