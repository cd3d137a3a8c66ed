//! A customer is told of every change, once, and reads it back.

use std::time::Duration;

use baedal_messaging::{HandleError, Received};
use baedal_proto::events::v1 as wire;
use baedal_proto::notification::v1 as notification;
use baedal_proto::order::v1::OrderStatus;
use baedal_testkit::{Nats, wait_until};
use tonic::Code;
use uuid::Uuid;

use crate::support::{Elsewhere, Service, bad_fields, event, new_event, new_id};

pub(crate) fn placed(customer: &str, order: Uuid) -> Received {
    event("order", "placed", order, 1, &order_placed(customer, order))
}

fn order_placed(customer: &str, order: Uuid) -> wire::OrderPlaced {
    wire::OrderPlaced {
        order_id: order.to_string(),
        customer_id: customer.to_owned(),
        store_name: "Moon Coffee".to_owned(),
        ..Default::default()
    }
}

fn progressed(customer: &str, order: Uuid, version: i64, status: OrderStatus) -> Received {
    let body = wire::OrderProgressed {
        order_id: order.to_string(),
        customer_id: customer.to_owned(),
        status: status.into(),
        ..Default::default()
    };
    event("order", "progressed", order, version, &body)
}

/// Everything a customer hears about a delivery.
pub(crate) fn a_delivery(customer: &str, order: Uuid) -> Vec<Received> {
    let order_id = order.to_string();
    let customer_id = customer.to_owned();
    let claimed = wire::DeliveryClaimed {
        order_id: order_id.clone(),
        customer_id: customer_id.clone(),
        rider_id: "hana".to_owned(),
        ..Default::default()
    };
    let completed = wire::OrderCompleted {
        order_id,
        customer_id,
        ..Default::default()
    };
    vec![
        placed(customer, order),
        progressed(customer, order, 2, OrderStatus::Accepted),
        event("delivery", "claimed", order, 2, &claimed),
        progressed(customer, order, 3, OrderStatus::Cooking),
        progressed(customer, order, 4, OrderStatus::Cooked),
        progressed(customer, order, 5, OrderStatus::PickedUp),
        progressed(customer, order, 6, OrderStatus::Delivered),
        event("order", "completed", order, 7, &completed),
    ]
}

/// One event of each kind that customers are told of, with a store's or a customer's words where there are any.
pub(crate) fn every_kind(customer: &str, order: Uuid, words: &str) -> Vec<Received> {
    let (order_id, customer_id) = (order.to_string(), customer.to_owned());
    let rejected = wire::OrderRejected {
        order_id: order_id.clone(),
        customer_id: customer_id.clone(),
        reason: words.to_owned(),
        ..Default::default()
    };
    let requested = wire::OrderCancelRequested {
        order_id: order_id.clone(),
        customer_id: customer_id.clone(),
        ..Default::default()
    };
    let canceled = wire::OrderCanceled {
        order_id: order_id.clone(),
        customer_id: customer_id.clone(),
        reason: words.to_owned(),
        ..Default::default()
    };
    let denied = wire::OrderCancelDenied {
        order_id: order_id.clone(),
        customer_id: customer_id.clone(),
        reason: words.to_owned(),
        ..Default::default()
    };
    let refunded = wire::PaymentRefunded {
        order_id,
        customer_id,
        ..Default::default()
    };
    let mut events = a_delivery(customer, order);
    events.extend([
        event("order", "rejected", order, 8, &rejected),
        event("order", "cancel_requested", order, 9, &requested),
        event("order", "canceled", order, 10, &canceled),
        event("order", "cancel_denied", order, 11, &denied),
        event("payment", "refunded", order, 3, &refunded),
    ]);
    events
}

#[tokio::test]
async fn every_step_of_a_delivery_is_told_once() {
    let service = Service::start().await;
    let order = new_id();
    let events = a_delivery("minji", order);

    service.hear(&events[..3]).await.expect("told");
    service
        .hear(&events)
        .await
        .expect("the rest, and some again");
    service.hear(&events).await.expect("all again");

    let mut told = service.texts("minji").await;
    told.reverse();
    assert_eq!(
        told,
        [
            "Your order at “Moon Coffee” is placed.",
            "The store accepted your order.",
            "A rider will bring your order.",
            "The kitchen started on your order.",
            "Your order is ready.",
            "The rider picked up your order.",
            "Your order was delivered. Please confirm it.",
            "Your order is complete. Enjoy!",
        ]
    );
    let page = service
        .list("minji", notification::ListNotificationsRequest::default())
        .await;
    let page = page.expect("a page");
    let kinds: Vec<_> = page
        .notifications
        .iter()
        .rev()
        .map(|it| &*it.kind)
        .collect();
    assert_eq!(
        kinds,
        [
            "order.placed",
            "order.accepted",
            "delivery.claimed",
            "order.cooking",
            "order.cooked",
            "order.picked_up",
            "order.delivered",
            "order.completed",
        ]
    );
    let newest = &page.notifications[0];
    assert_eq!(newest.order_id, order.to_string());
    assert_eq!(newest.notification_id, events[7].event_id.to_string());
    assert!(newest.occurred_at.is_some() && newest.created_at.is_some());
}

