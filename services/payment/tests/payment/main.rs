//! The payment service over a real database: what is charged, what is given back, and what is left after a crash.

mod audit;
mod authorize;
mod broker;
mod crash;
mod ledger;
mod refund;
mod rpc;
mod schema;
mod service;
mod settle;
mod void;
mod world;
