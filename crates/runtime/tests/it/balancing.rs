//! Calling a service that has several addresses.

use std::{
    collections::BTreeMap,
    io,
    net::{IpAddr, SocketAddr},
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use baedal_runtime::client::{self, ClientConfig, OVERLOADED, Resolve, TracedChannel};
use baedal_runtime::config::MeshConfig;
use futures_util::future::{BoxFuture, join_all};
use tokio::time::{Instant, timeout};
use tonic::{Code, Status};
use tonic_types::StatusExt;

use crate::support::{Echo, Text, send_through};

/// So rarely that nothing here waits for it.
const NEVER: Duration = Duration::from_hours(1);
const SOON: Duration = Duration::from_secs(10);

/// A name that leads where the test says.
#[derive(Debug, Default)]
struct Steered {
    hosts: Mutex<Vec<IpAddr>>,
    looked_up: AtomicUsize,
}

impl Steered {
    fn to(hosts: &[&str]) -> Arc<Self> {
        let steered = Self::default();
        steered.leads_to(hosts);
        Arc::new(steered)
    }

    fn leads_to(&self, hosts: &[&str]) {
        *self.hosts.lock().expect("no panic") = hosts
            .iter()
            .map(|host| host.parse().expect("an address"))
            .collect();
    }
}

impl Resolve for Steered {
    fn resolve<'a>(
        &'a self,
        host: &'a str,
        port: u16,
    ) -> BoxFuture<'a, io::Result<Vec<SocketAddr>>> {
        assert_eq!(host, "echo-pods");
        self.looked_up.fetch_add(1, Ordering::Relaxed);
        let hosts = self.hosts.lock().expect("no panic").clone();
        Box::pin(async move {
            if hosts.is_empty() {
                return Err(io::Error::other("there is no such name"));
            }
            Ok(hosts
                .into_iter()
                .map(|host| SocketAddr::new(host, port))
                .collect())
        })
    }
}

/// Processes of one service, on one port of several loopback addresses.
struct Pods {
    port: u16,
    pods: Vec<Echo>,
}

impl Pods {
    async fn at(hosts: &[&str]) -> Self {
        let mut pods = Self {
            port: 0,
            pods: Vec::new(),
        };
        for host in hosts {
            pods.start(host).await;
        }
        pods
    }

    async fn start(&mut self, host: &str) {
        let listen = SocketAddr::new(host.parse().expect("an address"), self.port);
        let pod = Echo::with(|process| process.grpc.listen = listen).await;
        self.port = pod.running.address("grpc").expect("it serves gRPC").port();
        self.pods.push(pod);
    }

    fn config(&self) -> ClientConfig {
        ClientConfig {
            resolve_interval: NEVER,
            ..ClientConfig::new(format!("http://echo-pods:{}", self.port))
        }
    }

    fn channel(&self, names: &Arc<Steered>) -> TracedChannel {
        self.config()
            .channel_by(names.clone())
            .expect("a good endpoint")
    }
}

async fn say(channel: &TracedChannel, text: &str) -> Result<String, Status> {
    let message = Text {
        text: text.to_owned(),
    };
    client::call(SOON, message, |request| {
        send_through(channel.clone(), request)
    })
    .await
}

/// Which address answers how many of so many calls, one after the other.
async fn answers(channel: &TracedChannel, calls: usize) -> BTreeMap<String, usize> {
    let mut answers = BTreeMap::new();
    for _ in 0..calls {
        let host = say(channel, "where").await.expect("an answer");
        *answers.entry(host).or_default() += 1;
    }
    answers
}

