//! What a delivery is and what may happen to it: types and rules, no I/O.

pub mod delivery;
pub mod lifecycle;
pub mod place;

pub use delivery::{Change, Delivery, NewDelivery};
pub use lifecycle::{Command, FactKind, Refusal, State, Step, Tally, step};
pub use place::{InvalidPosition, Position, Stop};
