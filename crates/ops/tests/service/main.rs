//! The operator's service over a real consumer, a real broker and real databases.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod outbox;
mod redrive;
mod republish;
mod world;
