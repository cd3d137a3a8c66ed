//! From the menu to the door, through the gateway, over gRPC and over gRPC-Web.

use baedal_e2e::{Basket, Protocol, Town, field_violations, reason};
use baedal_proto::delivery::v1::DeliveryStatus;
use baedal_proto::order::v1::OrderStatus;
use baedal_proto::payment::v1::PaymentStatus;
use baedal_proto::store::v1::{StoreKind, TicketStatus};
use baedal_testkit::wait_until;
use tonic::Code;

async fn an_order_is_brought_to_the_door(protocol: Protocol) {
    let town = Town::shared().await;
    let (customer, owner, rider) = (
        town.customer(protocol),
        town.owner(protocol),
        town.rider(protocol),
    );
    let shop = owner
        .opens_a_store("Fried chicken", StoreKind::Restaurant, &[18_000, 2_000])
        .await;

    let placed = customer.places(&Basket::to_the_door(&shop)).await;
    assert_eq!(placed.status(), OrderStatus::Placed);
    assert_eq!(placed.total.as_ref().map(|total| total.units), Some(20_000));
    let order_id = placed.order_id.as_str();
    let view = customer
        .views(order_id, |view| view.ticket_status() == TicketStatus::New)
        .await;
    assert_eq!(view.order_status(), OrderStatus::Placed);
    assert_eq!(
        view.amount.as_ref().map(|amount| amount.units),
        Some(20_000)
    );

    owner.accepts(order_id).await;
    customer.sees(order_id, OrderStatus::Accepted).await;
    customer
        .views(order_id, |view| {
            view.order_status() == OrderStatus::Accepted
                && view.delivery_status() == DeliveryStatus::Available
        })
        .await;
    owner.starts(order_id).await;
    customer.sees(order_id, OrderStatus::Cooking).await;
    let delivery = rider.claims(order_id).await;
    customer
        .views(order_id, |view| {
            view.delivery_status() == DeliveryStatus::Claimed
        })
        .await;
    owner.finishes(order_id).await;
    customer.sees(order_id, OrderStatus::Cooked).await;
    customer
        .views(order_id, |view| {
            view.ticket_status() == TicketStatus::Cooked
        })
        .await;
    rider.picks_up(&delivery).await;
    customer.sees(order_id, OrderStatus::PickedUp).await;
    rider.hands_over(&delivery).await;
    customer.sees(order_id, OrderStatus::Delivered).await;
    let completed = customer
        .confirms(order_id)
        .await
        .expect("a delivered order can be confirmed");
    assert_eq!(completed.status(), OrderStatus::Completed);

    let view = customer
        .views(order_id, |view| {
            view.order_status() == OrderStatus::Completed
        })
        .await;
    assert_eq!(view.payment_status(), PaymentStatus::Approved);
    assert_eq!(view.delivery_status(), DeliveryStatus::Completed);
    assert_eq!(view.ticket_status(), TicketStatus::HandedOver);
    let expected = [
        "placed",
        "accepted",
        "cooking",
        "cooked",
        "claimed",
        "picked_up",
        "delivered",
        "completed",
    ];
    is_told_once_of_each_change(&customer, order_id, &expected).await;
}

/// One notification for each change, none twice.
async fn is_told_once_of_each_change(
    customer: &baedal_e2e::Customer,
    order_id: &str,
    expected: &[&str],
) {
    let told = wait_until(baedal_e2e::PATIENCE, || async {
        customer
            .notifications(order_id)
            .await
            .ok()
            .filter(|told| told.len() >= expected.len())
    })
    .await;
    let kinds: Vec<String> = told.iter().map(|told| told.kind.to_lowercase()).collect();
    assert_eq!(
        told.len(),
        expected.len(),
        "one message for each change: {kinds:?}"
    );
    for change in expected {
        let times = kinds.iter().filter(|kind| kind.ends_with(change)).count();
        assert_eq!(times, 1, "told once of {change}: {kinds:?}");
    }
}

async fn an_order_is_fetched_at_the_counter(protocol: Protocol) {
    let town = Town::shared().await;
    let (customer, owner) = (town.customer(protocol), town.owner(protocol));
    let shop = owner
        .opens_a_store("Coffee", StoreKind::CoffeeShop, &[4_500])
        .await;

    let placed = customer.places(&Basket::to_pick_up(&shop)).await;
    let order_id = placed.order_id.as_str();
    owner.accepts(order_id).await;
    owner.starts(order_id).await;
    owner.finishes(order_id).await;
    customer.sees(order_id, OrderStatus::Cooked).await;
    customer
        .confirms(order_id)
        .await
        .expect("a cooked order can be confirmed at the counter");

    let view = customer
        .views(order_id, |view| {
            view.order_status() == OrderStatus::Completed
        })
        .await;
    assert_eq!(
        view.delivery_status(),
        DeliveryStatus::Unspecified,
        "nothing of delivery is created"
    );
    assert_eq!(view.payment_status(), PaymentStatus::Approved);
    is_told_once_of_each_change(
        &customer,
        order_id,
        &["placed", "accepted", "cooking", "cooked", "completed"],
    )
    .await;
}

#[tokio::test]
async fn an_order_is_brought_to_the_door_over_grpc() {
    an_order_is_brought_to_the_door(Protocol::Grpc).await;
}

