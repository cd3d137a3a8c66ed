//! Two who want different things of one order at the same moment, over and over at random times.
//!
//! Whoever wins: the order has one outcome, the money is where that outcome says, and every service and the dashboard
//! tell the same of it. `BAEDAL_RACES` says how many orders run each race (24 if unset); many thousands are fine.

use std::collections::BTreeMap;
use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

use baedal_dev::system::{Options, Service};
use baedal_e2e::{Basket, Customer, Owner, PATIENCE, Protocol, Shop, Town};
use baedal_proto::delivery::v1::DeliveryStatus;
use baedal_proto::order::v1::OrderStatus;
use baedal_proto::payment::v1::PaymentStatus;
use baedal_proto::store::v1::{StoreKind, TicketStatus};
use baedal_testkit::wait_until;
use futures_util::{StreamExt, stream};
use sqlx::PgPool;
use tokio::time::{Instant, sleep};
use tonic::Code;
use uuid::Uuid;

/// How long a store has in this town.
const ACCEPT_WITHIN: Duration = Duration::from_secs(3);
/// Orders that race at once.
const AT_ONCE: usize = 16;
/// Stores and their owners.
const STORES: usize = 8;
/// Customers, who order more than once.
const CUSTOMERS: usize = 32;

/// How often each outcome came about.
type Outcomes = BTreeMap<&'static str, usize>;

fn races() -> usize {
    std::env::var("BAEDAL_RACES").map_or(24, |races| races.parse().expect("a number of races"))
}

/// A pause of up to `most` that nobody can foresee.
async fn jitter(most: Duration) {
    let random = RandomState::new().hash_one(Instant::now());
    let most = u64::try_from(most.as_micros()).expect("a short time");
    sleep(Duration::from_micros(random % most)).await;
}

/// Where it happens.
struct Arena {
    town: Town,
    stores: Vec<(Owner, Shop)>,
    customers: Vec<Customer>,
    /// The databases of order and payment.
    order: PgPool,
    payment: PgPool,
}

/// One order, and those who care about it.
struct Racer<'a> {
    arena: &'a Arena,
    customer: Customer,
    owner: &'a Owner,
    order_id: String,
    placed: Instant,
}

impl Arena {
    async fn open() -> Self {
        let options = Options::for_tests()
            .service_env(Service::Order, "BAEDAL_ORDERS__ACCEPT_WITHIN", "3s")
            .service_env(Service::Order, "BAEDAL_ORDERS__EXPIRY_INTERVAL", "50ms")
            .service_env(Service::Payment, "BAEDAL_AUDIT__GRACE", "0s");
        let town = Town::with(options).await;
        let mut stores = Vec::new();
        for _ in 0..STORES {
            let owner = town.owner(Protocol::Grpc);
            let shop = owner
                .opens_a_store("Arena", StoreKind::Restaurant, &[5_000, 700])
                .await;
            stores.push((owner, shop));
        }
        let customers = (0..CUSTOMERS).map(|_| town.customer(Protocol::Grpc));
        let database = |service| {
            PgPool::connect_lazy(&town.system().database_url(service)).expect("a database's URL")
        };
        Self {
            customers: customers.collect(),
            order: database(Service::Order),
            payment: database(Service::Payment),
            town,
            stores,
        }
    }

    /// Has somebody new order, every other time to the door.
    async fn racer(&self, number: usize) -> Racer<'_> {
        let (owner, shop) = &self.stores[number % STORES];
        let customer = self.customers[number % CUSTOMERS].clone();
        let basket = if number.is_multiple_of(2) {
            Basket::to_pick_up(shop)
        } else {
            Basket::to_the_door(shop)
        };
        let placed = Instant::now();
        let order_id = customer.places(&basket).await.order_id;
        Racer {
            arena: self,
            customer,
            owner,
            order_id,
            placed,
        }
    }
}

