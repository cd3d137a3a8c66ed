//! The order service as a process sees the world: real PostgreSQL, real NATS, and a payment service that does as it is told.
#![expect(clippy::expect_used, reason = "a test may panic")]

mod fake_payment;
mod fixture;
mod leases;
mod placing;
mod progress;
mod pruning;
mod reading;
mod refusing;
mod repeating;
mod schema;
mod settling;
mod turned_away;
mod words;
