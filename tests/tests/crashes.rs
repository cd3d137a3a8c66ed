//! kill -9 at the worst moment. Each time, once things have settled: one approval an order, no approval without
//! an order, no event lost, no effect doubled.

use baedal_dev::system::{Options, Service};
use baedal_e2e::{Basket, Customer, Protocol, Town};
use baedal_proto::order::v1::OrderStatus;
use baedal_proto::store::v1::{StoreKind, TicketStatus};
use baedal_testkit::wait_until;
use tonic::Code;

/// A store and a customer in a town of their own, with one order behind them; its id comes last.
async fn a_town_with_a_store(
    fragile: Option<(Service, &str)>,
) -> (Town, Customer, baedal_e2e::Owner, baedal_e2e::Shop, String) {
    // A database that answers before it has written loses orders when it is killed, as the fast one of other tests does.
    let town = Town::with(Options {
        durable: true,
        ..Options::for_tests()
    })
    .await;
    let (customer, owner) = (town.customer(Protocol::Grpc), town.owner(Protocol::Grpc));
    let shop = owner
        .opens_a_store("Chicken", StoreKind::Restaurant, &[18_000])
        .await;
    let order_id = customer.places(&Basket::to_the_door(&shop)).await.order_id;
    customer
        .views(&order_id, |view| view.ticket_status() == TicketStatus::New)
        .await;
    if let Some((service, failpoint)) = fragile {
        town.stop(service).await;
        town.start_with_failpoint(service, failpoint).await;
    }
    (town, customer, owner, shop, order_id)
}

/// Repeats the call under the same request id until it is answered, as a client does.
async fn gets_through(customer: &Customer, basket: &Basket) -> String {
    wait_until(baedal_e2e::PATIENCE, || async {
        customer
            .tries(basket)
            .await
            .ok()
            .map(|order| order.order_id)
    })
    .await
}

/// Only when nothing is on its way any more can it be said that nothing comes twice.
async fn everything_settles(town: &Town, customer: &Customer, order_ids: [&str; 2]) {
    for order_id in order_ids {
        customer.sees(order_id, OrderStatus::Placed).await;
    }
    town.the_books_balance().await;
    town.comes_to_rest().await;
    for order_id in order_ids {
        town.is_placed_once(customer, order_id).await;
        let view = customer.view(order_id).await.expect("the dashboard has it");
        assert_eq!(view.ticket_status(), TicketStatus::New);
    }
}

/// Kills the service at the failpoint that this order leads it to, and starts it again. The call may end as it likes.
async fn dies_while_an_order_is_placed(
    town: &Town,
    service: Service,
    failpoint: &str,
    customer: &Customer,
    basket: &Basket,
) {
    let (_, ()) = tokio::join!(customer.tries(basket), async {
        town.reaches_failpoint(service, failpoint).await;
        town.kill(service).await;
        town.start(service).await;
    });
}

#[tokio::test(flavor = "multi_thread")]
async fn order_dies_after_the_approval_and_before_its_commit() {
    let (town, customer, _owner, shop, first) =
        a_town_with_a_store(Some((Service::Order, "order.approved"))).await;
    let basket = Basket::to_the_door(&shop);

    dies_while_an_order_is_placed(&town, Service::Order, "order.approved", &customer, &basket)
        .await;

    let order_id = gets_through(&customer, &basket).await;
    everything_settles(&town, &customer, [&first, &order_id]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn order_dies_after_the_approval_and_the_customer_never_returns() {
    let (town, customer, _owner, shop, first) =
        a_town_with_a_store(Some((Service::Order, "order.approved"))).await;
    let basket = Basket::to_the_door(&shop);

    dies_while_an_order_is_placed(&town, Service::Order, "order.approved", &customer, &basket)
        .await;

    town.the_books_balance().await;
    town.comes_to_rest().await;
    town.is_placed_once(&customer, &first).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn payment_dies_after_its_commit_and_before_its_answer() {
    let (town, customer, _owner, shop, first) =
        a_town_with_a_store(Some((Service::Payment, "payment.committed"))).await;
    let basket = Basket::to_the_door(&shop);

    dies_while_an_order_is_placed(
        &town,
        Service::Payment,
        "payment.committed",
        &customer,
        &basket,
    )
    .await;

    let order_id = gets_through(&customer, &basket).await;
    everything_settles(&town, &customer, [&first, &order_id]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_relay_dies_between_publish_and_mark() {
    let (town, customer, _owner, shop, first) =
        a_town_with_a_store(Some((Service::Order, "relay.published"))).await;
    let basket = Basket::to_the_door(&shop);

    dies_while_an_order_is_placed(&town, Service::Order, "relay.published", &customer, &basket)
        .await;

    let order_id = gets_through(&customer, &basket).await;
    everything_settles(&town, &customer, [&first, &order_id]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_consumer_dies_between_commit_and_acknowledgement() {
    let (town, customer, owner, shop, first) =
        a_town_with_a_store(Some((Service::Store, "consumer.committed"))).await;
    let order_id = customer
        .tries(&Basket::to_the_door(&shop))
        .await
        .expect("an order")
        .order_id;

    town.reaches_failpoint(Service::Store, "consumer.committed")
        .await;
    town.kill(Service::Store).await;
    town.start(Service::Store).await;

    everything_settles(&town, &customer, [&first, &order_id]).await;
    owner.accepts(&order_id).await;
    customer.sees(&order_id, OrderStatus::Accepted).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nats_is_killed_and_comes_back() {
    let (town, customer, _owner, shop, first) = a_town_with_a_store(None).await;
    town.kill_nats().await;
    let order_id = customer
        .tries(&Basket::to_the_door(&shop))
        .await
        .expect("the broker is not needed to order")
        .order_id;
    town.restart_nats().await;
    everything_settles(&town, &customer, [&first, &order_id]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_stream_is_wiped_and_filled_again() {
    let (town, customer, _owner, shop, first) = a_town_with_a_store(None).await;
    town.kill_nats().await;
    let order_id = customer
        .tries(&Basket::to_the_door(&shop))
        .await
        .expect("the broker is not needed to order")
        .order_id;
    town.wipe_nats().await;
    town.restart_nats().await;
    everything_settles(&town, &customer, [&first, &order_id]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn postgres_is_killed_and_comes_back() {
    let (town, customer, _owner, shop, first) = a_town_with_a_store(None).await;
    let basket = Basket::to_the_door(&shop);
    town.kill_postgres().await;
    let refusal = customer
        .tries(&basket)
        .await
        .expect_err("there is nowhere to write an order");
    assert_eq!(refusal.code(), Code::Unavailable, "{refusal:?}");
    let said = format!("{refusal:?}").to_lowercase();
    for inside in ["sqlx", "postgres", "127.0.0.1", "connection refused", ".rs"] {
        assert!(!said.contains(inside), "{inside} stays inside: {said}");
    }
    town.restart_postgres().await;

    let order_id = gets_through(&customer, &basket).await;
    everything_settles(&town, &customer, [&first, &order_id]).await;
}
