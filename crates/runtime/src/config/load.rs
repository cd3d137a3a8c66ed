use std::{collections::HashMap, path::PathBuf};

use config::{Config, File, FileFormat, Value, ValueKind};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::ProcessConfig;

const ENV_PREFIX: &str = "BAEDAL_";

/// Where settings come from, in the order in which they overrule each other.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    /// `key.path=value`, for what differs from service to service where nothing else says it.
    pub defaults: Vec<String>,
    /// The TOML file, if there is one.
    pub file: Option<PathBuf>,
    /// The environment, whole; what is not a setting is passed over.
    pub env: Vec<(String, String)>,
    /// `key.path=value`, from flags.
    pub set: Vec<String>,
}

impl Sources {
    /// With the environment of this process. Variables that are not UTF-8 cannot be settings and are passed over.
    #[must_use]
    pub fn with_process_env(mut self) -> Self {
        self.env = std::env::vars_os()
            .filter_map(|(key, value)| Some((key.into_string().ok()?, value.into_string().ok()?)))
            .collect();
        self
    }
}

/// Everything a process was told: the sections every process has, and those of its service.
#[derive(Debug, Clone)]
pub struct Settings<C> {
    /// The sections every process has.
    pub process: ProcessConfig,
    /// The sections of the service.
    pub service: C,
}

