//! Channels over TLS: who shows a certificate of an authority that is trusted is told, and nobody else.

use std::path::PathBuf;
use std::sync::Arc;

use baedal_notification::config::{
    ChannelConfig, GatewayConfig, SmtpConfig, SmtpTls, WebhookConfig,
};
use baedal_proto::notification::v1::{Preferences, SendStatus, Sending};
use baedal_runtime::config::{Secret, SecretUrl};
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use tempfile::TempDir;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};

use crate::sinks::{HttpServer, MailServer, Manners};
use crate::support::{Service, new_id};
use crate::telling::placed;

/// A private authority: what servers show, and the file by which they are trusted.
struct Authority {
    acceptor: TlsAcceptor,
    folder: TempDir,
}

impl Authority {
    fn new() -> Self {
        let key = || KeyPair::generate().expect("a key");
        let mut authority = CertificateParams::default();
        authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let authority_key = key();
        let root = authority.self_signed(&authority_key).expect("a root");
        let issuer = Issuer::new(authority, authority_key);
        let server_key = key();
        let server = CertificateParams::new(["127.0.0.1".to_owned()])
            .and_then(|it| it.signed_by(&server_key, &issuer))
            .expect("a certificate");
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("ca.pem"), root.pem()).expect("a file");
        let chain = vec![CertificateDer::from(server.der().to_vec())];
        let server_key = PrivatePkcs8KeyDer::from(server_key.serialize_der());
        let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("versions")
            .with_no_client_auth()
            .with_single_cert(chain, server_key.into())
            .expect("a certificate and its key");
        Self {
            acceptor: TlsAcceptor::from(Arc::new(config)),
            folder,
        }
    }

    fn ca_file(&self) -> PathBuf {
        self.folder.path().join("ca.pem")
    }
}

const LOGIN: (&str, &str) = ("baedal", "the very secret");

fn smtp(server: &MailServer, tls: SmtpTls, password: &str) -> ChannelConfig {
    ChannelConfig::Smtp(SmtpConfig {
        host: "127.0.0.1".to_owned(),
        port: server.port,
        tls,
        user: Some(LOGIN.0.to_owned()),
        password: Some(Secret::new(password)),
        from: "Baedal <orders@baedal.test>".to_owned(),
    })
}

fn hook() -> ChannelConfig {
    ChannelConfig::Webhook(WebhookConfig {
        allow_private: true,
    })
}

fn gateway(server: &HttpServer) -> ChannelConfig {
    ChannelConfig::HttpGateway(GatewayConfig {
        url: SecretUrl::new(server.url("/send")),
        token: None,
        fields: [("to".to_owned(), "{phone}".to_owned())].into(),
    })
}

/// A service with these channels, which trusts that authority, and minji, who can be reached by all of them.
async fn tells_minji(
    channels: Vec<(&str, ChannelConfig)>,
    ca_file: Option<PathBuf>,
    hook: Option<&HttpServer>,
) -> Service {
    let channels = channels.into_iter();
    let channels = channels.map(|(name, it)| (name.to_owned(), it)).collect();
    let service = Service::start_as("nats://127.0.0.1:1", |config| {
        config.channels = channels;
        config.tls.ca_file = ca_file;
    })
    .await;
    let preferences = Preferences {
        email: "minji@example.com".to_owned(),
        phone: "+821012345678".to_owned(),
        webhook_url: hook.map(|hook| hook.url("/hook")).unwrap_or_default(),
        webhook_secret: hook
            .map(|_| "0123456789abcdef".to_owned())
            .unwrap_or_default(),
        ..Preferences::default()
    };
    let said = service.prefer("minji", new_id(), preferences).await;
    said.expect("minji may say so");
    service
        .hear(&[placed("minji", new_id())])
        .await
        .expect("told");
    service
}

fn is_sent(sending: &Sending) -> bool {
    sending.status() == SendStatus::Sent
}

/// Tried, tried again, and waiting for the next time.
fn is_tried_again(sending: &Sending) -> bool {
    sending.attempts >= 2 && sending.status() == SendStatus::Pending
}

