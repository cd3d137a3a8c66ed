//! What a process tells about itself: log lines on stdout, spans to a collector, numbers at `/metrics`.

mod json;

use std::{io::IsTerminal, time::Duration};

use opentelemetry::{KeyValue, global, trace::TracerProvider};
use opentelemetry_otlp::{SpanExporter, WithExportConfig};
use opentelemetry_sdk::{
    Resource,
    metrics::SdkMeterProvider,
    propagation::TraceContextPropagator,
    trace::{Sampler, SdkTracerProvider},
};
use opentelemetry_semantic_conventions::attribute::SERVICE_NAMESPACE;
use prometheus::{Encoder, Registry, TextEncoder};
use tracing::{Level, Metadata, Subscriber};
use tracing_subscriber::{
    Layer,
    filter::Targets,
    layer::{Context, SubscriberExt},
    util::SubscriberInitExt,
};

use crate::{
    BoxError,
    config::{LogFormat, TelemetryConfig},
};

/// How long spans may take to reach the collector: on their way, and at the end.
const EXPORT_TIMEOUT: Duration = Duration::from_secs(3);

/// The program's logs and traces. One per program, held to its end.
#[derive(Debug)]
pub struct Telemetry {
    traces: SdkTracerProvider,
}

impl Telemetry {
    /// Starts logging and tracing for the whole program, and logs panics from here on. Must be called inside a tokio runtime,
    /// once.
    pub fn install(service: &'static str, config: &TelemetryConfig) -> Result<Self, BoxError> {
        let traces = tracer_provider(service, config)?;
        let spans = tracing_opentelemetry::layer()
            .with_tracer(traces.tracer(service))
            .with_location(false)
            .with_threads(false)
            .with_tracked_inactivity(false);
        let lines = match config.log_format {
            LogFormat::Json => json::JsonLines::new(service).boxed(),
            LogFormat::Pretty => tracing_subscriber::fmt::layer()
                .with_ansi(std::io::stdout().is_terminal())
                .boxed(),
        };
        tracing_subscriber::registry()
            .with(spans)
            .with(lines)
            .with(Gate {
                lines: config.log.parse()?,
            })
            .try_init()?;
        global::set_text_map_propagator(TraceContextPropagator::new());
        std::panic::set_hook(Box::new(log_panic));
        Ok(Self { traces })
    }

    /// Sends what is not sent yet. Takes a few seconds at most, and the collector's absence is only worth a line.
    pub async fn flush(self) {
        let flushed =
            tokio::task::spawn_blocking(move || self.traces.shutdown_with_timeout(EXPORT_TIMEOUT))
                .await;
        if let Ok(Err(error)) = flushed {
            tracing::warn!(error = %error, "the last spans were lost");
        }
    }
}

fn tracer_provider(
    service: &'static str,
    config: &TelemetryConfig,
) -> Result<SdkTracerProvider, BoxError> {
    let sampler = Sampler::ParentBased(Box::new(Sampler::TraceIdRatioBased(config.sample_ratio)));
    let provider = SdkTracerProvider::builder()
        .with_resource(resource(service))
        .with_sampler(sampler);
    let Some(endpoint) = &config.otlp_endpoint else {
        return Ok(provider.build());
    };
    let exporter = SpanExporter::builder()
        .with_tonic()
        .with_endpoint(endpoint)
        .with_timeout(EXPORT_TIMEOUT)
        .build()?;
    Ok(provider.with_batch_exporter(exporter).build())
}

/// What spans and numbers are of: the name that `OTEL_SERVICE_NAME` gives, since whoever deploys a process knows under which
/// one it is looked for, or our own; and what `OTEL_RESOURCE_ATTRIBUTES` adds.
fn resource(service: &'static str) -> Resource {
    let deployed_as = std::env::var("OTEL_SERVICE_NAME").ok();
    let name = deployed_as.filter(|name| !name.is_empty());
    Resource::builder()
        .with_service_name(name.unwrap_or_else(|| service.to_owned()))
        .with_attribute(KeyValue::new(SERVICE_NAMESPACE, "baedal"))
        .build()
}

/// What is recorded at all: lines as the settings say, and our own spans whatever they say. Quieter logs must not tear traces
/// apart, and the exporter's own HTTP spans must not be exported.
///
/// One gate for all layers, and not a filter for each: a library that asks `tracing::enabled!` (sqlx does after every
/// statement) leaves a per-layer "no" behind in the thread, which swallows the next line or span that is on.
struct Gate {
    lines: Targets,
}

impl<S: Subscriber> Layer<S> for Gate {
    fn enabled(&self, metadata: &Metadata<'_>, _: Context<'_, S>) -> bool {
        if metadata.is_span() {
            *metadata.level() <= Level::INFO && metadata.target().starts_with("baedal")
        } else {
            self.lines.would_enable(metadata.target(), metadata.level())
        }
    }
}

/// A panic becomes a log line like any other. What was panicked with may hold data, and is ours to keep clean.
fn log_panic(panic: &std::panic::PanicHookInfo<'_>) {
    let text = panic.payload_as_str().unwrap_or("(no text)");
    let place = panic
        .location()
        .map(ToString::to_string)
        .unwrap_or_default();
    tracing::error!(error = text, code.location = place, "panic");
}

/// The numbers of one process, with a registry of its own, so that several processes can live in one test program.
#[derive(Debug, Clone)]
pub(crate) struct Metrics {
    pub(crate) provider: SdkMeterProvider,
    registry: Registry,
}

impl Metrics {
    pub(crate) fn new(service: &'static str) -> Result<Self, BoxError> {
        let registry = Registry::new();
        let reader = opentelemetry_prometheus::exporter()
            .with_registry(registry.clone())
            .scope_info_enabled(false)
            .build()?;
        let provider = SdkMeterProvider::builder()
            .with_resource(resource(service))
            .with_reader(reader)
            .build();
        // Libraries that are handed no `Process` tell their numbers to the global meter.
        opentelemetry::global::set_meter_provider(provider.clone());
        Ok(Self { provider, registry })
    }

    /// All numbers in Prometheus' text format.
    pub(crate) fn to_text(&self) -> prometheus::Result<Vec<u8>> {
        let mut text = Vec::new();
        TextEncoder::new().encode(&self.registry.gather(), &mut text)?;
        Ok(text)
    }
}