impl Racer<'_> {
    async fn is_accepted(&self) {
        self.owner.accepts(&self.order_id).await;
        self.customer
            .sees(&self.order_id, OrderStatus::Accepted)
            .await;
    }

    /// Waits until everybody says the same of the order and nothing is under way; then checks the money. Answers the outcome.
    async fn comes_to_rest(self) -> &'static str {
        let (order_id, customer) = (self.order_id.as_str(), &self.customer);
        let (status, payment, ticket) = wait_until(PATIENCE, || async {
            // The view comes last, so there is no use in asking its sources before it is at rest.
            let view = customer.view(order_id).await.ok()?;
            if view.order_status() == OrderStatus::Canceling
                || view.payment_status() == PaymentStatus::RefundPending
            {
                return None;
            }
            let order = customer.order(order_id).await.ok()?.status();
            let payment = customer.payment(order_id).await.ok()?.status();
            let ticket = self.owner.ticket(order_id).await.ok()?.status();
            let same = view.order_status() == order
                && view.payment_status() == payment
                && view.ticket_status() == ticket;
            let called_off = [OrderStatus::Canceled, OrderStatus::Rejected].contains(&order);
            let delivery_is_off = !called_off
                || [DeliveryStatus::Unspecified, DeliveryStatus::Canceled]
                    .contains(&view.delivery_status());
            let at_rest = order != OrderStatus::Canceling
                && payment != PaymentStatus::RefundPending
                && called_off == (payment == PaymentStatus::Refunded);
            let kitchen_agrees = match order {
                OrderStatus::Canceled => ticket == TicketStatus::Canceled,
                OrderStatus::Accepted => ticket == TicketStatus::Accepted,
                OrderStatus::Cooking => ticket == TicketStatus::Cooking,
                OrderStatus::Cooked | OrderStatus::Completed => ticket == TicketStatus::Cooked,
                _ => false,
            };
            (same && delivery_is_off && at_rest && kitchen_agrees)
                .then_some((order, payment, ticket))
        })
        .await;

        let (lines, held) = self.ledger().await;
        let endings = self.endings().await;
        match status {
            OrderStatus::Canceled => {
                assert_eq!(
                    lines,
                    ["APPROVAL", "REFUND_REQUEST", "REFUND"],
                    "{order_id}"
                );
                assert_eq!(held, 0, "{order_id}");
                assert_eq!(endings, ["canceled"], "{order_id}");
                "canceled"
            }
            OrderStatus::Completed => {
                assert_eq!(lines, ["APPROVAL"], "{order_id}");
                assert_eq!(endings, ["completed"], "{order_id}");
                "completed"
            }
            OrderStatus::Accepted | OrderStatus::Cooking | OrderStatus::Cooked => {
                assert_eq!(lines, ["APPROVAL"], "{order_id}");
                assert_eq!(held, 5_700, "{order_id}");
                assert!(endings.is_empty(), "{order_id}: {endings:?}");
                "goes on"
            }
            other => panic!("{order_id} came to {other:?}, {payment:?}, {ticket:?}"),
        }
    }

    fn id(&self) -> Uuid {
        self.order_id.parse().expect("an order id is a UUID")
    }

    /// The kinds of the ledger's lines, and what is held by them.
    async fn ledger(&self) -> (Vec<String>, i64) {
        let lines: Vec<(String, i64)> = sqlx::query_as(
            "SELECT kind, amount_minor FROM ledger WHERE order_id = $1 ORDER BY entry_id",
        )
        .bind(self.id())
        .fetch_all(&self.arena.payment)
        .await
        .expect("the ledger can be read");
        let held = lines.iter().map(|(_, amount)| amount).sum();
        (lines.into_iter().map(|(kind, _)| kind).collect(), held)
    }

    /// Every end that order ever told of this order.
    async fn endings(&self) -> Vec<String> {
        sqlx::query_scalar(
            "SELECT fact FROM outbox WHERE key = $1 AND fact IN ('completed', 'canceled', 'rejected')",
        )
        .bind(self.id())
        .fetch_all(&self.arena.order)
        .await
        .expect("the outbox can be read")
    }
}

/// Runs a race many times side by side, and counts how it ended.
async fn run<'a, F>(at_once: usize, race: impl Fn(usize) -> F) -> Outcomes
where
    F: Future<Output = &'static str> + 'a,
{
    let ended: Vec<&'static str> = stream::iter(0..races())
        .map(race)
        .buffer_unordered(at_once)
        .collect()
        .await;
    let mut outcomes = Outcomes::new();
    for outcome in ended {
        *outcomes.entry(outcome).or_default() += 1;
    }
    outcomes
}

