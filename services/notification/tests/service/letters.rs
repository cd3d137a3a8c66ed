//! What the mail server got is a whole message by the standards, as somebody else's parser reads it.

use std::collections::HashSet;

use baedal_notification::config::{ChannelConfig, SmtpConfig, SmtpTls};
use baedal_notification::domain::{Kind, Language, subject};
use baedal_proto::notification::v1::{ListNotificationsRequest, Preferences};
use mail_parser::{HeaderName, Message, MessageParser, MimeHeaders};

use crate::sinks::{Mail, MailServer};
use crate::support::{Service, new_id};
use crate::telling::every_kind;

/// As long as a store's reason may be, and in the longest of characters.
fn long_words() -> String {
    "재료가 모두 떨어졌습니다. "
        .chars()
        .cycle()
        .take(500)
        .collect()
}

fn smtp(server: &MailServer) -> ChannelConfig {
    ChannelConfig::Smtp(SmtpConfig {
        host: "127.0.0.1".to_owned(),
        port: server.port,
        tls: SmtpTls::None,
        user: None,
        password: None,
        from: "배달 <orders@baedal.test>".to_owned(),
    })
}

/// RFC 5321 and 5322: ASCII, lines that end by CRLF and have at most 998 characters; in the head at most 78, which
/// is how long lines ought to be.
fn is_fit_for_every_server(mail: &Mail) {
    let (head, body) = mail
        .data()
        .split_once("\r\n\r\n")
        .expect("a head and a body");
    assert!(mail.data().is_ascii(), "{}", mail.data());
    for line in head.split("\r\n") {
        assert!(line.len() <= 78, "{} characters: {line}", line.len());
    }
    for line in body.split("\r\n") {
        assert!(line.len() <= 998 && !line.contains(['\r', '\n']), "{line}");
    }
}

fn raw<'a>(message: &'a Message<'_>, name: &'static str) -> &'a str {
    let values: Vec<_> = message.header_values(name).collect();
    assert_eq!(values.len(), 1, "one {name}: {values:?}");
    let value = message.header_raw(name).expect("a value");
    value.trim()
}

#[tokio::test]
async fn every_letter_is_a_whole_message_in_both_languages() {
    let server = MailServer::start().await;
    let service = Service::start_over(&[("email", smtp(&server))]).await;
    for (language, customer) in [(Language::En, "minji"), (Language::Ko, "jun")] {
        let preferences = Preferences {
            language: language.tag().to_owned(),
            email: format!("{customer}@example.com"),
            ..Preferences::default()
        };
        let said = service.prefer(customer, new_id(), preferences).await;
        said.expect("it is taken");
        let order = new_id();
        let before = server.mails().len();
        let events = every_kind(customer, order, &long_words());
        service.hear(&events).await.expect("told");

        let mails = server.got(before + events.len()).await.split_off(before);
        let page = service.list(customer, ListNotificationsRequest::default());
        let mut told = page.await.expect("a page").notifications;
        told.reverse();
        let kinds: HashSet<_> = told.iter().map(|it| it.kind.clone()).collect();
        assert_eq!(kinds.len(), Kind::ALL.len(), "one of each kind");
        for (mail, told) in mails.iter().zip(&told) {
            is_fit_for_every_server(mail);
            let message = MessageParser::default()
                .parse(mail.data())
                .expect("a message");
            // RFC 2045: without the version, a reader may take the rest of MIME for text.
            assert_eq!(raw(&message, "MIME-Version"), "1.0", "{}", mail.data());
            assert_eq!(message.parts.len(), 1);
            let content = message.content_type().expect("a content type");
            assert_eq!(
                (content.ctype(), content.subtype()),
                ("text", Some("plain"))
            );
            assert_eq!(content.attribute("charset"), Some("utf-8"));

            let from = message.from().and_then(|it| it.first()).expect("From");
            assert_eq!(from.name(), Some("배달"));
            assert_eq!(from.address(), Some("orders@baedal.test"));
            let to = message.to().expect("To").iter().collect::<Vec<_>>();
            assert_eq!(to.len(), 1);
            assert_eq!(to[0].address(), Some(&*format!("{customer}@example.com")));
            let kind = Kind::parse(&told.kind).expect("a kind");
            assert_eq!(message.subject(), Some(subject(language, kind)));
            let id = format!("{}@baedal.test", told.notification_id);
            assert_eq!(message.message_id(), Some(&*id));
            let date = message.date().expect("Date");
            assert!(date.is_valid());
            let written = told.created_at.expect("a time").seconds;
            assert_eq!(date.to_timestamp(), written, "when it was written");

            // RFC 3834: no machine answers it. RFC 3282: what language it is in.
            assert_eq!(raw(&message, "Auto-Submitted"), "auto-generated");
            assert_eq!(raw(&message, "Content-Language"), language.tag());
            assert!(message.header(HeaderName::Bcc).is_none());

            let text = message.body_text(0).expect("a text").replace("\r\n", "\n");
            assert!(text.contains(&told.text), "{text} has {}", told.text);
            assert!(text.contains(&order.to_string()), "{text}");
        }
    }
}
