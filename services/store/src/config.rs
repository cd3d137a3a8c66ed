//! What this service can be told, besides what every process can.

use baedal_auth::AuthConfig;
use baedal_messaging::{ConsumerTuning, NatsConfig, RelayConfig};
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
}
