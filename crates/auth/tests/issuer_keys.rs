//! Keys behind a URL: an issuer that rotates them, is slow, is down, or talks nonsense.

use std::{
    convert::Infallible,
    net::SocketAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    time::Duration,
};

use baedal_auth::{AuthConfig, AuthConfigError, AuthLayer, Issuer, Role, Roles};
use baedal_values::MethodAccess;
use bytes::Bytes;
use http::{Request, Response, StatusCode};
use http_body_util::Full;
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use serde_json::json;
use time::OffsetDateTime;
use tokio::{
    net::TcpListener,
    sync::watch,
    time::{Instant, timeout},
};
use tokio_util::sync::CancellationToken;
use tonic::{Code, Status};
use tonic_types::StatusExt;
use tower::{Layer, ServiceExt};

/// What the issuer's web server does next.
#[derive(Clone)]
enum Mood {
    Answers(StatusCode, String),
    /// Takes the request and says nothing.
    Silent,
    /// Never stops talking.
    Endless,
}

/// An issuer's web server.
struct Web {
    address: SocketAddr,
    mood: Arc<Mutex<Mood>>,
    asked: watch::Sender<usize>,
}

impl Web {
    async fn start(mood: Mood) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let web = Self {
            address: listener.local_addr().expect("an address"),
            mood: Arc::new(Mutex::new(mood)),
            asked: watch::Sender::new(0),
        };
        let (mood, asked) = (Arc::clone(&web.mood), web.asked.clone());
        tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.expect("a connection");
                let (mood, asked) = (Arc::clone(&mood), asked.clone());
                let answer = service_fn(move |request: Request<Incoming>| {
                    assert_eq!(request.uri().path(), "/keys");
                    asked.send_modify(|count| *count += 1);
                    let mood = mood.lock().expect("a mood").clone();
                    async move { Ok::<_, Infallible>(answer(mood).await) }
                });
                tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), answer));
            }
        });
        web
    }

    fn becomes(&self, mood: Mood) {
        *self.mood.lock().expect("a mood") = mood;
    }

    fn config(&self) -> AuthConfig {
        let config = json!({
            "issuer": "https://issuer", "audience": "baedal",
            "jwks_url": format!("http://{}/keys", self.address),
            "jwks": { "min_interval": "0ms", "timeout": "300ms" },
        });
        serde_json::from_value(config).expect("a good section")
    }

    async fn was_asked(&self, times: usize) {
        let mut asked = self.asked.subscribe();
        let enough = asked.wait_for(|count| *count >= times);
        let enough = timeout(Duration::from_secs(20), enough).await;
        assert!(enough.is_ok(), "the issuer is asked {times} times");
    }
}

async fn answer(mood: Mood) -> Response<http_body_util::Either<Full<Bytes>, Endless>> {
    let (status, body) = match mood {
        Mood::Answers(status, body) => (status, http_body_util::Either::Left(Full::from(body))),
        Mood::Endless => (StatusCode::OK, http_body_util::Either::Right(Endless)),
        Mood::Silent => std::future::pending().await,
    };
    let mut response = Response::new(body);
    *response.status_mut() = status;
    response
}

/// A body without an end.
struct Endless;

impl hyper::body::Body for Endless {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Result<hyper::body::Frame<Bytes>, Infallible>>> {
        let spaces = Bytes::from_static(&[b' '; 4096]);
        std::task::Poll::Ready(Some(Ok(hyper::body::Frame::data(spaces))))
    }
}

fn issuer() -> Issuer {
    let pem = Issuer::generate_key().expect("a key");
    Issuer::from_pem(&pem, "https://issuer", "baedal").expect("an issuer")
}

fn keys_of(issuer: &Issuer) -> Mood {
    Mood::Answers(StatusCode::OK, issuer.jwks())
}

/// A process that checks tokens.
struct Door {
    auth: AuthLayer,
    stop: CancellationToken,
}

