//! The process as a service sees it while it starts.

use std::net::SocketAddr;

use opentelemetry::metrics::{Meter, MeterProvider};
use tokio::net::TcpListener;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{
    BoxError, ProcessConfig,
    admin::Readiness,
    grpc::{Grpc, Server},
    shutdown::Shutdown,
    tasks::{TaskOutcome, Tasks, watch},
    telemetry::Metrics,
};

/// What a service is given to start in: a place for its servers, its tasks, its readiness and its metrics.
#[derive(Debug)]
pub struct Process {
    pub(crate) name: &'static str,
    pub(crate) config: ProcessConfig,
    pub(crate) shutdown: Shutdown,
    pub(crate) tasks: Tasks,
    pub(crate) servers: TaskTracker,
    pub(crate) readiness: Readiness,
    pub(crate) metrics: Metrics,
    pub(crate) bound: Vec<(&'static str, SocketAddr)>,
}

impl Process {
    pub(crate) fn new(
        name: &'static str,
        config: ProcessConfig,
        stop: CancellationToken,
    ) -> Result<Self, BoxError> {
        let shutdown = Shutdown::requested_by(stop);
        Ok(Self {
            name,
            config,
            tasks: Tasks::new(shutdown.clone()),
            servers: TaskTracker::new(),
            readiness: Readiness::default(),
            metrics: Metrics::new(name)?,
            bound: Vec::new(),
            shutdown,
        })
    }

    /// The service's name, such as `baedal-order`.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// The sections that every process has.
    pub fn config(&self) -> &ProcessConfig {
        &self.config
    }

    /// Makes instruments that show up at `/metrics`.
    pub fn meter(&self) -> Meter {
        self.metrics.provider.meter(self.name)
    }

    /// A handle for spawning, to be cloned into use cases that leave work behind.
    pub fn tasks(&self) -> Tasks {
        self.tasks.clone()
    }

    /// Spawns a task that lives as long as the process; see [`Tasks::spawn`].
    pub fn spawn<F>(&self, name: &'static str, task: F)
    where
        F: Future<Output: TaskOutcome> + Send + 'static,
    {
        self.tasks.spawn(name, task);
    }

    /// Cancelled when background tasks should end: after the last call was answered.
    pub fn stopping(&self) -> CancellationToken {
        self.shutdown.stopping.clone()
    }

    /// Cancelled when servers should take no new calls, and streams that never end by themselves should end.
    pub fn draining(&self) -> CancellationToken {
        self.shutdown.draining.clone()
    }

    /// Adds a condition for being ready. It is asked every `admin.readiness_interval` and has as long to answer. Only what
    /// this process cannot do anything without belongs here: its own database.
    pub fn ready_when<C, F, E>(&mut self, name: &'static str, check: C)
    where
        C: Fn() -> F + Send + Sync + 'static,
        F: Future<Output = Result<(), E>> + Send + 'static,
        E: Into<BoxError>,
    {
        self.readiness.add(name, check);
    }

    /// Binds a port and says so in the one log line that tools wait for: message `listening` with `server.name`,
    /// `server.address` and `server.port`.
    pub async fn bind(
        &mut self,
        name: &'static str,
        listen: SocketAddr,
    ) -> Result<TcpListener, BoxError> {
        let listener = TcpListener::bind(listen)
            .await
            .map_err(|source| BindError {
                name,
                listen,
                source,
            })?;
        let bound = listener.local_addr()?;
        tracing::info!(
            server.name = name,
            server.address = %bound.ip(),
            server.port = bound.port(),
            "listening"
        );
        self.bound.push((name, bound));
        Ok(listener)
    }

    /// Serves gRPC on `grpc.listen`. Returns once the port is bound; the calls are answered in the background, until a stop
    /// has drained them.
    pub async fn serve(&mut self, grpc: Grpc) -> Result<(), BoxError> {
        let listener = self.bind("grpc", self.config.grpc.listen).await?;
        let server = Server::new(grpc, self).await?;
        self.spawn_server("grpc", server.run(listener, self.draining()));
        Ok(())
    }

    /// Runs a server of another kind. It must stop taking calls when [`Process::draining`] is cancelled and end when the last
    /// one is answered; it is cut off when `shutdown.drain` has passed. If it ends before that, the process stops.
    pub fn spawn_server<F>(&self, name: &'static str, server: F)
    where
        F: Future<Output: TaskOutcome> + Send + 'static,
    {
        let (draining, stopping) = (
            self.shutdown.draining.clone(),
            self.shutdown.stopping.clone(),
        );
        let server = watch(name, server, draining, self.shutdown.clone());
        self.servers.spawn(async move {
            tokio::select! {
                () = server => {}
                () = stopping.cancelled() => {
                    tracing::warn!(server.name = name, "cut off calls that did not end in time");
                }
            }
        });
    }
}

#[derive(Debug, thiserror::Error)]
#[error("cannot listen on {listen} for {name}")]
struct BindError {
    name: &'static str,
    listen: SocketAddr,
    source: std::io::Error,
}
