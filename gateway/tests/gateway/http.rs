//! JSON over HTTP/1.1, byte by byte.

use std::time::Duration;

use serde_json::Value;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::{browser::split, support::Scene};

const TRACE: &str = "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\n";

/// Someone with a token of every role, who sends what it is told to.
struct Answer {
    head: String,
    body: Vec<u8>,
}

impl Answer {
    fn is(&self, status: u16) -> &Self {
        let line = format!("http/1.1 {status}");
        assert!(
            self.head.starts_with(&line),
            "{}\n{}",
            self.head,
            self.text()
        );
        self
    }

    fn says(&self, header: &str) -> &Self {
        assert!(self.head.contains(header), "{header}: {}", self.head);
        self
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    fn json(&self) -> Value {
        self.says("content-type: application/json");
        serde_json::from_slice(&self.body).expect("JSON")
    }

    /// One of the details of an error.
    fn detail(&self, name: &str) -> Value {
        let status = self.json();
        let kind = format!("type.googleapis.com/google.rpc.{name}");
        let mut details = status["details"].as_array().expect("details").iter();
        details
            .find(|detail| detail["@type"] == kind)
            .cloned()
            .expect("that detail")
    }
}

fn written(line: &str, headers: &str, body: &str) -> Vec<u8> {
    format!(
        "{line} HTTP/1.1\r\nhost: gateway\r\n{headers}content-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

async fn send(scene: &Scene, line: &str, headers: &str, body: &str) -> Answer {
    let headers = format!("authorization: {}\r\n{headers}", scene.bearer());
    let (head, body) = split(&scene.raw(&written(line, &headers, body)).await);
    Answer { head, body }
}

async fn get(scene: &Scene, path: &str) -> Answer {
    send(scene, &format!("GET {path}"), "", "").await
}

async fn post(scene: &Scene, path: &str, body: &str) -> Answer {
    let json = "content-type: application/json\r\n";
    send(scene, &format!("POST {path}"), json, body).await
}

#[tokio::test]
async fn a_call_is_answered_in_json_by_the_way_of_all_calls() {
    let scene = Scene::with(|_, config| config.gateway.trust_traceparent = true).await;
    let said = format!("{TRACE}grpc-timeout: 2S\r\ncookie: a=b\r\nx-envoy-max-retries: 9\r\n");

    let answer = send(&scene, "GET /v1/orders/from%2Dcurl", &said, "").await;

    let order = answer.is(200).says("cache-control: no-store").json()["order"].clone();
    assert_eq!(order["orderId"], "from-curl");
    assert_eq!(
        order["version"], "0",
        "64-bit numbers are strings, and defaults are there"
    );
    assert_eq!(order["status"], "ORDER_STATUS_UNSPECIFIED");
    assert!(order.get("placedAt").is_none(), "{order}");
    let heard = order["storeName"].as_str().expect("what the service heard");
    assert!(
        heard.contains("0af7651916cd43dd8448eb211c80319c"),
        "{heard}"
    );
    assert!(heard.contains("authorization=Bearer "), "{heard}");
    let left = heard
        .lines()
        .find_map(|line| line.strip_prefix("grpc-timeout="));
    let left: u64 = left
        .expect("a deadline")
        .trim_end_matches('m')
        .parse()
        .expect("millis");
    assert!((1..2_000).contains(&left), "{left}");
    for hidden in ["cookie", "x-envoy", "content-length"] {
        assert!(!heard.contains(hidden), "{heard}");
    }
}

#[tokio::test]
async fn a_refusal_is_a_status_in_json_with_its_details_in_the_clear() {
    let scene = Scene::new().await;

    let missing = get(&scene, "/v1/orders/missing").await;
    let status = missing.is(404).json();
    assert_eq!(
        (&status["code"], &status["message"]),
        (&5.into(), &"no such order".into())
    );

    let (head, body) = split(&scene.raw(&written("GET /v1/orders/1", "", "")).await);
    let stranger = Answer { head, body };
    stranger.is(401).says("www-authenticate: bearer");
    assert_eq!(stranger.detail("ErrorInfo")["reason"], "TOKEN_MISSING");

    let down = get(&scene, "/v1/stores").await;
    down.is(503).says("retry-after: 1");
    assert_eq!(down.detail("ErrorInfo")["metadata"]["service"], "store");
    for inside in ["127.0.0.1", "connect", "os error"] {
        assert!(!down.text().contains(inside), "{}", down.text());
    }
}

#[tokio::test]
async fn every_field_that_is_wrong_is_named() {
    let scene = Scene::new().await;
    let body = r#"{"storeId": 5, "fulfillment": "TELEPORT", "colour": "red", "note": null,
        "lines": [{"itemId": "i", "quantity": 1}, {"quantity": "many", "cost": 1}, 7],
        "deliveryAddress": {"location": {"latitude": []}}, "expectedTotal": "10"}"#;

    let refused = post(&scene, "/v1/orders", body).await;

    refused.is(400);
    assert_eq!(refused.detail("ErrorInfo")["reason"], "INVALID_FIELDS");
    let violations = refused.detail("BadRequest")["fieldViolations"].clone();
    let mut fields: Vec<&str> = violations
        .as_array()
        .expect("a list")
        .iter()
        .map(|violation| violation["field"].as_str().expect("a name"))
        .collect();
    fields.sort_unstable();
    assert_eq!(
        fields,
        [
            "colour",
            "delivery_address.location.latitude",
            "expected_total",
            "fulfillment",
            "lines[1].cost",
            "lines[1].quantity",
            "lines[2]",
            "store_id",
        ]
    );

    for (path, body, field) in [
        ("/v1/orders", "{\"storeId\": ", "body"),
        ("/v1/orders", "[]", "body"),
        ("/v1/orders?note=x", "{}", "note"),
        ("/v1/orders/1:cancel", r#"{"orderId": "2"}"#, "order_id"),
        ("/v1/orders/%FF:cancel", "{}", "order_id"),
    ] {
        let refused = post(&scene, path, body).await;
        let violation = refused.is(400).detail("BadRequest")["fieldViolations"][0].clone();
        assert_eq!(violation["field"], field, "{path} {body}");
    }
    for (query, field) in [
        ("pageSize=x", "page_size"),
        ("page_size=1&pageSize=2", "page_size"),
        ("status=EATEN", "status"),
        ("colour=red", "colour"),
    ] {
        let refused = get(&scene, &format!("/v1/orders?{query}")).await;
        let violation = refused.is(400).detail("BadRequest")["fieldViolations"][0].clone();
        assert_eq!(violation["field"], field, "{query}");
    }
}

#[tokio::test]
async fn http_has_its_own_words_for_some_mistakes() {
    let scene = Scene::with(|process, _| process.grpc.max_request_bytes = 1_000).await;

    let nothing = get(&scene, "/v1/nothing").await;
    assert_eq!(
        nothing.is(404).detail("ErrorInfo")["reason"],
        "PATH_NOT_FOUND"
    );
    let wrong = send(&scene, "DELETE /v1/orders", "", "").await;
    wrong.is(405).says("allow: post, get, head");
    // Who asks for options is taken for a browser that asks before it calls.
    send(&scene, "OPTIONS /v1/orders/1", "", "")
        .await
        .is(200)
        .says("access-control-allow-methods: get,post,put,patch");
    let form = "content-type: application/x-www-form-urlencoded\r\n";
    send(&scene, "POST /v1/orders", form, "a=b").await.is(415);
    let large = format!(r#"{{"note": "{}"}}"#, "x".repeat(2_000));
    post(&scene, "/v1/orders", &large).await.is(413);
    // Only services call it, so it is not there at all.
    post(&scene, "/v1/payments", "{}").await.is(405);
    // What the service does not have is its answer, not ours.
    post(&scene, "/v1/orders", "{}").await.is(501);

    let head = send(&scene, "HEAD /v1/orders/1", "", "").await;
    head.is(200).says("content-type: application/json");
    assert!(
        head.body.is_empty() && !head.head.contains("content-length: 0"),
        "{}",
        head.head
    );
    send(&scene, "HEAD /v1/views:watch", "", "").await.is(405);
}

#[tokio::test]
async fn a_service_is_named_by_a_header() {
    let scene = Scene::new().await;

    let unknown = send(
        &scene,
        "GET /v1/outboxStatus",
        "baedal-service: dashboard\r\n",
        "",
    )
    .await;
    let status = unknown.is(400).json();
    let words = status["message"].as_str().expect("words");
    assert!(
        words.ends_with("one of order, payment, store, delivery"),
        "{words}"
    );
    send(
        &scene,
        "GET /v1/outboxStatus",
        "baedal-service: store\r\n",
        "",
    )
    .await
    .is(503);
}

#[tokio::test]
async fn a_stream_is_events_that_can_be_taken_up_again() {
    let scene = Scene::new().await;

    let answer = get(&scene, "/v1/views/7:watch").await;
    answer.is(200).says("content-type: text/event-stream");
    let text = answer.text();
    let events: Vec<&str> = text.split_terminator("\n\n").collect();
    assert_eq!(events.len(), 4, "{text}");
    for (event, version) in events.iter().zip(1..=3) {
        let (id, data) = event.split_once('\n').expect("two lines");
        assert_eq!(id, format!("id: {version}"));
        let data = data.strip_prefix("data: ").expect("data");
        let row: Value = serde_json::from_str(data).expect("JSON");
        assert_eq!(row["orderView"]["orderId"], "7");
        assert_eq!(row["orderView"]["version"], version.to_string());
    }
    let end = events[3]
        .strip_prefix("event: error\ndata: ")
        .expect("an error");
    let end: Value = serde_json::from_str(end).expect("JSON");
    assert_eq!(
        (&end["code"], &end["message"]),
        (&8.into(), &"that is all".into())
    );

    let line = "GET /v1/views:watch?afterVersion=0";
    let resumed = send(&scene, line, "last-event-id: 2\r\n", "").await;
    let text = resumed.text();
    assert!(
        text.starts_with(": heartbeat\nid: 2\n\nid: 3\ndata: "),
        "{text}"
    );
}

#[tokio::test]
async fn a_reader_of_events_who_goes_away_ends_the_stream_at_its_service() {
    let mut scene = Scene::new().await;
    let headers = format!("authorization: {}\r\n", scene.bearer());
    let mut stream = TcpStream::connect(scene.address)
        .await
        .expect("a connection");
    let request = written("GET /v1/views/endless:watch", &headers, "");
    stream.write_all(&request).await.expect("it is read");
    let mut seen = Vec::new();
    while !seen.windows(4).any(|bytes| bytes == b"id: ") {
        assert_ne!(stream.read_buf(&mut seen).await.expect("a row"), 0);
    }

    drop(stream);

    let heard = tokio::time::timeout(Duration::from_secs(5), scene.gone.recv()).await;
    assert_eq!(heard.expect("the service hears of it"), Some(()));
}

#[tokio::test]
async fn pages_of_configured_origins_may_call() {
    let scene = Scene::new().await;
    let origin = "origin: https://shop.example\r\n";

    let asks = format!(
        "{origin}access-control-request-method: PUT\r\n\
         access-control-request-headers: authorization, content-type, last-event-id\r\n"
    );
    let preflight = send(&scene, "OPTIONS /v1/notificationPreferences", &asks, "").await;
    preflight
        .is(200)
        .says("access-control-allow-origin: https://shop.example");
    preflight.says("last-event-id").says("put");
    let answer = send(&scene, "GET /v1/orders/1", origin, "").await;
    answer
        .is(200)
        .says("access-control-allow-origin: https://shop.example");
    let other = send(
        &scene,
        "GET /v1/orders/1",
        "origin: https://evil.example\r\n",
        "",
    )
    .await;
    assert!(
        !other.head.contains("access-control-allow-origin"),
        "{}",
        other.head
    );
}

#[tokio::test]
async fn the_document_of_all_this_needs_no_token() {
    let scene = Scene::new().await;

    let (head, body) = split(&scene.raw(&written("GET /openapi.json", "", "")).await);
    let document = Answer { head, body };

    assert_eq!(document.is(200).json()["openapi"], "3.1.0");
    send(&scene, "POST /openapi.json", "", "").await.is(405);
}

#[tokio::test]
async fn a_field_that_is_there_twice_is_refused_by_name() {
    let scene = Scene::new().await;
    for (body, field) in [
        (r#"{"note": "a", "note": "b"}"#, "note"),
        (r#"{"card_token": "a", "cardToken": "b"}"#, "card_token"),
        (r#"{"cardToken": "b", "card_token": "a"}"#, "card_token"),
        (
            r#"{"lines": [{"itemId": "i", "quantity": 1, "quantity": 50}]}"#,
            "lines[0].quantity",
        ),
        (
            r#"{"deliveryAddress": {"location": {"latitude": 1, "latitude": 2}}}"#,
            "delivery_address.location.latitude",
        ),
    ] {
        let refused = post(&scene, "/v1/orders", body).await;
        let violations = refused.is(400).detail("BadRequest")["fieldViolations"].clone();
        assert_eq!(violations[0]["field"], field, "{body}");
        assert_eq!(violations[0]["description"], "is there twice", "{body}");
    }
}

#[tokio::test]
async fn a_body_is_plain_json_and_looked_at_behind_the_token() {
    let scene = Scene::new().await;
    let json = "content-type: Application/JSON; charset=utf-8\r\n";
    let zipped = format!("{json}content-encoding: gzip\r\n");

    let refused = send(&scene, "POST /v1/orders", &zipped, "{}").await;
    refused.is(415).says("accept-encoding: identity");
    assert_eq!(
        refused.detail("ErrorInfo")["reason"],
        "UNSUPPORTED_ENCODING"
    );
    let plain = format!("{json}content-encoding: identity\r\n");
    send(&scene, "POST /v1/orders", &plain, "{}").await.is(501);

    // A stranger learns nothing about what is wrong with its body.
    let bad = written("POST /v1/orders", json, "{");
    let (head, body) = split(&scene.raw(&bad).await);
    Answer { head, body }.is(401);
}

#[tokio::test]
async fn what_a_path_allows_it_takes() {
    let scene = Scene::new().await;
    for (line, allowed) in [
        ("HEAD /v1/views:watch", "allow: get\r\n"),
        ("HEAD /v1/views/1:watch", "allow: get\r\n"),
        ("DELETE /v1/orders/1", "allow: get, head\r\n"),
        ("POST /openapi.json", "allow: get, head\r\n"),
    ] {
        let refused = send(&scene, line, "", "").await;
        let head = format!("{}\r\n", refused.is(405).head);
        assert!(head.contains(allowed), "{line}: {head}");
    }
}

#[tokio::test]
async fn a_deadline_that_cannot_be_read_is_refused_by_name() {
    let scene = Scene::new().await;
    for bad in ["1s", "500ms", "1", "-1S"] {
        let headers = format!("grpc-timeout: {bad}\r\n");
        let refused = send(&scene, "GET /v1/orders/1", &headers, "").await;
        let words = refused.is(400).json()["message"].to_string();
        assert!(words.contains("grpc-timeout"), "{words}");
    }
}

#[tokio::test]
async fn a_body_that_does_not_arrive_is_the_callers_to_be_late_with() {
    let scene =
        Scene::with(|process, _| process.grpc.max_deadline = Duration::from_millis(300)).await;
    let request = format!(
        "POST /v1/orders HTTP/1.1\r\nhost: gateway\r\nauthorization: {}\r\n\
         content-type: application/json\r\nconnection: close\r\ncontent-length: 2\r\n\r\n{{",
        scene.bearer()
    );
    let (head, _) = split(&scene.raw(request.as_bytes()).await);
    assert!(head.starts_with("http/1.1 408"), "{head}");
}
