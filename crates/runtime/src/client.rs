//! Calling another service: connections that are made when they are needed, a span per call, and a deadline on every one.
//!
//! A name that leads to several addresses, as a headless Service of Kubernetes does to its pods, is a service of several processes: each
//! gets its share of the calls, and who comes or goes is noticed. A sidecar does that better; beside one, see
//! [`ClientConfig::beside`].
//!
//! A server that drains its connections, in a rolling restart or at a connection's age, leaves some calls undone: those that were
//! still queued here, and those that it had not looked at yet and says so. Nobody has seen them, so they are sent again on the next
//! connection, whatever they ask for (gRPC calls that a transparent retry, A6). tonic's own channel fails them. The same goes for calls
//! whose connection could not be made, where there is another address.

mod balance;
mod connect;
mod peer;
mod resolve;

use std::{
    convert::Infallible,
    future::{Ready, ready},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use bytes::Bytes;
use futures_util::{
    future::BoxFuture,
    stream::{self, Once},
};
use http::{
    HeaderValue, Request, Response, Uri,
    header::USER_AGENT,
    uri::{Authority, PathAndQuery, Scheme},
};
use http_body::{Body as HttpBody, Frame, SizeHint};
use http_body_util::{BodyExt, StreamBody};
use hyper::body::Incoming;
use serde::{Deserialize, Serialize};
use tokio::time::{Instant, timeout};
use tonic::{Code, Status, body::Body};
use tower::Service;
use tracing::{Instrument, Span, field::Empty, info_span};

use self::{balance::Balancer, peer::Place};
pub use self::{
    balance::OVERLOADED,
    resolve::{Resolve, SystemResolver},
};
use crate::{
    BoxError,
    config::MeshConfig,
    grpc::{self, code_in, code_name, is_server_error},
    trace,
};

/// A request's one message. Not a `Full`, which tells its size: gRPC frames say how long they are, and no `content-length` is sent.
type Message = StreamBody<Once<Ready<Result<Frame<Bytes>, Infallible>>>>;

/// How often a call is sent that nobody has seen. One connection after another that is drained at once is a server in trouble.
const TRIES: u32 = 4;
const AGENT: HeaderValue = HeaderValue::from_static(concat!("baedal/", env!("CARGO_PKG_VERSION")));

/// Where another service is, and how long to wait for it.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ClientConfig {
    /// `http://host:port`. A host with several addresses is a service of several processes.
    pub endpoint: String,
    /// `http://host:port` of the same service, where the host's addresses are those of its pods: a headless Service. It is called instead
    /// of `endpoint` where no sidecar balances calls (`mesh.sidecar`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pods: Option<String>,
    /// How often the host is looked up, beside whenever a connection is gone.
    #[serde(
        default = "defaults::resolve_interval",
        with = "crate::config::duration"
    )]
    pub resolve_interval: Duration,
    /// Calls at once on one connection. Below that service's `grpc.max_streams_per_connection`: with more, HTTP/2 makes calls wait where
    /// nobody sees it.
    #[serde(default = "defaults::max_calls_per_connection")]
    pub max_calls_per_connection: usize,
    /// Connections to one address; the second is made when the first is full. When all are, a call is answered `UNAVAILABLE` at once.
    #[serde(default = "defaults::max_connections")]
    pub max_connections: usize,
    /// How long a connection may take to be made.
    #[serde(
        default = "defaults::connect_timeout",
        with = "crate::config::duration"
    )]
    pub connect_timeout: Duration,
    /// The most a call may take; less where its own caller allows less.
    #[serde(default = "defaults::deadline", with = "crate::config::duration")]
    pub deadline: Duration,
    /// How often a silent connection is asked whether it is alive. gRPC servers refuse to be asked too often.
    #[serde(
        default = "defaults::keepalive_interval",
        with = "crate::config::duration"
    )]
    pub keepalive_interval: Duration,
    /// How long it may take to answer that.
    #[serde(
        default = "defaults::keepalive_timeout",
        with = "crate::config::duration"
    )]
    pub keepalive_timeout: Duration,
}

mod defaults {
    use std::time::Duration;

