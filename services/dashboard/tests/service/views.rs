//! Events become rows, and everybody sees their own.

use baedal_messaging::HandleError;
use baedal_proto::dashboard::v1 as dashboard;
use baedal_proto::delivery::v1::DeliveryStatus;
use baedal_proto::events::v1 as wire;
use baedal_proto::order::v1::OrderStatus;
use baedal_proto::payment::v1::PaymentStatus;
use baedal_proto::store::v1::TicketStatus;
use tonic::Code;
use uuid::Uuid;

use crate::support::{Order, Service, bad_fields, event, new_id, refusal, store_changed, won};

#[tokio::test]
async fn a_row_shows_every_part_of_an_order() {
    let service = Service::start().await;
    let order = Order::new("minji", new_id());

    service
        .hear(&[order.approved(), order.placed(), order.ticket_created()])
        .await;
    let view = service
        .view("minji", "customer", order.id)
        .await
        .expect("the view");
    assert_eq!(view.order_status(), OrderStatus::Placed);
    assert_eq!(view.payment_status(), PaymentStatus::Approved);
    assert_eq!(view.ticket_status(), TicketStatus::New);
    assert_eq!(view.delivery_status(), DeliveryStatus::Unspecified);
    assert_eq!(
        (view.amount, view.store_name.as_str()),
        (Some(won(10_000)), "Moon Coffee")
    );
    assert!(
        view.as_of.is_some() && view.as_of == view.updated_at,
        "one order, so its newest fact"
    );

    service
        .hear(&[order.claimed(2, "hana"), order.cooked(4)])
        .await;
    let later = service
        .view("minji", "customer", order.id)
        .await
        .expect("the view");
    assert_eq!(later.ticket_status(), TicketStatus::Cooked);
    assert_eq!(later.delivery_status(), DeliveryStatus::Claimed);
    assert_eq!(later.rider_id, "hana");
    assert!(later.version > view.version);
}

#[tokio::test]
async fn events_that_come_late_or_twice_change_nothing() {
    let service = Service::start().await;
    let order = Order::new("minji", new_id());
    let (cooked, created) = (
        order.progressed(4, OrderStatus::Cooked),
        order.ticket_created(),
    );

    service.hear(&[cooked.clone(), created.clone()]).await;
    let early = service
        .view("minji", "customer", order.id)
        .await
        .expect("the view");
    assert_eq!(
        (early.order_status(), early.amount),
        (OrderStatus::Cooked, None)
    );

    service
        .hear(&[order.progressed(2, OrderStatus::Accepted), order.placed()])
        .await;
    let view = service
        .view("minji", "customer", order.id)
        .await
        .expect("the view");
    assert_eq!(
        view.order_status(),
        OrderStatus::Cooked,
        "an older fact does not take it back"
    );
    assert_eq!(
        view.amount,
        Some(won(10_000)),
        "but what only it says is filled in"
    );

    service.hear(&[cooked.clone(), cooked, created]).await;
    let same = service
        .view("minji", "customer", order.id)
        .await
        .expect("the view");
    assert_eq!(same.version, view.version);
}

#[tokio::test]
async fn a_batch_holds_many_orders_and_versions_grow_over_all_of_them() {
    let service = Service::start().await;
    let store = new_id();
    let orders: Vec<Order> = (0..50).map(|_| Order::new("minji", store)).collect();
    let events: Vec<_> = orders
        .iter()
        .flat_map(|order| [order.placed(), order.progressed(2, OrderStatus::Accepted)])
        .collect();
    let (left, right) = events.split_at(60);
    tokio::join!(service.hear(left), service.hear(right));

    let mut versions = Vec::new();
    for order in &orders {
        let view = service
            .view("minji", "customer", order.id)
            .await
            .expect("the view");
        assert_eq!(view.order_status(), OrderStatus::Accepted);
        versions.push(view.version);
    }
    versions.sort_unstable();
    versions.dedup();
    assert_eq!(versions.len(), 50, "no two rows have one version");
}

#[tokio::test]
async fn everybody_sees_their_own() {
    let service = Service::start().await;
    let (moon, sun) = (new_id(), new_id());
    let (minjis, juns) = (Order::new("minji", moon), Order::new("jun", sun));
    service
        .hear(&[
            store_changed(moon, 2, "sora"),
            store_changed(moon, 1, "nobody"),
        ])
        .await;
    service.hear(&[store_changed(sun, 1, "bora")]).await;
    service
        .hear(&[minjis.placed(), juns.placed(), minjis.claimed(2, "hana")])
        .await;

    let all = dashboard::ListOrderViewsRequest::default();
    for (subject, role, sees) in [
        ("minji", "customer", vec![minjis.id]),
        ("jun", "customer", vec![juns.id]),
        ("sora", "store_owner", vec![minjis.id]),
        ("bora", "store_owner", vec![juns.id]),
        ("nobody", "store_owner", vec![]),
        ("hana", "rider", vec![minjis.id]),
        ("minji", "rider", vec![]),
        ("root", "operator", vec![juns.id, minjis.id]),
    ] {
        assert_eq!(
            service.list(subject, role, &all).await,
            sees,
            "{subject} as {role}"
        );
        for order in [minjis, juns] {
            let view = service.view(subject, role, order.id).await;
            assert_eq!(
                view.is_ok(),
                sees.contains(&order.id),
                "{subject} as {role}"
            );
        }
    }
    assert_eq!(
        refusal(service.view("jun", "customer", minjis.id).await),
        (Code::NotFound, "ORDER_NOT_FOUND".to_owned())
    );
    let request = dashboard::GetOrderViewRequest {
        order_id: minjis.id.to_string(),
    };
    let stranger = service.client.clone().get_order_view(request).await;
    assert_eq!(refusal(stranger).0, Code::Unauthenticated);
}

