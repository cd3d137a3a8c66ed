//! Headers that stop here.

use std::task::{Context, Poll};

use baedal_auth::SERVICE_TOKEN_HEADER;
use http::{
    HeaderMap, HeaderName, HeaderValue, Request,
    header::{
        CONNECTION, CONTENT_LENGTH, COOKIE, EXPECT, HOST, PROXY_AUTHENTICATE, PROXY_AUTHORIZATION,
        TE, TRANSFER_ENCODING, UPGRADE,
    },
};
use tower::Service;

/// Of the connection, not of the call (RFC 9110, 7.6.1). `te: trailers` is put back: gRPC asks for it.
const HOP: [HeaderName; 8] = [
    CONNECTION,
    TRANSFER_ENCODING,
    UPGRADE,
    TE,
    EXPECT,
    PROXY_AUTHENTICATE,
    PROXY_AUTHORIZATION,
    HeaderName::from_static("keep-alive"),
];

/// Takes off what belongs to the connection, and whatever the header `connection` names.
fn remove_hop(headers: &mut HeaderMap) {
    let named: Vec<HeaderName> = headers
        .get_all(CONNECTION)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(|name| name.trim().parse().ok())
        .collect();
    for name in HOP.iter().chain(&named) {
        headers.remove(name);
    }
}

/// Takes off what steers a mesh from inside: `x-envoy-retry-on`, `x-envoy-upstream-rq-timeout-ms` and the like.
fn remove_mesh(headers: &mut HeaderMap) {
    let mesh: Vec<HeaderName> = headers
        .keys()
        .filter(|name| name.as_str().starts_with("x-envoy-"))
        .cloned()
        .collect();
    for name in mesh {
        headers.remove(name);
    }
}

/// What a service is told of a request.
fn clean_request(headers: &mut HeaderMap) {
    remove_hop(headers);
    remove_mesh(headers);
    // Only services have one, and they do not come through this door.
    headers.remove(SERVICE_TOKEN_HEADER);
    headers.remove(HOST);
    // Frames carry the length; a body that is cut short must not contradict its header.
    headers.remove(CONTENT_LENGTH);
    headers.remove(COOKIE);
    headers.insert(TE, HeaderValue::from_static("trailers"));
}

/// What a caller is told of a response.
pub(crate) fn clean_response(headers: &mut HeaderMap) {
    remove_hop(headers);
    remove_mesh(headers);
    headers.remove(CONTENT_LENGTH);
}

/// Cleans requests before anything looks at them for who is calling.
#[derive(Clone)]
pub(crate) struct FromOutside<S> {
    inner: S,
}

impl<S> FromOutside<S> {
    pub(crate) fn new(inner: S) -> Self {
        Self { inner }
    }
}

impl<S: Service<Request<B>>, B> Service<Request<B>> for FromOutside<S> {
    type Response = S::Response;
    type Error = S::Error;
    type Future = S::Future;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, mut request: Request<B>) -> S::Future {
        clean_request(request.headers_mut());
        self.inner.call(request)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_the_callers_to_say_goes_in() {
        let mut headers = HeaderMap::new();
        for (name, value) in [
            ("authorization", "Bearer t"),
            ("grpc-timeout", "1S"),
            ("baedal-service", "store"),
            ("traceparent", "00-…"),
            ("connection", "close, x-hop"),
            ("x-hop", "1"),
            ("keep-alive", "5"),
            ("te", "gzip"),
            ("baedal-service-token", "stolen"),
            ("x-envoy-max-retries", "9"),
            ("x-envoy-upstream-rq-timeout-ms", "1"),
            ("cookie", "a=b"),
        ] {
            headers.insert(
                name,
                HeaderValue::from_bytes(value.as_bytes()).expect("a value"),
            );
        }

        clean_request(&mut headers);

        let mut left: Vec<_> = headers.keys().map(HeaderName::as_str).collect();
        left.sort_unstable();
        assert_eq!(
            left,
            [
                "authorization",
                "baedal-service",
                "grpc-timeout",
                "te",
                "traceparent"
            ]
        );
        assert_eq!(headers["te"], "trailers");
    }
}
