use baedal_dev::system::Service;
use baedal_e2e::Watch;
use baedal_proto::delivery::v1::DeliveryStatus;
use baedal_proto::order::v1::OrderStatus;
use baedal_proto::payment::v1::PaymentStatus;
use baedal_proto::store::v1::TicketStatus;

use crate::scene::{BROUGHT, CANCELED, FETCHED, Scene, is_out_of_reach};

/// Orders are taken and what is cooked is brought; kitchens stand still, and what only a store can decide waits for it.
#[tokio::test(flavor = "multi_thread")]
async fn without_store_orders_are_taken_and_what_is_cooked_is_brought() {
    let scene = Scene::open().await;
    let (customer, owner, rider) = (&scene.customer, &scene.owner, &scene.rider);
    let (brought, delivery) = scene.awaits_its_rider().await;
    let fetched = scene.cooked(scene.to_pick_up()).await;
    let canceled = scene.accepted(scene.to_the_door()).await;
    customer
        .views(&canceled, |view| {
            view.delivery_status() == DeliveryStatus::Available
        })
        .await;
    let mut watch = Watch::begin(&customer.line, 0).await.expect("a watch");

    scene.town.stop(Service::Store).await;

    is_out_of_reach(scene.menu().await, Service::Store);
    is_out_of_reach(owner.ticket(&canceled).await, Service::Store);
    is_out_of_reach(owner.tries_to_start(&canceled).await, Service::Store);

    let placed = customer.tries(&scene.to_the_door()).await;
    let late = placed.expect("no store is needed to order").order_id;
    let view = customer
        .views(&late, |view| {
            view.payment_status() == PaymentStatus::Approved
        })
        .await;
    assert_eq!(view.ticket_status(), TicketStatus::Unspecified, "not yet");
    scene.is_told(&late, "order.placed").await;
    scene.is_brought_and_confirmed(&brought, &delivery).await;
    scene.is_confirmed(&fetched, OrderStatus::Cooked).await;
    watch
        .until_row(|row| {
            row.order_id == brought && row.delivery_status() == DeliveryStatus::Completed
        })
        .await;
    customer
        .cancels(&canceled, "too slow")
        .await
        .expect("asked");
    scene.is_told(&canceled, "order.cancel_requested").await;
    let order = customer.order(&canceled).await.expect("order answers");
    assert_eq!(order.status(), OrderStatus::Canceling, "the store decides");
    let payment = customer.payment(&canceled).await.expect("payment answers");
    assert_eq!(payment.status(), PaymentStatus::Approved);
    let listed = scene.lists().await.expect("the list is delivery's");
    assert_eq!(listed.len(), 1, "the one that may yet be canceled");

    scene.returns(Service::Store).await;

    owner.accepts(&late).await;
    owner.starts(&late).await;
    let delivery = rider.claims(&late).await;
    owner.finishes(&late).await;
    scene.is_brought_and_confirmed(&late, &delivery).await;
    scene
        .all_comes_right(&[
            (&brought, BROUGHT),
            (&fetched, FETCHED),
            (&canceled, CANCELED),
            (&late, BROUGHT),
        ])
        .await;
}
