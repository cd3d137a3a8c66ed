//! The workspace's own tools. See `--help`, or the Makefile for the usual calls.

use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::Context;
use baedal_dev::demo::{Demo, Tally};
use baedal_dev::nats::Sync;
use baedal_dev::run::{self, Run};
use baedal_dev::system::{Ports, Profile, Service};
use baedal_dev::{audit, order, rooms, tools, workspace};
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
    /// Lets customers, owners and riders loose on a running system, and says what came of it
    Demo(DemoArgs),
    /// Places one order on a running system and sees it through to its end
    Order(OrderArgs),
    /// Asks a running system whether its books balance; fails when they do not
    Audit(AuditArgs),
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
    /// When nats-server tells the disk to keep what it has: `always` (before each acknowledgement),
    /// or at an interval in milliseconds
    #[arg(long, default_value = "1000", value_parser = sync)]
    nats_sync: Sync,
    /// What the services log: `debug`, or `info,baedal_order=debug`
    #[arg(
        long,
        default_value = "info,opentelemetry=warn,async_nats=warn,sqlx=warn"
    )]
    log: String,
    /// Start the programs that lie next to this one, as they are
    #[arg(long, conflicts_with = "release")]
    no_build: bool,
    /// A setting of one service, such as `order.checkout.max_in_flight=1`; more than once for more
    #[arg(long, value_name = "SERVICE.KEY=VALUE", value_parser = setting)]
    set: Vec<(Service, String, String)>,
}

#[derive(Args)]
struct DemoArgs {
    /// The gateway: host:port on this machine (demo.env sets GATEWAY), https://…, or in the clear plaintext://host:port
    #[arg(long, env = "GATEWAY", default_value = GATEWAY)]
    gateway: String,
    /// How many people order
    #[arg(long, default_value_t = 20)]
    customers: usize,
    /// How many stores there are, each with an owner
    #[arg(long, default_value_t = 3)]
    owners: usize,
    /// How many people deliver
    #[arg(long, default_value_t = 5)]
    riders: usize,
    /// How long orders are placed; what is open then is still brought to its end
    #[arg(long, default_value_t = 60)]
    seconds: u64,
    /// What people choose follows from this
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

#[derive(Args)]
struct OrderArgs {
    /// The gateway: host:port on this machine (demo.env sets GATEWAY), https://…, or in the clear plaintext://host:port
    #[arg(long, env = "GATEWAY", default_value = GATEWAY)]
    gateway: String,
    /// A customer's token (demo.env sets CUSTOMER); without both, the gateway is asked for them
    #[arg(long, env = "CUSTOMER", hide_env_values = true)]
    customer_token: Option<String>,
    /// A store owner's token (demo.env sets OWNER)
    #[arg(long, env = "OWNER", hide_env_values = true)]
    owner_token: Option<String>,
    /// How long it may take
    #[arg(long, default_value_t = 60)]
    seconds: u64,
}

#[derive(Args)]
struct AuditArgs {
    /// The gateway: host:port on this machine (demo.env sets GATEWAY), https://…, or in the clear plaintext://host:port
    #[arg(long, env = "GATEWAY", default_value = GATEWAY)]
    gateway: String,
    /// An operator's token (demo.env sets OPERATOR); without one, the gateway is asked for one
    #[arg(long, env = "OPERATOR", hide_env_values = true)]
    token: Option<String>,
}

/// Where `run` puts the gateway.
const GATEWAY: &str = "127.0.0.1:8088";

fn main() -> ExitCode {
    let done = match Cli::parse().command {
        Command::Run(args) => run_system(args),
        Command::Demo(args) => play_demo(args),
        Command::Order(args) => place_order(args),
        Command::Audit(args) => audit_ledger(&args),
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

fn sync(text: &str) -> Result<Sync, String> {
    match text.parse() {
        _ if text == "always" => Ok(Sync::Always),
        Ok(milliseconds @ 1..=60_000) => Ok(Sync::Every(Duration::from_millis(milliseconds))),
        _ => Err("`always`, or 1 to 60000 milliseconds".to_owned()),
    }
}

fn setting(text: &str) -> Result<(Service, String, String), String> {
    let parts = || {
        let (path, value) = text.split_once('=')?;
        let (name, key) = path.split_once('.')?;
        let service = Service::ALL.into_iter().find(|one| one.name() == name)?;
        let key = format!("BAEDAL_{}", key.replace('.', "__").to_uppercase());
        Some((service, key, value.to_owned()))
    };
    parts().ok_or_else(|| "SERVICE.KEY=VALUE with a service's name".to_owned())
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
        nats_sync: args.nats_sync,
        log: args.log,
        settings: args.set,
        build: match (args.no_build, args.release) {
            (true, _) => None,
            (false, true) => Some(Profile::Release),
            (false, false) => Some(Profile::Debug),
        },
    }))?;
    Ok(ExitCode::SUCCESS)
}

fn play_demo(args: DemoArgs) -> anyhow::Result<ExitCode> {
    let demo = Demo {
        gateway: args.gateway,
        customers: args.customers,
        owners: args.owners,
        riders: args.riders,
        lasting: Duration::from_secs(args.seconds),
        seed: args.seed,
    };
    let stop = async {
        // Without a handler for the signal it ends us anyway.
        let _asked = tokio::signal::ctrl_c().await;
        println!("\nleaving (calls under way are answered first)");
    };
    let terminal = io::stdout().is_terminal();
    let mut second = 0_u32;
    let progress = |tally: &Tally| {
        // One line that changes for people, a line now and then for files.
        if terminal {
            print!("\r\u{1b}[K{second:>4}s {}", tally.progress());
            let _gone = io::stdout().flush();
        } else if second.is_multiple_of(5) {
            println!("{second:>4}s {}", tally.progress());
        }
        second += 1;
    };
    let runtime = tokio::runtime::Runtime::new().context("starting the runtime")?;
    let tally = runtime.block_on(demo.play(stop, progress))?;
    println!("\n{tally}");
    Ok(ExitCode::SUCCESS)
}

fn place_order(args: OrderArgs) -> anyhow::Result<ExitCode> {
    let runtime = tokio::runtime::Runtime::new().context("starting the runtime")?;
    let within = Duration::from_secs(args.seconds);
    let said = |step: &str, after: Duration| println!("{:>6} ms  {step}", after.as_millis());
    let tokens = args.customer_token.zip(args.owner_token);
    let tokens = tokens.map(|(customer, owner)| order::Tokens { customer, owner });
    let order_id = runtime.block_on(order::order(&args.gateway, tokens, within, said))?;
    println!("order {order_id} is complete");
    Ok(ExitCode::SUCCESS)
}

fn audit_ledger(args: &AuditArgs) -> anyhow::Result<ExitCode> {
    let runtime = tokio::runtime::Runtime::new().context("starting the runtime")?;
    let audit = runtime.block_on(audit::audit(&args.gateway, args.token.as_deref()))?;
    println!("{}", audit.report());
    Ok(if audit.differences.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
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
