use baedal_dev::system::Service;
use baedal_e2e::{Basket, Watch};
use baedal_proto::delivery::v1::delivery_service_client::DeliveryServiceClient;
use baedal_proto::delivery::v1::{DeliveryStatus, GetDeliveryRequest, PickUpDeliveryRequest};
use baedal_proto::order::v1::OrderStatus;
use baedal_proto::store::v1::TicketStatus;

use crate::scene::{BROUGHT, CANCELED, FETCHED, REJECTED, Scene, is_out_of_reach};

/// Riders stand still; all else goes on up to the point where the food waits for one.
#[tokio::test(flavor = "multi_thread")]
async fn without_delivery_all_goes_on_up_to_the_rider() {
    let scene = Scene::open().await;
    let (customer, owner, rider) = (&scene.customer, &scene.owner, &scene.rider);
    let (brought, delivery) = scene.awaits_its_rider().await;
    let listed = scene.accepted(scene.to_the_door()).await;
    customer
        .views(&listed, |view| {
            view.delivery_status() == DeliveryStatus::Available
        })
        .await;
    let mut watch = Watch::begin(&customer.line, 0).await.expect("a watch");

    scene.town.stop(Service::Delivery).await;

    is_out_of_reach(scene.lists().await, Service::Delivery);
    let mut riders = DeliveryServiceClient::new(rider.line.clone());
    let delivery_id = delivery.delivery_id.clone();
    let request = GetDeliveryRequest {
        delivery_id: delivery_id.clone(),
    };
    is_out_of_reach(riders.get_delivery(request).await, Service::Delivery);
    let request = PickUpDeliveryRequest {
        delivery_id,
        request_id: Basket::to_pick_up(&scene.shop).0.request_id,
    };
    is_out_of_reach(riders.pick_up_delivery(request).await, Service::Delivery);

    let late = scene.cooked(scene.to_the_door()).await;
    let fetched = scene.cooked(scene.to_pick_up()).await;
    scene.is_confirmed(&fetched, OrderStatus::Cooked).await;
    let rejected = scene.ordered(scene.to_the_door()).await;
    owner.rejects(&rejected, "no more chicken").await;
    customer.sees(&rejected, OrderStatus::Rejected).await;
    customer
        .cancels(&listed, "too slow")
        .await
        .expect("in time");
    customer.sees(&listed, OrderStatus::Canceled).await;
    watch
        .until_row(|row| row.order_id == late && row.ticket_status() == TicketStatus::Cooked)
        .await;
    for (order_id, change) in [
        (&late, "order.cooked"),
        (&fetched, "order.completed"),
        (&rejected, "payment.refunded"),
        (&listed, "payment.refunded"),
    ] {
        scene.is_told(order_id, change).await;
    }
    assert_eq!(scene.menu().await.expect("the menu is the store's"), 1);

    scene.returns(Service::Delivery).await;

    scene.is_brought_and_confirmed(&brought, &delivery).await;
    let delivery = rider.claims(&late).await;
    scene.is_brought_and_confirmed(&late, &delivery).await;
    scene
        .all_comes_right(&[
            (&brought, BROUGHT),
            (&listed, CANCELED),
            (&late, BROUGHT),
            (&fetched, FETCHED),
            (&rejected, REJECTED),
        ])
        .await;
}