    pub(super) fn resolve_interval() -> Duration {
        Duration::from_secs(5)
    }
    pub(super) fn max_calls_per_connection() -> usize {
        200
    }
    pub(super) fn max_connections() -> usize {
        8
    }
    pub(super) fn connect_timeout() -> Duration {
        Duration::from_secs(1)
    }
    pub(super) fn deadline() -> Duration {
        Duration::from_secs(5)
    }
    pub(super) fn keepalive_interval() -> Duration {
        Duration::from_secs(20)
    }
    pub(super) fn keepalive_timeout() -> Duration {
        Duration::from_secs(5)
    }
}

impl ClientConfig {
    /// The defaults, for the service at `endpoint`.
    pub fn new(endpoint: impl Into<String>) -> Self {
        Self {
            endpoint: endpoint.into(),
            pods: None,
            resolve_interval: defaults::resolve_interval(),
            max_calls_per_connection: defaults::max_calls_per_connection(),
            max_connections: defaults::max_connections(),
            connect_timeout: defaults::connect_timeout(),
            deadline: defaults::deadline(),
            keepalive_interval: defaults::keepalive_interval(),
            keepalive_timeout: defaults::keepalive_timeout(),
        }
    }

    /// The same for a process that may have a sidecar. With one, calls go to the service's own name, which the mesh's policy is about,
    /// and the sidecar chooses the pod.
    #[must_use]
    pub fn beside(mut self, mesh: &MeshConfig) -> Self {
        if mesh.has_sidecar() {
            self.pods = None;
        }
        self
    }

    /// Calls at once that all connections to one address have a place for.
    pub fn max_calls(&self) -> usize {
        self.max_calls_per_connection
            .saturating_mul(self.max_connections)
    }

    /// The channel to that service. Nothing is connected or looked up until the first call, and after a failure the next call tries
    /// again; so it does not matter which service starts first. Fails only on an endpoint of another form: TLS is the mesh's.
    pub fn channel(&self) -> Result<TracedChannel, BoxError> {
        self.channel_by(Arc::new(SystemResolver))
    }

    /// The same by a resolver of one's own.
    pub fn channel_by(&self, resolver: Arc<dyn Resolve>) -> Result<TracedChannel, BoxError> {
        let endpoint: Uri = self.pods.as_ref().unwrap_or(&self.endpoint).parse()?;
        let authority = endpoint
            .authority()
            .filter(|_| endpoint.scheme() == Some(&Scheme::HTTP))
            .ok_or_else(|| format!("`{endpoint}` is not of the form http://host:port"))?;
        let port = authority.port_u16().unwrap_or(80);
        Ok(TracedChannel {
            balancer: Balancer::new(authority.host(), port, self, resolver),
            authority: authority.clone(),
        })
    }
}

/// Makes one call under a deadline: tells the server, and stops waiting by itself when it passes, whatever the network does.
///
/// ```ignore
/// let approval = client::call(deadline.remaining(), request, |request| payments.authorize_payment(request)).await?;
/// ```
pub async fn call<T, R, F>(
    deadline: Duration,
    message: T,
    send: impl FnOnce(tonic::Request<T>) -> F,
) -> Result<R, Status>
where
    F: Future<Output = Result<R, Status>>,
{
    let mut request = tonic::Request::new(message);
    request.set_timeout(deadline);
    tokio::time::timeout(deadline, send(request))
        .await
        .unwrap_or_else(|_| Err(expired()))
}

fn expired() -> Status {
    Status::deadline_exceeded("no answer within the deadline")
}

/// A channel whose every call is a span of the current trace and takes that trace along.
///
/// It stops waiting for an answer's beginning when the call's own `grpc-timeout` has passed.
#[derive(Debug, Clone)]
pub struct TracedChannel {
    balancer: Balancer,
    authority: Authority,
}

impl TracedChannel {
    /// The same call, at the address of the service.
    fn addressed(&self, mut request: Request<Body>) -> Request<Body> {
        let mut parts = std::mem::take(request.uri_mut()).into_parts();
        parts.scheme = Some(Scheme::HTTP);
        parts.authority = Some(self.authority.clone());
        parts
            .path_and_query
            .get_or_insert(PathAndQuery::from_static("/"));
        *request.uri_mut() = Uri::from_parts(parts).expect("it has all three parts of a URI");
        *request.version_mut() = http::Version::HTTP_2;
        request.headers_mut().entry(USER_AGENT).or_insert(AGENT);
        request
    }
}

