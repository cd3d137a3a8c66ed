//! What this service can be told, besides what every process can.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use baedal_auth::AuthConfig;
use baedal_messaging::{ConsumerTuning, NatsConfig};
use baedal_runtime::config::{Secret, SecretUrl, duration};
use serde::{Deserialize, Serialize};

use crate::app::{Rules, send::Pace};
use crate::domain::{Needs, Patience};

/// The sections of the notification service.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// `[database]`: its SQLite file.
    pub database: DatabaseConfig,
    /// `[nats]`: the broker.
    #[serde(default)]
    pub nats: NatsConfig,
    /// `[consumer]`: how events are taken in.
    #[serde(default)]
    pub consumer: ConsumerTuning,
    /// `[auth]`: whose tokens are good.
    pub auth: AuthConfig,
    /// `[channels.<name>]`: the ways to reach customers. Only a log where nothing is said.
    #[serde(default = "only_a_log")]
    pub channels: BTreeMap<String, ChannelConfig>,
    /// `[tls]`: whom the channels trust.
    #[serde(default)]
    pub tls: TlsConfig,
    /// `[sending]`: how every channel is worked.
    #[serde(default)]
    pub sending: SendingConfig,
    /// `[retention]`: how long notifications are kept.
    #[serde(default)]
    pub retention: RetentionConfig,
}

impl Config {
    /// What the use cases go by.
    pub fn rules(&self) -> Rules {
        let channels = self.channels.iter();
        Rules {
            channels: channels
                .map(|(name, channel)| (name.clone(), channel.needs()))
                .collect(),
            any_webhooks: self
                .channels
                .values()
                .any(ChannelConfig::allows_private_webhooks),
            keep: self.retention.keep,
            tell_within: self.sending.tell_within,
        }
    }
}

/// What a channel is.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ChannelConfig {
    /// `name = "log"`: a line in the log.
    Log,
    /// `[channels.<name>.smtp]`: e-mail.
    Smtp(SmtpConfig),
    /// `[channels.<name>.webhook]`: a post to the customer's own URL.
    Webhook(WebhookConfig),
    /// `[channels.<name>.http_gateway]`: a post to a provider of SMS or of a messenger.
    HttpGateway(GatewayConfig),
}

impl ChannelConfig {
    /// What such a channel has to know of a customer.
    pub const fn needs(&self) -> Needs {
        match self {
            Self::Log => Needs::Nothing,
            Self::Smtp(_) => Needs::Email,
            Self::Webhook(_) => Needs::Webhook,
            Self::HttpGateway(_) => Needs::Phone,
        }
    }

    /// Whether it is a webhook that may lead anywhere.
    pub fn allows_private_webhooks(&self) -> bool {
        matches!(self, Self::Webhook(config) if config.allow_private)
    }
}

/// An SMTP server.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct SmtpConfig {
    /// Its name; its certificate's too.
    pub host: String,
    /// Its port: usually 587 with STARTTLS, 465 with implicit TLS.
    #[serde(default = "submission")]
    pub port: u16,
    /// How the connection is encrypted.
    #[serde(default)]
    pub tls: SmtpTls,
    /// Who we are there, with `password`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// The password of `user`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password: Option<Secret>,
    /// Whom messages are from, such as `Baedal <orders@example.com>`.
    pub from: String,
}

/// How a connection to an SMTP server is encrypted.
#[derive(Debug, Clone, Copy, Default, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SmtpTls {
    /// Not at all: for a server on this machine.
    None,
    /// By STARTTLS, or there is no connection.
    #[default]
    Starttls,
    /// From the first byte.
    Implicit,
}

/// Webhooks.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct WebhookConfig {
    /// Whether they may lead into private networks and to this machine, and be of http: for
    /// development.
    #[serde(default)]
    pub allow_private: bool,
}

/// A provider's HTTP API.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct GatewayConfig {
    /// Where messages are posted.
    pub url: SecretUrl,
    /// The bearer token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<Secret>,
    /// The fields of the JSON object: texts with `{phone}`, `{text}`, `{kind}`, `{language}`, `{id}` and
    /// `{order_id}`.
    #[serde(default = "to_and_text")]
    pub fields: BTreeMap<String, String>,
}

/// `[tls]`.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct TlsConfig {
    /// Authorities to trust besides the platform's, in PEM: for mail servers, gateways and webhooks whose certificates
    /// are of a private one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ca_file: Option<PathBuf>,
}

/// `[sending]`.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct SendingConfig {
    /// To so many customers at a time, on each channel.
    pub concurrency: usize,
    /// How long one message may take.
    #[serde(with = "duration")]
    pub timeout: Duration,
    /// The pause after a failure; it doubles with every further one.
    #[serde(with = "duration")]
    pub first_pause: Duration,
    /// The longest pause.
    #[serde(with = "duration")]
    pub longest_pause: Duration,
    /// How old a change may be that is still sent. One that is heard of later is only written down.
    #[serde(with = "duration")]
    pub tell_within: Duration,
    /// How long a message is tried before it is given up.
    #[serde(with = "duration")]
    pub give_up_after: Duration,
    /// How often to look for messages that nobody announced.
    #[serde(with = "duration")]
    pub look_every: Duration,
}

