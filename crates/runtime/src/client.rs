//! Calling another service: a connection that is made when it is needed, a span per call, and a deadline on every one.

use std::{
    task::{Context, Poll},
    time::Duration,
};

use futures_util::future::BoxFuture;
use http::{Request, Response};
use serde::{Deserialize, Serialize};
use tonic::{
    Code, Status, TimeoutExpired,
    body::Body,
    transport::{Channel, Endpoint},
};
use tower::Service;
use tracing::{Instrument, Span, field::Empty, info_span};

use crate::{
    BoxError,
    grpc::{code_in, code_name, is_server_error},
    trace,
};

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
    /// so it does not matter which service starts first. Fails only on an endpoint that is no URL.
    pub fn channel(&self) -> Result<TracedChannel, BoxError> {
        let channel = Endpoint::from_shared(self.endpoint.clone())?
            .connect_timeout(self.connect_timeout)
            .tcp_nodelay(true)
            .http2_keep_alive_interval(self.keepalive_interval)
            .keep_alive_timeout(self.keepalive_timeout)
            .keep_alive_while_idle(true)
            .connect_lazy();
        Ok(TracedChannel { channel })
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
#[derive(Debug, Clone)]
pub struct TracedChannel {
    channel: Channel,
}

impl Service<Request<Body>> for TracedChannel {
    type Response = Response<Body>;
    type Error = BoxError;
    type Future = BoxFuture<'static, Result<Response<Body>, BoxError>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.channel.poll_ready(context).map_err(Into::into)
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

        let sent = self.channel.call(request);
        let answered = async move {
            match sent.await {
                Ok(response) => {
                    // The status of a refusal is in the headers. Anything else has begun well, and a stream's end is its
                    // reader's to judge.
                    end(code_in(response.headers()).unwrap_or(Code::Ok));
                    Ok(response)
                }
                Err(error) => Err(failed(error.into())),
            }
        };
        Box::pin(answered.instrument(span))
    }
}

/// tonic calls its own timer's end `CANCELLED`, which says the caller changed its mind. It did not.
fn failed(error: BoxError) -> BoxError {
    let timed_out = std::iter::successors(
        Some(&*error as &(dyn std::error::Error + 'static)),
        |error| error.source(),
    )
    .any(<dyn std::error::Error>::is::<TimeoutExpired>);
    end(if timed_out {
        Code::DeadlineExceeded
    } else {
        Code::Unavailable
    });
    if timed_out { expired().into() } else { error }
}

fn end(code: Code) {
    let span = Span::current();
    span.record("rpc.response.status_code", code_name(code));
    if is_server_error(code) || code == Code::DeadlineExceeded {
        span.record("otel.status_code", "ERROR");
    }
}
