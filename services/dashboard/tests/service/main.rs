//! The dashboard on a real PostgreSQL, told events and called over gRPC.

mod broker;
mod elsewhere;
mod figures;
mod privacy;
mod rebuild;
mod schema;
mod support;
mod views;
mod watch;
