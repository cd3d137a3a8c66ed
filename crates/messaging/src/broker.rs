//! The connection to NATS and the one stream.

use std::{future::Future, io, sync::Arc, sync::atomic::Ordering, time::Duration};

use async_nats::{
    Client, ConnectOptions, Event, ServerAddr,
    jetstream::{
        Context, ErrorCode,
        context::ContextBuilder,
        stream::{
            self, ConsumerError, ConsumerErrorKind, DiscardPolicy, RawMessageErrorKind,
            RetentionPolicy, StorageType,
        },
    },
};
use tokio::sync::watch;
use uuid::Uuid;

use crate::{
    BoxError, NatsConfig, SUBJECT_PREFIX,
    envelope::{MessageId, header},
};

/// The broker's own memory of message ids. The inbox is the guarantee; this only saves work.
const DUPLICATE_WINDOW: Duration = Duration::from_mins(2);
/// More publishes than this wait for each other; above every relay's batch.
const MAX_IN_FLIGHT: usize = 4096;

/// A connection to NATS that is kept up for ever. Cheap to clone.
#[derive(Clone)]
pub struct Broker {
    inner: Arc<Inner>,
}

struct Inner {
    client: Client,
    context: Context,
    config: NatsConfig,
    connected: watch::Receiver<bool>,
}

