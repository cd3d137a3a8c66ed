//! What the gateway can be told, beside the sections that every process has.

use std::{path::PathBuf, time::Duration};

use baedal_auth::AuthConfig;
use serde::{Deserialize, Serialize};

/// The gateway's own sections.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// `[auth]`: which tokens are good. `auth.service_tokens` stays empty: no service calls through the gateway.
    pub auth: AuthConfig,
    /// `[upstreams]`: where the services are.
    pub upstreams: Upstreams,
    /// `[identity]`: the issuer of demo tokens.
    #[serde(default)]
    pub identity: IdentityConfig,
    /// `[cors]`: which web pages may call.
    #[serde(default)]
    pub cors: CorsConfig,
    /// `[gateway]`: the connections from outside.
    #[serde(default)]
    pub gateway: GatewayConfig,
}

/// Where each service is: `http://host:port`. Nothing is connected before the first call.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Upstreams {
    /// The order service.
    pub order: String,
    /// The payment service.
    pub payment: String,
    /// The store service.
    pub store: String,
    /// The delivery service.
    pub delivery: String,
    /// The notification service.
    pub notification: String,
    /// The dashboard service.
    pub dashboard: String,
}

/// The issuer of demo tokens. Never in production: it gives anyone any role.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct IdentityConfig {
    /// An Ed25519 private key, PKCS #8 PEM. Without it `IssueToken` answers `UNIMPLEMENTED`.
    pub signing_key_file: Option<PathBuf>,
}

/// Which web pages of other origins may call.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct CorsConfig {
    /// Origins such as `https://shop.example`; `*` alone lets every page call (tokens are headers, never cookies, so no page
    /// gets one that it has not been given). None by default.
    pub origins: Vec<String>,
}

/// The connections from outside. What a call may take is in `[grpc]`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct GatewayConfig {
    /// Connections at once; more wait to be accepted.
    pub max_connections: usize,
    /// How long an HTTP/1.1 client may take to send its headers, also between two requests.
    #[serde(with = "baedal_runtime::config::duration")]
    pub header_read_timeout: Duration,
}

impl Default for GatewayConfig {
    fn default() -> Self {
        Self {
            max_connections: 10_000,
            header_read_timeout: Duration::from_secs(10),
        }
    }
}