impl Door {
    fn open(config: &AuthConfig) -> Self {
        let rule = MethodAccess {
            path: "/a.A/Call".to_owned(),
            roles: vec!["customer"],
            ..MethodAccess::default()
        };
        let auth = AuthLayer::from_config(config, [rule]).expect("a good section");
        let stop = CancellationToken::new();
        tokio::spawn(auth.keep_keys(stop.clone()));
        Self { auth, stop }
    }

    async fn lets_in(&self, token: &str) -> Result<(), Status> {
        let inner =
            tower::service_fn(async |_: Request<()>| Ok::<_, Infallible>(Response::new(())));
        let request = Request::builder()
            .uri("/a.A/Call")
            .header("authorization", format!("Bearer {token}"))
            .body(())
            .expect("a request");
        let Ok(response) = self.auth.layer(inner).oneshot(request).await;
        match Status::from_header_map(response.headers()) {
            Some(refused) => Err(refused),
            None => Ok(()),
        }
    }
}

impl Drop for Door {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

fn token(issuer: &Issuer) -> String {
    #[expect(
        clippy::disallowed_methods,
        reason = "the verifier looks at the machine's clock"
    )]
    let now = OffsetDateTime::now_utc();
    let subject = "someone".parse().expect("a subject");
    let roles = Roles::from_iter([Role::Customer]);
    let answer = issuer.issue(&subject, roles, Duration::from_mins(5), now);
    answer.expect("a token").token
}

fn code(outcome: Result<(), Status>) -> Code {
    outcome.map_or_else(|refused| refused.code(), |()| Code::Ok)
}

#[tokio::test]
async fn the_first_call_waits_for_the_keys_and_the_next_ones_do_not() {
    let issuer = issuer();
    let web = Web::start(keys_of(&issuer)).await;
    let door = Door::open(&web.config());

    for _ in 0..3 {
        assert_eq!(code(door.lets_in(&token(&issuer)).await), Code::Ok);
    }
    assert_eq!(*web.asked.borrow(), 1, "the keys are kept");
}

#[tokio::test]
async fn a_new_key_is_fetched_when_the_first_token_names_it_and_a_withdrawn_one_goes() {
    let (old, new) = (issuer(), issuer());
    let web = Web::start(keys_of(&old)).await;
    let door = Door::open(&web.config());
    assert_eq!(code(door.lets_in(&token(&old)).await), Code::Ok);

    web.becomes(keys_of(&new));

    // A crowd arrives with the new key at once: nobody is sent away, and one fetch serves them all.
    let token_of_new = token(&new);
    let crowd = (0..50).map(|_| door.lets_in(&token_of_new));
    for outcome in futures_util::future::join_all(crowd).await {
        assert_eq!(code(outcome), Code::Ok);
    }
    assert_eq!(*web.asked.borrow(), 2);
    assert_eq!(
        code(door.lets_in(&token(&old)).await),
        Code::Unauthenticated
    );
}

#[tokio::test]
async fn keys_are_fetched_by_the_clock_too() {
    let (old, new) = (issuer(), issuer());
    let web = Web::start(keys_of(&old)).await;
    let mut config = web.config();
    config.jwks.refresh_interval = Duration::from_millis(20);
    config.jwks.min_interval = Duration::from_hours(1);
    let door = Door::open(&config);
    assert_eq!(code(door.lets_in(&token(&old)).await), Code::Ok);

    web.becomes(keys_of(&new));
    let seen = *web.asked.borrow();
    // The first of these may have been answered before the change, the second follows once the first was read.
    web.was_asked(seen + 3).await;

    assert_eq!(code(door.lets_in(&token(&new)).await), Code::Ok);
}

#[tokio::test]
async fn made_up_keys_do_not_make_us_hammer_the_issuer() {
    let (issuer, stranger) = (issuer(), issuer());
    let web = Web::start(keys_of(&issuer)).await;
    let mut config = web.config();
    config.jwks.min_interval = Duration::from_hours(1);
    let door = Door::open(&config);
    assert_eq!(code(door.lets_in(&token(&issuer)).await), Code::Ok);

    for _ in 0..100 {
        let refused = door.lets_in(&token(&stranger)).await;
        assert_eq!(code(refused), Code::Unauthenticated);
    }
    assert_eq!(*web.asked.borrow(), 1);
}

