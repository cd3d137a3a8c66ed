//! A PostgreSQL of our own.
//!
//! PostgreSQL refuses to run as root. When we are root, it runs as an unprivileged user instead,
//! and where that user cannot reach the programs or the data (a clone under `/root`), both live in
//! `/var/tmp` under a name that is the same for every run of this workspace.

mod unprivileged;

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, bail};

use crate::guard::{Echo, OnEnd, Process, Signal, Spec};
use crate::port::Port;
use crate::tools::Tools;

pub use unprivileged::remove_data;
use unprivileged::{as_user, data_folder, is_root, reachable_tools, scratch_folder};

/// The database superuser.
pub const USER: &str = "baedal";

/// How to run the server.
pub struct Options {
    /// Where its data goes; `None` for a scratch folder that goes when the server does.
    pub data: Option<PathBuf>,
    /// Where it listens, on 127.0.0.1.
    pub port: Port,
    /// Whether a commit waits for the disk. Without, a power cut loses data; a crash does not.
    pub durable: bool,
    /// The most connections at a time.
    pub max_connections: u16,
    /// Sees the server's log.
    pub echo: Option<Echo>,
    /// Told whenever a server ends, whoever ended it.
    pub on_end: Option<OnEnd>,
}

/// A PostgreSQL that stops when this is dropped, or when this process dies.
pub struct Postgres {
    tools: Tools,
    user: Option<(u32, u32)>,
    data: PathBuf,
    scratch: Option<PathBuf>,
    options: Options,
    process: Option<Process>,
}

impl Postgres {
    /// Creates the data folder if it is new, starts the server, and waits until it is ready.
    pub fn start(tools: &Tools, options: Options) -> anyhow::Result<Self> {
        let user = is_root()?.then_some(unprivileged::USER);
        let tools = match user {
            Some(user) => reachable_tools(tools, user)?,
            None => tools.clone(),
        };
        let (data, scratch) = if let Some(wanted) = &options.data {
            (data_folder(wanted, user)?, None)
        } else {
            let scratch = scratch_folder(user)?;
            (scratch.join("data"), Some(scratch))
        };
        let mut postgres = Self {
            tools,
            user,
            data,
            scratch,
            options,
            process: None,
        };
        postgres.initialize()?;
        postgres.restart()?;
        Ok(postgres)
    }

    /// The URL of a database on this server.
    pub fn url(&self, database: &str) -> String {
        format!("postgres://{USER}@127.0.0.1:{}/{database}", self.port())
    }

    /// The port it listens on, the same after every restart.
    pub const fn port(&self) -> u16 {
        self.options.port.number()
    }

    /// Where the data is.
    pub fn data(&self) -> &Path {
        &self.data
    }

    /// Whether the server runs.
    pub fn is_running(&self) -> bool {
        self.process.as_ref().is_some_and(Process::is_running)
    }

    /// Stops the server in order; open connections are closed.
    pub fn stop(&mut self) {
        if let Some(process) = self.process.take() {
            process.stop(Signal::Int, Duration::from_secs(20));
        }
    }

    /// `kill -9`. The next start recovers from the log.
    pub fn kill(&mut self) {
        if let Some(process) = self.process.take() {
            process.kill();
        }
    }

    /// Starts the server on its port, stopping it before if it runs, and waits until it is ready.
    pub fn restart(&mut self) -> anyhow::Result<()> {
        self.stop();
        let mut last = String::new();
        // After a kill, the processes of the old server need a moment to notice; until then the
        // new one refuses to start. It waits for them by itself only in part.
        for pause_ms in [0, 50, 100, 200, 400, 800, 1_600, 3_200] {
            std::thread::sleep(Duration::from_millis(pause_ms));
            let process = Process::spawn(&self.server()).context("starting PostgreSQL")?;
            let ready = |line: &str| line.contains("database system is ready to accept");
            if process
                .wait_line(0, Duration::from_mins(1), ready)
                .is_some()
            {
                self.process = Some(process);
                return Ok(());
            }
            last = process.tail(20);
            let still_there = ["still in use", "lock file", "is another postmaster"];
            if !still_there.iter().any(|text| last.contains(text)) {
                break;
            }
        }
        bail!("PostgreSQL did not start on port {}:\n{last}", self.port())
    }

