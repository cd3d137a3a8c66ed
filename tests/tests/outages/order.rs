use baedal_dev::system::Service;
use baedal_e2e::{Basket, Shop, Watch};
use baedal_proto::delivery::v1::DeliveryStatus;
use baedal_proto::order::v1::OrderStatus;
use baedal_proto::payment::v1::PaymentStatus;
use baedal_proto::store::v1::TicketStatus;

use crate::scene::{BROUGHT, FETCHED, REJECTED, Scene, is_out_of_reach};

/// Kitchens and riders finish what they have; what customers want of their orders has to wait.
#[tokio::test(flavor = "multi_thread")]
async fn without_order_what_is_in_the_kitchen_is_cooked_and_brought() {
    let scene = Scene::open().await;
    let (customer, owner, rider) = (&scene.customer, &scene.owner, &scene.rider);
    let brought = scene.accepted(scene.to_the_door()).await;
    let fetched = scene.cooked(scene.to_pick_up()).await;
    let rejected = scene.ordered(scene.to_the_door()).await;
    let mut watch = Watch::begin(&customer.line, 0).await.expect("a watch");

    scene.town.stop(Service::Order).await;

    let basket = scene.to_the_door();
    is_out_of_reach(customer.tries(&basket).await, Service::Order);
    is_out_of_reach(customer.order(&brought).await, Service::Order);
    is_out_of_reach(customer.cancels(&brought, "late").await, Service::Order);
    is_out_of_reach(customer.confirms(&fetched).await, Service::Order);

    scene.is_cooked(&brought).await;
    let delivery = rider.claims(&brought).await;
    rider.picks_up(&delivery).await;
    rider.hands_over(&delivery).await;
    owner.rejects(&rejected, "no more chicken").await;
    let new = owner.writes_on_the_menu(&scene.shop, 3_000).await;
    assert_eq!(scene.menu().await.expect("the menu is the store's"), 2);

    let seen = watch
        .until_row(|row| {
            row.order_id == brought && row.delivery_status() == DeliveryStatus::Completed
        })
        .await;
    assert_eq!(seen.order_status(), OrderStatus::Accepted, "as order said");
    customer
        .views(&rejected, |view| {
            view.ticket_status() == TicketStatus::Rejected
        })
        .await;
    let payment = customer.payment(&rejected).await.expect("payment answers");
    assert_eq!(
        payment.status(),
        PaymentStatus::Approved,
        "the order is what is refunded"
    );
    scene.is_told(&brought, "delivery.claimed").await;

    scene.returns(Service::Order).await;

    scene.is_confirmed(&brought, OrderStatus::Delivered).await;
    scene.is_confirmed(&fetched, OrderStatus::Cooked).await;
    let shop = Shop {
        menu: vec![new],
        ..scene.shop.clone()
    };
    let placed = customer.places(&Basket::to_pick_up(&shop)).await;
    assert_eq!(placed.total.map(|total| total.units), Some(3_000));
    owner.rejects(&placed.order_id, "closing").await;
    scene
        .all_comes_right(&[
            (&brought, BROUGHT),
            (&fetched, FETCHED),
            (&rejected, REJECTED),
            (&placed.order_id, REJECTED),
        ])
        .await;
}
