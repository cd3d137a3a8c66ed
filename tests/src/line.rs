use std::task::{Context, Poll};

use baedal_dev::line;
use http::header::AUTHORIZATION;
use http::{HeaderValue, Request, Response};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use tonic::body::Body;
use tonic::transport::Endpoint;
use tonic_web::GrpcWebClientLayer;
use tower::util::BoxCloneSyncService;
use tower::{BoxError, Layer, Service, ServiceExt};

/// How a person's program speaks to the gateway.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protocol {
    /// gRPC over HTTP/2.
    Grpc,
    /// gRPC-Web over HTTP/1.1, as a browser does.
    GrpcWeb,
}

/// A person's line to the gateway: every call carries the person's token.
///
/// It is a service for every generated client, so that a test reads the same over both protocols.
#[derive(Clone)]
pub struct Line {
    transport: BoxCloneSyncService<Request<Body>, Response<Body>, BoxError>,
    authorization: Option<HeaderValue>,
    service_token: Option<HeaderValue>,
}

impl Line {
    /// Opens a line to `gateway` (`http://host:port`); without a token the caller is a stranger.
    pub fn open(gateway: &str, protocol: Protocol, token: Option<&str>) -> Self {
        let endpoint = line::endpoint(gateway).expect("a token may be sent there");
        let origin = endpoint.uri().clone();
        let transport = match protocol {
            Protocol::Grpc => {
                // How long a call may take is for the test to say.
                let channel = Endpoint::from(origin).connect_lazy();
                BoxCloneSyncService::new(channel.map_err(BoxError::from))
            }
            Protocol::GrpcWeb => {
                let client = Client::builder(TokioExecutor::new()).build(HttpConnector::new());
                let web = GrpcWebClientLayer::new().layer(client);
                BoxCloneSyncService::new(
                    web.map_request(move |request| at(&origin, request))
                        .map_response(|response: Response<_>| response.map(Body::new))
                        .map_err(BoxError::from),
                )
            }
        };
        let authorization = token.map(|token| {
            HeaderValue::try_from(format!("Bearer {token}")).expect("a token is visible ASCII")
        });
        Self {
            transport,
            authorization,
            service_token: None,
        }
    }

    /// Shows a service's token with every call.
    #[must_use]
    pub fn as_service(mut self, token: &str) -> Self {
        self.service_token = Some(HeaderValue::try_from(token).expect("a token is visible ASCII"));
        self
    }
}

/// A generated client knows only the path; a browser knows the origin.
fn at<B>(origin: &http::Uri, mut request: Request<B>) -> Request<B> {
    let mut parts = origin.clone().into_parts();
    parts.path_and_query = request.uri().path_and_query().cloned();
    *request.uri_mut() = http::Uri::from_parts(parts).expect("an origin and a path make a URI");
    request
}

impl Service<Request<Body>> for Line {
    type Response = Response<Body>;
    type Error = BoxError;
    type Future = <BoxCloneSyncService<Request<Body>, Response<Body>, BoxError> as Service<
        Request<Body>,
    >>::Future;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.transport.poll_ready(context)
    }

    fn call(&mut self, mut request: Request<Body>) -> Self::Future {
        if let Some(authorization) = &self.authorization {
            request
                .headers_mut()
                .insert(AUTHORIZATION, authorization.clone());
        }
        if let Some(token) = &self.service_token {
            request
                .headers_mut()
                .insert("baedal-service-token", token.clone());
        }
        self.transport.call(request)
    }
}
