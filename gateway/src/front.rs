//! The port's HTTP side: a page and a probe for plain HTTP, CORS, gRPC-Web, and the fork to health and reflection.

use std::{convert::Infallible, net::IpAddr};

use baedal_proto::FILE_DESCRIPTOR_SET;
use baedal_runtime::{BoxError, client::TracedChannel};
use futures_util::{
    FutureExt,
    future::{BoxFuture, Either},
};
use http::{
    HeaderName, HeaderValue, Method, Request, Response, StatusCode, Version,
    header::{ALLOW, AUTHORIZATION, CONTENT_TYPE, RETRY_AFTER},
};
use hyper::body::Incoming;
use tokio_util::sync::CancellationToken;
use tonic::{Status, body::Body, service::Routes};
use tonic_health::{
    ServingStatus,
    pb::health_server::HealthServer,
    server::{HealthReporter, HealthService},
};
use tonic_web::GrpcWebLayer;
use tower::{Service, ServiceBuilder, ServiceExt, service_fn, util::BoxCloneSyncService};
use tower_http::cors::{AllowOrigin, CorsLayer};

use crate::{
    config::CorsConfig, console::Console, health::Health, http::Http, limits::Peer, media,
    routes::Upstream,
};

const POINTER: &str = "Baedal: gRPC, gRPC-Web and reflection are on this port.\n\
    List what there is:  grpcurl -plaintext HOST:PORT list\n\
    The same as JSON:    GET /openapi.json\n\
    Health:              GET /healthz\n";

const NO_HTTP2: &str = "gRPC needs HTTP/2, and this came over HTTP/1.1: something on the way does not speak it.\n\
    gRPC-Web and JSON work over both: GET /openapi.json\n";

/// These need no token, and have limits of their own: they answer even when there are too many calls.
const OUR_OWN: [&str; 2] = ["/grpc.health.", "/grpc.reflection."];

type Calls = BoxCloneSyncService<Request<Body>, Response<Body>, Infallible>;

/// Answers every request that arrives at the port.
#[derive(Clone)]
pub(crate) struct Front {
    calls: Calls,
    peer: Option<Peer>,
}

impl Front {
    pub(crate) fn new<O, S>(
        cors: CorsLayer,
        console: Console,
        http: Http,
        ours: O,
        calls: S,
        draining: CancellationToken,
    ) -> Self
    where
        O: Service<Request<Body>, Response = Response<Body>, Error = Infallible>
            + Clone
            + Send
            + Sync
            + 'static,
        O::Future: Send + 'static,
        S: Service<Request<Body>, Response = Response<Body>, Error = Infallible>
            + Clone
            + Send
            + Sync
            + 'static,
        S::Future: Send + 'static,
    {
        let fork = service_fn(move |request: Request<Body>| {
            let path = request.uri().path();
            if OUR_OWN.iter().any(|prefix| path.starts_with(prefix)) {
                Either::Left(ours.clone().oneshot(request))
            } else {
                Either::Right(calls.clone().oneshot(request))
            }
        });
        let grpc = ServiceBuilder::new()
            .layer(GrpcWebLayer::new())
            .service(fork);
        let plain = service_fn(move |mut request: Request<Body>| {
            if Http::owns(request.uri().path()) {
                let answer = http.clone().answer(request);
                return Either::Left(Either::Left(answer.map(Ok)));
            }
            let answer = console.answer(&request);
            if let Some(response) = answer.or_else(|| plain(&request, draining.is_cancelled())) {
                return Either::Left(Either::Right(std::future::ready(Ok(response))));
            }
            media::bring_to_essence(request.headers_mut());
            Either::Right(grpc.clone().oneshot(request))
        });
        Self {
            calls: BoxCloneSyncService::new(ServiceBuilder::new().layer(cors).service(plain)),
            peer: None,
        }
    }

    /// For a connection from there.
    pub(crate) fn to(&self, peer: IpAddr) -> Self {
        Self {
            calls: self.calls.clone(),
            peer: Some(Peer(peer)),
        }
    }
}

impl hyper::service::Service<Request<Incoming>> for Front {
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = BoxFuture<'static, Result<Response<Body>, Infallible>>;

    fn call(&self, mut request: Request<Incoming>) -> Self::Future {
        if let Some(peer) = self.peer {
            request.extensions_mut().insert(peer);
        }
        Box::pin(self.calls.clone().oneshot(request.map(Body::new)))
    }
}

