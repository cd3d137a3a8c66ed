//! Facts between services.
//!
//! A service writes a fact into its [`outbox`] in the transaction that makes it true. The [`Relay`] carries it to the
//! stream, a [`Consumer`] of another service hands it to a [`Handler`], which [claims](inbox::claim) it in the inbox
//! within the transaction of its effect. So a fact is told at least once and has its effect exactly once.
//!
//! PostgreSQL is the truth and the stream is a copy: outbox rows stay for a while after they were published, and what
//! the stream loses is published again.

pub mod dead_letters;
pub mod envelope;
pub mod inbox;
pub mod migrations;
pub mod outbox;
pub mod records;
pub mod republish;
#[cfg(feature = "sqlite")]
pub mod sqlite;

mod broker;
mod config;
mod consumer;
mod handler;
mod metrics;
mod relay;
mod replay;
mod wake;

pub use broker::{Broker, BrokerError};
pub use config::{ConsumerConfig, ConsumerTuning, NatsConfig, RelayConfig};
pub use consumer::Consumer;
pub use envelope::{NewEvent, Received, SUBJECT_PREFIX};
pub use handler::{BoxError, HandleError, Handler};
pub use records::{PostgresRecords, Records};
pub use relay::{Relay, RelayError};
pub use replay::{Replay, Replayed, StreamState};
pub use wake::Wake;
