//! What the pages say to paste is pasted, line by line, into a system that was started as they say.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use baedal_dev::system::binaries_of_this_build;
use baedal_dev::workspace;
use baedal_e2e::PATIENCE;
use baedal_testkit::wait_until;
use tokio::process::{Child, Command};

/// Nobody pastes faster than facts travel: a short breath before each command, and another try while something has not
/// arrived yet.
const PASTE: &str = r#"
source "$DEMO_ENV"
call() {
  local tries=0
  until grpcurl -plaintext -H "authorization: Bearer $1" -d "$3" "$GATEWAY" "$2" 2>"$DEMO_ENV.err"; do
    tries=$((tries + 1))
    if [ $tries -ge $TRIES ] || ! grep -qE 'Code: (NotFound|FailedPrecondition|InvalidArgument)' "$DEMO_ENV.err"; then
      cat "$DEMO_ENV.err" >&2
      return 1
    fi
    sleep 0.5
  done
}
set -Eeu
trap 'echo "failed: $BASH_COMMAND" >&2' ERR
trap 'sleep 0.1' DEBUG
"#;

/// A fenced block: its language (`sh refused` is there to show a refusal), and its lines.
struct Block {
    language: String,
    lines: String,
}

/// The blocks of shell after the line that begins so, up to the next heading of that rank.
fn blocks(page: &Path, heading: &str) -> Vec<Block> {
    let text = std::fs::read_to_string(page).expect("the page is there");
    let (_, text) = text.split_once(heading).expect("the heading is there");
    let rank = heading.split_inclusive(' ').next().expect("a rank");
    let mut blocks: Vec<Block> = Vec::new();
    let mut fence: Option<&str> = None;
    for line in text.lines() {
        match (fence, line.strip_prefix("```")) {
            (None, None) if line.starts_with(rank) => break,
            (None, None) => {}
            (None, Some(language)) => {
                fence = Some(language);
                blocks.push(Block {
                    language: language.to_owned(),
                    lines: String::new(),
                });
            }
            (Some(_), Some(_)) => fence = None,
            (Some(_), None) => {
                let block = blocks.last_mut().expect("a fence opens a block");
                block.lines.push_str(line);
                block.lines.push('\n');
            }
        }
    }
    blocks.retain(|block| block.language.starts_with("sh"));
    blocks
}

/// `baedal-dev run`, as the README says, on a folder and ports of its own.
async fn run(folder: &Path) -> (Child, PathBuf) {
    let program = binaries_of_this_build().join("baedal-dev");
    let mut run = Command::new(program);
    run.args([
        "run",
        "--fresh",
        "--random-ports",
        "--no-build",
        "--data-dir",
    ])
    .arg(folder)
    .stdout(Stdio::null())
    .kill_on_drop(true);
    let running = run.spawn().expect("it starts");
    let script = folder.join("demo.env");
    wait_until(PATIENCE, || async { script.exists().then_some(()) }).await;
    (running, script)
}

#[tokio::test(flavor = "multi_thread")]
async fn every_line_of_the_pages_can_be_pasted() {
    let found = Command::new("grpcurl").arg("-version").output().await;
    if found.is_err() {
        eprintln!("SKIPPED: grpcurl is not on the PATH, so nothing of the pages was pasted");
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let (_running, demo_env) = run(&folder.path().join("data")).await;
    let root = workspace();
    let pages = [
        blocks(&root.join("README.md"), "## A first order by hand"),
        blocks(&root.join("docs/TOUR.md"), "# A tour of every flow"),
    ];
    assert!(pages.iter().all(|page| page.len() >= 2), "pages have lines");

    // One shell for all of it: what a block names, the next ones use.
    let mut script = PASTE.to_owned();
    let mut lines = 0;
    for block in pages.iter().flatten() {
        lines += block.lines.lines().count();
        let pasted = block.lines.replace(".baedal/data/demo.env", "/dev/null");
        if block.language == "sh refused" {
            script.push_str("if (TRIES=1; ");
            script.push_str(&pasted);
            script.push_str("); then echo 'not refused' >&2; exit 1; fi\n");
        } else {
            script.push_str(&pasted);
        }
    }
    let pasted = Command::new("bash")
        .args(["-c", &script])
        .env("DEMO_ENV", &demo_env)
        .env("TRIES", "40")
        .output();
    let pasted = pasted.await.expect("bash is there");
    let (said, failed) = (
        String::from_utf8_lossy(&pasted.stdout),
        String::from_utf8_lossy(&pasted.stderr),
    );
    assert!(pasted.status.success(), "{said}\n{failed}");
    for seen in [
        "ORDER_STATUS_CANCEL",
        "PAYMENT_STATUS_REFUNDED",
        "ORDER_STATUS_COMPLETED",
    ] {
        assert!(said.contains(seen), "{seen} is seen: {said}");
    }
    println!("{lines} lines pasted");
}