#[tokio::test]
async fn a_cancel_and_its_refund_are_told_with_the_reason() {
    let service = Service::start().await;
    let order = new_id();
    let (order_id, customer_id) = (order.to_string(), "minji".to_owned());
    let canceled = wire::OrderCanceled {
        order_id: order_id.clone(),
        customer_id: customer_id.clone(),
        reason: "changed my mind".to_owned(),
        ..Default::default()
    };
    let refunded = wire::PaymentRefunded {
        order_id,
        customer_id,
        ..Default::default()
    };
    let events = [
        event("order", "canceled", order, 3, &canceled),
        event("payment", "refunded", order, 3, &refunded),
    ];
    service.hear(&events).await.expect("told");

    assert_eq!(
        service.texts("minji").await,
        [
            "Your payment was refunded.",
            "Your order was canceled.\nThe reason given: “changed my mind”"
        ]
    );
}

#[tokio::test]
async fn a_customer_reads_only_her_own_page_by_page() {
    let service = Service::start().await;
    let (first, second) = (new_id(), new_id());
    service
        .hear(&a_delivery("minji", first))
        .await
        .expect("told");
    service
        .hear(&a_delivery("minji", second))
        .await
        .expect("told");
    service
        .hear(&a_delivery("jun", new_id()))
        .await
        .expect("told");

    let mut seen = Vec::new();
    let mut page_token = String::new();
    loop {
        let request = notification::ListNotificationsRequest {
            page_size: 5,
            page_token,
            order_id: String::new(),
        };
        let page = service.list("minji", request).await.expect("a page");
        assert!(page.notifications.len() <= 5);
        seen.extend(page.notifications.into_iter().map(|it| it.order_id));
        page_token = page.next_page_token;
        if page_token.is_empty() {
            break;
        }
    }
    let newest_first = [vec![second.to_string(); 8], vec![first.to_string(); 8]].concat();
    assert_eq!(seen, newest_first);
    let of_first = notification::ListNotificationsRequest {
        order_id: first.to_string(),
        ..Default::default()
    };
    let page = service
        .list("minji", of_first.clone())
        .await
        .expect("a page");
    assert_eq!(page.notifications.len(), 8);
    let others = service.list("jun", of_first).await.expect("a page");
    assert!(others.notifications.is_empty());
}

#[tokio::test]
async fn what_comes_through_the_broker_is_written_down_and_sent() {
    let nats = Nats::start().await;
    let service = Service::start_with(nats.url()).await;
    let elsewhere = Elsewhere::start(nats.url()).await;
    let order = new_id();
    elsewhere
        .tell(&[new_event(
            "order",
            "placed",
            order,
            1,
            &order_placed("minji", order),
        )])
        .await;

    let sent = wait_until(Duration::from_secs(30), async || {
        let page = service
            .list("minji", notification::ListNotificationsRequest::default())
            .await;
        let sending = page.expect("a page").notifications.first()?.sendings[0].clone();
        (sending.status() == notification::SendStatus::Sent).then_some(sending)
    })
    .await;
    assert_eq!(sent.channel, "log");
    assert!(sent.sent_at.is_some());
}

#[tokio::test]
async fn bad_events_are_poison_and_leave_nothing_behind() {
    let service = Service::start().await;
    let order = new_id();
    let bad = event("order", "placed", order, 1, &wire::OrderPlaced::default());

    let heard = service.hear(&[placed("minji", order), bad]).await;
    assert!(matches!(heard, Err(HandleError::Poison(_))));
    assert!(service.texts("minji").await.is_empty());
    let unknown = event(
        "order",
        "sung_about",
        order,
        2,
        &wire::TicketCooked::default(),
    );
    service.hear(&[unknown]).await.expect("passed over");
}

#[tokio::test]
async fn every_bad_field_is_named_and_only_customers_may_ask() {
    let service = Service::start().await;
    let request = notification::ListNotificationsRequest {
        page_size: -1,
        page_token: "made up".to_owned(),
        order_id: "nonsense".to_owned(),
    };
    assert_eq!(
        bad_fields(service.list("minji", request).await),
        ["order_id", "page_size", "page_token"]
    );
    let mut client = service.client.clone();
    let stranger = client
        .list_notifications(notification::ListNotificationsRequest::default())
        .await;
    assert_eq!(
        stranger.expect_err("no token").code(),
        Code::Unauthenticated
    );
    let request = notification::ListNotificationsRequest::default();
    let rider = client
        .list_notifications(service.by("hana", "rider", request))
        .await;
    assert_eq!(
        rider.expect_err("no customer").code(),
        Code::PermissionDenied
    );
}
