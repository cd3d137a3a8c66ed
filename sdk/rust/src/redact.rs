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
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for AuthorizePaymentRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthorizePaymentRequest")
            .field("order_id", &self.order_id)
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
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_is_not_shown() {
        let request = PlaceOrderRequest {
            card_token: "card_approve".to_owned(),
            ..Default::default()
        };
        assert!(!format!("{request:?}").contains("card_approve"));
    }
}
