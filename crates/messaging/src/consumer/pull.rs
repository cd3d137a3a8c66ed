//! A pull subscription of our own, because it has to end cleanly: the client library's drops what is on its way when a
//! process stops, and those events would rest for a whole acknowledgement wait before another process gets them.

use std::time::Duration;

use async_nats::{
    StatusCode, Subject, Subscriber,
    jetstream::{self, consumer::pull::BatchConfig},
};
use futures_util::{FutureExt, StreamExt};
use tokio::time::{Instant, timeout_at};

use super::{Interrupted, durable::Durable};
use crate::Broker;

/// A request's life.
const EXPIRES: Duration = Duration::from_secs(30);
/// The server tells that often that it is there.
const HEARTBEAT: Duration = Duration::from_secs(5);
/// The silence after which it is believed gone.
const SILENCE: Duration = Duration::from_secs(12);

/// At most one request is open at a time, for at most a batch; so at most one batch is delivered ahead.
pub(super) struct Pull {
    broker: Broker,
    durable: Durable,
    inbox: Subject,
    subscriber: Subscriber,
    batch: usize,
    /// What the open request may still bring.
    outstanding: usize,
    heard: Instant,
}

impl Pull {
    pub(super) async fn open(
        broker: &Broker,
        durable: Durable,
        batch: usize,
    ) -> Result<Self, Interrupted> {
        let inbox = Subject::from(broker.client().new_inbox());
        let subscribed = broker
            .bounded(broker.client().subscribe(inbox.clone()))
            .await?;
        Ok(Self {
            broker: broker.clone(),
            durable,
            inbox,
            subscriber: subscribed.map_err(|error| Interrupted::Subscription(error.into()))?,
            batch,
            outstanding: 0,
            heard: Instant::now(),
        })
    }

    pub(super) fn durable(&self) -> &Durable {
        &self.durable
    }

    /// The next message, whenever it comes. May be dropped and called again.
    pub(super) async fn next(&mut self) -> Result<jetstream::Message, Interrupted> {
        loop {
            self.ask().await?;
            let message = timeout_at(self.heard + SILENCE, self.subscriber.next()).await;
            let message = message
                .map_err(|_| Interrupted::Silent)?
                .ok_or(Interrupted::Ended)?;
            if let Some(message) = self.take(message)? {
                return Ok(message);
            }
        }
    }

    /// A message that is here already.
    pub(super) fn ready(&mut self) -> Option<jetstream::Message> {
        while let Some(Some(message)) = self.subscriber.next().now_or_never() {
            match self.take(message) {
                Ok(Some(message)) => return Some(message),
                Ok(None) => {}
                Err(_) => return None, // the server ends a broken request once, and then is silent
            }
        }
        None
    }

    /// Opens the next request if there is none: before a batch is worked, so that the next one is on its way meanwhile.
    pub(super) async fn ask(&mut self) -> Result<(), Interrupted> {
        if self.outstanding > 0 {
            return Ok(());
        }
        let request = BatchConfig {
            batch: self.batch,
            expires: Some(EXPIRES),
            idle_heartbeat: HEARTBEAT,
            ..BatchConfig::default()
        };
        let asked = self
            .broker
            .bounded(self.durable.request_batch(request, self.inbox.clone()))
            .await?;
        asked.map_err(|error| Interrupted::Subscription(error.into()))?;
        self.outstanding = self.batch;
        self.heard = Instant::now();
        Ok(())
    }

    /// Ends the subscription; returns what had been delivered before the server knew.
    pub(super) async fn close(mut self) -> Result<Vec<jetstream::Message>, Interrupted> {
        let drained = self.broker.bounded(self.subscriber.drain()).await?;
        drained.map_err(|error| Interrupted::Subscription(error.into()))?;
        let mut left = Vec::new();
        while let Some(message) = self.broker.bounded(self.subscriber.next()).await? {
            left.extend(self.take(message).ok().flatten());
        }
        Ok(left)
    }

    fn take(
        &mut self,
        message: async_nats::Message,
    ) -> Result<Option<jetstream::Message>, Interrupted> {
        self.heard = Instant::now();
        match message.status {
            None | Some(StatusCode::OK) => {
                self.outstanding = self.outstanding.saturating_sub(1);
                let context = self.broker.jetstream().clone();
                Ok(Some(jetstream::Message { message, context }))
            }
            Some(StatusCode::IDLE_HEARTBEAT) => Ok(None),
            Some(StatusCode::TIMEOUT | StatusCode::NOT_FOUND) => {
                self.outstanding = 0;
                Ok(None)
            }
            Some(status) => {
                let description = message.description.unwrap_or_default();
                Err(Interrupted::Subscription(
                    format!("{status} {description}").into(),
                ))
            }
        }
    }
}
