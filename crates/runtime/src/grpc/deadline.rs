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

    /// From the headers of a call, capped. A header that cannot be read counts as none.
    pub(crate) fn from_headers(headers: &HeaderMap, cap: Duration) -> Self {
        let allowed =
            timeout_in(headers).map_or(cap, |asked| asked.saturating_sub(MARGIN).min(cap));
        Self::within(allowed)
    }
}

/// How long the caller waits. A header that cannot be read counts as none.
pub(crate) fn timeout_in(headers: &HeaderMap) -> Option<Duration> {
    parse(headers.get(GRPC_TIMEOUT_HEADER)?.to_str().ok()?)
}

/// `grpc-timeout` is up to eight digits and a unit.
fn parse(text: &str) -> Option<Duration> {
    let (digits, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    if digits.len() > 8 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
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
        Deadline::from_headers(&headers, CAP).remaining()
    }

    #[tokio::test(start_paused = true)]
    async fn a_call_gets_what_it_asks_for_up_to_the_cap() {
        assert_eq!(allowed("2S"), Duration::from_millis(1_995));
        assert_eq!(allowed("500m"), Duration::from_millis(495));
        assert_eq!(allowed("1H"), CAP);
        assert_eq!(
            Deadline::from_headers(&HeaderMap::new(), CAP).remaining(),
            CAP
        );
    }

    #[tokio::test(start_paused = true)]
    async fn a_deadline_that_cannot_be_read_is_none() {
        for header in ["", "S", "1", "123456789S", "-1S", "1X", "1.5S"] {
            assert_eq!(allowed(header), CAP, "{header:?}");
        }
    }
}
