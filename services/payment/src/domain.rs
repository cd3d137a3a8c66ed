//! What a payment is and what may happen to it: types and rules, no I/O.

pub mod audit;
pub mod card;
pub mod lifecycle;
pub mod payment;

pub use card::{CardFingerprint, CardToken, InvalidCardToken};
pub use lifecycle::{Effect, EntryKind, FactKind, Input, Rejected, State, Step, Verdict, step};
pub use payment::{Answer, Change, Payment, Terms};
