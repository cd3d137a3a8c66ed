//! What items sold and riders carried.

use baedal_proto::dashboard::v1 as dashboard;
use baedal_proto::delivery::v1::DeliveryStatus;
use tonic::Code;

use crate::support::{LATTE, Order, Service, event, new_id, refusal, store_changed, won};

#[tokio::test]
async fn figures_count_each_order_once() {
    let service = Service::start().await;
    let store = new_id();
    let (first, second) = (Order::new("minji", store), Order::new("jun", store));
    service.hear(&[store_changed(store, 1, "sora")]).await;
    service
        .hear(&[first.cooked(4), first.placed(), first.cooked(4)])
        .await;
    service
        .hear(&[
            second.placed(),
            second.claimed(2, "hana"),
            first.claimed(2, "hana"),
        ])
        .await;
    service
        .hear(&[first.completed(4, "hana"), first.completed(4, "hana")])
        .await;
    service.hear(&[second.cooked(4)]).await;

    let request = dashboard::ListItemSalesRequest {
        store_id: store.to_string(),
        ..Default::default()
    };
    let mut client = service.client.clone();
    let sales = client
        .list_item_sales(service.by("sora", "store_owner", request.clone()))
        .await;
    let sales = sales.expect("the sales").into_inner().item_sales;
    assert_eq!(sales.len(), 1);
    assert_eq!(
        (sales[0].item_id.as_str(), sales[0].quantity),
        (&*LATTE.to_string(), 4)
    );
    assert_eq!(sales[0].revenue, Some(won(20_000)));
    let others = client
        .list_item_sales(service.by("bora", "store_owner", request.clone()))
        .await;
    assert_eq!(
        refusal(others),
        (Code::NotFound, "STORE_NOT_FOUND".to_owned())
    );
    let operator = client
        .list_item_sales(service.by("root", "operator", request))
        .await;
    assert!(operator.is_ok());

    let request = dashboard::ListRiderStatsRequest::default();
    let stats = client
        .list_rider_stats(service.by("hana", "rider", request.clone()))
        .await;
    let stats = stats.expect("the stats").into_inner().rider_stats;
    let stats: Vec<_> = stats
        .iter()
        .map(|it| (&*it.rider_id, it.active, it.completed))
        .collect();
    assert_eq!(stats, [("hana", 1, 1)]);
    let others = client
        .list_rider_stats(service.by("duri", "rider", request))
        .await;
    assert!(
        others
            .expect("the stats")
            .into_inner()
            .rider_stats
            .is_empty()
    );
}

#[tokio::test]
async fn a_rider_who_gives_a_delivery_back_has_it_no_more() {
    let service = Service::start().await;
    let order = Order::new("minji", new_id());
    service
        .hear(&[order.placed(), order.claimed(2, "hana")])
        .await;
    let stats = async |rider| {
        let request = service.by(rider, "rider", dashboard::ListRiderStatsRequest::default());
        let stats = service.client.clone().list_rider_stats(request).await;
        let stats = stats.expect("the stats").into_inner().rider_stats;
        stats.first().map(|it| (it.active, it.completed))
    };
    assert_eq!(stats("hana").await, Some((1, 0)));

    service.hear(&[order.released(3, "hana")]).await;
    let view = service
        .view("minji", "customer", order.id)
        .await
        .expect("the view");
    assert_eq!(view.delivery_status(), DeliveryStatus::Available);
    assert_eq!(
        (view.rider_id.as_str(), view.delivery_id),
        ("", order.delivery.to_string())
    );
    assert_eq!(stats("hana").await, Some((0, 0)));
    assert_eq!(
        refusal(service.view("hana", "rider", order.id).await).0,
        Code::NotFound
    );

    service
        .hear(&[order.claimed(4, "duri"), order.claimed(2, "hana")])
        .await;
    assert_eq!(
        (stats("hana").await, stats("duri").await),
        (Some((0, 0)), Some((1, 0)))
    );
}

#[tokio::test]
async fn a_sum_that_is_full_keeps_no_fact_from_being_shown() {
    let service = Service::start().await;
    let store = new_id();
    service.hear(&[store_changed(store, 1, "sora")]).await;
    let orders = [Order::new("minji", store), Order::new("jun", store)];
    for order in orders {
        let mut placed = order.order_placed();
        placed.lines[0].unit_price = Some(won(i64::MAX));
        let placed = event("order", "placed", order.id, 1, &placed);
        service.hear(&[placed, order.cooked(4)]).await;
    }

    let request = dashboard::ListItemSalesRequest {
        store_id: store.to_string(),
        ..Default::default()
    };
    let mut client = service.client.clone();
    let sales = client
        .list_item_sales(service.by("sora", "store_owner", request))
        .await;
    let sales = sales.expect("the sales").into_inner().item_sales;
    assert_eq!(sales[0].quantity, 4);
    assert_eq!(sales[0].revenue, Some(won(i64::MAX)));
}
