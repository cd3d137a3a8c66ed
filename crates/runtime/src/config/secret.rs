//! Settings that must not be seen: not in a log, not in `config`'s output, not in a panic.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize, Serializer};

const HIDDEN: &str = "***";

/// A secret word, such as a service token. It prints and serializes as `***`, and is wiped from memory when dropped.
#[derive(Clone, Deserialize)]
#[serde(transparent)]
pub struct Secret(SecretString);

impl Secret {
    /// Keeps the word secret from here on.
    pub fn new(secret: impl Into<String>) -> Self {
        Self(SecretString::from(secret.into()))
    }

    /// The word itself, for the one place that needs it.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(HIDDEN)
    }
}

impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(HIDDEN)
    }
}

/// A URL that may hold a password. It prints and serializes without it, and without any query.
#[derive(Clone, Deserialize)]
#[serde(transparent)]
pub struct SecretUrl(SecretString);

impl SecretUrl {
    /// Keeps the password in the URL secret from here on.
    pub fn new(url: impl Into<String>) -> Self {
        Self(SecretString::from(url.into()))
    }

    /// The whole URL, for the one place that connects to it.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }

    fn redacted(&self) -> String {
        let url = self.expose();
        let Some((scheme, rest)) = url.split_once("://") else {
            return HIDDEN.to_owned();
        };
        // A query can carry a password too, and what else it carries is nothing that has to be seen.
        let rest = rest.split_once('?').map_or(rest, |(rest, _)| rest);
        // The last `@` ends the credentials, whatever characters the password was allowed to hold.
        let Some((credentials, place)) = rest.rsplit_once('@') else {
            return format!("{scheme}://{rest}");
        };
        match credentials.split_once(':') {
            Some((user, _)) => format!("{scheme}://{user}:{HIDDEN}@{place}"),
            // A lone part before `@` may be a user or, for NATS, a token.
            None => format!("{scheme}://{HIDDEN}@{place}"),
        }
    }
}

impl fmt::Debug for SecretUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.redacted())
    }
}

impl fmt::Display for SecretUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.redacted())
    }
}

impl Serialize for SecretUrl {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.redacted())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_never_printed() {
        assert_eq!(format!("{:?}", Secret::new("hunter2")), "***");
        assert_eq!(Secret::new("hunter2").expose(), "hunter2");
    }

    #[test]
    fn a_url_is_printed_without_what_opens_the_door() {
        for (url, seen) in [
            (
                "postgres://order:hun@t:er2@db:5432/order?password=x",
                "postgres://order:***@db:5432/order",
            ),
            ("postgres://db/order", "postgres://db/order"),
            ("nats://s3cr3t@broker:4222", "nats://***@broker:4222"),
            ("host=db password=hunter2", "***"),
        ] {
            assert_eq!(SecretUrl::new(url).to_string(), seen);
        }
    }
}
