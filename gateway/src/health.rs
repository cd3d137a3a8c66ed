//! `grpc.health.v1`: the gateway's own, and that of the services behind it.

use std::time::Duration;

use baedal_runtime::client::TracedChannel;
use tokio::{
    sync::Mutex,
    time::{Instant, timeout},
};
use tonic::{Request, Response, Status};
use tonic_health::{
    pb::{
        HealthCheckRequest, HealthCheckResponse, health_check_response::ServingStatus,
        health_client::HealthClient, health_server,
    },
    server::HealthService,
};

use crate::routes::{Destination, Upstream, destination};

/// How long a service has to say how it is.
const PATIENCE: Duration = Duration::from_secs(1);

/// How long its answer is good: anyone may ask here, and a service is not asked more often for that.
const FRESH: Duration = Duration::from_secs(1);

/// Answers for `""`, the gateway itself, and for each service that it routes to, by its full name.
pub(crate) struct Health {
    own: HealthService,
    probes: Vec<Probe>,
}

struct Probe {
    upstream: Upstream,
    channel: TracedChannel,
    /// Locked while the service is asked, so that it is asked once.
    last: Mutex<Option<(Instant, ServingStatus)>>,
}

impl Health {
    pub(crate) fn new(
        own: HealthService,
        channels: impl IntoIterator<Item = (Upstream, TracedChannel)>,
    ) -> Self {
        let probes = channels.into_iter().map(|(upstream, channel)| Probe {
            upstream,
            channel,
            last: Mutex::new(None),
        });
        Self {
            own,
            probes: probes.collect(),
        }
    }
}

impl Probe {
    async fn status(&self) -> ServingStatus {
        let mut last = self.last.lock().await;
        if let Some((at, status)) = *last
            && at.elapsed() < FRESH
        {
            return status;
        }
        let mut client = HealthClient::new(self.channel.clone());
        let asked = timeout(PATIENCE, client.check(HealthCheckRequest::default())).await;
        let status = match asked {
            Ok(Ok(answer)) => answer.into_inner().status(),
            _ => ServingStatus::NotServing,
        };
        *last = Some((Instant::now(), status));
        status
    }
}

#[tonic::async_trait]
impl health_server::Health for Health {
    type WatchStream = <HealthService as health_server::Health>::WatchStream;

    async fn check(
        &self,
        request: Request<HealthCheckRequest>,
    ) -> Result<Response<HealthCheckResponse>, Status> {
        let path = format!("/{}/", request.get_ref().service);
        match destination(&format!("{path}Any")) {
            Some(Destination::Upstream(upstream)) if is_known(&path) => {
                let probe = self.probes.iter().find(|probe| probe.upstream == upstream);
                let status = match probe {
                    Some(probe) => probe.status().await,
                    None => ServingStatus::ServiceUnknown,
                };
                Ok(Response::new(HealthCheckResponse {
                    status: status.into(),
                }))
            }
            // Served here, or by whichever service a call names.
            Some(Destination::Identity | Destination::Named(_)) => {
                let own = Request::new(HealthCheckRequest::default());
                self.own.check(own).await
            }
            _ => self.own.check(request).await,
        }
    }

    /// Only of the gateway itself: clients take `UNIMPLEMENTED` for "do not watch", as the protocol says.
    async fn watch(
        &self,
        request: Request<HealthCheckRequest>,
    ) -> Result<Response<Self::WatchStream>, Status> {
        if request.get_ref().service.is_empty() {
            return self.own.watch(request).await;
        }
        Err(Status::unimplemented(
            "only the gateway itself can be watched here",
        ))
    }
}

/// Whether the contracts have a service at this path.
fn is_known(path: &str) -> bool {
    static PATHS: std::sync::LazyLock<Vec<String>> = std::sync::LazyLock::new(|| {
        let methods = baedal_proto::access_rules().into_iter();
        methods.map(|method| method.path).collect()
    });
    PATHS.iter().any(|method| method.starts_with(path))
}