#[tokio::test]
async fn whatever_the_issuer_answers_the_keys_in_force_stay() {
    let (issuer, stranger) = (issuer(), issuer());
    let web = Web::start(keys_of(&issuer)).await;
    let door = Door::open(&web.config());
    assert_eq!(code(door.lets_in(&token(&issuer)).await), Code::Ok);

    let symmetric = r#"{"keys":[{"kty":"oct","kid":"s","k":"c2VjcmV0"}]}"#;
    let ok = |body: &str| Mood::Answers(StatusCode::OK, body.to_owned());
    let fetches = AtomicUsize::new(1);
    for (what, mood) in [
        ("garbage", ok("<html>")),
        ("nothing", ok("")),
        ("no keys", ok(r#"{"keys":[]}"#)),
        ("a published secret", ok(symmetric)),
        (
            "an error",
            Mood::Answers(StatusCode::BAD_GATEWAY, stranger.jwks()),
        ),
        (
            "a redirect",
            Mood::Answers(StatusCode::FOUND, stranger.jwks()),
        ),
        ("silence", Mood::Silent),
        ("more than anyone can read", Mood::Endless),
    ] {
        web.becomes(mood);
        let began = Instant::now();
        let refused = door.lets_in(&token(&stranger)).await;
        assert_eq!(code(refused), Code::Unauthenticated, "{what}");
        assert!(began.elapsed() < Duration::from_secs(10), "{what}: bounded");
        let asked = *web.asked.borrow();
        assert!(asked > fetches.swap(asked, SeqCst), "{what}: it was asked");
        assert_eq!(
            code(door.lets_in(&token(&issuer)).await),
            Code::Ok,
            "{what}"
        );
    }
}

#[tokio::test]
async fn without_any_keys_a_call_is_told_to_come_again() {
    let issuer = issuer();
    let web = Web::start(Mood::Silent).await;
    let door = Door::open(&web.config());

    let refused = door.lets_in(&token(&issuer)).await.expect_err("no keys");
    assert_eq!(refused.code(), Code::Unavailable);
    let details = refused.get_error_details();
    let info = details.error_info().expect("ErrorInfo");
    assert_eq!(info.reason, "KEYS_UNAVAILABLE");
    assert!(details.retry_info().is_some());

    web.becomes(keys_of(&issuer));
    assert_eq!(code(door.lets_in(&token(&issuer)).await), Code::Ok);
}

#[tokio::test]
async fn an_issuer_that_is_down_makes_no_token_bad() {
    let issuer = issuer();
    let web = Web::start(keys_of(&issuer)).await;
    // Bound and dropped: nobody listens there.
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    drop(listener);
    let mut config = web.config();
    config.jwks_url = Some(format!("http://{address}/keys"));
    let door = Door::open(&config);
    assert_eq!(code(door.lets_in(&token(&issuer)).await), Code::Unavailable);
}

#[test]
fn one_source_of_keys_is_given_and_a_good_one() {
    let read = |section: serde_json::Value| {
        let config: AuthConfig = serde_json::from_value(section).expect("a section");
        AuthLayer::from_config(&config, []).err().expect("refused")
    };
    let neither = read(json!({"issuer": "i", "audience": "a"}));
    assert!(matches!(neither, AuthConfigError::OneSource));
    let both =
        read(json!({"issuer": "i", "audience": "a", "jwks_file": "/x", "jwks_url": "http://x"}));
    assert!(matches!(both, AuthConfigError::OneSource));
    let bad = read(json!({"issuer": "i", "audience": "a", "jwks_url": "ftp://x"}));
    assert!(matches!(bad, AuthConfigError::Url(_)));
}
