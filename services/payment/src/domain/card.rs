//! The card a payment is made with. The platform never sees a card number: a token stands for it at the provider.

use std::fmt;

/// The longest card token accepted, in bytes.
pub const MAX_TOKEN_BYTES: usize = 128;

/// What the provider knows a customer's card by: 1 to 128 visible ASCII characters. Never stored, never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct CardToken(String);

/// The text is not a card token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be 1 to {MAX_TOKEN_BYTES} visible ASCII characters")]
pub struct InvalidCardToken;

impl CardToken {
    /// Checks and takes over a token.
    pub fn new(token: impl Into<String>) -> Result<Self, InvalidCardToken> {
        let token = token.into();
        let fits = (1..=MAX_TOKEN_BYTES).contains(&token.len());
        if fits && token.bytes().all(|byte| byte.is_ascii_graphic()) {
            Ok(Self(token))
        } else {
            Err(InvalidCardToken)
        }
    }

    /// The token itself, for the provider alone.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for CardToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CardToken(…)")
    }
}

/// A digest of a card token: enough to tell whether a repeated request names the same card, of no use for paying.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct CardFingerprint(pub [u8; 32]);

impl fmt::Debug for CardFingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CardFingerprint(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_visible_ascii_of_bounded_length() {
        for good in ["c", "card_approve", &"x".repeat(MAX_TOKEN_BYTES)] {
            assert!(CardToken::new(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "card approve",
            "카드",
            "card\n",
            &"x".repeat(MAX_TOKEN_BYTES + 1),
        ] {
            assert_eq!(CardToken::new(bad), Err(InvalidCardToken), "{bad}");
        }
    }

    #[test]
    fn a_token_does_not_show_in_debug_output() {
        let token = CardToken::new("card_secret").expect("valid");
        assert!(!format!("{token:?}").contains("secret"));
    }
}
