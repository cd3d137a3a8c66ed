//! One town, and every call in it that names an object or answers with the caller's own.

use baedal_e2e::{Basket, Customer, Line, PATIENCE, Protocol, Town};
use baedal_proto::dashboard::v1 as dashboard;
use baedal_proto::delivery::v1 as delivery;
use baedal_proto::notification::v1 as notification;
use baedal_proto::notification::v1::notification_service_client::NotificationServiceClient;
use baedal_proto::order::v1 as order;
use baedal_proto::payment::v1 as payment;
use baedal_proto::store::v1 as store;
use baedal_testkit::wait_until;
use bytes::Bytes;
use prost::Message;
use tonic::Status;

use crate::raw::first;

/// What an owner and a stranger see of an object.
pub(crate) struct Object {
    pub(crate) rpc: &'static str,
    pub(crate) message: Vec<u8>,
    /// Whose it is, and what their answers must not hold: who ordered is no business of a store and a rider.
    pub(crate) own: Vec<(Line, Option<String>)>,
    /// Others with a role that may call.
    pub(crate) foreign: Vec<Line>,
    /// What a list shows its owners, and nobody else; a single object is not there for others.
    pub(crate) shows: Option<String>,
}

impl Object {
    pub(crate) async fn ask(&self, line: &Line) -> Result<Bytes, Status> {
        first(line, self.rpc, self.message.clone()).await
    }

    /// Whether a list's answer holds what it should show.
    pub(crate) fn is_shown(&self, answer: &[u8]) -> bool {
        self.shows
            .as_deref()
            .is_some_and(|shows| holds(answer, shows))
    }
}

pub(crate) fn holds(answer: &[u8], text: &str) -> bool {
    !text.is_empty()
        && answer
            .windows(text.len())
            .any(|part| part == text.as_bytes())
}

async fn prefers_email(customer: &Customer, email: &str) {
    let request = notification::UpdatePreferencesRequest {
        request_id: request_id(12),
        preferences: Some(notification::Preferences {
            email: email.to_owned(),
            ..Default::default()
        }),
    };
    NotificationServiceClient::new(customer.line.clone())
        .update_preferences(request)
        .await
        .expect("a customer may say where e-mail goes");
}

fn request_id(number: u32) -> String {
    format!("0192f0c1-7a30-7000-8000-{number:012}")
}

