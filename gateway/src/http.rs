//! Plain HTTP for people with curl: JSON under `/v1/`, by the `google.api.http` options of the contracts.
//!
//! A request becomes the gRPC call that it stands for and takes the way of all calls: token, limits, deadline, forwarding. Only
//! here are messages read and written; they are known from their descriptors alone, so a new field or method needs no code.

mod bind;
mod call;
mod events;
pub(crate) mod explain;
#[cfg(test)]
mod round_trip;
mod status;
pub(crate) mod table;
mod template;

use std::{convert::Infallible, sync::Arc, time::Duration};

use baedal_proto::FILE_DESCRIPTOR_SET;
use baedal_runtime::{BoxError, config::GrpcConfig};
use bytes::Bytes;
use http::{
    HeaderMap, HeaderValue, Method, Request, Response, StatusCode,
    header::{ALLOW, CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE},
};
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use prost_reflect::DescriptorPool;
use tokio::{sync::Semaphore, time::timeout};
use tonic::body::Body;
use tower::{Service, ServiceExt, util::BoxCloneSyncService};

use crate::openapi;

use self::{
    call::Messages,
    table::{Binding, Table},
};

/// Where calls go once they are gRPC.
pub(crate) type Calls = BoxCloneSyncService<Request<Body>, Response<Body>, Infallible>;

const OPENAPI: &str = "/openapi.json";

/// Answers plain HTTP.
#[derive(Clone)]
pub(crate) struct Http {
    shared: Arc<Shared>,
    calls: Calls,
}

struct Shared {
    table: Table,
    openapi: Bytes,
    /// Requests whose bodies are being read. What comes after has limits of its own.
    arriving: Semaphore,
    max_bytes: usize,
    patience: Duration,
}

impl Http {
    /// # Errors
    /// A rule in the contracts that is not understood.
    pub(crate) fn new<S>(calls: S, grpc: &GrpcConfig) -> Result<Self, BoxError>
    where
        S: Service<Request<Body>, Response = Response<Body>, Error = Infallible>
            + Clone
            + Send
            + Sync
            + 'static,
        S::Future: Send + 'static,
    {
        let pool = DescriptorPool::decode(FILE_DESCRIPTOR_SET)?;
        Ok(Self {
            shared: Arc::new(Shared {
                table: Table::of_contracts(&pool)?,
                openapi: serde_json::to_vec(&openapi::document(&pool)?)?.into(),
                arriving: Semaphore::new(grpc.max_calls_in_flight),
                max_bytes: grpc.max_request_bytes,
                patience: grpc.max_deadline,
            }),
            calls: BoxCloneSyncService::new(calls),
        })
    }

    /// Whether a request with this path is answered here.
    pub(crate) fn owns(path: &str) -> bool {
        path.starts_with("/v1/") || path == OPENAPI
    }

    pub(crate) async fn answer(self, request: Request<Body>) -> Response<Body> {
        let is_head = request.method() == Method::HEAD;
        let response = if request.uri().path() == OPENAPI {
            self.openapi(request.method())
        } else {
            self.call(request).await
        };
        if is_head {
            without_body(response)
        } else {
            response
        }
    }

    async fn call(self, request: Request<Body>) -> Response<Body> {
        let (parts, body) = request.into_parts();
        let Some(found) = self.shared.table.find(parts.uri.path()) else {
            return status::no_such_path();
        };
        let (binding, values) = match found.by(&parts.method) {
            Ok(bound) => bound,
            Err(allowed) => return status::other_methods(&allowed),
        };
        let body = match self.shared.read(&parts.headers, body).await {
            Ok(body) => body,
            Err(refusal) => return refusal,
        };
        let message = bind::message(binding, &values, parts.uri.query(), &body);
        let mut message = match message {
            Ok(message) => message,
            Err(refusal) => return status::response(&refusal),
        };
        if binding.rpc.is_server_streaming() {
            events::resume(&mut message, &parts.headers);
        }
        let call = call::request(binding, &message, &parts.headers, parts.extensions);
        match call {
            Ok(call) => answered(binding, self.calls.oneshot(call).await).await,
            Err(refusal) => status::response(&refusal),
        }
    }

    fn openapi(&self, method: &Method) -> Response<Body> {
        match *method {
            Method::GET | Method::HEAD => {
                json_response(StatusCode::OK, self.shared.openapi.clone())
            }
            _ => status::other_methods(&[Method::GET]),
        }
    }
}

impl Shared {
    /// The whole body, if it is JSON and in time.
    async fn read(&self, headers: &HeaderMap, body: Body) -> Result<Bytes, Response<Body>> {
        let Ok(_permit) = self.arriving.try_acquire() else {
            return Err(status::response(&status::overloaded()));
        };
        let read = timeout(self.patience, Limited::new(body, self.max_bytes).collect()).await;
        let body = match read {
            Ok(Ok(body)) => body.to_bytes(),
            Ok(Err(error)) if error.is::<LengthLimitError>() => return Err(status::too_large()),
            Ok(Err(_)) | Err(_) => return Err(status::too_slow()),
        };
        if body.is_empty() || is_json(headers) {
            Ok(body)
        } else {
            Err(status::no_json())
        }
    }
}

async fn answered(
    binding: &Binding,
    response: Result<Response<Body>, Infallible>,
) -> Response<Body> {
    let response = match response {
        Ok(response) => response,
        Err(never) => match never {},
    };
    let messages = match Messages::of(response, binding.rpc.output()) {
        Ok(messages) => messages,
        Err(refusal) => return status::response(&refusal),
    };
    if binding.rpc.is_server_streaming() {
        return events::response(messages, &binding.rpc.input());
    }
    match messages
        .only()
        .await
        .and_then(|message| call::json(&message))
    {
        Ok(json) => json_response(StatusCode::OK, json),
        Err(refusal) => status::response(&refusal),
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let Some(value) = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
    else {
        return false;
    };
    let essence = value.split(';').next().unwrap_or_default();
    essence.trim().eq_ignore_ascii_case("application/json")
}

fn json_response(code: StatusCode, json: impl Into<Bytes>) -> Response<Body> {
    let mut response = Response::new(Body::new(Full::new(json.into())));
    *response.status_mut() = code;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(
        "x-content-type-options",
        HeaderValue::from_static("nosniff"),
    );
    response
}

/// What `HEAD` says of an answer to `GET`.
fn without_body(response: Response<Body>) -> Response<Body> {
    let (mut parts, body) = response.into_parts();
    if let Some(length) = http_body::Body::size_hint(&body).exact()
        && !parts.headers.contains_key(ALLOW)
    {
        parts.headers.insert(CONTENT_LENGTH, length.into());
    }
    Response::from_parts(parts, Body::empty())
}
