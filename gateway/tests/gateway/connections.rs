//! Plain HTTP, limits, and how it all ends.

use std::time::Duration;

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpSocket, TcpStream},
    time::timeout,
};
use tonic::Code;
use tonic_types::StatusExt;

use crate::{
    browser::split,
    support::{Scene, get},
};

#[tokio::test]
async fn plain_http_finds_a_pointer_and_a_probe_and_nothing_else() {
    let scene = Scene::new().await;
    let request =
        |line: &str| format!("{line} HTTP/1.1\r\nhost: gateway\r\nconnection: close\r\n\r\n");

    let grpc = "content-type: application/grpc\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
    let path = "/baedal.order.v1.OrderService/GetOrder";
    let native = format!("POST {path} HTTP/1.1\r\nhost: gateway\r\n{grpc}");
    let (head, words) = split(&scene.raw(native.as_bytes()).await);
    assert!(head.starts_with("http/1.1 400"), "{head}");
    let words = String::from_utf8(words).expect("text");
    assert!(words.contains("gRPC needs HTTP/2"), "{words:?}");

    for (line, status) in [
        ("GET /", "200"),
        ("GET /healthz", "200"),
        ("DELETE /healthz", "405"),
        ("GET /secret", "404"),
        ("POST /secret", "415"),
    ] {
        let (head, _) = split(&scene.raw(request(line).as_bytes()).await);
        assert!(
            head.starts_with(&format!("http/1.1 {status}")),
            "{line}: {head}"
        );
    }
}

#[tokio::test]
async fn too_large_a_message_is_refused() {
    let scene = Scene::with(|process, _| process.grpc.max_request_bytes = 10_000).await;
    let large = "x".repeat(100_000);

    let refused = scene
        .orders()
        .await
        .get_order(scene.signed(get(&large)))
        .await;
    assert_eq!(
        refused.expect_err("refused").code(),
        Code::ResourceExhausted
    );
    let fits = scene.orders().await.get_order(scene.signed(get("1"))).await;
    assert!(fits.is_ok(), "{fits:?}");
}

#[tokio::test]
async fn too_large_headers_are_refused() {
    let scene = Scene::new().await;
    let padding = "x".repeat(64 << 10);

    let mut request = scene.signed(get("1"));
    request
        .metadata_mut()
        .insert("padding", padding.parse().expect("ASCII"));
    assert!(scene.orders().await.get_order(request).await.is_err());

    let plain = format!("GET /healthz HTTP/1.1\r\nhost: gateway\r\npadding: {padding}\r\n\r\n");
    let (head, _) = split(&scene.raw(plain.as_bytes()).await);
    assert!(head.starts_with("http/1.1 431"), "{head}");
}

#[tokio::test]
async fn who_says_nothing_or_half_a_greeting_makes_room_for_others() {
    let scene = Scene::with(|_, config| {
        config.gateway.max_connections = 2;
        config.gateway.header_read_timeout = Duration::from_millis(200);
    })
    .await;
    let mut silent = TcpStream::connect(scene.address).await.expect("a socket");
    let mut halting = TcpStream::connect(scene.address).await.expect("a socket");
    halting.write_all(b"PRI * HTTP/2.0").await.expect("sent");

    // Both rooms are taken until these are let go.
    let request = b"GET /healthz HTTP/1.1\r\nhost: gateway\r\nconnection: close\r\n\r\n";
    let answer = timeout(Duration::from_secs(30), scene.raw(request)).await;
    let (head, _) = split(&answer.expect("there is room"));

    assert!(head.starts_with("http/1.1 200"), "{head}");
    for idle in [&mut silent, &mut halting] {
        let ended = timeout(Duration::from_secs(30), idle.read(&mut [0])).await;
        assert!(!matches!(ended.expect("it is closed"), Ok(1..)));
    }
}

/// A connection from another address of this machine.
async fn connect_from(scene: &Scene, address: &str) -> TcpStream {
    let socket = TcpSocket::new_v4().expect("a socket");
    let from = format!("{address}:0").parse().expect("an address");
    socket.bind(from).expect("all of 127/8 is this machine");
    socket.connect(scene.address).await.expect("a connection")
}

