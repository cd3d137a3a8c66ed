//! What a browser is answered. Where the console was not built, a page that says so is answered with the same care.

use baedal_gateway::config::IdentityConfig;
use baedal_testkit::ISSUER;

use crate::{browser::split, support::Scene};

const BROWSER: &str = "accept: text/html,*/*;q=0.8\r\naccept-encoding: gzip, deflate, br\r\n";

async fn ask(scene: &Scene, line: &str, headers: &str) -> (String, Vec<u8>) {
    let request = format!("{line} HTTP/1.1\r\nhost: gateway\r\n{headers}connection: close\r\n\r\n");
    split(&scene.raw(request.as_bytes()).await)
}

fn value<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.lines()
        .find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
}

#[tokio::test]
async fn a_browser_gets_the_console_at_its_own_paths_alone() {
    let scene = Scene::new().await;
    for (line, status, kind) in [
        ("GET /", "200", "text/html; charset=utf-8"),
        ("HEAD /", "200", "text/html; charset=utf-8"),
        ("GET /customer/orders/1", "200", "text/html; charset=utf-8"),
        ("GET /operator", "200", "text/html; charset=utf-8"),
        ("GET /console.json", "200", "application/json"),
        ("GET /customers", "404", "text/plain; charset=utf-8"),
        ("GET /assets/none.js", "404", "text/plain; charset=utf-8"),
        ("GET /index.html.br", "404", "text/plain; charset=utf-8"),
        ("GET /../Cargo.toml", "404", "text/plain; charset=utf-8"),
        ("POST /customer", "415", "text/plain; charset=utf-8"),
    ] {
        let (head, _) = ask(&scene, line, BROWSER).await;
        assert!(
            head.starts_with(&format!("http/1.1 {status}")),
            "{line}: {head}"
        );
        assert_eq!(value(&head, "content-type"), Some(kind), "{line}");
    }
}

#[tokio::test]
async fn the_page_lets_nothing_foreign_in_and_is_asked_for_again() {
    let scene = Scene::new().await;
    let (head, _) = ask(&scene, "GET /customer", BROWSER).await;

    let policy = value(&head, "content-security-policy").expect("a policy");
    for part in [
        "default-src 'none'",
        "script-src 'self'",
        "frame-ancestors 'none'",
    ] {
        assert!(policy.contains(part), "{policy}");
    }
    assert!(!policy.contains("unsafe"), "{policy}");
    assert_eq!(value(&head, "x-content-type-options"), Some("nosniff"));
    assert_eq!(value(&head, "cache-control"), Some("no-cache"));

    let tag = value(&head, "etag").expect("a tag");
    let known = format!("{BROWSER}if-none-match: {tag}\r\n");
    let (head, body) = ask(&scene, "GET /customer", &known).await;
    assert!(head.starts_with("http/1.1 304"), "{head}");
    assert!(body.is_empty());
}

#[tokio::test]
async fn the_console_is_told_how_people_sign_in() {
    let scene = Scene::new().await;
    let (_, body) = ask(&scene, "GET /console.json", "").await;
    assert_eq!(body, br#"{"sign_in":"unavailable"}"#);

    let scene = Scene::with(|_, config| {
        config.identity = IdentityConfig::default();
        config.console.oidc_client_id = Some("baedal-console".to_owned());
    })
    .await;
    let (_, body) = ask(&scene, "GET /console.json", "").await;
    let told = String::from_utf8(body).expect("JSON");
    assert!(told.contains(r#""sign_in":"oidc""#), "{told}");
    assert!(told.contains(r#""client_id":"baedal-console""#), "{told}");
    let (head, _) = ask(&scene, "GET /", BROWSER).await;
    let policy = value(&head, "content-security-policy").expect("a policy");
    assert!(
        policy.contains(&format!("connect-src 'self' {ISSUER};")),
        "{policy}"
    );
}

#[tokio::test]
async fn an_issuer_may_have_its_tokens_on_another_host() {
    let scene = Scene::with(|_, config| {
        config.identity = IdentityConfig::default();
        config.console.oidc_client_id = Some("baedal-console".to_owned());
        config.console.oidc_origins = vec![
            "https://oauth2.example.com".to_owned(),
            "http://127.0.0.1:8080".to_owned(),
        ];
    })
    .await;
    let (head, _) = ask(&scene, "GET /", BROWSER).await;
    let policy = value(&head, "content-security-policy").expect("a policy");
    assert!(
        policy.contains(&format!(
            "connect-src 'self' {ISSUER} https://oauth2.example.com http://127.0.0.1:8080;"
        )),
        "{policy}"
    );
}
