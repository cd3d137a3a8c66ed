//! Orders that are followed.

use std::fmt;
use std::pin::Pin;
use std::time::Duration;

use tokio::time::{Instant, sleep_until, timeout_at};
use tonic::body::Body as RequestBody;
use tonic::client::GrpcService;
use tonic::codegen::tokio_stream::Stream;
use tonic::codegen::{Body, BoxFuture, BoxStream, Bytes, StdError};
use tonic::{Code, Status};

use crate::ErrorDetail;
use crate::dashboard::v1::dashboard_service_client::DashboardServiceClient;
use crate::dashboard::v1::{WatchOrderViewsRequest, WatchOrderViewsResponse};
use crate::retry::wait_after;

const SILENCE: Duration = Duration::from_secs(20);

type Messages = BoxStream<WatchOrderViewsResponse>;
type Watch = Box<dyn Fn(WatchOrderViewsRequest) -> BoxFuture<Messages, Status> + Send>;

/// Watches orders for as long as somebody asks for the next message: where a watch ends or the connection is lost, it begins the
/// next one after the last version seen. Dropping it ends the watch.
pub struct Follow {
    watch: Watch,
    after: WatchOrderViewsRequest,
    state: State,
    failures: u32,
    tries: Option<u32>,
    silence: Duration,
    /// Since when a message is waited for.
    waiting_since: Option<Instant>,
    random: fn() -> f64,
}

enum State {
    /// Until the next watch may begin.
    Pausing(Instant),
    Opening(BoxFuture<Messages, Status>),
    Open(Messages),
}

impl fmt::Debug for Follow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Follow")
            .field("after", &self.after)
            .field("failures", &self.failures)
            .finish_non_exhaustive()
    }
}

impl Follow {
    /// Follows what `request` says, from where it says.
    pub fn new<T>(dashboard: DashboardServiceClient<T>, request: WatchOrderViewsRequest) -> Self
    where
        T: GrpcService<RequestBody> + Clone + Send + 'static,
        T::Future: Send,
        T::Error: Into<StdError>,
        T::ResponseBody: Body<Data = Bytes> + Send + 'static,
        <T::ResponseBody as Body>::Error: Into<StdError> + Send,
    {
        let watch = move |request| -> BoxFuture<Messages, Status> {
            let mut dashboard = dashboard.clone();
            Box::pin(async move {
                let answer = dashboard.watch_order_views(request).await?;
                Ok(Box::pin(answer.into_inner()) as Messages)
            })
        };
        Self::over(Box::new(watch), request)
    }

    fn over(watch: Watch, after: WatchOrderViewsRequest) -> Self {
        Self {
            state: State::Opening(watch(after.clone())),
            watch,
            after,
            failures: 0,
            tries: None,
            silence: SILENCE,
            waiting_since: None,
            random: rand::random,
        }
    }

    /// At most so many failures in a row, without a message in between, instead of going on however long the server is away.
    #[must_use]
    pub fn tries(self, tries: u32) -> Self {
        Self {
            tries: Some(tries),
            ..self
        }
    }

    /// So long without a word, and the connection is taken for lost: 20 s unless set. A heartbeat comes every five seconds.
    #[must_use]
    pub fn silence(self, silence: Duration) -> Self {
        Self { silence, ..self }
    }

    /// The next row or heartbeat, whenever it comes. May be dropped and called again.
    ///
    /// # Errors
    ///
    /// What will not pass, such as `PERMISSION_DENIED`, or the last error when the tries are used up.
    pub async fn message(&mut self) -> Result<WatchOrderViewsResponse, Status> {
        loop {
            let lost = match self.next().await {
                Ok(message) => {
                    self.failures = 0;
                    let heartbeat = message.heartbeat.as_ref().map(|beat| beat.version);
                    let row = message.order_view.as_ref().map(|row| row.version);
                    self.after.after_version = row.or(heartbeat).or(self.after.after_version);
                    return Ok(message);
                }
                Err(lost) => lost,
            };
            self.failures = self.failures.saturating_add(1);
            let detail = ErrorDetail::from(&lost);
            let wait = wait_after(self.failures, &detail, self.random);
            // Also where it is final: who asks once more asks the server.
            self.state = State::Pausing(Instant::now() + wait);
            if will_not_pass(&detail) || self.tries.is_some_and(|tries| self.failures >= tries) {
                return Err(lost);
            }
        }
    }

    async fn next(&mut self) -> Result<WatchOrderViewsResponse, Status> {
        if let State::Pausing(until) = self.state {
            sleep_until(until).await;
            self.state = State::Opening((self.watch)(self.after.clone()));
        }
        // The time that is taken for a message is no silence; that of a call of `message` which was dropped is.
        let since = *self.waiting_since.get_or_insert_with(Instant::now);
        let heard = timeout_at(since + self.silence, self.state.message()).await;
        self.waiting_since = None;
        heard.unwrap_or_else(|_| Err(Status::unavailable("the server is silent")))
    }
}

