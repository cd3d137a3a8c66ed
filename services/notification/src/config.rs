//! What this service can be told, besides what every process can.

use std::path::PathBuf;

use baedal_auth::AuthConfig;
use baedal_messaging::{ConsumerTuning, NatsConfig};
use serde::{Deserialize, Serialize};

/// The sections of the notification service.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// `[database]`: its SQLite file.
    pub database: DatabaseConfig,
    /// `[nats]`: the broker.
    #[serde(default)]
    pub nats: NatsConfig,
    /// `[consumer]`: how events are taken in.
    #[serde(default)]
    pub consumer: ConsumerTuning,
    /// `[auth]`: whose tokens are good.
    pub auth: AuthConfig,
}

/// `[database]`.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct DatabaseConfig {
    /// The file, on a volume of this process's own. Its folder is made where there is none.
    pub path: PathBuf,
    /// The most connections that read. One more writes.
    #[serde(default = "readers")]
    pub readers: u32,
}

impl DatabaseConfig {
    /// The defaults, for the file at `path`.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self {
            path: path.into(),
            readers: readers(),
        }
    }
}

fn readers() -> u32 {
    4
}

#[cfg(test)]
mod tests {
    use baedal_runtime::config::{Settings, Sources};

    use super::*;

    #[test]
    fn settings_can_be_read_and_printed() {
        let required = [
            "database.path=/x",
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
