//! What the rider does. The stream of deliveries is another one than the stream of tickets, so a
//! pick-up may well be heard before the end of cooking.

use super::{
    Cause, Outcome, State, Status, Way, Why, illegal, moved, progressed, too_early, unchanged,
};

pub(super) fn picked_up(state: &State) -> Outcome {
    match state {
        State::Placed {
            way: Way::Pickup, ..
        }
        | State::Accepted { way: Way::Pickup }
        | State::Canceling {
            way: Way::Pickup, ..
        }
        | State::Cooking { way: Way::Pickup }
        | State::Cooked { way: Way::Pickup }
        | State::Completed { way: Way::Pickup } => illegal(state, Why::NoRider),
        State::Placed {
            way: Way::Delivery, ..
        }
        | State::Accepted { way: Way::Delivery }
        | State::Canceling {
            way: Way::Delivery, ..
        }
        | State::Cooking { way: Way::Delivery } => too_early(state, Cause::CookingEnd),
        State::Cooked { way: Way::Delivery } => {
            moved(State::PickedUp, [progressed(Status::PickedUp)])
        }
        State::PickedUp | State::Delivered | State::Completed { way: Way::Delivery } => {
            unchanged(state)
        }
        State::Rejected { .. } | State::Canceled { .. } => illegal(state, Why::Over),
    }
}

pub(super) fn completed(state: &State) -> Outcome {
    match state {
        State::Placed {
            way: Way::Pickup, ..
        }
        | State::Accepted { way: Way::Pickup }
        | State::Canceling {
            way: Way::Pickup, ..
        }
        | State::Cooking { way: Way::Pickup }
        | State::Cooked { way: Way::Pickup }
        | State::Completed { way: Way::Pickup } => illegal(state, Why::NoRider),
        State::Placed {
            way: Way::Delivery, ..
        }
        | State::Accepted { way: Way::Delivery }
        | State::Canceling {
            way: Way::Delivery, ..
        }
        | State::Cooking { way: Way::Delivery }
        | State::Cooked { way: Way::Delivery } => too_early(state, Cause::PickUp),
        State::PickedUp => moved(State::Delivered, [progressed(Status::Delivered)]),
        State::Delivered | State::Completed { way: Way::Delivery } => unchanged(state),
        State::Rejected { .. } | State::Canceled { .. } => illegal(state, Why::Over),
    }
}
