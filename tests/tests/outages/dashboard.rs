use baedal_dev::system::Service;
use baedal_e2e::{Watch, reason};
use baedal_proto::order::v1::OrderStatus;
use tonic::Code;

use crate::scene::{BROUGHT, CANCELED, FETCHED, REJECTED, Scene, is_out_of_reach};

/// Nobody can look at the whole; each service still answers for its own part, and the views catch up.
#[tokio::test(flavor = "multi_thread")]
async fn without_dashboard_everything_goes_on_unwatched() {
    let scene = Scene::open().await;
    let (customer, owner) = (&scene.customer, &scene.owner);
    let canceled = scene.accepted(scene.to_the_door()).await;
    let (brought, delivery) = scene.awaits_its_rider().await;
    let fetched = scene.cooked(scene.to_pick_up()).await;
    let mut watch = Watch::begin(&customer.line, 0).await.expect("a watch");
    watch
        .until_row(|row| row.order_id == fetched && row.order_status() == OrderStatus::Cooked)
        .await;

    let (status, ()) = tokio::join!(watch.end(), scene.town.stop(Service::Dashboard));

    assert_eq!(
        (status.code(), reason(&status).as_str()),
        (Code::Unavailable, "WATCH_ENDED"),
        "{status:?}"
    );
    is_out_of_reach(customer.view(&brought).await, Service::Dashboard);
    let again = Watch::begin(&customer.line, watch.version).await;
    is_out_of_reach(again.map(|_| "a watch"), Service::Dashboard);

    scene.is_brought_and_confirmed(&brought, &delivery).await;
    scene.is_confirmed(&fetched, OrderStatus::Cooked).await;
    customer
        .cancels(&canceled, "too slow")
        .await
        .expect("in time");
    customer.sees(&canceled, OrderStatus::Canceled).await;
    let rejected = scene.ordered(scene.to_the_door()).await;
    owner.rejects(&rejected, "no more chicken").await;
    customer.sees(&rejected, OrderStatus::Rejected).await;
    for order_id in [&rejected, &canceled] {
        scene.is_refunded(order_id).await;
        scene.is_told(order_id, "payment.refunded").await;
    }
    scene.is_told(&brought, "order.completed").await;
    assert_eq!(scene.menu().await.expect("the menu is the store's"), 1);

    scene.returns(Service::Dashboard).await;

    let mut again = Watch::resume(&customer.line, watch.version).await;
    again
        .until_row(|row| row.order_id == brought && row.order_status() == OrderStatus::Completed)
        .await;
    scene
        .all_comes_right(&[
            (&canceled, CANCELED),
            (&brought, BROUGHT),
            (&fetched, FETCHED),
            (&rejected, REJECTED),
        ])
        .await;
}
