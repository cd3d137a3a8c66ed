//! No server outlives the process that started it.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use baedal_dev::guard::{Process, Signal, Spec};

const IN_CHILD: &str = "GUARD_TEST_SCRATCH";

fn sleeper() -> Spec {
    Spec::new("/bin/sh").args(["-c", "echo pid $$; exec sleep 600"])
}

fn is_alive(pid: &str) -> bool {
    let check = Command::new("/bin/kill")
        .args(["-0", pid])
        .stderr(Stdio::null())
        .status();
    check.expect("kill runs").success()
}

/// The other half of the test below: starts a guarded process and waits to be killed.
#[test]
fn parent_to_be_killed() {
    let Some(scratch) = std::env::var_os(IN_CHILD) else {
        return;
    };
    let mut spec = sleeper();
    spec.scratch = Some(scratch.into());
    let process = Process::spawn(&spec).expect("starts");
    let line = process.wait_line(0, Duration::from_secs(10), |line| line.starts_with("pid "));
    println!("{}", line.expect("a line"));
    process.wait(Duration::from_mins(5));
}

#[test]
fn a_parent_killed_with_9_takes_its_servers_and_their_data_along() {
    let root = tempfile::tempdir().expect("a temporary folder");
    let scratch = root.path().join("scratch");
    std::fs::create_dir(&scratch).expect("a folder");
    let mut parent = Command::new(std::env::current_exe().expect("this test"))
        .args(["--exact", "parent_to_be_killed", "--nocapture"])
        .env(IN_CHILD, &scratch)
        .stdout(Stdio::piped())
        .spawn()
        .expect("starts");
    let output = BufReader::new(parent.stdout.take().expect("piped"));
    let line = output
        .lines()
        .map_while(Result::ok)
        .find_map(|line| line.split_once("pid ").map(|(_, pid)| pid.to_owned()));
    let pid = line.expect("the server's id");
    assert!(is_alive(&pid));

    parent.kill().expect("killed");
    parent.wait().expect("ended");

    let deadline = Instant::now() + Duration::from_secs(10);
    while is_alive(&pid) || Path::new(&scratch).exists() {
        assert!(
            Instant::now() < deadline,
            "the server or its data is still there"
        );
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn signals_arrive_and_the_end_is_told() {
    let process = Process::spawn(&sleeper()).expect("starts");
    assert!(process.is_running());
    let status = process
        .stop(Signal::Term, Duration::from_secs(10))
        .expect("ends");
    assert_eq!(status.code(), Some(128 + 15));
    assert!(!process.is_running());
}

#[test]
fn lines_are_found_after_a_mark_and_an_end_ends_the_wait() {
    let process = Process::spawn(&Spec::new("/bin/sh").args(["-c", "echo one; echo two; exit 3"]))
        .expect("starts");
    let limit = Duration::from_secs(10);
    assert_eq!(
        process.wait_line(0, limit, |line| line == "two").as_deref(),
        Some("two")
    );
    assert_eq!(process.wait_line(2, limit, |line| line == "one"), None);
    assert_eq!(
        process.wait(limit).and_then(|status| status.code()),
        Some(3)
    );
}
