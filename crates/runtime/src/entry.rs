//! The command line that every process has.

use std::{path::PathBuf, process::ExitCode};

use clap::{Parser, Subcommand};
use serde::{Serialize, de::DeserializeOwned};
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio_util::sync::CancellationToken;

use crate::{
    BoxError, Process, chain,
    config::{Settings, Sources},
    launch::launch_until,
    telemetry::Telemetry,
};

/// A service: what it is called, what it can be told, and how it starts.
pub trait Service: 'static {
    /// The name in logs, traces and metrics: that of its package.
    const NAME: &'static str;

    /// The service's own sections of the settings, with `#[serde(deny_unknown_fields)]`. It is serialized to be printed, so
    /// secrets go into [`Secret`](crate::config::Secret) and [`SecretUrl`](crate::config::SecretUrl).
    type Config: DeserializeOwned + Serialize + Send;

    /// Brings the service's database to the schema that this binary wants. The `migrate` subcommand.
    fn migrate(config: Self::Config) -> impl Future<Output = Result<(), BoxError>> + Send;

    /// Wires the parts together and puts them into the process: servers with [`Process::serve`], tasks with
    /// [`Process::spawn`]. Returns when everything is under way; an error ends the process.
    fn start(
        config: Self::Config,
        process: &mut Process,
    ) -> impl Future<Output = Result<(), BoxError>> + Send;
}

#[derive(Debug, Parser)]
#[command(version, about, long_about = None)]
struct Args {
    /// TOML file with settings
    #[arg(long, env = "BAEDAL_CONFIG", global = true)]
    config: Option<PathBuf>,
    /// One setting, as `key.path=value`; overrules file and environment
    #[arg(long = "set", value_name = "KEY=VALUE", global = true)]
    set: Vec<String>,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Clone, Copy, Default, Subcommand)]
enum Command {
    /// Serve until told to stop (the default)
    #[default]
    Serve,
    /// Bring the database to the schema that this binary wants
    Migrate,
    /// Print the settings in effect, secrets left out
    Config,
}

/// Runs a service as this program. Exit code 0 after a stop that was asked for and went well, 1 otherwise.
pub fn main<S: Service>() -> ExitCode {
    let args = Args::parse();
    let sources = Sources {
        file: args.config,
        set: args.set,
        ..Sources::default()
    };
    let settings = match Settings::<S::Config>::load(&sources.with_process_env()) {
        Ok(settings) => settings,
        Err(error) => return refuse(&error),
    };
    let command = args.command.unwrap_or_default();
    if let Command::Config = command {
        return match settings.to_toml() {
            Ok(toml) => {
                print(&toml);
                ExitCode::SUCCESS
            }
            Err(error) => refuse(&error),
        };
    }
    match tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime.block_on(run::<S>(command, settings)),
        Err(error) => refuse(&error),
    }
}

async fn run<S: Service>(command: Command, settings: Settings<S::Config>) -> ExitCode {
    let telemetry = match Telemetry::install(S::NAME, &settings.process.telemetry) {
        Ok(telemetry) => telemetry,
        Err(error) => return refuse(&*error),
    };
    let outcome = match command {
        Command::Migrate => S::migrate(settings.service).await.map(|()| true),
        Command::Serve | Command::Config => serve::<S>(settings).await,
    };
    let code = match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            tracing::error!(error = %chain(&*error), "cannot go on");
            ExitCode::FAILURE
        }
    };
    // Last, whatever happened: the spans and lines about a failure are the ones that are needed most.
    telemetry.flush().await;
    code
}

async fn serve<S: Service>(settings: Settings<S::Config>) -> Result<bool, BoxError> {
    let stop = CancellationToken::new();
    let (interrupt, terminate) = (
        signal(SignalKind::interrupt())?,
        signal(SignalKind::terminate())?,
    );
    tokio::spawn(stop_on_signal(interrupt, terminate, stop.clone()));

    Ok(launch_until::<S>(settings, stop).await?.stopped().await)
}

/// The first signal asks for a stop. A second one is somebody who will not wait.
async fn stop_on_signal(mut interrupt: Signal, mut terminate: Signal, stop: CancellationToken) {
    let mut next = async || {
        tokio::select! {
            _ = interrupt.recv() => "SIGINT",
            _ = terminate.recv() => "SIGTERM",
        }
    };
    let first = next().await;
    tracing::info!(signal = first, "stopping");
    stop.cancel();
    let second = next().await;
    tracing::warn!(signal = second, "stopping at once");
    std::process::exit(130);
}

/// Says why the process does not start. There is no log yet: this goes where a person looks.
fn refuse(error: &(dyn std::error::Error + 'static)) -> ExitCode {
    use std::io::Write;

    // When even stderr is gone, the exit code has to say it alone.
    let _ = writeln!(std::io::stderr(), "error: {}", chain(error));
    ExitCode::FAILURE
}

fn print(text: &str) {
    use std::io::Write;

    // A reader that closed the pipe early (`… config | head`) has what it wanted.
    let _ = std::io::stdout().write_all(text.as_bytes());
}
