//! The rooms of the house: what each folder of a service may touch.
//!
//! The table is in `docs/ARCHITECTURE.md`. The check reads source text, not types, so it errs on
//! the side of silence; what it does report is a line to look at, with the reason.

mod rules;
mod source;

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;

use self::rules::Room;
use self::source::Source;

/// Longer files are split by use case.
const MOST_CODE_LINES: usize = 400;

/// A line that is in the wrong room.
#[derive(Debug, PartialEq, Eq)]
pub struct Problem {
    /// The file, from the root of the workspace.
    pub file: PathBuf,
    /// Counted from 1.
    pub line: usize,
    /// What is wrong, and why that matters.
    pub message: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file.display(), self.line, self.message)
    }
}

/// Checks the workspace at `root`.
pub fn check(root: &Path) -> anyhow::Result<Vec<Problem>> {
    let services = folders(&root.join("services"))?;
    let facts = facts(&root.join("proto/baedal/events/v1"))?;
    let mut problems = Vec::new();
    for file in files(root, "rs")? {
        let text = read(&root.join(&file))?;
        let source = Source::parse(&text);
        let mut report = |line, message| {
            problems.push(Problem {
                file: file.clone(),
                line,
                message,
            });
        };
        let length = source.code_lines();
        if length > MOST_CODE_LINES {
            report(
                1,
                format!(
                    "{length} lines of code, {MOST_CODE_LINES} are the most: split it by use case"
                ),
            );
        }
        if let Some(room) = Room::of(&file) {
            rules::check_room(room, &source, &mut report);
        }
        if is_in(&file, "crates") && !is_test(&file) {
            rules::check_shared(&source, &services, &facts, &mut report);
        }
        if let Some(service) = service_of(&file) {
            rules::check_neighbours(service, &source, &services, &mut report);
        }
    }
    for file in files(root, "toml")? {
        let owner = match (service_of(&file), is_in(&file, "crates")) {
            (Some(service), _) => service,
            (None, true) => "",
            (None, false) => continue,
        };
        for (index, line) in read(&root.join(&file))?.lines().enumerate() {
            let name = line.split(['.', '=', ' ']).next().unwrap_or_default();
            let other = name.strip_prefix("baedal-").unwrap_or_default();
            if other != owner && services.iter().any(|service| service == other) {
                problems.push(Problem {
                    file: file.clone(),
                    line: index + 1,
                    message: format!(
                        "depends on {name}: services meet in `proto` and in events, never in code"
                    ),
                });
            }
        }
    }
    problems.sort_by(|a, b| (&a.file, a.line).cmp(&(&b.file, b.line)));
    Ok(problems)
}

fn is_in(file: &Path, folder: &str) -> bool {
    file.starts_with(folder)
}

fn is_test(file: &Path) -> bool {
    file.components().any(|part| part.as_os_str() == "tests")
        || file.file_stem().is_some_and(|stem| stem == "tests")
}

/// The service that a file belongs to.
fn service_of(file: &Path) -> Option<&str> {
    file.strip_prefix("services").ok()?.iter().next()?.to_str()
}

/// The names of the events, from their contracts: messages that are a fact of something.
fn facts(folder: &Path) -> anyhow::Result<Vec<String>> {
    let mut names = Vec::new();
    for file in if folder.exists() {
        files(folder, "proto")?
    } else {
        Vec::new()
    } {
        let text = read(&folder.join(file))?;
        let messages = text
            .lines()
            .filter_map(|line| line.strip_prefix("message "));
        names.extend(
            messages
                .filter_map(|rest| rest.split([' ', '{']).next())
                // Facts are in the past tense; the others are what they are made of.
                .filter(|name| {
                    let past = ["ed", "ing", "Over", "Up"];
                    past.iter().any(|ending| name.ends_with(ending))
                })
                .map(str::to_owned),
        );
    }
    Ok(names)
}

fn folders(folder: &Path) -> anyhow::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            names.extend(entry.file_name().to_str().map(str::to_owned));
        }
    }
    Ok(names)
}

/// Every file below `root` with this ending, relative to it; not what is built or hidden.
fn files(root: &Path, ending: &str) -> anyhow::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut open = vec![root.to_path_buf()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).with_context(|| folder.display().to_string())? {
            let path = entry?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if path.is_dir() {
                let ours = !["target", "node_modules", "generated"].contains(&name.as_ref());
                if ours && !name.starts_with('.') {
                    open.push(path);
                }
            } else if path
                .extension()
                .is_some_and(|extension| extension == ending)
            {
                found.push(path.strip_prefix(root)?.to_path_buf());
            }
        }
    }
    Ok(found)
}

fn read(path: &Path) -> anyhow::Result<String> {
    fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))
}
