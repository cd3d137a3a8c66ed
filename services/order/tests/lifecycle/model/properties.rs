//! What must always hold, and what must be possible.

use baedal_order::domain::lifecycle::{Input, Requester, State as Order, Status, Way};
use stateright::{Model, Property};

use super::{
    Baedal,
    money::Settler,
    world::{Action, CRASHES, Checkout, Delivery, Message, Payment, Service, Task, Ticket, World},
};

/// Nobody gets the meal and the money.
pub(super) const NOT_BOTH: &str = "never both refunded and delivered";
/// Nobody gets the money twice.
pub(super) const ONCE: &str = "money goes back once";

pub(super) fn always() -> Vec<Property<Baedal>> {
    vec![
        Property::always("never cooked or delivered unpaid", |_, world: &World| {
            let made = matches!(world.ticket, Ticket::Cooking | Ticket::Cooked);
            !(made || world.left_the_store()) || world.payment == Payment::Approved
        }),
        Property::always(NOT_BOTH, |_, world: &World| {
            !(world.left_the_store()
                && (world.given_back > 0
                    || matches!(
                        world.payment,
                        Payment::RefundPending | Payment::Refunded | Payment::Voided
                    )))
        }),
        Property::always("an order is one that was paid", |_, world: &World| {
            world.order.is_none()
                || matches!(
                    world.payment,
                    Payment::Approved | Payment::RefundPending | Payment::Refunded
                )
        }),
        Property::always(
            "money goes back only for an order that is off",
            |_, world: &World| {
                let going_back =
                    matches!(world.payment, Payment::RefundPending | Payment::Refunded);
                !(going_back || world.given_back > 0)
                    || matches!(world.status(), Some(Status::Rejected | Status::Canceled))
            },
        ),
        Property::always(ONCE, |_, world: &World| world.given_back <= 1),
        Property::always(
            "a refund is written down only when it was made",
            |_, world: &World| (world.payment != Payment::Refunded) || world.given_back > 0,
        ),
        Property::always(
            "what is off for the customer is not cooked",
            |_, world: &World| {
                !matches!(world.status(), Some(Status::Rejected | Status::Canceled))
                    || matches!(world.ticket, Ticket::Rejected | Ticket::Canceled)
            },
        ),
        Property::always(
            "no order is further than the kitchen and the rider",
            |_, world: &World| !is_ahead(world),
        ),
        Property::always("no event is ever parked", |_, world: &World| !world.parked),
        // Nothing more is sure to happen: then everything has ended, and money kept = orders not refunded.
        Property::always(
            "in the end all is settled",
            |model: &Baedal, world: &World| {
                let mut actions = Vec::new();
                model.actions(world, &mut actions);
                let moves = actions
                    .into_iter()
                    .filter(|action| is_sure(world, action))
                    .any(|action| model.next_state(world, action).is_some());
                moves || settled(world)
            },
        ),
    ]
}

/// Whether the order claims something that has not happened.
fn is_ahead(world: &World) -> bool {
    let cooking = matches!(
        world.ticket,
        Ticket::Cooking | Ticket::Cooked | Ticket::HandedOver
    );
    let cooked = matches!(world.ticket, Ticket::Cooked | Ticket::HandedOver);
    let picked_up = matches!(world.delivery, Delivery::PickedUp | Delivery::Completed);
    let delivered = world.delivery == Delivery::Completed;
    match &world.order {
        Some(Order::Accepted { .. } | Order::Canceling { accepted: true, .. }) => {
            matches!(
                world.ticket,
                Ticket::Unseen | Ticket::Created | Ticket::Rejected
            )
        }
        Some(Order::Cooking { .. }) => !cooking,
        Some(Order::Cooked { .. } | Order::Completed { way: Way::Pickup }) => !cooked,
        Some(Order::PickedUp) => !picked_up,
        Some(Order::Delivered | Order::Completed { way: Way::Delivery }) => !delivered,
        Some(
            Order::Placed { .. }
            | Order::Canceling {
                accepted: false, ..
            }
            | Order::Rejected { .. }
            | Order::Canceled { .. },
        )
        | None => false,
    }
}

