//! What this service can be told, besides what every process can.

use baedal_auth::AuthConfig;
use baedal_messaging::{ConsumerTuning, NatsConfig};
use baedal_runtime::database::DatabaseConfig;
use serde::{Deserialize, Serialize};

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
    /// `[auth]`: whose tokens are good.
    pub auth: AuthConfig,
}