impl State {
    async fn message(&mut self) -> Result<WatchOrderViewsResponse, Status> {
        if let Self::Opening(opening) = self {
            *self = Self::Open(opening.await?);
        }
        let Self::Open(messages) = self else {
            return Err(Status::unavailable("the watch has not begun"));
        };
        std::future::poll_fn(|context| Pin::new(&mut *messages).poll_next(context))
            .await
            .unwrap_or_else(|| Err(Status::unavailable("the watch has ended")))
    }
}

/// Reading does no harm, so everything is tried again but what says no. `RESOURCE_EXHAUSTED` does where it says no time to come
/// again: an answer that is larger than this side takes stays so.
fn will_not_pass(detail: &ErrorDetail) -> bool {
    if detail.code == Code::ResourceExhausted {
        return !detail.may_pass();
    }
    matches!(
        detail.code,
        Code::InvalidArgument
            | Code::NotFound
            | Code::AlreadyExists
            | Code::PermissionDenied
            | Code::Unauthenticated
            | Code::FailedPrecondition
            | Code::OutOfRange
            | Code::Unimplemented
            | Code::DataLoss
    )
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;
    use std::sync::{Arc, Mutex};

    use tokio::time::{sleep, timeout};
    use tonic::codegen::tokio_stream::{StreamExt, iter, pending};
    use tonic_types::{ErrorDetails, StatusExt};

    use super::*;
    use crate::dashboard::v1::{OrderView, WatchHeartbeat};

    type Told = Result<WatchOrderViewsResponse, Status>;

    #[expect(clippy::unnecessary_wraps, reason = "a watch can also tell an error")]
    fn row(version: i64) -> Told {
        Ok(WatchOrderViewsResponse {
            order_view: Some(OrderView {
                version,
                ..Default::default()
            }),
            heartbeat: None,
        })
    }

    #[expect(clippy::unnecessary_wraps, reason = "a watch can also tell an error")]
    fn heartbeat(version: i64) -> Told {
        Ok(WatchOrderViewsResponse {
            order_view: None,
            heartbeat: Some(WatchHeartbeat {
                version,
                ..Default::default()
            }),
        })
    }

    fn down() -> Told {
        Err(Status::unavailable("down"))
    }

    /// What one watch tells, and then it ends.
    fn tells(told: impl IntoIterator<Item = Told, IntoIter: Send + 'static>) -> Messages {
        Box::pin(iter(told))
    }

    /// What one watch tells, and then nothing more, as where a connection was dropped.
    fn tells_and_hangs(told: impl IntoIterator<Item = Told, IntoIter: Send + 'static>) -> Messages {
        Box::pin(iter(told).chain(pending()))
    }

    /// Where each watch began, and when.
    type Begins = Arc<Mutex<Vec<(Option<i64>, Instant)>>>;

    /// Follows these watches, one after the other.
    fn follow<const N: usize>(after: Option<i64>, watches: [Messages; N]) -> (Follow, Begins) {
        let begins = Begins::default();
        let noted = Arc::clone(&begins);
        let watches = Mutex::new(VecDeque::from(watches));
        let watch = move |request: WatchOrderViewsRequest| -> BoxFuture<Messages, Status> {
            let begin = (request.after_version, Instant::now());
            noted.lock().expect("no test has panicked").push(begin);
            let messages = watches.lock().expect("no test has panicked").pop_front();
            let messages = messages.ok_or_else(|| Status::not_found("one watch too many"));
            Box::pin(async { messages })
        };
        let request = WatchOrderViewsRequest {
            after_version: after,
            ..Default::default()
        };
        let follow = Follow {
            random: || 1.0,
            ..Follow::over(Box::new(watch), request)
        };
        (follow, begins)
    }

    /// The versions that are heard, up to this one.
    async fn versions_up_to(last: i64, follow: &mut Follow) -> Result<Vec<i64>, Code> {
        let mut versions = Vec::new();
        while versions.last().is_none_or(|&version| version < last) {
            let message = follow.message().await.map_err(|status| status.code())?;
            let row = message.order_view.map(|row| row.version);
            versions.extend(row.or(message.heartbeat.map(|beat| beat.version)));
        }
        Ok(versions)
    }

    fn versions(begins: &Begins) -> Vec<Option<i64>> {
        begins
            .lock()
            .expect("no test has panicked")
            .iter()
            .map(|begin| begin.0)
            .collect()
    }

    /// How long it took from each begin to the next, in milliseconds; tokio's timers may count one too many.
    fn pauses(begins: &Begins) -> Vec<u128> {
        let begins = begins.lock().expect("no test has panicked");
        let pause = |pair: &[(Option<i64>, Instant)]| (pair[1].1 - pair[0].1).as_millis() / 10 * 10;
        begins.windows(2).map(pause).collect()
    }

    #[tokio::test(start_paused = true)]
    async fn a_watch_that_ends_again_and_again_goes_on_after_the_last_version_seen() {
        let watches: [Messages; 11] = std::array::from_fn(|at| {
            let first = 2 * i64::try_from(at).expect("a small number") + 1;
            tells([row(first), heartbeat(first + 1), down()])
        });
        let (follow, begins) = follow(Some(0), watches);
        let heard = versions_up_to(21, &mut follow.tries(2)).await;
        assert_eq!(heard, Ok((1..=21).collect()));
        let expected: Vec<_> = (0..=20).step_by(2).map(Some).collect();
        assert_eq!(versions(&begins), expected);
        // Each message is a new beginning, also for the wait.
        assert_eq!(pauses(&begins), [200; 10]);
    }

    #[tokio::test(start_paused = true)]
    async fn who_begins_with_what_changes_from_now_on_goes_on_where_that_was() {
        let (mut follow, begins) = follow(None, [tells([heartbeat(7)]), tells([row(8)])]);
        assert_eq!(versions_up_to(8, &mut follow).await, Ok(vec![7, 8]));
        assert_eq!(versions(&begins), [None, Some(7)]);
    }

    #[tokio::test(start_paused = true)]
    async fn silence_is_a_lost_connection() {
        let watches = [tells_and_hangs([row(1)]), tells([row(2)])];
        let (mut follow, begins) = follow(None, watches);
        assert_eq!(versions_up_to(2, &mut follow).await, Ok(vec![1, 2]));
        assert_eq!(versions(&begins), [None, Some(1)]);
        assert_eq!(pauses(&begins), [20_200]);
    }

    #[tokio::test(start_paused = true)]
    async fn silence_is_noticed_by_who_looks_for_a_moment_now_and_then() {
        let (mut follow, _) = follow(None, [tells_and_hangs([]), tells([row(1)])]);
        let mut looks = 0;
        while timeout(Duration::from_secs(1), follow.message())
            .await
            .is_err()
        {
            looks += 1;
            assert!(looks < 30, "it is still waiting");
        }
        assert!(looks > 15, "{looks}");
    }

    #[tokio::test(start_paused = true)]
    async fn time_that_is_taken_for_a_message_is_no_silence() {
        let later = iter([row(2)]).then(async |told| {
            sleep(Duration::from_secs(5)).await;
            told
        });
        let (mut follow, begins) = follow(None, [Box::pin(iter([row(1)]).chain(later))]);
        assert_eq!(versions_up_to(1, &mut follow).await, Ok(vec![1]));
        sleep(Duration::from_secs(45)).await;
        assert_eq!(versions_up_to(2, &mut follow).await, Ok(vec![2]));
        assert_eq!(versions(&begins).len(), 1);
    }

    #[tokio::test(start_paused = true)]
    async fn it_waits_as_long_as_the_server_asks_for_and_longer_each_time_in_vain() {
        let details = ErrorDetails::with_retry_info(Some(Duration::from_secs(2)));
        let asks = Status::with_error_details(Code::Unavailable, "down", details);
        let watches = [
            tells([down()]),
            tells([Err(asks)]),
            tells([down()]),
            tells([row(1)]),
        ];
        let (mut follow, begins) = follow(None, watches);
        assert_eq!(versions_up_to(1, &mut follow).await, Ok(vec![1]));
        assert_eq!(pauses(&begins), [200, 2_400, 800]);
    }

    #[tokio::test(start_paused = true)]
    async fn an_error_that_will_not_pass_ends_it() {
        for code in [
            Code::PermissionDenied,
            Code::Unauthenticated,
            Code::InvalidArgument,
            Code::ResourceExhausted,
        ] {
            let (mut follow, begins) =
                follow(None, [tells([row(1), Err(Status::new(code, "no"))])]);
            assert_eq!(versions_up_to(2, &mut follow).await, Err(code));
            assert_eq!(versions(&begins).len(), 1);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn tries_in_vain_are_bounded_where_that_is_asked_for() {
        let (follow, begins) = follow(None, [tells([down()]), tells([down()]), tells([down()])]);
        let heard = versions_up_to(1, &mut follow.tries(3)).await;
        assert_eq!(heard, Err(Code::Unavailable));
        assert_eq!(versions(&begins).len(), 3);
    }
}
