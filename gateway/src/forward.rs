//! Calls on their way to the service that owns them.

use std::{
    convert::Infallible,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use baedal_proto::identity::v1::identity_service_server::IdentityServiceServer;
use baedal_runtime::{
    BoxError, chain,
    client::{self, ClientConfig, TracedChannel},
    config::MeshConfig,
    gather::{GatherError, gather},
    grpc::{Deadline, too_large},
    rpc::problem,
};
use futures_util::future::BoxFuture;
use http::{HeaderMap, HeaderValue, Request, Response, StatusCode};
use http_body_util::Full;
use tokio::sync::{Semaphore, SemaphorePermit};
use tonic::{Code, Status, body::Body};
use tonic_types::StatusExt;
use tower::{Service, ServiceExt};

use crate::{
    answers::Answers,
    config::Upstreams,
    headers,
    identity::Identity,
    media,
    response_body::ResponseBody,
    routes::{Destination, Methods, Upstream, destination},
};

/// The metadata that chooses a service where all of them serve the same method.
pub(crate) const SERVICE: &str = "baedal-service";
const GRPC_TIMEOUT: &str = "grpc-timeout";

/// When a caller should come back after a service was out of reach.
const RETRY: Duration = Duration::from_secs(1);

/// Sends each call to its service. Messages stay bytes.
#[derive(Clone)]
pub(crate) struct Forward {
    ways: Arc<[Way]>,
    methods: Arc<Methods>,
    identity: Option<IdentityServiceServer<Identity>>,
    answers: Answers,
}

/// The way to one service, and how many calls may wait on it.
struct Way {
    upstream: Upstream,
    channel: TracedChannel,
    room: Semaphore,
    /// A part of it: the rest is for calls that only read.
    room_for_mutations: Semaphore,
}

impl Way {
    /// A place for one more call; none when the service has too many to answer already.
    fn place(&self, mutates: bool) -> Option<(SemaphorePermit<'_>, Option<SemaphorePermit<'_>>)> {
        let part = mutates.then(|| self.room_for_mutations.try_acquire());
        Some((self.room.try_acquire().ok()?, part.transpose().ok()?))
    }
}

impl Forward {
    /// At most `max_calls` wait for each service.
    pub(crate) fn new(
        upstreams: &Upstreams,
        mesh: &MeshConfig,
        max_calls: usize,
        methods: Arc<Methods>,
        identity: Option<IdentityServiceServer<Identity>>,
        answers: Answers,
    ) -> Result<Self, BoxError> {
        let ways = Upstream::ALL
            .into_iter()
            .map(|upstream| {
                let pods = &upstreams.pods;
                let (endpoint, pods) = match upstream {
                    Upstream::Order => (&upstreams.order, &pods.order),
                    Upstream::Payment => (&upstreams.payment, &pods.payment),
                    Upstream::Store => (&upstreams.store, &pods.store),
                    Upstream::Delivery => (&upstreams.delivery, &pods.delivery),
                    Upstream::Notification => (&upstreams.notification, &pods.notification),
                    Upstream::Dashboard => (&upstreams.dashboard, &pods.dashboard),
                };
                let config = ClientConfig {
                    pods: pods.clone(),
                    ..ClientConfig::new(endpoint.as_str())
                };
                let channel = config
                    .beside(mesh)
                    .channel()
                    .map_err(|error| format!("upstreams.{}: {error}", upstream.name()))?;
                Ok(Way {
                    upstream,
                    channel,
                    room: Semaphore::new(max_calls),
                    room_for_mutations: Semaphore::new(max_calls / 2),
                })
            })
            .collect::<Result<Vec<_>, BoxError>>()?;
        Ok(Self {
            ways: ways.into(),
            methods,
            identity,
            answers,
        })
    }

    /// The way to each service.
    pub(crate) fn channels(&self) -> Vec<(Upstream, TracedChannel)> {
        let ways = self.ways.iter();
        ways.map(|way| (way.upstream, way.channel.clone()))
            .collect()
    }

    async fn answer(self, request: Request<Body>) -> Response<Body> {
        let upstream = match destination(request.uri().path()) {
            Some(Destination::Upstream(upstream)) => upstream,
            Some(Destination::Named(served_by)) => match named(request.headers()) {
                Some(upstream) if served_by.contains(&upstream) => upstream,
                _ => return unknown_service(served_by).into_http(),
            },
            Some(Destination::Identity) => {
                return match self.identity {
                    Some(mut identity) => match identity.call(request).await {
                        Ok(response) => response,
                        Err(never) => match never {},
                    },
                    None => unimplemented().into_http(),
                };
            }
            None => return unimplemented().into_http(),
        };
        match self.send(upstream, request).await {
            Ok(response) => response,
            Err(status) => status.into_http(),
        }
    }

    async fn send(
        &self,
        upstream: Upstream,
        request: Request<Body>,
    ) -> Result<Response<Body>, Status> {
        let (mut parts, body) = request.into_parts();
        let streams = self.methods.streams(parts.uri.path());
        if !streams {
            allow_time(&mut parts);
        }
        // What the layers in front left for handlers here is nothing that a connection should see.
        parts.extensions = http::Extensions::new();
        // Read here, so that what goes wrong with it is the caller's and not the service's. How large it may be, the guard says.
        let message = match gather(body, usize::MAX).await {
            Ok(whole) => whole.data,
            Err(GatherError::TooMuch(why)) => return Err(too_large(why)),
            Err(GatherError::Broken(status)) => return Err(status),
        };
        let body = Body::new(Full::new(message));

        let Some(way) = self.ways.iter().find(|way| way.upstream == upstream) else {
            return Err(unimplemented());
        };
        let Some(_place) = way.place(self.methods.mutates(parts.uri.path())) else {
            return Err(overloaded(upstream));
        };
        let sent = way
            .channel
            .clone()
            .oneshot(Request::from_parts(parts, body))
            .await;
        let response = match sent {
            Ok(response) => response,
            Err(error) if found_no_room(&error) => return Err(overloaded(upstream)),
            Err(error) => return Err(failed(upstream, &error)),
        };
        let (mut parts, body) = response.into_parts();
        headers::clean_response(&mut parts.headers);
        if parts.status != StatusCode::OK
            || media::grpc(&parts.headers) != Some(media::Grpc::Native)
        {
            return Err(no_grpc(upstream, parts.status));
        }
        let body = if streams {
            Body::new(ResponseBody::new(body, move |error: &Status| {
                failed(upstream, error)
            }))
        } else {
            self.answers.whole(upstream, &parts.headers, body).await?
        };
        Ok(Response::from_parts(parts, body))
    }
}

/// The service gets the time that is left of the caller's, capped by ours. A stream's caller alone says how long it lasts.
fn allow_time(parts: &mut http::request::Parts) {
    if let Some(deadline) = parts.extensions.get::<Deadline>()
        && let Ok(value) = HeaderValue::try_from(timeout(deadline.remaining()))
    {
        parts.headers.insert(GRPC_TIMEOUT, value);
    }
}

impl Service<Request<Body>> for Forward {
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = BoxFuture<'static, Result<Response<Body>, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let this = self.clone();
        Box::pin(async move { Ok(this.answer(request).await) })
    }
}

