//! E-mail, webhooks and messages reach a real other side, and one that is away delays nobody else.

use aws_lc_rs::hmac;
use baedal_notification::config::{
    ChannelConfig, GatewayConfig, SmtpConfig, SmtpTls, WebhookConfig,
};
use baedal_proto::notification::v1::{Preferences, SendStatus};
use baedal_runtime::config::{Secret, SecretUrl};
use baedal_runtime::{Clock, SystemClock};

use crate::sinks::{HttpServer, MailServer, Posted};
use crate::support::{Service, new_id};
use crate::telling::{a_delivery, placed};

const SECRET: &str = "a secret of minji's";

fn smtp(server: &MailServer) -> ChannelConfig {
    ChannelConfig::Smtp(SmtpConfig {
        host: "127.0.0.1".to_owned(),
        port: server.port,
        tls: SmtpTls::None,
        user: None,
        password: None,
        from: "Baedal <orders@baedal.test>".to_owned(),
    })
}

fn webhook() -> ChannelConfig {
    ChannelConfig::Webhook(WebhookConfig {
        allow_private: true,
    })
}

fn gateway(server: &HttpServer, path: &str) -> ChannelConfig {
    let fields = [("receiver", "{phone}"), ("message", "[배달] {text}")];
    ChannelConfig::HttpGateway(GatewayConfig {
        url: SecretUrl::new(server.url(path)),
        token: Some(Secret::new("the provider's token")),
        fields: fields
            .map(|(name, template)| (name.to_owned(), template.to_owned()))
            .into(),
    })
}

fn at(email: &str) -> Preferences {
    Preferences {
        email: email.to_owned(),
        ..Preferences::default()
    }
}

fn hook(url: String) -> Preferences {
    Preferences {
        webhook_url: url,
        webhook_secret: SECRET.replace(' ', "-"),
        ..Preferences::default()
    }
}

async fn prefers(service: &Service, customer: &str, preferences: Preferences) {
    let said = service.prefer(customer, new_id(), preferences).await;
    said.expect("it is taken");
}

/// Checks a signature as a customer would.
fn signed_by_minji(posted: &Posted) {
    let signature = posted.header("baedal-signature").strip_prefix("v1=");
    let signature = signature.expect("version 1").as_bytes();
    let hex = |pair: &[u8]| {
        let pair = std::str::from_utf8(pair).expect("hex");
        u8::from_str_radix(pair, 16).expect("hex")
    };
    let signature: Vec<u8> = signature.chunks(2).map(hex).collect();
    let timestamp = posted.header("baedal-timestamp");
    let message = [timestamp.as_bytes(), b".", &posted.body].concat();
    let key = hmac::Key::new(hmac::HMAC_SHA256, SECRET.replace(' ', "-").as_bytes());
    hmac::verify(&key, &message, &signature).expect("signed");
    let age = SystemClock.now().unix_timestamp() - timestamp.parse::<i64>().expect("seconds");
    assert!((0..60).contains(&age), "{age} s old");
}

