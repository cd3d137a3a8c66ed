//! A webhook is judged when it is set, waits as long as its other side asks, and gives nothing away.

use std::time::{Duration, SystemTime};

use baedal_notification::config::{ChannelConfig, SendingConfig, WebhookConfig};
use baedal_proto::notification::v1::{Preferences, SendStatus};
use baedal_runtime::{Clock, SystemClock};

use crate::sinks::HttpServer;
use crate::support::{Service, bad_fields, new_id};
use crate::telling::placed;

fn hook(url: impl Into<String>) -> Preferences {
    Preferences {
        webhook_url: url.into(),
        webhook_secret: "0123456789abcdef".to_owned(),
        ..Preferences::default()
    }
}

async fn service(allow_private: bool) -> Service {
    let webhook = ChannelConfig::Webhook(WebhookConfig { allow_private });
    Service::start_over(&[("hook", webhook)]).await
}

#[tokio::test]
async fn what_can_never_be_called_is_refused_when_it_is_set() {
    let service = service(false).await;
    for never in [
        "https://example.com:99999/",
        "https://example.com:abc/",
        "https://example.com:0/",
        "https://[::1",
        "https://ex\"ample/",
        "https://exa<mple>/",
        "https://xn--/",
        "https://-example.com/",
        "https://example..com/",
        "https://example.com:25/",
        "https://example.com:22/",
        "https://example.com:80/",
        "https://example.com:6379/",
        "https://minji@example.com/",
        "https://example.com/#top",
        "http://example.com/",
        "ftp://example.com/",
        "https://127.0.0.1/",
        "https://%31%32%37.0.0.1/",
        "https://2130706433/",
        "https://[::ffff:7f00:1]/",
    ] {
        let refused = service.prefer("minji", new_id(), hook(never)).await;
        assert!(refused.is_err(), "{never} is taken");
        assert_eq!(bad_fields(refused), ["preferences.webhook_url"], "{never}");
    }
}

#[tokio::test]
async fn the_same_address_is_kept_in_one_spelling() {
    let service = service(false).await;
    for (given, kept) in [
        ("HTTPS://Example.COM", "https://example.com/"),
        ("https://example.com:443/a?b=c", "https://example.com/a?b=c"),
        ("https://example.com:8443/", "https://example.com:8443/"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("https://[2606:4700::1111]/", "https://[2606:4700::1111]/"),
        ("https://a_b.example.com/x|y", "https://a_b.example.com/x|y"),
    ] {
        let said = service.prefer("minji", new_id(), hook(given)).await;
        let said = said.unwrap_or_else(|refused| panic!("{given}: {refused:?}"));
        assert_eq!(said.webhook_url, kept, "{given}");
    }
}

#[tokio::test]
async fn the_error_tells_no_inner_name_from_one_that_is_not_there() {
    let service = service(false).await;
    let mut told = Vec::new();
    // The second name is looked up like every other, and leads to this machine.
    for (customer, url) in [
        ("minji", "https://no-such-host.invalid/"),
        ("jun", "https://localhost:8443/"),
    ] {
        let set = service.prefer(customer, new_id(), hook(url)).await;
        set.expect("a name may be anything");
        service
            .hear(&[placed(customer, new_id())])
            .await
            .expect("told");
        let sending = service.sending(customer, "hook", |it| it.attempts > 0);
        told.push(sending.await.error);
    }
    assert_eq!(told[0], told[1]);
}

#[tokio::test]
async fn a_webhook_is_not_called_again_before_it_asks_to_be() {
    let server = HttpServer::start().await;
    let service = service(true).await;
    let in_three_seconds = || {
        let date = SystemClock.now() + Duration::from_secs(3);
        httpdate::fmt_http_date(SystemTime::from(date)).replace(' ', "%20")
    };
    for (customer, at_least) in [("minji", 2_000), ("jun", 1_500)] {
        let after = match customer {
            "minji" => "2".to_owned(),
            _ => in_three_seconds(),
        };
        let path = format!("/flaky/{customer}/429?retry-after={after}");
        let taken = service
            .prefer(customer, new_id(), hook(server.url(&path)))
            .await;
        taken.expect("taken");
        service
            .hear(&[placed(customer, new_id())])
            .await
            .expect("told");
        let sent = |it: &baedal_proto::notification::v1::Sending| it.status() == SendStatus::Sent;
        service.sending(customer, "hook", sent).await;
        let posted = server.posted().into_iter();
        let at: Vec<_> = posted
            .filter(|it| it.path.contains(customer))
            .map(|it| it.at)
            .collect();
        let waited = at[1].duration_since(at[0]);
        assert!(
            waited.as_millis() >= at_least,
            "{customer}: again after {waited:?}"
        );
    }
}

#[tokio::test]
async fn hooks_that_hang_together_leave_room_for_everybody_elses() {
    let server = HttpServer::start().await;
    let webhook = ChannelConfig::Webhook(WebhookConfig {
        allow_private: true,
    });
    let service = Service::start_as("nats://127.0.0.1:1", |config| {
        config.channels = [("hook".to_owned(), webhook)].into();
        config.sending = SendingConfig {
            concurrency: 8,
            timeout: Duration::from_mins(2),
            ..config.sending.clone()
        };
    })
    .await;
    let group: Vec<_> = (0..8).map(|number| format!("mallory-{number}")).collect();
    for one in &group {
        let set = service
            .prefer(one, new_id(), hook(server.url("/hang")))
            .await;
        set.expect("taken");
    }
    let elsewhere = format!("http://localhost:{}/hook", server.port);
    let set = service.prefer("minji", new_id(), hook(elsewhere)).await;
    set.expect("taken");
    for customer in group.iter().map(|it| &**it).chain(["minji"]) {
        service
            .hear(&[placed(customer, new_id())])
            .await
            .expect("told");
    }
    // Within the half minute that a test waits; the others hang for two.
    service
        .sending("minji", "hook", |it| it.status() == SendStatus::Sent)
        .await;
    let hanging = server
        .posted()
        .iter()
        .filter(|it| it.path == "/hang")
        .count();
    assert!(
        (1..=2).contains(&hanging),
        "{hanging} of 8 at a time to one host"
    );
}