async fn cancel_against_the_start_of_cooking(arena: &Arena, number: usize) -> &'static str {
    let racer = arena.racer(number).await;
    racer.is_accepted().await;
    let cancel = async {
        jitter(Duration::from_millis(30)).await;
        racer.customer.cancels(&racer.order_id, "too slow").await
    };
    let start = async {
        // The cook is next to the stove; the cancel comes by way of order and the stream.
        jitter(Duration::from_millis(400)).await;
        racer.owner.tries_to_start(&racer.order_id).await
    };
    let (canceled, started) = tokio::join!(cancel, start);
    let refusals = [canceled.err(), started.as_ref().err().cloned()];
    for refusal in refusals.into_iter().flatten() {
        assert_eq!(refusal.code(), Code::FailedPrecondition, "{refusal:?}");
    }
    let may_cook = started.is_ok();
    let ended = racer.comes_to_rest().await;
    // The store's word to the cook is the word that counts.
    assert_eq!(ended == "goes on", may_cook, "{ended}");
    ended
}

async fn two_cancels(arena: &Arena, number: usize) -> &'static str {
    let racer = arena.racer(number).await;
    if !number.is_multiple_of(3) {
        racer.is_accepted().await;
    }
    let cancel = || async {
        jitter(Duration::from_millis(10)).await;
        racer.customer.cancels(&racer.order_id, "twice").await
    };
    let (one, other) = tokio::join!(cancel(), cancel());
    for answer in [one, other] {
        let order = answer.expect("asked again, it is answered as it is");
        assert!(
            [OrderStatus::Canceling, OrderStatus::Canceled].contains(&order.status()),
            "{order:?}"
        );
    }
    racer.comes_to_rest().await
}

async fn accept_against_expiry(arena: &Arena, number: usize) -> &'static str {
    let racer = arena.racer(number).await;
    racer.owner.finds_the_ticket(&racer.order_id).await;
    // From a little before the time has run out to a little after.
    tokio::time::sleep_until(racer.placed + ACCEPT_WITHIN - Duration::from_millis(60)).await;
    jitter(Duration::from_millis(240)).await;
    let accepted = racer.owner.tries_to_accept(&racer.order_id).await;
    if let Err(refusal) = &accepted {
        assert_eq!(refusal.code(), Code::FailedPrecondition, "{refusal:?}");
    }
    let ended = racer.comes_to_rest().await;
    if accepted.is_err() {
        assert_eq!(ended, "canceled");
    }
    ended
}

async fn confirm_twice(arena: &Arena, number: usize) -> &'static str {
    // Only what is fetched at the counter: nobody waits for a rider here.
    let racer = arena.racer(number * 2).await;
    racer.is_accepted().await;
    racer.owner.starts(&racer.order_id).await;
    racer.owner.finishes(&racer.order_id).await;
    racer
        .customer
        .sees(&racer.order_id, OrderStatus::Cooked)
        .await;
    let confirm = || async {
        jitter(Duration::from_millis(5)).await;
        racer.customer.confirms(&racer.order_id).await
    };
    let (one, other) = tokio::join!(confirm(), confirm());
    for answer in [one, other] {
        let order = answer.expect("confirmed is confirmed");
        assert_eq!(order.status(), OrderStatus::Completed);
    }
    racer.comes_to_rest().await
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_wins_there_is_one_outcome_and_the_money_is_right() {
    let arena = Arena::open().await;
    let began = Instant::now();

    let stove = run(AT_ONCE, |number| {
        cancel_against_the_start_of_cooking(&arena, number)
    })
    .await;
    println!(
        "cancel against start of cooking: {stove:?}, {:?}",
        began.elapsed()
    );
    let cancels = run(AT_ONCE, |number| two_cancels(&arena, number)).await;
    println!("two cancels: {cancels:?}, {:?}", began.elapsed());
    let clock = run(AT_ONCE * 2, |number| accept_against_expiry(&arena, number)).await;
    println!("accept against expiry: {clock:?}, {:?}", began.elapsed());
    let confirms = run(AT_ONCE, |number| confirm_twice(&arena, number)).await;
    println!("confirm twice: {confirms:?}, {:?}", began.elapsed());

    assert_eq!(cancels, Outcomes::from([("canceled", races())]));
    assert_eq!(confirms, Outcomes::from([("completed", races())]));
    // Few may all end alike; this many do not.
    let enough = races() >= 24;
    for (race, outcomes) in [("stove", stove), ("clock", clock)] {
        assert!(
            !enough || outcomes.len() == 2,
            "{race} is a race that both can win: {outcomes:?}"
        );
    }
    let audited = wait_until(PATIENCE, || async {
        let (differences, audited) = arena.town.audit().await;
        differences.is_empty().then_some(audited)
    })
    .await;
    assert_eq!(
        usize::try_from(audited).expect("a count"),
        races() * 4,
        "every order that was placed was audited"
    );
    println!("audited {audited} payments, no difference");
}
