//! What this service can be told, besides what every process can.

use std::time::Duration;

use baedal_auth::AuthConfig;
use baedal_messaging::{ConsumerTuning, NatsConfig, RelayConfig};
use baedal_runtime::config::duration;
use baedal_runtime::database::DatabaseConfig;
use serde::{Deserialize, Serialize};

/// The sections of the store service.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// `[database]`: its PostgreSQL.
    pub database: DatabaseConfig,
    /// `[nats]`: the broker.
    #[serde(default)]
    pub nats: NatsConfig,
    /// `[relay]`: how facts leave the outbox.
    #[serde(default)]
    pub relay: RelayConfig,
    /// `[consumer]`: how events are taken in.
    #[serde(default)]
    pub consumer: ConsumerTuning,
    /// `[auth]`: whose tokens are good.
    pub auth: AuthConfig,
    /// `[requests]`: how long the same request is known.
    #[serde(default)]
    pub requests: RequestsConfig,
}

/// `[requests]`.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct RequestsConfig {
    /// How long it is remembered what a `request_id` came to. Afterwards the same id is a new request.
    #[serde(with = "duration")]
    pub remember: Duration,
    /// How often older ones are looked for.
    #[serde(with = "duration")]
    pub prune_interval: Duration,
}

impl Default for RequestsConfig {
    fn default() -> Self {
        Self {
            remember: Duration::from_hours(90 * 24),
            prune_interval: Duration::from_hours(1),
        }
    }
}

#[cfg(test)]
mod tests {
    use baedal_runtime::config::{Settings, Sources};

    use super::*;

    #[test]
    fn settings_can_be_read_and_printed() {
        let required = [
            "database.url=postgres://u:secret@h/x",
            "auth.issuer=i",
            "auth.audience=a",
            "auth.jwks_file=/x",
        ];
        let set = required.map(str::to_owned).to_vec();
        let sources = Sources {
            set,
            ..Sources::default()
        };
        let settings = Settings::<Config>::load(&sources).expect("the rest has defaults");
        let printed = settings.to_toml().expect("it can be printed");
        assert!(
            printed.contains("batch = 256") && !printed.contains("secret"),
            "{printed}"
        );
    }
}
