//! What [`System`](super::System) does, on the calling thread.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::process::ExitStatus;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use anyhow::{Context, bail};

use super::part::{Part, Service};
use super::places::{Folder, Reserved, ServicePorts};
use super::probe::{all_at_once, wait_ready};
use super::settings::{Addresses, settings};
use super::{Options, PartEcho, PartEnd};
use crate::guard::{Echo, OnEnd, Process, Signal, Spec};
use crate::issuer::Issuer;
use crate::nats::{self, Nats};
use crate::postgres::{self, Postgres};
use crate::tools;

const START_LIMIT: Duration = Duration::from_mins(1);
/// Above the services' own grace.
const STOP_LIMIT: Duration = Duration::from_secs(12);

pub(super) struct Core {
    // In the order in which they are dropped: services, broker, database, folder.
    slots: Vec<Mutex<Slot>>,
    nats: Mutex<Option<Nats>>,
    postgres: Mutex<Option<Postgres>>,
    watch: Watch,
    binaries: std::path::PathBuf,
    ports: Vec<ServicePorts>,
    nats_url: String,
    postgres_url: String,
    issuer: Issuer,
    order_token: String,
    folder: Folder,
    _scratch: Option<tempfile::TempDir>,
}

#[derive(Default)]
struct Slot {
    process: Option<Arc<Process>>,
    env: BTreeMap<String, Option<String>>,
}

/// Who is told what.
struct Watch {
    echo: Option<PartEcho>,
    on_end: Option<PartEnd>,
    /// The parts that are meant to run: the death of one of these is news.
    wanted: Arc<Mutex<Vec<Part>>>,
}

impl Core {
    pub(super) fn start(options: Options) -> anyhow::Result<Self> {
        let progress = |text: &str| {
            if let Some(progress) = &options.progress {
                progress(text);
            }
        };
        let ports = Reserved::take(options.ports)?;
        let scratch = match options.data {
            Some(_) => None,
            None => Some(tempfile::Builder::new().prefix("baedal-run-").tempdir()?),
        };
        let path = options
            .data
            .as_deref()
            .or(scratch.as_ref().map(tempfile::TempDir::path));
        let folder = Folder::open(path.context("a data folder")?)?;
        let watch = Watch {
            echo: options.echo.clone(),
            on_end: options.on_end.clone(),
            wanted: Arc::default(),
        };

        let tools = tools::ensure()?;
        progress("starting PostgreSQL and nats-server");
        let postgres = Postgres::start(
            &tools,
            postgres::Options {
                data: scratch.is_none().then(|| folder.join("postgres")),
                port: ports.postgres,
                durable: options.durable,
                max_connections: 300,
                echo: watch.echo(Part::Postgres),
                on_end: watch.on_end(Part::Postgres),
            },
        )?;
        let nats = Nats::start(
            &tools,
            nats::Options {
                folder: folder.join("nats"),
                scratch: scratch.as_ref().map(|scratch| scratch.path().to_path_buf()),
                port: ports.nats,
                sync: options.nats_sync,
                echo: watch.echo(Part::Nats),
                on_end: watch.on_end(Part::Nats),
            },
        )?;
        let databases: Vec<&str> = Service::ALL
            .into_iter()
            .filter(|service| service.has_database())
            .map(Service::name)
            .collect();
        postgres.create_databases(&databases)?;
        watch.want(Part::Postgres);
        watch.want(Part::Nats);

        let core = Self {
            slots: Service::ALL.iter().map(|_| Mutex::default()).collect(),
            nats_url: nats.url(),
            postgres_url: postgres.url(""),
            nats: Mutex::new(Some(nats)),
            postgres: Mutex::new(Some(postgres)),
            watch,
            binaries: options.binaries,
            ports: ports.services,
            issuer: folder.issuer()?,
            order_token: folder.service_token(Service::Order)?,
            folder,
            _scratch: scratch,
        };
        for service in Service::ALL {
            for (name, value) in &options.env {
                core.set_env(service, name, Some(value));
            }
        }
        for (service, name, value) in &options.service_env {
            core.set_env(*service, name, Some(value));
        }
        progress("migrating the databases");
        let stored: Vec<Service> = Service::ALL
            .into_iter()
            .filter(|service| *service != Service::Gateway)
            .collect();
        all_at_once(&stored, |service| core.migrate(*service))?;
        progress("starting the services");
        for service in Service::ALL {
            core.spawn(service)?;
        }
        all_at_once(&Service::ALL, |service| {
            core.wait_ready(*service, START_LIMIT)?;
            progress(&format!("{service} is ready"));
            Ok(())
        })?;
        Ok(core)
    }