fn counts(answers: &BTreeMap<String, usize>) -> Vec<(&str, usize)> {
    answers
        .iter()
        .map(|(host, count)| (host.as_str(), *count))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_address_gets_its_share_of_the_calls() {
    let hosts = ["127.0.0.1", "127.0.0.2", "127.0.0.3"];
    let pods = Pods::at(&hosts).await;
    let channel = pods.channel(&Steered::to(&hosts));

    let answers = answers(&channel, 90).await;
    assert_eq!(counts(&answers), hosts.map(|host| (host, 30)));
    let at_once = join_all((0..90).map(|_| say(&channel, "where"))).await;
    for host in hosts {
        let count = at_once
            .iter()
            .flatten()
            .filter(|answer| *answer == host)
            .count();
        assert!((15..=45).contains(&count), "{host} got {count} of 90");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_calls_to_answer_is_spared() {
    let hosts = ["127.0.0.1", "127.0.0.2"];
    let pods = Pods::at(&hosts).await;
    let channel = pods.channel(&Steered::to(&hosts));
    let holding = channel.clone();
    let held = tokio::spawn(async move { say(&holding, "hold").await });
    pods.pods[0].held.notified().await;
    assert_eq!(counts(&answers(&channel, 20).await), [("127.0.0.2", 20)]);
    pods.pods[0].release.notify_one();
    held.await.expect("no panic").expect("let go");
    assert_eq!(answers(&channel, 20).await.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_goes_and_one_comes_and_no_call_fails() {
    let mut pods = Pods::at(&["127.0.0.1", "127.0.0.2"]).await;
    let names = Steered::to(&["127.0.0.1", "127.0.0.2"]);
    let channel = pods.channel(&names);
    assert_eq!(answers(&channel, 20).await.len(), 2);

    pods.start("127.0.0.3").await;
    names.leads_to(&["127.0.0.1", "127.0.0.3"]);
    let gone = pods.pods.remove(1);
    let (calling, stopped) = tokio::join!(
        timeout(SOON, async {
            // Its connection ends: that is when the name is looked up again, and not in an hour.
            while say(&channel, "where").await.expect("no call fails") != "127.0.0.3" {}
        }),
        gone.running.stop(),
    );
    calling.expect("the new one is called");
    assert!(stopped, "it has stopped without an error");
    let after = answers(&channel, 20).await;
    assert_eq!(counts(&after), [("127.0.0.1", 10), ("127.0.0.3", 10)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_comes_is_noticed_by_the_interval_alone() {
    let mut pods = Pods::at(&["127.0.0.1"]).await;
    let names = Steered::to(&["127.0.0.1"]);
    let config = ClientConfig {
        resolve_interval: Duration::from_millis(20),
        ..pods.config()
    };
    let channel = config.channel_by(names.clone()).expect("a good endpoint");
    say(&channel, "where").await.expect("an answer");
    pods.start("127.0.0.2").await;
    names.leads_to(&["127.0.0.1", "127.0.0.2"]);
    let noticed =
        async { while say(&channel, "where").await.expect("an answer") != "127.0.0.2" {} };
    timeout(SOON, noticed).await.expect("the new one is called");

    // Nobody uses the channel any more, and nobody looks the name up.
    drop(channel);
    let ended = async {
        while Arc::strong_count(&names) > 1 {
            tokio::task::yield_now().await;
        }
    };
    timeout(SOON, ended)
        .await
        .expect("the look-ups end with the channel");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_cannot_be_reached_costs_no_call() {
    let pods = Pods::at(&["127.0.0.1"]).await;
    // Nothing listens at the second.
    let channel = pods.channel(&Steered::to(&["127.0.0.2", "127.0.0.1"]));
    assert_eq!(counts(&answers(&channel, 50).await), [("127.0.0.1", 50)]);

    let nobody = pods.channel(&Steered::to(&["127.0.0.2", "127.0.0.3"]));
    for _ in 0..3 {
        let away = say(&nobody, "where").await.expect_err("nobody is there");
        assert_eq!(away.code(), Code::Unavailable);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_cannot_be_looked_up_leaves_what_was_known() {
    let pods = Pods::at(&["127.0.0.1"]).await;
    let names = Steered::to(&[]);
    let config = ClientConfig {
        resolve_interval: Duration::from_millis(20),
        ..pods.config()
    };
    let channel = config.channel_by(names.clone()).expect("a good endpoint");
    let away = say(&channel, "where").await.expect_err("nowhere to go");
    assert_eq!(away.code(), Code::Unavailable);
    assert!(
        std::error::Error::source(&away).is_some(),
        "the log would not say why"
    );

    names.leads_to(&["127.0.0.1"]);
    let found = async { while say(&channel, "where").await.is_err() {} };
    timeout(SOON, found).await.expect("it is looked up again");
    names.leads_to(&[]);
    let before = names.looked_up.load(Ordering::Relaxed);
    while names.looked_up.load(Ordering::Relaxed) < before + 2 {
        say(&channel, "where").await.expect("it is where it was");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_connection_does_not_take_goes_on_the_next_and_then_nowhere_at_once() {
    let pod = Echo::with(|process| process.grpc.max_streams_per_connection = 2).await;
    let address = pod.running.address("grpc").expect("it serves gRPC");
    let config = ClientConfig {
        max_calls_per_connection: 2,
        max_connections: 2,
        ..ClientConfig::new(format!("http://{address}"))
    };
    let channel = config.channel().expect("a good endpoint");
    let hold = || {
        let channel = channel.clone();
        tokio::spawn(async move { say(&channel, "hold").await })
    };
    let mut calls = Vec::new();
    for _ in 0..4 {
        calls.push(hold());
        timeout(SOON, pod.held.notified())
            .await
            .expect("it has arrived, on a connection with room");
    }

    let begun = Instant::now();
    let full = say(&channel, "hello").await.expect_err("there is no room");
    assert!(begun.elapsed() < Duration::from_secs(1), "it waited");
    assert_eq!(full.code(), Code::Unavailable);
    let details = full.get_error_details();
    assert_eq!(
        details.error_info().map(|info| info.reason.as_str()),
        Some(OVERLOADED)
    );
    assert!(details.retry_info().is_some());

    // All of them first: which one a release lets go is not said.
    for _ in &calls {
        pod.release.notify_one();
    }
    for call in calls {
        call.await.expect("no panic").expect("let go");
    }
    say(&channel, "hello").await.expect("there is room again");
}

#[test]
fn pods_are_called_where_no_sidecar_balances() {
    let config = ClientConfig {
        pods: Some("http://echo-pods:1".to_owned()),
        ..ClientConfig::new("http://echo:1")
    };
    let sidecar = MeshConfig {
        sidecar: "istio".to_owned(),
    };
    assert_eq!(config.clone().beside(&sidecar).pods, None);
    assert_eq!(
        config.clone().beside(&MeshConfig::default()).pods,
        config.pods
    );
}
