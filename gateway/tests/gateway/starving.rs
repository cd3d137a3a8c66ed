//! Callers who ask and do not read.

use std::time::Duration;

use baedal_proto::dashboard::v1::{
    WatchOrderViewsRequest, dashboard_service_client::DashboardServiceClient,
};
use baedal_testkit::wait_until;
use bytes::Bytes;
use futures_util::future::{join_all, poll_fn};
use h2::{Reason, RecvStream, client::SendRequest};
use prost::Message;
use tokio::{net::TcpStream, time::timeout};
use tonic::Code;

use crate::support::{Scene, get};

const GET_ORDER: &str = "/baedal.order.v1.OrderService/GetOrder";
const WATCH: &str = "/baedal.dashboard.v1.DashboardService/WatchOrderViews";
const SOON: Duration = Duration::from_secs(5);

/// A connection whose answers have so much room.
async fn connect(scene: &Scene, window: u32) -> SendRequest<Bytes> {
    let stream = TcpStream::connect(scene.address).await.expect("a socket");
    let mut builder = h2::client::Builder::new();
    let handshake = builder.initial_window_size(window).handshake(stream);
    let (client, connection) = handshake.await.expect("HTTP/2");
    tokio::spawn(connection);
    client
}

/// Asks, and waits for the head of the answer.
async fn ask(
    scene: &Scene,
    client: &SendRequest<Bytes>,
    path: &str,
    subject: &str,
    message: &impl Message,
) -> RecvStream {
    let token = scene.issuer.token(subject, &["customer", "operator"]);
    let request = http::Request::post(format!("http://{}{path}", scene.address))
        .header("content-type", "application/grpc")
        .header("te", "trailers")
        .header("authorization", format!("Bearer {token}"))
        .body(())
        .expect("a request");
    let message = message.encode_to_vec();
    let mut frame = vec![0];
    frame.extend_from_slice(&u32::try_from(message.len()).expect("small").to_be_bytes());
    frame.extend_from_slice(&message);
    let mut client = client.clone().ready().await.expect("ready");
    let (answer, mut body) = client.send_request(request, false).expect("sent");
    body.send_data(frame.into(), true).expect("sent");
    let answer = timeout(SOON, answer)
        .await
        .expect("in time")
        .expect("an answer");
    assert!(!answer.headers().contains_key("grpc-status"), "{answer:?}");
    answer.into_body()
}

/// Waits until the gateway has had enough.
async fn cut(body: &mut RecvStream) {
    loop {
        let ended = timeout(SOON, poll_fn(|cx| body.poll_data(cx))).await;
        match ended.expect("it is cut off") {
            Some(Ok(_)) => {}
            Some(Err(error)) => return assert_eq!(error.reason(), Some(Reason::CANCEL)),
            None => panic!("it ended well"),
        }
    }
}

#[tokio::test]
async fn an_answer_nobody_reads_gives_its_place_back() {
    let scene = Scene::with(|process, _| {
        process.grpc.max_calls_in_flight = 1;
        process.grpc.max_deadline = Duration::from_millis(500);
    })
    .await;
    let mut orders = scene.orders().await;
    // No room at all, room for some, and for all but what ends a call: each keeps a place, and gives it back.
    for window in [0, 1, 20_000] {
        let client = connect(&scene, window).await;
        let mut starved = ask(&scene, &client, GET_ORDER, "ann", &get("large")).await;
        let full = orders.get_order(scene.signed(get("1"))).await;
        assert_eq!(full.expect_err("one place").code(), Code::Unavailable);

        wait_until(SOON, || {
            let (mut orders, request) = (orders.clone(), scene.signed(get("1")));
            async move { orders.get_order(request).await.ok() }
        })
        .await;
        cut(&mut starved).await;
    }
}

