//! The order's one state machine.
//!
//! ```text
//! PLACED ─▶ ACCEPTED ─▶ COOKING ─▶ COOKED ─▶ PICKED_UP ─▶ DELIVERED ─▶ COMPLETED   delivery
//!                                       └───────────────────────────▶ COMPLETED   pickup
//! PLACED ─▶ REJECTED
//! PLACED | ACCEPTED ─▶ CANCELING ─▶ CANCELED | COOKING | REJECTED
//! ```
//!
//! [`step`] is pure: it is given what the order is, what happened and when, and says what the order
//! is next and which facts have to be told. Whoever calls it stores both in one transaction.
//!
//! Inputs come over a network that repeats, delays and reorders them. So every input has one of four
//! answers in every state, and no match has a wildcard arm that could hide one:
//! it moves the order, it has been heard before (a [`Step`] that changes nothing), its cause has not
//! been heard yet ([`Rejected::TooEarly`]), or it can never be ([`Rejected::Illegal`]).
//! `tests/snapshots` holds the whole table.

use std::fmt;

use time::OffsetDateTime;

pub use self::rejected::{Cause, Rejected, Why};

/// How the goods reach the customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Way {
    /// The customer fetches them at the counter.
    Pickup,
    /// A rider brings them.
    Delivery,
}

/// Who wants an order canceled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Requester {
    /// The customer changed their mind.
    Customer,
    /// The store did not accept in time.
    Timeout,
}

/// A wish to cancel. Only the store can say whether it comes in time.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cancel {
    /// Who wants it.
    pub by: Requester,
    /// Why, in words for the store and the customer.
    pub reason: String,
}

/// The words that go with a cancel for which nobody asked.
pub const TIMEOUT_REASON: &str = "the store did not accept the order in time";

/// What an order is, with the data that only this state has.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum State {
    /// Paid for; the store has not answered.
    Placed {
        /// How the goods will reach the customer.
        way: Way,
        /// When waiting for the store ends.
        accept_by: OffsetDateTime,
    },
    /// The store will cook it.
    Accepted {
        /// How the goods will reach the customer.
        way: Way,
    },
    /// Locked while the store says whether the cancel came in time.
    Canceling {
        /// How the goods would have reached the customer.
        way: Way,
        /// What was asked of the store.
        cancel: Cancel,
        /// Whether the store's acceptance has been heard: nothing that follows from it counts before.
        accepted: bool,
    },
    /// Being made: from here on the order can no longer be canceled.
    Cooking {
        /// How the goods will reach the customer.
        way: Way,
    },
    /// Ready at the counter.
    Cooked {
        /// How the goods will reach the customer.
        way: Way,
    },
    /// On its way with a rider.
    PickedUp,
    /// At the door, says the rider.
    Delivered,
    /// Received, says the customer. Final.
    Completed {
        /// How the goods reached the customer.
        way: Way,
    },
    /// Refused by the store. Final, and refunded.
    Rejected {
        /// The store's words.
        reason: String,
    },
    /// Canceled before it was cooked. Final, and refunded.
    Canceled {
        /// What was asked for, and granted.
        cancel: Cancel,
    },
}

/// A state's name without its data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// See [`State::Placed`].
    Placed,
    /// See [`State::Accepted`].
    Accepted,
    /// See [`State::Canceling`].
    Canceling,
    /// See [`State::Cooking`].
    Cooking,
    /// See [`State::Cooked`].
    Cooked,
    /// See [`State::PickedUp`].
    PickedUp,
    /// See [`State::Delivered`].
    Delivered,
    /// See [`State::Completed`].
    Completed,
    /// See [`State::Rejected`].
    Rejected,
    /// See [`State::Canceled`].
    Canceled,
}

