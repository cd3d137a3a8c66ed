use baedal_dev::system::Service;
use baedal_e2e::Watch;
use baedal_proto::notification::v1::GetPreferencesRequest;
use baedal_proto::notification::v1::notification_service_client::NotificationServiceClient;
use baedal_proto::order::v1::OrderStatus;

use crate::scene::{BROUGHT, CANCELED, FETCHED, REJECTED, Scene, is_out_of_reach};

/// Nothing waits for a message to be told: all of it is told later, and once.
#[tokio::test(flavor = "multi_thread")]
async fn without_notification_everything_goes_on_and_is_told_later() {
    let scene = Scene::open().await;
    let (customer, owner) = (&scene.customer, &scene.owner);
    let canceled = scene.accepted(scene.to_the_door()).await;
    scene.is_told(&canceled, "order.accepted").await;
    let mut watch = Watch::begin(&customer.line, 0).await.expect("a watch");

    scene.town.stop(Service::Notification).await;

    let told = customer.notifications(&canceled).await;
    is_out_of_reach(told, Service::Notification);
    let preferences = NotificationServiceClient::new(customer.line.clone())
        .get_preferences(GetPreferencesRequest {})
        .await;
    is_out_of_reach(preferences, Service::Notification);

    let brought = scene.accepted(scene.to_the_door()).await;
    scene.is_cooked_brought_and_confirmed(&brought).await;
    watch
        .until_row(|row| row.order_id == brought && row.order_status() == OrderStatus::Completed)
        .await;
    let fetched = scene.cooked(scene.to_pick_up()).await;
    scene.is_confirmed(&fetched, OrderStatus::Cooked).await;
    let rejected = scene.ordered(scene.to_the_door()).await;
    owner.rejects(&rejected, "no more chicken").await;
    customer.sees(&rejected, OrderStatus::Rejected).await;
    customer
        .cancels(&canceled, "too slow")
        .await
        .expect("in time");
    customer.sees(&canceled, OrderStatus::Canceled).await;
    for order_id in [&rejected, &canceled] {
        scene.is_refunded(order_id).await;
    }
    assert_eq!(scene.menu().await.expect("the menu is the store's"), 1);

    scene.returns(Service::Notification).await;

    scene
        .all_comes_right(&[
            (&canceled, CANCELED),
            (&brought, BROUGHT),
            (&fetched, FETCHED),
            (&rejected, REJECTED),
        ])
        .await;
}
