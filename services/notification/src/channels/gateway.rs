//! Posts to a provider that sends SMS or messages of a messenger.

use std::collections::BTreeMap;
use std::sync::Arc;

use baedal_runtime::tls::Trust;
use baedal_runtime::{BoxError, Clock};
use http::header::AUTHORIZATION;
use http::{HeaderMap, HeaderValue, StatusCode};
use serde_json::Value;

use super::http::Http;
use crate::app::send::{Channel, ChannelError};
use crate::config::GatewayConfig;
use crate::domain::{Endpoint, Fault, Outgoing};

/// Posts a JSON object with the fields that the provider wants, under its token. The header
/// `idempotency-key` is the notification's id, the same for every try.
pub struct HttpGateway {
    http: Http,
    url: Endpoint,
    authorization: Option<HeaderValue>,
    fields: BTreeMap<String, String>,
}

impl HttpGateway {
    /// As configured.
    pub fn new(
        config: &GatewayConfig,
        trust: &Trust,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, BoxError> {
        let bearer = |token: &baedal_runtime::config::Secret| {
            let value = HeaderValue::from_str(&format!("Bearer {}", token.expose()));
            value.map(|mut value| {
                value.set_sensitive(true);
                value
            })
        };
        Ok(Self {
            // Whoever configures it knows the address.
            http: Http::new(true, trust, clock)?,
            url: config
                .url
                .expose()
                .parse()
                .map_err(|_| "the gateway's url cannot be called")?,
            authorization: config.token.as_ref().map(bearer).transpose()?,
            fields: config.fields.clone(),
        })
    }
}

#[async_trait::async_trait]
impl Channel for HttpGateway {
    async fn send(&self, outgoing: &Outgoing) -> Result<(), ChannelError> {
        let Some(phone) = &outgoing.contact.phone else {
            return Err(ChannelError::new(Fault::Final, "no address"));
        };
        let notification = &outgoing.notification;
        let id = notification.id.to_string();
        let order_id = notification.order_id.to_string();
        let values = [
            ("phone", phone.expose()),
            ("text", &notification.text),
            ("kind", notification.kind.name()),
            ("language", notification.language.tag()),
            ("id", &id),
            ("order_id", &order_id),
        ];
        let fields = self.fields.iter();
        let body: serde_json::Map<_, _> = fields
            .map(|(name, template)| (name.clone(), Value::from(fill(template, &values))))
            .collect();
        let mut headers = HeaderMap::new();
        if let Ok(id) = HeaderValue::from_str(&id) {
            headers.insert("idempotency-key", id);
        }
        if let Some(authorization) = &self.authorization {
            headers.insert(AUTHORIZATION, authorization.clone());
        }
        let body = Value::from(body).to_string().into_bytes();
        let answer = self.http.post(&self.url, headers, body).await;
        let answer = answer.map_err(|error| error.of(Fault::Channel))?;
        judge(answer.status).map_err(|error| error.asking(answer.asked))
    }
}

/// What the provider's answer means: it can refuse a message for good, anything else is trouble that
/// all messages share.
fn judge(status: StatusCode) -> Result<(), ChannelError> {
    let fault = match status.as_u16() {
        200..=299 => return Ok(()),
        400 | 404 | 409 | 410 | 413 | 422 => Fault::Final,
        _ => Fault::Channel,
    };
    Err(ChannelError::new(
        fault,
        format!("http {}", status.as_u16()),
    ))
}

/// Puts values where `{name}` stands. What a value holds is not looked at again.
fn fill(template: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let known = after.split_once('}').and_then(|(name, after)| {
            let value = values.iter().find(|(known, _)| *known == name)?;
            Some((value.1, after))
        });
        if let Some((value, after)) = known {
            filled.push_str(value);
            rest = after;
        } else {
            filled.push('{');
            rest = after;
        }
    }
    filled + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_stand_where_their_names_stood() {
        let values = [("phone", "+8210"), ("text", "{phone} said {hello}")];
        assert_eq!(
            fill("to {phone}: {text}", &values),
            "to +8210: {phone} said {hello}"
        );
        assert_eq!(fill("{unknown} {", &values), "{unknown} {");
    }

    #[test]
    fn a_refused_message_is_final_and_other_trouble_is_not() {
        let fault = |code| {
            let status = StatusCode::from_u16(code).expect("a status");
            judge(status).err().map(|error| error.fault)
        };
        assert_eq!(fault(204), None);
        assert_eq!(fault(422), Some(Fault::Final));
        for code in [302, 401, 408, 429, 500, 503] {
            assert_eq!(fault(code), Some(Fault::Channel), "{code}");
        }
    }
}
