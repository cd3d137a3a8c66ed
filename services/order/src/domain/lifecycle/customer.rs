//! What the customer does, and the clock that stands in for a customer who would wait for ever.

use time::OffsetDateTime;

use super::{
    Cancel, Cause, Fact, Outcome, Requester, State, TIMEOUT_REASON, Way, Why, illegal, moved,
    too_early, unchanged,
};

pub(super) fn cancels(state: &State, reason: &str) -> Outcome {
    let cancel = || Cancel {
        by: Requester::Customer,
        reason: reason.to_owned(),
    };
    match state {
        State::Placed { way, .. } => asked(*way, cancel(), false),
        State::Accepted { way } => asked(*way, cancel(), true),
        State::Canceling { .. } | State::Canceled { .. } => unchanged(state),
        State::Cooking { .. } | State::Cooked { .. } | State::PickedUp | State::Delivered => {
            illegal(state, Why::CookingHasStarted)
        }
        State::Completed { .. } | State::Rejected { .. } => illegal(state, Why::Over),
    }
}

pub(super) fn waited(state: &State, at: OffsetDateTime) -> Outcome {
    match state {
        State::Placed { way, accept_by } if at >= *accept_by => {
            let cancel = Cancel {
                by: Requester::Timeout,
                reason: TIMEOUT_REASON.to_owned(),
            };
            asked(*way, cancel, false)
        }
        State::Placed { .. } => too_early(state, Cause::Deadline),
        // The store, or the customer, was faster.
        State::Accepted { .. }
        | State::Canceling { .. }
        | State::Cooking { .. }
        | State::Cooked { .. }
        | State::PickedUp
        | State::Delivered
        | State::Completed { .. }
        | State::Rejected { .. }
        | State::Canceled { .. } => unchanged(state),
    }
}

pub(super) fn confirms(state: &State) -> Outcome {
    match state {
        State::Placed { .. } | State::Accepted { .. } | State::Canceling { .. } => {
            too_early(state, Cause::CookingStart)
        }
        State::Cooking { .. } => too_early(state, Cause::CookingEnd),
        State::Cooked { way: Way::Pickup } => {
            moved(State::Completed { way: Way::Pickup }, [Fact::Completed])
        }
        State::Cooked { way: Way::Delivery } => too_early(state, Cause::PickUp),
        State::PickedUp => too_early(state, Cause::Arrival),
        State::Delivered => moved(State::Completed { way: Way::Delivery }, [Fact::Completed]),
        State::Completed { .. } => unchanged(state),
        State::Rejected { .. } | State::Canceled { .. } => illegal(state, Why::Over),
    }
}

fn asked(way: Way, cancel: Cancel, accepted: bool) -> Outcome {
    moved(
        State::Canceling {
            way,
            cancel: cancel.clone(),
            accepted,
        },
        [Fact::CancelRequested(cancel)],
    )
}
