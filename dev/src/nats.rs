//! A nats-server of our own, with `JetStream` on disk.

pub mod users;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, bail};

use crate::guard::{Echo, OnEnd, Process, Signal, Spec};
use crate::port::Port;
use crate::tools::Tools;

/// When the server tells the disk to keep what it has acknowledged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sync {
    /// Before each acknowledgement.
    Always,
    /// At this interval; what came later is lost when the machine loses power.
    Every(Duration),
}

/// What a stream has stored, in a folder of its own each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stored {
    /// Its messages.
    Messages,
    /// Its durables and their positions.
    Durables,
}

impl Stored {
    const fn folder(self) -> &'static str {
        match self {
            Self::Messages => "msgs",
            Self::Durables => "obs",
        }
    }
}

/// How to run the server.
pub struct Options {
    /// Holds the configuration and the stored streams.
    pub folder: PathBuf,
    /// A folder that goes when this server does for good.
    pub scratch: Option<PathBuf>,
    /// Where it listens, on 127.0.0.1.
    pub port: Port,
    /// When it syncs.
    pub sync: Sync,
    /// Sees the server's log.
    pub echo: Option<Echo>,
    /// Told whenever a server ends, whoever ended it.
    pub on_end: Option<OnEnd>,
}

/// A nats-server that stops when this is dropped, or when this process dies.
pub struct Nats {
    program: PathBuf,
    options: Options,
    process: Option<Process>,
}

impl Nats {
    /// Starts a server and waits until it is ready.
    pub fn start(tools: &Tools, options: Options) -> anyhow::Result<Self> {
        let mut nats = Self {
            program: tools.nats_server.clone(),
            options,
            process: None,
        };
        nats.restart()?;
        Ok(nats)
    }

    /// What clients connect to.
    pub fn url(&self) -> String {
        format!("nats://127.0.0.1:{}", self.port())
    }

    /// The port it listens on, the same after every restart.
    pub const fn port(&self) -> u16 {
        self.options.port.number()
    }

    /// Whether the server runs.
    pub fn is_running(&self) -> bool {
        self.process.as_ref().is_some_and(Process::is_running)
    }

    /// Stops the server in order.
    pub fn stop(&mut self) {
        if let Some(process) = self.process.take() {
            process.stop(Signal::Term, Duration::from_secs(10));
        }
    }

    /// `kill -9`.
    pub fn kill(&mut self) {
        if let Some(process) = self.process.take() {
            process.kill();
        }
    }

    /// Kills the server and removes everything it has stored.
    pub fn wipe(&mut self) -> anyhow::Result<()> {
        self.kill();
        let store = self.store();
        if store.exists() {
            fs::remove_dir_all(&store).with_context(|| format!("removing {}", store.display()))?;
        }
        Ok(())
    }

    /// Stops the server, copies a part of what its streams have stored aside, and starts it again.
    pub fn keep(&mut self, stored: Stored) -> anyhow::Result<()> {
        self.stop();
        for stream in self.streams()? {
            let kept = self.kept(&stream, stored)?;
            if kept.exists() {
                fs::remove_dir_all(&kept)?;
            }
            copy(&stream.join(stored.folder()), &kept)?;
        }
        self.restart()
    }

    /// Stops the server and puts back what [`Self::keep`] copied, as a crash leaves it: messages and durables reach the disk each in
    /// their own time.
    pub fn put_back(&mut self, stored: Stored) -> anyhow::Result<()> {
        self.stop();
        for stream in self.streams()? {
            let folder = stream.join(stored.folder());
            fs::remove_dir_all(&folder)?;
            copy(&self.kept(&stream, stored)?, &folder)?;
        }
        Ok(())
    }

    /// Starts the server on its port, stopping it before if it runs, and waits until it is ready.
    pub fn restart(&mut self) -> anyhow::Result<()> {
        self.stop();
        fs::create_dir_all(self.store())?;
        let config = self.options.folder.join("nats-server.conf");
        fs::write(&config, self.config())?;
        let mut spec = Spec::new(&self.program).args(["--config".as_ref(), config.as_os_str()]);
        spec.echo.clone_from(&self.options.echo);
        spec.on_end.clone_from(&self.options.on_end);
        if self.options.scratch.is_some() {
            spec.scratch.clone_from(&self.options.scratch);
            spec.orphan_signal = Signal::Kill;
        }
        let process = Process::spawn(&spec).context("starting nats-server")?;
        let ready = |line: &str| line.contains("Server is ready");
        if process
            .wait_line(0, Duration::from_secs(30), ready)
            .is_none()
        {
            bail!(
                "nats-server did not start on port {}:\n{}",
                self.port(),
                process.tail(20)
            );
        }
        self.process = Some(process);
        Ok(())
    }

    fn store(&self) -> PathBuf {
        self.options.folder.join("store")
    }

    fn kept(&self, stream: &Path, stored: Stored) -> anyhow::Result<PathBuf> {
        let name = stream.file_name().context("a folder without a name")?;
        Ok(self
            .options
            .folder
            .join("kept")
            .join(name)
            .join(stored.folder()))
    }

    /// The folders of the streams in the one account there is.
    fn streams(&self) -> anyhow::Result<Vec<PathBuf>> {
        let folder = self.store().join("jetstream/$G/streams");
        let entries =
            fs::read_dir(&folder).with_context(|| format!("reading {}", folder.display()))?;
        Ok(entries
            .map(|entry| entry.map(|entry| entry.path()))
            .collect::<Result<_, _>>()?)
    }

    fn config(&self) -> String {
        let sync = match self.options.sync {
            Sync::Always => "always".to_owned(),
            Sync::Every(interval) => format!("{}ms", interval.as_millis()),
        };
        format!(
            "listen: \"127.0.0.1:{port}\"\n\
             jetstream {{\n  store_dir: {store}\n  sync_interval: {sync}\n}}\n",
            port = self.port(),
            store = quoted(&self.store()),
        )
    }
}

impl Drop for Nats {
    fn drop(&mut self) {
        self.process = None;
        // The guard of a running server has done this; one that was stopped before has none.
        if let Some(scratch) = self
            .options
            .scratch
            .as_ref()
            .filter(|scratch| scratch.exists())
        {
            let _left_for_the_system = fs::remove_dir_all(scratch);
        }
    }
}

fn copy(from: &Path, to: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from).with_context(|| format!("reading {}", from.display()))? {
        let entry = entry?;
        let to = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &to)?;
        } else {
            fs::copy(entry.path(), to)?;
        }
    }
    Ok(())
}

fn quoted(path: &Path) -> String {
    format!(
        "\"{}\"",
        path.display()
            .to_string()
            .replace('\\', "\\\\")
            .replace('"', "\\\"")
    )
}
