use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, PoisonError, RwLock},
};

use jsonwebtoken::{
    Algorithm, DecodingKey,
    jwk::{AlgorithmParameters, EllipticCurve, Jwk, KeyAlgorithm, PublicKeyUse},
};
use serde::Deserialize;
use serde_json::Value;

/// A public key, and the one algorithm it is good for.
pub(crate) struct Key {
    pub(crate) decoding: DecodingKey,
    pub(crate) algorithm: Algorithm,
}

/// The public keys of an issuer, by id.
pub struct KeySet {
    by_id: HashMap<String, Key>,
    /// A document with one key may leave out its id.
    unnamed: Option<Key>,
}

/// Why a JWKS document is refused.
#[derive(Debug, thiserror::Error)]
pub enum KeySetError {
    /// It is no JWKS document.
    #[error("it is no JWKS document")]
    Malformed(#[from] serde_json::Error),
    /// A key that is meant for signatures cannot be read.
    #[error("key {id:?} cannot be read")]
    Key {
        /// Its `kid`.
        id: String,
        /// Why.
        source: jsonwebtoken::errors::Error,
    },
    /// A symmetric key: whoever can read the document could sign tokens.
    #[error("it holds a symmetric key, which must not be published")]
    Symmetric,
    /// Two keys have the same id, or several have none.
    #[error("two keys share the id {0:?}")]
    Ambiguous(String),
    /// There is no key for signatures of a known algorithm in it.
    #[error("it holds no usable key")]
    Empty,
}

#[derive(Deserialize)]
struct Document {
    keys: Vec<Value>,
}

impl KeySet {
    /// Reads a JWKS document. Keys for encryption and keys of unknown kinds are passed over, as RFC 7517 asks.
    pub fn from_jwks(document: &str) -> Result<Self, KeySetError> {
        let document: Document = serde_json::from_str(document)?;
        let mut set = Self::none();
        for value in document.keys {
            if value.get("kty").and_then(Value::as_str) == Some("oct") {
                return Err(KeySetError::Symmetric);
            }
            let Ok(jwk) = serde_json::from_value::<Jwk>(value) else {
                continue;
            };
            if matches!(jwk.common.public_key_use, Some(PublicKeyUse::Encryption)) {
                continue;
            }
            let Some(algorithm) = algorithm(&jwk) else {
                continue;
            };
            let id = jwk.common.key_id.clone();
            let decoding = DecodingKey::from_jwk(&jwk).map_err(|source| KeySetError::Key {
                id: id.clone().unwrap_or_default(),
                source,
            })?;
            let key = Key {
                decoding,
                algorithm,
            };
            let taken = match &id {
                Some(id) => set.by_id.insert(id.clone(), key),
                None => set.unnamed.replace(key),
            };
            if taken.is_some() {
                return Err(KeySetError::Ambiguous(id.unwrap_or_default()));
            }
        }
        if set.is_empty() {
            return Err(KeySetError::Empty);
        }
        Ok(set)
    }

    /// None yet.
    pub(crate) fn none() -> Self {
        Self {
            by_id: HashMap::new(),
            unnamed: None,
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.by_id.is_empty() && self.unnamed.is_none()
    }

    /// The key that a token names; a token that names none can only mean the only one.
    pub(crate) fn find(&self, id: Option<&str>) -> Option<&Key> {
        match id {
            Some(id) => self
                .by_id
                .get(id)
                .or_else(|| self.unnamed.as_ref().filter(|_| self.by_id.is_empty())),
            None if self.by_id.is_empty() => self.unnamed.as_ref(),
            None if self.by_id.len() == 1 && self.unnamed.is_none() => self.by_id.values().next(),
            None => None,
        }
    }
}

impl fmt::Debug for KeySet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.by_id.keys()).finish()
    }
}

