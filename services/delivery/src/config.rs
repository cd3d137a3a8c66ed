//! What the delivery service can be told.

use baedal_auth::AuthConfig;
use baedal_messaging::{ConsumerTuning, NatsConfig, RelayConfig};
use baedal_runtime::database::DatabaseConfig;
use serde::{Deserialize, Serialize};

/// The service's sections of the settings.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Its database.
    pub database: DatabaseConfig,
    /// The broker.
    #[serde(default)]
    pub nats: NatsConfig,
    /// How its outbox is emptied.
    #[serde(default)]
    pub relay: RelayConfig,
    /// How it hears of the kitchen's progress and of orders that are called off.
    #[serde(default)]
    pub consumer: ConsumerTuning,
    /// Whom it believes.
    pub auth: AuthConfig,
}
