//! Who is there when something goes down, and what there has to be when it is back.

use std::fmt::Debug;

use baedal_dev::system::{Options, Service};
use baedal_e2e::{Basket, Customer, Line, Owner, PATIENCE, Protocol, Rider, Shop, Town, reason};
use baedal_proto::delivery::v1::delivery_service_client::DeliveryServiceClient;
use baedal_proto::delivery::v1::{Delivery, DeliveryStatus, ListAvailableDeliveriesRequest};
use baedal_proto::notification::v1::SendStatus;
use baedal_proto::order::v1::OrderStatus;
use baedal_proto::payment::v1::PaymentStatus;
use baedal_proto::store::v1::catalog_service_client::CatalogServiceClient;
use baedal_proto::store::v1::{ListMenuItemsRequest, StoreKind, TicketStatus};
use baedal_testkit::wait_until;
use tonic::{Code, Status};
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_check_response::ServingStatus;
use tonic_health::pb::health_client::HealthClient;
use tonic_types::StatusExt;

/// One store, and those around it.
pub(crate) struct Scene {
    pub(crate) town: Town,
    pub(crate) customer: Customer,
    pub(crate) owner: Owner,
    pub(crate) rider: Rider,
    pub(crate) shop: Shop,
}

/// How an order ends, as each service has it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ending {
    order: OrderStatus,
    payment: PaymentStatus,
    ticket: TicketStatus,
    delivery: DeliveryStatus,
    /// Every change that the customer is told of.
    told: &'static [&'static str],
}

/// Brought to the door and confirmed.
pub(crate) const BROUGHT: Ending = Ending {
    order: OrderStatus::Completed,
    payment: PaymentStatus::Approved,
    ticket: TicketStatus::HandedOver,
    delivery: DeliveryStatus::Completed,
    told: &[
        "delivery.claimed",
        "order.accepted",
        "order.completed",
        "order.cooked",
        "order.cooking",
        "order.delivered",
        "order.picked_up",
        "order.placed",
    ],
};

/// Fetched at the counter and confirmed.
pub(crate) const FETCHED: Ending = Ending {
    order: OrderStatus::Completed,
    payment: PaymentStatus::Approved,
    ticket: TicketStatus::Cooked,
    delivery: DeliveryStatus::Unspecified,
    told: &[
        "order.accepted",
        "order.completed",
        "order.cooked",
        "order.cooking",
        "order.placed",
    ],
};

/// Rejected by the store.
pub(crate) const REJECTED: Ending = Ending {
    order: OrderStatus::Rejected,
    payment: PaymentStatus::Refunded,
    ticket: TicketStatus::Rejected,
    delivery: DeliveryStatus::Unspecified,
    told: &["order.placed", "order.rejected", "payment.refunded"],
};

/// Accepted, and then canceled by the customer before a rider had it.
pub(crate) const CANCELED: Ending = Ending {
    order: OrderStatus::Canceled,
    payment: PaymentStatus::Refunded,
    ticket: TicketStatus::Canceled,
    delivery: DeliveryStatus::Canceled,
    told: &[
        "order.accepted",
        "order.cancel_requested",
        "order.canceled",
        "order.placed",
        "payment.refunded",
    ],
};

impl Scene {
    pub(crate) async fn open() -> Self {
        Self::open_with(Options::for_tests()).await
    }

    pub(crate) async fn open_with(options: Options) -> Self {
        // What is wrong with the money shows at once.
        let options = options.service_env(Service::Payment, "BAEDAL_AUDIT__GRACE", "0s");
        let town = Town::with(options).await;
        let (customer, owner) = (town.customer(Protocol::Grpc), town.owner(Protocol::Grpc));
        let rider = town.rider(Protocol::Grpc);
        let shop = owner
            .opens_a_store("Chicken", StoreKind::Restaurant, &[18_000])
            .await;
        Self {
            town,
            customer,
            owner,
            rider,
            shop,
        }
    }

    pub(crate) fn to_the_door(&self) -> Basket {
        Basket::to_the_door(&self.shop)
    }

    pub(crate) fn to_pick_up(&self) -> Basket {
        Basket::to_pick_up(&self.shop)
    }

    /// An order whose ticket is in the kitchen.
    pub(crate) async fn ordered(&self, basket: Basket) -> String {
        let order_id = self.customer.places(&basket).await.order_id;
        self.owner.finds_the_ticket(&order_id).await;
        order_id
    }

