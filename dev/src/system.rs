//! The whole system on one machine: servers, databases, and every process of ours.
//!
//! `make run` and the end-to-end tests start the same thing from here. All waiting happens on
//! threads of its own, so the methods can be awaited anywhere.

mod build;
mod core;
mod part;
mod places;
mod probe;
mod settings;

use std::process::ExitStatus;
use std::sync::Arc;
use std::time::Duration;

pub use self::build::{Profile, binaries_of_this_build, build};
use self::core::Core;
pub use self::part::{Part, Service};
pub use self::places::{Ports, wipe};
pub use self::probe::get;
use crate::issuer::Issuer;
use crate::nats::Sync;
use std::path::PathBuf;

/// Called with each line that a part writes.
pub type PartEcho = Arc<dyn Fn(Part, &str) + Send + std::marker::Sync>;
/// Called when a part ends that nobody asked to.
pub type PartEnd = Arc<dyn Fn(Part, ExitStatus) + Send + std::marker::Sync>;

/// Called with each step of a start.
pub type Progress = Arc<dyn Fn(&str) + Send + std::marker::Sync>;

/// How to run the system.
pub struct Options {
    /// Where data stays; `None` for a scratch folder that goes with the system.
    pub data: Option<PathBuf>,
    /// Which ports to take.
    pub ports: Ports,
    /// Where the programs are.
    pub binaries: PathBuf,
    /// Whether PostgreSQL waits for the disk.
    pub durable: bool,
    /// When nats-server waits for the disk.
    pub nats_sync: Sync,
    /// Settings for every process, by variable name, such as `BAEDAL_TELEMETRY__OTLP_ENDPOINT`.
    pub env: Vec<(String, String)>,
    /// Settings for one process.
    pub service_env: Vec<(Service, String, String)>,
    /// Sees what happens while it starts.
    pub progress: Option<Progress>,
    /// Sees every log line.
    pub echo: Option<PartEcho>,
    /// Sees every death.
    pub on_end: Option<PartEnd>,
}

impl Options {
    /// For a test: scratch data, free ports, the programs built next to the test.
    pub fn for_tests() -> Self {
        Self {
            data: None,
            ports: Ports::Random,
            binaries: binaries_of_this_build(),
            durable: false,
            nats_sync: Sync::Always,
            env: Vec::new(),
            service_env: Vec::new(),
            progress: None,
            echo: None,
            on_end: None,
        }
    }

    /// Adds a setting for every process.
    #[must_use]
    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.env.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Adds a setting for one process.
    #[must_use]
    pub fn service_env(mut self, service: Service, name: &str, value: &str) -> Self {
        self.service_env
            .push((service, name.to_owned(), value.to_owned()));
        self
    }
}

/// A running system; it stops when the last clone is dropped, or when this process dies.
#[derive(Clone)]
pub struct System {
    core: Arc<Core>,
}

impl System {
    /// Starts everything, and waits until all of it is ready.
    pub async fn start(options: Options) -> anyhow::Result<Self> {
        let core = blocking(move || Core::start(options)).await?;
        Ok(Self {
            core: Arc::new(core),
        })
    }

    /// The gateway, for clients: `http://127.0.0.1:…`.
    pub fn gateway_url(&self) -> String {
        self.url(Service::Gateway)
    }

    /// Where a process serves gRPC.
    pub fn url(&self, service: Service) -> String {
        format!("http://127.0.0.1:{}", self.port(service))
    }

    /// The port where a process serves gRPC.
    pub fn port(&self, service: Service) -> u16 {
        self.core.port(service)
    }

    /// The port of a process's probes and metrics.
    pub fn admin_port(&self, service: Service) -> u16 {
        self.core.admin_port(service)
    }

    /// The URL of a service's database; of the SQLite file for notification.
    pub fn database_url(&self, service: Service) -> String {
        self.core.database_url(service)
    }

    /// Where PostgreSQL keeps its files.
    pub fn postgres_data(&self) -> PathBuf {
        self.core.postgres_data()
    }

    /// Where the broker is.
    pub fn nats_url(&self) -> String {
        self.core.nats_url()
    }

    /// Signs tokens that the system accepts.
    pub fn issuer(&self) -> &Issuer {
        self.core.issuer()
    }

