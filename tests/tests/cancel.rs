//! Orders that are called off: by the customer, by the store, and by the clock. The store is the authority on whether it
//! comes in time, and the money goes back exactly once.

use baedal_dev::system::{Options, Service};
use baedal_e2e::{Basket, Customer, PATIENCE, Protocol, Town, reason};
use baedal_proto::delivery::v1::DeliveryStatus;
use baedal_proto::order::v1::OrderStatus;
use baedal_proto::payment::v1::PaymentStatus;
use baedal_proto::store::v1::{StoreKind, TicketStatus};
use baedal_testkit::wait_until;
use tonic::Code;

/// The ledger of an order that was paid for and called off.
const THERE_AND_BACK: [&str; 3] = ["APPROVAL", "REFUND_REQUEST", "REFUND"];

/// Waits for the refund, and checks that it is the only one.
async fn is_refunded_once(town: &Town, customer: &Customer, order_id: &str) {
    wait_until(PATIENCE, || async {
        let payment = customer.payment(order_id).await.ok()?;
        (payment.status() == PaymentStatus::Refunded).then_some(())
    })
    .await;
    let (lines, held) = town.ledger_of(order_id).await;
    assert_eq!(lines, THERE_AND_BACK);
    assert_eq!(held, 0, "nothing is kept");
}

/// Waits until the customer was told of all of these, and checks that each was told once.
async fn is_told_once_of(customer: &Customer, order_id: &str, changes: &[&str]) {
    let told = wait_until(PATIENCE, || async {
        let told = customer.notifications(order_id).await.ok()?;
        let kinds: Vec<String> = told.into_iter().map(|it| it.kind).collect();
        let all = changes
            .iter()
            .all(|change| kinds.iter().any(|kind| kind == change));
        all.then_some(kinds)
    })
    .await;
    for change in changes {
        let times = told.iter().filter(|kind| kind == change).count();
        assert_eq!(times, 1, "told once of {change}: {told:?}");
    }
}

#[tokio::test]
async fn a_customer_who_cancels_before_the_store_has_answered_gets_the_money_back() {
    let town = Town::shared().await;
    let (customer, owner) = (town.customer(Protocol::Grpc), town.owner(Protocol::Grpc));
    let shop = owner
        .opens_a_store("Soup", StoreKind::Restaurant, &[9_000])
        .await;
    let order_id = customer.places(&Basket::to_the_door(&shop)).await.order_id;

    let canceling = customer
        .cancels(&order_id, "ordered by mistake")
        .await
        .expect("nothing was cooked");
    assert!(
        [OrderStatus::Canceling, OrderStatus::Canceled].contains(&canceling.status()),
        "{canceling:?}"
    );

    let canceled = customer.sees(&order_id, OrderStatus::Canceled).await;
    assert_eq!(canceled.reason, "ordered by mistake");
    is_refunded_once(town, &customer, &order_id).await;
    let view = customer
        .views(&order_id, |view| {
            view.order_status() == OrderStatus::Canceled
                && view.payment_status() == PaymentStatus::Refunded
                && view.ticket_status() == TicketStatus::Canceled
        })
        .await;
    assert_eq!(
        view.delivery_status(),
        DeliveryStatus::Unspecified,
        "there never was a delivery"
    );
    is_told_once_of(
        &customer,
        &order_id,
        &[
            "order.cancel_requested",
            "order.canceled",
            "payment.refunded",
        ],
    )
    .await;
    let again = customer
        .cancels(&order_id, "once more")
        .await
        .expect("canceled is canceled");
    assert_eq!(again.status(), OrderStatus::Canceled);
    assert_eq!(again.reason, "ordered by mistake");
    let refusal = owner
        .tries_to_accept(&order_id)
        .await
        .expect_err("the ticket is off");
    assert_eq!(refusal.code(), Code::FailedPrecondition);
}

async fn a_customer_cancels_an_accepted_order(protocol: Protocol) {
    let town = Town::shared().await;
    let (customer, owner, rider) = (
        town.customer(protocol),
        town.owner(protocol),
        town.rider(protocol),
    );
    let shop = owner
        .opens_a_store("Soup", StoreKind::Restaurant, &[9_000])
        .await;
    let order_id = customer.places(&Basket::to_the_door(&shop)).await.order_id;
    owner.accepts(&order_id).await;
    customer.sees(&order_id, OrderStatus::Accepted).await;
    // Even with a rider on the way to the store.
    rider.claims(&order_id).await;

    customer
        .cancels(&order_id, "changed my mind")
        .await
        .expect("nothing was cooked");

    customer.sees(&order_id, OrderStatus::Canceled).await;
    is_refunded_once(town, &customer, &order_id).await;
    customer
        .views(&order_id, |view| {
            view.order_status() == OrderStatus::Canceled
                && view.payment_status() == PaymentStatus::Refunded
                && view.ticket_status() == TicketStatus::Canceled
                && view.delivery_status() == DeliveryStatus::Canceled
        })
        .await;
    is_told_once_of(
        &customer,
        &order_id,
        &["order.accepted", "order.canceled", "payment.refunded"],
    )
    .await;
    let ticket = owner.ticket(&order_id).await.expect("the owner's ticket");
    assert_eq!(ticket.status(), TicketStatus::Canceled);
    let refusal = owner
        .tries_to_start(&order_id)
        .await
        .expect_err("nobody cooks what is canceled");
    assert_eq!(refusal.code(), Code::FailedPrecondition);
}