    /// Runs SQL in a database through `psql`, and answers its unaligned output.
    pub fn sql(&self, database: &str, sql: &str) -> anyhow::Result<String> {
        let output = Command::new(self.tools.postgres_program("psql"))
            .args(["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d"])
            .arg(self.url(database))
            .args(["-c", sql])
            .output()
            .context("starting psql")?;
        if !output.status.success() {
            bail!("psql: {}", String::from_utf8_lossy(&output.stderr).trim());
        }
        Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    }

    /// Creates the databases that are not there yet.
    pub fn create_databases(&self, names: &[&str]) -> anyhow::Result<()> {
        let there = self.sql("postgres", "SELECT datname FROM pg_database")?;
        for name in names
            .iter()
            .filter(|name| !there.lines().any(|line| line == **name))
        {
            self.sql("postgres", &format!("CREATE DATABASE \"{name}\""))?;
        }
        Ok(())
    }

    fn initialize(&self) -> anyhow::Result<()> {
        if self.data.join("PG_VERSION").exists() {
            return Ok(());
        }
        let mut command = Command::new(self.tools.postgres_program("initdb"));
        command
            .args(["--username", USER, "--auth", "trust", "--encoding", "UTF8"])
            .args([
                "--locale",
                "C",
                "--no-instructions",
                "--no-sync",
                "--pgdata",
            ])
            .arg(&self.data)
            .current_dir("/");
        as_user(&mut command, self.user);
        let output = command.output().context("starting initdb")?;
        if !output.status.success() {
            bail!(
                "initdb failed in {}:\n{}{}",
                self.data.display(),
                String::from_utf8_lossy(&output.stdout),
                String::from_utf8_lossy(&output.stderr)
            );
        }
        Ok(())
    }

    fn server(&self) -> Spec {
        let mut settings = vec![
            "listen_addresses=127.0.0.1".to_owned(),
            format!("max_connections={}", self.options.max_connections),
            "shared_buffers=128MB".to_owned(),
            "logging_collector=off".to_owned(),
            "log_destination=stderr".to_owned(),
            "log_checkpoints=off".to_owned(),
            "unix_socket_permissions=0700".to_owned(),
            // A socket's path may be 107 bytes long at most; the servers are used over TCP.
            format!(
                "unix_socket_directories={}",
                self.socket_folder().unwrap_or_default()
            ),
        ];
        if !self.options.durable {
            let fast = [
                "fsync=off",
                "synchronous_commit=off",
                "full_page_writes=off",
            ];
            settings.extend(fast.map(str::to_owned));
        }
        let mut args: Vec<OsString> = vec!["-D".into(), self.data.clone().into()];
        args.extend(["-p".into(), self.port().to_string().into()]);
        args.extend(
            settings
                .into_iter()
                .flat_map(|setting| ["-c".into(), setting.into()]),
        );
        let mut spec = Spec::new(self.tools.postgres_program("postgres")).args(args);
        spec.user = self.user;
        spec.echo.clone_from(&self.options.echo);
        spec.on_end.clone_from(&self.options.on_end);
        spec.orphan_signal = if self.scratch.is_some() {
            Signal::Quit
        } else {
            Signal::Int
        };
        spec.scratch.clone_from(&self.scratch);
        spec
    }

    fn socket_folder(&self) -> Option<String> {
        let folder = self.data.to_str()?;
        // The path is written into a list, where a comma separates and a quote quotes.
        (folder.len() < 80 && !folder.contains([',', '"', '\''])).then(|| folder.to_owned())
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        self.process = None;
        // The guard of a running server has done this; one that was stopped before has none.
        if let Some(scratch) = self.scratch.as_ref().filter(|scratch| scratch.exists()) {
            let _left_for_the_system = fs::remove_dir_all(scratch);
        }
    }
}
