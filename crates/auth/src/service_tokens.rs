use std::collections::BTreeMap;

use aws_lc_rs::digest::{SHA256, digest};
use secrecy::{ExposeSecret, SecretString};
use subtle::ConstantTimeEq;

/// The metadata that carries a service's own token.
pub const SERVICE_TOKEN_HEADER: &str = "baedal-service-token";

/// Shorter tokens could be guessed.
const SHORTEST: usize = 16;

/// A service token that anyone could guess, or that two services share.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the token of service {0:?} is shorter than {SHORTEST} characters, or another service has it too"
)]
pub struct WeakServiceToken(String);

/// The services that may call, by their tokens.
#[derive(Clone, Default)]
pub struct ServiceTokens {
    /// Digests, so that comparing takes the same time whatever the length.
    known: Vec<(String, [u8; 32])>,
}

impl ServiceTokens {
    /// Takes name → token. Fails on a token under 16 characters, and on one that two services share.
    pub fn new(tokens: &BTreeMap<String, SecretString>) -> Result<Self, WeakServiceToken> {
        let mut known: Vec<(String, [u8; 32])> = Vec::with_capacity(tokens.len());
        for (name, token) in tokens {
            let hash = hash(token.expose_secret().as_bytes());
            let shared = known.iter().any(|(_, other)| bool::from(hash.ct_eq(other)));
            if token.expose_secret().len() < SHORTEST || shared {
                return Err(WeakServiceToken(name.clone()));
            }
            known.push((name.clone(), hash));
        }
        Ok(Self { known })
    }

    /// Whose token this is. Looks at every known one, so that the time taken tells nothing.
    pub(crate) fn owner(&self, token: &[u8]) -> Option<&str> {
        let hash = hash(token);
        let mut owner = None;
        for (name, known) in &self.known {
            if bool::from(hash.ct_eq(known)) {
                owner = Some(name.as_str());
            }
        }
        owner
    }
}

fn hash(token: &[u8]) -> [u8; 32] {
    let mut bytes = [0; 32];
    bytes.copy_from_slice(digest(&SHA256, token).as_ref());
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(pairs: &[(&str, &str)]) -> Result<ServiceTokens, WeakServiceToken> {
        ServiceTokens::new(
            &pairs
                .iter()
                .map(|&(name, token)| (name.to_owned(), token.into()))
                .collect(),
        )
    }

    #[test]
    fn a_service_is_known_by_its_whole_token() {
        let known = tokens(&[("order", "0123456789abcdef"), ("store", "fedcba9876543210")])
            .expect("good tokens");

        assert_eq!(known.owner(b"0123456789abcdef"), Some("order"));
        assert_eq!(known.owner(b"fedcba9876543210"), Some("store"));
        for wrong in [
            "",
            "0123456789abcde",
            "0123456789abcdef0",
            "0123456789abcdeF",
        ] {
            assert_eq!(known.owner(wrong.as_bytes()), None, "{wrong:?}");
        }
        assert_eq!(ServiceTokens::default().owner(b""), None);
    }

    #[test]
    fn weak_and_shared_tokens_are_refused_at_start() {
        assert!(tokens(&[("order", "")]).is_err());
        assert!(tokens(&[("order", "short")]).is_err());
        assert!(tokens(&[("a", "0123456789abcdef"), ("b", "0123456789abcdef")]).is_err());
    }
}
