//! Stops the pod's other process in its tracks, as a deadlock or a stuck disk would. Runs as an ephemeral container of a pod whose
//! containers share their processes.

use std::fs;

use anyhow::{Context, Result, bail};
use rustix::process::{Pid, Signal, kill_process};

/// Sends SIGSTOP to the process of that name.
pub(crate) fn freeze(name: &str) -> Result<()> {
    let own = std::process::id();
    for entry in fs::read_dir("/proc")? {
        let path = entry?.path();
        let number = path
            .file_name()
            .and_then(|name| name.to_str()?.parse().ok());
        let Some(number) = number.filter(|number: &i32| u32::try_from(*number) != Ok(own)) else {
            continue;
        };
        let is = fs::read_to_string(path.join("comm")).unwrap_or_default();
        if is.trim() == name {
            let pid = Pid::from_raw(number).context("a process id")?;
            kill_process(pid, Signal::STOP)?;
            println!("froze {name}, process {number}");
            return Ok(());
        }
    }
    bail!("no process {name} here")
}
