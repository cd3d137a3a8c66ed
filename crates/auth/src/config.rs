use std::{collections::BTreeMap, io, path::PathBuf, time::Duration};

use baedal_runtime::config::duration;
use secrecy::SecretString;
use serde::{Deserialize, Serialize, Serializer};

use crate::{KeySetError, UnknownRole, WeakServiceToken, fetch::FetchError};

/// The section `auth` of every process's configuration.
///
/// The issuer's keys come from a file or from a URL: exactly one of the two is given.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct AuthConfig {
    /// The `iss` that tokens must carry.
    pub issuer: String,
    /// The `aud` that tokens must carry, alone or among others.
    pub audience: String,
    /// A file with the issuer's public keys, a JWKS document. Read once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub jwks_file: Option<PathBuf>,
    /// Where the issuer publishes that document: the `jwks_uri` of its discovery page, `https://…`; plain `http://` only where
    /// a mesh guards the way. Redirects are not followed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub jwks_url: Option<String>,
    /// `[auth.jwks]`: how the keys behind `jwks_url` are kept fresh.
    #[serde(default)]
    pub jwks: JwksConfig,
    /// The claim with the roles: a list of names, or one string with blanks between them. A dot leads into an object, as in
    /// `realm_access.roles`; a claim whose whole name has dots (`https://a.example/roles`) goes first.
    #[serde(default = "roles")]
    pub roles_claim: String,
    /// The services that may call this one, name → token (16 characters or more).
    #[serde(default, serialize_with = "names_only")]
    pub service_tokens: BTreeMap<String, SecretString>,
}

/// How the keys behind a URL are kept fresh.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct JwksConfig {
    /// How often they are fetched. What an issuer withdraws is accepted here for as long.
    #[serde(with = "duration")]
    pub refresh_interval: Duration,
    /// How long to wait between two fetches that tokens with an unknown key ask for: whoever makes up keys does not make us
    /// hammer the issuer.
    #[serde(with = "duration::or_zero")]
    pub min_interval: Duration,
    /// How long one fetch may take, connecting included.
    #[serde(with = "duration")]
    pub timeout: Duration,
    /// Authorities to trust besides the platform's, in PEM, for an issuer whose certificate is of a private one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ca_file: Option<PathBuf>,
}

impl Default for JwksConfig {
    fn default() -> Self {
        Self {
            refresh_interval: Duration::from_mins(10),
            min_interval: Duration::from_secs(10),
            timeout: Duration::from_secs(5),
            ca_file: None,
        }
    }
}

impl AuthConfig {
    /// Tokens of `issuer` for `audience`, by the keys in a file; no service may call.
    pub fn with_file(
        issuer: impl Into<String>,
        audience: impl Into<String>,
        jwks_file: impl Into<PathBuf>,
    ) -> Self {
        Self {
            issuer: issuer.into(),
            audience: audience.into(),
            jwks_file: Some(jwks_file.into()),
            jwks_url: None,
            jwks: JwksConfig::default(),
            roles_claim: roles(),
            service_tokens: BTreeMap::new(),
        }
    }
}

fn roles() -> String {
    "roles".to_owned()
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
    /// Both or neither of `auth.jwks_file` and `auth.jwks_url` are given.
    #[error("give one of auth.jwks_file and auth.jwks_url, and not both")]
    OneSource,
    /// Nothing can be fetched from `auth.jwks_url`.
    #[error("auth.jwks_url is no good")]
    Url(#[from] FetchError),
    /// `auth.issuer`, `auth.audience`, `auth.roles_claim` or a duration of `auth.jwks` is empty.
    #[error("auth.{0} must not be empty")]
    Empty(&'static str),
    /// `auth.service_tokens` is no good.
    #[error("auth.service_tokens is no good")]
    ServiceTokens(#[from] WeakServiceToken),
    /// A rule names a role that does not exist.
    #[error("the rules cannot be applied")]
    Rules(#[from] UnknownRole),
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
