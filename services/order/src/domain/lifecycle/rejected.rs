//! Why an input did not count.

use std::fmt;

use super::Status;

/// Why an input did not count. The order stays as it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Rejected {
    /// Its cause has not been heard yet: it may well count later, so a consumer keeps it.
    #[error("an order that is {status} waits for {cause} first")]
    TooEarly {
        /// Where the order stands.
        status: Status,
        /// What has to come before.
        cause: Cause,
    },
    /// It will never count, however often it comes.
    #[error("an order that is {status} cannot do that: {why}")]
    Illegal {
        /// Where the order stands.
        status: Status,
        /// What is wrong with it.
        why: Why,
    },
}

/// What an early input waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Cause {
    /// The store's acceptance.
    Acceptance,
    /// The beginning of cooking, or the denial that stands for it.
    CookingStart,
    /// The end of cooking.
    CookingEnd,
    /// The rider's pick-up.
    PickUp,
    /// The rider's arrival.
    Arrival,
    /// The end of the time that the store has to answer.
    Deadline,
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Acceptance => "the store to accept",
            Self::CookingStart => "cooking to start",
            Self::CookingEnd => "cooking to end",
            Self::PickUp => "the rider to pick it up",
            Self::Arrival => "the rider to arrive",
            Self::Deadline => "the store's time to run out",
        })
    }
}

/// Why an input can never count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Why {
    /// Cooking has begun: too late to cancel.
    CookingHasStarted,
    /// The order has ended, and ended otherwise.
    Over,
    /// Nobody asked the store for a cancel.
    NoCancelAsked,
    /// The store had said the opposite.
    Contradiction,
    /// The customer fetches this order: no rider has it.
    NoRider,
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::CookingHasStarted => "cooking has started",
            Self::Over => "it has ended",
            Self::NoCancelAsked => "no cancel was asked for",
            Self::Contradiction => "the store had said the opposite",
            Self::NoRider => "the customer fetches it",
        })
    }
}
