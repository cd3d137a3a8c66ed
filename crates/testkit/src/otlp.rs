use std::collections::BTreeMap;
use std::fmt::Write;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use opentelemetry_proto::tonic::collector::trace::v1::trace_service_server::{
    TraceService, TraceServiceServer,
};
use opentelemetry_proto::tonic::collector::trace::v1::{
    ExportTraceServiceRequest, ExportTraceServiceResponse,
};
use opentelemetry_proto::tonic::common::v1::any_value::Value;
use opentelemetry_proto::tonic::common::v1::{AnyValue, KeyValue};
use opentelemetry_proto::tonic::trace::v1::Span;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tonic::transport::Server;
use tonic::transport::server::TcpIncoming;
use tonic::{Request, Response, Status};

/// A span as a process under test exported it.
#[derive(Debug, Clone)]
pub struct ReceivedSpan {
    /// The resource's `service.name`.
    pub service: String,
    /// 32 hex digits.
    pub trace_id: String,
    /// 16 hex digits.
    pub span_id: String,
    /// 16 hex digits; empty for the root of a trace.
    pub parent_span_id: String,
    /// The span's name.
    pub name: String,
    /// The number of OTLP's `SpanKind`: 1 internal, 2 server, 3 client, 4 producer, 5 consumer.
    pub kind: i32,
    /// The attributes, written as text.
    pub attributes: BTreeMap<String, String>,
    /// Trace and span ids of the links.
    pub links: Vec<(String, String)>,
}

/// Receives traces by OTLP over gRPC, and keeps them for questions.
pub struct OtlpReceiver {
    endpoint: String,
    spans: watch::Sender<Vec<ReceivedSpan>>,
    server: JoinHandle<()>,
}

impl OtlpReceiver {
    /// Starts on a port of its own; ends when dropped.
    pub async fn start() -> Self {
        let listener = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))
            .await
            .expect("a port for the receiver");
        let address = listener
            .local_addr()
            .expect("a bound listener has an address");
        let (spans, _) = watch::channel(Vec::new());
        let service = TraceServiceServer::new(Collector {
            spans: spans.clone(),
        });
        let server = tokio::spawn(async move {
            Server::builder()
                .add_service(service)
                .serve_with_incoming(TcpIncoming::from(listener))
                .await
                .expect("the receiver serves until it is dropped");
        });
        Self {
            endpoint: format!("http://{address}"),
            spans,
            server,
        }
    }

    /// For `telemetry.otlp_endpoint`.
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// All spans received so far.
    pub fn spans(&self) -> Vec<ReceivedSpan> {
        self.spans.borrow().clone()
    }

    /// Waits until the spans received so far answer the question; panics with their names after
    /// `limit`.
    pub async fn wait_for<T>(
        &self,
        limit: Duration,
        mut question: impl FnMut(&[ReceivedSpan]) -> Option<T>,
    ) -> T {
        let mut spans = self.spans.subscribe();
        let answer = timeout(limit, async {
            loop {
                let answer = question(&spans.borrow_and_update());
                if let Some(answer) = answer {
                    return answer;
                }
                spans
                    .changed()
                    .await
                    .expect("the sender lives as long as the receiver");
            }
        });
        match answer.await.ok() {
            Some(answer) => answer,
            None => panic!(
                "no answer within {limit:?} from these spans:\n{}",
                self.overview()
            ),
        }
    }

    fn overview(&self) -> String {
        self.spans
            .borrow()
            .iter()
            .fold(String::new(), |mut text, span| {
                let ReceivedSpan {
                    service,
                    name,
                    trace_id,
                    span_id,
                    parent_span_id,
                    ..
                } = span;
                let _infallible = writeln!(
                    text,
                    "{service}: {name} {trace_id}/{span_id} under {parent_span_id}"
                );
                text
            })
    }
}

impl Drop for OtlpReceiver {
    fn drop(&mut self) {
        self.server.abort();
    }
}

struct Collector {
    spans: watch::Sender<Vec<ReceivedSpan>>,
}

#[tonic::async_trait]
impl TraceService for Collector {
    async fn export(
        &self,
        request: Request<ExportTraceServiceRequest>,
    ) -> Result<Response<ExportTraceServiceResponse>, Status> {
        self.spans.send_modify(|kept| {
            for resource in request.into_inner().resource_spans {
                let attributes = attributes(resource.resource.unwrap_or_default().attributes);
                let service = attributes.get("service.name").cloned().unwrap_or_default();
                let spans = resource
                    .scope_spans
                    .into_iter()
                    .flat_map(|scope| scope.spans);
                kept.extend(spans.map(|span| received(&service, span)));
            }
        });
        Ok(Response::new(ExportTraceServiceResponse::default()))
    }
}

fn received(service: &str, span: Span) -> ReceivedSpan {
    ReceivedSpan {
        service: service.to_owned(),
        trace_id: hex(&span.trace_id),
        span_id: hex(&span.span_id),
        parent_span_id: hex(&span.parent_span_id),
        name: span.name,
        kind: span.kind,
        attributes: attributes(span.attributes),
        links: span
            .links
            .iter()
            .map(|link| (hex(&link.trace_id), hex(&link.span_id)))
            .collect(),
    }
}

fn attributes(pairs: Vec<KeyValue>) -> BTreeMap<String, String> {
    pairs
        .into_iter()
        .map(|pair| (pair.key, text(pair.value)))
        .collect()
}

fn text(value: Option<AnyValue>) -> String {
    match value.and_then(|value| value.value) {
        None => String::new(),
        Some(Value::StringValue(text)) => text,
        Some(Value::BoolValue(value)) => value.to_string(),
        Some(Value::IntValue(value)) => value.to_string(),
        Some(Value::DoubleValue(value)) => value.to_string(),
        Some(other) => format!("{other:?}"),
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut hex, byte| {
        let _infallible = write!(hex, "{byte:02x}");
        hex
    })
}
