//! What becomes of a notification on its way through one channel.

use std::time::Duration;

use time::OffsetDateTime;

use super::{Contact, Notification};

/// How far a sending has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Not out yet.
    Pending,
    /// The channel took it.
    Sent,
    /// Given up.
    Failed,
}

impl Status {
    /// As it is stored.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pending => "PENDING",
            Self::Sent => "SENT",
            Self::Failed => "FAILED",
        }
    }

    /// The status of that name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Pending, Self::Sent, Self::Failed]
            .into_iter()
            .find(|status| status.name() == name)
    }
}

/// A notification's way through one channel, as it is shown.
#[derive(Debug, Clone, PartialEq)]
pub struct Sending {
    /// The channel's name.
    pub channel: String,
    /// How far it has come.
    pub status: Status,
    /// How often it was tried.
    pub attempts: u32,
    /// The class of the last failure.
    pub error: Option<String>,
    /// When the channel took it, if it did.
    pub sent_at: Option<OffsetDateTime>,
}

/// A notification that a channel is to send.
#[derive(Debug, Clone)]
pub struct Outgoing {
    /// What to tell.
    pub notification: Notification,
    /// Where the customer is reached, as of late.
    pub contact: Contact,
    /// How often it was tried before.
    pub attempts: u32,
    /// When the channel was first asked for it.
    pub created_at: OffsetDateTime,
}

/// Whose fault it is that something was not sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The channel's: nothing can be sent through it for a while.
    Channel,
    /// The customer's end: others may well be reached.
    Recipient,
    /// It never will be sent.
    Final,
}

/// The longest that an other side may ask us to wait.
const LONGEST_ASKED: Duration = Duration::from_hours(1);

/// How patient a channel is.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// The pause after the first failure; it doubles with every further one.
    pub first_pause: Duration,
    /// The longest pause.
    pub longest_pause: Duration,
    /// How long something is tried before it is given up.
    pub give_up_after: Duration,
}

impl Patience {
    /// The pause after so many failures in a row, one or more; longer, up to an hour, where the other side `asked` for
    /// that.
    pub fn pause(&self, failures: u32, asked: Option<Duration>) -> Duration {
        let doubled = 2u32.saturating_pow(failures.saturating_sub(1));
        self.first_pause
            .saturating_mul(doubled)
            .min(self.longest_pause)
            .max(asked.unwrap_or_default().min(LONGEST_ASKED))
    }

    /// When to try again after failure number `failures` at `at`; never when the time is up. The last
    /// try is made when the time is up, not before.
    pub fn next_try(
        &self,
        created_at: OffsetDateTime,
        failures: u32,
        asked: Option<Duration>,
        at: OffsetDateTime,
    ) -> Option<OffsetDateTime> {
        let end = created_at + self.give_up_after;
        (at < end).then(|| (at + self.pause(failures, asked)).min(end))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATIENCE: Patience = Patience {
        first_pause: Duration::from_secs(1),
        longest_pause: Duration::from_mins(1),
        give_up_after: Duration::from_hours(1),
    };

    #[test]
    fn pauses_double_up_to_the_longest() {
        let pauses = [1, 2, 3, 6, 7, 8, 1_000].map(|it| PATIENCE.pause(it, None).as_secs());
        assert_eq!(pauses, [1, 2, 4, 32, 60, 60, 60]);
    }

    #[test]
    fn a_pause_is_as_long_as_it_was_asked_to_be_but_not_endless() {
        let pause = |failures, asked| PATIENCE.pause(failures, Some(Duration::from_secs(asked)));
        assert_eq!(pause(1, 10), Duration::from_secs(10));
        assert_eq!(pause(7, 10), Duration::from_mins(1), "not sooner for it");
        assert_eq!(pause(1, 600), Duration::from_mins(10));
        assert_eq!(pause(1, u64::MAX), LONGEST_ASKED);
    }

    #[test]
    fn something_is_tried_until_its_time_is_up_and_once_then() {
        let start = OffsetDateTime::UNIX_EPOCH;
        let (mut at, mut tries) = (start, 1);
        while let Some(next) = PATIENCE.next_try(start, tries, None, at) {
            assert!(next > at, "it moves on");
            at = next;
            tries += 1;
        }
        assert_eq!(at - start, Duration::from_hours(1));
        // At 0, 1, 3, 7, 15, 31 and 63 s, then every minute, and at the end.
        assert_eq!(tries, 7 + 58 + 1);
    }
}
