//! Riders: many who want one delivery, some who give up, and deliveries that wait for too long.

use baedal_dev::system::{Options, Service};
use baedal_e2e::{Basket, Customer, Owner, PATIENCE, Protocol, Rider, Shop, Town, reason};
use baedal_proto::dashboard::v1 as views;
use baedal_proto::dashboard::v1::dashboard_service_client::DashboardServiceClient;
use baedal_proto::delivery::v1::delivery_service_client::DeliveryServiceClient;
use baedal_proto::delivery::v1::{
    ClaimDeliveryRequest, Delivery, DeliveryStatus, GetDeliveryRequest,
    ListAvailableDeliveriesRequest, ListRiderStatsRequest, PickUpDeliveryRequest,
    ReleaseDeliveryRequest,
};
use baedal_proto::order::v1::OrderStatus;
use baedal_proto::store::v1::StoreKind;
use baedal_runtime::{Ids, SystemIds};
use baedal_testkit::wait_until;
use futures_util::future::join_all;
use sqlx::{Connection, PgConnection};
use tonic::{Code, Status};
use uuid::Uuid;

/// Somebody hungry, and somebody who cooks.
async fn a_store_in(town: &Town) -> (Customer, Owner, Shop) {
    let (customer, owner) = (town.customer(Protocol::Grpc), town.owner(Protocol::Grpc));
    let shop = owner
        .opens_a_store("Fried chicken", StoreKind::Restaurant, &[18_000])
        .await;
    (customer, owner, shop)
}

/// An order to be delivered that its store has accepted.
async fn an_accepted_order(customer: &Customer, owner: &Owner, shop: &Shop) -> String {
    let order_id = customer.places(&Basket::to_the_door(shop)).await.order_id;
    owner.accepts(&order_id).await;
    order_id
}

fn client(rider: &Rider) -> DeliveryServiceClient<baedal_e2e::Line> {
    DeliveryServiceClient::new(rider.line.clone())
}

async fn listed(rider: &Rider) -> Vec<Delivery> {
    let (mut all, mut page_token) = (Vec::new(), String::new());
    loop {
        let request = ListAvailableDeliveriesRequest {
            page_token,
            ..Default::default()
        };
        let page = client(rider).list_available_deliveries(request).await;
        let page = page.expect("a rider may look").into_inner();
        all.extend(page.deliveries);
        page_token = page.next_page_token;
        if page_token.is_empty() {
            return all;
        }
    }
}

async fn on_the_list(rider: &Rider, order_id: &str) -> Delivery {
    wait_until(PATIENCE, || async {
        let deliveries = listed(rider).await;
        deliveries.into_iter().find(|it| it.order_id == order_id)
    })
    .await
}

async fn tries_to_claim(rider: &Rider, delivery_id: &str) -> Result<Delivery, Status> {
    let request = ClaimDeliveryRequest {
        delivery_id: delivery_id.to_owned(),
        request_id: SystemIds.uuid().to_string(),
    };
    let response = client(rider).claim_delivery(request).await?;
    Ok(response.into_inner().delivery.expect("the delivery"))
}

async fn gives_up(rider: &Rider, delivery_id: &str) -> Result<Delivery, Status> {
    let request = ReleaseDeliveryRequest {
        delivery_id: delivery_id.to_owned(),
        request_id: SystemIds.uuid().to_string(),
    };
    let response = client(rider).release_delivery(request).await?;
    Ok(response.into_inner().delivery.expect("the delivery"))
}

async fn tries_to_pick_up(rider: &Rider, delivery_id: &str) -> Result<(), Status> {
    let request = PickUpDeliveryRequest {
        delivery_id: delivery_id.to_owned(),
        request_id: SystemIds.uuid().to_string(),
    };
    client(rider).pick_up_delivery(request).await.map(|_| ())
}

async fn gets(rider: &Rider, delivery_id: &str) -> Result<Delivery, Status> {
    let request = GetDeliveryRequest {
        delivery_id: delivery_id.to_owned(),
    };
    let response = client(rider).get_delivery(request).await?;
    Ok(response.into_inner().delivery.expect("the delivery"))
}

