//! What comes late, twice, in a strange order or after a restart, over a real broker where that matters.

use std::collections::HashSet;
use std::time::Duration;

use baedal_messaging::{NewEvent, Received};
use baedal_proto::events::v1 as wire;
use baedal_proto::notification::v1::ListNotificationsRequest;
use baedal_proto::order::v1::OrderStatus;
use baedal_testkit::{Nats, wait_until};
use prost::Message;
use uuid::Uuid;

use crate::support::{Elsewhere, Service, new_event, new_id, quiet};

const PATIENCE: Duration = Duration::from_secs(30);

/// An order on its way to the door, as far as its customer is concerned.
fn an_order(customer: &str, order: Uuid) -> Vec<NewEvent> {
    let (order_id, customer_id) = (order.to_string(), customer.to_owned());
    let placed = wire::OrderPlaced {
        order_id: order_id.clone(),
        customer_id: customer_id.clone(),
        store_name: "Moon Coffee".to_owned(),
        ..Default::default()
    };
    let progressed = |version, status: OrderStatus| {
        let body = wire::OrderProgressed {
            order_id: order_id.clone(),
            customer_id: customer_id.clone(),
            status: status.into(),
            ..Default::default()
        };
        new_event("order", "progressed", order, version, &body)
    };
    vec![
        new_event("order", "placed", order, 1, &placed),
        progressed(2, OrderStatus::Accepted),
        progressed(3, OrderStatus::Cooking),
        progressed(4, OrderStatus::Cooked),
    ]
}

fn refunded(customer: &str, order: Uuid) -> NewEvent {
    let body = wire::PaymentRefunded {
        order_id: order.to_string(),
        customer_id: customer.to_owned(),
        ..Default::default()
    };
    new_event("payment", "refunded", order, 2, &body)
}

/// Waits until the customer was told `count` times or more, and returns the words, newest first.
async fn told(service: &Service, customer: &str, count: usize) -> Vec<String> {
    wait_until(PATIENCE, async || {
        let texts = service.texts(customer).await;
        (texts.len() >= count).then_some(texts)
    })
    .await
}

#[tokio::test]
async fn a_restart_keeps_what_was_told_and_goes_on_from_there() {
    let nats = Nats::start().await;
    let service = Service::start_with(nats.url()).await;
    let elsewhere = Elsewhere::start(nats.url()).await;
    let order = new_id();
    elsewhere.tell(&an_order("minji", order)).await;
    let before = told(&service, "minji", 4).await;

    let service = service.restart().await;
    assert_eq!(service.texts("minji").await, before);
    elsewhere.tell(&[refunded("minji", order)]).await;

    let after = told(&service, "minji", 5).await;
    assert_eq!(after[0], "Your payment was refunded.");
    assert_eq!(after[1..], before[..]);
}

#[tokio::test]
async fn a_whole_stream_that_comes_again_is_told_no_second_time() {
    let nats = Nats::start().await;
    let service = Service::start_with(nats.url()).await;
    let elsewhere = Elsewhere::start(nats.url()).await;
    let order = new_id();
    elsewhere.tell(&an_order("minji", order)).await;
    let before = told(&service, "minji", 4).await;
    let first_time = service.handled().await.into_iter().max();

    // The broker comes back empty, without the durable's position: the relay fills it from the start.
    nats.wipe().await;
    nats.restart().await;
    elsewhere.tell(&[refunded("minji", order)]).await;
    wait_until(PATIENCE, async || {
        let handled = service.handled().await;
        let again = handled.into_iter().filter(|at| Some(*at) > first_time);
        (again.count() == 5).then_some(())
    })
    .await;

    let after = service.texts("minji").await;
    assert_eq!(after[0], "Your payment was refunded.");
    assert_eq!(after[1..], before[..]);
}

#[tokio::test]
async fn a_change_is_told_once_even_when_the_inbox_has_forgotten_its_event() {
    let quiet = quiet().await;
    let app = quiet.app();
    let events = received(an_order("minji", new_id()));
    quiet.hear(&app, &events).await;
    let before = quiet.told(&app, "minji").await;

    quiet.forget().await;
    quiet.hear(&app, &events).await;

    assert_eq!(before.len(), 4);
    assert_eq!(quiet.told(&app, "minji").await, before);
}

#[tokio::test]
async fn no_order_of_arrival_loses_or_doubles_a_change() {
    let quiet = quiet().await;
    let app = quiet.app();
    let order = new_id();
    let mut events = received(an_order("minji", order));
    events.extend(received(vec![refunded("minji", order)]));

    // Backwards one by one, then in pairs that overlap, then twice within one batch.
    for event in events.iter().rev() {
        quiet.hear(&app, std::slice::from_ref(event)).await;
    }
    for pair in events.windows(2) {
        quiet.hear(&app, pair).await;
    }
    quiet
        .hear(&app, &[events.clone(), events.clone()].concat())
        .await;

    let told = quiet.told(&app, "minji").await;
    let expected: HashSet<_> = events.iter().map(|event| event.event_id).collect();
    let ids: HashSet<_> = told.iter().map(|(it, _)| it.id.uuid()).collect();
    assert_eq!(told.len(), events.len());
    assert_eq!(ids, expected);
}

#[tokio::test]
async fn one_bad_event_is_parked_and_keeps_nobody_else_from_being_told() {
    let nats = Nats::start().await;
    let service = Service::start_with(nats.url()).await;
    let elsewhere = Elsewhere::start(nats.url()).await;
    let (minjis, juns) = (new_id(), new_id());
    let mut events = an_order("minji", minjis);
    events[1].payload = wire::OrderProgressed::default().encode_to_vec();
    events.extend(an_order("jun", juns));
    elsewhere.tell(&events).await;

    told(&service, "jun", 4).await;
    let minji = told(&service, "minji", 3).await;
    assert_eq!(
        minji,
        [
            "Your order is ready.",
            "The kitchen started on your order.",
            "Your order at “Moon Coffee” is placed.",
        ]
    );
    let of_juns = ListNotificationsRequest {
        order_id: juns.to_string(),
        ..Default::default()
    };
    let foreign = service.list("minji", of_juns).await.expect("a page");
    assert!(foreign.notifications.is_empty());
}

fn received(events: Vec<NewEvent>) -> Vec<Received> {
    events
        .into_iter()
        .map(|event| Received::from_new(event, 7))
        .collect()
}