#[tokio::test]
async fn a_customer_cancels_an_accepted_order_over_grpc() {
    a_customer_cancels_an_accepted_order(Protocol::Grpc).await;
}

#[tokio::test]
async fn a_customer_cancels_an_accepted_order_over_grpc_web() {
    a_customer_cancels_an_accepted_order(Protocol::GrpcWeb).await;
}

#[tokio::test]
async fn what_is_being_cooked_cannot_be_canceled() {
    let town = Town::shared().await;
    let (customer, owner) = (town.customer(Protocol::Grpc), town.owner(Protocol::Grpc));
    let shop = owner
        .opens_a_store("Noodles", StoreKind::Restaurant, &[7_000])
        .await;
    let order_id = customer.places(&Basket::to_pick_up(&shop)).await.order_id;
    owner.accepts(&order_id).await;
    owner.starts(&order_id).await;
    customer.sees(&order_id, OrderStatus::Cooking).await;

    let refusal = customer
        .cancels(&order_id, "too slow")
        .await
        .expect_err("it is on the stove");
    assert_eq!(refusal.code(), Code::FailedPrecondition);
    assert_eq!(reason(&refusal), "ILLEGAL_TRANSITION");
    assert!(
        refusal.message().contains("cooking has started"),
        "it says why: {}",
        refusal.message()
    );

    owner.finishes(&order_id).await;
    customer.sees(&order_id, OrderStatus::Cooked).await;
    customer.confirms(&order_id).await.expect("fetched");
    let (lines, _) = town.ledger_of(&order_id).await;
    assert_eq!(lines, ["APPROVAL"], "the money stays with the store");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancel_that_crosses_the_start_of_cooking_is_denied_and_the_customer_told_why() {
    let town = Town::alone().await;
    let (customer, owner, rider) = (
        town.customer(Protocol::Grpc),
        town.owner(Protocol::Grpc),
        town.rider(Protocol::Grpc),
    );
    let shop = owner
        .opens_a_store("Noodles", StoreKind::Restaurant, &[7_000])
        .await;
    let order_id = customer.places(&Basket::to_the_door(&shop)).await.order_id;
    owner.accepts(&order_id).await;
    customer.sees(&order_id, OrderStatus::Accepted).await;

    // Neither hears of the other.
    town.kill_nats().await;
    owner.starts(&order_id).await;
    let canceling = customer
        .cancels(&order_id, "changed my mind")
        .await
        .expect("order has not heard that cooking started");
    assert_eq!(canceling.status(), OrderStatus::Canceling);
    town.restart_nats().await;

    customer.sees(&order_id, OrderStatus::Cooking).await;
    is_told_once_of(
        &customer,
        &order_id,
        &["order.cancel_requested", "order.cancel_denied"],
    )
    .await;
    let told = customer
        .notifications(&order_id)
        .await
        .expect("the customer's own");
    let denial = told
        .iter()
        .find(|it| it.kind == "order.cancel_denied")
        .expect("told of the denial");
    assert!(
        denial.text.contains("cooking"),
        "told with its reason: {}",
        denial.text
    );

    let delivery = rider.claims(&order_id).await;
    owner.finishes(&order_id).await;
    rider.picks_up(&delivery).await;
    rider.hands_over(&delivery).await;
    customer.sees(&order_id, OrderStatus::Delivered).await;
    customer.confirms(&order_id).await.expect("arrived");
    let view = customer
        .views(&order_id, |view| {
            view.order_status() == OrderStatus::Completed
        })
        .await;
    assert_eq!(view.payment_status(), PaymentStatus::Approved);
    let (lines, _) = town.ledger_of(&order_id).await;
    assert_eq!(lines, ["APPROVAL"], "the money stays with the store");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_is_away_delays_a_cancel_and_never_makes_one_wrong() {
    let town = Town::alone().await;
    let (customer, owner) = (town.customer(Protocol::Grpc), town.owner(Protocol::Grpc));
    let shop = owner
        .opens_a_store("Soup", StoreKind::Restaurant, &[9_000])
        .await;
    let order_id = customer.places(&Basket::to_the_door(&shop)).await.order_id;
    owner.accepts(&order_id).await;
    customer.sees(&order_id, OrderStatus::Accepted).await;

    town.stop(Service::Store).await;
    customer
        .cancels(&order_id, "the store does not answer the phone")
        .await
        .expect("asking needs no store");
    is_told_once_of(&customer, &order_id, &["order.cancel_requested"]).await;
    let locked = customer.order(&order_id).await.expect("the customer's own");
    assert_eq!(
        locked.status(),
        OrderStatus::Canceling,
        "nobody but the store can say"
    );
    let payment = customer.payment(&order_id).await.expect("paid");
    assert_eq!(payment.status(), PaymentStatus::Approved);

    town.start(Service::Store).await;
    customer.sees(&order_id, OrderStatus::Canceled).await;
    is_refunded_once(&town, &customer, &order_id).await;
}

#[tokio::test]
async fn a_store_that_rejects_says_why_and_the_money_goes_back() {
    let town = Town::shared().await;
    let (customer, owner) = (town.customer(Protocol::Grpc), town.owner(Protocol::Grpc));
    let shop = owner
        .opens_a_store("Flowers", StoreKind::Florist, &[30_000])
        .await;
    let order_id = customer.places(&Basket::to_the_door(&shop)).await.order_id;

    owner.rejects(&order_id, "no more peonies").await;

    let rejected = customer.sees(&order_id, OrderStatus::Rejected).await;
    assert_eq!(rejected.reason, "no more peonies");
    is_refunded_once(town, &customer, &order_id).await;
    let view = customer
        .views(&order_id, |view| {
            view.order_status() == OrderStatus::Rejected
                && view.payment_status() == PaymentStatus::Refunded
                && view.ticket_status() == TicketStatus::Rejected
        })
        .await;
    assert_eq!(view.reason, "no more peonies");
    is_told_once_of(
        &customer,
        &order_id,
        &["order.rejected", "payment.refunded"],
    )
    .await;
    let refusal = customer
        .cancels(&order_id, "too late")
        .await
        .expect_err("it is over");
    assert_eq!(refusal.code(), Code::FailedPrecondition);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_that_no_store_accepts_in_time_is_canceled_with_that_reason_and_refunded() {
    let options = Options::for_tests()
        .service_env(Service::Order, "BAEDAL_ORDERS__ACCEPT_WITHIN", "1s")
        .service_env(Service::Order, "BAEDAL_ORDERS__EXPIRY_INTERVAL", "200ms");
    let town = Town::with(options).await;
    let (customer, owner) = (town.customer(Protocol::Grpc), town.owner(Protocol::Grpc));
    let shop = owner
        .opens_a_store("Closed early", StoreKind::CoffeeShop, &[4_500])
        .await;

    let order_id = customer.places(&Basket::to_pick_up(&shop)).await.order_id;

    let canceled = customer.sees(&order_id, OrderStatus::Canceled).await;
    assert_eq!(
        canceled.reason,
        "the store did not accept the order in time"
    );
    is_refunded_once(&town, &customer, &order_id).await;
    customer
        .views(&order_id, |view| {
            view.ticket_status() == TicketStatus::Canceled
                && view.payment_status() == PaymentStatus::Refunded
        })
        .await;
    is_told_once_of(
        &customer,
        &order_id,
        &[
            "order.cancel_requested",
            "order.canceled",
            "payment.refunded",
        ],
    )
    .await;
}

/// The provider takes the charge, and refuses the first two refunds.
#[tokio::test]
async fn a_provider_that_takes_no_refunds_is_asked_until_it_does_and_the_customer_can_watch() {
    let town = Town::shared().await;
    let (customer, owner) = (town.customer(Protocol::Grpc), town.owner(Protocol::Grpc));
    let shop = owner
        .opens_a_store("Flowers", StoreKind::Florist, &[30_000])
        .await;
    let basket = Basket::to_the_door(&shop).paid_with("card_refund_down_2");
    let order_id = customer.places(&basket).await.order_id;
    let paid = customer.payment(&order_id).await.expect("paid");
    assert_eq!(paid.status(), PaymentStatus::Approved);

    owner.rejects(&order_id, "no more peonies").await;

    wait_until(PATIENCE, || async {
        let payment = customer.payment(&order_id).await.ok()?;
        (payment.status() == PaymentStatus::RefundPending).then_some(())
    })
    .await;
    let view = customer
        .views(&order_id, |view| {
            view.payment_status() != PaymentStatus::Approved
        })
        .await;
    assert_eq!(view.order_status(), OrderStatus::Rejected);
    is_refunded_once(town, &customer, &order_id).await;
    is_told_once_of(&customer, &order_id, &["payment.refunded"]).await;
}