/// What a rider carries and carried, as delivery counts it; nothing where it never did.
async fn counted_by_delivery(rider: &Rider) -> (i64, i64) {
    let request = ListRiderStatsRequest::default();
    let response = client(rider).list_rider_stats(request).await;
    let stats = response.expect("its own").into_inner().rider_stats;
    assert!(stats.len() <= 1, "a rider sees itself alone");
    stats.first().map_or((0, 0), |it| (it.active, it.completed))
}

/// The same, as the dashboard counts it.
async fn counted_by_dashboard(rider: &Rider) -> (i64, i64) {
    let request = views::ListRiderStatsRequest::default();
    let response = DashboardServiceClient::new(rider.line.clone())
        .list_rider_stats(request)
        .await;
    let stats = response.expect("its own").into_inner().rider_stats;
    assert!(stats.len() <= 1, "a rider sees itself alone");
    stats.first().map_or((0, 0), |it| (it.active, it.completed))
}

/// Delivery says so at once, the dashboard once it has heard.
async fn is_counted(rider: &Rider, expected: (i64, i64)) {
    assert_eq!(counted_by_delivery(rider).await, expected);
    wait_until(PATIENCE, || async {
        (counted_by_dashboard(rider).await == expected).then_some(())
    })
    .await;
}

#[tokio::test]
async fn of_fifty_riders_one_gets_the_delivery_and_the_others_hear_why_not() {
    let town = Town::shared().await;
    let (customer, owner, shop) = a_store_in(town).await;
    let order_id = an_accepted_order(&customer, &owner, &shop).await;
    let riders: Vec<Rider> = (0..50)
        .map(|n| {
            town.rider(if n % 2 == 0 {
                Protocol::Grpc
            } else {
                Protocol::GrpcWeb
            })
        })
        .collect();
    let delivery_id = on_the_list(&riders[0], &order_id).await.delivery_id;

    let claims = riders
        .iter()
        .map(|rider| tries_to_claim(rider, &delivery_id));
    let claims = join_all(claims).await;

    let mut winners = Vec::new();
    for (rider, claim) in riders.iter().zip(claims) {
        match claim {
            Ok(delivery) => winners.push((rider, delivery)),
            Err(refusal) => assert_eq!(
                (refusal.code(), reason(&refusal).as_str()),
                (Code::FailedPrecondition, "DELIVERY_TAKEN"),
                "{refusal:?}"
            ),
        }
    }
    assert_eq!(winners.len(), 1, "exactly one wins");
    let (winner, delivery) = &winners[0];
    is_counted(winner, (1, 0)).await;
    for rider in &riders {
        let seen = gets(rider, &delivery_id).await;
        if std::ptr::eq(rider, *winner) {
            assert_eq!(seen.expect("its own").rider_id, delivery.rider_id);
        } else {
            assert_eq!(seen.expect_err("another's").code(), Code::NotFound);
            assert_eq!(counted_by_delivery(rider).await, (0, 0));
        }
    }
    let view = customer
        .views(&order_id, |view| {
            view.delivery_status() == DeliveryStatus::Claimed
        })
        .await;
    assert_eq!(view.rider_id, delivery.rider_id);
}

