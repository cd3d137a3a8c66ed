//! A broker that asks who is there.

use std::time::Duration;

use baedal_dev::guard::{Process, Spec};
use baedal_dev::port::Port;
use baedal_dev::tools;
use baedal_messaging::{Broker, NatsConfig};
use tokio::time::timeout;

const LIMIT: Duration = Duration::from_secs(10);

/// A nats-server that lets in `baedal` with the password `hunter2`, and its port.
fn guarded_server() -> (Process, Port) {
    let tools = tools::ensure().unwrap();
    let port = Port::reserve().unwrap();
    let number = port.number().to_string();
    let place = ["--addr", "127.0.0.1", "--port", &number];
    let login = ["--user", "baedal", "--pass", "hunter2"];
    let spec = Spec::new(&tools.nats_server).args(place.into_iter().chain(login));
    let server = Process::spawn(&spec).unwrap();
    let ready = |line: &str| line.contains("Server is ready");
    assert!(server.wait_line(0, LIMIT, ready).is_some());
    (server, port)
}

async fn connects(url: String, within: Duration) -> bool {
    let config = NatsConfig {
        url,
        ..NatsConfig::default()
    };
    let broker = Broker::connect(&config).await.unwrap();
    let mut connected = broker.connected();
    timeout(within, connected.wait_for(|is| *is)).await.is_ok()
}

#[tokio::test]
async fn the_password_in_an_address_opens_the_door() {
    let (_server, port) = tokio::task::spawn_blocking(guarded_server).await.unwrap();
    let at = |who: &str| format!("nats://{who}127.0.0.1:{}", port.number());

    assert!(connects(at("baedal:hunter2@"), LIMIT).await);
    assert!(!connects(at("baedal:wrong@"), Duration::from_secs(2)).await);
    assert!(!connects(at(""), Duration::from_secs(2)).await);
}
