//! What operators have at every service, whichever it is.
//!
//! [`DeadLetterApi`] serves `baedal.ops.v1.DeadLetterService` over the records that the service's consumers keep, and
//! [`republish`] is the subcommand that tells the facts of an outbox again. Who may call is the business of the auth layer.

mod body;
mod dead_letters;
mod republish;

pub use dead_letters::{DeadLetterApi, dead_letters};
pub use republish::republish;
