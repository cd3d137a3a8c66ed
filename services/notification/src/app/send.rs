//! Sends what was written down through the channels, oldest first, at least once.

use std::time::Duration;

use tokio_util::sync::CancellationToken;
use tracing::{error, info};

use super::App;
use crate::db;
use crate::domain::Notification;

/// A way to reach a customer.
#[async_trait::async_trait]
pub trait Channel: Send + Sync + 'static {
    /// Sends one notification. An error means: not sent, try again later. The same one may come
    /// again after a crash.
    async fn send(&self, notification: &Notification) -> Result<(), ChannelError>;
}

/// A channel that could not send.
#[derive(Debug, thiserror::Error)]
#[error("the channel could not send")]
pub struct ChannelError(#[source] pub Box<dyn std::error::Error + Send + Sync>);

/// Writes to the log that something was sent, without saying to whom or in which words.
#[derive(Debug, Clone, Copy)]
pub struct LogChannel;

#[async_trait::async_trait]
impl Channel for LogChannel {
    async fn send(&self, notification: &Notification) -> Result<(), ChannelError> {
        info!(
            notification.id = %notification.id,
            notification.kind = notification.kind.name(),
            order.id = %notification.order_id,
            "notification sent"
        );
        Ok(())
    }
}

const BATCH: i64 = 256;
const SEND_TIMEOUT: Duration = Duration::from_secs(10);
const RETRY_EVERY: Duration = Duration::from_secs(5);

impl App {
    /// Sends until told to stop: woken by new notifications, and now and then for those left over.
    pub async fn send_all(&self, channel: &dyn Channel, stop: &CancellationToken) {
        loop {
            match self.send_batch(channel).await {
                Ok(sent) if sent > 0 => {
                    if stop.is_cancelled() {
                        return;
                    }
                    continue;
                }
                Ok(_) => {}
                Err(error) => {
                    error!(
                        error = &error as &dyn std::error::Error,
                        "cannot send notifications"
                    );
                }
            }
            tokio::select! {
                () = stop.cancelled() => return,
                () = self.written.notified() => {}
                () = tokio::time::sleep(RETRY_EVERY) => {}
            }
        }
    }

    /// Sends the oldest waiting notifications, and says how many went out. The first that cannot
    /// be sent ends the batch, so that a customer reads them in order.
    pub async fn send_batch(&self, channel: &dyn Channel) -> Result<usize, sqlx::Error> {
        let waiting = {
            let mut conn = self.pools.read.acquire().await?;
            db::unsent(&mut conn, BATCH).await?
        };
        let mut sent = Vec::with_capacity(waiting.len());
        for notification in &waiting {
            match tokio::time::timeout(SEND_TIMEOUT, channel.send(notification)).await {
                Ok(Ok(())) => sent.push(notification.seq),
                Ok(Err(error)) => {
                    error!(
                        error = &error as &dyn std::error::Error,
                        notification.id = %notification.id,
                        "a channel failed"
                    );
                    break;
                }
                Err(_) => {
                    error!(notification.id = %notification.id, "a channel took too long");
                    break;
                }
            }
        }
        if !sent.is_empty() {
            let mut conn = self.pools.write.acquire().await?;
            db::mark_sent(&mut conn, &sent, self.clock.now()).await?;
        }
        Ok(sent.len())
    }
}
