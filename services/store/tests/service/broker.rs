//! The same over a real broker: orders come in and facts go out on their own.

use std::time::Duration;

use baedal_proto::store::v1::TicketStatus;
use baedal_testkit::{Nats, wait_until};

use crate::support::{Elsewhere, Service, new_event, new_id, order_placed};

const PATIENCE: Duration = Duration::from_secs(30);

#[tokio::test]
async fn an_order_placed_elsewhere_becomes_a_ticket_and_everybody_hears_of_it() {
    let nats = Nats::start().await;
    let service = Service::start_with(nats.url()).await;
    let elsewhere = Elsewhere::start(nats.url()).await;
    let shop = service.open_store("sora").await;
    let order = new_id();

    let body = order_placed(order, &shop.store_id);
    elsewhere
        .tell(&[new_event("order", "placed", order, 1, &body)])
        .await;
    let ticket = wait_until(PATIENCE, async || service.ticket("sora", order).await.ok()).await;
    assert_eq!(ticket.status(), TicketStatus::New);
    service.accept("sora", order).await.expect("accepted");

    // The store itself, the new ticket and its acceptance.
    wait_until(PATIENCE, async || {
        (service.published().await == 3).then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_kitchen_works_on_while_the_broker_is_away() {
    let nats = Nats::start().await;
    let service = Service::start_with(nats.url()).await;
    let shop = service.open_store("sora").await;
    wait_until(PATIENCE, async || {
        (service.published().await == 1).then_some(())
    })
    .await;
    nats.kill().await;

    let order = service.placed_order(&shop.store_id).await;
    service.accept("sora", order).await.expect("accepted");
    service.start_cooking("sora", order).await.expect("cooking");
    assert_eq!(service.published().await, 1);

    nats.restart().await;
    wait_until(PATIENCE, async || {
        (service.published().await == 4).then_some(())
    })
    .await;
}
