//! What the chart lets each service do at the broker: as the services' code has it, and as a real server enforces it.
#![expect(
    clippy::unwrap_used,
    reason = "a test that fails to set up its world has failed"
)]

use std::{collections::BTreeSet, fs, path::Path, time::Duration};

use async_nats::jetstream::consumer::{PullConsumer, pull};
use baedal_dev::{
    guard::{Process, Signal, Spec},
    nats::users::{PARTS, Part, authorization},
    port::Port,
    tools, workspace,
};
use baedal_messaging::{Broker, NatsConfig, Replay};
use futures_util::{FutureExt, StreamExt};

const FILE: &str = "helm/baedal/files/nats-users.conf";
const STREAM: &str = "BAEDAL_EVENTS";
const FACT: &str = "changed.0199b1c6-0000-7000-8000-000000000000";

#[test]
fn the_chart_has_what_the_list_gives() {
    let file = workspace().join(FILE);
    if std::env::var_os("BLESS").is_some() {
        fs::write(&file, authorization()).unwrap();
    }
    let there = fs::read_to_string(&file).unwrap_or_default();
    assert!(
        there == authorization(),
        "{FILE} is not what dev/src/nats/users.rs gives: BLESS=1"
    );
}

/// All sources of a service, its tests left out.
fn sources(folder: &Path, text: &mut String) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, text);
        } else if path.extension().is_some_and(|it| it == "rs") {
            let source = fs::read_to_string(path).unwrap();
            // What the tests in it make up is told by nobody.
            text.push_str(source.split("#[cfg(test)]").next().unwrap());
        }
    }
}

/// What stands between `before` and the next quotation mark, wherever that is.
fn quoted_after<'t>(text: &'t str, before: &str) -> BTreeSet<&'t str> {
    let rest = text.split(before).skip(1);
    rest.filter_map(|rest| rest.split('"').next()).collect()
}

#[test]
fn the_list_has_what_the_services_do() {
    for part in &PARTS {
        let mut text = String::new();
        sources(
            &workspace().join("services").join(part.service).join("src"),
            &mut text,
        );
        let told = quoted_after(&text, "aggregate: \"");
        assert_eq!(
            told,
            part.tells.iter().copied().collect(),
            "{}",
            part.service
        );
        let named = quoted_after(&text, &format!(": &str = \"{}-", part.service));
        let consumers = part.hears.iter().chain(part.replays);
        let expected = consumers.map(|it| it.split_once('-').unwrap().1).collect();
        assert_eq!(named, expected, "{}", part.service);
    }
}

/// A server with the chart's users, each with its own name as the password.
struct Server {
    port: Port,
    _process: Process,
    _folder: tempfile::TempDir,
}

impl Server {
    fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let port = Port::reserve().unwrap();
        fs::copy(workspace().join(FILE), folder.path().join("users.conf")).unwrap();
        let config = folder.path().join("nats.conf");
        let text = format!(
            "listen: \"127.0.0.1:{}\"\ninclude users.conf\njetstream {{ store_dir: \"{}\" }}\n",
            port.number(),
            folder.path().join("store").display()
        );
        fs::write(&config, text).unwrap();
        let mut spec = Spec::new(tools::ensure().unwrap().nats_server)
            .args(["--config".as_ref(), config.as_os_str()]);
        spec.orphan_signal = Signal::Kill;
        spec.env = PARTS
            .map(|part| (part.password().into(), Some(part.service.into())))
            .to_vec();
        let process = Process::spawn(&spec).unwrap();
        let ready = process.wait_line(0, Duration::from_secs(30), |line| {
            line.contains("Server is ready")
        });
        assert!(ready.is_some(), "{}", process.tail(20));
        Self {
            port,
            _process: process,
            _folder: folder,
        }
    }

    async fn connect(&self, part: &Part) -> Broker {
        let broker = Broker::connect(&NatsConfig {
            url: format!(
                "nats://{0}:{0}@127.0.0.1:{1}",
                part.service,
                self.port.number()
            ),
            inbox_prefix: Some(part.inbox()),
            timeout: Duration::from_secs(2),
            ..NatsConfig::default()
        })
        .await
        .unwrap();
        let mut connected = broker.connected();
        let up = connected.wait_for(|it| *it);
        tokio::time::timeout(Duration::from_secs(30), up)
            .await
            .unwrap()
            .unwrap();
        broker
    }
}

