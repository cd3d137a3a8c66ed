//! The payment's state machine.
//!
//! ```text
//! PENDING ─▶ APPROVED ─▶ REFUND_PENDING ─▶ REFUNDED      the store or the customer called the order off
//!    │           └─────▶ VOIDING ─▶ VOIDED               the order never came to be
//!    ├─▶ DECLINED
//!    └─▶ VOIDING ─▶ VOIDED
//! ```
//!
//! `PENDING`, `VOIDING` and `REFUND_PENDING` are promises to ask the provider until it answers; somebody always comes back to
//! them. `DECLINED`, `VOIDED` and `REFUNDED` are final, and so is `APPROVED` unless the order is called off.

/// Where a payment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    /// Written down before the provider is asked; the provider's answer is not known.
    Pending,
    /// The provider holds the customer's money for this order.
    Approved,
    /// The provider refused the card. Nothing was charged.
    Declined,
    /// To be undone at the provider, which has not confirmed it yet.
    Voiding {
        /// Whether an approval had been recorded, so that the ledger shows money to give back.
        held: bool,
    },
    /// Undone, or never made: whatever still comes for this order is refused.
    Voided {
        /// Whether an approval had been recorded before.
        held: bool,
    },
    /// The money is to go back; the provider has not confirmed it yet.
    RefundPending,
    /// The money went back.
    Refunded,
}

/// What the provider says about a charge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// The money is held.
    Approved,
    /// The card was refused.
    Declined,
    /// The key had been voided before: the provider will never charge it.
    Voided,
}

/// What may happen to a payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Input {
    /// The provider answered the authorization, at once or when looked up by key.
    Judged(Verdict),
    /// The order will not be: undo whatever was or will be charged.
    Void,
    /// The provider confirmed that the key is void.
    VoidConfirmed,
    /// The order was rejected or canceled after it was paid.
    Refund,
    /// The provider confirmed that the money went back.
    RefundConfirmed,
}

/// A line of the ledger. Each kind occurs at most once for a payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EntryKind {
    /// Money came in: plus the amount.
    Approval,
    /// The card was refused: no money moved.
    Decline,
    /// The approval was undone: minus the amount.
    Void,
    /// A refund was promised: no money moved yet.
    RefundRequest,
    /// Money went back: minus the amount.
    Refund,
}

impl EntryKind {
    /// How the entry moves the money held, as a factor of the amount. A payment's entries add up to what is held.
    pub const fn sign(self) -> i64 {
        match self {
            Self::Approval => 1,
            Self::Void | Self::Refund => -1,
            Self::Decline | Self::RefundRequest => 0,
        }
    }
}

/// What other services hear about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FactKind {
    /// The money is held.
    Approved,
    /// A recorded approval was undone.
    Voided,
    /// The money is on its way back.
    RefundPending,
    /// The money is back.
    Refunded,
}

/// What has to be written along with the new state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Effect {
    /// A line for the ledger.
    Entry(EntryKind),
    /// A fact for the outbox.
    Fact(FactKind),
}

/// What an input leads to. A step to the same state without effects is a repetition: there is nothing to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// The state from now on.
    pub next: State,
    /// To be written in the same transaction.
    pub effects: &'static [Effect],
}

/// The input makes no sense in this state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Rejected {
    /// Wanted before its cause: it will make sense once the authorization is settled.
    #[error("the payment is not settled yet")]
    TooEarly,
    /// The provider contradicts what it said before.
    #[error("the provider contradicts what it said before")]
    Contradiction,
}

const APPROVED: &[Effect] = &[
    Effect::Entry(EntryKind::Approval),
    Effect::Fact(FactKind::Approved),
];
const DECLINED: &[Effect] = &[Effect::Entry(EntryKind::Decline)];
const VOIDED: &[Effect] = &[
    Effect::Entry(EntryKind::Void),
    Effect::Fact(FactKind::Voided),
];
const REFUND_PENDING: &[Effect] = &[
    Effect::Entry(EntryKind::RefundRequest),
    Effect::Fact(FactKind::RefundPending),
];
const REFUNDED: &[Effect] = &[
    Effect::Entry(EntryKind::Refund),
    Effect::Fact(FactKind::Refunded),
];

