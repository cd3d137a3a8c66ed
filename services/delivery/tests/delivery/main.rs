//! The delivery service over a real database: what riders, the kitchen and customers make of a delivery.

mod broker;
mod distance;
mod intake;
mod pruning;
mod race;
mod read;
mod ride;
mod rpc;
mod schema;
mod waits;
mod world;
