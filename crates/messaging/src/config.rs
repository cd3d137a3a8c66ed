//! What a process may set. Times are milliseconds or seconds, as their keys say.

use std::{path::PathBuf, time::Duration};

use baedal_runtime::config::SecretUrl;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Where the broker is and how its one stream is declared.
///
/// Every process must use the same stream settings: the first one to connect to an empty broker declares it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct NatsConfig {
    /// `nats://host:port`, several separated by commas; `nats://user:password@host:port` where the servers ask for that, and it is
    /// printed without.
    #[serde(serialize_with = "without_credentials")]
    pub url: String,
    /// A NATS `.creds` file.
    pub credentials_file: Option<PathBuf>,
    /// What the subjects of answers begin with, where the servers let this user listen to no others; `_INBOX` where it is left out.
    pub inbox_prefix: Option<String>,
    /// How long one exchange with the broker (an API call, a publish, an acknowledgement) may take.
    #[serde(rename = "timeout_ms", with = "millis")]
    pub timeout: Duration,
    /// The stream's name.
    pub stream: String,
    /// How long the stream keeps messages.
    #[serde(rename = "stream_max_age_s", with = "seconds")]
    pub stream_max_age: Duration,
    /// Copies of the stream in a cluster: 1, 3 or 5.
    pub stream_replicas: usize,
}

impl Default for NatsConfig {
    fn default() -> Self {
        Self {
            url: "nats://127.0.0.1:4222".to_owned(),
            credentials_file: None,
            inbox_prefix: None,
            timeout: Duration::from_secs(5),
            stream: "BAEDAL_EVENTS".to_owned(),
            stream_max_age: Duration::from_hours(7 * 24),
            stream_replicas: 1,
        }
    }
}

/// How the outbox is emptied.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct RelayConfig {
    /// Looks at the outbox this often even when nobody wakes the relay.
    #[serde(rename = "poll_ms", with = "millis")]
    pub poll: Duration,
    /// Most rows read, published and marked at once.
    pub batch: u32,
    /// How long a lease lasts without renewal; what a crashed leader's rows wait at most.
    #[serde(rename = "lease_ms", with = "millis")]
    pub lease: Duration,
    /// How long published rows stay, to heal the stream from. At most the stream's maximum age.
    #[serde(rename = "keep_s", with = "seconds")]
    pub keep: Duration,
    /// How often the stream is compared with the outbox while nothing else gives a reason to.
    #[serde(rename = "verify_ms", with = "millis")]
    pub verify: Duration,
}

impl Default for RelayConfig {
    fn default() -> Self {
        Self {
            poll: Duration::from_millis(250),
            batch: 500,
            lease: Duration::from_secs(5),
            keep: Duration::from_hours(3 * 24),
            verify: Duration::from_secs(10),
        }
    }
}

/// How one durable consumer works.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct ConsumerTuning {
    /// Most events in one batch.
    pub batch: usize,
    /// Lanes that a batch is split into by key; each is one handler call, at the same time as the others.
    pub lanes: usize,
    /// Failures of one event before it is parked as a dead letter. One that time may mend gets at least as many.
    pub max_attempts: u32,
    /// How long an event that time may mend is tried again before it is parked, from its first failure in this process: an event
    /// that comes late (told again, of a backlog) gets as long as a fresh one.
    #[serde(rename = "patience_s", with = "seconds")]
    pub patience: Duration,
    /// A dead letter that time may mend is worked again by itself this long after it last failed.
    #[serde(rename = "redrive_every_s", with = "seconds")]
    pub redrive_every: Duration,
    /// So often; then it waits for an operator.
    pub max_redrives: u32,
    /// Delay after the first failure; doubles with each further one.
    #[serde(rename = "retry_first_ms", with = "millis")]
    pub retry_first: Duration,
    /// The longest delay.
    #[serde(rename = "retry_max_ms", with = "millis")]
    pub retry_max: Duration,
    /// The broker delivers again what was not acknowledged for this long. Long batches extend it by themselves.
    #[serde(rename = "ack_wait_ms", with = "millis")]
    pub ack_wait: Duration,
    /// How long one handler call may take.
    #[serde(rename = "handle_timeout_ms", with = "millis")]
    pub handle_timeout: Duration,
    /// Most events delivered and not yet acknowledged, over all processes.
    pub max_ack_pending: i64,
    /// With events pending and none delivered for this long, the subscription is made anew.
    #[serde(rename = "stall_ms", with = "millis")]
    pub stall: Duration,
}

impl Default for ConsumerTuning {
    fn default() -> Self {
        Self {
            batch: 256,
            lanes: 4,
            max_attempts: 12,
            patience: Duration::from_hours(6),
            redrive_every: Duration::from_hours(1),
            max_redrives: 48,
            retry_first: Duration::from_millis(100),
            retry_max: Duration::from_secs(30),
            ack_wait: Duration::from_secs(30),
            handle_timeout: Duration::from_secs(30),
            max_ack_pending: 4096,
            stall: Duration::from_secs(10),
        }
    }
}

/// One durable consumer: its name, what it hears, how it works.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsumerConfig {
    /// The durable's name, for example `order-progress`; also the inbox's `consumer`.
    pub durable: &'static str,
    /// Subjects, for example `baedal.events.ticket.>`. They may not overlap.
    pub filter_subjects: Vec<String>,
    /// How it works.
    pub tuning: ConsumerTuning,
}

impl ConsumerConfig {
    /// `durable` hears every event of the aggregates or facts named, for example `["ticket.>", "delivery.claimed.*"]`;
    /// `">"` alone is every event.
    pub fn new(durable: &'static str, filters: &[&str]) -> Self {
        Self {
            durable,
            filter_subjects: filters
                .iter()
                .map(|filter| format!("{}.{filter}", crate::SUBJECT_PREFIX))
                .collect(),
            tuning: ConsumerTuning::default(),
        }
    }

    /// The same with other tuning.
    #[must_use]
    pub fn tuned(self, tuning: ConsumerTuning) -> Self {
        Self { tuning, ..self }
    }
}

fn without_credentials<S: Serializer>(urls: &str, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(&shown(urls))
}

fn shown(urls: &str) -> String {
    let urls = urls.split(',');
    let shown: Vec<_> = urls
        .map(|url| SecretUrl::new(url.trim()).to_string())
        .collect();
    shown.join(",")
}

mod millis {
    use std::num::NonZeroU64;

    use super::{Deserialize, Deserializer, Duration, Serialize, Serializer};

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Duration, D::Error> {
        // Each is a pause or a limit: 0 would spin, or let nothing through.
        NonZeroU64::deserialize(from).map(|millis| Duration::from_millis(millis.get()))
    }

    pub(super) fn serialize<S: Serializer>(value: &Duration, to: S) -> Result<S::Ok, S::Error> {
        u64::try_from(value.as_millis())
            .unwrap_or(u64::MAX)
            .serialize(to)
    }
}

mod seconds {
    use super::{Deserialize, Deserializer, Duration, Serialize, Serializer};

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Duration, D::Error> {
        u64::deserialize(from).map(Duration::from_secs)
    }

    pub(super) fn serialize<S: Serializer>(value: &Duration, to: S) -> Result<S::Ok, S::Error> {
        value.as_secs().serialize(to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_in_addresses_are_not_printed() {
        let urls = "nats://a:4222, nats://baedal:hunter2@b:4222";
        assert_eq!(shown(urls), "nats://a:4222,nats://baedal:***@b:4222");
    }
}
