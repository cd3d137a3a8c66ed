use std::{collections::BTreeMap, io, path::PathBuf};

use secrecy::SecretString;
use serde::{Deserialize, Serialize, Serializer};

use crate::{KeySetError, WeakServiceToken};

/// The section `auth` of every process's configuration.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct AuthConfig {
    /// The `iss` that tokens must carry.
    pub issuer: String,
    /// The `aud` that tokens must carry, alone or among others.
    pub audience: String,
    /// A file with the issuer's public keys, a JWKS document.
    pub jwks_file: PathBuf,
    /// The services that may call this one, name → token (16 characters or more).
    #[serde(default, serialize_with = "names_only")]
    pub service_tokens: BTreeMap<String, SecretString>,
}

/// Why tokens cannot be checked with this configuration.
#[derive(Debug, thiserror::Error)]
pub enum AuthConfigError {
    /// `auth.jwks_file` could not be read.
    #[error("cannot read auth.jwks_file {path}", path = path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// `auth.jwks_file` is no good.
    #[error("auth.jwks_file {path} is no good", path = path.display())]
    Keys {
        /// The file.
        path: PathBuf,
        /// Why.
        source: KeySetError,
    },
    /// `auth.issuer` or `auth.audience` is empty: every token would do.
    #[error("auth.{0} must not be empty")]
    Empty(&'static str),
    /// `auth.service_tokens` is no good.
    #[error("auth.service_tokens is no good")]
    ServiceTokens(#[from] WeakServiceToken),
}

fn names_only<S: Serializer>(
    tokens: &BTreeMap<String, SecretString>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_map(tokens.keys().map(|name| (name, "***")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_reads_its_keys_and_shows_no_secret() {
        let config: AuthConfig = serde_json::from_str(
            r#"{"issuer": "https://i", "audience": "a", "jwks_file": "k.json",
                "service_tokens": {"order": "the-very-secret-token"}}"#,
        )
        .expect("a good section");

        let shown = format!(
            "{config:?} {}",
            serde_json::to_string(&config).expect("JSON")
        );
        assert!(shown.contains("order"));
        assert!(!shown.contains("very-secret"));
    }

    #[test]
    fn unknown_keys_are_refused() {
        let misspelled = r#"{"issuer": "i", "audience": "a", "jwks_file": "k", "audiense": "b"}"#;
        assert!(serde_json::from_str::<AuthConfig>(misspelled).is_err());
    }
}
