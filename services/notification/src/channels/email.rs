//! E-mail over SMTP.

use std::error::Error;
use std::io;
use std::time::{Duration, SystemTime};

use baedal_runtime::BoxError;
use baedal_runtime::tls::Trust;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message, SinglePart};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::transport::smtp::{Error as SmtpError, PoolConfig};
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use tokio_rustls::rustls;

use crate::app::send::{Channel, ChannelError};
use crate::config::{SmtpConfig, SmtpTls};
use crate::domain::{self, Fault, Outgoing};

/// Replies that are about us and not about the message: the service closes or wants to know who we
/// are.
const ABOUT_US: [&str; 6] = ["421", "454", "530", "534", "535", "538"];

/// Below the deadline of a whole message, so that a failure still has its class.
const COMMAND_TIMEOUT: Duration = Duration::from_secs(8);
const IDLE_TIMEOUT: Duration = Duration::from_secs(30);

/// Sends e-mail through one SMTP server, over a few connections that are kept.
///
/// The letters are about the customer's own orders. They have no `List-Unsubscribe`: what it names has to work without
/// signing in (RFC 8058), and preferences are changed by their customer alone, as each letter says.
pub struct Email {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

impl Email {
    /// As configured, over at most so many connections.
    pub fn new(config: &SmtpConfig, connections: usize, trust: &Trust) -> Result<Self, BoxError> {
        let parameters = || {
            let mut parameters = TlsParameters::builder(config.host.clone());
            for authority in trust.further() {
                let authority = Certificate::from_der(authority.to_vec())?;
                parameters = parameters.add_root_certificate(authority);
            }
            parameters.build()
        };
        let tls = match config.tls {
            SmtpTls::None => Tls::None,
            SmtpTls::Starttls => Tls::Required(parameters()?),
            SmtpTls::Implicit => Tls::Wrapper(parameters()?),
        };
        let pool = PoolConfig::new()
            .max_size(u32::try_from(connections).unwrap_or(u32::MAX))
            .idle_timeout(IDLE_TIMEOUT);
        let mut builder =
            AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(config.host.as_str())
                .port(config.port)
                .tls(tls)
                .timeout(Some(COMMAND_TIMEOUT))
                .pool_config(pool);
        if let (Some(user), Some(password)) = (&config.user, &config.password) {
            let password = password.expose().to_owned();
            builder = builder.credentials(Credentials::new(user.clone(), password));
        }
        Ok(Self {
            transport: builder.build(),
            from: config.from.parse()?,
        })
    }

    fn message(&self, outgoing: &Outgoing) -> Option<Message> {
        let notification = &outgoing.notification;
        let to = outgoing.contact.email.as_ref()?.expose().parse().ok()?;
        let (language, text) = (notification.language, &notification.text);
        Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(domain::subject(language, notification.kind))
            // The same for every try: a mailbox can see that it has the message already.
            .message_id(Some(format!(
                "<{}@{}>",
                notification.id,
                self.from.email.domain()
            )))
            // When it was written, which is the same for every try, too.
            .date(SystemTime::from(notification.created_at))
            // No out-of-office note and no other machine answers it (RFC 3834).
            .raw_header(header("Auto-Submitted", "auto-generated"))
            .raw_header(header("Content-Language", language.tag()))
            // As a part: a bare body has no MIME-Version, and strict readers then show the encoding and not the text.
            .singlepart(SinglePart::plain(domain::letter(
                language,
                text,
                notification.order_id,
            )))
            .ok()
    }
}

#[async_trait::async_trait]
impl Channel for Email {
    async fn send(&self, outgoing: &Outgoing) -> Result<(), ChannelError> {
        let message = self.message(outgoing);
        let message = message.ok_or_else(|| ChannelError::new(Fault::Final, "address"))?;
        let sent = self.transport.send(message).await;
        sent.map(drop).map_err(|error| judge(&error))
    }
}

/// A header of plain ASCII.
fn header(name: &'static str, value: &'static str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
}

/// What a failure means. The reply's text is left out: it may repeat the address.
fn judge(error: &SmtpError) -> ChannelError {
    if let Some(code) = error.status() {
        let code = code.to_string();
        let fault = if ABOUT_US.contains(&&*code) {
            Fault::Channel
        } else if error.is_permanent() {
            Fault::Final
        } else {
            Fault::Recipient
        };
        return ChannelError::new(fault, format!("smtp {code}"));
    }
    let class = if error.is_timeout() {
        "timeout"
    } else if error.is_tls() || is_refused_by_tls(error) {
        "tls"
    } else if error.is_client() {
        "smtp client"
    } else if error.is_response() {
        "smtp response"
    } else {
        "connect"
    };
    ChannelError::new(Fault::Channel, class)
}

/// A handshake that fails counts as a failed connection there; who set the certificates up wants to know.
fn is_refused_by_tls(error: &SmtpError) -> bool {
    let mut source = error.source();
    while let Some(error) = source {
        let inner = error
            .downcast_ref::<io::Error>()
            .and_then(io::Error::get_ref);
        if inner.is_some_and(<dyn std::error::Error + Send + Sync>::is::<rustls::Error>) {
            return true;
        }
        source = error.source();
    }
    false
}
