//! gRPC-Web over HTTP/1.1, byte by byte, and CORS.

use baedal_proto::{
    dashboard::v1::{WatchOrderViewsRequest, WatchOrderViewsResponse},
    order::v1::GetOrderResponse,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use prost::Message;

use crate::support::{Scene, get};

/// A gRPC-Web request as a browser sends it over HTTP/1.1.
fn web(scene: &Scene, content_type: &str, body: &[u8], token: bool) -> Vec<u8> {
    let path = "/baedal.order.v1.OrderService/GetOrder";
    web_to(scene, path, content_type, body, token)
}

fn web_to(scene: &Scene, path: &str, content_type: &str, body: &[u8], token: bool) -> Vec<u8> {
    let authorization = if token {
        format!("authorization: {}\r\n", scene.bearer())
    } else {
        String::new()
    };
    let mut request = format!(
        "POST {path} HTTP/1.1\r\nhost: gateway\r\n\
         origin: https://shop.example\r\nx-grpc-web: 1\r\ncontent-type: {content_type}\r\n\
         accept: {content_type}\r\n{authorization}content-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    )
    .into_bytes();
    request.extend_from_slice(body);
    request
}

fn frame(message: &impl Message) -> Vec<u8> {
    let message = message.encode_to_vec();
    let mut frame = vec![0];
    frame.extend_from_slice(&u32::try_from(message.len()).expect("small").to_be_bytes());
    frame.extend_from_slice(&message);
    frame
}

/// The chunks of a chunked HTTP/1.1 body put together, after the headers in small letters.
pub(crate) fn split(answer: &[u8]) -> (String, Vec<u8>) {
    let end = answer
        .windows(4)
        .position(|bytes| bytes == b"\r\n\r\n")
        .expect("headers");
    let head = String::from_utf8_lossy(&answer[..end]).to_lowercase();
    let mut rest = &answer[end + 4..];
    if !head.contains("transfer-encoding: chunked") {
        return (head, rest.to_vec());
    }
    let mut body = Vec::new();
    loop {
        let line = rest
            .windows(2)
            .position(|bytes| bytes == b"\r\n")
            .expect("a size");
        let size = std::str::from_utf8(&rest[..line]).expect("ASCII");
        let size = usize::from_str_radix(size, 16).expect("hexadecimal");
        if size == 0 {
            return (head, body);
        }
        body.extend_from_slice(&rest[line + 2..line + 2 + size]);
        rest = &rest[line + 4 + size..];
    }
}

fn order_and_trailers(body: &[u8]) -> (GetOrderResponse, String) {
    assert_eq!(body.first(), Some(&0), "a message");
    let length = u32::from_be_bytes([body[1], body[2], body[3], body[4]]) as usize;
    let message = GetOrderResponse::decode(&body[5..5 + length]).expect("a message");
    let rest = &body[5 + length..];
    assert_eq!(rest[0], 0x80, "trailers");
    (message, String::from_utf8_lossy(&rest[5..]).into_owned())
}

#[tokio::test]
async fn a_browser_calls_by_grpc_web() {
    let scene = Scene::new().await;
    let message = frame(&get("from-a-browser"));

    let binary = web(&scene, "application/grpc-web+proto", &message, true);
    let (head, body) = split(&scene.raw(&binary).await);
    assert!(head.starts_with("http/1.1 200"), "{head}");
    assert!(
        head.contains("access-control-allow-origin: https://shop.example"),
        "{head}"
    );
    assert!(head.contains("grpc-status-details-bin"), "exposed: {head}");
    let (answer, trailers) = order_and_trailers(&body);
    assert_eq!(answer.order.expect("an order").order_id, "from-a-browser");
    assert!(trailers.contains("grpc-status:0"), "{trailers}");

    let encoded = STANDARD.encode(&message);
    let text = web(
        &scene,
        "application/grpc-web-text+proto",
        encoded.as_bytes(),
        true,
    );
    let (head, body) = split(&scene.raw(&text).await);
    assert!(
        head.contains("content-type: application/grpc-web-text"),
        "{head}"
    );
    assert!(!head.contains("grpc-status: "), "a refusal: {head}");
    // Each chunk was encoded for itself, padding and all.
    let decoded: Vec<u8> = String::from_utf8(body)
        .expect("base64")
        .split_inclusive('=')
        .fold(Vec::<String>::new(), |mut parts, part| {
            match parts.last_mut() {
                Some(last) if part == "=" => last.push('='),
                _ => parts.push(part.to_owned()),
            }
            parts
        })
        .iter()
        .flat_map(|part| STANDARD.decode(part).expect("base64"))
        .collect();
    let (answer, trailers) = order_and_trailers(&decoded);
    assert_eq!(answer.order.expect("an order").order_id, "from-a-browser");
    assert!(trailers.contains("grpc-status:0"), "{trailers}");
}

#[tokio::test]
async fn a_browser_follows_a_stream_by_grpc_web() {
    let scene = Scene::new().await;
    let watch = WatchOrderViewsRequest {
        order_id: "followed".to_owned(),
        ..WatchOrderViewsRequest::default()
    };
    let path = "/baedal.dashboard.v1.DashboardService/WatchOrderViews";

    let request = web_to(
        &scene,
        path,
        "application/grpc-web+proto",
        &frame(&watch),
        true,
    );
    let (head, body) = split(&scene.raw(&request).await);

    assert!(head.starts_with("http/1.1 200"), "{head}");
    let mut rest = &body[..];
    let mut versions = Vec::new();
    while rest[0] == 0 {
        let length = u32::from_be_bytes([rest[1], rest[2], rest[3], rest[4]]) as usize;
        let row = WatchOrderViewsResponse::decode(&rest[5..5 + length]).expect("a row");
        versions.push(row.order_view.expect("a view").version);
        rest = &rest[5 + length..];
    }
    assert_eq!(versions, [1, 2, 3]);
    let trailers = String::from_utf8_lossy(&rest[5..]);
    assert_eq!(rest[0], 0x80, "trailers");
    assert!(trailers.contains("grpc-status:8"), "{trailers}");
}

#[tokio::test]
async fn a_browser_without_a_token_learns_why() {
    let scene = Scene::new().await;

    let request = web(
        &scene,
        "application/grpc-web+proto",
        &frame(&get("1")),
        false,
    );
    let (head, _) = split(&scene.raw(&request).await);

    assert!(head.contains("grpc-status: 16"), "{head}");
    assert!(head.contains("grpc-status-details-bin: "), "{head}");
}

#[tokio::test]
async fn a_preflight_is_answered_for_known_origins_alone() {
    let scene = Scene::new().await;
    let preflight = |origin: &str| {
        format!(
            "OPTIONS /baedal.order.v1.OrderService/GetOrder HTTP/1.1\r\nhost: gateway\r\n\
             origin: {origin}\r\naccess-control-request-method: POST\r\n\
             access-control-request-headers: authorization,content-type,x-grpc-web,x-user-agent\r\n\
             connection: close\r\n\r\n"
        )
    };

    let (known, _) = split(
        &scene
            .raw(preflight("https://shop.example").as_bytes())
            .await,
    );
    assert!(known.starts_with("http/1.1 200"), "{known}");
    assert!(
        known.contains("access-control-allow-origin: https://shop.example"),
        "{known}"
    );
    for header in [
        "authorization",
        "x-grpc-web",
        "x-user-agent",
        "grpc-timeout",
    ] {
        assert!(known.contains(header), "{header} in {known}");
    }
    let (unknown, _) = split(
        &scene
            .raw(preflight("https://evil.example").as_bytes())
            .await,
    );
    assert!(
        !unknown.contains("access-control-allow-origin"),
        "{unknown}"
    );
}

#[tokio::test]
async fn a_media_type_has_no_case_and_may_have_parameters() {
    let scene = Scene::new().await;
    let message = frame(&get("1"));
    for kind in [
        "application/grpc-web+proto; charset=utf-8",
        "Application/gRPC-Web+Proto",
        "application/grpc-web ;x=y",
    ] {
        let (head, body) = split(&scene.raw(&web(&scene, kind, &message, true)).await);
        assert!(head.starts_with("http/1.1 200"), "{kind}: {head}");
        assert!(
            head.contains("content-type: application/grpc-web"),
            "{kind}: {head}"
        );
        let (answer, trailers) = order_and_trailers(&body);
        assert_eq!(answer.order.expect("an order").order_id, "1");
        assert!(trailers.contains("grpc-status:0"), "{trailers}");
    }
    let encoded = STANDARD.encode(&message);
    let text = web(
        &scene,
        "Application/gRPC-Web-Text+Proto; charset=utf-8",
        encoded.as_bytes(),
        true,
    );
    let (head, _) = split(&scene.raw(&text).await);
    assert!(
        head.contains("content-type: application/grpc-web-text"),
        "{head}"
    );
}