/// Whether it will happen sooner or later: a repetition may not, nor a change of mind.
pub(super) fn is_sure(world: &World, action: &Action) -> bool {
    match action {
        Action::Hears(_, Message::Authorize | Message::Void)
        | Action::SettlerGivesUp
        | Action::SettlerCrashes
        | Action::OrderIsTold(Input::CustomerCancels { .. })
        | Action::TaskCrashes
        | Action::SweeperCrashes => false,
        Action::Hears(service, message) => !world.network[&(*service, message.clone())],
        _ => true,
    }
}

pub(super) fn settled(world: &World) -> bool {
    match (&world.order, world.payment) {
        (None, payment) => world.checkout == Checkout::Voided && payment == Payment::Voided,
        (Some(Order::Completed { .. }), payment) => payment == Payment::Approved,
        (Some(Order::Rejected { .. } | Order::Canceled { .. }), payment) => {
            payment == Payment::Refunded && world.given_back == 1
        }
        (Some(_), _) => false,
    }
}

pub(super) fn sometimes() -> Vec<Property<Baedal>> {
    vec![
        Property::sometimes("delivered", |_, world: &World| {
            world.status() == Some(Status::Delivered)
        }),
        Property::sometimes("completed at the counter", |_, world: &World| {
            world.order == Some(Order::Completed { way: Way::Pickup })
        }),
        Property::sometimes("completed at the door", |_, world: &World| {
            world.order == Some(Order::Completed { way: Way::Delivery })
        }),
        Property::sometimes("rejected and refunded", |_, world: &World| {
            world.status() == Some(Status::Rejected) && world.payment == Payment::Refunded
        }),
        Property::sometimes(
            "canceled by the customer and refunded",
            |_, world: &World| {
                canceled_by(world, Requester::Customer) && world.payment == Payment::Refunded
            },
        ),
        Property::sometimes("canceled for want of an answer", |_, world: &World| {
            canceled_by(world, Requester::Timeout)
        }),
        Property::sometimes("expired and refunded", |_, world: &World| {
            canceled_by(world, Requester::Timeout) && world.payment == Payment::Refunded
        }),
        Property::sometimes("accepted when the time had run out", |_, world: &World| {
            world.was_sent(Service::Order, Message::ToOrder(Input::TicketAccepted))
                && canceled_by(world, Requester::Timeout)
        }),
        Property::sometimes("a refund is asked for again", |_, world: &World| {
            world.given_back > 0
                && world.payment == Payment::RefundPending
                && world.settler == Settler::Idle
        }),
        Property::sometimes("a cancel is denied", |_, world: &World| {
            world.was_sent(Service::Store, Message::CancelRequested)
                && world.status() == Some(Status::Cooking)
        }),
        Property::sometimes(
            "delivered although a cancel was asked for",
            |_, world: &World| {
                world.was_sent(Service::Store, Message::CancelRequested)
                    && world.status() == Some(Status::Delivered)
            },
        ),
        Property::sometimes("rejected while canceling", |_, world: &World| {
            world.was_sent(Service::Store, Message::CancelRequested)
                && world.status() == Some(Status::Rejected)
        }),
        Property::sometimes("an approval is voided", |_, world: &World| {
            world.checkout == Checkout::Voided
                && world.was_sent(Service::Payment, Message::Authorize)
        }),
        Property::sometimes("placed after the task crashed", |_, world: &World| {
            world.task == Task::Gone && world.crashes_left < CRASHES && world.order.is_some()
        }),
    ]
}

pub(super) fn canceled_by(world: &World, who: Requester) -> bool {
    matches!(&world.order, Some(Order::Canceled { cancel }) if cancel.by == who)
}
