//! The ways to reach customers, and which of them there are.

mod email;
mod gateway;
mod http;
mod log;
mod webhook;

use std::sync::Arc;

use baedal_runtime::tls::Trust;
use baedal_runtime::{BoxError, Clock};

use crate::app::send::Channel;
use crate::config::ChannelConfig;

pub use self::email::Email;
pub use self::gateway::HttpGateway;
pub use self::log::Log;
pub use self::webhook::Webhook;

/// Makes a channel as it is configured. Nothing is connected to yet.
pub fn open(
    config: &ChannelConfig,
    concurrency: usize,
    trust: &Trust,
    clock: &Arc<dyn Clock>,
) -> Result<Arc<dyn Channel>, BoxError> {
    Ok(match config {
        ChannelConfig::Log => Arc::new(Log),
        ChannelConfig::Smtp(config) => Arc::new(Email::new(config, concurrency, trust)?),
        ChannelConfig::Webhook(config) => Arc::new(Webhook::new(config, trust, clock.clone())?),
        ChannelConfig::HttpGateway(config) => {
            Arc::new(HttpGateway::new(config, trust, clock.clone())?)
        }
    })
}
