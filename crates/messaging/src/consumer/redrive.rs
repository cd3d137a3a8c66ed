//! Dead letters, worked once more where an operator says so.

use std::time::Duration;

use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

use super::{Consumer, Interrupted, RECORD, batch::Failed, record};
use crate::{
    Handler, Records,
    metrics::{self, Outcome},
    records::Redriven,
};

/// For what was asked of another process that has died since.
const LOOK_EVERY: Duration = Duration::from_secs(5);

impl<H: Handler, R: Records> Consumer<H, R> {
    pub(super) async fn redrive(&self, stop: &CancellationToken) {
        let mut rung = self.records.redrives().listen();
        let mut tick = interval(LOOK_EVERY);
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                biased;
                () = stop.cancelled() => return,
                _ = rung.changed() => {}
                _ = tick.tick() => {}
            }
            while !stop.is_cancelled() {
                match self.redrive_one(stop).await {
                    Ok(true) => {}
                    Ok(false) => break,
                    Err(error) => {
                        tracing::warn!(
                            consumer = self.config.durable,
                            error = %baedal_runtime::chain(&error),
                            "dead letters were not looked at"
                        );
                        break;
                    }
                }
            }
        }
    }

    /// Works the next one, through the handler and thereby the inbox; returns whether there was one.
    async fn redrive_one(&self, stop: &CancellationToken) -> Result<bool, Interrupted> {
        let consumer = self.config.durable;
        let lease = self.config.tuning.handle_timeout + RECORD * 2;
        let Some(mut due) = record(self.records.take_due(consumer, lease)).await? else {
            return Ok(false);
        };
        due.event.open_span(consumer, 1);
        let failed = match self.handle(std::slice::from_ref(&due.event), stop).await {
            Ok(()) => {
                record(self.records.settle(due.id, Redriven::Handled)).await?;
                metrics::outcome(consumer, Outcome::Redriven, 1);
                tracing::info!(
                    consumer,
                    messaging.message.id = %due.event.event_id,
                    "a dead letter was worked after all"
                );
                return Ok(true);
            }
            Err(Failed::Stopped) => {
                record(self.records.settle(due.id, Redriven::GivenBack)).await?;
                return Ok(false);
            }
            Err(Failed::ForNow(cause) | Failed::Forever(cause)) => cause,
        };
        let reason = baedal_runtime::chain(failed.as_ref());
        due.event.failed();
        record(self.records.settle(due.id, Redriven::Failed(&reason))).await?;
        metrics::outcome(consumer, Outcome::Parked, 1);
        tracing::warn!(
            consumer,
            messaging.message.id = %due.event.event_id,
            error = reason,
            "a dead letter failed again"
        );
        Ok(true)
    }
}
