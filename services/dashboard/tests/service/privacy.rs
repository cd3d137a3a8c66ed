//! Who ordered is known to the customer and to operators, and to nobody else who sees the row.

use baedal_proto::dashboard::v1 as dashboard;
use prost::Message;
use tonic::Request;

use crate::support::{Order, Service, new_id, store_changed};

fn names_her(message: &impl Message) -> bool {
    message.encode_to_vec().windows(5).any(|it| it == b"minji")
}

#[tokio::test]
async fn stores_and_riders_do_not_learn_who_ordered() {
    let service = Service::start().await;
    let store = new_id();
    let order = Order::new("minji", store);
    service
        .hear(&[
            store_changed(store, 1, "sora"),
            order.placed(),
            order.approved(),
            order.ticket_created(),
            order.claimed(2, "hana"),
        ])
        .await;
    for (subject, role, knows) in [
        ("minji", "customer", true),
        ("sora", "store_owner", false),
        ("hana", "rider", false),
        ("op", "operator", true),
    ] {
        let view = service
            .view(subject, role, order.id)
            .await
            .expect("the view");
        assert_eq!(names_her(&view), knows, "{role}: GetOrderView");
        assert_eq!(view.customer_id.is_empty(), !knows, "{role}");

        let list = dashboard::ListOrderViewsRequest::default();
        let list = service.by(subject, role, list);
        let list = service.client.clone().list_order_views(list).await;
        let list = list.expect("the views").into_inner();
        assert_eq!(list.order_views.len(), 1, "{role}");
        assert_eq!(names_her(&list), knows, "{role}: ListOrderViews");

        let watch = dashboard::WatchOrderViewsRequest {
            after_version: Some(0),
            ..Default::default()
        };
        // Without a deadline of its own: it lasts.
        let (mut metadata, _, message) = service.by(subject, role, watch).into_parts();
        metadata.remove("grpc-timeout");
        let watch = Request::from_parts(metadata, tonic::Extensions::default(), message);
        let watch = service.client.clone().watch_order_views(watch).await;
        let mut watch = watch.expect("a seat").into_inner();
        let told = watch.message().await.expect("told").expect("something");
        assert!(told.order_view.is_some());
        assert_eq!(names_her(&told), knows, "{role}: WatchOrderViews");
    }
}
