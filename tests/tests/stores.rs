//! What owners do with their menus, and what their stores sold.

use std::collections::BTreeMap;

use baedal_e2e::{Basket, Customer, MenuEntry, Owner, PATIENCE, Protocol, Shop, Town, reason};
use baedal_proto::dashboard::v1 as views;
use baedal_proto::dashboard::v1::dashboard_service_client::DashboardServiceClient;
use baedal_proto::google::r#type::Money;
use baedal_proto::order::v1::order_service_client::OrderServiceClient;
use baedal_proto::order::v1::{CancelOrderRequest, Order, OrderStatus};
use baedal_proto::payment::v1::PaymentStatus;
use baedal_proto::store::v1::catalog_service_client::CatalogServiceClient;
use baedal_proto::store::v1::ticket_service_client::TicketServiceClient;
use baedal_proto::store::v1::{ListItemSalesRequest, PutMenuItemRequest, StoreKind};
use baedal_runtime::{Ids, SystemIds};
use baedal_testkit::wait_until;
use tonic::{Code, Status};

fn won(units: i64) -> Money {
    Money {
        currency_code: "KRW".to_owned(),
        units,
        nanos: 0,
    }
}

async fn writes_the_menu(owner: &Owner, shop: &Shop, entry: &MenuEntry, available: bool) {
    let request = PutMenuItemRequest {
        store_id: shop.store_id.clone(),
        item_id: entry.item_id.clone(),
        name: "Chicken".to_owned(),
        price: Some(won(entry.price)),
        available: Some(available),
        request_id: SystemIds.uuid().to_string(),
    };
    CatalogServiceClient::new(owner.line.clone())
        .put_menu_item(request)
        .await
        .expect("an owner may write the menu");
}

/// Orders what is in the basket again and again until it is refused.
async fn is_refused(customer: &Customer, basket: impl Fn() -> Basket) -> Status {
    wait_until(PATIENCE, || async { customer.tries(&basket()).await.err() }).await
}

fn total(order: &Order) -> Option<i64> {
    order.total.as_ref().map(|total| total.units)
}

#[tokio::test]
async fn what_is_sold_out_is_not_ordered_until_there_is_more() {
    let town = Town::shared().await;
    let (customer, owner) = (town.customer(Protocol::Grpc), town.owner(Protocol::GrpcWeb));
    let shop = owner
        .opens_a_store("Chicken", StoreKind::Restaurant, &[18_000, 2_000])
        .await;
    customer.places(&Basket::to_pick_up(&shop)).await;

    writes_the_menu(&owner, &shop, &shop.menu[0], false).await;
    let refusal = is_refused(&customer, || Basket::to_pick_up(&shop)).await;
    assert_eq!(
        (refusal.code(), reason(&refusal).as_str()),
        (Code::FailedPrecondition, "ITEM_SOLD_OUT")
    );
    let mut the_rest = Basket::to_pick_up(&shop);
    the_rest.0.lines.remove(0);
    let order = customer.tries(&the_rest).await;
    assert_eq!(total(&order.expect("there is enough of that")), Some(2_000));

    writes_the_menu(&owner, &shop, &shop.menu[0], true).await;
    wait_until(PATIENCE, || async {
        customer.tries(&Basket::to_pick_up(&shop)).await.ok()
    })
    .await;
}

#[tokio::test]
async fn a_new_price_is_that_of_new_orders_alone() {
    let town = Town::shared().await;
    let (customer, owner) = (town.customer(Protocol::Grpc), town.owner(Protocol::Grpc));
    let shop = owner
        .opens_a_store("Chicken", StoreKind::Restaurant, &[18_000])
        .await;
    let as_agreed = || {
        let mut basket = Basket::to_pick_up(&shop);
        basket.0.expected_total = Some(won(18_000));
        basket
    };
    let before = customer.places(&as_agreed()).await;
    let dearer = MenuEntry {
        price: 19_500,
        ..shop.menu[0].clone()
    };
    writes_the_menu(&owner, &shop, &dearer, true).await;

    let refusal = is_refused(&customer, as_agreed).await;
    assert_eq!(
        (refusal.code(), reason(&refusal).as_str()),
        (Code::FailedPrecondition, "TOTAL_CHANGED")
    );
    let after = customer.tries(&Basket::to_pick_up(&shop)).await;
    let after = after.expect("whoever expects nothing pays what it costs");
    assert_eq!(total(&after), Some(19_500));
    let mut basket = Basket::to_pick_up(&shop);
    basket.0.expected_total = Some(won(19_500));
    customer.tries(&basket).await.expect("the new total");

    let before = customer.order(&before.order_id).await.expect("its own");
    assert_eq!(total(&before), Some(18_000));
    let paid = customer.payment(&before.order_id).await.expect("its own");
    assert_eq!(paid.amount.map(|amount| amount.units), Some(18_000));
    owner.finds_the_ticket(&after.order_id).await;
    cooks(&owner, &before.order_id).await;
    cooks(&owner, &after.order_id).await;
    // Each at the price it was ordered for.
    let expected = [(shop.menu[0].item_id.clone(), (2, 37_500))].into();
    sold(&owner, &shop, &expected).await;
}

