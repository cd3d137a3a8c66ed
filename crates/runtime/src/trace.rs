//! W3C trace context as text, for the places a trace has to survive: a header, a database row, an event.

use opentelemetry::{
    Context,
    propagation::{Extractor, Injector, TextMapPropagator},
    trace::{SpanContext, TraceContextExt},
};
use opentelemetry_sdk::propagation::TraceContextPropagator;
use tracing::Span;
use tracing_opentelemetry::OpenTelemetrySpanExt;

const TRACEPARENT: &str = "traceparent";

/// The `traceparent` of the span we are in, to be stored or sent. `None` where nothing is traced.
pub fn current_traceparent() -> Option<String> {
    let mut carrier = Traceparent(None);
    TraceContextPropagator::new().inject_context(&Span::current().context(), &mut carrier);
    carrier.0
}

/// Makes `span` a child of the span that `traceparent` names. Text that is no trace context is ignored. Call it before the
/// span is first entered: its identity is settled then.
pub fn set_parent(span: &Span, traceparent: &str) {
    if let Some(parent) = parse(traceparent) {
        set_parent_context(span, Context::new().with_remote_span_context(parent));
    }
}

/// Points from `span` at the span that `traceparent` names, without becoming its child. Text that is no trace context is
/// ignored.
pub fn link(span: &Span, traceparent: &str) {
    if let Some(other) = parse(traceparent) {
        span.add_link(other);
    }
}

/// Reads the caller's trace context from the headers of a request and makes `span` its child.
pub fn set_parent_from_headers(span: &Span, headers: &http::HeaderMap) {
    let parent =
        TraceContextPropagator::new().extract_with_context(&Context::new(), &Headers(headers));
    if parent.span().span_context().is_valid() {
        set_parent_context(span, parent);
    }
}

/// Reads the caller's trace context from the headers of a request and takes it out of them: `span` points at it and begins a trace of
/// its own. For callers from outside, who have no say in what is recorded here, nor in which trace.
pub fn link_from_headers(span: &Span, headers: &mut http::HeaderMap) {
    if let Some(said) = headers.get(TRACEPARENT).and_then(|said| said.to_str().ok()) {
        link(span, said);
    }
    for name in [TRACEPARENT, "tracestate", "baggage"] {
        headers.remove(name);
    }
}

/// Writes the trace context of `span` into the headers of a request.
pub fn inject_into_headers(span: &Span, headers: &mut http::HeaderMap) {
    TraceContextPropagator::new().inject_context(&span.context(), &mut HeadersMut(headers));
}

fn set_parent_context(span: &Span, parent: Context) {
    // It fails where no OpenTelemetry layer is installed (unit tests) or the span is filtered out; then there is no trace.
    if let Err(error) = span.set_parent(parent) {
        tracing::trace!(error = %error, "span has no trace to continue");
    }
}

fn parse(traceparent: &str) -> Option<SpanContext> {
    let carrier = Traceparent(Some(traceparent.to_owned()));
    let context = TraceContextPropagator::new().extract_with_context(&Context::new(), &carrier);
    let parsed = context.span().span_context().clone();
    parsed.is_valid().then_some(parsed)
}

/// A carrier of `traceparent` alone: nobody here uses `tracestate`, and a row should not have to store it.
struct Traceparent(Option<String>);

impl Injector for Traceparent {
    fn set(&mut self, key: &str, value: String) {
        if key == TRACEPARENT {
            self.0 = Some(value);
        }
    }
}

impl Extractor for Traceparent {
    fn get(&self, key: &str) -> Option<&str> {
        if key == TRACEPARENT {
            self.0.as_deref()
        } else {
            None
        }
    }

    fn keys(&self) -> Vec<&str> {
        vec![TRACEPARENT]
    }
}

struct Headers<'a>(&'a http::HeaderMap);

impl Extractor for Headers<'_> {
    fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key)?.to_str().ok()
    }

    fn keys(&self) -> Vec<&str> {
        self.0.keys().map(http::HeaderName::as_str).collect()
    }
}

struct HeadersMut<'a>(&'a mut http::HeaderMap);

impl Injector for HeadersMut<'_> {
    fn set(&mut self, key: &str, value: String) {
        let name = http::HeaderName::try_from(key);
        let value = http::HeaderValue::try_from(value);
        if let (Ok(name), Ok(value)) = (name, value) {
            self.0.insert(name, value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_real_traceparent_is_followed() {
        assert!(parse("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01").is_some());
        assert!(parse("00-00000000000000000000000000000000-b7ad6b7169203331-01").is_none());
        assert!(parse("nonsense").is_none());
    }

    #[test]
    fn without_tracing_there_is_no_traceparent() {
        assert_eq!(current_traceparent(), None);
    }
}