    pub(super) fn port(&self, service: Service) -> u16 {
        self.ports[service.index()].grpc.number()
    }

    pub(super) fn admin_port(&self, service: Service) -> u16 {
        self.ports[service.index()].admin.number()
    }

    pub(super) fn database_url(&self, service: Service) -> String {
        match service {
            Service::Notification => {
                format!(
                    "sqlite://{}",
                    self.folder.join("notification.sqlite").display()
                )
            }
            other => format!("{}{other}", self.postgres_url),
        }
    }

    pub(super) fn postgres_data(&self) -> std::path::PathBuf {
        lock(&self.postgres)
            .as_ref()
            .map(|server| server.data().to_path_buf())
            .unwrap_or_default()
    }

    pub(super) fn nats_url(&self) -> String {
        self.nats_url.clone()
    }

    pub(super) const fn issuer(&self) -> &Issuer {
        &self.issuer
    }

    pub(super) fn order_token(&self) -> &str {
        &self.order_token
    }

    pub(super) fn process(&self, service: Service) -> Option<Arc<Process>> {
        self.slot(service).process.clone()
    }

    pub(super) fn is_running(&self, part: Part) -> bool {
        match part {
            Part::Postgres => lock(&self.postgres)
                .as_ref()
                .is_some_and(Postgres::is_running),
            Part::Nats => lock(&self.nats).as_ref().is_some_and(Nats::is_running),
            Part::Service(service) => self
                .process(service)
                .is_some_and(|process| process.is_running()),
        }
    }

    pub(super) fn set_env(&self, service: Service, name: &str, value: Option<&str>) {
        self.slot(service)
            .env
            .insert(name.to_owned(), value.map(str::to_owned));
    }

    pub(super) fn stop(&self, part: Part) {
        self.watch.unwant(part);
        match part {
            Part::Postgres => lock(&self.postgres).iter_mut().for_each(Postgres::stop),
            Part::Nats => lock(&self.nats).iter_mut().for_each(Nats::stop),
            Part::Service(service) => {
                // Not under the slot's lock: a stop may take long, and a kill must get through.
                if let Some(process) = self.process(service) {
                    process.stop(Signal::Term, STOP_LIMIT);
                }
            }
        }
    }

    pub(super) fn kill(&self, part: Part) {
        self.watch.unwant(part);
        match part {
            Part::Postgres => lock(&self.postgres).iter_mut().for_each(Postgres::kill),
            Part::Nats => lock(&self.nats).iter_mut().for_each(Nats::kill),
            Part::Service(service) => {
                if let Some(process) = self.process(service) {
                    process.kill();
                }
            }
        }
    }

    pub(super) fn restart(&self, part: Part) -> anyhow::Result<()> {
        self.watch.unwant(part);
        match part {
            Part::Postgres => lock(&self.postgres)
                .iter_mut()
                .try_for_each(Postgres::restart)?,
            Part::Nats => lock(&self.nats).iter_mut().try_for_each(Nats::restart)?,
            Part::Service(service) => {
                self.stop(part);
                self.spawn(service)?;
                return self.wait_ready(service, START_LIMIT);
            }
        }
        self.watch.want(part);
        Ok(())
    }

    pub(super) fn wipe_nats(&self) -> anyhow::Result<()> {
        self.watch.unwant(Part::Nats);
        lock(&self.nats).iter_mut().try_for_each(|nats| {
            nats.wipe()?;
            nats.restart()
        })?;
        self.watch.want(Part::Nats);
        Ok(())
    }

    pub(super) fn spawn(&self, service: Service) -> anyhow::Result<()> {
        let mut spec = self.spec(service)?;
        spec.echo = self.watch.echo(Part::Service(service));
        spec.on_end = self.watch.on_end(Part::Service(service));
        let mut slot = self.slot(service);
        if slot
            .process
            .as_ref()
            .is_some_and(|process| process.is_running())
        {
            bail!("{service} runs already");
        }
        self.watch.want(Part::Service(service));
        slot.process = Some(Arc::new(
            Process::spawn(&spec).context("starting a service")?,
        ));
        Ok(())
    }