#[tokio::test]
async fn email_comes_in_the_customers_language_once_for_each_change() {
    let server = MailServer::start().await;
    let service = Service::start_over(&[("email", smtp(&server))]).await;
    let korean = Preferences {
        language: "ko".to_owned(),
        ..at("minji@example.com")
    };
    prefers(&service, "minji", korean).await;
    prefers(&service, "jun", at("jun@example.com")).await;
    let order = new_id();
    let minjis = a_delivery("minji", order);
    service.hear(&minjis).await.expect("told");
    service.hear(&minjis).await.expect("again");
    let juns = placed("jun", order);
    service
        .hear(&[juns.clone(), juns.clone()])
        .await
        .expect("told");

    let mails = server.got(minjis.len() + 1).await;
    let to = |whom: &'static str| mails.iter().filter(move |mail| mail.to == whom);
    let subjects: Vec<_> = to("minji@example.com")
        .map(|it| it.header("Subject"))
        .collect();
    assert_eq!(subjects.len(), minjis.len());
    assert_eq!(subjects[0], "주문이 접수되었습니다");
    assert_eq!(subjects[7], "주문이 완료되었습니다");
    let first = to("minji@example.com").next().expect("a mail");
    assert!(
        first
            .text()
            .contains("“Moon Coffee”에 주문이 접수되었습니다.")
    );
    let jun = to("jun@example.com").next().expect("a mail");
    assert_eq!(jun.header("Subject"), "Your order is placed");
    assert_eq!(jun.header("From"), "Baedal <orders@baedal.test>");
    assert_eq!(
        jun.header("Message-ID"),
        format!("<{}@baedal.test>", juns.event_id)
    );
    let text = jun.text();
    assert!(
        text.contains("Your order at “Moon Coffee” is placed.")
            && text.contains(&order.to_string()),
        "{text}"
    );
    let sent = |it: &baedal_proto::notification::v1::Sending| it.status() == SendStatus::Sent;
    service.sending("minji", "email", sent).await;

    let service = service.restart().await;
    service.hear(&minjis).await.expect("again");
    service
        .hear(&[placed("jun", order)])
        .await
        .expect("something new");
    assert_eq!(server.got(minjis.len() + 2).await.len(), minjis.len() + 2);
}

#[tokio::test]
async fn a_mail_server_that_is_down_delays_email_and_nothing_else() {
    let (mail, http) = (MailServer::start().await, HttpServer::start().await);
    mail.set_down(true);
    let service = Service::start_over(&[
        ("log", ChannelConfig::Log),
        ("email", smtp(&mail)),
        ("hook", webhook()),
        ("sms", gateway(&http, "/sms")),
    ])
    .await;
    let reachable = Preferences {
        email: "minji@example.com".to_owned(),
        phone: "+821012345678".to_owned(),
        ..hook(http.url("/hook"))
    };
    prefers(&service, "minji", reachable).await;
    service
        .hear(&a_delivery("minji", new_id()))
        .await
        .expect("told");

    assert_eq!(http.got(16).await.len(), 16);
    for channel in ["log", "hook", "sms"] {
        let sent = service.sending("minji", channel, |it| it.status() == SendStatus::Sent);
        assert_eq!(sent.await.attempts, 1, "{channel}");
    }
    assert!(mail.mails().is_empty());
    let newest = service.sending("minji", "email", |_| true).await;
    assert_eq!(newest.status(), SendStatus::Pending);

    mail.set_down(false);
    let mails = mail.got(8).await;
    let subjects: Vec<_> = mails.iter().map(|it| it.header("Subject")).collect();
    assert_eq!(subjects[0], "Your order is placed");
    assert_eq!(subjects[7], "Your order is complete");
    service
        .sending("minji", "email", |it| it.status() == SendStatus::Sent)
        .await;
}

#[tokio::test]
async fn a_mailbox_that_does_not_exist_is_given_up_at_once() {
    let server = MailServer::start().await;
    let service = Service::start_over(&[("email", smtp(&server))]).await;
    prefers(&service, "minji", at("nobody@example.com")).await;
    service
        .hear(&[placed("minji", new_id())])
        .await
        .expect("told");

    let failed = service
        .sending("minji", "email", |it| it.status() == SendStatus::Failed)
        .await;
    assert_eq!((failed.attempts, &*failed.error), (1, "smtp 550"));
    assert!(failed.sent_at.is_none());
}

#[tokio::test]
async fn a_webhook_is_signed_and_tried_again_under_the_same_key() {
    let server = HttpServer::start().await;
    let service = Service::start_over(&[("hook", webhook())]).await;
    prefers(&service, "minji", hook(server.url("/flaky/503"))).await;
    let (order, event) = (new_id(), placed("minji", new_id()));
    assert_ne!(event.key, order);
    service
        .hear(std::slice::from_ref(&event))
        .await
        .expect("told");

    let posted = server.got(3).await;
    for posted in &posted {
        signed_by_minji(posted);
        assert_eq!(posted.header("content-type"), "application/json");
        assert_eq!(posted.header("idempotency-key"), event.event_id.to_string());
        let body = posted.json();
        assert_eq!(body["kind"], "order.placed");
        assert_eq!(body["order_id"], event.key.to_string());
        assert_eq!(body["text"], "Your order at “Moon Coffee” is placed.");
    }
    let sent = service
        .sending("minji", "hook", |it| it.status() == SendStatus::Sent)
        .await;
    assert_eq!((sent.attempts, &*sent.error), (3, ""));
    assert_eq!(server.posted().len(), 3);
}