#[tokio::test]
async fn lists_are_filtered_and_newest_first() {
    let service = Service::start().await;
    let (moon, sun) = (new_id(), new_id());
    let orders: Vec<Order> = (0..5).map(|_| Order::new("minji", moon)).collect();
    let elsewhere = Order::new("minji", sun);
    let mut events: Vec<_> = orders.iter().map(|order| order.placed()).collect();
    events.extend([elsewhere.placed(), orders[1].rejected(2)]);
    service.hear(&events).await;

    let newest_first: Vec<Uuid> = orders.iter().rev().map(|order| order.id).collect();
    let of_store = dashboard::ListOrderViewsRequest {
        store_id: moon.to_string(),
        ..Default::default()
    };
    assert_eq!(
        service.list("minji", "customer", &of_store).await,
        newest_first
    );
    let rejected = dashboard::ListOrderViewsRequest {
        order_status: OrderStatus::Rejected.into(),
        ..Default::default()
    };
    assert_eq!(
        service.list("minji", "customer", &rejected).await,
        [orders[1].id]
    );
    let view = service
        .view("minji", "customer", orders[1].id)
        .await
        .expect("the view");
    assert_eq!(view.reason, "sold out");
    assert!(view.closed_at.is_some());
}

#[tokio::test]
async fn a_payment_without_an_order_is_not_shown() {
    let service = Service::start().await;
    let order = Order::new("minji", new_id());
    service.hear(&[order.approved()]).await;

    for (subject, role) in [("minji", "customer"), ("root", "operator")] {
        assert_eq!(
            refusal(service.view(subject, role, order.id).await).0,
            Code::NotFound
        );
    }
    service.hear(&[order.placed()]).await;
    assert!(service.view("minji", "customer", order.id).await.is_ok());
}

#[tokio::test]
async fn it_says_how_far_it_is() {
    let service = Service::start().await;
    let mut client = service.client.clone();
    let ask = || service.by("root", "operator", dashboard::GetProjectionStatusRequest {});
    let before = client
        .get_projection_status(ask())
        .await
        .expect("the status")
        .into_inner();
    assert_eq!(before.status.expect("the status").last_applied_at, None);

    service
        .hear(&[Order::new("minji", new_id()).placed()])
        .await;
    let after = client
        .get_projection_status(ask())
        .await
        .expect("the status")
        .into_inner();
    let after = after.status.expect("the status");
    assert_eq!(after.stream_sequence, 7);
    assert!(after.as_of.is_some() && after.last_applied_at.is_some());
    let customer = service.by(
        "minji",
        "customer",
        dashboard::GetProjectionStatusRequest {},
    );
    assert_eq!(
        refusal(client.get_projection_status(customer).await).0,
        Code::PermissionDenied
    );
}

#[tokio::test]
async fn what_cannot_be_read_is_poison_and_what_is_unknown_is_passed_over() {
    let service = Service::start().await;
    let body = wire::OrderPlaced {
        order_id: "nonsense".to_owned(),
        ..Default::default()
    };
    let bad = event("order", "placed", new_id(), 1, &body);
    assert!(matches!(
        service.try_hear(&[bad]).await,
        Err(HandleError::Poison(_))
    ));
    let unknown = event(
        "menu",
        "changed",
        new_id(),
        1,
        &wire::MenuItemChanged::default(),
    );
    service.hear(&[unknown]).await;
}

#[tokio::test]
async fn every_bad_field_is_named() {
    let service = Service::start().await;
    let mut client = service.client.clone();
    let request = dashboard::ListOrderViewsRequest {
        page_size: -1,
        page_token: "made up".to_owned(),
        store_id: "nonsense".to_owned(),
        order_status: 99,
    };
    let listed = client
        .list_order_views(service.by("minji", "customer", request))
        .await;
    assert_eq!(
        bad_fields(listed),
        ["store_id", "order_status", "page_size", "page_token"]
    );
    let request = dashboard::GetOrderViewRequest::default();
    let got = client
        .get_order_view(service.by("minji", "customer", request))
        .await;
    assert_eq!(bad_fields(got), ["order_id"]);
    let request = dashboard::ListItemSalesRequest::default();
    let listed = client
        .list_item_sales(service.by("sora", "store_owner", request))
        .await;
    assert_eq!(bad_fields(listed), ["store_id"]);

    let request = dashboard::WatchOrderViewsRequest {
        after_version: Some(-1),
        order_id: "nonsense".to_owned(),
        store_id: "nonsense".to_owned(),
    };
    let watched = client
        .watch_order_views(service.by("minji", "customer", request))
        .await;
    assert_eq!(
        bad_fields(watched.map(drop)),
        ["after_version", "order_id", "store_id"]
    );
    let request = dashboard::RebuildViewsRequest::default();
    let rebuilt = client
        .rebuild_views(service.by("root", "operator", request.clone()))
        .await;
    assert_eq!(bad_fields(rebuilt), ["request_id"]);
    let rebuilt = client
        .rebuild_views(service.by("sora", "store_owner", request))
        .await;
    assert_eq!(refusal(rebuilt).0, Code::PermissionDenied);
}
