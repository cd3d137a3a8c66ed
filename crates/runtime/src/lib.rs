//! The life of a process, the same for every one of them.
//!
//! A service is a type that implements [`Service`]; its `main.rs` is `baedal_runtime::main::<Order>()`. From there this crate
//! reads the [`config`], starts the logs and traces of [`telemetry`], opens the admin port ([`admin`]), hands the service a
//! [`Process`] to put its servers and background tasks into, and stops it all when asked to, in an order that loses nothing.
//!
//! Nothing here knows a service or an event by name.

pub mod admin;
pub mod client;
pub mod clock;
pub mod config;
pub mod database;
mod entry;
pub mod failpoint;
pub mod gather;
pub mod grpc;
pub mod ids;
mod launch;
pub mod lingering;
pub mod page;
mod process;
pub mod rpc;
mod shutdown;
mod tasks;
pub mod telemetry;
pub mod tls;
pub mod trace;

pub use self::{
    clock::{Clock, SystemClock},
    config::ProcessConfig,
    entry::{Extra, Service, main},
    ids::{Ids, SystemIds},
    launch::{Running, launch},
    process::Process,
    tasks::{TaskOutcome, Tasks},
};

/// Any error: what a part of a process that failed to start or to go on leaves behind. Its chain of sources is logged once.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// Writes an error and everything that caused it on one line, for the one log line it gets.
///
/// Errors in this workspace never repeat their source in their own text, so the chain has to be walked to be read.
pub fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    std::iter::successors(Some(error), |error| error.source())
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(": ")
}