#[tokio::test]
async fn what_one_rider_gives_up_another_brings_and_counts_agree() {
    const ORDERS: i64 = 3;
    let town = Town::shared().await;
    let (customer, owner, shop) = a_store_in(town).await;
    let (ann, bob) = (town.rider(Protocol::Grpc), town.rider(Protocol::GrpcWeb));

    for done in 0..ORDERS {
        let order_id = an_accepted_order(&customer, &owner, &shop).await;
        let claimed = ann.claims(&order_id).await;
        customer
            .views(&order_id, |view| view.rider_id == claimed.rider_id)
            .await;
        is_counted(&ann, (1, 0)).await;

        let released = gives_up(&ann, &claimed.delivery_id)
            .await
            .expect("it is hers to give up");
        assert_eq!(released.status(), DeliveryStatus::Available);
        assert_eq!(
            (released.rider_id.as_str(), released.claimed_at),
            ("", None)
        );
        let again = gives_up(&ann, &claimed.delivery_id).await;
        assert_eq!(again.expect("the same answer"), released);
        let view = customer
            .views(&order_id, |view| {
                view.delivery_status() == DeliveryStatus::Available
            })
            .await;
        assert_eq!(view.rider_id, "", "nobody has it now");
        is_counted(&ann, (0, 0)).await;

        let delivery = bob.claims(&order_id).await;
        let refusal = gives_up(&ann, &claimed.delivery_id).await;
        assert_eq!(refusal.expect_err("it is bob's now").code(), Code::NotFound);
        owner.starts(&order_id).await;
        owner.finishes(&order_id).await;
        bob.picks_up(&delivery).await;
        let refusal = gives_up(&bob, &delivery.delivery_id)
            .await
            .expect_err("he has the food");
        assert_eq!(
            (refusal.code(), reason(&refusal).as_str()),
            (Code::FailedPrecondition, "ILLEGAL_TRANSITION")
        );
        is_counted(&bob, (1, done)).await;
        bob.hands_over(&delivery).await;
        customer.sees(&order_id, OrderStatus::Delivered).await;
        is_counted(&bob, (0, done + 1)).await;
    }

    is_counted(&ann, (0, 0)).await;
    is_counted(&bob, (0, ORDERS)).await;
}

/// A town where nobody waits for long.
async fn an_impatient_town(claim_within: &str, pick_up_within: &str) -> Town {
    let set = |options: Options, key: &str, value: &str| {
        options.service_env(
            Service::Delivery,
            &format!("BAEDAL_DELIVERIES__{key}"),
            value,
        )
    };
    let options = set(Options::for_tests(), "CLAIM_WITHIN", claim_within);
    let options = set(options, "PICK_UP_WITHIN", pick_up_within);
    Town::with(set(options, "SWEEP_INTERVAL", "200ms")).await
}

#[tokio::test]
async fn a_delivery_that_no_rider_claims_in_time_is_urgent_until_one_does() {
    let town = an_impatient_town("1s", "1h").await;
    let (customer, owner, shop) = a_store_in(&town).await;
    let order_id = an_accepted_order(&customer, &owner, &shop).await;
    let (ann, bob) = (town.rider(Protocol::Grpc), town.rider(Protocol::Grpc));

    let urgent = wait_until(PATIENCE, || async {
        let found = on_the_list(&ann, &order_id).await;
        found.urgent.then_some(found)
    })
    .await;
    assert!(urgent.waiting_since.is_some());
    let claimed = ann.claims(&order_id).await;
    assert!(!claimed.urgent);
    gives_up(&ann, &claimed.delivery_id)
        .await
        .expect("given up");
    let waits_anew = wait_until(PATIENCE, || async {
        let found = on_the_list(&bob, &order_id).await;
        found.urgent.then_some(found)
    })
    .await;
    assert!(waits_anew.version > claimed.version + 1);

    let order: Uuid = order_id.parse().expect("an order id is a UUID");
    let mut delivery = PgConnection::connect(&town.system().database_url(Service::Delivery))
        .await
        .expect("the database");
    let told: Vec<String> =
        sqlx::query_scalar("SELECT fact FROM outbox WHERE key = $1 ORDER BY seq")
            .bind(order)
            .fetch_all(&mut delivery)
            .await
            .expect("the outbox");
    assert_eq!(
        told,
        ["created", "overdue", "claimed", "released", "overdue"],
        "each wait is told once"
    );
}