#[tokio::test]
async fn an_order_is_brought_to_the_door_over_grpc_web() {
    an_order_is_brought_to_the_door(Protocol::GrpcWeb).await;
}

#[tokio::test]
async fn an_order_is_fetched_at_the_counter_over_grpc() {
    an_order_is_fetched_at_the_counter(Protocol::Grpc).await;
}

#[tokio::test]
async fn an_order_is_fetched_at_the_counter_over_grpc_web() {
    an_order_is_fetched_at_the_counter(Protocol::GrpcWeb).await;
}

#[tokio::test]
async fn a_store_that_rejects_an_order_gives_the_money_back() {
    let town = Town::shared().await;
    let (customer, owner) = (town.customer(Protocol::Grpc), town.owner(Protocol::Grpc));
    let shop = owner
        .opens_a_store("Flowers", StoreKind::Florist, &[30_000])
        .await;

    let order_id = customer.places(&Basket::to_the_door(&shop)).await.order_id;
    owner.rejects(&order_id, "no more peonies").await;

    let rejected = customer.sees(&order_id, OrderStatus::Rejected).await;
    assert_eq!(rejected.reason, "no more peonies");
    customer
        .views(&order_id, |view| {
            view.payment_status() == PaymentStatus::Refunded
        })
        .await;
}

#[tokio::test]
async fn a_declined_card_makes_no_order() {
    let town = Town::shared().await;
    let (customer, owner) = (town.customer(Protocol::Grpc), town.owner(Protocol::Grpc));
    let shop = owner
        .opens_a_store("Tea", StoreKind::CoffeeShop, &[5_000])
        .await;
    customer.places(&Basket::to_pick_up(&shop)).await;

    let refusal = customer
        .tries(&Basket::to_pick_up(&shop).paid_with("card_decline"))
        .await
        .expect_err("declined");

    assert_eq!(refusal.code(), Code::FailedPrecondition);
    assert_eq!(reason(&refusal), "CARD_DECLINED");
    assert_eq!(town.orders_of(&customer).await, 1);
}

#[tokio::test]
async fn nobody_orders_from_a_closed_store_or_what_is_not_on_the_menu() {
    let town = Town::shared().await;
    let (customer, owner) = (town.customer(Protocol::Grpc), town.owner(Protocol::Grpc));
    let shop = owner
        .opens_a_store("Noodles", StoreKind::Restaurant, &[9_000])
        .await;
    customer.places(&Basket::to_pick_up(&shop)).await;

    let mut unknown = Basket::to_pick_up(&shop);
    unknown.0.lines[0].item_id.clone_from(&unknown.0.request_id);
    let refusal = customer
        .tries(&unknown)
        .await
        .expect_err("there is no such item");
    assert_eq!(
        (refusal.code(), reason(&refusal).as_str()),
        (Code::NotFound, "ITEM_NOT_FOUND")
    );

    owner.turns_the_sign(&shop, false).await;
    let refusal = wait_until(baedal_e2e::PATIENCE, || async {
        customer.tries(&Basket::to_pick_up(&shop)).await.err()
    })
    .await;
    assert_eq!(
        (refusal.code(), reason(&refusal).as_str()),
        (Code::FailedPrecondition, "STORE_CLOSED")
    );
}

#[tokio::test]
async fn a_stranger_is_asked_for_a_token_and_a_neighbor_finds_nothing() {
    let town = Town::shared().await;
    let (customer, neighbor, owner) = (
        town.customer(Protocol::Grpc),
        town.customer(Protocol::Grpc),
        town.owner(Protocol::Grpc),
    );
    let shop = owner
        .opens_a_store("Toast", StoreKind::CoffeeShop, &[3_500])
        .await;
    let order_id = customer.places(&Basket::to_pick_up(&shop)).await.order_id;
    customer.views(&order_id, |_| true).await;

    let refusal = town
        .stranger(Protocol::Grpc)
        .order(&order_id)
        .await
        .expect_err("no token");
    assert_eq!(refusal.code(), Code::Unauthenticated);
    let refusal = neighbor
        .order(&order_id)
        .await
        .expect_err("somebody else's order");
    assert_eq!(refusal.code(), Code::NotFound);
    let refusal = neighbor
        .view(&order_id)
        .await
        .expect_err("somebody else's order");
    assert_eq!(refusal.code(), Code::NotFound);
    let refusal = neighbor
        .payment(&order_id)
        .await
        .expect_err("somebody else's payment");
    assert_eq!(refusal.code(), Code::NotFound);
}

#[tokio::test]
async fn a_careless_order_hears_of_every_field_at_once() {
    let town = Town::shared().await;
    let customer = town.customer(Protocol::Grpc);
    let mut basket = Basket::to_the_door(&baedal_e2e::Shop {
        store_id: "over there".to_owned(),
        menu: Vec::new(),
    });
    basket.0.request_id.clear();
    basket.0.delivery_address = None;

    let refusal = customer
        .tries(&basket)
        .await
        .expect_err("nothing about it is right");

    assert_eq!(refusal.code(), Code::InvalidArgument);
    let named = field_violations(&refusal);
    for field in ["request_id", "store_id", "lines", "delivery_address"] {
        assert!(
            named.iter().any(|name| name == field),
            "{field} is named: {named:?}"
        );
    }
}
