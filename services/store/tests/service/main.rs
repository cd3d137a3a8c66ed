//! The store service on a real PostgreSQL, called over gRPC and told events.

mod bad_input;
mod broker;
mod catalog;
mod kitchen;
mod pruning;
mod repeating;
mod sales;
mod schema;
mod support;
mod words;
