//! The delivery's state machine.
//!
//! ```text
//! AVAILABLE ◀─▶ CLAIMED ─▶ PICKED_UP ─▶ COMPLETED
//!     └────────────┴─▶ CANCELED
//! ```
//!
//! Beside it runs whether the food is ready, which may come before or after the claim; picking up needs both.

use baedal_values::Subject;

/// Where a delivery is on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// Waiting for a rider.
    Available,
    /// A rider is on the way to the store.
    Claimed {
        /// Who.
        rider: Subject,
    },
    /// The rider has the food.
    PickedUp {
        /// Who.
        rider: Subject,
    },
    /// The customer has the food. Final.
    Completed {
        /// Who brought it.
        rider: Subject,
    },
    /// The order was called off. Final.
    Canceled {
        /// Who had claimed it, if anybody had.
        rider: Option<Subject>,
    },
}

impl State {
    /// Whose delivery it is, or was when it was canceled.
    pub const fn rider(&self) -> Option<&Subject> {
        match self {
            Self::Available => None,
            Self::Claimed { rider } | Self::PickedUp { rider } | Self::Completed { rider } => {
                Some(rider)
            }
            Self::Canceled { rider } => rider.as_ref(),
        }
    }
}

/// What may happen to a delivery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// The kitchen says that the food is ready.
    Ready,
    /// The order was called off.
    Cancel,
    /// A rider takes it.
    Claim(Subject),
    /// A rider gives it up.
    Release(Subject),
    /// Its rider did not pick it up in time.
    ExpireClaim,
    /// No rider claimed it in time.
    Overdue,
    /// A rider has the food.
    PickUp(Subject),
    /// A rider handed it over.
    Complete(Subject),
}

/// What other services hear about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FactKind {
    /// It waits for a rider.
    Created,
    /// A rider took it.
    Claimed,
    /// Its rider gave it up or lost it; it waits again.
    Released,
    /// No rider claimed it in time; it still waits.
    Overdue,
    /// The rider has the food.
    PickedUp,
    /// The customer has the food.
    Completed,
    /// The order was called off.
    Canceled,
}

/// How a rider's counts change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Tally {
    /// Deliveries claimed and not over.
    pub active: i64,
    /// Deliveries completed.
    pub completed: i64,
}

/// What a command leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// A repetition, or of no consequence any more: nothing to write.
    Nothing,
    /// The food is ready; the delivery stays where it is.
    Ready,
    /// It waits for a rider for too long; it goes on waiting, on top of the list.
    Urgent,
    /// On to another state.
    To {
        /// Which.
        next: State,
        /// What others hear.
        fact: FactKind,
        /// What it does to the counts of the rider who has it now, or had it until now.
        tally: Tally,
    },
}

/// Why a command is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Refusal {
    /// Another rider has it.
    #[error("another rider has this delivery")]
    Taken,
    /// The rider has as many as one may have.
    #[error("the rider has as many deliveries as one may have at a time")]
    TooMany,
    /// It is not the rider's: it must look as if there were none.
    #[error("no such delivery")]
    NotYours,
    /// The food is not cooked.
    #[error("the food is not ready")]
    NotReady,
    /// It cannot be given up any more.
    #[error("the delivery is picked up already")]
    PickedUp,
    /// It has to be picked up first.
    #[error("the delivery is not picked up yet")]
    NotPickedUp,
    /// The order was called off.
    #[error("the order was called off")]
    Canceled,
}

const CLAIMED: Tally = Tally {
    active: 1,
    completed: 0,
};
const UNCHANGED: Tally = Tally {
    active: 0,
    completed: 0,
};
const COMPLETED: Tally = Tally {
    active: -1,
    completed: 1,
};
const LOST: Tally = Tally {
    active: -1,
    completed: 0,
};

/// The whole of the rules: what `command` does to a delivery in `state`, the food being `ready` or not.
pub fn step(state: &State, ready: bool, command: &Command) -> Result<Step, Refusal> {
    match state {
        State::Available => available(ready, command),
        State::Claimed { rider } => claimed(rider, ready, command),
        State::PickedUp { rider } => picked_up(rider, command),
        State::Completed { rider } => completed(rider, command),
        State::Canceled { rider } => canceled(rider.as_ref(), command),
    }
}

