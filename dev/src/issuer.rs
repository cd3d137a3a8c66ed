//! A token issuer for demos and tests: an Ed25519 key, its JWKS file, and tokens signed with it.

use std::fs;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::{Context, anyhow};
use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Value, json};

/// The `iss` of every token.
pub const ISSUER: &str = "https://identity.baedal.dev";
/// The `aud` of every token.
pub const AUDIENCE: &str = "baedal";

/// Signs tokens, with a key that stays in its folder.
pub struct Issuer {
    key: Ed25519KeyPair,
    key_id: String,
    signing_key_file: PathBuf,
    jwks_file: PathBuf,
}

impl Issuer {
    /// Opens the issuer whose key is in `folder`, creating the key and the JWKS file if need be.
    pub fn open(folder: &Path) -> anyhow::Result<Self> {
        fs::create_dir_all(folder)?;
        let signing_key_file = folder.join("signing-key.pem");
        let jwks_file = folder.join("jwks.json");
        if !signing_key_file.exists() {
            let key = Ed25519KeyPair::generate().map_err(|_| anyhow!("generating a key"))?;
            write_private(&signing_key_file, &pem(&key)?)?;
        }
        let key = parse(&fs::read_to_string(&signing_key_file)?)
            .with_context(|| format!("{} is no Ed25519 key", signing_key_file.display()))?;
        let x = URL_SAFE_NO_PAD.encode(key.public_key().as_ref());
        // RFC 7638, as the gateway does it: its tokens and ours name the same key.
        let thumbprint = format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{x}"}}"#);
        let key_id = URL_SAFE_NO_PAD.encode(digest(&SHA256, thumbprint.as_bytes()));
        let jwks = json!({ "keys": [{
            "kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "use": "sig", "kid": key_id, "x": x,
        }] });
        fs::write(&jwks_file, format!("{jwks:#}\n"))?;
        Ok(Self {
            key,
            key_id,
            signing_key_file,
            jwks_file,
        })
    }

    /// The public keys, for `auth.jwks_file`.
    pub fn jwks_file(&self) -> &Path {
        &self.jwks_file
    }

    /// The private key as PKCS #8 PEM, for the gateway's `identity.signing_key_file`.
    pub fn signing_key_file(&self) -> &Path {
        &self.signing_key_file
    }

    /// A good token for `subject` with `roles`, valid for `validity`.
    pub fn token(&self, subject: &str, roles: &[&str], validity: Duration) -> String {
        let now = unix_now();
        self.sign(&json!({
            "iss": ISSUER,
            "aud": AUDIENCE,
            "sub": subject,
            "roles": roles,
            "iat": now,
            "nbf": now,
            "exp": now + validity.as_secs(),
        }))
    }

    /// A token with whatever claims the caller wants, right or wrong.
    pub fn sign(&self, claims: &Value) -> String {
        let header = json!({ "alg": "EdDSA", "typ": "JWT", "kid": self.key_id });
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!("{}.{}", part(&header), part(claims));
        let signature = URL_SAFE_NO_PAD.encode(self.key.sign(signed.as_bytes()).as_ref());
        format!("{signed}.{signature}")
    }
}

/// Seconds since 1970, for claims.
pub fn unix_now() -> u64 {
    #[expect(
        clippy::disallowed_methods,
        reason = "token times are wall-clock times"
    )]
    let now = SystemTime::now();
    now.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs()
}

fn pem(key: &Ed25519KeyPair) -> anyhow::Result<String> {
    let der = key.to_pkcs8v1().map_err(|_| anyhow!("encoding a key"))?;
    let body = STANDARD.encode(der.as_ref());
    Ok(format!(
        "-----BEGIN PRIVATE KEY-----\n{body}\n-----END PRIVATE KEY-----\n"
    ))
}

fn parse(pem: &str) -> anyhow::Result<Ed25519KeyPair> {
    let body: String = pem
        .lines()
        .filter(|line| !line.starts_with("-----"))
        .collect();
    Ed25519KeyPair::from_pkcs8_maybe_unchecked(&STANDARD.decode(body)?)
        .map_err(|error| anyhow!("{error}"))
}

fn write_private(path: &Path, text: &str) -> anyhow::Result<()> {
    let mut file = fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)?;
    file.write_all(text.as_bytes())?;
    Ok(())
}
