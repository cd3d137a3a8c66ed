use std::time::Duration;

use aws_lc_rs::{
    digest::{SHA256, digest},
    signature::{Ed25519KeyPair, KeyPair},
};
use baedal_values::Subject;
use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;
use serde_json::json;
use time::OffsetDateTime;

use crate::{Role, Roles};

/// Signs tokens with an Ed25519 key: for development, demonstrations and tests.
pub struct Issuer {
    key: EncodingKey,
    public: String,
    key_id: String,
    /// The `iss` of its tokens.
    name: String,
    audience: String,
}

/// Why a token cannot be issued.
#[derive(Debug, thiserror::Error)]
pub enum IssuerError {
    /// The text is no PKCS #8 PEM of an Ed25519 key.
    #[error("it is no Ed25519 private key in PKCS #8 PEM")]
    Key,
    /// No key could be made.
    #[error("cannot make a key")]
    Generate,
    /// Signing failed.
    #[error("cannot sign")]
    Sign(#[source] jsonwebtoken::errors::Error),
}

/// A signed token.
#[derive(Clone)]
pub struct Issued {
    /// The JWT, for `authorization: Bearer …`. A secret.
    pub token: String,
    /// When it stops being good; whole seconds.
    pub expires_at: OffsetDateTime,
}

#[derive(Serialize)]
struct Claims<'a> {
    iss: &'a str,
    aud: &'a str,
    sub: &'a str,
    iat: i64,
    nbf: i64,
    exp: i64,
    roles: Vec<&'static str>,
}

impl Issuer {
    /// Signs as `issuer` for `audience` with the key in `pem` (PKCS #8, `openssl genpkey -algorithm ed25519`).
    pub fn from_pem(
        pem: &SecretString,
        issuer: impl Into<String>,
        audience: impl Into<String>,
    ) -> Result<Self, IssuerError> {
        let key = EncodingKey::from_ed_pem(pem.expose_secret().as_bytes())
            .map_err(|_| IssuerError::Key)?;
        let pair = Ed25519KeyPair::from_pkcs8_maybe_unchecked(key.as_bytes())
            .map_err(|_| IssuerError::Key)?;
        let public = URL_SAFE_NO_PAD.encode(pair.public_key().as_ref());
        // RFC 7638: the id follows from the key, so that another key never has the same.
        let thumbprint = format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{public}"}}"#);
        let key_id = URL_SAFE_NO_PAD.encode(digest(&SHA256, thumbprint.as_bytes()));
        Ok(Self {
            key,
            public,
            key_id,
            name: issuer.into(),
            audience: audience.into(),
        })
    }

    /// Makes a new key; the PEM text goes into a file for [`Issuer::from_pem`].
    pub fn generate_key() -> Result<SecretString, IssuerError> {
        let pair = Ed25519KeyPair::generate().map_err(|_| IssuerError::Generate)?;
        let der = pair.to_pkcs8v1().map_err(|_| IssuerError::Generate)?;
        let body = STANDARD.encode(der.as_ref());
        Ok(format!("-----BEGIN PRIVATE KEY-----\n{body}\n-----END PRIVATE KEY-----\n").into())
    }

    /// The public key as a JWKS document, for `auth.jwks_file`.
    pub fn jwks(&self) -> String {
        let document = json!({ "keys": [{
            "kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "use": "sig",
            "kid": self.key_id, "x": self.public,
        }] });
        format!("{document:#}\n")
    }

    /// Signs a token that is good from `now` on, for `lifetime`.
    pub fn issue(
        &self,
        subject: &Subject,
        roles: Roles,
        lifetime: Duration,
        now: OffsetDateTime,
    ) -> Result<Issued, IssuerError> {
        let expires_at = now.saturating_add(lifetime.try_into().unwrap_or(time::Duration::MAX));
        let expires_at = expires_at.replace_nanosecond(0).unwrap_or(expires_at);
        let claims = Claims {
            iss: &self.name,
            aud: &self.audience,
            sub: subject.as_str(),
            iat: now.unix_timestamp(),
            nbf: now.unix_timestamp(),
            exp: expires_at.unix_timestamp(),
            roles: roles.iter().map(Role::as_str).collect(),
        };
        let mut header = Header::new(Algorithm::EdDSA);
        header.kid = Some(self.key_id.clone());
        let token = encode(&header, &claims, &self.key).map_err(IssuerError::Sign)?;
        Ok(Issued { token, expires_at })
    }
}
