use baedal_values::Currency;
use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::domain::Tally;

fn at(second: i64) -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp(second).expect("a time")
}

fn change(version: i64, second: i64, what: What) -> Change {
    Change {
        order_id: OrderId::from(Uuid::from_u128(1)),
        customer: Some("minji".parse().expect("a subject")),
        store_id: Some(StoreId::from(Uuid::from_u128(2))),
        version,
        occurred_at: at(second),
        what,
    }
}

/// Every fact of a delivered order whose cancel was denied and whose first rider gave it back.
fn a_whole_life() -> Vec<Change> {
    let won = |minor| Money::new(minor, Currency::Krw).expect("an amount");
    let placed = Placed {
        store_name: "Moon Coffee".to_owned(),
        lines: vec![Line {
            item_id: MenuItemId::from(Uuid::from_u128(3)),
            name: "Latte".to_owned(),
            quantity: Quantity::new(2).expect("a quantity"),
            unit_price: won(5_000),
        }],
        total: won(10_000),
        fulfillment: Fulfillment::Delivery,
        at: at(2),
    };
    let order = |status, reason: Option<&str>| What::Order {
        status,
        reason: reason.map(str::to_owned),
    };
    let ticket = |status| What::Ticket { status };
    let delivery = |status, rider: Option<&str>| What::Delivery {
        status,
        delivery_id: DeliveryId::from(Uuid::from_u128(4)),
        rider: rider.map(|rider| rider.parse().expect("a subject")),
    };
    let approved = What::Payment {
        status: PaymentStatus::Approved,
        payment_id: PaymentId::from(Uuid::from_u128(5)),
        amount: Some(won(10_000)),
    };
    vec![
        change(1, 1, approved),
        change(1, 2, What::Placed(placed)),
        change(1, 3, ticket(TicketStatus::New)),
        change(2, 4, ticket(TicketStatus::Accepted)),
        change(2, 5, order(OrderStatus::Accepted, None)),
        change(1, 6, delivery(DeliveryStatus::Available, None)),
        change(2, 7, delivery(DeliveryStatus::Claimed, Some("hana"))),
        change(3, 8, ticket(TicketStatus::Cooking)),
        change(3, 9, order(OrderStatus::Canceling, None)),
        change(
            4,
            10,
            order(OrderStatus::Cooking, Some("cooking has started")),
        ),
        change(3, 11, delivery(DeliveryStatus::Available, None)),
        change(4, 12, delivery(DeliveryStatus::Claimed, Some("duri"))),
        change(5, 13, ticket(TicketStatus::Cooked)),
        change(5, 14, order(OrderStatus::Cooked, None)),
        change(5, 15, delivery(DeliveryStatus::PickedUp, Some("duri"))),
        change(6, 16, ticket(TicketStatus::HandedOver)),
        change(6, 17, order(OrderStatus::PickedUp, None)),
        change(6, 18, delivery(DeliveryStatus::Completed, Some("duri"))),
        change(7, 19, order(OrderStatus::Delivered, None)),
        change(8, 20, order(OrderStatus::Completed, None)),
    ]
}

/// Applies the changes, and adds up what each step changes of the figures.
fn project(changes: &[Change]) -> (View, Tally) {
    let mut view = View::new(OrderId::from(Uuid::from_u128(1)));
    let mut tally = Tally::default();
    for change in changes {
        let before = view.clone();
        let moved = view.apply(change);
        assert_eq!(moved, view != before);
        tally.count(&before, &view);
    }
    tally.settle();
    (view, tally)
}

#[test]
fn a_whole_life_ends_where_it_should() {
    let (view, tally) = project(&a_whole_life());
    assert_eq!(view.order.status, Some(OrderStatus::Completed));
    assert_eq!(view.ticket.status, Some(TicketStatus::HandedOver));
    assert_eq!(view.delivery.status, Some(DeliveryStatus::Completed));
    assert_eq!(view.rider, Some("duri".parse().expect("a subject")));
    assert_eq!(view.reason, "cooking has started");
    assert_eq!(view.closed_at(), Some(at(20)));
    assert_eq!(view.updated_at, at(20));
    let sale = tally.sales.values().next().expect("a sale");
    assert_eq!((sale.quantity, sale.amount_minor), (2, 10_000));
    let riders: Vec<_> = tally
        .riders
        .values()
        .map(|it| (it.active, it.completed))
        .collect();
    assert_eq!(riders, [(0, 1)], "hana gave hers back");
}

#[test]
fn a_payment_alone_is_no_order() {
    let life = a_whole_life();
    assert!(!project(&life[..1]).0.is_order());
    assert!(project(&life[..2]).0.is_order());
    assert!(project(&life[2..3]).0.is_order());
}

proptest! {
    /// The same facts make the same view and the same figures, in whichever order they come and
    /// however often.
    #[test]
    fn order_and_repetition_do_not_matter(
        mut changes in Just(a_whole_life()).prop_shuffle(),
        again in prop::collection::vec((0..20_usize, 0..20_usize), 0..20),
    ) {
        for (from, to) in again {
            let change = changes[from].clone();
            changes.insert(to, change);
        }
        prop_assert_eq!(project(&changes), project(&a_whole_life()));
    }

    /// A part never goes back.
    #[test]
    fn parts_only_move_forward(changes in Just(a_whole_life()).prop_shuffle()) {
        let mut view = View::new(OrderId::from(Uuid::from_u128(1)));
        let versions = |view: &View| {
            [view.order.version, view.payment.version, view.ticket.version, view.delivery.version]
        };
        for change in &changes {
            let before = versions(&view);
            view.apply(change);
            let after = versions(&view);
            prop_assert!(before.iter().zip(after).all(|(before, after)| *before <= after));
        }
    }
}