    pub(super) fn wait_ready(&self, service: Service, limit: Duration) -> anyhow::Result<()> {
        let process = self
            .process(service)
            .with_context(|| format!("{service} is not started"))?;
        wait_ready(&process, self.admin_port(service), limit).map_err(|problem| {
            anyhow::anyhow!("{service} did not start: {problem}\n{}", process.tail(30))
        })
    }

    pub(super) fn wait_end(&self, service: Service, limit: Duration) -> Option<ExitStatus> {
        self.process(service)?.wait(limit)
    }

    pub(super) fn stop_all(&self) {
        for part in Service::ALL.map(Part::Service) {
            self.watch.unwant(part);
        }
        // First the way in, so that nothing new comes while the others finish.
        self.stop(Service::Gateway.into());
        let _infallible = all_at_once(&Service::ALL, |service| {
            self.stop((*service).into());
            Ok(())
        });
        self.stop(Part::Nats);
        self.stop(Part::Postgres);
    }

    pub(super) fn kill_all(&self) {
        for service in Service::ALL {
            self.kill(service.into());
        }
    }

    fn migrate(&self, service: Service) -> anyhow::Result<()> {
        self.command(service, &["migrate"]).map(drop)
    }

    pub(super) fn command(&self, service: Service, args: &[&str]) -> anyhow::Result<Vec<String>> {
        let mut spec = self.spec(service)?;
        spec.args.extend(args.iter().map(Into::into));
        spec.echo = self.watch.echo(Part::Service(service));
        let process = Process::spawn(&spec).context("starting a command")?;
        let called = || format!("`{} {}`", service.program(), args.join(" "));
        match process.wait(START_LIMIT) {
            Some(status) if status.success() => Ok(process.lines()),
            Some(status) => bail!("{} ended with {status}:\n{}", called(), process.tail(30)),
            None => bail!("{} took too long:\n{}", called(), process.tail(30)),
        }
    }

    fn spec(&self, service: Service) -> anyhow::Result<Spec> {
        let program = self.binaries.join(service.program());
        if !program.exists() {
            bail!(
                "no {}: run `cargo build --workspace --bins` before",
                program.display()
            );
        }
        let mut spec = Spec::new(program);
        // Settings that lie around in our own environment are for us, not for seven services.
        spec.env = std::env::vars_os()
            .filter(|(name, _)| name.to_string_lossy().starts_with("BAEDAL_"))
            .map(|(name, _)| (name, None))
            .collect();
        let addresses = Addresses {
            grpc: &|service| self.port(service),
            admin: &|service| self.admin_port(service),
            database: &|service| self.database_url(service),
            nats: &self.nats_url,
            jwks_file: self.issuer.jwks_file(),
            signing_key_file: self.issuer.signing_key_file(),
            notification_database: &self.folder.join("notification.sqlite"),
            order_token: &self.order_token,
        };
        for (name, value) in settings(service, &addresses) {
            spec.env.push((name.into(), Some(value.into())));
        }
        for (name, value) in &self.slot(service).env {
            spec.env
                .push((name.into(), value.as_ref().map(OsString::from)));
        }
        Ok(spec)
    }

    fn slot(&self, service: Service) -> MutexGuard<'_, Slot> {
        lock(&self.slots[service.index()])
    }
}

impl Watch {
    fn want(&self, part: Part) {
        let mut wanted = lock(&self.wanted);
        if !wanted.contains(&part) {
            wanted.push(part);
        }
    }

    fn unwant(&self, part: Part) {
        lock(&self.wanted).retain(|wanted| *wanted != part);
    }

    fn echo(&self, part: Part) -> Option<Echo> {
        let echo = self.echo.clone()?;
        Some(Arc::new(move |line: &str| echo(part, line)))
    }

    fn on_end(&self, part: Part) -> Option<OnEnd> {
        let on_end = self.on_end.clone()?;
        let wanted = Arc::clone(&self.wanted);
        Some(Arc::new(move |status| {
            let is_news = lock(&wanted).contains(&part);
            if is_news {
                on_end(part, status);
            }
        }))
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
