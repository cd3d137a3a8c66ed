//! Dead letters, worked once more where an operator says so, or by themselves where time may have mended them.

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
/// Most dead letters that are made due at once, over all processes: they are worked one by one, beside what the stream brings.
const DUE_AT_ONCE: u32 = 100;
/// Whether there are any is asked no more often than this.
const MAKE_DUE_EVERY: Duration = Duration::from_secs(30);

impl<H: Handler, R: Records> Consumer<H, R> {
    pub(super) async fn redrive(&self, stop: &CancellationToken) {
        let mut rung = self.records.redrives().listen();
        let mut tick = interval(LOOK_EVERY);
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let every = self.config.tuning.redrive_every / 4;
        let mut make_due = interval(every.clamp(Duration::from_millis(50), MAKE_DUE_EVERY));
        make_due.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                biased;
                () = stop.cancelled() => return,
                _ = rung.changed() => {}
                _ = tick.tick() => {}
                _ = make_due.tick() => self.make_due().await,
            }
            while !stop.is_cancelled() {
                match self.redrive_one(stop).await {
                    Ok(true) => {}
                    Ok(false) => break,
                    Err(error) => {
                        self.not_looked_at(&error);
                        break;
                    }
                }
            }
        }
    }

    /// Makes due what time may have mended, and tells how much is parked.
    async fn make_due(&self) {
        let tuning = &self.config.tuning;
        let made = self.records.make_due(
            self.config.durable,
            tuning.redrive_every,
            tuning.max_redrives,
            DUE_AT_ONCE,
        );
        let looked = async {
            let made = record(made).await?;
            if made > 0 {
                tracing::info!(
                    consumer = self.config.durable,
                    dead_letters = made,
                    "dead letters that time may have mended are worked again"
                );
            }
            record(self.records.parked(self.config.durable)).await
        };
        match looked.await {
            Ok(parked) => metrics::dead_letters(self.config.durable, parked),
            Err(error) => self.not_looked_at(&error),
        }
    }

    fn not_looked_at(&self, error: &Interrupted) {
        tracing::warn!(
            consumer = self.config.durable,
            error = %baedal_runtime::chain(error),
            "dead letters were not looked at"
        );
    }

    /// Works the next one, through the handler and thereby the inbox; returns whether there was one.
    async fn redrive_one(&self, stop: &CancellationToken) -> Result<bool, Interrupted> {
        let consumer = self.config.durable;
        let lease = self.config.tuning.handle_timeout + RECORD * 2;
        let Some(mut due) = record(self.records.take_due(consumer, lease)).await? else {
            return Ok(false);
        };
        due.event.open_span(consumer, 1);
        let money = self.handler.moves_money(&due.event);
        let (cause, failure) = match self.handle(std::slice::from_ref(&due.event), stop).await {
            Ok(()) => {
                record(self.records.settle(due.id, Redriven::Handled)).await?;
                metrics::outcome(consumer, Outcome::Redriven { money }, 1);
                tracing::info!(
                    consumer,
                    messaging.message.id = %due.event.event_id,
                    money,
                    "a dead letter was worked after all"
                );
                return Ok(true);
            }
            Err(Failed::Stopped) => {
                record(self.records.settle(due.id, Redriven::GivenBack)).await?;
                return Ok(false);
            }
            Err(Failed::By(failure, cause)) => (cause, failure),
        };
        let reason = &baedal_runtime::chain(cause.as_ref());
        due.event.failed();
        record(
            self.records
                .settle(due.id, Redriven::Failed { reason, failure }),
        )
        .await?;
        metrics::outcome(consumer, Outcome::Parked { money }, 1);
        tracing::warn!(
            consumer,
            messaging.message.id = %due.event.event_id,
            failure = failure.as_str(),
            money,
            error = reason,
            "a dead letter failed again"
        );
        Ok(true)
    }
}