#[tokio::test]
async fn a_webhook_that_hangs_or_points_elsewhere_holds_nobody_up() {
    let server = HttpServer::start().await;
    let service = Service::start_over(&[("hook", webhook())]).await;
    prefers(&service, "hana", hook(server.url("/hang"))).await;
    prefers(&service, "jun", hook(server.url("/302"))).await;
    prefers(&service, "minji", hook(server.url("/hook"))).await;
    for customer in ["hana", "jun", "minji"] {
        service
            .hear(&a_delivery(customer, new_id()))
            .await
            .expect("told");
    }

    service
        .sending("minji", "hook", |it| it.status() == SendStatus::Sent)
        .await;
    let of = |path: &str| {
        let posted = server.posted().into_iter();
        posted.filter(|it| it.path == path).count()
    };
    assert_eq!(of("/hook"), 8);
    assert_eq!(of("/hang"), 1);
    assert_eq!(of("/elsewhere"), 0);
}

#[tokio::test]
async fn a_webhook_does_not_lead_into_private_networks() {
    let server = HttpServer::start().await;
    let public = ChannelConfig::Webhook(WebhookConfig::default());
    let service = Service::start_over(&[("hook", public)]).await;
    let plain = service
        .prefer("minji", new_id(), hook(server.url("/hook")))
        .await;
    assert_eq!(
        crate::support::bad_fields(plain),
        ["preferences.webhook_url"]
    );
    for host in ["127.0.0.1", "[::ffff:7f00:1]"] {
        let url = format!("https://{host}:{}/hook", server.port);
        let inner = service.prefer("minji", new_id(), hook(url)).await;
        assert_eq!(
            crate::support::bad_fields(inner),
            ["preferences.webhook_url"]
        );
    }
    let url = format!("https://localhost:{}/hook", server.port);
    prefers(&service, "jun", hook(url)).await;
    service
        .hear(&[placed("jun", new_id())])
        .await
        .expect("told");
    let refused = service.sending("jun", "hook", |it| it.attempts > 0).await;
    assert_eq!(refused.error, "no public address");
    assert!(server.posted().is_empty());
}

#[tokio::test]
async fn a_message_goes_to_the_provider_in_the_providers_own_words() {
    let server = HttpServer::start().await;
    let service = Service::start_over(&[
        ("sms", gateway(&server, "/send")),
        ("strict", gateway(&server, "/422")),
        ("flaky", gateway(&server, "/flaky/500")),
    ])
    .await;
    let reachable = Preferences {
        language: "ko".to_owned(),
        phone: "+821012345678".to_owned(),
        ..Preferences::default()
    };
    prefers(&service, "minji", reachable).await;
    let event = placed("minji", new_id());
    service
        .hear(std::slice::from_ref(&event))
        .await
        .expect("told");

    let sent = |it: &baedal_proto::notification::v1::Sending| it.status() == SendStatus::Sent;
    assert_eq!(service.sending("minji", "sms", sent).await.attempts, 1);
    assert_eq!(service.sending("minji", "flaky", sent).await.attempts, 3);
    let failed = service.sending("minji", "strict", |it| it.status() == SendStatus::Failed);
    assert_eq!(failed.await.error, "http 422");
    let posted = server.posted();
    let posted = posted.iter().find(|it| it.path == "/send").expect("posted");
    assert_eq!(
        posted.header("authorization"),
        "Bearer the provider's token"
    );
    assert_eq!(posted.header("idempotency-key"), event.event_id.to_string());
    assert_eq!(
        posted.json(),
        serde_json::json!({
            "receiver": "+821012345678",
            "message": "[배달] “Moon Coffee”에 주문이 접수되었습니다.",
        })
    );
}
