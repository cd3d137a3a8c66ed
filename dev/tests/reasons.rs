//! Every reason that the code gives for an error stands in a contract, with its status, and the other way round.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// A status as the contracts write it, and a reason.
type Reason = (String, String);

/// Whose contracts are whose code.
const SOURCES: [(&str, &str); 7] = [
    ("order", "services/order/src"),
    ("payment", "services/payment/src"),
    ("store", "services/store/src"),
    ("delivery", "services/delivery/src"),
    ("notification", "services/notification/src"),
    ("dashboard", "services/dashboard/src"),
    ("ops", "crates/ops/src"),
];

/// What answers for every service.
const SHARED: [&str; 3] = ["crates/runtime/src", "crates/auth/src", "gateway/src"];

#[test]
fn every_reason_of_a_service_stands_in_its_contracts_and_no_other() {
    let shared = contracts(&read(&root().join("docs/ERRORS.md")));
    let mut wrong = Vec::new();
    for (package, source) in SOURCES {
        let contracts: BTreeSet<Reason> =
            files(&root().join("proto/baedal").join(package), "proto")
                .iter()
                .flat_map(|file| contracts(&comments(&read(file))))
                .collect();
        let code = Code::read(source);
        for said in code.reasons.difference(&contracts) {
            if !shared.contains(said) {
                wrong.push(format!(
                    "{source} says {said:?}, and no comment in proto/baedal/{package} does"
                ));
            }
        }
        for (status, reason) in contracts.difference(&code.reasons) {
            // Where the reason is not beside the status in the code.
            if !code.words.contains(reason) && !shared.contains(&(status.clone(), reason.clone())) {
                wrong.push(format!(
                    "proto/baedal/{package} says {status} {reason}, and {source} does not"
                ));
            }
        }
        let known: BTreeSet<&String> = contracts
            .iter()
            .chain(&shared)
            .map(|(_, reason)| reason)
            .collect();
        for word in code.indirect.iter().filter(|word| !known.contains(word)) {
            wrong.push(format!(
                "{source} says {word}, and no comment in proto/baedal/{package} does"
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_reason_that_any_call_may_have_stands_on_its_page_and_no_other() {
    let page = contracts(&read(&root().join("docs/ERRORS.md")));
    let mut code = Code::default();
    for source in SHARED {
        code.add(source);
    }
    let missing: Vec<_> = code.reasons.difference(&page).collect();
    assert!(missing.is_empty(), "docs/ERRORS.md lacks {missing:?}");
    let gone: Vec<_> = page
        .iter()
        .filter(|(_, reason)| !code.words.contains(reason))
        .collect();
    assert!(
        gone.is_empty(),
        "docs/ERRORS.md has {gone:?}, and no code does"
    );
}

/// What the sources of a folder say, tests aside.
#[derive(Default)]
struct Code {
    /// Of `problem(Code::NotFound, "ORDER_NOT_FOUND", …)`.
    reasons: BTreeSet<Reason>,
    /// Of files that give `problem` a reason by name: every word that could be one.
    indirect: BTreeSet<String>,
    /// Every literal that could be a reason.
    words: BTreeSet<String>,
}

impl Code {
    fn read(source: &str) -> Self {
        let mut code = Self::default();
        code.add(source);
        code
    }

    fn add(&mut self, source: &str) {
        for file in files(&root().join(source), "rs") {
            let text = read(&file);
            let text = text
                .split("#[cfg(test)]\nmod tests {")
                .next()
                .unwrap_or_default();
            let words: BTreeSet<String> = text
                .split('"')
                .skip(1)
                .step_by(2)
                .filter(|word| is_reason(word))
                .map(str::to_owned)
                .collect();
            for call in text.split("problem(").skip(1) {
                let Some((status, rest)) = status(call.trim_start()) else {
                    continue;
                };
                match rest
                    .trim_start()
                    .strip_prefix('"')
                    .and_then(|rest| rest.split_once('"'))
                {
                    Some((reason, _)) => {
                        self.reasons.insert((status, reason.to_owned()));
                    }
                    None => self
                        .indirect
                        .extend(words.iter().filter(|word| word.contains('_')).cloned()),
                }
            }
            self.words.extend(words);
        }
    }
}

/// The first argument of `problem`, as the contracts write it, and what follows.
fn status(arguments: &str) -> Option<(String, &str)> {
    let (first, rest) = arguments.split_once(',')?;
    let code = first.strip_prefix("tonic::").unwrap_or(first);
    let mut name = String::new();
    for (at, letter) in code.strip_prefix("Code::")?.char_indices() {
        if letter.is_uppercase() && at > 0 {
            name.push('_');
        }
        name.push(letter.to_ascii_uppercase());
    }
    Some((name, rest))
}

/// Statuses with the reasons behind them: ``NOT_FOUND (`ORDER_NOT_FOUND`)``.
fn contracts(text: &str) -> BTreeSet<Reason> {
    let mut status = None;
    let mut reasons = BTreeSet::new();
    for (at, part) in text.split('`').enumerate() {
        if at % 2 == 1 {
            if let (Some(status), true) = (status, is_reason(part)) {
                reasons.insert((str::to_owned(status), part.to_owned()));
            }
        } else if let Some(named) = part
            .rsplit(|letter: char| !letter.is_ascii_uppercase() && letter != '_')
            .find(|word| STATUSES.contains(word))
        {
            status = Some(named);
        }
    }
    reasons
}

const STATUSES: [&str; 14] = [
    "ABORTED",
    "ALREADY_EXISTS",
    "DATA_LOSS",
    "DEADLINE_EXCEEDED",
    "FAILED_PRECONDITION",
    "INTERNAL",
    "INVALID_ARGUMENT",
    "NOT_FOUND",
    "OUT_OF_RANGE",
    "PERMISSION_DENIED",
    "RESOURCE_EXHAUSTED",
    "UNAUTHENTICATED",
    "UNAVAILABLE",
    "UNIMPLEMENTED",
];

fn is_reason(word: &str) -> bool {
    word.len() > 3
        && word.starts_with(|letter: char| letter.is_ascii_uppercase())
        && word
            .chars()
            .all(|letter| letter.is_ascii_uppercase() || letter == '_')
}

/// The lines that are comments.
fn comments(proto: &str) -> String {
    proto
        .lines()
        .filter_map(|line| line.trim_start().strip_prefix("//"))
        .collect::<Vec<_>>()
        .join("\n")
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The files of that kind in a folder and those below.
fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let entries =
        fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut all = Vec::new();
    for entry in entries {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            all.extend(files(&path, extension));
        } else if path.extension().is_some_and(|it| it == extension) {
            all.push(path);
        }
    }
    all
}
