//! Messages that hold a card, a token or an address do not show it: not in a log, not in a failed assertion.

use std::fmt;

use crate::identity::v1::IssueTokenResponse;
use crate::notification::v1::Preferences;
use crate::order::v1::PlaceOrderRequest;
use crate::payment::v1::AuthorizePaymentRequest;

impl fmt::Debug for PlaceOrderRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PlaceOrderRequest")
            .field("request_id", &self.request_id)
            .field("store_id", &self.store_id)
            .field("lines", &self.lines)
            .field("fulfillment", &self.fulfillment())
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for AuthorizePaymentRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthorizePaymentRequest")
            .field("order_id", &self.order_id)
            .field("store_id", &self.store_id)
            .field("amount", &self.amount)
            .field("request_id", &self.request_id)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for IssueTokenResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IssueTokenResponse")
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Preferences {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Preferences")
            .field("language", &self.language)
            .field("muted_channels", &self.muted_channels)
            .field("muted_kinds", &self.muted_kinds)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_a_customer_is_reached_is_not_shown() {
        let preferences = Preferences {
            language: "ko".to_owned(),
            email: "minji@example.com".to_owned(),
            phone: "+821012345678".to_owned(),
            webhook_url: "https://minji.example.com/hook".to_owned(),
            webhook_secret: "a secret of minji".to_owned(),
            ..Default::default()
        };
        let text = format!("{preferences:?}");
        assert!(!text.contains("minji") && !text.contains("8210"), "{text}");
        assert!(text.contains("ko"), "{text}");
    }

    #[test]
    fn cards_and_tokens_are_not_shown() {
        let secret = || "card_approve".to_owned();
        let shown = [
            format!(
                "{:?}",
                PlaceOrderRequest {
                    card_token: secret(),
                    ..Default::default()
                }
            ),
            format!(
                "{:?}",
                AuthorizePaymentRequest {
                    card_token: secret(),
                    ..Default::default()
                }
            ),
            format!(
                "{:?}",
                IssueTokenResponse {
                    token: secret(),
                    ..Default::default()
                }
            ),
        ];
        for text in shown {
            assert!(!text.contains("card_approve"), "{text}");
        }
    }
}