/// What is no gRPC at all is answered here, in words that a person with a browser or curl understands.
fn plain(request: &Request<Body>, draining: bool) -> Option<Response<Body>> {
    let reading = matches!(*request.method(), Method::GET | Method::HEAD);
    let grpc = media::grpc(request.headers());
    match request.uri().path() {
        "/" if reading => Some(text(StatusCode::OK, POINTER)),
        "/healthz" if reading && draining => {
            Some(text(StatusCode::SERVICE_UNAVAILABLE, "stopping\n"))
        }
        "/healthz" if reading => Some(text(StatusCode::OK, "ok\n")),
        "/" | "/healthz" => {
            let mut response = text(StatusCode::METHOD_NOT_ALLOWED, "only GET and HEAD\n");
            response
                .headers_mut()
                .insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
            Some(response)
        }
        _ if reading => Some(text(StatusCode::NOT_FOUND, "nothing here\n")),
        _ if grpc == Some(media::Grpc::Native) && request.version() != Version::HTTP_2 => {
            Some(text(StatusCode::BAD_REQUEST, NO_HTTP2))
        }
        _ if grpc.is_some() => None,
        _ => Some(text(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "only gRPC and gRPC-Web\n",
        )),
    }
}

fn text(status: StatusCode, words: &'static str) -> Response<Body> {
    let mut response = Response::new(Body::new(http_body_util::Full::new(words.into())));
    *response.status_mut() = status;
    let plain = HeaderValue::from_static("text/plain; charset=utf-8");
    response.headers_mut().insert(CONTENT_TYPE, plain);
    response.headers_mut().insert(
        "x-content-type-options",
        HeaderValue::from_static("nosniff"),
    );
    response
}

/// Lets the configured origins call with the headers that gRPC-Web clients send, and read those that carry a status.
pub(crate) fn cors(config: &CorsConfig) -> Result<CorsLayer, BoxError> {
    let origins = if config.origins == ["*"] {
        AllowOrigin::any()
    } else {
        let origins = config.origins.iter().map(|origin| {
            let good = origin.starts_with("http://") || origin.starts_with("https://");
            HeaderValue::try_from(origin)
                .ok()
                .filter(|_| good && !origin.ends_with('/'))
                .ok_or_else(|| {
                    format!("cors.origins: {origin:?} is no origin such as https://a.example")
                })
        });
        AllowOrigin::list(origins.collect::<Result<Vec<_>, _>>()?)
    };
    let named = HeaderName::from_static;
    Ok(CorsLayer::new()
        .allow_origin(origins)
        .allow_methods([Method::GET, Method::POST, Method::PUT, Method::PATCH])
        .allow_headers([
            CONTENT_TYPE,
            AUTHORIZATION,
            named("x-grpc-web"),
            named("x-user-agent"),
            named("grpc-timeout"),
            named("grpc-accept-encoding"),
            named("grpc-encoding"),
            named("connect-protocol-version"),
            named("connect-timeout-ms"),
            named("traceparent"),
            named("tracestate"),
            named("baedal-service"),
            named("last-event-id"),
        ])
        .expose_headers([
            Status::GRPC_STATUS,
            Status::GRPC_MESSAGE,
            Status::GRPC_STATUS_DETAILS,
            RETRY_AFTER,
        ])
        .max_age(std::time::Duration::from_hours(2)))
}

/// `grpc.health.v1` of the gateway and of what is behind it, and reflection of all services: v1 for grpcurl, v1alpha for grpcui and evans.
/// Reflection can be switched off with `grpc.reflection`.
pub(crate) fn health_and_reflection(
    reflection: bool,
    channels: impl IntoIterator<Item = (Upstream, TracedChannel)>,
) -> Result<(Routes, OwnHealth), BoxError> {
    let reporter = HealthReporter::new();
    let own = HealthService::from_health_reporter(reporter.clone());
    let health = HealthServer::new(Health::new(own, channels));
    let described = || {
        tonic_reflection::server::Builder::configure()
            .register_encoded_file_descriptor_set(FILE_DESCRIPTOR_SET)
            .register_encoded_file_descriptor_set(tonic_health::pb::FILE_DESCRIPTOR_SET)
            // What errors carry, so that tools can show it.
            .register_encoded_file_descriptor_set(tonic_types::pb::FILE_DESCRIPTOR_SET)
    };
    let mut routes = Routes::new(health);
    if reflection {
        routes = routes
            .add_service(described().build_v1()?)
            .add_service(described().build_v1alpha()?);
    }
    Ok((routes.prepare(), OwnHealth(reporter)))
}

/// Says "serving" until the drain, and then "not serving".
pub(crate) struct OwnHealth(HealthReporter);

impl OwnHealth {
    pub(crate) async fn until(self, draining: CancellationToken) {
        self.0.set_service_status("", ServingStatus::Serving).await;
        draining.cancelled().await;
        self.0
            .set_service_status("", ServingStatus::NotServing)
            .await;
    }
}
