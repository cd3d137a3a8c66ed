//! What a call passes through between the network and the service. One function instead of five layers, so that the order
//! can be read:
//!
//! 1. The **span and the measurement** come first and end last: whatever is refused or breaks further in is seen.
//! 2. The **limit** comes before any work. A call too many is answered at once: a queue would only make all of them late. Its permit is
//!    given back when the answer has been taken. Streams of answers have permits of their own.
//! 3. The **deadline** begins to count when work begins. It covers authentication, and handlers can read what is left. Once there is an
//!    answer, it is cut off where nobody takes it; a stream ends when its caller's own deadline has passed.
//! 4. A **stop** whose drain time is over ends the call here too.
//! 5. **Panics** are caught inside the deadline, and stay inside the call they happened in.
//! 6. The **request's size** is limited where its bytes are read.

use std::{
    convert::Infallible,
    panic::AssertUnwindSafe,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use futures_util::{FutureExt, future::BoxFuture};
use http::{Request, Response};
use tokio::{sync::Semaphore, time::timeout_at};
use tokio_util::sync::CancellationToken;
use tonic::{Code, Status, body::Body};
use tower::Service;
use tracing::Instrument;

use super::{
    Deadline,
    call::{Calls, Traces},
    deadline::{BadTimeout, timeout_in},
    delivery::TakenBy,
    request_limit::LimitedRequest,
};
use crate::{BoxError, Process, rpc};

/// How long an answer may take to be taken that came at the last moment.
const TAKING: Duration = Duration::from_secs(5);

/// When a caller who met a full server should come back.
const OVERLOAD_RETRY: Duration = Duration::from_millis(500);

/// A service with everything around it that this page describes. Clones share the limit.
#[derive(Clone)]
pub struct Guard<S> {
    inner: S,
    shared: Arc<Shared>,
}

struct Shared {
    calls: Calls,
    traces: Traces,
    in_flight: Arc<Semaphore>,
    open_streams: Arc<Semaphore>,
    max_deadline: Duration,
    max_request_bytes: usize,
    stopping: CancellationToken,
}

impl<S> Guard<S> {
    /// Guards `inner` by the limits of `[grpc]`. The encoded `FileDescriptorSet` names the RPCs that metrics are kept for, and says
    /// which of them are streams.
    pub fn new(
        inner: S,
        descriptors: &[u8],
        process: &Process,
        traces: Traces,
    ) -> Result<Self, BoxError> {
        let config = &process.config().grpc;
        let shared = Shared {
            calls: Calls::new(descriptors, &process.meter())?,
            traces,
            in_flight: Arc::new(Semaphore::new(config.max_calls_in_flight)),
            open_streams: Arc::new(Semaphore::new(config.max_open_streams)),
            max_deadline: config.max_deadline,
            max_request_bytes: config.max_request_bytes,
            stopping: process.stopping(),
        };
        Ok(Self {
            inner,
            shared: Arc::new(shared),
        })
    }
}

impl<S> Service<Request<Body>> for Guard<S>
where
    S: Service<Request<Body>, Response = Response<Body>, Error = Infallible>
        + Clone
        + Send
        + 'static,
    S::Future: Send + 'static,
{
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = BoxFuture<'static, Result<Response<Body>, Infallible>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, mut request: Request<Body>) -> Self::Future {
        // The one that was asked whether it is ready is the one to use; the clone is for the next call.
        let next = self.inner.clone();
        let inner = std::mem::replace(&mut self.inner, next);
        let shared = self.shared.clone();
        let call = shared.calls.begin(&mut request, shared.traces);
        let span = call.span.clone();

        let work = async move {
            let places = if call.streams {
                &shared.open_streams
            } else {
                &shared.in_flight
            };
            let Ok(permit) = places.clone().try_acquire_owned() else {
                return Ok(call.refuse(overloaded()));
            };
            let asked = match timeout_in(request.headers()) {
                Ok(asked) => asked,
                Err(bad) => return Ok(call.refuse(unreadable(bad))),
            };
            let ends = asked.filter(|_| call.streams).map(Deadline::of_stream);
            let deadline = Deadline::allowed(asked, shared.max_deadline);
            let mut response = shared.work(inner, request, deadline).await;
            if !call.streams {
                let soon = Deadline::within(TAKING.min(shared.max_deadline));
                let by = TakenBy(deadline.max(soon).instant());
                response.extensions_mut().insert(by);
            }
            Ok(call.answer(response, permit, ends))
        };
        Box::pin(work.instrument(span))
    }
}

impl Shared {
    async fn work<S>(
        &self,
        mut inner: S,
        request: Request<Body>,
        deadline: Deadline,
    ) -> Response<Body>
    where
        S: Service<Request<Body>, Response = Response<Body>, Error = Infallible>,
    {
        let max_request_bytes = self.max_request_bytes;
        let mut request =
            request.map(|body| Body::new(LimitedRequest::new(body, max_request_bytes)));
        request.extensions_mut().insert(deadline);

        let answered = AssertUnwindSafe(async { inner.call(request).await }).catch_unwind();
        let in_time = timeout_at(deadline.instant(), answered);
        let outcome = tokio::select! {
            outcome = in_time => outcome,
            // The drain time is over. Dropping the call here tells its caller, where exiting under it would not.
            () = self.stopping.cancelled() => return stopping().into_http(),
        };
        match outcome {
            Ok(Ok(Ok(response))) => response,
            // The panic hook has logged it.
            Ok(Err(_panic)) => rpc::broken().into_http(),
            Err(_) => too_late().into_http(),
        }
    }
}

pub(super) fn overloaded() -> Status {
    rpc::problem(
        Code::Unavailable,
        "OVERLOADED",
        "too many calls at the moment, try again a little later",
    )
    .retry_after(OVERLOAD_RETRY)
    .into()
}

fn stopping() -> Status {
    rpc::problem(
        Code::Unavailable,
        "STOPPING",
        "this server is going away, try again",
    )
    .retry_after(OVERLOAD_RETRY)
    .into()
}

fn unreadable(bad: BadTimeout) -> Status {
    rpc::problem(Code::InvalidArgument, "BAD_TIMEOUT", bad.to_string()).into()
}

pub(super) fn too_late() -> Status {
    rpc::problem(
        Code::DeadlineExceeded,
        "DEADLINE_EXCEEDED",
        "the call took longer than it was allowed to",
    )
    .into()
}
