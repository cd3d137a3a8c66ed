use baedal_e2e::{Basket, Line, Protocol, Shop, Watch, reason};
use baedal_proto::dashboard::v1::dashboard_service_client::DashboardServiceClient;
use baedal_proto::dashboard::v1::{GetProjectionStatusRequest, ProjectionStatus};
use baedal_proto::order::v1::OrderStatus;
use baedal_proto::payment::v1::PaymentStatus;
use baedal_proto::store::v1::TicketStatus;
use baedal_testkit::wait_until;
use tonic::Code;

use crate::scene::{BROUGHT, CANCELED, FETCHED, Scene};

/// Every service goes on with what it has and answers for itself; none hears of another until the broker is back.
#[tokio::test(flavor = "multi_thread")]
async fn without_nats_each_service_goes_on_with_what_it_has() {
    let scene = Scene::open().await;
    let (customer, owner, rider) = (&scene.customer, &scene.owner, &scene.rider);
    let (brought, delivery) = scene.awaits_its_rider().await;
    let fetched = scene.accepted(scene.to_pick_up()).await;
    let canceled = scene.accepted(scene.to_the_door()).await;
    let mut watch = Watch::begin(&customer.line, 0).await.expect("a watch");

    scene.town.kill_nats().await;

    // Money changes hands, and nobody hears of it.
    let placed = customer.tries(&scene.to_pick_up()).await;
    let late = placed.expect("no broker is needed to order").order_id;
    let payment = customer.payment(&late).await.expect("payment answers");
    assert_eq!(payment.status(), PaymentStatus::Approved);
    let ticket = owner.ticket(&late).await.expect_err("not heard of");
    assert_eq!(ticket.code(), Code::NotFound);
    let view = customer.view(&late).await.expect_err("not heard of");
    assert_eq!(view.code(), Code::NotFound);
    // Kitchen and rider do what they have, and the order stays where it was.
    scene.is_cooked(&fetched).await;
    rider.picks_up(&delivery).await;
    rider.hands_over(&delivery).await;
    let order = customer.order(&brought).await.expect("order answers");
    assert_eq!(order.status(), OrderStatus::Cooked);
    let refusal = customer.confirms(&brought).await;
    let refusal = refusal.expect_err("order has not heard that it arrived");
    assert_eq!(
        (refusal.code(), reason(&refusal).as_str()),
        (Code::FailedPrecondition, "ILLEGAL_TRANSITION")
    );
    let canceling = customer
        .cancels(&canceled, "too slow")
        .await
        .expect("asked");
    assert_eq!(canceling.status(), OrderStatus::Canceling);
    let new = owner.writes_on_the_menu(&scene.shop, 3_000).await;
    assert_eq!(scene.menu().await.expect("the menu is the store's"), 2);
    // Whoever looks sees how it was, and is told how old that is.
    let seen = customer.view(&fetched).await.expect("dashboard answers");
    assert_eq!(seen.ticket_status(), TicketStatus::Accepted);
    let told = scene.told(&brought).await;
    assert!(!told.contains(&"order.picked_up".to_owned()), "{told:?}");
    let cut_off = wait_until(baedal_e2e::PATIENCE, || async {
        let status = projection(&scene).await;
        status.pending_events.is_none().then_some(status)
    })
    .await;
    assert!(cut_off.as_of.is_some(), "it says how old it is");

    scene.town.restart_nats().await;

    watch
        .until_row(|row| row.order_id == brought && row.order_status() == OrderStatus::Delivered)
        .await;
    scene.is_confirmed(&brought, OrderStatus::Delivered).await;
    scene.is_confirmed(&fetched, OrderStatus::Cooked).await;
    owner.accepts(&late).await;
    scene.is_cooked(&late).await;
    scene.is_confirmed(&late, OrderStatus::Cooked).await;
    let shop = Shop {
        menu: vec![new],
        ..scene.shop.clone()
    };
    let next = customer.places(&Basket::to_pick_up(&shop)).await.order_id;
    owner.accepts(&next).await;
    scene.is_cooked(&next).await;
    scene.is_confirmed(&next, OrderStatus::Cooked).await;
    scene
        .all_comes_right(&[
            (&brought, BROUGHT),
            (&fetched, FETCHED),
            (&canceled, CANCELED),
            (&late, FETCHED),
            (&next, FETCHED),
        ])
        .await;
}

async fn projection(scene: &Scene) -> ProjectionStatus {
    let system = scene.town.system();
    let token = system.token("operator-1", &["operator"]);
    let line = Line::open(&system.gateway_url(), Protocol::Grpc, Some(&token));
    let answer = DashboardServiceClient::new(line)
        .get_projection_status(GetProjectionStatusRequest {})
        .await
        .expect("an operator may ask");
    answer.into_inner().status.expect("a status")
}
