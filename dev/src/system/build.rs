//! The programs: where they are, and how they get there.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, bail};

/// How the programs are built.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// Fast to build, with failpoints.
    Debug,
    /// Fast to run.
    Release,
}

/// Builds every program of the workspace, with cargo's own progress on the terminal, and answers
/// the folder they are in.
pub fn build(profile: Profile) -> anyhow::Result<PathBuf> {
    // The whole workspace, so that dependencies are built once, with the features of all.
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo
        .args(["build", "--workspace", "--bins"])
        .current_dir(crate::workspace());
    if profile == Profile::Release {
        cargo.arg("--release");
    }
    let status = cargo.status().context("starting cargo")?;
    if !status.success() {
        bail!("the programs could not be built");
    }
    let target =
        env::var_os("CARGO_TARGET_DIR").map_or_else(|| PathBuf::from("target"), PathBuf::from);
    let folder = match profile {
        Profile::Debug => "debug",
        Profile::Release => "release",
    };
    Ok(crate::workspace().join(target).join(folder))
}

/// The folder of the programs built together with the running one, be that a program or a test.
pub fn binaries_of_this_build() -> PathBuf {
    let program = env::current_exe().unwrap_or_default();
    let folder = program.parent().unwrap_or(Path::new("."));
    if folder.ends_with("deps") {
        folder.parent().unwrap_or(folder).to_path_buf()
    } else {
        folder.to_path_buf()
    }
}