    /// An order that the store has accepted; everybody has heard of it.
    pub(crate) async fn accepted(&self, basket: Basket) -> String {
        let order_id = self.ordered(basket).await;
        self.owner.accepts(&order_id).await;
        self.customer.sees(&order_id, OrderStatus::Accepted).await;
        self.customer
            .views(&order_id, |view| {
                view.order_status() == OrderStatus::Accepted
                    && view.ticket_status() == TicketStatus::Accepted
            })
            .await;
        order_id
    }

    /// An order that stands ready in the kitchen; order and dashboard have heard of it.
    pub(crate) async fn cooked(&self, basket: Basket) -> String {
        let order_id = self.accepted(basket).await;
        self.is_cooked(&order_id).await;
        self.customer.sees(&order_id, OrderStatus::Cooked).await;
        self.customer
            .views(&order_id, |view| {
                view.order_status() == OrderStatus::Cooked
                    && view.ticket_status() == TicketStatus::Cooked
            })
            .await;
        order_id
    }

    /// An order that stands ready for its rider; all have heard of it.
    pub(crate) async fn awaits_its_rider(&self) -> (String, Delivery) {
        let order_id = self.cooked(self.to_the_door()).await;
        wait_until(PATIENCE, || async {
            let listed = self.lists().await.ok()?;
            listed
                .into_iter()
                .find(|it| it.order_id == order_id && it.ready)
        })
        .await;
        let delivery = self.rider.claims(&order_id).await;
        self.customer
            .views(&order_id, |view| {
                view.delivery_status() == DeliveryStatus::Claimed
            })
            .await;
        (order_id, delivery)
    }

    /// The kitchen cooks an accepted order.
    pub(crate) async fn is_cooked(&self, order_id: &str) {
        self.owner.starts(order_id).await;
        self.owner.finishes(order_id).await;
    }

    /// From the kitchen's yes to the customer's "thank you".
    pub(crate) async fn is_cooked_brought_and_confirmed(&self, order_id: &str) {
        self.is_cooked(order_id).await;
        let delivery = self.rider.claims(order_id).await;
        self.is_brought_and_confirmed(order_id, &delivery).await;
    }

    pub(crate) async fn is_brought_and_confirmed(&self, order_id: &str, delivery: &Delivery) {
        self.rider.picks_up(delivery).await;
        self.rider.hands_over(delivery).await;
        self.is_confirmed(order_id, OrderStatus::Delivered).await;
    }

    pub(crate) async fn is_confirmed(&self, order_id: &str, status: OrderStatus) {
        self.customer.sees(order_id, status).await;
        let confirmed = self.customer.confirms(order_id).await;
        let order = confirmed.expect("what has arrived can be confirmed");
        assert_eq!(order.status(), OrderStatus::Completed);
    }

    /// What waits for a rider.
    pub(crate) async fn lists(&self) -> Result<Vec<Delivery>, Status> {
        let request = ListAvailableDeliveriesRequest {
            page_size: 100,
            ..Default::default()
        };
        let response = DeliveryServiceClient::new(self.rider.line.clone())
            .list_available_deliveries(request)
            .await?;
        Ok(response.into_inner().deliveries)
    }

    /// How many items are on the menu that the store shows.
    pub(crate) async fn menu(&self) -> Result<usize, Status> {
        let request = ListMenuItemsRequest {
            store_id: self.shop.store_id.clone(),
            ..Default::default()
        };
        let response = CatalogServiceClient::new(self.customer.line.clone())
            .list_menu_items(request)
            .await?;
        Ok(response.into_inner().menu_items.len())
    }

    /// Waits until payment has given the money back.
    pub(crate) async fn is_refunded(&self, order_id: &str) {
        wait_until(PATIENCE, || async {
            let payment = self.customer.payment(order_id).await.ok()?;
            (payment.status() == PaymentStatus::Refunded).then_some(())
        })
        .await;
    }

    /// Waits until the customer was told of a change.
    pub(crate) async fn is_told(&self, order_id: &str, kind: &str) {
        wait_until(PATIENCE, || async {
            let told = self.customer.notifications(order_id).await.ok()?;
            told.iter().any(|it| it.kind == kind).then_some(())
        })
        .await;
    }

    /// What the customer was told of.
    pub(crate) async fn told(&self, order_id: &str) -> Vec<String> {
        let told = self.customer.notifications(order_id).await;
        let told = told.expect("a customer may read what they were told");
        let mut kinds: Vec<String> = told.into_iter().map(|it| it.kind).collect();
        kinds.sort_unstable();
        kinds
    }

