//! Posts to a URL of the customer's own, signed.

use std::sync::Arc;

use aws_lc_rs::hmac;
use baedal_runtime::tls::Trust;
use baedal_runtime::{BoxError, Clock};
use http::{HeaderMap, HeaderValue, StatusCode};
use serde_json::json;
use time::format_description::well_known::Rfc3339;

use super::http::{Http, HttpError};
use crate::app::send::{Channel, ChannelError};
use crate::config::WebhookConfig;
use crate::domain::{Fault, Outgoing};

/// Posts a notification as JSON.
///
/// Headers: `baedal-timestamp`, seconds since 1970, when this try was made; `baedal-signature`,
/// `v1=` and the HMAC-SHA256 in hex of timestamp, a full stop and the body, under the customer's
/// secret; `idempotency-key`, the notification's id, the same for every try.
pub struct Webhook {
    http: Http,
    clock: Arc<dyn Clock>,
}

impl Webhook {
    /// As configured.
    pub fn new(
        config: &WebhookConfig,
        trust: &Trust,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, BoxError> {
        Ok(Self {
            http: Http::new(config.allow_private, trust, clock.clone())?,
            clock,
        })
    }
}

#[async_trait::async_trait]
impl Channel for Webhook {
    async fn send(&self, outgoing: &Outgoing) -> Result<(), ChannelError> {
        let Some(webhook) = &outgoing.contact.webhook else {
            return Err(ChannelError::new(Fault::Final, "no address"));
        };
        let body = body(outgoing);
        let timestamp = self.clock.now().unix_timestamp().to_string();
        let signature = sign(webhook.secret.expose(), &timestamp, &body);
        let mut headers = HeaderMap::new();
        for (name, value) in [
            ("baedal-timestamp", timestamp),
            ("baedal-signature", format!("v1={signature}")),
            ("idempotency-key", outgoing.notification.id.to_string()),
        ] {
            let value = HeaderValue::from_str(&value);
            headers.insert(name, value.map_err(|_| recipient("header"))?);
        }
        let answer = self.http.post(&webhook.url, headers, body).await;
        let answer = answer.map_err(|error| match error {
            HttpError::Url => error.of(Fault::Final),
            _ => error.of(Fault::Recipient),
        })?;
        match answer.status {
            status if status.is_success() => Ok(()),
            StatusCode::GONE => Err(ChannelError::new(Fault::Final, "http 410")),
            status => Err(recipient(format!("http {}", status.as_u16())).asking(answer.asked)),
        }
    }
}

fn recipient(class: impl Into<std::borrow::Cow<'static, str>>) -> ChannelError {
    ChannelError::new(Fault::Recipient, class)
}

fn body(outgoing: &Outgoing) -> Vec<u8> {
    let notification = &outgoing.notification;
    let occurred_at = notification.occurred_at.format(&Rfc3339);
    json!({
        "notification_id": notification.id.to_string(),
        "order_id": notification.order_id.to_string(),
        "kind": notification.kind.name(),
        "language": notification.language.tag(),
        "text": notification.text,
        "occurred_at": occurred_at.unwrap_or_default(),
    })
    .to_string()
    .into_bytes()
}

/// The signature, in hex.
fn sign(secret: &str, timestamp: &str, body: &[u8]) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    let mut context = hmac::Context::with_key(&key);
    context.update(timestamp.as_bytes());
    context.update(b".");
    context.update(body);
    let hex = |byte: &u8| format!("{byte:02x}");
    context.sign().as_ref().iter().map(hex).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anyone_can_check_the_signature() {
        // printf '1767258000.{"a":1}' | openssl dgst -sha256 -hmac 0123456789abcdef
        assert_eq!(
            sign("0123456789abcdef", "1767258000", br#"{"a":1}"#),
            "12619f07f707bbc3194e0b7ab7ba46d14f29a33f7d79f58dde45896057582e48"
        );
    }
}
