//! What this service can be told, besides what every process can.

use baedal_auth::AuthConfig;
use baedal_messaging::{ConsumerTuning, NatsConfig};
use baedal_runtime::database::DatabaseConfig;
use serde::{Deserialize, Serialize};

use crate::app::watch::WatchConfig;

/// The sections of the dashboard service.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// `[database]`: its PostgreSQL.
    pub database: DatabaseConfig,
    /// `[nats]`: the broker.
    #[serde(default)]
    pub nats: NatsConfig,
    /// `[consumer]`: how events are taken in.
    #[serde(default)]
    pub consumer: ConsumerTuning,
    /// `[watch]`: how changes are told to those who watch.
    #[serde(default)]
    pub watch: WatchConfig,
    /// `[auth]`: whose tokens are good.
    pub auth: AuthConfig,
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
