//! One call as telemetry sees it: a span and a measurement, from the first header to the last byte.

use std::{
    collections::HashMap,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
    time::Instant,
};

use bytes::Bytes;
use http::{HeaderMap, Request, Response};
use http_body::{Body as HttpBody, Frame, SizeHint};
use opentelemetry::{
    KeyValue,
    metrics::{Histogram, Meter},
};
use opentelemetry_semantic_conventions::{
    attribute::{RPC_METHOD, RPC_RESPONSE_STATUS_CODE, RPC_SYSTEM_NAME},
    metric::RPC_SERVER_CALL_DURATION,
};
use prost::Message;
use prost_types::FileDescriptorSet;
use tokio::{
    sync::OwnedSemaphorePermit,
    time::{Sleep, sleep_until},
};
use tonic::{Code, Status, body::Body};
use tracing::{Span, field::Empty, info_span};

use super::{Deadline, guard::too_late};
use crate::{BoxError, rpc, trace};

/// Seconds; the buckets that OpenTelemetry's conventions give for RPCs.
const BUCKETS: [f64; 14] = [
    0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0,
];

/// What becomes of a caller's trace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Traces {
    /// It goes on here, and whether it is recorded is the caller's to say. For callers of our own.
    Continued,
    /// Another begins here and points at it, and whether that is recorded is ours to say. The caller's is not passed on.
    Linked,
}

/// What has to be known of a method.
#[derive(Clone)]
struct Method {
    name: Arc<str>,
    streams: bool,
}

/// Begins calls.
pub(super) struct Calls {
    /// By path. Whatever else a caller may make up shares one name, or it could fill our memory with new ones.
    methods: HashMap<String, Method>,
    unknown: Method,
    duration: Histogram<f64>,
}

impl Calls {
    pub(super) fn new(descriptors: &[u8], meter: &Meter) -> Result<Self, BoxError> {
        let duration = meter
            .f64_histogram(RPC_SERVER_CALL_DURATION)
            .with_unit("s")
            .with_description("How long calls took, from the first header to the last byte.")
            .with_boundaries(BUCKETS.to_vec())
            .build();
        Ok(Self {
            methods: methods(descriptors)?,
            unknown: Method {
                name: "_OTHER".into(),
                streams: false,
            },
            duration,
        })
    }

    /// A call begins: its span continues the caller's trace, or only points at it.
    pub(super) fn begin<B>(&self, request: &mut Request<B>, traces: Traces) -> Call {
        let path = request.uri().path();
        let Method { name, streams } = self.methods.get(path).unwrap_or(&self.unknown).clone();
        let span = info_span!(
            "rpc",
            otel.name = &*name,
            otel.kind = "server",
            otel.status_code = Empty,
            rpc.system.name = "grpc",
            rpc.method = &*name,
            rpc.response.status_code = Empty,
        );
        match traces {
            Traces::Continued => trace::set_parent_from_headers(&span, request.headers()),
            Traces::Linked => trace::link_from_headers(&span, request.headers_mut()),
        }
        Call {
            method: name,
            streams,
            span,
            duration: self.duration.clone(),
            began: Instant::now(),
            ended: false,
        }
    }
}

fn methods(descriptors: &[u8]) -> Result<HashMap<String, Method>, BoxError> {
    let mut methods = HashMap::new();
    for file in FileDescriptorSet::decode(descriptors)?.file {
        for service in &file.service {
            for method in &service.method {
                let name = format!("{}.{}/{}", file.package(), service.name(), method.name());
                let path = format!("/{name}");
                let streams = method.server_streaming();
                let name = name.into();
                methods.insert(path, Method { name, streams });
            }
        }
    }
    Ok(methods)
}

/// A call under way. A call that is dropped before it ends was given up by its caller.
pub(super) struct Call {
    method: Arc<str>,
    /// Whether answers go on after the first.
    pub(super) streams: bool,
    pub(super) span: Span,
    duration: Histogram<f64>,
    began: Instant,
    ended: bool,
}

impl Call {
    fn end(&mut self, code: Code) {
        if std::mem::replace(&mut self.ended, true) {
            return;
        }
        let name = code_name(code);
        self.span.record("rpc.response.status_code", name);
        if is_server_error(code) {
            self.span.record("otel.status_code", "ERROR");
        }
        self.duration.record(
            self.began.elapsed().as_secs_f64(),
            &[
                KeyValue::new(RPC_SYSTEM_NAME, "grpc"),
                KeyValue::new(RPC_METHOD, self.method.clone()),
                KeyValue::new(RPC_RESPONSE_STATUS_CODE, name),
            ],
        );
    }

