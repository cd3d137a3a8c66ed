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
    /// `[limits]`: how much one caller may ask for.
    #[serde(default)]
    pub limits: LimitsConfig,
    /// `[gateway]`: the connections from outside.
    #[serde(default)]
    pub gateway: GatewayConfig,
    /// `[console]`: how people sign in at the web console.
    #[serde(default)]
    pub console: ConsoleConfig,
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
    /// `[upstreams.pods]`: the same services under names whose addresses are those of their pods.
    #[serde(default)]
    pub pods: Pods,
}

/// Where each service's pods are: `http://host:port` of a headless Service. It is called instead of the service's own name where no
/// sidecar balances calls (`mesh.sidecar`); a service that is left out is always called by its own name.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Pods {
    /// Those of order.
    pub order: Option<String>,
    /// Those of payment.
    pub payment: Option<String>,
    /// Those of store.
    pub store: Option<String>,
    /// Those of delivery.
    pub delivery: Option<String>,
    /// Those of notification.
    pub notification: Option<String>,
    /// Those of dashboard.
    pub dashboard: Option<String>,
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

/// How much one caller may ask for. A person is known by the token's subject, whoever has none by address.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct LimitsConfig {
    /// Calls that only read, per subject.
    pub per_caller: Quota,
    /// Calls that change something, per subject: those whose request has a `request_id`.
    pub mutations: Quota,
    /// Calls of public methods, of health and of reflection, per address; an IPv6 network of 64 bits counts as one.
    pub public: Quota,
    /// Tokens that are no good, per address. Beyond that, calls from there are refused before their token is checked, unless it was
    /// found good a little while ago.
    pub wrong_tokens: Quota,
    /// Calls under way at once, per subject, or per address where there is none; 0 switches the limit off.
    pub calls_in_flight: usize,
    /// Streams of answers open at once, counted likewise.
    pub open_streams: usize,
    /// How many callers are told apart at once, for each of the quotas. Beyond that, callers share what is left in groups.
    pub max_callers: usize,
    /// How many proxies stand in front and each add the address they see to `x-forwarded-for`. 0: the header is not believed.
    pub trusted_proxies: usize,
}

impl Default for LimitsConfig {
    fn default() -> Self {
        Self {
            per_caller: Quota::new(50, 100),
            mutations: Quota::new(20, 40),
            public: Quota::new(5, 20),
            wrong_tokens: Quota::new(10, 100),
            calls_in_flight: 64,
            open_streams: 16,
            max_callers: 100_000,
            trusted_proxies: 0,
        }
    }
}

/// A rate, and how far a caller that was quiet may go beyond it for a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Quota {
    /// Calls per second in the long run; 0 switches the limit off.
    pub per_second: u32,
    /// Calls at once; at least one.
    pub burst: u32,
}

impl Quota {
    /// So many calls per second, and so many at once.
    pub const fn new(per_second: u32, burst: u32) -> Self {
        Self { per_second, burst }
    }
}

/// How people sign in at the web console: at `auth.issuer` where it knows the console, else by demo tokens where there are any.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct ConsoleConfig {
    /// The name by which the issuer knows the console: a public client (authorization code with PKCE, no secret) that may return
    /// to `/signed-in`, and whose access tokens are JWTs.
    pub oidc_client_id: Option<String>,
    /// What the console asks the issuer for.
    pub oidc_scope: String,
    /// Origins beside the issuer's that the console calls to sign in, such as `https://oauth2.example.com`: where the issuer's
    /// discovery page names a token endpoint on another host. `http://` is for this machine alone.
    pub oidc_origins: Vec<String>,
}

impl Default for ConsoleConfig {
    fn default() -> Self {
        Self {
            oidc_client_id: None,
            oidc_scope: "openid".to_owned(),
            oidc_origins: Vec::new(),
        }
    }
}

/// The connections from outside, and how many calls go on from them. What a call may take is in `[grpc]`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct GatewayConfig {
    /// Connections at once. One more waits for `header_read_timeout` and a second, and is closed if there is no room by then.
    pub max_connections: usize,
    /// Connections at once from one address; one more is closed at once. An IPv6 network of 64 bits counts as one. 0 switches the
    /// limit off, and so do `limits.trusted_proxies`: then it is a proxy that connects.
    pub max_connections_per_address: usize,
    /// Whether a caller's `traceparent` is continued, and its word taken for what is recorded: where a proxy of your own begins traces
    /// and lets nobody else's through. Otherwise each call begins a trace that points at the caller's.
    pub trust_traceparent: bool,
    /// Bytes of answers that may wait for their callers to read them, beyond the first 16 KiB of each; one more large answer is
    /// `UNAVAILABLE`.
    pub max_answer_bytes: usize,
    /// How long a client may take to begin, and an HTTP/1.1 client to send its headers, also between two requests.
    #[serde(with = "baedal_runtime::config::duration")]
    pub header_read_timeout: Duration,
    /// How long calls on a connection that is too old may take to end; then it is cut off, whoever the client is.
    #[serde(with = "baedal_runtime::config::duration")]
    pub max_connection_age_grace: Duration,
    /// Calls at once that wait for one service to answer; one more is answered `UNAVAILABLE` at once. Those that change something may
    /// be half of them, so that everybody can still look when orders cannot be placed. At most half of `grpc.max_calls_in_flight`,
    /// so that a service that hangs does not take the gateway from the others; half of it where unset.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_calls_per_upstream: Option<usize>,
}

/// Limits of neighbouring layers in the wrong order.
#[derive(Debug, thiserror::Error)]
#[error(
    "gateway.max_calls_per_upstream ({upstream}) must be at least 2 and at most half of grpc.max_calls_in_flight ({calls}), or one \
     service that hangs takes the gateway from the others"
)]
pub struct BadLimits {
    upstream: usize,
    calls: usize,
}

impl GatewayConfig {
    /// Calls at once toward one service, where the gateway takes so many in all.
    pub fn calls_per_upstream(&self, max_calls_in_flight: usize) -> Result<usize, BadLimits> {
        match self.max_calls_per_upstream {
            None => Ok((max_calls_in_flight / 2).max(2)),
            Some(upstream) if (2..=max_calls_in_flight / 2).contains(&upstream) => Ok(upstream),
            Some(upstream) => Err(BadLimits {
                upstream,
                calls: max_calls_in_flight,
            }),
        }
    }
}

impl Default for GatewayConfig {
    fn default() -> Self {
        Self {
            max_connections: 10_000,
            max_connections_per_address: 1_000,
            trust_traceparent: false,
            max_answer_bytes: 64 << 20,
            max_connection_age_grace: Duration::from_mins(5),
            header_read_timeout: Duration::from_secs(10),
            max_calls_per_upstream: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_out_of_order_are_refused_and_name_both_keys() {
        let limit = |max_calls_per_upstream, calls| {
            let config = GatewayConfig {
                max_calls_per_upstream,
                ..GatewayConfig::default()
            };
            config.calls_per_upstream(calls)
        };
        assert_eq!(limit(None, 2_048).ok(), Some(1_024));
        assert_eq!(limit(Some(200), 2_048).ok(), Some(200));
        for (upstream, calls) in [(0, 2_048), (1_025, 2_048), (200, 300)] {
            let refused = limit(Some(upstream), calls)
                .expect_err("refused")
                .to_string();
            for key in [
                format!("gateway.max_calls_per_upstream ({upstream})"),
                format!("grpc.max_calls_in_flight ({calls})"),
            ] {
                assert!(refused.contains(&key), "{refused}");
            }
        }
    }
}
