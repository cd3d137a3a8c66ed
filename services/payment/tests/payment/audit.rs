//! The books, held against each other.

use std::time::Duration;

use baedal_messaging::Handler;
use baedal_payment::domain::audit::DifferenceKind;
use baedal_payment::events::Orders;
use baedal_proto::events::v1 as wire;
use baedal_values::OrderId;
use prost::{Message, Name};

use crate::world::{World, new_order, pay};

/// Longer than the grace that differences have.
const LATER: Duration = Duration::from_mins(16);

impl World {
    /// `order.placed`, heard as often as it comes.
    async fn hears_that_it_was_placed(&self, order: OrderId) {
        let body = wire::OrderPlaced {
            order_id: order.to_string(),
            ..Default::default()
        };
        let event = self.told(
            order,
            "placed",
            wire::OrderPlaced::full_name(),
            body.encode_to_vec(),
        );
        let twice = [event.clone(), event];
        self.orders().handle(&twice).await.expect("heard");
    }

    fn orders(&self) -> Orders {
        Orders::new(self.payments.clone())
    }

    async fn differences(&self) -> Vec<(OrderId, DifferenceKind)> {
        let audit = self.payments.audit(None, 1_000).await.expect("an audit");
        let differences = audit.differences().into_iter();
        differences.map(|it| (it.order, it.kind)).collect()
    }

    async fn paid(&self, order: OrderId) {
        self.payments
            .authorize(pay(order, "card_approve"))
            .await
            .expect("approved");
    }
}

#[tokio::test]
async fn books_that_balance_hold_no_difference_however_old() {
    let world = World::new().await;
    let (kept, called_off, declined) = (new_order(), new_order(), new_order());
    for order in [kept, called_off] {
        world.paid(order).await;
        world.hears_that_it_was_placed(order).await;
    }
    world
        .payments
        .authorize(pay(declined, "card_decline"))
        .await
        .expect("declined");
    let canceled = [world.canceled(called_off)];
    // In any order, and again.
    world.orders().handle(&canceled).await.expect("heard");
    world.refunds().handle(&canceled).await.expect("heard");
    world.orders().handle(&canceled).await.expect("heard");
    world.settle_after(LATER).await;

    assert_eq!(world.differences().await, []);
    let audit = world.payments.audit(None, 1_000).await.expect("an audit");
    assert_eq!(audit.accounts.len(), 3);
}

#[tokio::test]
async fn a_charge_without_an_order_is_named_once_it_is_old() {
    let world = World::new().await;
    let order = new_order();
    world.paid(order).await;
    assert_eq!(world.differences().await, []);

    world.clock.advance(LATER);

    let found = [(order, DifferenceKind::ApprovedWithoutOrder)];
    assert_eq!(world.differences().await, found);
}

#[tokio::test]
async fn an_order_that_nobody_paid_for_is_named() {
    let world = World::new().await;
    let order = new_order();
    world.hears_that_it_was_placed(order).await;

    let found = [(order, DifferenceKind::OrderWithoutApproval)];
    assert_eq!(world.differences().await, found);
}

#[tokio::test]
async fn money_that_does_not_go_back_is_named_before_and_after_the_refund_was_begun() {
    let world = World::new().await;
    let (unheard, pending) = (new_order(), new_order());
    for order in [unheard, pending] {
        world.paid(order).await;
        world.hears_that_it_was_placed(order).await;
        let called_off = [world.rejected(order)];
        world.orders().handle(&called_off).await.expect("heard");
    }
    let begun = [world.rejected(pending)];
    world.refunds().handle(&begun).await.expect("begun");
    world.provider_is_down(true);
    world.settle_after(LATER).await;

    let mut found = world.differences().await;
    found.sort_unstable();
    let mut expected = [unheard, pending].map(|order| (order, DifferenceKind::NotRefunded));
    expected.sort_unstable();
    assert_eq!(found, expected);
}

#[tokio::test]
async fn money_that_went_back_for_no_reason_is_named() {
    let world = World::new().await;
    let (delivered, going_on) = (new_order(), new_order());
    for order in [delivered, going_on] {
        world.paid(order).await;
        world.hears_that_it_was_placed(order).await;
        let called_off = [world.canceled(order)];
        world.refunds().handle(&called_off).await.expect("begun");
    }
    let body = wire::OrderCompleted {
        order_id: delivered.to_string(),
        ..Default::default()
    };
    let completed = world.told(
        delivered,
        "completed",
        wire::OrderCompleted::full_name(),
        body.encode_to_vec(),
    );
    world.orders().handle(&[completed]).await.expect("heard");
    world.settle_after(Duration::ZERO).await;
    world.clock.advance(LATER);

    let mut found = world.differences().await;
    found.sort_unstable();
    let mut expected = [
        (delivered, DifferenceKind::RefundedButDelivered),
        (going_on, DifferenceKind::RefundedWithoutCause),
    ];
    expected.sort_unstable();
    assert_eq!(found, expected);
}

#[tokio::test]
async fn a_ledger_that_does_not_add_up_is_named() {
    let world = World::new().await;
    let order = new_order();
    world.paid(order).await;
    world.hears_that_it_was_placed(order).await;

    // Somebody writes into the ledger by hand.
    sqlx::query(
        "INSERT INTO ledger (order_id, kind, amount_minor, currency, recorded_at)
         VALUES ($1, 'REFUND', -1000, 'KRW', now())",
    )
    .bind(order.uuid())
    .execute(&world.database.pool)
    .await
    .expect("appending is allowed");

    let found = [(order, DifferenceKind::LedgerSum)];
    assert_eq!(world.differences().await, found);
}

#[tokio::test]
async fn pages_hold_every_order_once() {
    let world = World::new().await;
    let mut orders = Vec::new();
    for unpaid in 0..7 {
        let order = new_order();
        if unpaid % 2 == 0 {
            world.paid(order).await;
        }
        world.hears_that_it_was_placed(order).await;
        orders.push(order);
    }

    let mut seen = Vec::new();
    loop {
        let page = world.payments.audit(seen.last().copied(), 3).await;
        let page = page.expect("an audit");
        if page.accounts.is_empty() {
            break;
        }
        seen.extend(page.accounts.iter().map(|account| account.order));
    }

    orders.sort_unstable();
    assert_eq!(seen, orders);
}

#[tokio::test]
async fn a_card_whose_refunds_are_refused_twice_is_refunded_by_the_third_request() {
    let world = World::new().await;
    let order = new_order();
    world
        .payments
        .authorize(pay(order, "card_refund_down_2"))
        .await
        .expect("approved");
    let canceled = [world.canceled(order)];
    world.refunds().handle(&canceled).await.expect("begun");

    for _ in 0..2 {
        world.settle_after(Duration::from_secs(40)).await;
        assert_eq!(world.status(order).await, "REFUND_PENDING");
    }
    world.settle_after(Duration::from_secs(40)).await;

    assert_eq!(world.status(order).await, "REFUNDED");
    assert_eq!(world.ledger(order).await.1, 0);
}
