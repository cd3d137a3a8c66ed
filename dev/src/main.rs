//! The workspace's own tools. See `--help`, or the Makefile for the usual calls.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use baedal_dev::run::{self, Run};
use baedal_dev::system::{Ports, Profile};
use baedal_dev::{rooms, tools, workspace};
use clap::{Args, Parser, Subcommand};

/// Runs Baedal on this machine, and looks after its source.
#[derive(Parser)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Builds and starts everything: PostgreSQL, NATS, the services, the gateway, three demo stores
    Run(RunArgs),
    /// Installs the pinned PostgreSQL and nats-server, and says where they are
    Tools,
    /// Checks that every line of source is in its room
    Rooms,
}

#[derive(Args)]
#[expect(clippy::struct_excessive_bools, reason = "flags of a command line")]
struct RunArgs {
    /// Where the data stays between runs [default: .baedal/data in the workspace]
    #[arg(long)]
    data_dir: Option<PathBuf>,
    /// Throw away the data of the last run
    #[arg(long)]
    fresh: bool,
    /// Take free ports instead of the documented ones
    #[arg(long)]
    random_ports: bool,
    /// Leave out the demo's stores
    #[arg(long)]
    no_seed: bool,
    /// Build the services with optimisations
    #[arg(long)]
    release: bool,
    /// Start the programs that lie next to this one, as they are
    #[arg(long, conflicts_with = "release")]
    no_build: bool,
}

fn main() -> ExitCode {
    let done = match Cli::parse().command {
        Command::Run(args) => run_system(args),
        Command::Tools => show_tools(),
        Command::Rooms => check_rooms(),
    };
    match done {
        Ok(code) => code,
        Err(error) => {
            eprintln!("baedal: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run_system(args: RunArgs) -> anyhow::Result<ExitCode> {
    let data_dir = args
        .data_dir
        .unwrap_or_else(|| workspace().join(".baedal/data"));
    let runtime = tokio::runtime::Runtime::new().context("starting the runtime")?;
    runtime.block_on(run::run(Run {
        data_dir,
        fresh: args.fresh,
        ports: if args.random_ports {
            Ports::Random
        } else {
            Ports::Fixed
        },
        no_seed: args.no_seed,
        build: match (args.no_build, args.release) {
            (true, _) => None,
            (false, true) => Some(Profile::Release),
            (false, false) => Some(Profile::Debug),
        },
    }))?;
    Ok(ExitCode::SUCCESS)
}

fn show_tools() -> anyhow::Result<ExitCode> {
    let tools = tools::ensure()?;
    println!(
        "PostgreSQL   {}",
        tools.postgres_program("postgres").display()
    );
    println!("nats-server  {}", tools.nats_server.display());
    Ok(ExitCode::SUCCESS)
}

fn check_rooms() -> anyhow::Result<ExitCode> {
    let problems = rooms::check(&workspace())?;
    for problem in &problems {
        println!("{problem}");
    }
    println!("rooms: {} lines in the wrong place", problems.len());
    Ok(if problems.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