fn available(ready: bool, command: &Command) -> Result<Step, Refusal> {
    match command {
        Command::Ready => Ok(cooked(ready)),
        Command::Cancel => Ok(Step::To {
            next: State::Canceled { rider: None },
            fact: FactKind::Canceled,
            tally: UNCHANGED,
        }),
        Command::Claim(rider) => Ok(Step::To {
            next: State::Claimed {
                rider: rider.clone(),
            },
            fact: FactKind::Claimed,
            tally: CLAIMED,
        }),
        Command::Overdue => Ok(Step::Urgent),
        // Given up already: by this rider, or for this rider when time was up.
        Command::Release(_) | Command::ExpireClaim => Ok(Step::Nothing),
        Command::PickUp(_) | Command::Complete(_) => Err(Refusal::NotYours),
    }
}

fn claimed(rider: &Subject, ready: bool, command: &Command) -> Result<Step, Refusal> {
    match command {
        Command::Ready => Ok(cooked(ready)),
        Command::Cancel => Ok(Step::To {
            next: State::Canceled {
                rider: Some(rider.clone()),
            },
            fact: FactKind::Canceled,
            tally: LOST,
        }),
        Command::Claim(by) => repeated_claim(rider, by),
        Command::Overdue => Ok(Step::Nothing),
        Command::Release(by) if by != rider => Err(Refusal::NotYours),
        Command::Release(_) | Command::ExpireClaim => Ok(Step::To {
            next: State::Available,
            fact: FactKind::Released,
            tally: LOST,
        }),
        Command::PickUp(by) if by != rider => Err(Refusal::NotYours),
        Command::PickUp(_) if !ready => Err(Refusal::NotReady),
        Command::PickUp(_) => Ok(Step::To {
            next: State::PickedUp {
                rider: rider.clone(),
            },
            fact: FactKind::PickedUp,
            tally: UNCHANGED,
        }),
        Command::Complete(by) if by != rider => Err(Refusal::NotYours),
        Command::Complete(_) => Err(Refusal::NotPickedUp),
    }
}

fn picked_up(rider: &Subject, command: &Command) -> Result<Step, Refusal> {
    match command {
        // An order whose cooking began is never called off; were it, the food is on its way all the same.
        Command::Ready | Command::Cancel | Command::ExpireClaim | Command::Overdue => {
            Ok(Step::Nothing)
        }
        Command::Claim(by) => repeated_claim(rider, by),
        Command::Release(by) => Err(too_late(rider, by)),
        Command::PickUp(by) => own(rider, by),
        Command::Complete(by) if by != rider => Err(Refusal::NotYours),
        Command::Complete(_) => Ok(Step::To {
            next: State::Completed {
                rider: rider.clone(),
            },
            fact: FactKind::Completed,
            tally: COMPLETED,
        }),
    }
}

fn completed(rider: &Subject, command: &Command) -> Result<Step, Refusal> {
    match command {
        Command::Ready | Command::Cancel | Command::ExpireClaim | Command::Overdue => {
            Ok(Step::Nothing)
        }
        Command::Claim(by) => repeated_claim(rider, by),
        Command::Release(by) => Err(too_late(rider, by)),
        Command::PickUp(by) | Command::Complete(by) => own(rider, by),
    }
}

fn canceled(rider: Option<&Subject>, command: &Command) -> Result<Step, Refusal> {
    match command {
        Command::Ready | Command::Cancel | Command::ExpireClaim | Command::Overdue => {
            Ok(Step::Nothing)
        }
        Command::Claim(_) => Err(Refusal::Canceled),
        Command::Release(by) | Command::PickUp(by) | Command::Complete(by) if rider == Some(by) => {
            Err(Refusal::Canceled)
        }
        Command::Release(_) | Command::PickUp(_) | Command::Complete(_) => Err(Refusal::NotYours),
    }
}

const fn cooked(before: bool) -> Step {
    if before { Step::Nothing } else { Step::Ready }
}

fn repeated_claim(rider: &Subject, by: &Subject) -> Result<Step, Refusal> {
    if rider == by {
        Ok(Step::Nothing)
    } else {
        Err(Refusal::Taken)
    }
}

fn too_late(rider: &Subject, by: &Subject) -> Refusal {
    if rider == by {
        Refusal::PickedUp
    } else {
        Refusal::NotYours
    }
}

fn own(rider: &Subject, by: &Subject) -> Result<Step, Refusal> {
    if rider == by {
        Ok(Step::Nothing)
    } else {
        Err(Refusal::NotYours)
    }
}

#[cfg(test)]
mod tests;