#[tokio::test]
async fn a_claim_that_is_not_picked_up_in_time_goes_to_another_rider() {
    let town = an_impatient_town("1h", "2s").await;
    let (customer, owner, shop) = a_store_in(&town).await;
    let order_id = an_accepted_order(&customer, &owner, &shop).await;
    let (sleepy, awake) = (town.rider(Protocol::Grpc), town.rider(Protocol::Grpc));
    let claimed = sleepy.claims(&order_id).await;
    owner.starts(&order_id).await;
    owner.finishes(&order_id).await;

    let released = on_the_list(&awake, &order_id).await;
    assert!(released.ready, "time runs from when the food is there");
    let refusal = tries_to_pick_up(&sleepy, &claimed.delivery_id)
        .await
        .expect_err("too late");
    assert_eq!(
        (refusal.code(), reason(&refusal).as_str()),
        (Code::NotFound, "DELIVERY_NOT_FOUND")
    );
    let view = customer
        .views(&order_id, |view| {
            view.delivery_status() == DeliveryStatus::Available
        })
        .await;
    assert_eq!(view.rider_id, "");
    is_counted(&sleepy, (0, 0)).await;

    // On a machine that is busy even this rider may be late, and claims once more.
    let delivery = wait_until(PATIENCE, || async {
        let delivery = tries_to_claim(&awake, &claimed.delivery_id).await.ok()?;
        let picked_up = tries_to_pick_up(&awake, &claimed.delivery_id).await;
        picked_up.is_ok().then_some(delivery)
    })
    .await;
    awake.hands_over(&delivery).await;
    customer.sees(&order_id, OrderStatus::Delivered).await;
    is_counted(&awake, (0, 1)).await;
    is_counted(&sleepy, (0, 0)).await;
}

#[tokio::test]
async fn an_order_for_the_counter_creates_nothing_to_deliver() {
    let town = Town::shared().await;
    let (customer, owner, shop) = a_store_in(town).await;
    let rider = town.rider(Protocol::Grpc);
    let order_id = customer.places(&Basket::to_pick_up(&shop)).await.order_id;
    owner.accepts(&order_id).await;
    owner.starts(&order_id).await;
    owner.finishes(&order_id).await;
    customer.sees(&order_id, OrderStatus::Cooked).await;
    customer.confirms(&order_id).await.expect("at the counter");

    // Delivery has heard of it when it has taken in every ticket so far, this order's among them.
    let order: Uuid = order_id.parse().expect("an order id is a UUID");
    let mut delivery = PgConnection::connect(&town.system().database_url(Service::Delivery))
        .await
        .expect("the database");
    let mut store = PgConnection::connect(&town.system().database_url(Service::Store))
        .await
        .expect("the database");
    let tickets: Vec<Uuid> = sqlx::query_scalar(
        "SELECT id FROM outbox WHERE key = $1 AND fact IN ('accepted', 'cooked')",
    )
    .bind(order)
    .fetch_all(&mut store)
    .await
    .expect("the store's facts");
    assert_eq!(tickets.len(), 2);
    let heard = async |delivery: &mut PgConnection| -> i64 {
        sqlx::query_scalar("SELECT count(*) FROM inbox WHERE event_id = ANY($1)")
            .bind(&tickets)
            .fetch_one(delivery)
            .await
            .expect("the inbox")
    };
    let delivery_ref = tokio::sync::Mutex::new(&mut delivery);
    wait_until(PATIENCE, || async {
        (heard(&mut **delivery_ref.lock().await).await == 2).then_some(())
    })
    .await;

    let rows: i64 = sqlx::query_scalar("SELECT count(*) FROM deliveries WHERE order_id = $1")
        .bind(order)
        .fetch_one(&mut delivery)
        .await
        .expect("the deliveries");
    assert_eq!(rows, 0);
    let deliveries = listed(&rider).await;
    assert!(deliveries.iter().all(|it| it.order_id != order_id));
    let refusal = gets(&rider, &order_id).await.expect_err("nothing there");
    assert_eq!(
        (refusal.code(), reason(&refusal).as_str()),
        (Code::NotFound, "DELIVERY_NOT_FOUND")
    );
    let view = customer.view(&order_id).await.expect("its own");
    assert_eq!(view.delivery_status(), DeliveryStatus::Unspecified);
}
