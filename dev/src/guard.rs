//! Child processes that cannot outlive this one.
//!
//! Every server is started by a few lines of `sh` that hold the read end of a pipe. We hold the
//! write end and never share it: when it closes, because we dropped it or because we were killed
//! with -9, the shell stops the server and removes its scratch folder. The same pipe carries the
//! signals we want delivered, one name per line, so no process id is ever signalled from afar.

use std::collections::VecDeque;
use std::ffi::OsString;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::PathBuf;
use std::process::{ChildStdin, Command, ExitStatus, Stdio};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// Starts the server, obeys the pipe, and cleans up when the pipe closes.
const GUARD: &str = r#"
scratch=$1 orphan=$2
shift 2
exec 3<&0 </dev/null
"$@" 3<&- &
server=$!
(
    while read -r signal <&3; do kill -s "$signal" "$server"; done
    trap '' TERM
    kill -s "$orphan" "$server"
    ticks=0
    while kill -0 "$server" && [ "$ticks" -lt 100 ]; do
        sleep 0.1
        ticks=$((ticks + 1))
    done
    kill -s KILL "$server"
    [ -z "$scratch" ] || rm -rf -- "$scratch"
) >/dev/null 2>&1 &
watcher=$!
exec 3<&-
wait "$server"
status=$?
kill -s TERM "$watcher" 2>/dev/null
wait "$watcher" 2>/dev/null
exit "$status"
"#;

/// How many of a process's last lines are kept for error messages and tests.
const KEPT_LINES: usize = 4_000;

/// A signal by its POSIX name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    /// Ask to stop.
    Term,
    /// PostgreSQL: fast shutdown.
    Int,
    /// PostgreSQL: immediate shutdown.
    Quit,
    /// The process gets no say.
    Kill,
    /// Freeze.
    Stop,
    /// Thaw.
    Cont,
}

impl Signal {
    const fn name(self) -> &'static str {
        match self {
            Self::Term => "TERM",
            Self::Int => "INT",
            Self::Quit => "QUIT",
            Self::Kill => "KILL",
            Self::Stop => "STOP",
            Self::Cont => "CONT",
        }
    }
}

/// Called with each line a process writes, as it writes it.
pub type Echo = Arc<dyn Fn(&str) + Send + Sync>;

/// Called once, when a process has ended, before anyone who waits for the end hears of it. It must
/// not wait for that process itself.
pub type OnEnd = Arc<dyn Fn(ExitStatus) + Send + Sync>;

/// What to start.
pub struct Spec {
    /// The program's path.
    pub program: PathBuf,
    /// Its arguments.
    pub args: Vec<OsString>,
    /// Variables added to our own environment; `None` removes one.
    pub env: Vec<(OsString, Option<OsString>)>,
    /// Where it runs.
    pub directory: PathBuf,
    /// User and group to run as; needs root.
    pub user: Option<(u32, u32)>,
    /// The signal sent when we are gone; ten seconds later follows KILL.
    pub orphan_signal: Signal,
    /// A folder removed when we are gone.
    pub scratch: Option<PathBuf>,
    /// Sees every line.
    pub echo: Option<Echo>,
    /// Told how the process ended.
    pub on_end: Option<OnEnd>,
}

impl Spec {
    /// A program with nothing special about it.
    pub fn new(program: impl Into<PathBuf>) -> Self {
        Self {
            program: program.into(),
            args: Vec::new(),
            env: Vec::new(),
            directory: PathBuf::from("/"),
            user: None,
            orphan_signal: Signal::Term,
            scratch: None,
            echo: None,
            on_end: None,
        }
    }

    /// Adds arguments.
    #[must_use]
    pub fn args<A: Into<OsString>>(mut self, args: impl IntoIterator<Item = A>) -> Self {
        self.args.extend(args.into_iter().map(Into::into));
        self
    }
}

/// A running (or ended) process under guard. Dropping it stops the process and waits for its end.
pub struct Process {
    control: Mutex<Option<ChildStdin>>,
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    lines: VecDeque<String>,
    dropped: usize,
    open_streams: usize,
    ended: Option<ExitStatus>,
}