/// The algorithm that a key is for: what it says, if that fits its kind, or else the usual one of its kind.
fn algorithm(jwk: &Jwk) -> Option<Algorithm> {
    let said = jwk.common.key_algorithm;
    match (&jwk.algorithm, said) {
        (AlgorithmParameters::OctetKeyPair(key), None | Some(KeyAlgorithm::EdDSA))
            if key.curve == EllipticCurve::Ed25519 =>
        {
            Some(Algorithm::EdDSA)
        }
        (AlgorithmParameters::EllipticCurve(key), None | Some(KeyAlgorithm::ES256))
            if key.curve == EllipticCurve::P256 =>
        {
            Some(Algorithm::ES256)
        }
        (AlgorithmParameters::EllipticCurve(key), None | Some(KeyAlgorithm::ES384))
            if key.curve == EllipticCurve::P384 =>
        {
            Some(Algorithm::ES384)
        }
        (AlgorithmParameters::RSA(_), None | Some(KeyAlgorithm::RS256)) => Some(Algorithm::RS256),
        (AlgorithmParameters::RSA(_), Some(KeyAlgorithm::RS384)) => Some(Algorithm::RS384),
        (AlgorithmParameters::RSA(_), Some(KeyAlgorithm::RS512)) => Some(Algorithm::RS512),
        (AlgorithmParameters::RSA(_), Some(KeyAlgorithm::PS256)) => Some(Algorithm::PS256),
        (AlgorithmParameters::RSA(_), Some(KeyAlgorithm::PS384)) => Some(Algorithm::PS384),
        (AlgorithmParameters::RSA(_), Some(KeyAlgorithm::PS512)) => Some(Algorithm::PS512),
        _ => None,
    }
}

/// The keys in force. Clones share them, so that whoever fetches an issuer's keys can put new ones in force while calls go on.
#[derive(Clone, Debug)]
pub struct Keys {
    current: Arc<RwLock<Arc<KeySet>>>,
}

impl Keys {
    /// Starts with these.
    pub fn new(keys: KeySet) -> Self {
        Self {
            current: Arc::new(RwLock::new(Arc::new(keys))),
        }
    }

    /// Puts others in force; calls under way finish with those they began with.
    pub fn replace(&self, keys: KeySet) {
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(keys);
    }

    pub(crate) fn current(&self) -> Arc<KeySet> {
        Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ED: &str = r#"{"kty":"OKP","crv":"Ed25519","kid":"a","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;

    fn read(keys: &[&str]) -> Result<KeySet, KeySetError> {
        KeySet::from_jwks(&format!(r#"{{"keys":[{}]}}"#, keys.join(",")))
    }

    #[test]
    fn keys_of_other_kinds_and_uses_are_passed_over() {
        let set = read(&[
            ED,
            r#"{"kty":"OKP","crv":"X25519","kid":"b","x":"AAAA"}"#,
            r#"{"kty":"EC","crv":"secp256k1","kid":"c","x":"AAAA","y":"AAAA"}"#,
            &ED.replace("\"a\"", "\"d\",\"use\":\"enc\""),
        ])
        .expect("one good key");

        assert!(set.find(Some("a")).is_some());
        assert!(set.find(Some("d")).is_none());
        assert!(set.find(None).is_some(), "the only key needs no name");
    }

    #[test]
    fn dangerous_documents_are_refused() {
        assert!(matches!(read(&[]), Err(KeySetError::Empty)));
        assert!(matches!(read(&[ED, ED]), Err(KeySetError::Ambiguous(_))));
        let symmetric = r#"{"kty":"oct","kid":"s","k":"c2VjcmV0"}"#;
        assert!(matches!(
            read(&[ED, symmetric]),
            Err(KeySetError::Symmetric)
        ));
        assert!(matches!(
            KeySet::from_jwks("{}"),
            Err(KeySetError::Malformed(_))
        ));
    }

    #[test]
    fn an_algorithm_that_does_not_fit_the_key_makes_it_unusable() {
        let lying = ED.replace("\"a\"", "\"a\",\"alg\":\"HS256\"");
        assert!(matches!(read(&[&lying]), Err(KeySetError::Empty)));
    }
}