/// One town's order, on its way to the door, and everybody who has to do with it.
#[expect(
    clippy::too_many_lines,
    reason = "a list of every call that names an object, or answers with the caller's own"
)]
pub(crate) async fn scene(town: &Town) -> Vec<Object> {
    let (customer, owner, rider) = (
        town.customer(Protocol::Grpc),
        town.owner(Protocol::Grpc),
        town.rider(Protocol::Grpc),
    );
    let shop = owner
        .opens_a_store("Owned", store::StoreKind::Restaurant, &[9_000])
        .await;
    let order = customer.places(&Basket::to_the_door(&shop)).await;
    let (order_id, customer_id) = (order.order_id, order.customer_id);
    owner.finds_the_ticket(&order_id).await;
    owner.accepts(&order_id).await;
    let claimed = rider.claims(&order_id).await;
    let view = |view: &dashboard::OrderView| !view.rider_id.is_empty();
    let rider_id = customer.views(&order_id, view).await.rider_id;
    // Another one that is cooked, so that there is a sale to count.
    let sold = customer.places(&Basket::to_pick_up(&shop)).await.order_id;
    owner.accepts(&sold).await;
    owner.starts(&sold).await;
    owner.finishes(&sold).await;
    let email = format!("{}@example.com", shop.store_id);
    prefers_email(&customer, &email).await;
    wait_until(PATIENCE, || async {
        let told = customer.notifications(&order_id).await.ok()?;
        (!told.is_empty()).then_some(())
    })
    .await;

    let (stranger, rival, other) = (
        town.customer(Protocol::Grpc).line,
        town.owner(Protocol::Grpc).line,
        town.rider(Protocol::Grpc).line,
    );
    let operator_token = town.system().token("operator-of-roles", &["operator"]);
    let operator = Line::open(
        &town.system().gateway_url(),
        Protocol::Grpc,
        Some(&operator_token),
    );
    let (customer, owner, rider) = (customer.line, owner.line, rider.line);
    let (store_id, delivery_id) = (shop.store_id.clone(), claimed.delivery_id);
    let item_id = shop.menu[0].item_id.as_str();
    let mut objects = Vec::new();
    let mut add = |rpc, message, own: &[&Line], foreign: &[&Line], shows: Option<&str>| {
        let owns = |line: &&Line| {
            let may_know = [&customer, &operator]
                .into_iter()
                .any(|it| std::ptr::eq(it, *line));
            ((*line).clone(), (!may_know).then(|| customer_id.clone()))
        };
        objects.push(Object {
            rpc,
            message,
            own: own.iter().map(owns).collect(),
            foreign: foreign.iter().map(|line| (*line).clone()).collect(),
            shows: shows.map(str::to_owned),
        });
    };
    macro_rules! add {
        ($rpc:literal, $message:expr, $own:expr, $foreign:expr) => {
            add($rpc, $message.encode_to_vec(), &$own, &$foreign, None)
        };
        ($shown:expr => $rpc:literal, $message:expr, $own:expr, $foreign:expr) => {
            add(
                $rpc,
                $message.encode_to_vec(),
                &$own,
                &$foreign,
                Some($shown),
            )
        };
    }
    let id = || order_id.clone();
    add!(
        "order.v1.OrderService/GetOrder",
        order::GetOrderRequest { order_id: id() },
        [&customer, &owner, &operator],
        [&stranger, &rival]
    );
    add!(&order_id => "order.v1.OrderService/ListOrders",
        order::ListOrdersRequest { store_id: store_id.clone(), ..Default::default() },
        [&customer, &owner, &operator], [&stranger, &rival]);
    add!(
        "order.v1.OrderService/ConfirmReceipt",
        order::ConfirmReceiptRequest {
            order_id: id(),
            request_id: request_id(1)
        },
        [&customer],
        [&stranger]
    );
    add!(
        "payment.v1.PaymentService/GetPayment",
        payment::GetPaymentRequest { order_id: id() },
        [&customer, &operator],
        [&stranger]
    );
    add!(&order_id => "notification.v1.NotificationService/ListNotifications",
        notification::ListNotificationsRequest { order_id: id(), ..Default::default() },
        [&customer], [&stranger]);
    add!(
        "dashboard.v1.DashboardService/GetOrderView",
        dashboard::GetOrderViewRequest { order_id: id() },
        [&customer, &owner, &rider, &operator],
        [&stranger, &rival, &other]
    );
    add!(&order_id => "dashboard.v1.DashboardService/ListOrderViews",
        dashboard::ListOrderViewsRequest { store_id: store_id.clone(), ..Default::default() },
        [&customer, &owner, &rider, &operator], [&stranger, &rival, &other]);
    add!(&order_id => "dashboard.v1.DashboardService/WatchOrderViews",
        dashboard::WatchOrderViewsRequest { after_version: Some(0), order_id: id(), ..Default::default() },
        [&customer, &owner, &rider, &operator], [&stranger, &rival, &other]);
    // The same without a filter: nothing but the caller's own is left out of sight.
    let (page_size, everything) = (200, Some(0));
    add!(&order_id => "order.v1.OrderService/ListOrders",
        order::ListOrdersRequest { page_size, ..Default::default() },
        [&customer, &operator], [&stranger]);
    add!(&order_id => "payment.v1.PaymentService/ListPayments",
        payment::ListPaymentsRequest { page_size, ..Default::default() },
        [&customer, &operator], [&stranger]);
    add!(&order_id => "notification.v1.NotificationService/ListNotifications",
        notification::ListNotificationsRequest { page_size, ..Default::default() },
        [&customer], [&stranger]);
    add!(&email => "notification.v1.NotificationService/GetPreferences",
        notification::GetPreferencesRequest {},
        [&customer], [&stranger]);
    add!(&order_id => "dashboard.v1.DashboardService/ListOrderViews",
        dashboard::ListOrderViewsRequest { page_size, ..Default::default() },
        [&customer, &owner, &rider, &operator], [&stranger, &rival, &other]);
    add!(&order_id => "dashboard.v1.DashboardService/WatchOrderViews",
        dashboard::WatchOrderViewsRequest { after_version: everything, ..Default::default() },
        [], [&stranger, &rival, &other]);
    add!(&rider_id => "dashboard.v1.DashboardService/ListRiderStats",
        dashboard::ListRiderStatsRequest { page_size, ..Default::default() },
        [&rider, &operator], [&other]);
    add!(&rider_id => "delivery.v1.DeliveryService/ListRiderStats",
        delivery::ListRiderStatsRequest { page_size, ..Default::default() },
        [&rider, &operator], [&other]);
    add!(item_id => "dashboard.v1.DashboardService/ListItemSales",
        dashboard::ListItemSalesRequest { store_id: store_id.clone(), ..Default::default() },
        [&owner, &operator], [&rival]);
    add!(
        "delivery.v1.DeliveryService/GetDelivery",
        delivery::GetDeliveryRequest {
            delivery_id: delivery_id.clone()
        },
        [&rider, &operator],
        [&other]
    );
    add!(
        "delivery.v1.DeliveryService/CompleteDelivery",
        delivery::CompleteDeliveryRequest {
            delivery_id: delivery_id.clone(),
            request_id: request_id(2)
        },
        [&rider],
        [&other]
    );
    add!(
        "delivery.v1.DeliveryService/PickUpDelivery",
        delivery::PickUpDeliveryRequest {
            delivery_id: delivery_id.clone(),
            request_id: request_id(3)
        },
        [&rider],
        [&other]
    );
    add!(
        "delivery.v1.DeliveryService/ReleaseDelivery",
        delivery::ReleaseDeliveryRequest {
            delivery_id,
            request_id: request_id(4)
        },
        [&rider],
        [&other]
    );
    add!(
        "store.v1.CatalogService/UpdateStore",
        store::UpdateStoreRequest {
            store_id: store_id.clone(),
            open: Some(true),
            request_id: request_id(5),
            ..Default::default()
        },
        [&owner],
        [&rival]
    );
    let name = "Tea".to_owned();
    let price = baedal_proto::google::r#type::Money {
        currency_code: "KRW".to_owned(),
        units: 1_000,
        nanos: 0,
    };
    add!(
        "store.v1.CatalogService/PutMenuItem",
        store::PutMenuItemRequest {
            store_id: store_id.clone(),
            name,
            price: Some(price),
            available: Some(true),
            request_id: request_id(6),
            ..Default::default()
        },
        [&owner],
        [&rival]
    );
    add!(&order_id => "store.v1.TicketService/ListTickets",
        store::ListTicketsRequest { store_id: store_id.clone(), ..Default::default() },
        [&owner], [&rival]);
    add!(item_id => "store.v1.TicketService/ListItemSales",
        store::ListItemSalesRequest { store_id, ..Default::default() },
        [&owner], [&rival]);
    add!(
        "store.v1.TicketService/GetTicket",
        store::GetTicketRequest { order_id: id() },
        [&owner],
        [&rival]
    );
    add!(
        "store.v1.TicketService/AcceptTicket",
        store::AcceptTicketRequest {
            order_id: id(),
            request_id: request_id(7)
        },
        [&owner],
        [&rival]
    );
    add!(
        "store.v1.TicketService/StartCooking",
        store::StartCookingRequest {
            order_id: id(),
            request_id: request_id(8)
        },
        [&owner],
        [&rival]
    );
    add!(
        "store.v1.TicketService/FinishCooking",
        store::FinishCookingRequest {
            order_id: id(),
            request_id: request_id(9)
        },
        [&owner],
        [&rival]
    );
    add!(
        "store.v1.TicketService/RejectTicket",
        store::RejectTicketRequest {
            order_id: id(),
            reason: "none left".to_owned(),
            request_id: request_id(10)
        },
        [&owner],
        [&rival]
    );
    add!(
        "order.v1.OrderService/CancelOrder",
        order::CancelOrderRequest {
            order_id: id(),
            reason: "changed my mind".to_owned(),
            request_id: request_id(11)
        },
        [&customer],
        [&stranger]
    );
    objects
}