/// Eight digits at most (gRPC over HTTP/2), so milliseconds last for a day.
fn timeout(left: Duration) -> String {
    match left.as_millis() {
        millis @ ..=99_999_999 => format!("{millis}m"),
        _ => format!("{}S", left.as_secs().min(99_999_999)),
    }
}

fn named(headers: &HeaderMap) -> Option<Upstream> {
    match headers.get(SERVICE) {
        Some(name) => Upstream::named(name.to_str().ok()?),
        None => Some(Upstream::Order),
    }
}

fn unimplemented() -> Status {
    problem(
        Code::Unimplemented,
        "UNIMPLEMENTED",
        "there is no such method here",
    )
    .into()
}

fn unknown_service(served_by: &[Upstream]) -> Status {
    let names: Vec<_> = served_by.iter().map(|upstream| upstream.name()).collect();
    let names = names.join(", ");
    problem(
        Code::InvalidArgument,
        "UNKNOWN_SERVICE",
        format!("metadata `{SERVICE}` must be one of {names}"),
    )
    .into()
}

/// The service did not answer, or stopped answering. What exactly happened is logged here and not told.
pub(crate) fn failed(upstream: Upstream, error: &(dyn std::error::Error + 'static)) -> Status {
    let late = std::iter::successors(Some(error), |error| error.source())
        .filter_map(|error| error.downcast_ref::<Status>())
        .any(|status| status.code() == Code::DeadlineExceeded);
    if late {
        return problem(
            Code::DeadlineExceeded,
            "DEADLINE_EXCEEDED",
            "the call took longer than it was allowed to",
        )
        .into();
    }
    tracing::warn!(upstream = upstream.name(), error = %chain(error), "upstream failed");
    unavailable(upstream)
}

/// Something that speaks no gRPC answered in the service's place: a proxy, most likely.
fn no_grpc(upstream: Upstream, status: StatusCode) -> Status {
    tracing::warn!(
        upstream = upstream.name(),
        http.response.status_code = status.as_u16(),
        "upstream gave an answer that is no gRPC"
    );
    unavailable(upstream)
}

/// Whether all connections to a service were full.
fn found_no_room(error: &Status) -> bool {
    let reason = error.get_details_error_info().map(|info| info.reason);
    error.code() == Code::Unavailable && reason.as_deref() == Some(client::OVERLOADED)
}

/// The service has more calls to answer than it can. It has not seen this one.
fn overloaded(upstream: Upstream) -> Status {
    problem(
        Code::Unavailable,
        client::OVERLOADED,
        "too many calls for this part of the platform at the moment, try again a little later",
    )
    .retry_after(RETRY)
    .metadata("service", upstream.name())
    .into()
}

pub(crate) fn unavailable(upstream: Upstream) -> Status {
    problem(
        Code::Unavailable,
        "UPSTREAM_UNAVAILABLE",
        "this part of the platform is out of reach at the moment, try again a little later",
    )
    .retry_after(RETRY)
    .metadata("service", upstream.name())
    .into()
}