/// The settings cannot be used. The text names the key.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// A file that cannot be read, an unknown key, a missing one, a value of the wrong kind.
    #[error("configuration: {0}")]
    Invalid(#[from] config::ConfigError),
    /// A flag without `=`.
    #[error("configuration: --set {0:?} is not of the form key.path=value")]
    NotAnAssignment(String),
    /// A list or table given on one line that is not TOML.
    #[error("configuration: the value of `{key}` is not valid TOML")]
    NotToml {
        /// The key it was meant for.
        key: String,
    },
    /// A configuration that cannot be shown; a mistake in its type.
    #[error("configuration cannot be printed")]
    Unprintable(#[from] toml::ser::Error),
}

impl<C: DeserializeOwned> Settings<C> {
    /// Reads all sources. Fails on the first key that nothing reads, or that is missing or wrong.
    pub fn load(sources: &Sources) -> Result<Self, ConfigError> {
        let mut builder = Config::builder();
        for assignment in &sources.defaults {
            let (key, value) = split(assignment)?;
            builder = builder.set_default(key, line_value(key, value)?)?;
        }
        if let Some(file) = &sources.file {
            builder = builder.add_source(File::from(file.as_path()).format(FileFormat::Toml));
        }
        for (key, value) in sources
            .env
            .iter()
            .filter_map(|(key, value)| Some((env_key(key)?, value)))
        {
            builder = builder.set_override(&key, line_value(&key, value)?)?;
        }
        for assignment in &sources.set {
            let (key, value) = split(assignment)?;
            builder = builder.set_override(key, line_value(key, value)?)?;
        }

        // Each side refuses what it does not know, so together they refuse what nobody knows.
        let all: HashMap<String, Value> = builder.build()?.try_deserialize()?;
        let (process, service) = all
            .into_iter()
            .partition(|(key, _)| ProcessConfig::SECTIONS.contains(&key.as_str()));
        Ok(Self {
            process: section(process)?,
            service: section(service)?,
        })
    }
}

impl<C: Serialize> Settings<C> {
    /// The settings as TOML, defaults included, secrets left out.
    pub fn to_toml(&self) -> Result<String, ConfigError> {
        let mut table = toml::Table::try_from(&self.process)?;
        table.extend(toml::Table::try_from(&self.service)?);
        Ok(toml::to_string_pretty(&table)?)
    }
}

fn split(assignment: &str) -> Result<(&str, &str), ConfigError> {
    assignment
        .split_once('=')
        .ok_or_else(|| ConfigError::NotAnAssignment(assignment.to_owned()))
}

/// `BAEDAL_GRPC__LISTEN` is `grpc.listen`. Without a `__` it is not a setting.
fn env_key(variable: &str) -> Option<String> {
    let path = variable.strip_prefix(ENV_PREFIX)?;
    path.contains("__")
        .then(|| path.to_lowercase().replace("__", "."))
}

/// A value from a line of text stays text, and turns into a number or a bool only where one is asked for: a token that is
/// all digits is still a token. Lists and tables are written as in TOML.
fn line_value(key: &str, text: &str) -> Result<Value, ConfigError> {
    #[derive(Deserialize)]
    struct Line {
        value: Value,
    }

    if !text.starts_with(['[', '{']) {
        return Ok(Value::from(text));
    }
    // The parser's own words would repeat the line, and the line may hold a secret.
    toml::from_str::<Line>(&format!("value = {text}"))
        .map(|line| line.value)
        .map_err(|_| ConfigError::NotToml {
            key: key.to_owned(),
        })
}

fn section<T: DeserializeOwned>(entries: HashMap<String, Value>) -> Result<T, ConfigError> {
    Ok(Value::new(None, ValueKind::Table(entries)).try_deserialize()?)
}

#[cfg(test)]
mod tests {
    use std::{io::Write, time::Duration};

    use super::*;
    use crate::config::{Secret, SecretUrl};

    #[derive(Debug, Deserialize, Serialize)]
    #[serde(deny_unknown_fields)]
    struct Kitchen {
        database: Database,
        #[serde(default)]
        tokens: HashMap<String, Secret>,
        #[serde(default)]
        dishes: Vec<String>,
    }

    #[derive(Debug, Deserialize, Serialize)]
    #[serde(deny_unknown_fields)]
    struct Database {
        url: SecretUrl,
    }

    const URL: &str = "database.url=postgres://cook:hunter2@db/kitchen";

    fn load(env: &[(&str, &str)], set: &[&str]) -> Result<Settings<Kitchen>, ConfigError> {
        Settings::load(&Sources {
            env: env
                .iter()
                .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
                .collect(),
            set: set.iter().map(ToString::to_string).collect(),
            ..Sources::default()
        })
    }

    #[test]
    fn flags_overrule_the_environment_which_overrules_the_file() {
        let mut file = tempfile::NamedTempFile::new().expect("a file can be made");
        writeln!(
            file,
            "[grpc]\nlisten = '1.1.1.1:1'\nmax_calls_in_flight = 5\n[shutdown]\ngrace = '3s'\n[database]\nurl = 'postgres://db/a'"
        )
        .expect("a file can be written");

        let settings: Settings<Kitchen> = Settings::load(&Sources {
            file: Some(file.path().to_owned()),
            env: vec![
                ("BAEDAL_GRPC__LISTEN".to_owned(), "2.2.2.2:2".to_owned()),
                (
                    "BAEDAL_GRPC__MAX_CALLS_IN_FLIGHT".to_owned(),
                    "7".to_owned(),
                ),
                (
                    "BAEDAL_KITCHEN_SERVICE_HOST".to_owned(),
                    "made up by Kubernetes".to_owned(),
                ),
                ("PATH".to_owned(), "/bin".to_owned()),
            ],
            set: vec!["grpc.listen=127.0.0.1:0".to_owned()],
            ..Sources::default()
        })
        .expect("the settings are good");

        assert_eq!(settings.process.grpc.listen.port(), 0);
        assert_eq!(settings.process.grpc.max_calls_in_flight, 7);
        assert_eq!(settings.process.shutdown.grace, Duration::from_secs(3));
        assert_eq!(settings.service.database.url.expose(), "postgres://db/a");
    }

    #[test]
    fn a_service_has_its_own_port_until_somebody_says_otherwise() {
        let listen = |set: &[&str]| {
            let settings: Settings<Kitchen> = Settings::load(&Sources {
                defaults: vec!["grpc.listen=0.0.0.0:8088".to_owned()],
                set: set.iter().map(ToString::to_string).collect(),
                ..Sources::default()
            })
            .expect("the settings are good");
            settings.process.grpc.listen.to_string()
        };

        assert_eq!(listen(&[URL, "grpc.reflection=false"]), "0.0.0.0:8088");
        // Also when it is the port that others have by default.
        assert_eq!(listen(&[URL, "grpc.listen=0.0.0.0:50051"]), "0.0.0.0:50051");
    }

    #[test]
    fn a_key_that_nothing_reads_is_refused_by_name() {
        for (set, named) in [
            ("grpc.lisen=127.0.0.1:0", "lisen"),
            ("databse.url=x", "databse"),
            ("database.urls=x", "urls"),
        ] {
            let error = load(&[], &[URL, set])
                .expect_err("the key is misspelt")
                .to_string();
            assert!(error.contains(named), "{error}");
        }
        let error = load(&[("BAEDAL_KITCHEN__HEAT", "9")], &[URL]).expect_err("no such key");
        assert!(error.to_string().contains("kitchen"), "{error}");
    }

    #[test]
    fn a_missing_or_wrong_value_is_refused_by_name() {
        let missing = load(&[], &[])
            .expect_err("the database is required")
            .to_string();
        assert!(missing.contains("database"), "{missing}");

        let wrong = load(&[], &[URL, "shutdown.grace=25"])
            .expect_err("a unit is required")
            .to_string();
        assert!(wrong.contains("shutdown.grace"), "{wrong}");

        for never in ["admin.readiness_interval=0s", "grpc.max_deadline=0ms"] {
            let (key, _) = never.split_once('=').expect("an assignment");
            let refused =
                load(&[], &[URL, never]).expect_err("it would spin, or let nothing through");
            assert!(refused.to_string().contains(key), "{refused}");
        }
        let at_once = load(&[], &[URL, "shutdown.delay=0s"]).expect("that means something");
        assert_eq!(at_once.process.shutdown.delay, Duration::ZERO);

        let flag = load(&[], &["grpc.listen"])
            .expect_err("a value is required")
            .to_string();
        assert!(flag.contains("grpc.listen"), "{flag}");
    }

    #[test]
    fn a_line_can_hold_a_list_a_table_and_a_token_of_digits() {
        let settings = load(
            &[("BAEDAL_TOKENS__ORDER", "0123456789")],
            &[URL, "dishes=['bibimbap', 'tteokbokki']"],
        )
        .expect("the settings are good");

        assert_eq!(settings.service.tokens["order"].expose(), "0123456789");
        assert_eq!(settings.service.dishes, ["bibimbap", "tteokbokki"]);
    }

    #[test]
    fn a_broken_line_is_not_repeated_in_the_error() {
        let error =
            load(&[], &[URL, "tokens={order = 'hunter2'"]).expect_err("the table is not closed");
        assert!(error.to_string().contains("tokens"));
        assert!(!format!("{error:?} {error}").contains("hunter2"));
    }

    #[test]
    fn settings_are_printed_whole_and_without_secrets() {
        let settings = load(&[], &[URL, "tokens.order=s3cr3t"]).expect("the settings are good");
        let printed = format!(
            "{}\n{settings:?}",
            settings.to_toml().expect("they can be printed")
        );

        assert!(printed.contains("max_deadline = \"15s\""), "{printed}");
        assert!(
            printed.contains("postgres://cook:***@db/kitchen"),
            "{printed}"
        );
        assert!(
            !printed.contains("hunter2") && !printed.contains("s3cr3t"),
            "{printed}"
        );
    }
}