#[tokio::test]
async fn email_goes_over_starttls_and_over_implicit_tls_by_a_login() {
    let authority = Authority::new();
    for tls in [SmtpTls::Starttls, SmtpTls::Implicit] {
        let manners = Manners {
            tls: Some((authority.acceptor.clone(), tls)),
            login: Some(LOGIN),
        };
        let server = MailServer::start_with(manners).await;
        let channels = vec![("email", smtp(&server, tls, LOGIN.1))];
        let service = tells_minji(channels, Some(authority.ca_file()), None).await;
        service.sending("minji", "email", is_sent).await;
        let mails = server.mails();
        assert_eq!(mails.len(), 1, "{tls:?}");
        assert_eq!(mails[0].to, "minji@example.com");
    }
}

#[tokio::test]
async fn a_wrong_password_is_told_as_a_class_and_tried_again() {
    let authority = Authority::new();
    let manners = Manners {
        tls: Some((authority.acceptor.clone(), SmtpTls::Implicit)),
        login: Some(LOGIN),
    };
    let server = MailServer::start_with(manners).await;
    let channels = vec![("email", smtp(&server, SmtpTls::Implicit, "a guess"))];
    let service = tells_minji(channels, Some(authority.ca_file()), None).await;
    let waiting = service.sending("minji", "email", is_tried_again).await;
    assert_eq!(waiting.error, "smtp 535");
    assert!(server.mails().is_empty());
}

#[tokio::test]
async fn a_mail_server_whose_authority_is_unknown_gets_nothing_and_is_tried_again() {
    let (authority, other) = (Authority::new(), Authority::new());
    for tls in [SmtpTls::Starttls, SmtpTls::Implicit] {
        for ca_file in [None, Some(other.ca_file())] {
            let manners = Manners {
                tls: Some((authority.acceptor.clone(), tls)),
                login: Some(LOGIN),
            };
            let server = MailServer::start_with(manners).await;
            let channels = vec![("email", smtp(&server, tls, LOGIN.1))];
            let service = tells_minji(channels, ca_file, None).await;
            let waiting = service.sending("minji", "email", is_tried_again).await;
            assert_eq!(waiting.error, "tls", "what it is, and nothing from inside");
            assert!(server.mails().is_empty());
        }
    }
}

#[tokio::test]
async fn a_server_without_tls_gets_no_mail_where_tls_is_asked_for() {
    let server = MailServer::start().await;
    let channels = vec![("email", smtp(&server, SmtpTls::Starttls, LOGIN.1))];
    let service = tells_minji(channels, None, None).await;
    service.sending("minji", "email", is_tried_again).await;
    assert!(server.mails().is_empty());
}

#[tokio::test]
async fn webhooks_and_gateways_are_posted_to_over_https() {
    let authority = Authority::new();
    let server = HttpServer::start_with(authority.acceptor.clone()).await;
    let channels = vec![("hook", hook()), ("sms", gateway(&server))];
    let service = tells_minji(channels, Some(authority.ca_file()), Some(&server)).await;
    for channel in ["hook", "sms"] {
        service.sending("minji", channel, is_sent).await;
    }
    let mut paths: Vec<_> = server.posted().into_iter().map(|it| it.path).collect();
    paths.sort();
    assert_eq!(paths, ["/hook", "/send"]);
}

#[tokio::test]
async fn a_web_server_whose_authority_is_unknown_gets_nothing_and_is_tried_again() {
    let authority = Authority::new();
    let server = HttpServer::start_with(authority.acceptor.clone()).await;
    let channels = vec![("hook", hook()), ("sms", gateway(&server))];
    let service = tells_minji(channels, None, Some(&server)).await;
    for channel in ["hook", "sms"] {
        let waiting = service.sending("minji", channel, is_tried_again).await;
        assert_eq!(waiting.error, "tls", "what it is, and nothing from inside");
    }
    assert!(server.posted().is_empty());
}