    /// Starts a service that was away, and waits until the gateway reaches it.
    pub(crate) async fn returns(&self, service: Service) {
        self.town.start(service).await;
        let name = match service {
            Service::Order => "baedal.order.v1.OrderService",
            Service::Payment => "baedal.payment.v1.PaymentService",
            Service::Store => "baedal.store.v1.TicketService",
            Service::Delivery => "baedal.delivery.v1.DeliveryService",
            Service::Notification => "baedal.notification.v1.NotificationService",
            Service::Dashboard => "baedal.dashboard.v1.DashboardService",
            Service::Gateway => "",
        };
        let line = Line::open(&self.town.system().gateway_url(), Protocol::Grpc, None);
        wait_until(PATIENCE, || async {
            let request = HealthCheckRequest {
                service: name.to_owned(),
            };
            let answer = HealthClient::new(line.clone()).check(request).await.ok()?;
            (answer.into_inner().status() == ServingStatus::Serving).then_some(())
        })
        .await;
    }

    /// Waits until the orders, which are all there are, have ended so for everybody, the town is at rest, and each change was
    /// told once; then audits the books.
    pub(crate) async fn all_comes_right(&self, orders: &[(&str, Ending)]) {
        for (order_id, ending) in orders {
            self.customer
                .views(order_id, |view| {
                    view.order_status() == ending.order
                        && view.payment_status() == ending.payment
                        && view.ticket_status() == ending.ticket
                        && view.delivery_status() == ending.delivery
                })
                .await;
        }
        self.town.comes_to_rest().await;
        for (order_id, ending) in orders {
            self.has_ended(order_id, ending).await;
        }
        self.town.the_books_balance().await;
        let (differences, audited) = self.town.audit().await;
        assert!(differences.is_empty(), "{differences:?}");
        // An order that was refused and voided leaves a tombstone.
        let audited = usize::try_from(audited).expect("a count");
        assert!(audited >= orders.len(), "each is audited: {audited}");
    }

    /// Holds the view of an order against those who know, and what was told against what happened.
    async fn has_ended(&self, order_id: &str, ending: &Ending) {
        let order = self.customer.order(order_id).await.expect("their own");
        assert_eq!(order.status(), ending.order);
        let payment = self.customer.payment(order_id).await.expect("their own");
        assert_eq!(payment.status(), ending.payment);
        let ticket = self.owner.ticket(order_id).await.expect("the store's own");
        assert_eq!(ticket.status(), ending.ticket);
        let delivery = self.town.delivery_of(order_id).await;
        let expected = match ending.delivery {
            DeliveryStatus::Unspecified => None,
            status => status.as_str_name().strip_prefix("DELIVERY_STATUS_"),
        };
        assert_eq!(delivery.as_deref(), expected, "the delivery");
        assert_eq!(self.told(order_id).await, ending.told, "each told once");
        wait_until(PATIENCE, || async {
            let told = self.customer.notifications(order_id).await.ok()?;
            let mut sendings = told.iter().flat_map(|it| &it.sendings);
            sendings
                .all(|it| it.status() == SendStatus::Sent)
                .then_some(())
        })
        .await;
        let (lines, _) = self.town.ledger_of(order_id).await;
        match ending.payment {
            PaymentStatus::Refunded => {
                assert_eq!(lines, ["APPROVAL", "REFUND_REQUEST", "REFUND"]);
            }
            _ => assert_eq!(lines, ["APPROVAL"]),
        }
    }
}

/// Checks that a call was refused because `service` is away, in words that help: which one it is, and when to come back.
pub(crate) fn is_out_of_reach<T: Debug>(answer: Result<T, Status>, service: Service) {
    let refusal = answer.expect_err("the one who could answer is away");
    assert_eq!(
        (refusal.code(), reason(&refusal).as_str()),
        (Code::Unavailable, "UPSTREAM_UNAVAILABLE"),
        "{refusal:?}"
    );
    let info = refusal.get_details_error_info().expect("it says why");
    let named = info.metadata.get("service").map(String::as_str);
    assert_eq!(named, Some(service.name()), "it says who is away");
    let retry = refusal.get_details_retry_info();
    let again = retry.and_then(|it| it.retry_delay);
    assert!(again.is_some(), "it says when to come back");
}
