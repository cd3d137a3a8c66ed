//! Calls that are made again.

use std::time::Duration;

use tonic::{Code, Status};
use uuid::Uuid;

use crate::ErrorDetail;

const BASE: Duration = Duration::from_millis(200);
const CAP: Duration = Duration::from_secs(5);

/// How often and how patiently a call is tried.
///
/// Only for reads and for calls that carry the request id: a call that failed with `UNAVAILABLE` may have had its effect, whatever
/// was chosen here, and without the id it would have it twice.
#[derive(Debug, Clone)]
pub struct Retry {
    tries: u32,
    idempotent: bool,
    request_id: Option<String>,
    max_wait: Duration,
    random: fn() -> f64,
}

impl Default for Retry {
    /// Four tries, none after a call that took too long; no wait of more than 30 s.
    fn default() -> Self {
        Self {
            tries: 4,
            idempotent: false,
            request_id: None,
            max_wait: Duration::from_secs(30),
            random: rand::random,
        }
    }
}

impl Retry {
    /// `DEADLINE_EXCEEDED` is tried again too: for reads, and for every call that carries the request id it is given.
    pub fn idempotent() -> Self {
        Self {
            idempotent: true,
            ..Self::default()
        }
    }

    /// At most so many tries, in all.
    #[must_use]
    pub fn tries(self, tries: u32) -> Self {
        Self { tries, ..self }
    }

    /// Names the attempt, instead of a fresh id for each [`call`](Self::call). Keep it to try again later what is given up now.
    #[must_use]
    pub fn request_id(self, request_id: impl Into<String>) -> Self {
        Self {
            request_id: Some(request_id.into()),
            ..self
        }
    }

    /// A wait longer than this is not waited, and the error returned.
    #[must_use]
    pub fn max_wait(self, max_wait: Duration) -> Self {
        Self { max_wait, ..self }
    }

    /// Makes a call, which is given the request id, and again while it fails with what [may pass](ErrorDetail::may_pass):
    /// `UNAVAILABLE`, and what the server says a time for (`RetryInfo`). All tries are given the same request id. Between two tries
    /// it waits as long as the server asks for, and a random time on top that doubles its range with each try.
    ///
    /// # Errors
    ///
    /// What the last try failed with.
    pub async fn call<T>(
        &self,
        mut call: impl AsyncFnMut(String) -> Result<T, Status>,
    ) -> Result<T, Status> {
        let request_id = self.request_id.clone().unwrap_or_else(new_request_id);
        let mut tried = 1;
        loop {
            let status = match call(request_id.clone()).await {
                Ok(answer) => return Ok(answer),
                Err(status) => status,
            };
            let detail = ErrorDetail::from(&status);
            let wait = wait_after(tried, &detail, self.random);
            if tried >= self.tries || !self.may_try_again(&detail) || wait > self.max_wait {
                return Err(status);
            }
            tokio::time::sleep(wait).await;
            tried += 1;
        }
    }

    fn may_try_again(&self, detail: &ErrorDetail) -> bool {
        detail.may_pass() && (self.idempotent || detail.code != Code::DeadlineExceeded)
    }
}

/// What the server asks for, and a random time that doubles its range: who fell together does not rise together.
pub(super) fn wait_after(tried: u32, detail: &ErrorDetail, random: fn() -> f64) -> Duration {
    let range = CAP.min(BASE * (1 << tried.saturating_sub(1).min(16)));
    detail.retry_after.unwrap_or_default() + range.mul_f64(random())
}

/// Names an attempt: one for each thing that is meant to happen once, and the same for all its tries.
#[expect(
    clippy::disallowed_methods,
    reason = "a client has no source of ids but this; `Retry::request_id` takes any other"
)]
pub fn new_request_id() -> String {
    Uuid::now_v7().to_string()
}

#[cfg(test)]
mod tests {
    use std::collections::{HashMap, HashSet};

    use tokio::time::Instant;
    use tonic_types::{ErrorDetails, StatusExt};

    use super::*;

