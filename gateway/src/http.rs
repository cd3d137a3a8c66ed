//! Plain HTTP for people with curl: JSON under `/v1/`, by the `google.api.http` options of the contracts.
//!
//! A request becomes the gRPC call that it stands for and takes the way of all calls: token, limits, deadline, forwarding. Only
//! here are messages read and written; they are known from their descriptors alone, so a new field or method needs no code.

mod bind;
mod call;
mod events;
pub(crate) mod explain;
mod incoming;
#[cfg(test)]
mod round_trip;
mod status;
mod strict;
pub(crate) mod table;
mod template;

use std::{convert::Infallible, sync::Arc};

use baedal_proto::FILE_DESCRIPTOR_SET;
use baedal_runtime::{BoxError, config::GrpcConfig};
use bytes::Bytes;
use http::{
    HeaderValue, Method, Request, Response, StatusCode,
    header::{ALLOW, CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE},
};
use http_body_util::Full;
use prost_reflect::DescriptorPool;
use tonic::{Code, Status, body::Body};
use tower::{Service, ServiceExt, util::BoxCloneSyncService};

use crate::{openapi, shares::Held};

use self::{
    call::Messages,
    incoming::{Arrived, Incoming},
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
    max_bytes: usize,
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
                max_bytes: grpc.max_request_bytes,
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
            Ok((binding, values)) => (binding.clone(), values),
            Err(allowed) => return status::other_methods(&allowed),
        };
        if let Err(refusal) = incoming::judge(&parts.headers, &body) {
            return status::response(&refusal);
        }
        let arrived = Arrived::default();
        let message = Incoming {
            binding: binding.clone(),
            values: values.into_iter().map(str::to_owned).collect(),
            query: parts.uri.query().map(str::to_owned),
            headers: parts.headers.clone(),
            max_bytes: self.shared.max_bytes,
            arrived: arrived.clone(),
        };
        let call = call::request(
            &binding,
            message.read(body),
            &parts.headers,
            parts.extensions,
        );
        let response = match self.calls.oneshot(call).await {
            Ok(response) => response,
            Err(never) => match never {},
        };
        match answered(&binding, response).await {
            Ok(response) => response,
            Err(late) if late.code() == Code::DeadlineExceeded && !arrived.is_set() => {
                status::too_slow()
            }
            Err(refusal) => status::response(&refusal),
        }
    }

    fn openapi(&self, method: &Method) -> Response<Body> {
        match *method {
            Method::GET | Method::HEAD => {
                json_response(StatusCode::OK, self.shared.openapi.clone())
            }
            _ => status::other_methods(&[Method::GET, Method::HEAD]),
        }
    }
}

/// The call's answer as HTTP says it.
///
/// # Errors
/// The status of a call that did not end well.
async fn answered(binding: &Binding, response: Response<Body>) -> Result<Response<Body>, Status> {
    let extensions = response.extensions().clone();
    let messages = Messages::of(response, binding.rpc.output())?;
    if binding.rpc.is_server_streaming() {
        return Ok(events::response(messages, &binding.rpc.input()));
    }
    let (message, call) = messages.only().await?;
    // The call lasts until its answer has been taken, in whichever form.
    let mut response = json_response(StatusCode::OK, call::json(&message)?);
    *response.extensions_mut() = extensions;
    Ok(response.map(|body| Held::by(body, call)))
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
