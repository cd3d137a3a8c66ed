//! The notification service on a real SQLite file, told events and called over gRPC.

mod support;
mod telling;
