use std::path::Path;
use std::time::Duration;

pub use baedal_dev::issuer::{AUDIENCE, ISSUER};
use baedal_dev::issuer::{Issuer, unix_now};
use serde_json::{Value, json};
use tempfile::TempDir;

/// Issues tokens, good and bad, for one test.
pub struct TestIssuer {
    issuer: Issuer,
    _folder: TempDir,
}

impl TestIssuer {
    /// A new key and its JWKS file.
    #[expect(
        clippy::new_without_default,
        reason = "it writes files: nothing to happen silently"
    )]
    pub fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let issuer = Issuer::open(folder.path()).expect("a new issuer");
        Self {
            issuer,
            _folder: folder,
        }
    }

    /// For `auth.jwks_file`.
    pub fn jwks_file(&self) -> &Path {
        self.issuer.jwks_file()
    }

    /// For the gateway's `identity.signing_key_file`.
    pub fn signing_key_file(&self) -> &Path {
        self.issuer.signing_key_file()
    }

    /// A good token, valid for an hour.
    pub fn token(&self, subject: &str, roles: &[&str]) -> String {
        self.issuer.token(subject, roles, Duration::from_hours(1))
    }

    /// A token that ended an hour ago.
    pub fn expired_token(&self, subject: &str, roles: &[&str]) -> String {
        let now = unix_now();
        self.sign(&json!({
            "iss": ISSUER, "aud": AUDIENCE, "sub": subject, "roles": roles,
            "iat": now - 7_200, "nbf": now - 7_200, "exp": now - 3_600,
        }))
    }

    /// A well-signed token with whatever claims.
    pub fn sign(&self, claims: &Value) -> String {
        self.issuer.sign(claims)
    }
}