impl Default for SendingConfig {
    fn default() -> Self {
        Self {
            concurrency: 16,
            timeout: Duration::from_secs(10),
            first_pause: Duration::from_secs(1),
            longest_pause: Duration::from_mins(5),
            tell_within: Duration::from_hours(24),
            give_up_after: Duration::from_hours(24),
            look_every: Duration::from_secs(5),
        }
    }
}

impl SendingConfig {
    /// As a channel's sender takes it.
    pub fn pace(&self) -> Pace {
        Pace {
            concurrency: self.concurrency.max(1),
            timeout: self.timeout,
            patience: Patience {
                first_pause: self.first_pause,
                longest_pause: self.longest_pause,
                give_up_after: self.give_up_after,
            },
            look_every: self.look_every,
        }
    }
}

/// `[retention]`.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct RetentionConfig {
    /// How long a notification is kept, from when its change happened. Older changes are not told.
    #[serde(with = "duration")]
    pub keep: Duration,
    /// How often old ones are forgotten.
    #[serde(with = "duration")]
    pub every: Duration,
}

impl Default for RetentionConfig {
    fn default() -> Self {
        Self {
            keep: Duration::from_hours(90 * 24),
            every: Duration::from_hours(1),
        }
    }
}

fn only_a_log() -> BTreeMap<String, ChannelConfig> {
    BTreeMap::from([("log".to_owned(), ChannelConfig::Log)])
}

fn to_and_text() -> BTreeMap<String, String> {
    [("to", "{phone}"), ("text", "{text}")]
        .map(|(name, template)| (name.to_owned(), template.to_owned()))
        .into()
}

fn submission() -> u16 {
    587
}

/// `[database]`.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct DatabaseConfig {
    /// The file, on a volume of this process's own. Its folder is made where there is none.
    pub path: PathBuf,
    /// The most connections that read. One more writes.
    #[serde(default = "readers")]
    pub readers: u32,
}

impl DatabaseConfig {
    /// The defaults, for the file at `path`.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self {
            path: path.into(),
            readers: readers(),
        }
    }
}

fn readers() -> u32 {
    4
}

#[cfg(test)]
mod tests {
    use baedal_runtime::config::{Settings, Sources};

    use super::*;

    #[test]
    fn channels_can_be_set_by_the_environment() {
        let pairs = [
            ("DATABASE__PATH", "/x"),
            ("AUTH__ISSUER", "i"),
            ("AUTH__AUDIENCE", "a"),
            ("AUTH__JWKS_FILE", "/x"),
            ("CHANNELS__LOG", "log"),
            ("CHANNELS__EMAIL__SMTP__HOST", "smtp.example.com"),
            ("CHANNELS__EMAIL__SMTP__PORT", "2525"),
            ("CHANNELS__EMAIL__SMTP__FROM", "Baedal <orders@example.com>"),
            ("CHANNELS__EMAIL__SMTP__USER", "baedal"),
            ("CHANNELS__EMAIL__SMTP__PASSWORD", "hunter2"),
            ("CHANNELS__HOOK__WEBHOOK__ALLOW_PRIVATE", "true"),
            (
                "CHANNELS__SMS__HTTP_GATEWAY__URL",
                "https://sms.example.com/send",
            ),
            ("CHANNELS__SMS__HTTP_GATEWAY__TOKEN", "hunter2"),
            ("SENDING__GIVE_UP_AFTER", "2h"),
        ];
        let env = pairs.map(|(key, value)| (format!("BAEDAL_{key}"), value.to_owned()));
        let sources = Sources {
            env: env.to_vec(),
            ..Sources::default()
        };
        let settings = Settings::<Config>::load(&sources).expect("the settings are good");
        let channels = &settings.service.channels;
        assert!(matches!(channels["log"], ChannelConfig::Log));
        assert!(matches!(&channels["email"], ChannelConfig::Smtp(it) if it.port == 2525));
        assert!(channels["hook"].allows_private_webhooks());
        assert!(
            matches!(&channels["sms"], ChannelConfig::HttpGateway(it) if it.fields["to"] == "{phone}")
        );
        let printed = settings.to_toml().expect("it can be printed");
        assert!(printed.contains("give_up_after = \"2h\""), "{printed}");
        assert!(!printed.contains("hunter2"), "{printed}");
    }

    #[test]
    fn settings_can_be_read_and_printed() {
        let required = [
            "database.path=/x",
            "auth.issuer=i",
            "auth.audience=a",
            "auth.jwks_file=/x",
        ];
        let set = required.map(str::to_owned).to_vec();
        let sources = Sources {
            set,
            ..Sources::default()
        };
        let settings = Settings::<Config>::load(&sources).expect("the rest has defaults");
        let printed = settings.to_toml().expect("it can be printed");
        assert!(
            printed.contains("batch = 256") && !printed.contains("secret"),
            "{printed}"
        );
    }
}
