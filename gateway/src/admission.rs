//! Who is let in: the layers that hold callers to the [`Limits`].

use std::{
    convert::Infallible,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use baedal_auth::Caller;
use baedal_runtime::rpc::problem;
use futures_util::future::BoxFuture;
use http::{HeaderMap, Request, Response};
use tonic::{Code, Status, body::Body};
use tower::Service;

use crate::{
    limits::{Limits, Peer},
    routes::Methods,
    shares::Held,
};

/// When a caller should come back who has too much under way.
const RETRY: Duration = Duration::from_millis(500);

/// What it is that a layer holds callers to.
pub(crate) trait Admit: Clone + Send + 'static {
    /// Calls `inner`, or says why not.
    fn admit<S>(
        self,
        inner: S,
        request: Request<Body>,
    ) -> impl Future<Output = Result<Response<Body>, Status>> + Send
    where
        S: Service<Request<Body>, Response = Response<Body>, Error = Infallible> + Send,
        S::Future: Send;
}

/// A service behind such a layer.
#[derive(Clone)]
pub(crate) struct Admission<S, A> {
    inner: S,
    by: A,
}

/// Before the token is looked at: an address that has sent too many bad ones is not asked for another.
#[derive(Clone)]
pub(crate) struct Suspected(Arc<Limits>);

/// Behind the authentication, where it is known who calls.
#[derive(Clone)]
pub(crate) struct Known {
    limits: Arc<Limits>,
    methods: Arc<Methods>,
}

/// Where nobody is asked for a token: health and reflection.
#[derive(Clone)]
pub(crate) struct Strangers(Arc<Limits>);

impl<S> Admission<S, Suspected> {
    pub(crate) fn suspected(inner: S, limits: Arc<Limits>) -> Self {
        Self {
            inner,
            by: Suspected(limits),
        }
    }
}

impl<S> Admission<S, Known> {
    pub(crate) fn known(inner: S, limits: Arc<Limits>, methods: Arc<Methods>) -> Self {
        Self {
            inner,
            by: Known { limits, methods },
        }
    }
}

impl<S> Admission<S, Strangers> {
    pub(crate) fn strangers(inner: S, limits: Arc<Limits>) -> Self {
        Self {
            inner,
            by: Strangers(limits),
        }
    }
}

impl<S, A> Service<Request<Body>> for Admission<S, A>
where
    S: Service<Request<Body>, Response = Response<Body>, Error = Infallible>
        + Clone
        + Send
        + 'static,
    S::Future: Send,
    A: Admit,
{
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = BoxFuture<'static, Result<Response<Body>, Infallible>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        // The one that was asked whether it is ready is the one to use; the clone is for the next call.
        let next = self.inner.clone();
        let inner = std::mem::replace(&mut self.inner, next);
        let admitted = self.by.clone().admit(inner, request);
        Box::pin(async move { Ok(admitted.await.unwrap_or_else(Status::into_http)) })
    }
}

async fn answer<S>(mut inner: S, request: Request<Body>) -> Response<Body>
where
    S: Service<Request<Body>, Response = Response<Body>, Error = Infallible>,
{
    match inner.call(request).await {
        Ok(response) => response,
        Err(never) => match never {},
    }
}

impl Admit for Suspected {
    async fn admit<S>(self, inner: S, request: Request<Body>) -> Result<Response<Body>, Status>
    where
        S: Service<Request<Body>, Response = Response<Body>, Error = Infallible> + Send,
        S::Future: Send,
    {
        let Some(token) = self.0.token(request.headers()) else {
            return Ok(answer(inner, request).await);
        };
        let address = self.0.network(peer(&request), request.headers());
        if let Some(wait) = self.0.suspects.wait(address, token) {
            return Err(too_many(wait));
        }
        let response = answer(inner, request).await;
        if is_unauthenticated(response.headers())
            && let Err(wait) = self.0.take_wrong(address)
        {
            self.0.suspects.hold(address, wait);
        }
        Ok(response)
    }
}

impl Admit for Known {
    async fn admit<S>(self, inner: S, request: Request<Body>) -> Result<Response<Body>, Status>
    where
        S: Service<Request<Body>, Response = Response<Body>, Error = Infallible> + Send,
        S::Future: Send,
    {
        let caller = request.extensions().get().unwrap_or(&Caller::Anonymous);
        let network = self.limits.network(peer(&request), request.headers());
        let path = request.uri().path();
        self.limits
            .take(caller, network, self.methods.mutates(path))
            .map_err(too_many)?;
        let places = if self.methods.streams(path) {
            &self.limits.open_streams
        } else {
            &self.limits.in_flight
        };
        let place = match caller.subject() {
            Some(subject) => places.take(subject.as_str()),
            None => places.take(network),
        };
        let place = place.ok_or_else(too_many_at_once)?;
        if caller.subject().is_some()
            && let Some(token) = self.limits.token(request.headers())
        {
            self.limits.suspects.trust(token);
        }
        let response = answer(inner, request).await;
        Ok(response.map(|body| Held::by(body, place)))
    }
}

impl Admit for Strangers {
    async fn admit<S>(self, inner: S, request: Request<Body>) -> Result<Response<Body>, Status>
    where
        S: Service<Request<Body>, Response = Response<Body>, Error = Infallible> + Send,
        S::Future: Send,
    {
        let network = self.0.network(peer(&request), request.headers());
        let stranger = Caller::Anonymous;
        self.0.take(&stranger, network, false).map_err(too_many)?;
        let place = self.0.open_streams.take(network);
        let place = place.ok_or_else(too_many_at_once)?;
        let response = answer(inner, request).await;
        Ok(response.map(|body| Held::by(body, place)))
    }
}

fn peer(request: &Request<Body>) -> Option<std::net::IpAddr> {
    request.extensions().get().map(|&Peer(address)| address)
}

fn is_unauthenticated(headers: &HeaderMap) -> bool {
    let code = headers.get(Status::GRPC_STATUS);
    code.is_some_and(|code| Code::from_bytes(code.as_bytes()) == Code::Unauthenticated)
}

fn too_many(wait: Duration) -> Status {
    problem(
        Code::ResourceExhausted,
        "RATE_LIMITED",
        "too many calls: try again when there is room for one more",
    )
    .retry_after(wait)
    .into()
}

fn too_many_at_once() -> Status {
    problem(
        Code::ResourceExhausted,
        "TOO_MANY_AT_ONCE",
        "too many calls under way: try again when one of them has ended",
    )
    .retry_after(RETRY)
    .into()
}
