use baedal_dev::system::Service;
use baedal_e2e::{Basket, Protocol, Town};
use baedal_proto::order::v1::OrderStatus;
use baedal_proto::store::v1::{StoreKind, TicketStatus};

#[tokio::test(flavor = "multi_thread")]
async fn orders_are_placed_while_everybody_else_is_away() {
    let town = Town::alone().await;
    let (customer, owner) = (town.customer(Protocol::Grpc), town.owner(Protocol::Grpc));
    let shop = owner
        .opens_a_store("Chicken", StoreKind::Restaurant, &[18_000])
        .await;
    let before = customer.places(&Basket::to_the_door(&shop)).await.order_id;

    let away = [
        Service::Store,
        Service::Delivery,
        Service::Notification,
        Service::Dashboard,
    ];
    for service in away {
        town.stop(service).await;
    }
    let mut placed = vec![before];
    for _ in 0..5 {
        placed.push(
            customer
                .tries(&Basket::to_the_door(&shop))
                .await
                .expect("no store is needed to order")
                .order_id,
        );
    }

    for service in away {
        town.start(service).await;
    }
    for order_id in &placed {
        owner.accepts(order_id).await;
        customer.sees(order_id, OrderStatus::Accepted).await;
        customer
            .views(order_id, |view| {
                view.order_status() == OrderStatus::Accepted
                    && view.ticket_status() == TicketStatus::Accepted
            })
            .await;
        baedal_testkit::wait_until(baedal_e2e::PATIENCE, || async {
            customer
                .notifications(order_id)
                .await
                .ok()
                .filter(|told| told.len() == 2)
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_dashboard_answers_alone() {
    let town = Town::alone().await;
    let (customer, owner) = (town.customer(Protocol::Grpc), town.owner(Protocol::Grpc));
    let shop = owner
        .opens_a_store("Chicken", StoreKind::Restaurant, &[18_000])
        .await;
    let order_id = customer.places(&Basket::to_the_door(&shop)).await.order_id;
    customer
        .views(&order_id, |view| view.ticket_status() == TicketStatus::New)
        .await;

    for service in [
        Service::Order,
        Service::Payment,
        Service::Store,
        Service::Delivery,
    ] {
        town.stop(service).await;
    }
    town.kill_nats().await;

    let view = customer
        .view(&order_id)
        .await
        .expect("the view needs nobody");
    assert_eq!(view.order_status(), OrderStatus::Placed);
    assert!(view.as_of.is_some(), "it says how old it is");
}
