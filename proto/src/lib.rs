//! The contracts of Baedal, compiled from the `.proto` files beside this crate.
//!
//! The modules mirror the packages: package `baedal.order.v1` is [`order::v1`]. Messages know their full names
//! ([`prost::Name`]), and [`FILE_DESCRIPTOR_SET`] carries everything for reflection, comments and options included.

mod access;
mod convert;
mod redact;

pub use access::access_rules;
pub use baedal_values::MethodAccess;
pub use convert::{TimestampError, from_timestamp, to_timestamp};
pub use generated::baedal::{
    dashboard, delivery, events, identity, notification, ops, order, payment, store,
};
pub use generated::google;

/// All packages with their imports as an encoded `google.protobuf.FileDescriptorSet`, with source info and custom options.
pub const FILE_DESCRIPTOR_SET: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/baedal.binpb"));

#[allow(
    clippy::allow_attributes,
    clippy::allow_attributes_without_reason,
    clippy::all,
    clippy::pedantic,
    missing_docs,
    unreachable_pub,
    reason = "generated code; what it documents comes from the contracts"
)]
mod generated {
    include!(concat!(env!("OUT_DIR"), "/packages.rs"));
}

#[cfg(test)]
mod tests {
    use super::*;
    use prost::Name as _;

    #[test]
    fn messages_know_their_names() {
        assert_eq!(
            events::v1::OrderPlaced::full_name(),
            "baedal.events.v1.OrderPlaced"
        );
        assert_eq!(google::r#type::Money::full_name(), "google.type.Money");
    }
}
