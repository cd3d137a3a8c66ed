//! What the service can be told, beside the sections that every process has.

use std::time::Duration;

use baedal_auth::AuthConfig;
use baedal_messaging::{ConsumerTuning, NatsConfig, RelayConfig};
use baedal_runtime::{client::ClientConfig, config::Secret, database::DatabaseConfig};
use serde::{Deserialize, Serialize};

use crate::app::Settings;

/// The service's sections.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// `[database]`: this service's own.
    pub database: DatabaseConfig,
    /// `[nats]`: the broker.
    #[serde(default)]
    pub nats: NatsConfig,
    /// `[relay]`: how the outbox is emptied.
    #[serde(default)]
    pub relay: RelayConfig,
    /// `[consumer]`: how events are taken in.
    #[serde(default)]
    pub consumer: ConsumerTuning,
    /// `[auth]`: whose tokens count.
    pub auth: AuthConfig,
    /// `[payment]`: where payment is, and how it knows us.
    pub payment: PaymentConfig,
    /// `[checkout]`: how an order is placed.
    #[serde(default)]
    pub checkout: CheckoutConfig,
    /// `[orders]`: how long an order waits.
    #[serde(default)]
    pub orders: OrdersConfig,
}

/// Where payment is, and how it knows us.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct PaymentConfig {
    /// The connection.
    pub client: ClientConfig,
    /// The order service's token at payment.
    pub service_token: Secret,
}

/// How an order is placed.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct CheckoutConfig {
    /// How long placing an order may take, payment included. A caller with less patience stops waiting earlier; the
    /// work goes on.
    #[serde(with = "baedal_runtime::config::duration")]
    pub deadline: Duration,
    /// What of the deadline is kept for looking up an approval whose answer was lost.
    #[serde(with = "baedal_runtime::config::duration::or_zero")]
    pub lookup_reserve: Duration,
    /// Orders being placed at the same time; one more is told to pay a little later.
    pub max_in_flight: usize,
    /// What callers are told who should try again.
    #[serde(with = "baedal_runtime::config::duration")]
    pub retry_after: Duration,
    /// How often checkouts that nobody works on are looked for.
    #[serde(with = "baedal_runtime::config::duration")]
    pub sweep_interval: Duration,
    /// How long a `request_id` is remembered after its order was placed, or its card declined: within it, the same call
    /// again is answered as before, after it, it is a new order. At least twice the deadline.
    #[serde(with = "baedal_runtime::config::duration")]
    pub remember: Duration,
    /// How often checkouts that are older are looked for.
    #[serde(with = "baedal_runtime::config::duration")]
    pub prune_interval: Duration,
}

impl Default for CheckoutConfig {
    fn default() -> Self {
        Self {
            deadline: Duration::from_secs(5),
            lookup_reserve: Duration::from_millis(1_500),
            max_in_flight: 512,
            retry_after: Duration::from_secs(2),
            sweep_interval: Duration::from_secs(2),
            remember: Duration::from_hours(7 * 24),
            prune_interval: Duration::from_mins(1),
        }
    }
}

/// How long an order waits.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct OrdersConfig {
    /// How long a store has to accept.
    #[serde(with = "baedal_runtime::config::duration")]
    pub accept_within: Duration,
    /// How often orders that no store accepted are looked for.
    #[serde(with = "baedal_runtime::config::duration")]
    pub expiry_interval: Duration,
}

impl Default for OrdersConfig {
    fn default() -> Self {
        Self {
            accept_within: Duration::from_mins(10),
            expiry_interval: Duration::from_secs(2),
        }
    }
}

/// Times that contradict each other.
#[derive(Debug, thiserror::Error)]
pub enum BadTimes {
    /// Looking up would leave nothing of the deadline.
    #[error("checkout.lookup_reserve must be less than checkout.deadline, of which it is a part")]
    NoTimeToPay,
    /// A call that is repeated in good time would order again.
    #[error(
        "checkout.remember must be at least twice checkout.deadline, or a repeated call orders again"
    )]
    ForgetsTooSoon,
}

impl Config {
    /// The times and limits of the use cases.
    pub fn settings(&self) -> Result<Settings, BadTimes> {
        if self.checkout.lookup_reserve >= self.checkout.deadline {
            return Err(BadTimes::NoTimeToPay);
        }
        if self.checkout.remember < self.checkout.deadline * 2 {
            return Err(BadTimes::ForgetsTooSoon);
        }
        Ok(Settings {
            deadline: self.checkout.deadline,
            lookup_reserve: self.checkout.lookup_reserve,
            max_in_flight: self.checkout.max_in_flight,
            accept_within: self.orders.accept_within,
            remember: self.checkout.remember,
        })
    }
}