async fn cooks(owner: &Owner, order_id: &str) {
    owner.accepts(order_id).await;
    owner.starts(order_id).await;
    owner.finishes(order_id).await;
}

async fn cancels(customer: &Customer, order_id: &str) {
    let request = CancelOrderRequest {
        order_id: order_id.to_owned(),
        reason: "ate already".to_owned(),
        request_id: SystemIds.uuid().to_string(),
    };
    OrderServiceClient::new(customer.line.clone())
        .cancel_order(request)
        .await
        .expect("nothing is cooked yet");
    customer.sees(order_id, OrderStatus::Canceled).await;
}

/// How many of each item, and for how much.
type Sales = BTreeMap<String, (i64, i64)>;

async fn sold_says_the_store(owner: &Owner, shop: &Shop) -> Sales {
    let request = ListItemSalesRequest {
        store_id: shop.store_id.clone(),
        ..Default::default()
    };
    let response = TicketServiceClient::new(owner.line.clone())
        .list_item_sales(request)
        .await;
    let sales = response.expect("its own store").into_inner().item_sales;
    assert!(sales.is_sorted_by(|a, b| a.quantity >= b.quantity));
    sales
        .into_iter()
        .map(|it| {
            (
                it.item_id,
                (it.quantity, it.revenue.map_or(0, |it| it.units)),
            )
        })
        .collect()
}

async fn sold_says_the_dashboard(owner: &Owner, shop: &Shop) -> Option<Sales> {
    let request = views::ListItemSalesRequest {
        store_id: shop.store_id.clone(),
        ..Default::default()
    };
    let response = DashboardServiceClient::new(owner.line.clone())
        .list_item_sales(request)
        .await;
    // It may not have heard of the store yet.
    let sales = response.ok()?.into_inner().item_sales;
    let sales = sales.into_iter();
    Some(
        sales
            .map(|it| {
                (
                    it.item_id,
                    (it.quantity, it.revenue.map_or(0, |it| it.units)),
                )
            })
            .collect(),
    )
}

/// The store counts so at once, and the dashboard once it has heard.
async fn sold(owner: &Owner, shop: &Shop, expected: &Sales) {
    assert_eq!(&sold_says_the_store(owner, shop).await, expected);
    wait_until(PATIENCE, || async {
        let sales = sold_says_the_dashboard(owner, shop).await?;
        (&sales == expected).then_some(())
    })
    .await;
}

#[tokio::test]
async fn what_is_cooked_is_sold_and_what_is_called_off_is_not() {
    let town = Town::shared().await;
    let (customer, owner, neighbor) = (
        town.customer(Protocol::Grpc),
        town.owner(Protocol::Grpc),
        town.owner(Protocol::Grpc),
    );
    let shop = owner
        .opens_a_store("Flowers", StoreKind::Florist, &[30_000, 4_000])
        .await;
    let of_both = |roses: i32, cards: i32| {
        let mut basket = Basket::to_pick_up(&shop);
        basket.0.lines[0].quantity = roses;
        basket.0.lines[1].quantity = cards;
        basket
    };

    let canceled_at_once = customer.places(&of_both(50, 1)).await.order_id;
    cancels(&customer, &canceled_at_once).await;
    let canceled_when_accepted = customer.places(&of_both(51, 1)).await.order_id;
    owner.accepts(&canceled_when_accepted).await;
    cancels(&customer, &canceled_when_accepted).await;
    let rejected = customer.places(&of_both(52, 1)).await.order_id;
    owner.rejects(&rejected, "no more roses").await;
    customer.sees(&rejected, OrderStatus::Rejected).await;
    let cooking = customer.places(&of_both(53, 1)).await.order_id;
    owner.accepts(&cooking).await;
    owner.starts(&cooking).await;
    let mut cooked = Vec::new();
    for (roses, cards) in [(1, 2), (3, 1), (2, 5)] {
        let order_id = customer.places(&of_both(roses, cards)).await.order_id;
        cooks(&owner, &order_id).await;
        cooked.push(order_id);
    }
    customer.sees(&cooked[0], OrderStatus::Cooked).await;
    customer.confirms(&cooked[0]).await.expect("at the counter");

    let sales = |roses: i64, cards: i64| -> Sales {
        [
            (shop.menu[0].item_id.clone(), (roses, roses * 30_000)),
            (shop.menu[1].item_id.clone(), (cards, cards * 4_000)),
        ]
        .into()
    };
    // Everything that happened to these orders is in the dashboard before it is asked for sums.
    for order_id in [&canceled_at_once, &canceled_when_accepted, &rejected] {
        customer
            .views(order_id, |view| {
                view.payment_status() == PaymentStatus::Refunded
            })
            .await;
    }
    sold(&owner, &shop, &sales(6, 8)).await;
    owner.finishes(&cooking).await;
    sold(&owner, &shop, &sales(59, 9)).await;

    let request = ListItemSalesRequest {
        store_id: shop.store_id.clone(),
        ..Default::default()
    };
    let refusal = TicketServiceClient::new(neighbor.line.clone())
        .list_item_sales(request)
        .await
        .expect_err("another owner's store");
    assert_eq!(refusal.code(), Code::NotFound);
}
