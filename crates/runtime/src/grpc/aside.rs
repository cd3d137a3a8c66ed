use std::{
    convert::Infallible,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use futures_util::future::BoxFuture;
use http::{Request, Response};
use tokio::{sync::Semaphore, time::timeout};
use tonic::{Status, body::Body};
use tower::Service;

use super::{
    Deadline,
    call::Lasting,
    guard::{overloaded, too_late},
    request_limit::LimitedRequest,
};
use crate::config::GrpcConfig;

/// Calls at once. They are asked by probes and by people, one at a time.
const MAX_AT_ONCE: usize = 256;

/// Reflection is a stream of questions, and whoever asks them is a tool that has them all at hand.
const MAX_REFLECTION: Duration = Duration::from_mins(1);

/// Health and reflection with limits of their own: they must answer when the service is overloaded, need no token, and would drown the
/// metrics. So they do not take the way of calls, and are held to a number at once, a size, and a time instead.
#[derive(Clone)]
pub struct Aside<S> {
    inner: S,
    places: Arc<Semaphore>,
    max_deadline: Duration,
    max_request_bytes: usize,
    max_watch: Duration,
}

impl<S> Aside<S> {
    /// Holds `inner` to the limits of `[grpc]`. A health watch lasts as long as a connection may.
    pub fn new(inner: S, config: &GrpcConfig) -> Self {
        Self {
            inner,
            places: Arc::new(Semaphore::new(MAX_AT_ONCE)),
            max_deadline: config.max_deadline,
            max_request_bytes: config.max_request_bytes,
            max_watch: config.max_connection_age,
        }
    }
}

impl<S> Service<Request<Body>> for Aside<S>
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

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        // The one that was asked whether it is ready is the one to use; the clone is for the next call.
        let next = self.inner.clone();
        let mut inner = std::mem::replace(&mut self.inner, next);
        let Ok(place) = self.places.clone().try_acquire_owned() else {
            return refused(overloaded());
        };
        let lasts = if request.uri().path().starts_with("/grpc.reflection.") {
            MAX_REFLECTION
        } else {
            self.max_watch
        };
        let ends = Deadline::within(lasts);
        let max_deadline = self.max_deadline;
        let max_request_bytes = self.max_request_bytes;
        let request = request.map(|body| Body::new(LimitedRequest::new(body, max_request_bytes)));
        Box::pin(async move {
            match timeout(max_deadline, inner.call(request)).await {
                Ok(answered) => answered.map(|response| {
                    response.map(|body| Body::new(Lasting::new(body, Some(ends), place)))
                }),
                Err(_) => Ok(too_late().into_http()),
            }
        })
    }
}

fn refused(status: Status) -> BoxFuture<'static, Result<Response<Body>, Infallible>> {
    Box::pin(std::future::ready(Ok(status.into_http())))
}