impl Process {
    /// Starts `spec`.
    pub fn spawn(spec: &Spec) -> io::Result<Self> {
        let mut command = Command::new("/bin/sh");
        command
            .args(["-c", GUARD, "baedal-guard"])
            .arg(spec.scratch.as_deref().unwrap_or("".as_ref()))
            .arg(spec.orphan_signal.name())
            .arg(&spec.program)
            .args(&spec.args)
            .current_dir(&spec.directory)
            // Ctrl-C in a terminal goes to a whole group: ours decides who stops when.
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        for (name, value) in &spec.env {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        if let Some((uid, gid)) = spec.user {
            command.uid(uid).gid(gid);
        }
        let mut child = command.spawn()?;
        let control = child.stdin.take();
        let shared = Arc::new(Shared::default());
        shared.lock().open_streams = 2;
        if let Some(stdout) = child.stdout.take() {
            shared.follow(stdout, spec.echo.clone());
        }
        if let Some(stderr) = child.stderr.take() {
            shared.follow(stderr, spec.echo.clone());
        }
        let waiter = Arc::clone(&shared);
        let on_end = spec.on_end.clone();
        thread::spawn(move || {
            let status = child.wait().unwrap_or_else(|_| ExitStatus::from_raw(-1));
            // First the news, then the end: who has waited for the end finds the news told.
            if let Some(on_end) = on_end {
                on_end(status);
            }
            waiter.lock().ended = Some(status);
            waiter.changed.notify_all();
        });
        Ok(Self {
            control: Mutex::new(control),
            shared,
        })
    }

    /// Delivers a signal. A process that has ended does not mind.
    pub fn signal(&self, signal: Signal) {
        let mut control = self.control.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(pipe) = control.as_mut() {
            // A broken pipe means that the process has ended.
            let _ended = writeln!(pipe, "{}", signal.name());
        }
    }

    /// Waits until the process has ended, at most `limit`.
    pub fn wait(&self, limit: Duration) -> Option<ExitStatus> {
        self.shared.wait_until(limit, |state| state.ended)
    }

    /// Whether the process has not ended yet.
    pub fn is_running(&self) -> bool {
        self.shared.lock().ended.is_none()
    }

    /// Sends `signal`, waits up to `grace`, then kills. Answers how the process ended.
    pub fn stop(&self, signal: Signal, grace: Duration) -> Option<ExitStatus> {
        self.signal(signal);
        self.wait(grace).or_else(|| self.kill())
    }

    /// `kill -9`, and waits for the end.
    pub fn kill(&self) -> Option<ExitStatus> {
        self.signal(Signal::Kill);
        self.wait(Duration::from_secs(10))
    }

    /// A mark in the log: lines written after it are found by [`Self::wait_line`].
    pub fn mark(&self) -> usize {
        let state = self.shared.lock();
        state.dropped + state.lines.len()
    }

    /// Waits for a line at or after `mark` that `wanted` accepts. `None` when the limit passes or
    /// the process ends without having written one.
    pub fn wait_line(
        &self,
        mark: usize,
        limit: Duration,
        mut wanted: impl FnMut(&str) -> bool,
    ) -> Option<String> {
        let mut next = mark;
        self.shared.wait_until(limit, |state| {
            let skip = next.saturating_sub(state.dropped);
            let found = state
                .lines
                .iter()
                .skip(skip)
                .find(|line| wanted(line))
                .cloned();
            next = state.dropped + state.lines.len();
            match found {
                Some(line) => Some(Some(line)),
                // All that was written before the end has been read once both streams are closed.
                None if state.ended.is_some() && state.open_streams == 0 => Some(None),
                None => None,
            }
        })?
    }

    /// The lines kept so far, oldest first.
    pub fn lines(&self) -> Vec<String> {
        self.shared.lock().lines.iter().cloned().collect()
    }

    /// The last `count` lines as one text, for error messages.
    pub fn tail(&self, count: usize) -> String {
        let state = self.shared.lock();
        let skip = state.lines.len().saturating_sub(count);
        state
            .lines
            .iter()
            .skip(skip)
            .cloned()
            .collect::<Vec<_>>()
            .join("\n")
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Closing the pipe is the order to stop.
        *self.control.lock().unwrap_or_else(PoisonError::into_inner) = None;
        self.wait(Duration::from_secs(15));
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait_until<T>(
        &self,
        limit: Duration,
        mut check: impl FnMut(&State) -> Option<T>,
    ) -> Option<T> {
        let deadline = Instant::now() + limit;
        let mut state = self.lock();
        loop {
            if let Some(answer) = check(&state) {
                return Some(answer);
            }
            let left = deadline.checked_duration_since(Instant::now())?;
            state = self
                .changed
                .wait_timeout(state, left)
                .unwrap_or_else(PoisonError::into_inner)
                .0;
        }
    }

    fn follow(self: &Arc<Self>, stream: impl Read + Send + 'static, echo: Option<Echo>) {
        let shared = Arc::clone(self);
        thread::spawn(move || {
            let mut reader = BufReader::new(stream);
            let mut bytes = Vec::new();
            while reader
                .read_until(b'\n', &mut bytes)
                .is_ok_and(|count| count > 0)
            {
                let line = String::from_utf8_lossy(&bytes).trim_end().to_owned();
                bytes.clear();
                if let Some(echo) = &echo {
                    echo(&line);
                }
                let mut state = shared.lock();
                if state.lines.len() == KEPT_LINES {
                    state.lines.pop_front();
                    state.dropped += 1;
                }
                state.lines.push_back(line);
                shared.changed.notify_all();
            }
            shared.lock().open_streams -= 1;
            shared.changed.notify_all();
        });
    }
}