/// The whole of the rules: what `input` does to a payment in `state`.
pub fn step(state: State, input: Input) -> Result<Step, Rejected> {
    match state {
        State::Pending => pending(input),
        State::Approved => approved(input),
        State::Declined => declined(input),
        State::Voiding { held } => voiding(held, input),
        State::Voided { held } => voided(held, input),
        State::RefundPending => refund_pending(input),
        State::Refunded => refunded(input),
    }
}

fn pending(input: Input) -> Result<Step, Rejected> {
    match input {
        Input::Judged(Verdict::Approved) => to(State::Approved, APPROVED),
        Input::Judged(Verdict::Declined) => to(State::Declined, DECLINED),
        Input::Judged(Verdict::Voided) => to(State::Voided { held: false }, &[]),
        Input::Void => to(State::Voiding { held: false }, &[]),
        Input::Refund => Err(Rejected::TooEarly),
        Input::VoidConfirmed | Input::RefundConfirmed => Err(Rejected::Contradiction),
    }
}

fn approved(input: Input) -> Result<Step, Rejected> {
    match input {
        Input::Judged(Verdict::Approved) => stay(State::Approved),
        Input::Void => to(State::Voiding { held: true }, &[]),
        Input::Refund => to(State::RefundPending, REFUND_PENDING),
        Input::Judged(Verdict::Declined | Verdict::Voided)
        | Input::VoidConfirmed
        | Input::RefundConfirmed => Err(Rejected::Contradiction),
    }
}

fn declined(input: Input) -> Result<Step, Rejected> {
    match input {
        // Nothing is held: there is nothing to undo or to give back.
        Input::Judged(Verdict::Declined) | Input::Void | Input::Refund => stay(State::Declined),
        Input::Judged(Verdict::Approved | Verdict::Voided)
        | Input::VoidConfirmed
        | Input::RefundConfirmed => Err(Rejected::Contradiction),
    }
}

fn voiding(held: bool, input: Input) -> Result<Step, Rejected> {
    match input {
        Input::VoidConfirmed | Input::Judged(Verdict::Voided) => {
            to(State::Voided { held }, if held { VOIDED } else { &[] })
        }
        // A late answer changes nothing: the void by key undoes a charge and forbids one that is still to come.
        // A refund is the same money going back, which the void does already.
        Input::Judged(Verdict::Approved | Verdict::Declined) | Input::Void | Input::Refund => {
            stay(State::Voiding { held })
        }
        Input::RefundConfirmed => Err(Rejected::Contradiction),
    }
}

fn voided(held: bool, input: Input) -> Result<Step, Rejected> {
    match input {
        Input::Judged(_) | Input::Void | Input::VoidConfirmed | Input::Refund => {
            stay(State::Voided { held })
        }
        Input::RefundConfirmed => Err(Rejected::Contradiction),
    }
}

fn refund_pending(input: Input) -> Result<Step, Rejected> {
    match input {
        Input::RefundConfirmed => to(State::Refunded, REFUNDED),
        Input::Judged(Verdict::Approved) | Input::Void | Input::Refund => {
            stay(State::RefundPending)
        }
        Input::Judged(Verdict::Declined | Verdict::Voided) | Input::VoidConfirmed => {
            Err(Rejected::Contradiction)
        }
    }
}

fn refunded(input: Input) -> Result<Step, Rejected> {
    match input {
        Input::Judged(Verdict::Approved) | Input::Void | Input::Refund | Input::RefundConfirmed => {
            stay(State::Refunded)
        }
        Input::Judged(Verdict::Declined | Verdict::Voided) | Input::VoidConfirmed => {
            Err(Rejected::Contradiction)
        }
    }
}

// Kept a `Result` so that the tables above read as one column.
#[expect(
    clippy::unnecessary_wraps,
    reason = "the arms of a table have one type"
)]
const fn to(next: State, effects: &'static [Effect]) -> Result<Step, Rejected> {
    Ok(Step { next, effects })
}

const fn stay(state: State) -> Result<Step, Rejected> {
    to(state, &[])
}

#[cfg(test)]
mod tests;
