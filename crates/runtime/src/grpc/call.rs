//! One call as telemetry sees it: a span and a measurement, from the first header to the last byte.

use std::{
    collections::HashMap,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
    time::Instant,
};

use bytes::Bytes;
use http::{HeaderMap, Response};
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
use tokio::sync::OwnedSemaphorePermit;
use tonic::{Code, Status, body::Body};
use tracing::{Span, field::Empty, info_span};

use crate::{BoxError, trace};

/// Seconds; the buckets that OpenTelemetry's conventions give for RPCs.
const BUCKETS: [f64; 14] = [
    0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0,
];

/// Begins calls.
pub(super) struct Calls {
    /// By path. Whatever else a caller may make up shares one name, or it could fill our memory with new ones.
    methods: HashMap<String, Arc<str>>,
    unknown: Arc<str>,
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
            unknown: "_OTHER".into(),
            duration,
        })
    }

    /// A call begins: its span continues the caller's trace.
    pub(super) fn begin(&self, path: &str, headers: &HeaderMap) -> Call {
        let method = self.methods.get(path).unwrap_or(&self.unknown).clone();
        let span = info_span!(
            "rpc",
            otel.name = &*method,
            otel.kind = "server",
            otel.status_code = Empty,
            rpc.system.name = "grpc",
            rpc.method = &*method,
            rpc.response.status_code = Empty,
        );
        trace::set_parent_from_headers(&span, headers);
        Call {
            method,
            span,
            duration: self.duration.clone(),
            began: Instant::now(),
            ended: false,
        }
    }
}

fn methods(descriptors: &[u8]) -> Result<HashMap<String, Arc<str>>, BoxError> {
    let mut methods = HashMap::new();
    for file in FileDescriptorSet::decode(descriptors)?.file {
        for service in &file.service {
            for method in &service.method {
                let name = format!("{}.{}/{}", file.package(), service.name(), method.name());
                methods.insert(format!("/{name}"), name.into());
            }
        }
    }
    Ok(methods)
}

/// A call under way. A call that is dropped before it ends was given up by its caller.
pub(super) struct Call {
    method: Arc<str>,
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

    /// The call has an answer, or the first part of one. It ends with the status, which is in the headers of a refusal and in
    /// the trailers of anything else. The permit is given back then.
    pub(super) fn answer(
        mut self,
        response: Response<Body>,
        permit: Option<OwnedSemaphorePermit>,
    ) -> Response<Body> {
        if let Some(code) = code_in(response.headers()) {
            self.end(code);
            return response;
        }
        response.map(|body| {
            Body::new(Observed {
                body,
                call: self,
                _permit: permit,
            })
        })
    }
}

impl Drop for Call {
    fn drop(&mut self) {
        self.end(Code::Cancelled);
    }
}

/// A response body that tells the call how it ended, and works inside its span.
struct Observed {
    body: Body,
    call: Call,
    _permit: Option<OwnedSemaphorePermit>,
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
