use baedal_dev::system::Service;
use baedal_e2e::{Customer, PATIENCE, Watch, reason};
use baedal_proto::order::v1::OrderStatus;
use baedal_proto::payment::v1::PaymentStatus;
use baedal_testkit::wait_until;
use tonic::Code;
use tonic_types::StatusExt;

use crate::scene::{BROUGHT, CANCELED, REJECTED, Scene, is_out_of_reach};

/// Nobody orders and nobody is charged; what is paid for goes on, and what is called off is refunded later.
#[tokio::test(flavor = "multi_thread")]
async fn without_payment_nobody_orders_and_what_is_paid_for_goes_on() {
    let scene = Scene::open().await;
    let (customer, owner) = (&scene.customer, &scene.owner);
    let brought = scene.accepted(scene.to_the_door()).await;
    let canceled = scene.accepted(scene.to_the_door()).await;
    let rejected = scene.ordered(scene.to_the_door()).await;
    let mut watch = Watch::begin(&customer.line, 0).await.expect("a watch");

    scene.town.stop(Service::Payment).await;

    let basket = scene.to_the_door();
    let refusal = customer.tries(&basket).await;
    let refusal = refusal.expect_err("nobody can take the money");
    assert_eq!(
        (refusal.code(), reason(&refusal).as_str()),
        (Code::Unavailable, "PAYMENT_UNAVAILABLE"),
        "{refusal:?}"
    );
    assert!(
        refusal.get_details_retry_info().is_some(),
        "it says when to come back"
    );
    assert_eq!(scene.town.orders_of(customer).await, 3, "no order is kept");
    is_out_of_reach(customer.payment(&brought).await, Service::Payment);

    scene.is_cooked_brought_and_confirmed(&brought).await;
    watch
        .until_row(|row| row.order_id == brought && row.order_status() == OrderStatus::Completed)
        .await;
    customer
        .cancels(&canceled, "too slow")
        .await
        .expect("in time");
    customer.sees(&canceled, OrderStatus::Canceled).await;
    owner.rejects(&rejected, "no more chicken").await;
    customer.sees(&rejected, OrderStatus::Rejected).await;
    for (order_id, change) in [
        (&brought, "order.completed"),
        (&canceled, "order.canceled"),
        (&rejected, "order.rejected"),
    ] {
        scene.is_told(order_id, change).await;
    }
    for (order_id, status) in [
        (&canceled, OrderStatus::Canceled),
        (&rejected, OrderStatus::Rejected),
    ] {
        let view = customer
            .views(order_id, |view| view.order_status() == status)
            .await;
        assert_eq!(view.payment_status(), PaymentStatus::Approved, "so far");
    }
    assert_eq!(scene.menu().await.expect("the menu is the store's"), 1);

    scene.returns(Service::Payment).await;

    let late = gets_through(customer, &basket).await;
    assert_eq!(scene.town.approvals_of(&late).await, 1);
    owner.rejects(&late, "closing").await;
    scene
        .all_comes_right(&[
            (&brought, BROUGHT),
            (&canceled, CANCELED),
            (&rejected, REJECTED),
            (&late, REJECTED),
        ])
        .await;
}

/// The same request id, again and again, until it is through.
async fn gets_through(customer: &Customer, basket: &baedal_e2e::Basket) -> String {
    wait_until(PATIENCE, || async {
        match customer.tries(basket).await {
            Ok(order) => Some(order.order_id),
            Err(status) if status.code() == Code::Unavailable => None,
            Err(status) => panic!("refused: {status:?}"),
        }
    })
    .await
}
