//! The notification service on a real SQLite file, told events and called over gRPC.

mod broker;
mod support;
mod telling;