impl Status {
    /// The name that is stored, logged and shown.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Placed => "PLACED",
            Self::Accepted => "ACCEPTED",
            Self::Canceling => "CANCELING",
            Self::Cooking => "COOKING",
            Self::Cooked => "COOKED",
            Self::PickedUp => "PICKED_UP",
            Self::Delivered => "DELIVERED",
            Self::Completed => "COMPLETED",
            Self::Rejected => "REJECTED",
            Self::Canceled => "CANCELED",
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl State {
    /// This state's name.
    pub const fn status(&self) -> Status {
        match self {
            Self::Placed { .. } => Status::Placed,
            Self::Accepted { .. } => Status::Accepted,
            Self::Canceling { .. } => Status::Canceling,
            Self::Cooking { .. } => Status::Cooking,
            Self::Cooked { .. } => Status::Cooked,
            Self::PickedUp => Status::PickedUp,
            Self::Delivered => Status::Delivered,
            Self::Completed { .. } => Status::Completed,
            Self::Rejected { .. } => Status::Rejected,
            Self::Canceled { .. } => Status::Canceled,
        }
    }

    /// Whether nothing can move the order any more.
    pub const fn is_final(&self) -> bool {
        match self {
            Self::Completed { .. } | Self::Rejected { .. } | Self::Canceled { .. } => true,
            Self::Placed { .. }
            | Self::Accepted { .. }
            | Self::Canceling { .. }
            | Self::Cooking { .. }
            | Self::Cooked { .. }
            | Self::PickedUp
            | Self::Delivered => false,
        }
    }
}

/// What can happen to an order.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Input {
    /// The store took the order on.
    TicketAccepted,
    /// The store refused it.
    TicketRejected {
        /// The store's words.
        reason: String,
    },
    /// The kitchen began: the point of no return.
    CookingStarted,
    /// The kitchen is done.
    Cooked,
    /// The store granted a cancel: nothing had been cooked.
    TicketCanceled,
    /// The store refused a cancel: it had begun to cook.
    CancelDenied {
        /// The store's words.
        reason: String,
    },
    /// A rider took the goods at the counter.
    DeliveryPickedUp,
    /// The rider handed them over.
    DeliveryCompleted,
    /// The customer wants the order canceled.
    CustomerCancels {
        /// The customer's words.
        reason: String,
    },
    /// Time to look whether the store has answered.
    AcceptTimeout,
    /// The customer says the goods arrived.
    CustomerConfirms,
}

/// Something that became true and that others have to hear of: the only effect a step has.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Fact {
    /// The order came forward on its way to the customer.
    Progressed {
        /// How far.
        status: Status,
    },
    /// The customer has the goods.
    Completed,
    /// The store refused. Payment refunds.
    Rejected {
        /// The store's words.
        reason: String,
    },
    /// The store is asked to let go of the order.
    CancelRequested(Cancel),
    /// The order is off. Payment refunds.
    Canceled(Cancel),
    /// The order goes on although a cancel was asked for.
    CancelDenied {
        /// The store's words.
        reason: String,
        /// Where the order stands instead.
        status: Status,
    },
}

impl Fact {
    /// Whether payment gives the money back when it hears this.
    pub const fn refunds(&self) -> bool {
        match self {
            Self::Rejected { .. } | Self::Canceled(_) => true,
            Self::Progressed { .. }
            | Self::Completed
            | Self::CancelRequested(_)
            | Self::CancelDenied { .. } => false,
        }
    }
}

/// What a step leads to. Next state and effects belong into one transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What the order is now.
    pub next: State,
    /// What has to be told, in this order.
    pub effects: Vec<Fact>,
}

/// What `input`, heard at `at`, makes of an order that is in `state`.
pub fn step(state: &State, input: &Input, at: OffsetDateTime) -> Result<Step, Rejected> {
    match input {
        Input::TicketAccepted => store::accepted(state),
        Input::TicketRejected { reason } => store::rejected(state, reason),
        Input::CookingStarted => store::cooking_started(state),
        Input::Cooked => store::cooked(state),
        Input::TicketCanceled => store::canceled(state),
        Input::CancelDenied { reason } => store::cancel_denied(state, reason),
        Input::DeliveryPickedUp => rider::picked_up(state),
        Input::DeliveryCompleted => rider::completed(state),
        Input::CustomerCancels { reason } => customer::cancels(state, reason),
        Input::AcceptTimeout => customer::waited(state, at),
        Input::CustomerConfirms => customer::confirms(state),
    }
}

mod customer;
mod rejected;
mod rider;
mod store;

type Outcome = Result<Step, Rejected>;

#[expect(clippy::unnecessary_wraps, reason = "the arms of a match read alike")]
fn moved(next: State, effects: impl Into<Vec<Fact>>) -> Outcome {
    Ok(Step {
        next,
        effects: effects.into(),
    })
}

/// Heard before, or overtaken by what has been heard since.
#[expect(clippy::unnecessary_wraps, reason = "the arms of a match read alike")]
fn unchanged(state: &State) -> Outcome {
    Ok(Step {
        next: state.clone(),
        effects: Vec::new(),
    })
}

fn too_early(state: &State, cause: Cause) -> Outcome {
    Err(Rejected::TooEarly {
        status: state.status(),
        cause,
    })
}

fn illegal(state: &State, why: Why) -> Outcome {
    Err(Rejected::Illegal {
        status: state.status(),
        why,
    })
}

const fn progressed(status: Status) -> Fact {
    Fact::Progressed { status }
}