/// Whether a connection is there to stay: it is greeted, and answers.
async fn is_served(stream: &mut TcpStream) -> bool {
    let request = b"GET /healthz HTTP/1.1\r\nhost: gateway\r\n\r\n";
    if stream.write_all(request).await.is_err() {
        return false;
    }
    let mut head = [0; 12];
    let read = timeout(Duration::from_secs(5), stream.read_exact(&mut head)).await;
    read.expect("closed or answered").is_ok() && &head == b"HTTP/1.1 200"
}

#[tokio::test]
async fn an_address_has_a_share_of_connections_and_others_come_in_beside_it() {
    let scene = Scene::with(|_, config| {
        config.gateway.max_connections = 3;
        config.gateway.max_connections_per_address = 2;
    })
    .await;
    let mut greedy = Vec::new();
    for _ in 0..2 {
        let mut stream = connect_from(&scene, "127.0.0.2").await;
        assert!(is_served(&mut stream).await);
        greedy.push(stream);
    }

    let mut third = connect_from(&scene, "127.0.0.2").await;
    assert!(!is_served(&mut third).await, "it is closed at once");
    let mut other = connect_from(&scene, "127.0.0.3").await;
    assert!(is_served(&mut other).await);

    // Who leaves makes room.
    drop((greedy, other));
    baedal_testkit::wait_until(Duration::from_secs(5), || async {
        let mut again = connect_from(&scene, "127.0.0.2").await;
        is_served(&mut again).await.then_some(())
    })
    .await;
}

#[tokio::test]
async fn behind_a_proxy_all_connections_are_its_own() {
    let scene = Scene::with(|_, config| {
        config.gateway.max_connections_per_address = 1;
        config.limits.trusted_proxies = 1;
    })
    .await;
    let mut open = Vec::new();
    for _ in 0..3 {
        let mut stream = connect_from(&scene, "127.0.0.2").await;
        assert!(is_served(&mut stream).await);
        open.push(stream);
    }
}

#[tokio::test]
async fn where_there_is_no_room_one_waits_for_a_while_and_is_closed() {
    let scene = Scene::with(|_, config| {
        config.gateway.max_connections = 1;
        config.gateway.header_read_timeout = Duration::from_millis(300);
    })
    .await;
    // Half a request of HTTP/1.1 would be let go; this one is at work.
    let mut orders = scene.orders().await;
    let (slow, echo) = (scene.signed(get("slow")), scene.echo.clone());
    let call = tokio::spawn(async move { orders.get_order(slow).await });
    echo.arrived.notified().await;

    for _ in 0..3 {
        let mut stream = connect_from(&scene, "127.0.0.2").await;
        assert!(!is_served(&mut stream).await);
    }
    echo.release.notify_one();
    assert!(call.await.expect("no panic").is_ok());
}

#[tokio::test]
async fn one_call_too_many_is_told_so_at_once() {
    let scene = Scene::with(|process, _| process.grpc.max_calls_in_flight = 1).await;
    let mut orders = scene.orders().await;
    let (slow, echo) = (scene.signed(get("slow")), scene.echo.clone());
    let mut other = orders.clone();
    let first = tokio::spawn(async move { other.get_order(slow).await });
    echo.arrived.notified().await;

    let refused = orders
        .get_order(scene.signed(get("1")))
        .await
        .expect_err("refused");
    assert_eq!(refused.code(), Code::Unavailable);
    assert!(refused.get_details_retry_info().is_some());

    echo.release.notify_one();
    assert!(first.await.expect("no panic").is_ok());
}

#[tokio::test]
async fn a_stop_lets_calls_in_flight_finish() {
    let scene = Scene::new().await;
    let mut orders = scene.orders().await;
    let (slow, echo) = (scene.signed(get("slow")), scene.echo.clone());
    let call = tokio::spawn(async move { orders.get_order(slow).await });
    echo.arrived.notified().await;

    let stopped = tokio::spawn(scene.gateway.stop());
    baedal_testkit::wait_until(Duration::from_secs(5), || async {
        tokio::net::TcpStream::connect(scene.address)
            .await
            .is_err()
            .then_some(())
    })
    .await;
    echo.release.notify_one();

    assert!(
        call.await.expect("no panic").is_ok(),
        "the call that was in flight"
    );
    assert!(stopped.await.expect("no panic"), "a clean stop");
}