    /// Makes a call that fails with each error in turn; says what came of it, what was asked, and how long that took.
    async fn play(
        retry: Retry,
        errors: impl IntoIterator<Item = Status>,
    ) -> (Result<(), Code>, Vec<String>, Duration) {
        let mut errors = errors.into_iter();
        let mut request_ids = Vec::new();
        let since = Instant::now();
        let retry = Retry {
            random: || 1.0,
            ..retry
        };
        let answer = retry
            .call(async |request_id| {
                request_ids.push(request_id);
                errors.next().map_or(Ok(()), Err)
            })
            .await;
        let answer = answer.map_err(|status| status.code());
        (answer, request_ids, since.elapsed())
    }

    fn down() -> Status {
        Status::unavailable("down")
    }

    fn busy_for(seconds: u64) -> Status {
        told(Code::ResourceExhausted, seconds)
    }

    /// The server says when to come again.
    fn told(code: Code, seconds: u64) -> Status {
        let delay = Some(Duration::from_secs(seconds));
        Status::with_error_details(code, "later", ErrorDetails::with_retry_info(delay))
    }

    #[tokio::test(start_paused = true)]
    async fn all_tries_carry_the_same_request_id() {
        let (answer, request_ids, _) = play(Retry::default(), [down(), down()]).await;
        assert_eq!(answer, Ok(()));
        assert_eq!(request_ids.len(), 3);
        assert_eq!(HashSet::<String>::from_iter(request_ids).len(), 1);
    }

    #[tokio::test(start_paused = true)]
    async fn tries_are_bounded() {
        let forever = std::iter::repeat_with(down);
        let (answer, request_ids, _) = play(Retry::default().tries(3), forever).await;
        assert_eq!(answer, Err(Code::Unavailable));
        assert_eq!(request_ids.len(), 3);
    }

    #[tokio::test(start_paused = true)]
    async fn the_wait_doubles_on_top_of_what_the_server_asks_for() {
        let (answer, _, took) = play(Retry::default(), [down(), down(), busy_for(2)]).await;
        assert_eq!(answer, Ok(()));
        // 200 ms, 400 ms, 2 s and 800 ms; tokio's timers count whole milliseconds, upwards.
        assert!((3_400..3_410).contains(&took.as_millis()), "{took:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn a_wait_that_is_too_long_is_not_waited() {
        let (answer, _, took) = play(Retry::default(), [busy_for(60)]).await;
        assert_eq!(answer, Err(Code::ResourceExhausted));
        assert_eq!(took, Duration::ZERO);
    }

    #[tokio::test(start_paused = true)]
    async fn only_what_may_get_better_is_tried_again() {
        let late = || Status::deadline_exceeded("late");
        let late_and_slow = || told(Code::DeadlineExceeded, 1);
        let declined = Status::failed_precondition("declined");
        for (retry, error, tries) in [
            (Retry::idempotent(), declined, 1),
            (Retry::default(), late(), 1),
            (Retry::idempotent(), late(), 2),
            (Retry::default(), late_and_slow(), 1),
            (Retry::idempotent(), late_and_slow(), 2),
            (Retry::default(), told(Code::Aborted, 1), 2),
            (Retry::idempotent(), Status::aborted("contended"), 1),
        ] {
            let (_, request_ids, _) = play(retry, [error]).await;
            assert_eq!(request_ids.len(), tries);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_exhausted_for_good_is_not_tried_again() {
        let reason =
            ErrorDetails::with_error_info("REQUEST_TOO_LARGE", "baedal.dev", HashMap::new());
        for error in [
            Status::with_error_details(Code::ResourceExhausted, "too large", reason),
            // This side's own word, of an answer that is larger than it takes.
            Status::resource_exhausted("message too large"),
        ] {
            let (answer, request_ids, took) = play(Retry::idempotent(), [error]).await;
            assert_eq!(answer, Err(Code::ResourceExhausted));
            assert_eq!((request_ids.len(), took), (1, Duration::ZERO));
        }
    }
}
