//! What the service can be told, beside the sections that every process has.

use std::time::Duration;

use baedal_auth::AuthConfig;
use baedal_messaging::{ConsumerTuning, NatsConfig, RelayConfig};
use baedal_runtime::{
    client::ClientConfig,
    config::{GrpcConfig, Secret},
    database::DatabaseConfig,
};
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
    /// Orders being placed at the same time; one more is told to pay a little later. At most half of
    /// `grpc.max_streams_per_connection`, so that whoever is told so, and whoever reads, gets here at all when every payment is slow.
    pub max_in_flight: usize,
    /// What callers are told who should try again.
    #[serde(with = "baedal_runtime::config::duration")]
    pub retry_after: Duration,
    /// How long a request stays turned away that was told `PAYMENT_OVERLOADED`: nothing is charged for it meanwhile, and callers are
    /// told to come back after it. At least as long as a call may take, `grpc.max_deadline` and what goes on after it.
    #[serde(with = "baedal_runtime::config::duration")]
    pub turned_away_for: Duration,
    /// How long it may take to write that down; after that a caller is told that the outcome is not known.
    #[serde(with = "baedal_runtime::config::duration")]
    pub refuse_within: Duration,
    /// How often checkouts that nobody works on are looked for.
    #[serde(with = "baedal_runtime::config::duration")]
    pub sweep_interval: Duration,
    /// How long the whole of a checkout is kept after its order was placed, or its card declined. What stays of it for ever is a
    /// hundred bytes, by which the same call again is answered as before. At least twice the deadline.
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
            max_in_flight: 128,
            retry_after: Duration::from_secs(2),
            turned_away_for: Duration::from_secs(25),
            refuse_within: Duration::from_secs(1),
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
    /// Checkouts would be forgotten while they are settled.
    #[error("checkout.remember must be at least twice checkout.deadline")]
    ForgetsTooSoon,
    /// A call that was sent before its caller heard that nothing was charged might still charge.
    #[error("checkout.turned_away_for must be at least {}ms: grpc.max_deadline, checkout.deadline, a second and checkout.refuse_within", .0.as_millis())]
    ChargesAfterAll(Duration),
}

/// Limits of neighbouring layers in the wrong order: what one of them turns away at once would wait in front of another.
#[derive(Debug, thiserror::Error)]
pub enum BadLimits {
    /// Placings would fill a caller's connection.
    #[error(
        "checkout.max_in_flight ({in_flight}) must be at most half of grpc.max_streams_per_connection ({streams}), or calls wait \
         behind slow payments instead of being turned away"
    )]
    Connection {
        /// `checkout.max_in_flight`.
        in_flight: usize,
        /// `grpc.max_streams_per_connection`.
        streams: u32,
    },
    /// Placings would fill the server.
    #[error(
        "checkout.max_in_flight ({in_flight}) must be at most half of grpc.max_calls_in_flight ({calls}), or slow payments take \
         the server from every other call"
    )]
    Server {
        /// `checkout.max_in_flight`.
        in_flight: usize,
        /// `grpc.max_calls_in_flight`.
        calls: usize,
    },
    /// Placings would not fit on the way to payment.
    #[error(
        "checkout.max_in_flight ({in_flight}) must be at most payment.client.max_calls_per_connection times \
         payment.client.max_connections ({calls}), which is what gets through to payment"
    )]
    Payment {
        /// `checkout.max_in_flight`.
        in_flight: usize,
        /// What one payment process may get.
        calls: usize,
    },
}

impl Config {
    /// Whether an overload is noticed where it is answered: in the bulkhead, and in no queue before or behind it.
    pub fn check_limits(&self, grpc: &GrpcConfig) -> Result<(), BadLimits> {
        let in_flight = self.checkout.max_in_flight;
        let streams = grpc.max_streams_per_connection;
        if in_flight > streams as usize / 2 {
            return Err(BadLimits::Connection { in_flight, streams });
        }
        let calls = grpc.max_calls_in_flight;
        if in_flight > calls / 2 {
            return Err(BadLimits::Server { in_flight, calls });
        }
        let calls = self.payment.client.max_calls();
        if in_flight > calls {
            return Err(BadLimits::Payment { in_flight, calls });
        }
        Ok(())
    }

