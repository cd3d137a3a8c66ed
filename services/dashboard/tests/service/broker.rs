//! The same over a real broker, which comes and goes.

use std::time::Duration;

use baedal_testkit::{Nats, wait_until};

use crate::elsewhere::Elsewhere;
use crate::support::{Order, Service, new_event, new_id};

const PATIENCE: Duration = Duration::from_secs(30);

#[tokio::test]
async fn it_answers_without_the_broker_and_catches_up_when_that_is_back() {
    let nats = Nats::start().await;
    let service = Service::start_with(nats.url()).await;
    let elsewhere = Elsewhere::start(nats.url()).await;
    let (early, late) = (Order::new("minji", new_id()), Order::new("minji", new_id()));
    let placed = |order: Order| new_event("order", "placed", order.id, 1, &order.order_placed());

    elsewhere.tell(&[placed(early)]).await;
    wait_until(PATIENCE, async || {
        service.view("minji", "customer", early.id).await.ok()
    })
    .await;

    nats.kill().await;
    elsewhere.tell(&[placed(late)]).await;
    let still = service.view("minji", "customer", early.id).await;
    assert!(still.is_ok(), "{still:?}");

    nats.restart().await;
    wait_until(PATIENCE, async || {
        service.view("minji", "customer", late.id).await.ok()
    })
    .await;
}