impl Service<Request<Body>> for TracedChannel {
    type Response = Response<Body>;
    type Error = Status;
    type Future = BoxFuture<'static, Result<Response<Body>, Status>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Status>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, mut request: Request<Body>) -> Self::Future {
        let method = request.uri().path().trim_start_matches('/');
        let span = info_span!(
            "rpc",
            otel.name = method,
            otel.kind = "client",
            otel.status_code = Empty,
            rpc.system.name = "grpc",
            rpc.method = method,
            rpc.response.status_code = Empty,
        );
        trace::inject_into_headers(&span, request.headers_mut());

        let limit = grpc::timeout_in(request.headers()).ok().flatten();
        let sent = send(self.balancer.clone(), self.addressed(request));
        let answered = async move {
            let answer = match limit {
                Some(limit) => timeout(limit, sent)
                    .await
                    .unwrap_or_else(|_| Err(expired())),
                None => sent.await,
            };
            match &answer {
                // The status of a refusal is in the headers. Anything else has begun well, and a stream's end is its reader's to
                // judge.
                Ok(response) => end(code_in(response.headers()).unwrap_or(Code::Ok)),
                Err(status) => end(status.code()),
            }
            answer
        };
        Box::pin(answered.instrument(span))
    }
}

/// The message is read before it is sent, so that it can be sent again: no contract of ours streams requests.
async fn send(balancer: Balancer, request: Request<Body>) -> Result<Response<Body>, Status> {
    let (parts, body) = request.into_parts();
    let message = body.collect().await?.to_bytes();
    let mut unreachable = Vec::new();
    let mut last = None;
    for _ in 0..TRIES {
        let Some(place) = balancer.place(&unreachable).await? else {
            break;
        };
        let body = StreamBody::new(stream::once(ready(Ok(Frame::data(message.clone())))));
        let request = Request::from_parts(parts.clone(), body);
        match place.client().request(request).await {
            Ok(response) => {
                let place = place.begun();
                return Ok(response.map(|body| {
                    Body::new(Answer {
                        body,
                        _place: place,
                    })
                }));
            }
            Err(error) if error.is_connect() => {
                place.peer.failed(Instant::now());
                unreachable.push(place.peer.address);
                last = Some(error);
            }
            Err(error) if nobody_saw_it(&error) => last = Some(error),
            Err(error) => return Err(failed(error)),
        }
    }
    Err(last.map_or_else(
        || Status::unavailable("the service is out of reach"),
        failed,
    ))
}

/// An answer that keeps its call's place until it has ended.
struct Answer {
    body: Incoming,
    _place: Place,
}

impl HttpBody for Answer {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// Whether it is certain that the call reached nobody: it was still queued when its connection closed (hyper hands it back as
/// "canceled"), or the server said that it has not looked at it, by GOAWAY or by `REFUSED_STREAM` (RFC 9113, 8.7).
fn nobody_saw_it(error: &(dyn std::error::Error + 'static)) -> bool {
    std::iter::successors(Some(error), |error| error.source()).any(|error| {
        let queued = error
            .downcast_ref::<hyper::Error>()
            .is_some_and(hyper::Error::is_canceled);
        let untouched = error.downcast_ref::<h2::Error>().is_some_and(|error| {
            let left = error.is_go_away() && error.reason() == Some(h2::Reason::NO_ERROR);
            let refused = error.is_reset() && error.reason() == Some(h2::Reason::REFUSED_STREAM);
            error.is_remote() && (left || refused)
        });
        queued || untouched
    })
}

/// A call without an answer. Whatever became of its connection, to who waits for it the service is out of reach; why is for the
/// log.
fn failed(error: hyper_util::client::legacy::Error) -> Status {
    let mut status = Status::unavailable("the service is out of reach");
    status.set_source(Arc::new(error));
    status
}

fn end(code: Code) {
    let span = Span::current();
    span.record("rpc.response.status_code", code_name(code));
    if is_server_error(code) || code == Code::DeadlineExceeded {
        span.record("otel.status_code", "ERROR");
    }
}