/// Why the broker did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum BrokerError {
    /// The configuration is unusable: an address that is none, a credentials file that cannot be read.
    #[error("the NATS configuration cannot be used")]
    Config(#[source] BoxError),
    /// No answer within the configured time; also while disconnected.
    #[error("NATS did not answer within {0:?}")]
    Timeout(Duration),
    /// There is no stream (any more).
    #[error("the stream does not exist")]
    StreamMissing,
    /// There is no such consumer (any more).
    #[error("the consumer does not exist")]
    ConsumerMissing,
    /// The broker refused.
    #[error("NATS refused the request")]
    Refused(#[source] BoxError),
}

impl Broker {
    /// Returns at once, whether or not a server is there: it connects in the background, and again whenever the
    /// connection is lost, for ever, waiting at most two seconds between attempts.
    ///
    /// # Errors
    /// [`BrokerError::Config`] alone.
    pub async fn connect(config: &NatsConfig) -> Result<Self, BrokerError> {
        let (sender, connected) = watch::channel(false);
        let mut options = ConnectOptions::new()
            .name("baedal")
            .retry_on_initial_connect()
            .max_reconnects(None)
            .reconnect_delay_callback(reconnect_delay)
            .connection_timeout(config.timeout)
            .request_timeout(Some(config.timeout))
            .ping_interval(Duration::from_secs(10))
            .event_callback(move |event| {
                match event {
                    Event::Connected => {
                        tracing::info!("connected to NATS");
                        sender.send_replace(true);
                    }
                    Event::Disconnected | Event::Closed => {
                        if sender.send_replace(false) {
                            tracing::warn!("lost the connection to NATS");
                        }
                    }
                    // What this user may not do, among others; whoever asked for it only sees no answer.
                    Event::ServerError(error) => {
                        tracing::warn!(error = %error, "NATS refuses something");
                    }
                    other => tracing::debug!(event = %other, "NATS"),
                }
                std::future::ready(())
            });
        if let Some(prefix) = &config.inbox_prefix {
            options = options.custom_inbox_prefix(prefix);
        }
        if let Some(file) = &config.credentials_file {
            options = options
                .credentials_file(file)
                .await
                .map_err(|error| BrokerError::Config(error.into()))?;
        }
        let addresses = config
            .url
            .split(',')
            .map(|url| url.trim().parse::<ServerAddr>());
        let addresses: Vec<ServerAddr> = addresses
            .collect::<Result<_, _>>()
            .map_err(|error: io::Error| BrokerError::Config(error.into()))?;
        // The client itself passes over what an address says about who calls.
        for address in &addresses {
            if let (Some(user), Some(password)) = (address.username(), address.password()) {
                options = options.user_and_password(user.to_owned(), password.to_owned());
            }
        }
        let client = options
            .connect(addresses)
            .await
            .map_err(|error| BrokerError::Config(error.into()))?;
        let context = ContextBuilder::new()
            .timeout(config.timeout)
            .ack_timeout(config.timeout)
            .max_ack_inflight(MAX_IN_FLIGHT)
            .build(client.clone());
        Ok(Self {
            inner: Arc::new(Inner {
                client,
                context,
                config: config.clone(),
                connected,
            }),
        })
    }

    /// Whether there is a connection, now and whenever that changes.
    pub fn connected(&self) -> watch::Receiver<bool> {
        self.inner.connected.clone()
    }

    /// The client, for what is not about the stream.
    pub fn client(&self) -> &Client {
        &self.inner.client
    }

    /// The `JetStream` context.
    pub fn jetstream(&self) -> &Context {
        &self.inner.context
    }

    /// What it was made with.
    pub fn config(&self) -> &NatsConfig {
        &self.inner.config
    }

    /// Which connection this is, counted from 1. Raised before anything of a new connection is read, so whoever
    /// sees the same number before and after an exchange had it on one connection.
    pub(crate) fn epoch(&self) -> u64 {
        self.inner
            .client
            .statistics()
            .connects
            .load(Ordering::SeqCst)
    }

    /// Declares the stream: makes it where it is missing. A stream that is there keeps the settings it has, as an
    /// operator may have changed them.
    pub async fn declare_stream(&self) -> Result<stream::Info, BrokerError> {
        let NatsConfig {
            stream: name,
            stream_max_age,
            stream_replicas,
            ..
        } = self.config();
        let declared = stream::Config {
            name: name.clone(),
            description: Some("Facts between Baedal's services; outboxes heal it".to_owned()),
            subjects: vec![format!("{SUBJECT_PREFIX}.>")],
            retention: RetentionPolicy::Limits,
            discard: DiscardPolicy::Old,
            storage: StorageType::File,
            max_age: *stream_max_age,
            num_replicas: *stream_replicas,
            duplicate_window: DUPLICATE_WINDOW.min(*stream_max_age),
            ..stream::Config::default()
        };
        let stream = self
            .bounded(self.jetstream().get_or_create_stream(declared))
            .await?
            .map_err(|error| BrokerError::Refused(error.into()))?;
        Ok(stream.cached_info().clone())
    }

    /// Which event is at `sequence` of the stream; `None` where there is no message, or one that is no event.
    pub(crate) async fn event_at(&self, sequence: u64) -> Result<Option<Uuid>, BrokerError> {
        let stream = self
            .bounded(self.jetstream().get_stream_no_info(&self.config().stream))
            .await?
            .map_err(|error| BrokerError::Refused(error.into()))?;
        match self.bounded(stream.get_raw_message(sequence)).await? {
            Ok(message) => Ok(message
                .headers
                .get(header::MESSAGE_ID)
                .and_then(|id| MessageId::event(id.as_str()))),
            Err(error) => match error.kind() {
                RawMessageErrorKind::NoMessageFound => Ok(None),
                RawMessageErrorKind::JetStream(cause) => match cause.error_code() {
                    ErrorCode::NO_MESSAGE_FOUND => Ok(None),
                    ErrorCode::STREAM_NOT_FOUND => Err(BrokerError::StreamMissing),
                    _ => Err(BrokerError::Refused(error.into())),
                },
                _ => Err(BrokerError::Refused(error.into())),
            },
        }
    }

    /// Waits for `exchange` no longer than configured. A client library's own timeouts do not cover every wait.
    pub(crate) async fn bounded<T>(
        &self,
        exchange: impl Future<Output = T>,
    ) -> Result<T, BrokerError> {
        let limit = self.config().timeout;
        tokio::time::timeout(limit, exchange)
            .await
            .map_err(|_| BrokerError::Timeout(limit))
    }
}

impl std::fmt::Debug for Broker {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Broker")
            .field("connected", &*self.inner.connected.borrow())
            .finish_non_exhaustive()
    }
}

/// Whether it says that there is no such consumer.
pub(crate) fn is_missing(error: &ConsumerError) -> bool {
    matches!(error.kind(), ConsumerErrorKind::JetStream(cause)
        if [ErrorCode::CONSUMER_NOT_FOUND, ErrorCode::CONSUMER_DOES_NOT_EXIST, ErrorCode::STREAM_NOT_FOUND].contains(&cause.error_code()))
}

/// 50 ms, doubled up to two seconds, and a random part so that processes do not come back as one.
fn reconnect_delay(attempts: usize) -> Duration {
    let doublings = u32::try_from(attempts.saturating_sub(1))
        .unwrap_or(u32::MAX)
        .min(6);
    let delay = (Duration::from_millis(50) * 2_u32.pow(doublings)).min(Duration::from_secs(2));
    delay.mul_f64(rand::random_range(0.5..=1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reconnecting_never_waits_longer_than_two_seconds() {
        assert!((0..1000).all(|attempt| reconnect_delay(attempt) <= Duration::from_secs(2)));
    }
}
