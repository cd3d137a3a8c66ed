//! The example program as an operator meets it: its settings, its log, its exit code.

use std::{
    path::PathBuf,
    process::{Output, Stdio},
};

use serde_json::Value;
use tokio::{
    io::{AsyncBufReadExt, BufReader, Lines},
    process::{Child, ChildStdout, Command},
};

fn hello(args: &[&str]) -> Command {
    let test = std::env::current_exe().expect("a test is a program");
    let profile: PathBuf = test
        .ancestors()
        .nth(2)
        .expect("target/debug/deps/test")
        .to_owned();
    let mut command = Command::new(profile.join("examples/hello"));
    command
        .args([
            "--set",
            "grpc.listen=127.0.0.1:0",
            "--set",
            "admin.listen=127.0.0.1:0",
        ])
        .args(args)
        .stdout(Stdio::piped())
        .kill_on_drop(true);
    command
}

async fn run(args: &[&str]) -> Output {
    hello(args)
        .output()
        .await
        .expect("the example is built with the tests")
}

struct Started {
    child: Child,
    log: Lines<BufReader<ChildStdout>>,
}

impl Started {
    fn new() -> Self {
        let mut child = hello(&[])
            .spawn()
            .expect("the example is built with the tests");
        let log = BufReader::new(child.stdout.take().expect("piped")).lines();
        Self { child, log }
    }

    async fn line(&mut self, message: &str) -> Value {
        while let Some(line) = self.log.next_line().await.expect("text") {
            let line: Value = serde_json::from_str(&line).expect("every line is JSON");
            if line["message"] == message {
                return line;
            }
        }
        panic!("the log ended without {message:?}");
    }

    async fn kill(&self, signal: &str) {
        let id = self.child.id().expect("it runs").to_string();
        Command::new("kill")
            .args([signal, &id])
            .status()
            .await
            .expect("kill exists");
    }
}

#[tokio::test]
async fn the_log_says_where_it_listens_and_sigterm_ends_it_well() {
    let mut hello = Started::new();
    let admin = hello.line("listening").await;
    assert_eq!(admin["server.name"], "admin");
    let grpc = hello.line("listening").await;
    assert_eq!(grpc["server.name"], "grpc");
    assert_eq!(grpc["server.address"], "127.0.0.1");
    assert!(grpc["server.port"].as_u64().is_some_and(|port| port > 0));
    assert_eq!(grpc["service.name"], "baedal-hello");
    assert_eq!(grpc["level"], "INFO");
    hello.line("started").await;

    hello.kill("-TERM").await;

    hello.line("stopped").await;
    assert_eq!(hello.child.wait().await.expect("it ends").code(), Some(0));
}

#[tokio::test]
async fn a_background_task_that_fails_ends_the_process_badly() {
    let output = run(&["--set", "background=fail"]).await;

    let log = String::from_utf8(output.stdout).expect("text");
    assert_eq!(output.status.code(), Some(1), "{log}");
    assert!(log.contains("told to fail"), "{log}");
}

#[tokio::test]
async fn a_misspelt_setting_is_named_and_ends_the_start() {
    let output = hello(&["--set", "backgruond=wait"])
        .stderr(Stdio::piped())
        .output()
        .await
        .expect("built");

    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("backgruond"));
}

#[tokio::test]
async fn settings_can_be_printed() {
    let output = run(&["config"]).await;

    let printed = String::from_utf8(output.stdout).expect("text");
    assert!(
        printed.contains("listen = \"127.0.0.1:0\"") && printed.contains("background = \"wait\""),
        "{printed}"
    );
}

#[tokio::test]
async fn a_service_adds_its_own_subcommands() {
    let help = String::from_utf8(run(&["--help"]).await.stdout).expect("text");
    assert!(
        ["serve", "migrate", "config", "settle"]
            .iter()
            .all(|command| help.contains(command)),
        "{help}"
    );

    let told = run(&["settle", "--loud"]).await;
    let printed = String::from_utf8(told.stdout).expect("text");
    assert_eq!(told.status.code(), Some(0), "{printed}");
    assert!(
        printed.lines().any(|line| line == "WAIT"),
        "settings and arguments arrive, and what it says is printed: {printed}"
    );

    let failed = run(&["settle", "--set", "background=fail"]).await;
    assert_eq!(failed.status.code(), Some(1));
    let unknown = hello(&["settel"])
        .stderr(Stdio::piped())
        .output()
        .await
        .expect("built");
    assert_eq!(unknown.status.code(), Some(2));
}
