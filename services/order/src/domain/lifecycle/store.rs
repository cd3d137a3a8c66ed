//! What the store says. One ticket speaks with one voice: it is accepted or rejected, and after a
//! cancel was asked for it is canceled or cooked. Anything else contradicts it.

use super::{
    Cause, Fact, Outcome, State, Status, Way, Why, illegal, moved, progressed, too_early, unchanged,
};

pub(super) fn accepted(state: &State) -> Outcome {
    match state {
        State::Placed { way, .. } => moved(
            State::Accepted { way: *way },
            [progressed(Status::Accepted)],
        ),
        // The cancel still stands, so there is nothing to tell; but the store's next word depends on it.
        State::Canceling {
            way,
            cancel,
            accepted: false,
        } => moved(
            State::Canceling {
                way: *way,
                cancel: cancel.clone(),
                accepted: true,
            },
            [],
        ),
        State::Accepted { .. }
        | State::Canceling { accepted: true, .. }
        | State::Cooking { .. }
        | State::Cooked { .. }
        | State::PickedUp
        | State::Delivered
        | State::Completed { .. }
        | State::Canceled { .. } => unchanged(state),
        State::Rejected { .. } => illegal(state, Why::Contradiction),
    }
}

pub(super) fn rejected(state: &State, reason: &str) -> Outcome {
    match state {
        // A store that refuses while it is asked to cancel has refused first: the cancel finds nothing.
        State::Placed { .. }
        | State::Canceling {
            accepted: false, ..
        } => moved(
            State::Rejected {
                reason: reason.to_owned(),
            },
            [Fact::Rejected {
                reason: reason.to_owned(),
            }],
        ),
        State::Rejected { .. } => unchanged(state),
        State::Accepted { .. }
        | State::Canceling { accepted: true, .. }
        | State::Cooking { .. }
        | State::Cooked { .. }
        | State::PickedUp
        | State::Delivered
        | State::Completed { .. }
        | State::Canceled { .. } => illegal(state, Why::Contradiction),
    }
}

pub(super) fn cooking_started(state: &State) -> Outcome {
    match state {
        State::Placed { .. }
        | State::Canceling {
            accepted: false, ..
        } => too_early(state, Cause::Acceptance),
        State::Accepted { way } => {
            moved(State::Cooking { way: *way }, [progressed(Status::Cooking)])
        }
        // The store can no longer grant the cancel; its denial is on the way and will find COOKING.
        State::Canceling {
            way,
            accepted: true,
            ..
        } => goes_on(*way, "cooking had started"),
        State::Cooking { .. }
        | State::Cooked { .. }
        | State::PickedUp
        | State::Delivered
        | State::Completed { .. } => unchanged(state),
        State::Rejected { .. } | State::Canceled { .. } => illegal(state, Why::Contradiction),
    }
}

pub(super) fn cooked(state: &State) -> Outcome {
    match state {
        State::Placed { .. } | State::Accepted { .. } | State::Canceling { .. } => {
            too_early(state, Cause::CookingStart)
        }
        State::Cooking { way } => moved(State::Cooked { way: *way }, [progressed(Status::Cooked)]),
        State::Cooked { .. } | State::PickedUp | State::Delivered | State::Completed { .. } => {
            unchanged(state)
        }
        State::Rejected { .. } | State::Canceled { .. } => illegal(state, Why::Contradiction),
    }
}

pub(super) fn canceled(state: &State) -> Outcome {
    match state {
        State::Canceling { cancel, .. } => moved(
            State::Canceled {
                cancel: cancel.clone(),
            },
            [Fact::Canceled(cancel.clone())],
        ),
        State::Canceled { .. } => unchanged(state),
        State::Placed { .. } | State::Accepted { .. } => illegal(state, Why::NoCancelAsked),
        State::Cooking { .. }
        | State::Cooked { .. }
        | State::PickedUp
        | State::Delivered
        | State::Completed { .. }
        | State::Rejected { .. } => illegal(state, Why::Contradiction),
    }
}

pub(super) fn cancel_denied(state: &State, reason: &str) -> Outcome {
    match state {
        State::Placed { .. } | State::Accepted { .. } => illegal(state, Why::NoCancelAsked),
        State::Canceling {
            accepted: false, ..
        } => too_early(state, Cause::Acceptance),
        // It stands for the start of cooking, in case that is still on its way.
        State::Canceling {
            way,
            accepted: true,
            ..
        } => goes_on(*way, reason),
        // The start of cooking, or the refusal, had already decided it.
        State::Cooking { .. }
        | State::Cooked { .. }
        | State::PickedUp
        | State::Delivered
        | State::Completed { .. }
        | State::Rejected { .. } => unchanged(state),
        State::Canceled { .. } => illegal(state, Why::Contradiction),
    }
}

/// One change is one fact: the denial says that the order is being cooked.
fn goes_on(way: Way, reason: &str) -> Outcome {
    let denied = Fact::CancelDenied {
        reason: reason.to_owned(),
        status: Status::Cooking,
    };
    moved(State::Cooking { way }, [denied])
}
