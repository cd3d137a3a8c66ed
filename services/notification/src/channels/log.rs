use tracing::info;

use crate::app::send::{Channel, ChannelError};
use crate::domain::Outgoing;

/// Writes to the log that something was sent, without saying to whom or in which words.
#[derive(Debug, Clone, Copy)]
pub struct Log;

#[async_trait::async_trait]
impl Channel for Log {
    async fn send(&self, outgoing: &Outgoing) -> Result<(), ChannelError> {
        info!(
            notification.id = %outgoing.notification.id,
            notification.kind = outgoing.notification.kind.name(),
            order.id = %outgoing.notification.order_id,
            "notification sent"
        );
        Ok(())
    }
}
