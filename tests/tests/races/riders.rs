//! Fifty riders reach for one delivery, over and over.

use std::collections::BTreeSet;
use std::time::Duration;

use baedal_dev::system::{Options, Service};
use baedal_e2e::{Basket, Customer, Line, Owner, PATIENCE, Protocol, Rider, Shop, Town, reason};
use baedal_proto::delivery::v1::delivery_service_client::DeliveryServiceClient;
use baedal_proto::delivery::v1::{
    ClaimDeliveryRequest, Delivery, DeliveryStatus, ListRiderStatsRequest,
};
use baedal_proto::store::v1::StoreKind;
use baedal_runtime::{Ids, SystemIds};
use baedal_testkit::wait_until;
use futures_util::future::join_all;
use sqlx::{PgPool, Row};
use tokio::time::Instant;
use tonic::{Code, Status};
use uuid::Uuid;

use crate::timing::{jitter, races, run};

const RIDERS: usize = 50;
/// Deliveries that are fought over at once.
const AT_ONCE: usize = 4;

struct Street {
    town: Town,
    customer: Customer,
    owner: Owner,
    shop: Shop,
    riders: Vec<Rider>,
    delivery: PgPool,
}

fn client(rider: &Rider) -> DeliveryServiceClient<Line> {
    DeliveryServiceClient::new(rider.line.clone())
}

/// Claims; asks again, as any client does, where delivery is too busy to answer.
async fn reaches_for(rider: &Rider, delivery_id: &str) -> Result<Delivery, Status> {
    let request = ClaimDeliveryRequest {
        delivery_id: delivery_id.to_owned(),
        request_id: SystemIds.uuid().to_string(),
    };
    wait_until(PATIENCE, || async {
        match client(rider).claim_delivery(request.clone()).await {
            Ok(answer) => Some(Ok(answer.into_inner().delivery.expect("the delivery"))),
            Err(busy) if busy.code() == Code::Unavailable => None,
            Err(refusal) => Some(Err(refusal)),
        }
    })
    .await
}

impl Street {
    async fn open() -> Self {
        // These riders never hand anything over.
        let most = (
            Service::Delivery,
            "BAEDAL_DELIVERIES__MOST_CLAIMS",
            "1000000",
        );
        let town = Town::with(Options::for_tests().service_env(most.0, most.1, most.2)).await;
        let (customer, owner) = (town.customer(Protocol::Grpc), town.owner(Protocol::Grpc));
        let shop = owner
            .opens_a_store("Chicken", StoreKind::Restaurant, &[18_000])
            .await;
        let delivery = PgPool::connect_lazy(&town.system().database_url(Service::Delivery))
            .expect("a database's URL");
        Self {
            riders: (0..RIDERS).map(|_| town.rider(Protocol::Grpc)).collect(),
            town,
            customer,
            owner,
            shop,
            delivery,
        }
    }

    /// One delivery, and all riders; says whether the first who reached for it has it.
    async fn race(&self, number: usize) -> &'static str {
        let basket = Basket::to_the_door(&self.shop);
        let order_id = self.customer.places(&basket).await.order_id;
        self.owner.accepts(&order_id).await;
        let view = self
            .customer
            .views(&order_id, |view| {
                view.delivery_status() == DeliveryStatus::Available
            })
            .await;

        // From all in the same moment to one after the other.
        let within = Duration::from_millis([0, 2, 10, 50, 200][number % 5]);
        let reaches = self.riders.iter().map(|rider| async {
            jitter(within).await;
            let reached = Instant::now();
            (reached, reaches_for(rider, &view.delivery_id).await)
        });
        let claims = join_all(reaches).await;

        let first = claims.iter().map(|(reached, _)| *reached).min();
        let mut winners = Vec::new();
        for (reached, claim) in claims {
            match claim {
                Ok(delivery) => winners.push((Some(reached) == first, delivery.rider_id)),
                Err(refusal) => assert_eq!(
                    (refusal.code(), reason(&refusal).as_str()),
                    (Code::FailedPrecondition, "DELIVERY_TAKEN"),
                    "{refusal:?}"
                ),
            }
        }
        let [(was_first, winner)] = winners.as_slice() else {
            panic!("{order_id}: exactly one wins: {winners:?}");
        };
        let view = self
            .customer
            .views(&order_id, |view| {
                view.delivery_status() == DeliveryStatus::Claimed
            })
            .await;
        assert_eq!(&view.rider_id, winner, "{order_id}: the view's rider");
        self.is_claimed_once(&order_id, winner).await;
        if *was_first {
            "the first to reach"
        } else {
            "one of the others"
        }
    }

    async fn is_claimed_once(&self, order_id: &str, winner: &str) {
        let order: Uuid = order_id.parse().expect("an order id is a UUID");
        let row = sqlx::query("SELECT status, rider_id FROM deliveries WHERE order_id = $1")
            .bind(order)
            .fetch_one(&self.delivery)
            .await
            .expect("the delivery");
        let (status, rider): (String, String) = (row.get("status"), row.get("rider_id"));
        assert_eq!((status.as_str(), rider.as_str()), ("CLAIMED", winner));
        let told: i64 =
            sqlx::query_scalar("SELECT count(*) FROM outbox WHERE key = $1 AND fact = 'claimed'")
                .bind(order)
                .fetch_one(&self.delivery)
                .await
                .expect("the outbox");
        assert_eq!(told, 1, "{order_id} is told to be claimed once");
    }

    /// How many deliveries each rider carries, as delivery counts it.
    async fn carried(&self) -> Vec<i64> {
        let counts = self.riders.iter().map(|rider| async {
            let answer = client(rider)
                .list_rider_stats(ListRiderStatsRequest::default())
                .await;
            let stats = answer.expect("its own").into_inner().rider_stats;
            stats.first().map_or(0, |it| it.active)
        });
        join_all(counts).await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_fifty_riders_exactly_one_gets_each_delivery() {
    let street = Street::open().await;
    let races = races(40);

    let name = format!("{RIDERS} riders on one delivery");
    let outcomes = run(&name, races, AT_ONCE, |number| street.race(number)).await;

    assert_eq!(outcomes.values().sum::<usize>(), races);
    let carried = street.carried().await;
    let all: i64 = carried.iter().sum();
    assert_eq!(usize::try_from(all), Ok(races), "each is carried by one");
    let who: BTreeSet<usize> = (0..RIDERS).filter(|&n| carried[n] > 0).collect();
    println!("{} of {RIDERS} riders won at least once", who.len());
    wait_until(PATIENCE, || async {
        let (differences, _) = street.town.audit().await;
        differences.is_empty().then_some(())
    })
    .await;
}
