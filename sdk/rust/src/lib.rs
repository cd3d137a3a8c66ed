//! Calls Baedal, the food-ordering platform, over gRPC.
//!
//! [`Gateway`] connects, [`ErrorDetail`] is what Baedal says about a call that failed, [`Retry`] makes a call again under the same
//! request id, and [`Follow`] watches orders across lost connections. The modules mirror the packages of the contracts:
//! `baedal.order.v1` is [`order::v1`].

mod connect;
mod error;
mod follow;
mod redact;
mod retry;

pub use connect::{Caller, Connection, Gateway, InvalidGateway};
pub use error::{ErrorDetail, FieldViolation};
pub use follow::Follow;
pub use generated::baedal::{
    dashboard, delivery, identity, notification, ops, order, payment, store,
};
pub use generated::google;
pub use retry::{Retry, new_request_id};

#[allow(
    clippy::allow_attributes,
    clippy::allow_attributes_without_reason,
    clippy::all,
    clippy::pedantic,
    missing_docs,
    unreachable_pub,
    reason = "generated code; what it documents comes from the contracts"
)]
mod generated;