#[tokio::test]
async fn answers_nobody_reads_stall_nobody_else() {
    let scene = Scene::new().await;
    let client = connect(&scene, 0).await;
    let large = get("large");
    let subjects: Vec<String> = (0..100).map(|number| format!("c{number}")).collect();
    let asked = subjects
        .iter()
        .map(|subject| ask(&scene, &client, GET_ORDER, subject, &large));
    let starved = join_all(asked).await;

    let mut orders = scene.orders().await;
    let fresh = timeout(SOON, orders.get_order(scene.signed(large.clone()))).await;
    let order = fresh
        .expect("in time")
        .expect("an answer")
        .into_inner()
        .order;
    assert!(order.expect("an order").store_name.len() > 100_000);
    drop(starved);
}

#[tokio::test]
async fn a_stream_nobody_reads_is_cut_off_and_its_service_hears_of_it() {
    let mut scene = Scene::with(|process, _| {
        process.grpc.max_stall = Duration::from_millis(300);
        process.grpc.max_open_streams = 1;
    })
    .await;
    let endless = WatchOrderViewsRequest {
        order_id: "endless".to_owned(),
        ..Default::default()
    };
    let client = connect(&scene, 0).await;
    let mut starved = ask(&scene, &client, WATCH, "ann", &endless).await;

    cut(&mut starved).await;
    let heard = timeout(SOON, scene.gone.recv()).await;
    assert_eq!(heard.expect("the service hears of it"), Some(()));

    // Who reads what there is may wait for more as long as it likes.
    let mut dashboard = DashboardServiceClient::new(scene.channel().await);
    let watched = dashboard.watch_order_views(scene.signed(endless)).await;
    let mut rows = watched.expect("there is a place again").into_inner();
    rows.message().await.expect("a row").expect("no end yet");
    let more = timeout(Duration::from_secs(1), rows.message()).await;
    assert!(more.is_err(), "it goes on: {more:?}");
}

#[tokio::test]
async fn streams_and_calls_do_not_take_each_others_places() {
    let scene = Scene::with(|process, _| {
        process.grpc.max_calls_in_flight = 1;
        process.grpc.max_open_streams = 1;
    })
    .await;
    let endless = || WatchOrderViewsRequest {
        order_id: "endless".to_owned(),
        ..Default::default()
    };
    let mut dashboard = DashboardServiceClient::new(scene.channel().await);
    let open = dashboard.watch_order_views(scene.signed(endless())).await;
    let open = open.expect("the first");

    let second = dashboard.watch_order_views(scene.signed(endless())).await;
    assert_eq!(second.expect_err("one place").code(), Code::Unavailable);
    let mut orders = scene.orders().await;
    let call = orders.get_order(scene.signed(get("1"))).await;
    assert!(call.is_ok(), "{call:?}");
    drop(open);
}

#[tokio::test]
async fn a_deadline_ends_a_stream_too() {
    let scene = Scene::new().await;
    let mut request = scene.signed(WatchOrderViewsRequest {
        order_id: "endless".to_owned(),
        ..Default::default()
    });
    let soon = "300m".parse().expect("ASCII");
    request.metadata_mut().insert("grpc-timeout", soon);
    let mut dashboard = DashboardServiceClient::new(scene.channel().await);
    let watched = dashboard.watch_order_views(request).await;
    let mut rows = watched.expect("a stream").into_inner();
    rows.message().await.expect("a row").expect("no end yet");
    let ended = timeout(SOON, rows.message()).await.expect("it ends");
    assert_eq!(
        ended.expect_err("by a status").code(),
        Code::DeadlineExceeded
    );

    let events = format!(
        "GET /v1/views/endless:watch HTTP/1.1\r\nhost: gateway\r\nauthorization: {}\r\n\
         grpc-timeout: 300m\r\nconnection: close\r\n\r\n",
        scene.bearer()
    );
    let answer = timeout(SOON, scene.raw(events.as_bytes())).await;
    let answer = String::from_utf8(answer.expect("it ends")).expect("text");
    assert!(
        answer.contains("event: error\ndata: {\"code\":4,"),
        "{answer}"
    );
}
