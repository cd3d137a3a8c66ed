//! Bodies of events, made readable.

use std::sync::LazyLock;

use prost_reflect::{DescriptorPool, DynamicMessage};

static CONTRACTS: LazyLock<Option<DescriptorPool>> =
    LazyLock::new(|| DescriptorPool::decode(baedal_proto::FILE_DESCRIPTOR_SET).ok());

/// The body as protobuf's JSON; `None` where the contracts do not have the type, or the body is not of it.
pub(crate) fn json(event_type: &str, body: &[u8]) -> Option<String> {
    let message = CONTRACTS.as_ref()?.get_message_by_name(event_type)?;
    let message = DynamicMessage::decode(message, body).ok()?;
    serde_json::to_string(&message).ok()
}

#[cfg(test)]
mod tests {
    use baedal_proto::events::v1::OrderRejected;
    use prost::Message;

    use super::*;

    #[test]
    fn what_the_contracts_know_becomes_json() {
        let body = OrderRejected {
            order_id: "an order".to_owned(),
            reason: "sold out".to_owned(),
            ..OrderRejected::default()
        }
        .encode_to_vec();

        let json = json("baedal.events.v1.OrderRejected", &body).expect("a known type");

        assert!(json.contains(r#""orderId":"an order""#), "{json}");
        assert!(json.contains(r#""reason":"sold out""#), "{json}");
    }

    #[test]
    fn what_cannot_be_read_is_left_alone() {
        assert_eq!(json("baedal.events.v1.OrderRejected", b"\xff\xff"), None);
        assert_eq!(json("baedal.events.v9.Unheard", b""), None);
    }
}
