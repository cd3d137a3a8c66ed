//! The admin port: is the process alive, is it ready, what does it count. And the same answer for `grpc.health.v1`.
//!
//! `/livez` looks at nothing: a process that answers is alive, and killing it would not repair a database. `/readyz` says
//! what the last look at the process's own conditions found, so that a probe never waits for a database.

use std::{fmt, sync::Arc, time::Duration};

use axum::{
    Router,
    extract::State,
    http::{StatusCode, header::CONTENT_TYPE},
    response::IntoResponse,
    routing::get,
};
use futures_util::{
    FutureExt,
    future::{BoxFuture, join_all},
};
use tokio::{
    sync::watch,
    task::AbortHandle,
    time::{MissedTickBehavior, interval, timeout},
};
use tonic_health::{ServingStatus, server::HealthReporter};

use crate::{BoxError, Process, chain, shutdown::Shutdown, telemetry::Metrics};

/// Whether calls should be sent here.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Condition {
    Starting,
    Ready,
    /// These checks failed.
    Failing(Vec<&'static str>),
    Stopping,
}

type Check = Box<dyn Fn() -> BoxFuture<'static, Result<(), BoxError>> + Send + Sync>;

/// Looks at the conditions for being ready and tells whoever asks: load balancers by gRPC, the kubelet by HTTP.
pub(crate) struct Readiness {
    checks: Vec<(&'static str, Check)>,
    told: Told,
}

/// The two places where readiness is told.
#[derive(Clone)]
struct Told {
    condition: watch::Sender<Condition>,
    health: HealthReporter,
    services: Vec<&'static str>,
}

impl Default for Readiness {
    fn default() -> Self {
        let condition = watch::Sender::new(Condition::Starting);
        // The empty name stands for the whole server.
        let told = Told {
            condition,
            health: HealthReporter::new(),
            services: vec![""],
        };
        Self {
            checks: Vec::new(),
            told,
        }
    }
}

impl fmt::Debug for Readiness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Readiness")
            .field("condition", &*self.told.condition.borrow())
            .finish_non_exhaustive()
    }
}

impl Readiness {
    pub(crate) fn add<C, F, E>(&mut self, name: &'static str, check: C)
    where
        C: Fn() -> F + Send + Sync + 'static,
        F: Future<Output = Result<(), E>> + Send + 'static,
        E: Into<BoxError>,
    {
        self.checks.push((
            name,
            Box::new(move || check().map(|met| met.map_err(Into::into)).boxed()),
        ));
    }

    /// The reporter behind `grpc.health.v1`, told to answer for these services too. None of them serves yet.
    pub(crate) async fn health_for(&mut self, services: &[&'static str]) -> HealthReporter {
        self.told.services.extend(services);
        self.told.report(ServingStatus::NotServing).await;
        self.told.health.clone()
    }

    /// Looks once, so that a service that is ready says so when it has started, and from then on regularly.
    pub(crate) async fn watch(&mut self, every: Duration, shutdown: Shutdown) {
        let (checks, told) = (std::mem::take(&mut self.checks), self.told.clone());
        told.tell(look(&checks, every).await).await;
        tokio::spawn(async move {
            let mut ticks = interval(every);
            ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
            loop {
                tokio::select! {
                    biased;
                    () = shutdown.requested.cancelled() => return told.tell(Condition::Stopping).await,
                    _ = ticks.tick() => told.tell(look(&checks, every).await).await,
                }
            }
        });
    }
}

async fn look(checks: &[(&'static str, Check)], patience: Duration) -> Condition {
    let looks = checks.iter().map(async |(name, check)| {
        let error = match timeout(patience, check()).await {
            Ok(Ok(())) => return None,
            Ok(Err(error)) => chain(&*error),
            Err(_) => "no answer in time".to_owned(),
        };
        tracing::warn!(check.name = name, error = error, "not ready");
        Some(*name)
    });
    let failing: Vec<_> = join_all(looks).await.into_iter().flatten().collect();
    if failing.is_empty() {
        Condition::Ready
    } else {
        Condition::Failing(failing)
    }
}

impl Told {
    async fn tell(&self, now: Condition) {
        if *self.condition.borrow() == now {
            return;
        }
        let status = if now == Condition::Ready {
            ServingStatus::Serving
        } else {
            ServingStatus::NotServing
        };
        tracing::info!(condition = ?now, "readiness changed");
        self.condition.send_replace(now);
        self.report(status).await;
    }

    async fn report(&self, status: ServingStatus) {
        for service in &self.services {
            self.health.set_service_status(service, status).await;
        }
    }
}

#[derive(Clone)]
struct Admin {
    condition: watch::Receiver<Condition>,
    metrics: Metrics,
}

/// Binds the admin port and answers on it until the handle is aborted: to the very end of a stop, which is when a look at
/// the metrics is worth most.
pub(crate) async fn serve(process: &mut Process) -> Result<AbortHandle, BoxError> {
    let listener = process.bind("admin", process.config.admin.listen).await?;
    let state = Arc::new(Admin {
        condition: process.readiness.told.condition.subscribe(),
        metrics: process.metrics.clone(),
    });
    let routes = Router::new()
        .route("/livez", get(async || "alive\n"))
        .route("/readyz", get(readyz))
        .route("/metrics", get(metrics))
        .with_state(state);
    let shutdown = process.shutdown.clone();
    let server = tokio::spawn(async move {
        if let Err(error) = axum::serve(listener, routes).await {
            tracing::error!(error = %error, "the admin server failed, stopping");
            shutdown.fail();
        }
    });
    Ok(server.abort_handle())
}

async fn readyz(State(admin): State<Arc<Admin>>) -> impl IntoResponse {
    match &*admin.condition.borrow() {
        Condition::Ready => (StatusCode::OK, "ready\n".to_owned()),
        Condition::Starting => (StatusCode::SERVICE_UNAVAILABLE, "starting\n".to_owned()),
        Condition::Stopping => (StatusCode::SERVICE_UNAVAILABLE, "stopping\n".to_owned()),
        Condition::Failing(checks) => (
            StatusCode::SERVICE_UNAVAILABLE,
            format!("not ready: {}\n", checks.join(", ")),
        ),
    }
}

async fn metrics(State(admin): State<Arc<Admin>>) -> Result<impl IntoResponse, StatusCode> {
    admin
        .metrics
        .to_text()
        .map(|text| ([(CONTENT_TYPE, prometheus::TEXT_FORMAT)], text))
        .map_err(|error| {
            tracing::error!(error = %error, "metrics cannot be written");
            StatusCode::INTERNAL_SERVER_ERROR
        })
}