fn part(service: &str) -> &'static Part {
    PARTS.iter().find(|part| part.service == service).unwrap()
}

async fn tells(broker: &Broker, aggregate: &str) -> bool {
    let subject = format!("baedal.events.{aggregate}.{FACT}");
    let acknowledged = broker
        .jetstream()
        .publish(subject, "".into())
        .await
        .unwrap();
    tokio::time::timeout(Duration::from_secs(1), acknowledged.into_future())
        .await
        .is_ok_and(|it| it.is_ok())
}

async fn messages(broker: &Broker) -> u64 {
    broker.declare_stream().await.unwrap().state.messages
}

/// As a durable is declared: see `crates/messaging/src/consumer/durable.rs`.
async fn declare(broker: &Broker, durable: &str, filters: &[&str]) -> Option<PullConsumer> {
    let config = pull::Config {
        durable_name: Some(durable.to_owned()),
        filter_subjects: filters.iter().map(|&it| it.to_owned()).collect(),
        ..pull::Config::default()
    };
    broker
        .jetstream()
        .create_consumer_on_stream(config, STREAM)
        .await
        .ok()
}

async fn next(durable: &PullConsumer) -> Option<()> {
    let mut taken = durable.fetch().max_messages(1).messages().await.ok()?;
    taken.next().await?.ok()?.double_ack().await.ok()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_service_does_its_part() {
    let server = Server::start();
    for part in &PARTS {
        let broker = server.connect(part).await;
        broker.declare_stream().await.unwrap();
        for aggregate in part.tells {
            assert!(
                tells(&broker, aggregate).await,
                "{} tells {aggregate}",
                part.service
            );
        }
        for durable in part.hears {
            for filters in [
                &["baedal.events.>"][..],
                &["baedal.events.order.>", "baedal.events.ticket.>"],
            ] {
                let durable = declare(&broker, durable, filters).await.unwrap();
                durable.get_info().await.unwrap();
                next(&durable).await.unwrap();
                let name = &durable.cached_info().name;
                let deleted = broker.jetstream().delete_consumer_from_stream(name, STREAM);
                deleted.await.unwrap();
            }
        }
        for name in part.replays {
            for _ in 0..2 {
                let mut replay = Replay::open(&broker, name, 1).await.unwrap();
                assert!(!replay.next(10).await.unwrap().is_empty());
            }
        }
        if !part.tells.is_empty() {
            let client = broker.client();
            let mut nudges = client.subscribe("baedal.relay.1.work").await.unwrap();
            client
                .publish("baedal.relay.1.work", "".into())
                .await
                .unwrap();
            nudges.next().await.unwrap();
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_tells_hears_or_takes_what_is_anothers() {
    let server = Server::start();
    let payment = server.connect(part("payment")).await;
    payment.declare_stream().await.unwrap();
    assert!(tells(&payment, "payment").await);
    let refunds = declare(&payment, "payment-refunds", &["baedal.events.>"])
        .await
        .unwrap();
    let mut inboxes = Vec::new();

    for other in PARTS.iter().filter(|it| it.service != "payment") {
        let broker = server.connect(other).await;
        assert!(!tells(&broker, "payment").await, "{} forges", other.service);
        assert!(
            declare(&broker, "payment-refunds", &["baedal.events.none"])
                .await
                .is_none()
        );
        let jetstream = broker.jetstream();
        assert!(
            jetstream
                .delete_consumer_from_stream("payment-refunds", STREAM)
                .await
                .is_err()
        );
        assert!(jetstream.delete_stream(STREAM).await.is_err());
        for subject in [
            "_INBOX_payment.>",
            "_INBOX.>",
            "baedal.events.>",
            "$JS.>",
            ">",
        ] {
            let inbox = broker.client().subscribe(subject).await.unwrap();
            broker.client().flush().await.unwrap();
            inboxes.push((broker.clone(), subject, inbox));
        }
    }

    assert_eq!(messages(&payment).await, 1, "the one that payment told");
    next(&refunds).await.unwrap();
    for (broker, subject, inbox) in &mut inboxes {
        broker.client().flush().await.unwrap();
        let heard = inbox.next().now_or_never().flatten();
        assert!(heard.is_none(), "{subject} is heard: {heard:?}");
    }
}
