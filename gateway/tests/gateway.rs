//! The gateway as its callers see it: over real sockets, with services behind it that echo.

mod support;

use std::time::{Duration, Instant};

use baedal_proto::{
    dashboard::v1::{WatchOrderViewsRequest, dashboard_service_client::DashboardServiceClient},
    identity::v1::{IssueTokenRequest, Role, identity_service_client::IdentityServiceClient},
    ops::v1::{ListDeadLettersRequest, dead_letter_service_client::DeadLetterServiceClient},
    order::v1::GetOrderResponse,
    payment::v1::{AuthorizePaymentRequest, payment_service_client::PaymentServiceClient},
    store::v1::{ListStoresRequest, catalog_service_client::CatalogServiceClient},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use prost::Message;
use support::{Scene, get};
use tonic::{Code, Request};
use tonic_types::StatusExt;

#[tokio::test]
async fn a_call_reaches_its_service_with_what_the_caller_may_say() {
    let scene = Scene::new().await;
    let mut request = scene.signed(get("1"));
    let trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    for (name, value) in [
        ("baedal-service-token", "the-token-of-order"),
        ("x-envoy-max-retries", "9"),
        ("traceparent", trace),
        ("grpc-timeout", "99999999S"),
    ] {
        request
            .metadata_mut()
            .insert(name, value.parse().expect("ASCII"));
    }

    let response = scene
        .orders()
        .await
        .get_order(request)
        .await
        .expect("an answer");

    assert!(
        !response.metadata().contains_key("x-envoy-secret"),
        "nothing of the mesh goes out"
    );
    let order = response.into_inner().order.expect("an order");
    assert_eq!(order.order_id, "1");
    let seen = order.store_name;
    assert!(
        seen.contains("authorization=Bearer "),
        "the service checks the token again"
    );
    for gone in ["the-token-of-order", "x-envoy", "99999999S"] {
        assert!(!seen.contains(gone), "{gone} in {seen}");
    }
    assert!(
        seen.contains("grpc-timeout="),
        "what is left of the time is passed on: {seen}"
    );
}

#[tokio::test]
async fn a_service_token_from_outside_proves_nothing() {
    let scene = Scene::new().await;
    let mut request = Request::new(AuthorizePaymentRequest::default());
    let token = "the-token-of-order".parse().expect("ASCII");
    request.metadata_mut().insert("baedal-service-token", token);

    let mut payments = PaymentServiceClient::new(scene.channel().await);
    let refused = payments
        .authorize_payment(request)
        .await
        .expect_err("refused");

    assert_eq!(refused.code(), Code::Unauthenticated);
}

#[tokio::test]
async fn what_only_services_call_is_refused_to_everyone() {
    let scene = Scene::new().await;

    let mut payments = PaymentServiceClient::new(scene.channel().await);
    let request = scene.signed(AuthorizePaymentRequest::default());
    let refused = payments
        .authorize_payment(request)
        .await
        .expect_err("refused");

    assert_eq!(refused.code(), Code::PermissionDenied);
    assert_eq!(
        refused.get_details_error_info().expect("ErrorInfo").reason,
        "SERVICE_REQUIRED"
    );
}

#[tokio::test]
async fn an_answer_of_the_service_comes_back_as_it_is() {
    let scene = Scene::new().await;

    let request = scene.signed(get("missing"));
    let refused = scene
        .orders()
        .await
        .get_order(request)
        .await
        .expect_err("not found");

    assert_eq!(
        (refused.code(), refused.message()),
        (Code::NotFound, "no such order")
    );
}

#[tokio::test]
async fn a_stream_is_passed_on_row_by_row_with_its_trailers() {
    let scene = Scene::new().await;
    let mut dashboard = DashboardServiceClient::new(scene.channel().await);

    let request = scene.signed(WatchOrderViewsRequest::default());
    let mut rows = dashboard
        .watch_order_views(request)
        .await
        .expect("a stream")
        .into_inner();

    for version in 1..=3 {
        let row = rows.message().await.expect("a row").expect("no end yet");
        assert_eq!(row.order_view.expect("a view").version, version);
    }
    let end = rows.message().await.expect_err("a status in the trailers");
    assert_eq!(
        (end.code(), end.message()),
        (Code::ResourceExhausted, "that is all")
    );
}

#[tokio::test]
async fn a_caller_who_goes_away_ends_the_stream_at_its_service() {
    let mut scene = Scene::new().await;
    let mut dashboard = DashboardServiceClient::new(scene.channel().await);
    let endless = WatchOrderViewsRequest {
        order_id: "endless".to_owned(),
        ..Default::default()
    };
    let mut rows = dashboard
        .watch_order_views(scene.signed(endless))
        .await
        .expect("a stream")
        .into_inner();
    rows.message().await.expect("a row").expect("no end yet");

    drop(rows);

    let heard = tokio::time::timeout(Duration::from_secs(5), scene.gone.recv()).await;
    assert_eq!(heard.expect("the service hears of it"), Some(()));
}

#[tokio::test]
async fn no_token_no_call() {
    let scene = Scene::new().await;

    let refused = scene
        .orders()
        .await
        .get_order(get("1"))
        .await
        .expect_err("refused");

    assert_eq!(refused.code(), Code::Unauthenticated);
    assert_eq!(
        refused.get_details_error_info().expect("ErrorInfo").reason,
        "TOKEN_MISSING"
    );
}

#[tokio::test]
async fn a_service_that_is_down_is_unavailable_soon_and_says_when_to_retry() {
    let scene = Scene::new().await;
    let mut stores = CatalogServiceClient::new(scene.channel().await);
    let began = Instant::now();

    let request = scene.signed(ListStoresRequest::default());
    let refused = stores.list_stores(request).await.expect_err("nobody there");

    assert_eq!(refused.code(), Code::Unavailable);
    assert!(
        refused
            .get_details_retry_info()
            .is_some_and(|info| info.retry_delay.is_some())
    );
    assert_eq!(
        refused
            .get_details_error_info()
            .expect("ErrorInfo")
            .metadata["service"],
        "store"
    );
    for inside in ["127.0.0.1", "connect", "refused", "os error"] {
        assert!(!refused.message().contains(inside), "{}", refused.message());
    }
    assert!(began.elapsed() < Duration::from_secs(5));
}

#[tokio::test]
async fn dead_letters_are_asked_of_the_service_that_metadata_names() {
    let scene = Scene::new().await;
    let mut letters = DeadLetterServiceClient::new(scene.channel().await);

    // The echo has no dead letters and says so; store is down; nobody is called cook.
    for (service, code) in [
        (None, Code::Unimplemented),
        (Some("store"), Code::Unavailable),
        (Some("cook"), Code::InvalidArgument),
    ] {
        let mut request = scene.signed(ListDeadLettersRequest::default());
        if let Some(service) = service {
            request
                .metadata_mut()
                .insert("baedal-service", service.parse().expect("ASCII"));
        }
        let refused = letters
            .list_dead_letters(request)
            .await
            .expect_err("refused");
        assert_eq!(refused.code(), code, "{service:?}");
    }
}

#[tokio::test]
async fn demo_tokens_are_issued_only_where_that_is_switched_on() {
    let ask = IssueTokenRequest {
        subject: "customer-1".to_owned(),
        roles: vec![Role::Customer.into()],
        ttl: None,
    };
    let off = Scene::new().await;
    let mut identity = IdentityServiceClient::new(off.channel().await);
    let refused = identity
        .issue_token(ask.clone())
        .await
        .expect_err("switched off");
    assert_eq!(refused.code(), Code::Unimplemented);

    let key = std::env::temp_dir().join(format!("baedal-key-{}.pem", std::process::id()));
    let on = Scene::with(|_, config| {
        // The key that belongs to this gateway's own JWKS file.
        let jwks = config.auth.jwks_file.clone();
        let own = jwks.with_file_name("signing-key.pem");
        std::fs::copy(own, &key).expect("a copy");
        config.identity.signing_key_file = Some(key.clone());
    })
    .await;
    std::fs::remove_file(&key).expect("it was read");
    let mut identity = IdentityServiceClient::new(on.channel().await);
    let issued = identity
        .issue_token(ask)
        .await
        .expect("a token")
        .into_inner();
    let mut request = Request::new(get("1"));
    let bearer = format!("Bearer {}", issued.token).parse().expect("ASCII");
    request.metadata_mut().insert("authorization", bearer);
    // The id of the demo key is its own; only the key counts where the JWKS names another.
    let outcome = on.orders().await.get_order(request).await;
    assert!(outcome.is_ok(), "{outcome:?}");

    let bad = identity
        .issue_token(IssueTokenRequest::default())
        .await
        .expect_err("bad fields");
    assert_eq!(bad.code(), Code::InvalidArgument);
    let fields = bad
        .get_details_bad_request()
        .expect("BadRequest")
        .field_violations;
    let fields: Vec<_> = fields
        .iter()
        .map(|violation| violation.field.as_str())
        .collect();
    assert_eq!(fields, ["subject", "roles"]);
}

/// A gRPC-Web request as a browser sends it over HTTP/1.1.
fn web(scene: &Scene, content_type: &str, body: &[u8], token: bool) -> Vec<u8> {
    let authorization = if token {
        format!("authorization: {}\r\n", scene.bearer())
    } else {
        String::new()
    };
    let mut request = format!(
        "POST /baedal.order.v1.OrderService/GetOrder HTTP/1.1\r\nhost: gateway\r\n\
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
fn split(answer: &[u8]) -> (String, Vec<u8>) {
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
async fn plain_http_finds_a_pointer_and_a_probe_and_nothing_else() {
    let scene = Scene::new().await;
    let request =
        |line: &str| format!("{line} HTTP/1.1\r\nhost: gateway\r\nconnection: close\r\n\r\n");

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
