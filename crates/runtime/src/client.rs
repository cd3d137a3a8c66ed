//! Calling another service: a connection that is made when it is needed, a span per call, and a deadline on every one.
//!
//! A server that drains its connections, in a rolling restart or at a connection's age, leaves some calls undone: those that were
//! still queued here, and those that it had not looked at yet and says so. Nobody has seen them, so they are sent again on the next
//! connection, whatever they ask for (gRPC calls that a transparent retry, A6). tonic's own channel fails them.

use std::{
    convert::Infallible,
    future::{Ready, ready},
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
use http_body::Frame;
use http_body_util::{BodyExt, StreamBody};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::{TokioExecutor, TokioTimer},
};
use serde::{Deserialize, Serialize};
use tokio::time::timeout;
use tonic::{Code, Status, body::Body};
use tower::Service;
use tracing::{Instrument, Span, field::Empty, info_span};

use crate::{
    BoxError,
    grpc::{self, code_in, code_name, is_server_error},
    trace,
};

/// A request's one message. Not a `Full`, which tells its size: gRPC frames say how long they are, and no `content-length` is sent.
type Message = StreamBody<Once<Ready<Result<Frame<Bytes>, Infallible>>>>;

/// How often a call is sent that nobody has seen. One connection after another that is drained at once is a server in trouble.
const TRIES: u32 = 4;
/// What may arrive of one answer before somebody reads it, and of all answers of a connection. All streams that a server allows at
/// once fit into a connection, or some that nobody reads would keep everybody else's answers from coming.
const STREAM_WINDOW: u32 = 64 << 10;
const CONNECTION_WINDOW: u32 = 256 * STREAM_WINDOW;
const AGENT: HeaderValue = HeaderValue::from_static(concat!("baedal/", env!("CARGO_PKG_VERSION")));

/// Where another service is, and how long to wait for it.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ClientConfig {
    /// `http://host:port`.
    pub endpoint: String,
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
            connect_timeout: defaults::connect_timeout(),
            deadline: defaults::deadline(),
            keepalive_interval: defaults::keepalive_interval(),
            keepalive_timeout: defaults::keepalive_timeout(),
        }
    }

    /// The channel to that service. Nothing is connected until the first call, and after a failure the next call tries again;
    /// so it does not matter which service starts first. Fails only on an endpoint of another form: TLS is the mesh's.
    pub fn channel(&self) -> Result<TracedChannel, BoxError> {
        let endpoint: Uri = self.endpoint.parse()?;
        let authority = endpoint
            .authority()
            .filter(|_| endpoint.scheme() == Some(&Scheme::HTTP))
            .ok_or_else(|| format!("`{endpoint}` is not of the form http://host:port"))?;
        let mut connector = HttpConnector::new();
        connector.set_connect_timeout(Some(self.connect_timeout));
        connector.set_nodelay(true);
        let client = Client::builder(TokioExecutor::new())
            .http2_only(true)
            .timer(TokioTimer::new())
            .http2_keep_alive_interval(self.keepalive_interval)
            .http2_keep_alive_timeout(self.keepalive_timeout)
            .http2_keep_alive_while_idle(true)
            .http2_initial_stream_window_size(STREAM_WINDOW)
            .http2_initial_connection_window_size(CONNECTION_WINDOW)
            .pool_idle_timeout(None)
            .build(connector);
        Ok(TracedChannel {
            client,
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
    client: Client<HttpConnector, Message>,
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
        let sent = send(self.client.clone(), self.addressed(request));
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
async fn send(
    client: Client<HttpConnector, Message>,
    request: Request<Body>,
) -> Result<Response<Body>, Status> {
    let (parts, body) = request.into_parts();
    let message = body.collect().await?.to_bytes();
    let mut tries = 1;
    loop {
        let body = StreamBody::new(stream::once(ready(Ok(Frame::data(message.clone())))));
        let request = Request::from_parts(parts.clone(), body);
        match client.request(request).await {
            Ok(response) => return Ok(response.map(Body::new)),
            Err(error) if tries < TRIES && nobody_saw_it(&error) => tries += 1,
            Err(error) => return Err(failed(error)),
        }
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
