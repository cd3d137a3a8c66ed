//! The table of the rooms, as words that may not be said in them.

use std::path::Path;

use super::source::{Line, Source};

/// A room of a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Room {
    Domain,
    App,
    Db,
    Grpc,
    Events,
}

impl Room {
    /// The room of a file of a service; `None` for its wiring and for everything else.
    pub(super) fn of(file: &Path) -> Option<Self> {
        let mut parts = file.strip_prefix("services").ok()?.iter().skip(1);
        if parts.next()? != "src" {
            return None;
        }
        let name = parts.next()?.to_str()?;
        match name.strip_suffix(".rs").unwrap_or(name) {
            "domain" => Some(Self::Domain),
            "app" => Some(Self::App),
            "db" => Some(Self::Db),
            "grpc" => Some(Self::Grpc),
            "events" => Some(Self::Events),
            _ => None,
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Domain => "domain",
            Self::App => "app",
            Self::Db => "db",
            Self::Grpc => "grpc",
            Self::Events => "events",
        }
    }

    const fn rules(self) -> &'static [Rule] {
        match self {
            Self::Domain => DOMAIN,
            Self::App => APP,
            Self::Db => DB,
            Self::Grpc => GRPC,
            Self::Events => EVENTS,
        }
    }

    /// Whether its strings may be SQL.
    const fn may_hold_sql(self) -> bool {
        matches!(self, Self::Db)
    }
}

/// Words that do not belong, and why.
struct Rule {
    words: &'static [&'static str],
    why: &'static str,
}

const CONTRACTS: Rule = Rule {
    words: &[
        "tonic",
        "tonic_types",
        "prost",
        "prost_types",
        "baedal_proto",
    ],
    why: "generated types and statuses stay at the edge, in grpc and events",
};

const DOMAIN: &[Rule] = &[
    CONTRACTS,
    Rule {
        words: &["async", "await", "tokio", "futures_util"],
        why: "the domain is pure",
    },
    Rule {
        words: &["sqlx"],
        why: "the domain knows no storage",
    },
    Rule {
        words: &["tracing", "opentelemetry"],
        why: "the domain answers; whoever asked logs",
    },
    Rule {
        words: &[
            "now",
            "now_utc",
            "now_v7",
            "new_v4",
            "rand",
            "baedal_runtime",
        ],
        why: "time and randomness come in as parameters",
    },
    Rule {
        words: &[
            "baedal_messaging",
            "baedal_auth",
            "crate::app",
            "crate::db",
            "crate::grpc",
            "crate::events",
            "crate::config",
        ],
        why: "the domain uses nothing but itself and values",
    },
];

const APP: &[Rule] = &[
    CONTRACTS,
    Rule {
        words: &[
            "sqlx::query",
            "sqlx::query_as",
            "sqlx::query_scalar",
            "sqlx::raw_sql",
        ],
        why: "SQL lives in db",
    },
    Rule {
        words: &["crate::grpc"],
        why: "use cases do not know who called",
    },
];

const DB: &[Rule] = &[
    CONTRACTS,
    Rule {
        words: &[".commit", ".begin", ".rollback"],
        why: "the use case in app owns the transaction",
    },
    Rule {
        words: &["crate::app", "crate::grpc", "crate::events"],
        why: "db takes a connection and domain types, and decides nothing",
    },
];

const GRPC: &[Rule] = &[Rule {
    words: &["sqlx", "crate::db"],
    why: "a call goes through a use case in app",
}];

const EVENTS: &[Rule] = &[
    Rule {
        words: &["tonic", "tonic_types"],
        why: "an event has no status",
    },
    Rule {
        words: &["sqlx", "crate::db"],
        why: "an event goes through a use case in app",
    },
];

/// Checks a file against its room.
pub(super) fn check_room(room: Room, source: &Source, report: &mut impl FnMut(usize, String)) {
    for (number, line) in source.lines() {
        for rule in room.rules() {
            for word in rule.words.iter().filter(|word| says(&line.code, word)) {
                report(number, format!("`{word}` in {}: {}", room.name(), rule.why));
            }
        }
        if !room.may_hold_sql() && line.strings.iter().any(|text| is_sql(text)) {
            report(number, format!("SQL in {}: it lives in db", room.name()));
        }
    }
}

/// Checks a file of `crates/`: it serves every process, so it names none of them and no event.
pub(super) fn check_shared(
    source: &Source,
    services: &[String],
    facts: &[String],
    report: &mut impl FnMut(usize, String),
) {
    for (number, line) in source.lines() {
        for service in services {
            if says(&line.code, &format!("baedal_{service}"))
                || in_strings(line, &format!("baedal.{service}."))
                || in_strings(line, &format!("baedal-{service}"))
            {
                report(
                    number,
                    format!("names the service `{service}`: crates serve them all"),
                );
            }
        }
        for fact in facts {
            if says(&line.code, fact) || in_strings(line, fact) {
                report(
                    number,
                    format!("names the event `{fact}`: crates carry any event"),
                );
            }
        }
    }
}

/// Checks that a service does not use another one's code.
pub(super) fn check_neighbours(
    own: &str,
    source: &Source,
    services: &[String],
    report: &mut impl FnMut(usize, String),
) {
    for (number, line) in source.lines() {
        for other in services.iter().filter(|other| *other != own) {
            if says(&line.code, &format!("baedal_{other}")) {
                report(
                    number,
                    format!("uses baedal_{other}: services meet in `proto` and in events"),
                );
            }
        }
    }
}

fn in_strings(line: &Line, text: &str) -> bool {
    line.strings.iter().any(|string| string.contains(text))
}

/// Whether `code` holds `word`, and not as a part of a longer name.
fn says(code: &str, word: &str) -> bool {
    let part_of_name = |letter: char| letter.is_alphanumeric() || letter == '_';
    code.match_indices(word).any(|(start, found)| {
        let before = code[..start].chars().next_back();
        let after = code[start + found.len()..].chars().next();
        // `self.now` and `fn now(` are names of our own; `Clock::now()` is a question to the clock.
        let own = word == "now" && (before != Some(':') || after != Some('('));
        let starts = word.starts_with('.') || !before.is_some_and(part_of_name);
        starts && !after.is_some_and(part_of_name) && !own
    })
}

fn is_sql(text: &str) -> bool {
    const VERBS: [&str; 9] = [
        "SELECT ",
        "INSERT INTO ",
        "UPDATE ",
        "DELETE FROM ",
        "WITH ",
        "CREATE ",
        "ALTER ",
        "LOCK ",
        "TRUNCATE ",
    ];
    // A sentence in capitals is no SQL; SQL goes on with something in small letters.
    let text = text.trim_start();
    VERBS.iter().any(|verb| text.starts_with(verb)) && text.chars().any(char::is_lowercase)
}
