//! The same call again and again: one order, one approval.

use std::collections::BTreeSet;

use baedal_e2e::{Basket, Protocol, Town};
use baedal_proto::payment::v1::PaymentStatus;
use baedal_proto::store::v1::StoreKind;
use futures_util::future::join_all;
use tonic::Code;

#[tokio::test]
async fn twenty_impatient_taps_are_one_order_and_one_approval() {
    let town = Town::shared().await;
    let (customer, owner) = (town.customer(Protocol::Grpc), town.owner(Protocol::Grpc));
    let shop = owner
        .opens_a_store("Coffee", StoreKind::CoffeeShop, &[4_000])
        .await;
    customer.places(&Basket::to_pick_up(&shop)).await;
    let basket = Basket::to_pick_up(&shop).paid_with("card_slow_200");

    let answers = join_all((0..20).map(|_| customer.tries(&basket))).await;

    let orders: BTreeSet<String> = answers
        .into_iter()
        .map(|answer| answer.expect("the same call gets the same answer").order_id)
        .collect();
    assert_eq!(orders.len(), 1);
    assert_eq!(
        town.orders_of(&customer).await,
        2,
        "the one before and this one"
    );
    let order_id = orders.first().expect("one order");
    assert_eq!(town.approvals_of(order_id).await, 1);
    let payment = customer
        .payment(order_id)
        .await
        .expect("the customer's own payment");
    assert_eq!(payment.status(), PaymentStatus::Approved);
}

#[tokio::test]
async fn a_request_id_is_not_for_two_different_orders() {
    let town = Town::shared().await;
    let (customer, owner) = (town.customer(Protocol::Grpc), town.owner(Protocol::Grpc));
    let shop = owner
        .opens_a_store("Coffee", StoreKind::CoffeeShop, &[4_000])
        .await;
    let mut basket = Basket::to_pick_up(&shop);
    customer.places(&basket).await;

    basket.0.lines[0].quantity = 2;
    let refusal = customer
        .tries(&basket)
        .await
        .expect_err("another basket under the same request id");

    assert_eq!(refusal.code(), Code::AlreadyExists);
    assert_eq!(town.orders_of(&customer).await, 1);
}
