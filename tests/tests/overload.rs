//! Two thousand people pay at once, and every payment is slow: whoever cannot be served hears so at once, and whoever only looks is
//! served as ever.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use baedal_dev::system::{Options, Service};
use baedal_e2e::{Basket, Protocol, Town, reason};
use baedal_proto::order::v1::order_service_client::OrderServiceClient;
use baedal_proto::order::v1::{GetOrderRequest, ListOrdersRequest};
use baedal_proto::store::v1::StoreKind;
use futures_util::future::join_all;
use tokio::time::sleep;
use tonic::{Code, Status};
use tonic_types::StatusExt;

const PLACINGS: usize = 2_000;
/// Among so many people: nobody asks for more than one may.
const PEOPLE: usize = 40;
/// They come within so long: a rush, and no single moment that no machine could work off.
const RUSH: Duration = Duration::from_secs(15);
/// All hands are full for most of the rush; and within the time that the provider has for an answer (3 s).
const SLOW: &str = "card_slow_2500";
/// A debug build, and with it who calls, takes many times as long for everything: there it is less than a payment takes.
const AT_ONCE: Duration = Duration::from_millis(if cfg!(debug_assertions) { 2_000 } else { 250 });

#[tokio::test(flavor = "multi_thread")]
async fn slow_payments_turn_people_away_at_once_and_hide_nothing() {
    let unlimited = "{ per_second = 0, burst = 1 }";
    let options = Options::for_tests()
        .service_env(Service::Order, "BAEDAL_CHECKOUT__DEADLINE", "6s")
        .service_env(Service::Gateway, "BAEDAL_LIMITS__PER_CALLER", unlimited)
        .service_env(Service::Gateway, "BAEDAL_LIMITS__MUTATIONS", unlimited);
    let town = Town::with(options).await;
    let owner = town.owner(Protocol::Grpc);
    let shop = owner
        .opens_a_store("Rush", StoreKind::CoffeeShop, &[4_500])
        .await;
    let regular = town.customer(Protocol::Grpc);
    let earlier = regular.places(&Basket::to_pick_up(&shop)).await;

    let people: Vec<_> = (0..PEOPLE).map(|_| town.customer(Protocol::Grpc)).collect();
    let placing = (0..PLACINGS).map(|number| {
        let (customer, basket) = (
            &people[number % PEOPLE],
            Basket::to_pick_up(&shop).paid_with(SLOW),
        );
        async move {
            sleep(
                RUSH * u32::try_from(number).expect("small")
                    / u32::try_from(PLACINGS).expect("small"),
            )
            .await;
            let asked = Instant::now();
            let answer = customer.tries(&basket).await;
            (answer.map(drop), asked.elapsed())
        }
    });
    // In the middle of it.
    let looking = async {
        sleep(RUSH / 2).await;
        let mut orders = OrderServiceClient::new(regular.line.clone());
        let asked = Instant::now();
        let order = orders
            .get_order(GetOrderRequest {
                order_id: earlier.order_id.clone(),
            })
            .await
            .map(drop);
        let one = asked.elapsed();
        let asked = Instant::now();
        let list = orders
            .list_orders(ListOrdersRequest::default())
            .await
            .map(drop);
        (order, one, list, asked.elapsed())
    };
    let (placed, (order, one, list, all)) = tokio::join!(join_all(placing), looking);

    let answers = by_name(placed);
    println!("meanwhile: GetOrder {one:?}, ListOrders {all:?}");

    order.expect("an order can be looked at");
    list.expect("and all of them");
    assert!(one.max(all) < AT_ONCE, "{one:?}, {all:?}");
    let placed = answers.get("placed").map_or(0, Vec::len);
    assert!(placed >= 128, "the bulkhead is used: {placed}");
    let refused = answers
        .get("PAYMENT_OVERLOADED")
        .expect("people are turned away");
    assert!(
        refused.len() > PLACINGS / 3,
        "{} were turned away",
        refused.len()
    );
    assert!(
        percentile(refused, 50) < AT_ONCE,
        "{:?}",
        percentile(refused, 50)
    );
    for (name, times) in &answers {
        assert!(
            matches!(
                name.as_str(),
                "placed" | "PAYMENT_OVERLOADED" | "OVERLOADED"
            ),
            "{} placings met {name}",
            times.len()
        );
    }
}

/// How long each kind of answer took, sorted; printed as well.
fn by_name(placed: Vec<(Result<(), Status>, Duration)>) -> BTreeMap<String, Vec<Duration>> {
    let mut answers = BTreeMap::<String, Vec<Duration>>::new();
    for (answer, took) in placed {
        let name = match answer {
            Ok(()) => "placed".to_owned(),
            Err(status) => {
                if is_refusal(&status) {
                    assert!(status.get_details_retry_info().is_some(), "{status:?}");
                }
                reason(&status)
            }
        };
        answers.entry(name).or_default().push(took);
    }
    for (name, times) in &mut answers {
        times.sort();
        println!(
            "{name}: {} p50 {:?} p99 {:?}",
            times.len(),
            percentile(times, 50),
            percentile(times, 99)
        );
    }
    answers
}

fn is_refusal(status: &Status) -> bool {
    status.code() == Code::Unavailable
}

fn percentile(sorted: &[Duration], percent: usize) -> Duration {
    sorted[(sorted.len() - 1) * percent / 100]
}
