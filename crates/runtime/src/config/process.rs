//! The sections that every process has. The defaults are those of a pod; a development machine overrides the ports.

use std::{
    net::{Ipv4Addr, SocketAddr},
    time::Duration,
};

use serde::{Deserialize, Serialize};

/// What every process can be told, whatever its service.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct ProcessConfig {
    /// `[grpc]`: the port that calls come in on, and its limits.
    pub grpc: GrpcConfig,
    /// `[admin]`: the port for probes and metrics.
    pub admin: AdminConfig,
    /// `[telemetry]`: logs and traces.
    pub telemetry: TelemetryConfig,
    /// `[shutdown]`: how long a stop may take.
    pub shutdown: ShutdownConfig,
    /// `[mesh]`: what stands beside the process.
    pub mesh: MeshConfig,
}

impl ProcessConfig {
    /// The names of the sections above: everything else in the settings belongs to the service.
    pub(crate) const SECTIONS: [&str; 5] = ["grpc", "admin", "telemetry", "shutdown", "mesh"];

    /// For a process inside a test: free ports on the loopback, and a short grace.
    pub fn for_tests() -> Self {
        let anywhere = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        Self {
            grpc: GrpcConfig {
                listen: anywhere,
                ..GrpcConfig::default()
            },
            admin: AdminConfig {
                listen: anywhere,
                ..AdminConfig::default()
            },
            shutdown: ShutdownConfig {
                drain: Duration::from_secs(5),
                grace: Duration::from_secs(10),
                ..ShutdownConfig::default()
            },
            ..Self::default()
        }
    }
}

/// The gRPC server. Every limit is there so that one caller cannot take the process from the others.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct GrpcConfig {
    /// Address and port to listen on; port 0 takes a free one, which the log line `listening` names.
    pub listen: SocketAddr,
    /// The longest a call may take, and what a call without a deadline of its own gets. Ends at the first answer of a stream, which
    /// goes on for as long as its caller's own deadline allows.
    #[serde(with = "super::duration")]
    pub max_deadline: Duration,
    /// Calls worked on at once, over all connections; one more is answered `UNAVAILABLE` at once.
    pub max_calls_in_flight: usize,
    /// Streams of answers open at once, over all connections; one more is answered `UNAVAILABLE` at once. They are counted apart: who
    /// watches for half an hour must not keep out those who call for a moment.
    pub max_open_streams: usize,
    /// How long an answer that was sent may lie unread. Then its stream is cut off; where nothing at all is read, the connection is.
    #[serde(with = "super::duration")]
    pub max_stall: Duration,
    /// Calls at once on one connection; HTTP/2 makes the client wait with more.
    pub max_streams_per_connection: u32,
    /// The largest request, in bytes; a larger one is `RESOURCE_EXHAUSTED`. A request is held in memory until it is answered, so
    /// this times `max_calls_in_flight` is what a process may need for them.
    pub max_request_bytes: usize,
    /// The largest header block, in bytes.
    pub max_header_bytes: u32,
    /// How long a connection lives before its client is asked to come again, so that load spreads to new pods. Calls that are
    /// on it end there.
    #[serde(with = "super::duration")]
    pub max_connection_age: Duration,
    /// How often a silent connection is asked whether it is alive.
    #[serde(with = "super::duration")]
    pub keepalive_interval: Duration,
    /// How long it may take to answer that.
    #[serde(with = "super::duration")]
    pub keepalive_timeout: Duration,
    /// Whether the server tells what it serves (reflection v1 and v1alpha).
    pub reflection: bool,
}

impl Default for GrpcConfig {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::UNSPECIFIED, 50051)),
            max_deadline: Duration::from_secs(15),
            max_calls_in_flight: 2_048,
            max_open_streams: 1_024,
            max_stall: Duration::from_secs(15),
            max_streams_per_connection: 256,
            max_request_bytes: 64 << 10,
            max_header_bytes: 16 << 10,
            max_connection_age: Duration::from_mins(30),
            keepalive_interval: Duration::from_secs(20),
            keepalive_timeout: Duration::from_secs(10),
            reflection: true,
        }
    }
}

/// The admin server: `/livez`, `/readyz`, `/metrics`. It must not be reachable from outside.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct AdminConfig {
    /// Address and port to listen on; port 0 takes a free one, which the log line `listening` names.
    pub listen: SocketAddr,
    /// How often readiness is looked at, and how long one look may take.
    #[serde(with = "super::duration")]
    pub readiness_interval: Duration,
}

impl Default for AdminConfig {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::UNSPECIFIED, 9090)),
            readiness_interval: Duration::from_secs(1),
        }
    }
}

/// Logs and traces.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct TelemetryConfig {
    /// What is logged, as `target=level` directives: `info`, `info,baedal_order=debug`.
    pub log: String,
    /// How a log line is written.
    pub log_format: LogFormat,
    /// Where traces go, as OTLP over gRPC (`http://collector:4317`). Without it they are only continued, not exported.
    pub otlp_endpoint: Option<String>,
    /// The share of new traces that is recorded, 0 to 1. A caller's decision goes before ours.
    pub sample_ratio: f64,
}

impl Default for TelemetryConfig {
    fn default() -> Self {
        Self {
            log: "info".to_owned(),
            log_format: LogFormat::Json,
            otlp_endpoint: None,
            sample_ratio: 1.0,
        }
    }
}

/// How a log line is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// One JSON object a line, for machines.
    Json,
    /// Coloured text, for people.
    Pretty,
}

/// How a process stops.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct ShutdownConfig {
    /// How long to go on serving after saying "not ready", until load balancers have heard of it.
    #[serde(with = "super::duration::or_zero")]
    pub delay: Duration,
    /// How long calls in flight may take to end. What is still open then is cut.
    #[serde(with = "super::duration::or_zero")]
    pub drain: Duration,
    /// How long the whole stop may take, `delay` and `drain` included. Below the pod's termination grace period.
    #[serde(with = "super::duration")]
    pub grace: Duration,
}

impl Default for ShutdownConfig {
    fn default() -> Self {
        Self {
            delay: Duration::ZERO,
            drain: Duration::from_secs(15),
            grace: Duration::from_secs(25),
        }
    }
}

/// What stands beside the process.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct MeshConfig {
    /// Says that a sidecar takes the calls of this process and balances them; empty where there is none. The chart gives the label that
    /// Istio puts on a pod together with the sidecar (`security.istio.io/tlsMode`).
    pub sidecar: String,
}

impl MeshConfig {
    /// Whether there is a sidecar.
    pub fn has_sidecar(&self) -> bool {
        !self.sidecar.is_empty()
    }
}
