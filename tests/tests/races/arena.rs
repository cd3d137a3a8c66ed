//! A town full of people who want different things, and how one sees that an order has come to rest.

use std::time::Duration;

use baedal_dev::system::{Options, Service};
use baedal_e2e::{Basket, Customer, Owner, PATIENCE, Protocol, Shop, Town};
use baedal_proto::delivery::v1::DeliveryStatus;
use baedal_proto::order::v1::OrderStatus;
use baedal_proto::payment::v1::PaymentStatus;
use baedal_proto::store::v1::{StoreKind, TicketStatus};
use baedal_runtime::{Ids, SystemIds};
use baedal_testkit::wait_until;
use sqlx::PgPool;
use tokio::time::Instant;
use tonic::Code;
use uuid::Uuid;

/// How long a store has in a hurried town.
pub(crate) const ACCEPT_WITHIN: Duration = Duration::from_secs(3);
/// Stores and their owners.
const STORES: usize = 8;
/// Customers, who order more than once.
const CUSTOMERS: usize = 32;

/// Where it happens.
pub(crate) struct Arena {
    pub(crate) town: Town,
    pub(crate) stores: Vec<(Owner, Shop)>,
    pub(crate) customers: Vec<Customer>,
    /// The databases of order and payment.
    order: PgPool,
    payment: PgPool,
}

/// One order, and those who care about it.
pub(crate) struct Racer<'a> {
    arena: &'a Arena,
    pub(crate) customer: Customer,
    pub(crate) owner: &'a Owner,
    pub(crate) order_id: String,
    /// When its time began to run, or a little before.
    pub(crate) placed: Instant,
}

impl Arena {
    pub(crate) async fn open() -> Self {
        let options = Options::for_tests()
            // Many thousands take longer than a connection lasts.
            .env("BAEDAL_GRPC__MAX_CONNECTION_AGE", "24h")
            // So many at once take their time.
            .service_env(Service::Order, "BAEDAL_CHECKOUT__DEADLINE", "5s")
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

    /// From now on, stores have [`ACCEPT_WITHIN`] to accept: far less than all else may take on a busy machine.
    pub(crate) async fn is_hurried(&self) {
        let system = self.town.system();
        let within = format!("{}s", ACCEPT_WITHIN.as_secs());
        let name = "BAEDAL_ORDERS__ACCEPT_WITHIN";
        system.set_env(Service::Order, name, Some(&within));
        self.town.start(Service::Order).await;
        wait_until(PATIENCE, || async {
            let customer = &self.customers[0];
            let answer = customer.order(&SystemIds.uuid().to_string()).await;
            // The gateway has found it again: it says that there is no such order.
            answer
                .is_err_and(|it| it.code() == Code::NotFound)
                .then_some(())
        })
        .await;
    }

    /// Has somebody new order, every other time to the door.
    pub(crate) async fn racer(&self, number: usize) -> Racer<'_> {
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
    pub(crate) async fn is_accepted(&self) {
        self.owner.accepts(&self.order_id).await;
        self.customer
            .sees(&self.order_id, OrderStatus::Accepted)
            .await;
    }

    /// Waits until everybody says the same of the order and nothing is under way; then checks the money. Answers the outcome.
    pub(crate) async fn comes_to_rest(self) -> &'static str {
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