    /// A good token for an hour.
    pub fn token(&self, subject: &str, roles: &[&str]) -> String {
        self.core
            .issuer()
            .token(subject, roles, Duration::from_hours(1))
    }

    /// The secret by which order shows payment who it is.
    pub fn order_token(&self) -> &str {
        self.core.order_token()
    }

    /// Whether a part runs.
    pub fn is_running(&self, part: Part) -> bool {
        self.core.is_running(part)
    }

    /// Gives a process another setting (or, with `None`, takes it away) from its next start on.
    pub fn set_env(&self, service: Service, name: &str, value: Option<&str>) {
        self.core.set_env(service, name, value);
    }

    /// Stops a part in order.
    pub async fn stop(&self, part: impl Into<Part>) {
        let part = part.into();
        self.run(move |core| core.stop(part)).await;
    }

    /// `kill -9`.
    pub async fn kill(&self, part: impl Into<Part>) {
        let part = part.into();
        self.run(move |core| core.kill(part)).await;
    }

    /// Starts a part again, stopping it before if it runs, and waits until it is ready.
    pub async fn restart(&self, part: impl Into<Part>) -> anyhow::Result<()> {
        let part = part.into();
        self.run(move |core| core.restart(part)).await
    }

    /// Starts a process without waiting for it to be ready.
    pub async fn spawn(&self, service: Service) -> anyhow::Result<()> {
        self.run(move |core| core.spawn(service)).await
    }

    /// Waits until a process says that it is ready.
    pub async fn wait_ready(&self, service: Service, limit: Duration) -> anyhow::Result<()> {
        self.run(move |core| core.wait_ready(service, limit)).await
    }

    /// Waits until a process has ended by itself.
    pub async fn wait_end(&self, service: Service, limit: Duration) -> Option<ExitStatus> {
        self.run(move |core| core.wait_end(service, limit)).await
    }

    /// Kills nats-server, removes all its streams, and starts it again.
    pub async fn wipe_nats(&self) -> anyhow::Result<()> {
        self.run(Core::wipe_nats).await
    }

    /// A mark in a process's log; lines after it are found by [`Self::wait_line`]. A process that
    /// starts again has a new log, with marks from 0.
    pub fn mark(&self, service: Service) -> usize {
        self.core
            .process(service)
            .map_or(0, |process| process.mark())
    }

    /// Waits for a line after `mark` that holds `text`.
    pub async fn wait_line(
        &self,
        service: Service,
        mark: usize,
        text: &str,
        limit: Duration,
    ) -> Option<String> {
        let text = text.to_owned();
        self.run(move |core| {
            core.process(service)?
                .wait_line(mark, limit, |line| line.contains(&text))
        })
        .await
    }

    /// The lines a process has written since it started, the oldest ones dropped at some point.
    pub fn lines(&self, service: Service) -> Vec<String> {
        self.core
            .process(service)
            .map(|process| process.lines())
            .unwrap_or_default()
    }

    /// Asks for `path` on a process's admin port; answers head and body.
    pub async fn admin(&self, service: Service, path: &str) -> std::io::Result<String> {
        let (port, path) = (self.admin_port(service), path.to_owned());
        blocking(move || get(port, &path)).await
    }

    /// Runs a service's program with a subcommand and the settings of this system; answers what it printed, its log among it.
    pub async fn command(&self, service: Service, args: &[&str]) -> anyhow::Result<Vec<String>> {
        let args: Vec<String> = args.iter().map(|arg| (*arg).to_owned()).collect();
        self.run(move |core| {
            let args: Vec<&str> = args.iter().map(String::as_str).collect();
            core.command(service, &args)
        })
        .await
    }

    /// Stops everything in order: gateway, services, NATS, PostgreSQL.
    pub async fn stop_all(&self) {
        self.run(Core::stop_all).await;
    }

    /// Kills everything.
    pub fn kill_all(&self) {
        self.core.kill_all();
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce(&Core) -> T + Send + 'static) -> T {
        let core = Arc::clone(&self.core);
        blocking(move || work(&core)).await
    }
}

impl From<Service> for Part {
    fn from(service: Service) -> Self {
        Self::Service(service)
    }
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    match tokio::task::spawn_blocking(work).await {
        Ok(answer) => answer,
        Err(error) => std::panic::resume_unwind(error.into_panic()),
    }
}
