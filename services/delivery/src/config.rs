//! What the delivery service can be told.

use std::num::NonZeroU32;
use std::time::Duration;

use baedal_auth::AuthConfig;
use baedal_messaging::{ConsumerTuning, NatsConfig, RelayConfig};
use baedal_runtime::database::DatabaseConfig;
use serde::{Deserialize, Serialize};

use crate::app::{Limits, Waits};

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
    /// How long deliveries may wait, and how many a rider may have.
    #[serde(default)]
    pub deliveries: DeliveriesConfig,
}

/// How long deliveries may wait, and how many a rider may have.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct DeliveriesConfig {
    /// How long a delivery waits for a rider before it is put on top of the list.
    #[serde(with = "baedal_runtime::config::duration")]
    pub claim_within: Duration,
    /// How long a rider has to pick up what is claimed and cooked before another rider may claim it.
    #[serde(with = "baedal_runtime::config::duration")]
    pub pick_up_within: Duration,
    /// How often deliveries that waited for too long are looked for.
    #[serde(with = "baedal_runtime::config::duration")]
    pub sweep_interval: Duration,
    /// How many deliveries one rider may have at a time, claimed or picked up.
    pub most_claims: NonZeroU32,
    /// How long it is remembered that an order was called off before it had a delivery. Longer than its acceptance may be on its way:
    /// lying in a stream, told again, parked until an operator comes.
    #[serde(with = "baedal_runtime::config::duration")]
    pub remember_canceled: Duration,
    /// How often older ones are looked for.
    #[serde(with = "baedal_runtime::config::duration")]
    pub prune_interval: Duration,
}

impl Default for DeliveriesConfig {
    fn default() -> Self {
        Self {
            claim_within: Duration::from_mins(10),
            pick_up_within: Duration::from_mins(30),
            sweep_interval: Duration::from_secs(2),
            most_claims: const { NonZeroU32::new(5).expect("five is not zero") },
            remember_canceled: Duration::from_hours(90 * 24),
            prune_interval: Duration::from_hours(1),
        }
    }
}

impl DeliveriesConfig {
    /// What riders may do.
    pub const fn limits(&self) -> Limits {
        Limits {
            most_claims: self.most_claims.get(),
        }
    }

    /// The times that the use case works with.
    pub const fn waits(&self) -> Waits {
        Waits {
            claim_within: self.claim_within,
            pick_up_within: self.pick_up_within,
        }
    }
}
