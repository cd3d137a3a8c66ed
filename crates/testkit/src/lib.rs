//! What tests stand on: real servers of their own, tokens, a clock that obeys.
//!
//! Every process that this starts dies with the test's process, also when that one is killed.
#![expect(
    clippy::missing_panics_doc,
    reason = "a test that cannot get its servers has failed"
)]

mod fakes;
mod foreign;
mod nats;
mod otlp;
mod postgres;
mod retention;
pub mod schema;
mod tokens;
mod wait;

pub use fakes::{FakeClock, FakeIds};
pub use foreign::{ForeignEvent, foreign_events};
pub use nats::Nats;
pub use otlp::{OtlpReceiver, ReceivedSpan};
pub use postgres::{PrivatePostgres, SharedPostgres, TestDatabase, postgres};
pub use retention::{every_table_is_bounded, postgres_tables};
pub use tokens::{AUDIENCE, ISSUER, TestIssuer};
pub use wait::wait_until;

/// Runs what blocks away from the test's own threads.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    tokio::task::spawn_blocking(work)
        .await
        .expect("the blocking work does not panic")
}
