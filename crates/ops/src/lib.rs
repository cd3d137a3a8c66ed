//! What operators have at every service, whichever it is.
//!
//! [`DeadLetterApi`] serves `baedal.ops.v1.DeadLetterService` over the records that the service's consumers keep,
//! [`OutboxApi`] serves `baedal.ops.v1.OutboxService` over its outbox, and [`republish`] is the subcommand that tells the
//! facts of an outbox again. Who may call is the business of the auth layer.

mod body;
mod dead_letters;
mod outbox;
mod republish;

pub use dead_letters::{DeadLetterApi, dead_letters};
pub use outbox::{OutboxApi, outbox};
pub use republish::republish;
