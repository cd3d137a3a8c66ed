use std::time::Duration;

use http::HeaderMap;
use tokio::time::Instant;

const GRPC_TIMEOUT_HEADER: &str = "grpc-timeout";

/// The answer has to leave a little before the caller stops waiting for it, and before tonic's own timer, which would call
/// it `CANCELLED`.
const MARGIN: Duration = Duration::from_millis(5);

/// When a call has to be answered: what its caller allowed, capped by what this process allows. The guard puts it into the
/// request's extensions, for handlers that call others with the time that is left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Deadline(Instant);

impl Deadline {
    /// A deadline this far from now.
    pub fn within(duration: Duration) -> Self {
        Self(Instant::now() + duration)
    }

    /// The deadline of the call that this request belongs to. `None` only where no guard was passed, as in a unit test.
    pub fn of<T>(request: &tonic::Request<T>) -> Option<Self> {
        request.extensions().get().copied()
    }

    /// The time that is left; zero when it has passed.
    pub fn remaining(self) -> Duration {
        self.0.saturating_duration_since(Instant::now())
    }

    /// The moment itself, for `tokio::time::timeout_at`.
    pub fn instant(self) -> Instant {
        self.0
    }

    /// What a caller allows who waits for so long, or `cap` where it did not say.
    pub(crate) fn allowed(asked: Option<Duration>, cap: Duration) -> Self {
        Self::within(asked.map_or(cap, |asked| asked.saturating_sub(MARGIN).min(cap)))
    }

    /// When the stream of a caller ends who waits for so long.
    pub(crate) fn of_stream(asked: Duration) -> Self {
        Self::within(asked.saturating_sub(MARGIN))
    }
}

/// A `grpc-timeout` that cannot be read. To go on without would be to work for somebody who has left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("grpc-timeout must be up to eight digits and one of H, M, S, m, u, n: 2S, 500m")]
pub(crate) struct BadTimeout;

/// How long the caller waits, if it says so.
pub(crate) fn timeout_in(headers: &HeaderMap) -> Result<Option<Duration>, BadTimeout> {
    let Some(value) = headers.get(GRPC_TIMEOUT_HEADER) else {
        return Ok(None);
    };
    let text = value.to_str().map_err(|_| BadTimeout)?;
    parse(text).map(Some).ok_or(BadTimeout)
}

/// `grpc-timeout` is up to eight digits and a unit.
fn parse(text: &str) -> Option<Duration> {
    let (digits, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    if digits.is_empty() || digits.len() > 8 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number: u64 = digits.parse().ok()?;
    Some(match unit {
        "H" => Duration::from_hours(number),
        "M" => Duration::from_mins(number),
        "S" => Duration::from_secs(number),
        "m" => Duration::from_millis(number),
        "u" => Duration::from_micros(number),
        "n" => Duration::from_nanos(number),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const CAP: Duration = Duration::from_secs(10);

    fn allowed(header: &'static str) -> Duration {
        let mut headers = HeaderMap::new();
        headers.insert(GRPC_TIMEOUT_HEADER, http::HeaderValue::from_static(header));
        let asked = timeout_in(&headers).expect("it can be read");
        Deadline::allowed(asked, CAP).remaining()
    }

    #[tokio::test(start_paused = true)]
    async fn a_call_gets_what_it_asks_for_up_to_the_cap() {
        assert_eq!(allowed("2S"), Duration::from_millis(1_995));
        assert_eq!(allowed("500m"), Duration::from_millis(495));
        assert_eq!(allowed("1H"), CAP);
        assert_eq!(timeout_in(&HeaderMap::new()), Ok(None));
        assert_eq!(Deadline::allowed(None, CAP).remaining(), CAP);
    }

    #[test]
    fn a_deadline_that_cannot_be_read_is_refused() {
        for header in [
            "",
            "S",
            "1",
            "123456789S",
            "-1S",
            "1X",
            "1s",
            "500ms",
            "1.5S",
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(GRPC_TIMEOUT_HEADER, http::HeaderValue::from_static(header));
            assert_eq!(timeout_in(&headers), Err(BadTimeout), "{header:?}");
        }
    }
}
