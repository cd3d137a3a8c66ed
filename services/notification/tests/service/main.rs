//! The notification service on a real SQLite file, told events and called over gRPC.

mod broker;
mod channels;
mod encrypted;
mod letters;
mod preferences;
mod pruning;
mod schema;
mod sending;
mod sinks;
mod support;
mod telling;
mod webhooks;
