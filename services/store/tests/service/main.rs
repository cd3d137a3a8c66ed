//! The store service on a real PostgreSQL, called over gRPC and told events.

mod catalog;
mod kitchen;
mod support;
