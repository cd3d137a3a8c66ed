//! The command line that every process has.

use std::{path::PathBuf, pin::Pin, process::ExitCode};

use clap::{ArgMatches, CommandFactory, FromArgMatches, Parser, Subcommand};
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

    /// The port of `grpc.listen` where no setting names one, on every address: in a pod each service has it to itself.
    const DEFAULT_PORT: u16 = 50_051;

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

    /// What the program can be told to do besides; see [`Extra`].
    fn extras() -> Vec<Extra<Self::Config>> {
        Vec::new()
    }
}

/// A subcommand of a service's own: does one thing with the service's settings, and ends. Its log is that of the service;
/// what it has to say to whoever called it, it returns, and it is printed.
pub struct Extra<C> {
    command: clap::Command,
    run: Box<dyn FnOnce(C, ArgMatches) -> ExtraFuture>,
}

type ExtraFuture = Pin<Box<dyn Future<Output = Result<String, BoxError>> + Send>>;

impl<C> Extra<C> {
    /// `run`, called as `command` says.
    pub fn new<F>(command: clap::Command, run: impl FnOnce(C, ArgMatches) -> F + 'static) -> Self
    where
        F: Future<Output = Result<String, BoxError>> + Send + 'static,
    {
        Self {
            command,
            run: Box::new(move |config, matches| Box::pin(run(config, matches))),
        }
    }
}

impl<C> std::fmt::Debug for Extra<C> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Extra")
            .field("command", &self.command.get_name())
            .finish_non_exhaustive()
    }
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
}

#[derive(Debug, Subcommand)]
enum Builtin {
    /// Serve until told to stop (the default)
    Serve,
    /// Bring the database to the schema that this binary wants
    Migrate,
    /// Print the settings in effect, secrets left out
    Config,
}

/// What the program was told to do.
enum Command<C> {
    Builtin(Builtin),
    Extra(Box<Extra<C>>, ArgMatches),
}

/// Reads the command line; ends the process where it is wrong, or asks for help.
fn parse<S: Service>() -> (Args, Command<S::Config>) {
    let mut extras = S::extras();
    let all = Builtin::augment_subcommands(Args::command())
        .subcommands(extras.iter().map(|extra| extra.command.clone()));
    let matches = all.get_matches();
    let mut read = || {
        let args = Args::from_arg_matches(&matches)?;
        let Some((name, of_it)) = matches.subcommand() else {
            return Ok((args, Command::Builtin(Builtin::Serve)));
        };
        match extras
            .iter()
            .position(|extra| extra.command.get_name() == name)
        {
            Some(index) => {
                let extra = extras.swap_remove(index);
                Ok((args, Command::Extra(Box::new(extra), of_it.clone())))
            }
            None => {
                Builtin::from_arg_matches(&matches).map(|builtin| (args, Command::Builtin(builtin)))
            }
        }
    };
    read().unwrap_or_else(|error: clap::Error| error.exit())
}

/// Runs a service as this program. Exit code 0 after a stop that was asked for and went well, 1 otherwise.
pub fn main<S: Service>() -> ExitCode {
    let (args, command) = parse::<S>();
    let sources = Sources {
        defaults: vec![format!("grpc.listen=0.0.0.0:{}", S::DEFAULT_PORT)],
        file: args.config,
        set: args.set,
        ..Sources::default()
    };
    let settings = match Settings::<S::Config>::load(&sources.with_process_env()) {
        Ok(settings) => settings,
        Err(error) => return refuse(&error),
    };
    if let Command::Builtin(Builtin::Config) = command {
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

async fn run<S: Service>(command: Command<S::Config>, settings: Settings<S::Config>) -> ExitCode {
    let telemetry = match Telemetry::install(S::NAME, &settings.process.telemetry) {
        Ok(telemetry) => telemetry,
        Err(error) => return refuse(&*error),
    };
    let outcome = match command {
        Command::Builtin(Builtin::Migrate) => S::migrate(settings.service).await.map(|()| true),
        Command::Builtin(Builtin::Serve | Builtin::Config) => serve::<S>(settings).await,
        Command::Extra(extra, matches) => {
            (extra.run)(settings.service, matches).await.map(|said| {
                print(&said);
                true
            })
        }
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
