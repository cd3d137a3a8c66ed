//! Bodies in as many pieces as there are bytes, sent to a gateway that is a process of its own, so that its memory can be looked at.

use std::{net::SocketAddr, pin::pin, process::Stdio, time::Duration};

use baedal_testkit::{AUDIENCE, ISSUER, TestIssuer};
use bytes::Bytes;
use futures_util::future::join_all;
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::TcpStream,
    process::{Child, Command},
    time::timeout,
};

/// Pieces of one body: as many as the largest request has bytes.
const PIECES: usize = 64 << 10;

/// Bodies at once. All together they are a million pieces.
const BODIES: usize = 16;

/// What a million pieces may cost: less than a tenth of a pod's memory.
const MAX_GROWTH: usize = 16 << 20;

struct Program {
    child: Child,
    address: SocketAddr,
    issuer: TestIssuer,
}

impl Program {
    async fn start() -> Self {
        let issuer = TestIssuer::new();
        let jwks = issuer.jwks_file().display().to_string();
        let nowhere = "http://127.0.0.1:9";
        let mut command = Command::new(env!("CARGO_BIN_EXE_baedal-gateway"));
        for (key, value) in [
            ("GRPC__LISTEN", "127.0.0.1:0"),
            ("ADMIN__LISTEN", "127.0.0.1:0"),
            ("AUTH__ISSUER", ISSUER),
            ("AUTH__AUDIENCE", AUDIENCE),
            ("AUTH__JWKS_FILE", &jwks),
            ("UPSTREAMS__ORDER", nowhere),
            ("UPSTREAMS__PAYMENT", nowhere),
            ("UPSTREAMS__STORE", nowhere),
            ("UPSTREAMS__DELIVERY", nowhere),
            ("UPSTREAMS__NOTIFICATION", nowhere),
            ("UPSTREAMS__DASHBOARD", nowhere),
        ] {
            command.env(format!("BAEDAL_{key}"), value);
        }
        command.stdout(Stdio::piped()).kill_on_drop(true);
        let mut child = command.spawn().expect("it is built with its tests");
        let mut log = BufReader::new(child.stdout.take().expect("piped")).lines();
        let address = loop {
            let line = log.next_line().await.expect("text").expect("it starts");
            let line: serde_json::Value = serde_json::from_str(&line).expect("JSON");
            if line["message"] == "listening" && line["server.name"] == "grpc" {
                break format!("127.0.0.1:{}", line["server.port"]);
            }
        };
        // What it logs later must not fill the pipe.
        tokio::spawn(async move { while let Ok(Some(_)) = log.next_line().await {} });
        Self {
            child,
            address: address.parse().expect("an address"),
            issuer,
        }
    }

    /// What the process has in memory, in bytes.
    fn memory(&self) -> usize {
        let id = self.child.id().expect("it runs");
        let status = std::fs::read_to_string(format!("/proc/{id}/status")).expect("Linux");
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kilobytes = line.expect("VmRSS").trim().trim_end_matches(" kB");
        kilobytes.parse::<usize>().expect("a number") << 10
    }
}

/// Sends a body of JSON byte by byte in chunks, for as long as it is taken, and leaves it unfinished.
async fn chunks(address: SocketAddr) -> TcpStream {
    let mut stream = TcpStream::connect(address).await.expect("a connection");
    let head = b"POST /v1/orders HTTP/1.1\r\nhost: gateway\r\ncontent-type: application/json\r\n\
        transfer-encoding: chunked\r\n\r\n";
    stream.write_all(head).await.expect("sent");
    let _ = stream.write_all(&b"1\r\n \r\n".repeat(PIECES - 1)).await;
    stream
}

/// The same in frames of HTTP/2, as a gRPC call with a good token.
async fn frames(address: SocketAddr, token: String) -> h2::SendStream<Bytes> {
    let stream = TcpStream::connect(address).await.expect("a connection");
    let (client, connection) = h2::client::handshake(stream).await.expect("HTTP/2");
    tokio::spawn(connection);
    let request = http::Request::post(format!(
        "http://{address}/baedal.order.v1.OrderService/GetOrder"
    ))
    .header("content-type", "application/grpc")
    .header("te", "trailers")
    .header("authorization", format!("Bearer {token}"));
    let mut client = client.ready().await.expect("ready");
    let (_answer, mut body) = client
        .send_request(request.body(()).expect("a request"), false)
        .expect("sent");
    for _ in 1..PIECES {
        body.reserve_capacity(1);
        let room = std::future::poll_fn(|cx| body.poll_capacity(cx)).await;
        let Some(Ok(_)) = room else { break };
        if body.send_data(Bytes::from_static(&[0]), false).is_err() {
            break;
        }
    }
    body
}

#[tokio::test]
async fn a_million_pieces_without_a_token_cost_no_memory() {
    let gateway = Program::start().await;
    let before = gateway.memory();

    let sending = join_all((0..BODIES).map(|_| chunks(gateway.address)));
    let mut bodies = timeout(Duration::from_mins(1), sending)
        .await
        .expect("it reads or refuses");

    let answers = join_all(bodies.iter_mut().map(|body| async move {
        let mut head = [0; 12];
        body.read_exact(&mut head).await.map(|_| head)
    }));
    // What has been sent may still be on its way into the process, so it is looked at for as long as there is no answer.
    let mut answers = pin!(timeout(Duration::from_secs(10), answers));
    let answers = loop {
        let looked = timeout(Duration::from_millis(100), answers.as_mut()).await;
        let growth = gateway.memory().saturating_sub(before);
        assert!(growth < MAX_GROWTH, "{} KiB", growth >> 10);
        if let Ok(answers) = looked {
            break answers;
        }
    };
    for head in answers.expect("at once") {
        assert_eq!(&head.expect("an answer"), b"HTTP/1.1 401");
    }
}

#[tokio::test]
async fn a_million_pieces_with_a_token_cost_no_memory() {
    let gateway = Program::start().await;
    let before = gateway.memory();
    let token = |number| gateway.issuer.token(&format!("c{number}"), &["customer"]);

    let sending = join_all((0..BODIES).map(|number| frames(gateway.address, token(number))));
    let bodies = timeout(Duration::from_mins(1), sending).await;

    let growth = gateway.memory().saturating_sub(before);
    assert!(growth < MAX_GROWTH, "{} KiB", growth >> 10);
    drop(bodies);
}
