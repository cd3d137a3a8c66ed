//! What the payment service can be told.

use std::time::Duration;

use baedal_auth::AuthConfig;
use baedal_messaging::{ConsumerTuning, NatsConfig, RelayConfig};
use baedal_runtime::database::DatabaseConfig;
use serde::{Deserialize, Serialize};

use crate::app::Timing;

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
    /// How it hears of orders that were called off.
    #[serde(default)]
    pub consumer: ConsumerTuning,
    /// Whom it believes.
    pub auth: AuthConfig,
    /// The payment provider.
    #[serde(default)]
    pub provider: ProviderConfig,
    /// The ledger's audit.
    #[serde(default)]
    pub audit: AuditConfig,
}

/// `[provider]`: how the payment provider is asked, and asked again.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct ProviderConfig {
    /// How long one call to the provider may take; its answer counts as lost then.
    #[serde(with = "baedal_runtime::config::duration")]
    pub timeout: Duration,
    /// The pause before the provider is asked again about an open payment. It doubles with every try.
    #[serde(with = "baedal_runtime::config::duration")]
    pub retry_pause: Duration,
    /// The longest such pause.
    #[serde(with = "baedal_runtime::config::duration")]
    pub max_retry_pause: Duration,
    /// An authorization that the provider has not heard of after this is given up and voided. More than the order service takes
    /// to settle a checkout.
    #[serde(with = "baedal_runtime::config::duration")]
    pub abandon_after: Duration,
    /// How often open payments are looked for when nothing gives a reason to.
    #[serde(with = "baedal_runtime::config::duration")]
    pub sweep_interval: Duration,
    /// Connections to the database that the sandbox provider takes for its own books.
    pub sandbox_connections: u32,
}

impl Default for ProviderConfig {
    fn default() -> Self {
        Self {
            timeout: Duration::from_secs(3),
            retry_pause: Duration::from_secs(1),
            max_retry_pause: Duration::from_secs(30),
            abandon_after: Duration::from_mins(10),
            sweep_interval: Duration::from_secs(1),
            sandbox_connections: 8,
        }
    }
}

/// `[audit]`: how the ledger is audited.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct AuditConfig {
    /// How long a difference may last before it is named, where it may come right by itself: a refund on its way, an order that
    /// was not heard of yet. More than `provider.abandon_after`.
    #[serde(with = "baedal_runtime::config::duration::or_zero")]
    pub grace: Duration,
}

impl Default for AuditConfig {
    fn default() -> Self {
        Self {
            grace: Duration::from_mins(15),
        }
    }
}

impl Config {
    /// The times among the settings.
    pub const fn timing(&self) -> Timing {
        Timing {
            provider_timeout: self.provider.timeout,
            retry_pause: self.provider.retry_pause,
            max_retry_pause: self.provider.max_retry_pause,
            abandon_after: self.provider.abandon_after,
            sweep_interval: self.provider.sweep_interval,
            audit_grace: self.audit.grace,
        }
    }
}
