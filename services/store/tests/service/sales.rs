//! What a store has sold is counted as it is cooked, and never keeps it from being cooked.

use crate::support::{CAKE, LATTE, Service, event, new_id, order_placed, won};
use baedal_proto::store::v1 as store;

#[tokio::test]
async fn what_is_cooked_is_sold() {
    let service = Service::start().await;
    let shop = service.open_store("sora").await;
    for _ in 0..3 {
        let order = service.placed_order(&shop.store_id).await;
        service.accept("sora", order).await.expect("accepted");
        service.start_cooking("sora", order).await.expect("cooking");
        service.finish_cooking("sora", order).await.expect("cooked");
        service
            .finish_cooking("sora", order)
            .await
            .expect("cooked before");
    }
    let only_accepted = service.placed_order(&shop.store_id).await;
    service
        .accept("sora", only_accepted)
        .await
        .expect("accepted");

    let request = store::ListItemSalesRequest {
        store_id: shop.store_id,
        ..Default::default()
    };
    let sales = service
        .tickets
        .clone()
        .list_item_sales(service.by("sora", request))
        .await;
    let sales: Vec<_> = sales
        .expect("the sales")
        .into_inner()
        .item_sales
        .into_iter()
        .map(|sales| (sales.item_id, sales.quantity, sales.revenue))
        .collect();
    assert_eq!(
        sales,
        [
            (LATTE.to_string(), 6, Some(won(30_000))),
            (CAKE.to_string(), 3, Some(won(18_000)))
        ]
    );
}

#[tokio::test]
async fn a_sum_that_is_full_keeps_no_food_from_being_cooked() {
    let service = Service::start().await;
    let shop = service.open_store("sora").await;
    // Prices had no bound once, so what is counted here may be any number: a sum at its brink, a line beyond it.
    sqlx::query(
        "INSERT INTO item_sales (store_id, item_id, name, quantity, amount_minor, currency, updated_at)
         VALUES ($1::uuid, $2, 'Latte', 1, 9223372036854775000, 'KRW', now())",
    )
    .bind(&shop.store_id)
    .bind(LATTE)
    .execute(&service.database.pool)
    .await
    .expect("a sum at its brink");
    let order = service.placed_order(&shop.store_id).await;
    let absurd = new_id();
    let mut body = order_placed(absurd, &shop.store_id);
    body.lines[1].unit_price = Some(won(i64::MAX));
    body.lines[1].quantity = 2;
    let placed = event("order", "placed", absurd, 1, &body);
    service.hear(&[placed]).await.expect("heard");

    for order in [order, absurd] {
        service.accept("sora", order).await.expect("accepted");
        service.start_cooking("sora", order).await.expect("cooking");
        service.finish_cooking("sora", order).await.expect("cooked");
    }

    let request = store::ListItemSalesRequest {
        store_id: shop.store_id,
        ..Default::default()
    };
    let sales = service
        .tickets
        .clone()
        .list_item_sales(service.by("sora", request))
        .await;
    let sales: Vec<_> = sales
        .expect("the sales")
        .into_inner()
        .item_sales
        .into_iter()
        .map(|sales| (sales.item_id, sales.revenue))
        .collect();
    assert_eq!(
        sales,
        [
            (LATTE.to_string(), Some(won(i64::MAX))),
            (CAKE.to_string(), Some(won(i64::MAX)))
        ]
    );
}