    /// The times and limits of the use cases, for a server whose calls take no longer than `max_deadline`.
    pub fn settings(&self, max_deadline: Duration) -> Result<Settings, BadTimes> {
        if self.checkout.lookup_reserve >= self.checkout.deadline {
            return Err(BadTimes::NoTimeToPay);
        }
        if self.checkout.remember < self.checkout.deadline * 2 {
            return Err(BadTimes::ForgetsTooSoon);
        }
        let settings = Settings {
            deadline: self.checkout.deadline,
            lookup_reserve: self.checkout.lookup_reserve,
            max_in_flight: self.checkout.max_in_flight,
            accept_within: self.orders.accept_within,
            turned_away_for: self.checkout.turned_away_for,
            refuse_within: self.checkout.refuse_within,
            remember: self.checkout.remember,
            forget_margin: self.database.statement_timeout * 2,
        };
        let least = settings.longest_call(max_deadline) + settings.refuse_within;
        if settings.turned_away_for < least {
            return Err(BadTimes::ChargesAfterAll(least));
        }
        Ok(settings)
    }
}

#[cfg(test)]
mod tests {
    use baedal_runtime::{
        ProcessConfig,
        config::{Settings, Sources},
    };

    use super::*;

    fn settings(set: &[&str]) -> (Config, ProcessConfig) {
        let required = [
            "database.url=postgres://u:p@h/x",
            "auth.issuer=i",
            "auth.audience=a",
            "auth.jwks_file=/x",
            "payment.client.endpoint=http://payment:50051",
            "payment.service_token=the-token-of-order",
        ];
        let set = required.iter().chain(set).map(ToString::to_string);
        let sources = Sources {
            set: set.collect(),
            ..Sources::default()
        };
        let settings = Settings::load(&sources).expect("the rest has defaults");
        (settings.service, settings.process)
    }

    #[test]
    fn a_refusal_holds_for_longer_than_any_call_that_was_sent_before_it() {
        let config = Config {
            database: DatabaseConfig::new("postgres://127.0.0.1/order"),
            nats: NatsConfig::default(),
            relay: RelayConfig::default(),
            consumer: ConsumerTuning::default(),
            auth: AuthConfig::with_file("issuer", "audience", "keys.json"),
            payment: PaymentConfig {
                client: ClientConfig::new("http://127.0.0.1:1"),
                service_token: Secret::new("token"),
            },
            checkout: CheckoutConfig::default(),
            orders: OrdersConfig::default(),
        };

        assert!(config.settings(Duration::from_secs(15)).is_ok());
        let refused = config.settings(Duration::from_mins(1));

        // A minute, five seconds and one for the task that goes on, one for the writing.
        let least = Duration::from_secs(67);
        assert!(matches!(refused, Err(BadTimes::ChargesAfterAll(it)) if it == least));
    }

    #[test]
    fn limits_out_of_order_are_refused_and_name_both_keys() {
        let (config, process) = settings(&[]);
        config.check_limits(&process.grpc).expect("the defaults");

        for (set, keys) in [
            (
                "checkout.max_in_flight=129",
                [
                    "checkout.max_in_flight (129)",
                    "grpc.max_streams_per_connection (256)",
                ],
            ),
            (
                "grpc.max_streams_per_connection=200",
                [
                    "checkout.max_in_flight (128)",
                    "grpc.max_streams_per_connection (200)",
                ],
            ),
            (
                "grpc.max_calls_in_flight=200",
                [
                    "checkout.max_in_flight (128)",
                    "grpc.max_calls_in_flight (200)",
                ],
            ),
            (
                "payment.client.max_calls_per_connection=10",
                [
                    "checkout.max_in_flight (128)",
                    "payment.client.max_connections (80)",
                ],
            ),
        ] {
            let (config, process) = settings(&[set]);
            let refused = config.check_limits(&process.grpc).expect_err(set);
            for key in keys {
                assert!(refused.to_string().contains(key), "{set}: {refused}");
            }
        }
    }
}
