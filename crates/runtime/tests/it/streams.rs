//! Streams of answers, and answers that nobody reads.

use std::time::Duration;

use baedal_testkit::wait_until;
use bytes::Bytes;
use futures_util::future::poll_fn;
use tokio::{net::TcpStream, time::timeout};
use tonic::{Code, Request};

use crate::support::{Echo, Text, within};

const SOON: Duration = Duration::from_secs(5);

fn said(text: &str) -> Request<Text> {
    Request::new(Text {
        text: text.to_owned(),
    })
}

#[tokio::test]
async fn a_streams_own_deadline_ends_it_and_the_servers_does_not() {
    let echo = Echo::with(|config| config.grpc.max_deadline = Duration::from_millis(200)).await;

    let mut short = echo
        .client
        .watch(within(Duration::from_millis(500), "hello"))
        .await
        .expect("a stream");
    let mut long = echo.client.watch(said("hello")).await.expect("a stream");
    for rows in [&mut short, &mut long] {
        let row = rows.message().await.expect("a row").expect("no end yet");
        assert_eq!(row.text, "hello");
    }

    let ended = timeout(SOON, short.message()).await.expect("it ends");
    assert_eq!(
        ended.expect_err("by a status").code(),
        Code::DeadlineExceeded
    );
    let more = timeout(Duration::from_millis(500), long.message()).await;
    assert!(more.is_err(), "it goes on: {more:?}");
}

#[tokio::test]
async fn a_deadline_that_cannot_be_read_is_refused() {
    let echo = Echo::start().await;
    let mut request = said("hello");
    let bad = "500ms".parse().expect("ASCII");
    request.metadata_mut().insert("grpc-timeout", bad);

    let refused = echo.client.send(request).await.expect_err("refused");

    assert_eq!(refused.code(), Code::InvalidArgument);
    assert!(refused.message().contains("grpc-timeout"), "{refused}");
}

#[tokio::test]
async fn streams_have_places_of_their_own() {
    let echo = Echo::with(|config| {
        config.grpc.max_calls_in_flight = 1;
        config.grpc.max_open_streams = 1;
    })
    .await;
    let open = echo.client.watch(said("one")).await.expect("a stream");

    let second = echo.client.watch(said("two")).await;
    assert_eq!(second.expect_err("one place").code(), Code::Unavailable);
    assert_eq!(echo.client.say("call").await.expect("an answer"), "call");

    drop(open);
    wait_until(SOON, || async {
        echo.client.watch(said("three")).await.ok()
    })
    .await;
}

#[tokio::test]
async fn an_answer_nobody_reads_gives_its_place_back() {
    let echo = Echo::with(|config| {
        config.grpc.max_calls_in_flight = 1;
        config.grpc.max_deadline = Duration::from_millis(300);
    })
    .await;
    let address = echo.running.address("grpc").expect("it serves gRPC");
    let stream = TcpStream::connect(address).await.expect("a socket");
    let mut builder = h2::client::Builder::new();
    let handshake = builder.initial_window_size(0).handshake::<_, Bytes>(stream);
    let (client, connection) = handshake.await.expect("HTTP/2");
    tokio::spawn(connection);
    let request = http::Request::post(format!("http://{address}/test.v1.Echo/Say"))
        .header("content-type", "application/grpc")
        .header("te", "trailers")
        .body(())
        .expect("a request");
    let mut client = client.ready().await.expect("ready");
    let (answer, mut body) = client.send_request(request, false).expect("sent");
    // A message with the text "hi".
    let message = Bytes::from_static(&[0, 0, 0, 0, 4, 10, 2, b'h', b'i']);
    body.send_data(message, true).expect("sent");
    let mut starved = answer.await.expect("a head").into_body();
    let full = echo.client.say("hello").await.expect_err("one place");
    assert_eq!(full.code(), Code::Unavailable);

    wait_until(SOON, || async { echo.client.say("hello").await.ok() }).await;
    let ended = timeout(SOON, poll_fn(|cx| starved.poll_data(cx))).await;
    let error = ended.expect("it is cut off").expect("no good end");
    assert_eq!(
        error.expect_err("a reset").reason(),
        Some(h2::Reason::CANCEL)
    );
}
