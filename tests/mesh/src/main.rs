//! The chart and the mesh's policy, tried on a real cluster: the one that KUBECONFIG names. See `--help`.

mod cases;
mod cluster;
mod freeze;
mod load;
mod people;
mod policy;
mod probe;
mod release;
mod report;
mod stand_in;

use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use clap::{Args, Parser, Subcommand};
use tokio::time::{Instant, timeout};

use crate::cases::{CASES, Stage};
use crate::cluster::Cluster;
use crate::people::Town;
use crate::release::Release;
use crate::report::{Report, seconds};

/// All cases together.
const LIMIT: Duration = Duration::from_mins(20);

/// Tries Baedal on a cluster.
#[derive(Parser)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Installs, runs the cases, prints what it measured, and uninstalls
    Run(RunArgs),
    /// Prints istio/authorization.yaml as the contracts want it
    Policy,
    /// Inside of a pod: makes calls (TARGET=METHOD) and prints what came of each
    Probe { calls: Vec<String> },
    /// Inside of a pod: stands in for payment, failing at first
    StandIn {
        /// Seconds
        #[arg(long)]
        failing_for: u64,
    },
    /// Inside of a pod: stops the process of that name
    Freeze { name: String },
}

#[derive(Args)]
struct RunArgs {
    /// Only these cases
    #[arg(long, value_delimiter = ',')]
    only: Vec<String>,
    /// A namespace that this may delete
    #[arg(long, default_value = "baedal-test")]
    namespace: String,
    /// What image names begin with
    #[arg(long, default_value = "localhost/baedal")]
    repository: String,
    /// Their tag
    #[arg(long, default_value = "test")]
    tag: String,
    /// The tag of another version, to upgrade to
    #[arg(long)]
    next_tag: Option<String>,
    /// Settings of the chart: `postgresql.image=…`
    #[arg(long = "set")]
    settings: Vec<String>,
    /// Leave the installation there
    #[arg(long)]
    keep: bool,
    /// Go on with an installation that was kept
    #[arg(long)]
    reuse: bool,
}

fn main() -> ExitCode {
    let command = Cli::parse().command;
    let done = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime.block_on(obey(command)),
        Err(error) => Err(error.into()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("mesh: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn obey(command: Command) -> Result<()> {
    match command {
        Command::Run(args) => run(args).await,
        Command::Policy => {
            print!("{}", policy::authorization());
            Ok(())
        }
        Command::Probe { calls } => probe::probe(&calls).await,
        Command::StandIn { failing_for } => {
            stand_in::stand_in(Duration::from_secs(failing_for)).await
        }
        Command::Freeze { name } => freeze::freeze(&name),
    }
}

async fn run(args: RunArgs) -> Result<()> {
    for name in &args.only {
        if !CASES.iter().any(|case| case.name == name) {
            let names: Vec<_> = CASES.iter().map(|case| case.name).collect();
            bail!("no case {name}; there are {}", names.join(", "));
        }
    }
    let release = Release {
        ingress: Cluster::new(format!("{}-ingress", args.namespace)),
        cluster: Cluster::new(&args.namespace),
        repository: args.repository.clone(),
        tag: args.tag.clone(),
        settings: args.settings.clone(),
    };
    let report = Report::default();
    let tried = timeout(LIMIT, all_of(&args, &release, &report)).await;
    report.print();
    if !args.keep {
        release.remove().await.context("uninstalling")?;
    }
    tried.context("the cases took longer than 20 minutes")?
}

async fn all_of(args: &RunArgs, release: &Release, report: &Report) -> Result<()> {
    if !args.reuse {
        let begun = Instant::now();
        release.make_room().await?;
        report.note("install", "room made", seconds(begun.elapsed()));
        let begun = Instant::now();
        release.install(&[]).await?;
        let what = "helm install into an empty namespace, all ready";
        report.note("install", what, seconds(begun.elapsed()));
        release.apply_policy().await?;
    }
    let gateway = release.way_in().await?;
    let begun = Instant::now();
    let town = Town::open(gateway).await?;
    report.note(
        "install",
        "first order through the ingress gateway",
        seconds(begun.elapsed()),
    );
    let stage = Stage {
        release,
        cluster: &release.cluster,
        town: &town,
        report,
        next_tag: args.next_tag.as_deref(),
    };
    let mut failed = Vec::new();
    for case in CASES {
        if !args.only.is_empty() && !args.only.iter().any(|name| name == case.name) {
            continue;
        }
        println!("\n{}: {}", case.name, case.shows);
        let begun = Instant::now();
        let tried = timeout(case.limit, (case.run)(&stage)).await;
        let done = tried.unwrap_or_else(|_| bail!("not done within {} s", case.limit.as_secs()));
        match done {
            Ok(()) => report.note(case.name, "passed after", seconds(begun.elapsed())),
            Err(error) => {
                report.note(case.name, "FAILED", format!("{error:#}"));
                failed.push(case.name);
                // The next case finds the installation as the first one did.
                release.install(&[]).await?;
                release.apply_policy().await?;
            }
        }
    }
    if !failed.is_empty() {
        bail!("failed: {}", failed.join(", "));
    }
    Ok(())
}