    /// The call has no more than a status.
    pub(super) fn refuse(mut self, status: Status) -> Response<Body> {
        self.end(status.code());
        status.into_http()
    }

    /// The call has an answer, or the first part of one. It ends with the status, which is in the headers of a refusal and in
    /// the trailers of anything else, or when a stream has lasted until `ends`. The permit is given back then.
    pub(super) fn answer(
        mut self,
        response: Response<Body>,
        permit: OwnedSemaphorePermit,
        ends: Option<Deadline>,
    ) -> Response<Body> {
        if let Some(code) = code_in(response.headers()) {
            let has_details = response.headers().contains_key(Status::GRPC_STATUS_DETAILS);
            if code == Code::Unimplemented && !has_details {
                // A method that the service does not have: tonic says that without a reason.
                return self.refuse(unimplemented());
            }
            self.end(code);
            return response;
        }
        response.map(|body| {
            Body::new(Observed {
                body: Lasting::new(body, ends, permit),
                call: self,
            })
        })
    }
}

fn unimplemented() -> Status {
    rpc::problem(
        Code::Unimplemented,
        "UNIMPLEMENTED",
        "there is no such method here",
    )
    .into()
}

impl Drop for Call {
    fn drop(&mut self) {
        self.end(Code::Cancelled);
    }
}

/// A response body that tells the call how it ended, and works inside its span.
struct Observed {
    body: Lasting,
    call: Call,
}

impl HttpBody for Observed {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        let this = &mut *self;
        let frame = {
            let _entered = this.call.span.enter();
            ready!(Pin::new(&mut this.body).poll_frame(context))
        };
        match &frame {
            Some(Ok(frame)) => {
                if let Some(code) = frame.trailers_ref().and_then(code_in) {
                    this.call.end(code);
                }
            }
            Some(Err(status)) => this.call.end(status.code()),
            None => this.call.end(Code::Unknown),
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// A response body that has a permit for as long as it lasts, and may have to end by itself.
pub(super) struct Lasting {
    body: Body,
    ends: Option<Pin<Box<Sleep>>>,
    _permit: OwnedSemaphorePermit,
}

impl Lasting {
    pub(super) fn new(body: Body, ends: Option<Deadline>, permit: OwnedSemaphorePermit) -> Self {
        Self {
            body,
            ends: ends.map(|ends| Box::pin(sleep_until(ends.instant()))),
            _permit: permit,
        }
    }
}

impl HttpBody for Lasting {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        let this = &mut *self;
        let ends = this.ends.as_mut();
        if ends.is_some_and(|ends| ends.as_mut().poll(context).is_ready()) {
            this.ends = None;
            this.body = Body::empty();
            let mut trailers = HeaderMap::new();
            return Poll::Ready(Some(match too_late().add_header(&mut trailers) {
                Ok(()) => Ok(Frame::trailers(trailers)),
                Err(status) => Err(status),
            }));
        }
        Pin::new(&mut this.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

pub(crate) fn code_in(headers: &HeaderMap) -> Option<Code> {
    headers
        .get(Status::GRPC_STATUS)
        .map(|code| Code::from_bytes(code.as_bytes()))
}

/// The codes that say the server is at fault, as OpenTelemetry counts them. A refusal is an answer, not an error.
pub(crate) fn is_server_error(code: Code) -> bool {
    use Code::{DataLoss, DeadlineExceeded, Internal, Unavailable, Unimplemented, Unknown};
    matches!(
        code,
        Unknown | DeadlineExceeded | Unimplemented | Internal | Unavailable | DataLoss
    )
}

pub(crate) fn code_name(code: Code) -> &'static str {
    match code {
        Code::Ok => "OK",
        Code::Cancelled => "CANCELLED",
        Code::Unknown => "UNKNOWN",
        Code::InvalidArgument => "INVALID_ARGUMENT",
        Code::DeadlineExceeded => "DEADLINE_EXCEEDED",
        Code::NotFound => "NOT_FOUND",
        Code::AlreadyExists => "ALREADY_EXISTS",
        Code::PermissionDenied => "PERMISSION_DENIED",
        Code::ResourceExhausted => "RESOURCE_EXHAUSTED",
        Code::FailedPrecondition => "FAILED_PRECONDITION",
        Code::Aborted => "ABORTED",
        Code::OutOfRange => "OUT_OF_RANGE",
        Code::Unimplemented => "UNIMPLEMENTED",
        Code::Internal => "INTERNAL",
        Code::Unavailable => "UNAVAILABLE",
        Code::DataLoss => "DATA_LOSS",
        Code::Unauthenticated => "UNAUTHENTICATED",
    }
}
