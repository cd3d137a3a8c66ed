//! What the person at the terminal sees.

use std::env;
use std::io::{self, IsTerminal, Write};
use std::sync::Arc;
use std::time::Instant;

use crate::system::{Part, PartEcho, Progress, Service};

/// Writes lines, each with who says it in front.
#[derive(Clone)]
pub(super) struct Output {
    colour: bool,
    since: Instant,
}

impl Output {
    pub(super) fn new() -> Self {
        let colour = io::stdout().is_terminal() && env::var_os("NO_COLOR").is_none();
        Self {
            colour,
            since: Instant::now(),
        }
    }

    /// A line of the supervisor's own, with the seconds since it began.
    pub(super) fn say(&self, text: &str) {
        let seconds = self.since.elapsed().as_secs_f32();
        self.line("1", "baedal", &format!("{seconds:.1}s {text}"));
    }

    /// Text as it is.
    #[expect(clippy::unused_self, reason = "all output goes through here")]
    pub(super) fn print(&self, text: &str) {
        write(text);
    }

    pub(super) fn progress(&self) -> Progress {
        let output = self.clone();
        Arc::new(move |text| output.say(text))
    }

    pub(super) fn echo(&self) -> PartEcho {
        let output = self.clone();
        Arc::new(move |part, line| {
            // Its banner and every connection: we say ourselves that it runs.
            if part == Part::Nats && line.contains("[INF]") {
                return;
            }
            output.line(colour(part), part.name(), line);
        })
    }

    /// People read at a terminal, programs read a pipe.
    pub(super) fn service_env(&self, log: &str) -> Vec<(String, String)> {
        let format = if self.colour { "pretty" } else { "json" };
        [
            ("BAEDAL_TELEMETRY__LOG_FORMAT", format),
            ("BAEDAL_TELEMETRY__LOG", log),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .to_vec()
    }

    fn line(&self, colour: &str, who: &str, text: &str) {
        if self.colour {
            write(&format!("\u{1b}[{colour}m{who:<12}\u{1b}[0m| {text}"));
        } else {
            write(&format!("{who:<12}| {text}"));
        }
    }
}

fn write(text: &str) {
    // Whoever read our output may have gone; the system goes on.
    let _gone = writeln!(io::stdout().lock(), "{text}");
}

/// ANSI colours, far from each other where the flow goes from one to the next.
const fn colour(part: Part) -> &'static str {
    match part {
        Part::Postgres => "34",
        Part::Nats => "90",
        Part::Service(Service::Order) => "32",
        Part::Service(Service::Payment) => "33",
        Part::Service(Service::Store) => "35",
        Part::Service(Service::Delivery) => "36",
        Part::Service(Service::Notification) => "94",
        Part::Service(Service::Dashboard) => "95",
        Part::Service(Service::Gateway) => "92",
    }
}
