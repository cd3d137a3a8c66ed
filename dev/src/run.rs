//! `baedal-dev run`: the whole system on this machine, until Ctrl-C.

mod output;
mod overview;

use std::collections::HashMap;
use std::path::PathBuf;
use std::process::ExitStatus;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::mpsc;
use tokio::time::sleep;

use self::output::Output;
use crate::nats::Sync;
use crate::seed;
use crate::system::{
    Options, Part, Ports, Profile, Service, System, binaries_of_this_build, build, wipe,
};

/// A part that lived this long had a good start: its next death is its first again.
const GOOD_START: Duration = Duration::from_secs(30);
const FIRST_PAUSE: Duration = Duration::from_millis(250);
const LONGEST_PAUSE: Duration = Duration::from_secs(10);

/// What to run, from the command line.
pub struct Run {
    /// Where the data stays.
    pub data_dir: PathBuf,
    /// Whether to throw away what is there.
    pub fresh: bool,
    /// Which ports to take.
    pub ports: Ports,
    /// Whether to leave out the demo's stores.
    pub no_seed: bool,
    /// When nats-server waits for the disk.
    pub nats_sync: Sync,
    /// What the services log, as `target=level` directives.
    pub log: String,
    /// Settings for one process, by variable name.
    pub settings: Vec<(Service, String, String)>,
    /// How to build; `None` starts what lies next to the running program.
    pub build: Option<Profile>,
}

/// Runs the system until it is told to stop.
pub async fn run(run: Run) -> anyhow::Result<()> {
    let mut signals = Signals::new()?;
    let output = Output::new();
    let binaries = match run.build {
        None => binaries_of_this_build(),
        Some(profile) => {
            output.say("building (cargo shows how far it is)");
            tokio::select! {
                built = tokio::task::spawn_blocking(move || build(profile)) => built??,
                () = signals.next() => std::process::exit(130),
            }
        }
    };
    if run.fresh {
        wipe(&run.data_dir)?;
        output.say("threw away the data of the last run");
    }
    let (deaths, mut died) = mpsc::unbounded_channel();
    let options = Options {
        data: Some(run.data_dir.clone()),
        ports: run.ports,
        binaries,
        durable: true,
        nats_sync: run.nats_sync,
        env: output.service_env(&run.log),
        service_env: run.settings,
        progress: Some(output.progress()),
        echo: Some(output.echo()),
        on_end: Some(Arc::new(move |part, status| {
            // Nobody listens any more when the system stops.
            let _stopping = deaths.send((part, status));
        })),
    };
    let system = tokio::select! {
        started = System::start(options) => started?,
        // The guards stop what has been started.
        () = signals.next() => std::process::exit(130),
    };
    let stores = if run.no_seed {
        Vec::new()
    } else {
        output.say("seeding three stores");
        let token = system.token(seed::OWNER, &["store_owner"]);
        seed::seed(&system.gateway_url(), &token)
            .await
            .context("seeding the demo")?
    };
    let script = run.data_dir.join("demo.env");
    overview::write_script(&script, &system, &stores)?;
    output.print(&overview::overview(&system, &stores, &script));

    let mut lives = HashMap::new();
    loop {
        tokio::select! {
            () = signals.next() => break,
            Some((part, status)) = died.recv() => {
                revive(&system, &output, part, status, &mut lives);
            }
        }
    }
    output.say("stopping: services, then NATS, then PostgreSQL (Ctrl-C again kills)");
    tokio::select! {
        () = system.stop_all() => output.say("stopped"),
        () = signals.next() => {
            system.kill_all();
            // What is left ends with us.
            std::process::exit(130);
        }
    }
    Ok(())
}

struct Life {
    since: Instant,
    pause: Duration,
}

/// Starts a part again after a pause that grows while it goes on dying.
fn revive(
    system: &System,
    output: &Output,
    part: Part,
    status: ExitStatus,
    lives: &mut HashMap<Part, Life>,
) {
    let pause = match lives.get(&part) {
        Some(life) if life.since.elapsed() < GOOD_START => (life.pause * 2).min(LONGEST_PAUSE),
        _ => FIRST_PAUSE,
    };
    lives.insert(
        part,
        Life {
            since: Instant::now() + pause,
            pause,
        },
    );
    output.say(&format!(
        "{part} ended with {status}; starting it again in {pause:?}"
    ));
    let (system, output) = (system.clone(), output.clone());
    tokio::spawn(async move {
        sleep(pause).await;
        match part {
            // If it dies again, that is the next news.
            Part::Service(service) => {
                if let Err(error) = system.spawn(service).await {
                    output.say(&format!("{part} does not start: {error:#}"));
                }
            }
            Part::Postgres | Part::Nats => {
                while let Err(error) = system.restart(part).await {
                    output.say(&format!("{part} does not start: {error:#}"));
                    sleep(LONGEST_PAUSE).await;
                }
            }
        }
    });
}

/// Ctrl-C, a polite kill, or a terminal that was closed.
struct Signals {
    interrupt: Signal,
    terminate: Signal,
    hangup: Signal,
}

impl Signals {
    fn new() -> anyhow::Result<Self> {
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
            hangup: signal(SignalKind::hangup())?,
        })
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
            _ = self.hangup.recv() => {}
        }
    }
}
