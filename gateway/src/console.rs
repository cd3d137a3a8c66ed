//! The web console: the files that `make web` built, embedded, and what they have to know about signing in.

use std::{iter, net::IpAddr};

use baedal_runtime::BoxError;
use bytes::Bytes;
use http::{
    HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode, Uri,
    header::{
        ACCEPT, ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_LENGTH,
        CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, IF_NONE_MATCH, REFERRER_POLICY, VARY,
        X_CONTENT_TYPE_OPTIONS,
    },
};
use http_body_util::Full;
use rust_embed::{EmbeddedFile, RustEmbed};
use serde::Serialize;
use tonic::body::Body;

use crate::config::Config;

/// The console's places. Whoever opens one, or a page within it, gets the console, which finds its way itself.
const PLACES: [&str; 5] = ["customer", "store", "rider", "operator", "signed-in"];

/// Every build gives these files other names.
const HASHED: &str = "assets/";

/// In the order in which they are preferred, by header and by the file's last name.
const ENCODINGS: [(&str, &str); 2] = [("br", ".br"), ("gzip", ".gz")];

#[derive(RustEmbed)]
#[folder = "$OUT_DIR/console"]
struct Files;

/// How people sign in, as the console reads it at `/console.json`.
#[derive(Serialize)]
#[serde(tag = "sign_in", rename_all = "snake_case")]
enum SignIn<'a> {
    /// By `IssueToken`, as anyone.
    Demo,
    /// At the issuer.
    Oidc {
        issuer: &'a str,
        audience: &'a str,
        client_id: &'a str,
        scope: &'a str,
    },
    /// Not at all: nothing is configured.
    Unavailable,
}

/// Answers what a browser asks for.
#[derive(Clone)]
pub(crate) struct Console {
    settings: Bytes,
    policy: HeaderValue,
}

impl Console {
    pub(crate) fn from_config(config: &Config) -> Result<Self, BoxError> {
        let sign_in = match (
            &config.console.oidc_client_id,
            &config.identity.signing_key_file,
        ) {
            (Some(client_id), _) => SignIn::Oidc {
                issuer: &config.auth.issuer,
                audience: &config.auth.audience,
                client_id,
                scope: &config.console.oidc_scope,
            },
            (None, Some(_)) => SignIn::Demo,
            (None, None) => SignIn::Unavailable,
        };
        let further = config.console.oidc_origins.iter();
        let further = further
            .map(|url| further_origin(url))
            .collect::<Result<Vec<_>, _>>()?;
        let called = match sign_in {
            SignIn::Oidc { issuer, .. } => [vec![origin(issuer)?], further].concat(),
            SignIn::Demo | SignIn::Unavailable => Vec::new(),
        };
        Ok(Self {
            settings: serde_json::to_vec(&sign_in)?.into(),
            policy: policy(&called)?,
        })
    }

    /// `None` for what is none of the console's business.
    pub(crate) fn answer<B>(&self, request: &Request<B>) -> Option<Response<Body>> {
        if !matches!(*request.method(), Method::GET | Method::HEAD) {
            return None;
        }
        let path = request.uri().path().strip_prefix('/')?;
        let mut response = if path == "console.json" {
            self.settings()
        } else if is_page(path, request.headers()) {
            file("index.html", request.headers())?
        } else if path == "index.html" || is_packed(path) {
            return None;
        } else {
            file(path, request.headers())?
        };
        self.harden(response.headers_mut());
        if request.method() == Method::HEAD {
            *response.body_mut() = Body::empty();
        }
        Some(response)
    }

    fn settings(&self) -> Response<Body> {
        let mut response = full(self.settings.clone());
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
        response
    }

    fn harden(&self, headers: &mut HeaderMap) {
        headers.insert(CONTENT_SECURITY_POLICY, self.policy.clone());
        headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
        headers.insert(
            HeaderName::from_static("permissions-policy"),
            HeaderValue::from_static("geolocation=(self), camera=(), microphone=(), payment=()"),
        );
        headers.insert(
            HeaderName::from_static("cross-origin-opener-policy"),
            HeaderValue::from_static("same-origin"),
        );
    }
}

fn file(path: &str, asked: &HeaderMap) -> Option<Response<Body>> {
    let plain = Files::get(path)?;
    let packed = ENCODINGS
        .into_iter()
        .filter(|(name, _)| accepts(asked, name))
        .find_map(|(name, suffix)| Some((name, Files::get(&format!("{path}{suffix}"))?)));
    let (encoding, file) = packed.map_or((None, plain), |(name, file)| (Some(name), file));

    let tag = tag(&file);
    let same = asked
        .get_all(IF_NONE_MATCH)
        .iter()
        .any(|known| tag.as_bytes() == known.as_bytes());
    let mut response = if same {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        response
    } else {
        full(file.data.into_owned().into())
    };
    let headers = response.headers_mut();
    headers.insert(ETAG, tag);
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(media_type(path)));
    headers.insert(VARY, HeaderValue::from_static("accept, accept-encoding"));
    let caching = if path.starts_with(HASHED) {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    headers.insert(CACHE_CONTROL, HeaderValue::from_static(caching));
    if let Some(encoding) = encoding {
        headers.insert(CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    Some(response)
}

/// The front page for browsers alone: curl and its like are answered in plain words, elsewhere.
fn is_page(path: &str, asked: &HeaderMap) -> bool {
    let place = path.split('/').next().unwrap_or_default();
    let reads_html = asked
        .get(ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .is_some_and(|accept| accept.contains("text/html"));
    reads_html && (path.is_empty() || PLACES.contains(&place))
}

/// Whether it is another file, packed: these are answered under the other one's name.
fn is_packed(path: &str) -> bool {
    let end = path.rsplit_once('.').map(|(_, end)| end);
    matches!(end, Some("br" | "gz"))
}

fn accepts(asked: &HeaderMap, encoding: &str) -> bool {
    asked
        .get_all(ACCEPT_ENCODING)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|offer| {
            let (name, quality) = offer.split_once(';').unwrap_or((offer, ""));
            name.trim().eq_ignore_ascii_case(encoding)
                && !matches!(quality.trim(), "q=0" | "q=0.0" | "q=0.00" | "q=0.000")
        })
}

fn tag(file: &EmbeddedFile) -> HeaderValue {
    let hash = file.metadata.sha256_hash();
    let number = hash[..16]
        .iter()
        .fold(0_u128, |number, byte| number << 8 | u128::from(*byte));
    HeaderValue::try_from(format!("\"{number:032x}\"")).unwrap_or(HeaderValue::from_static("\"\""))
}

fn media_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map(|(_, end)| end) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("json" | "webmanifest") => "application/json",
        Some("woff2") => "font/woff2",
        Some("png") => "image/png",
        _ => "application/octet-stream",
    }
}

/// Nothing but the console's own files runs or is shown, and nothing but this door and what signs people in is called.
fn policy(called: &[String]) -> Result<HeaderValue, BoxError> {
    let called: Vec<&str> = iter::once("'self'")
        .chain(called.iter().map(String::as_str))
        .collect();
    let called = called.join(" ");
    let policy = format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
         connect-src {called}; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; \
         require-trusted-types-for 'script'"
    );
    Ok(HeaderValue::try_from(policy)?)
}

/// The issuer's. People's passwords, codes and tokens go there, so to another machine by TLS alone.
fn origin(url: &str) -> Result<String, BoxError> {
    let uri: Uri = url.parse()?;
    match (uri.scheme_str(), uri.authority()) {
        (Some("https"), Some(authority)) => Ok(format!("https://{authority}")),
        (Some("http"), Some(authority)) if is_loopback(authority.host()) => {
            Ok(format!("http://{authority}"))
        }
        (Some("http"), Some(_)) => Err(format!(
            "auth.issuer {url:?} is not https://, and people shall sign in there"
        )
        .into()),
        _ => Err(format!("auth.issuer {url:?} is no URL, and people shall sign in there").into()),
    }
}

/// Exactly an origin: the policy would take anything else for a wish of its own, or for nothing.
fn further_origin(url: &str) -> Result<String, BoxError> {
    let bad =
        || format!("console.oidc_origins: {url:?} is no origin such as https://oauth2.example.com");
    let uri: Uri = url.parse().map_err(|_| bad())?;
    let authority = uri.authority().ok_or_else(bad)?;
    let plain = |letter: u8| letter.is_ascii_alphanumeric() || b".-:[]".contains(&letter);
    let good = match uri.scheme_str() {
        Some("https") => true,
        Some("http") => is_loopback(authority.host()),
        _ => false,
    };
    if !good || !authority.as_str().bytes().all(plain) || !url.ends_with(authority.as_str()) {
        return Err(bad().into());
    }
    Ok(url.to_owned())
}

fn is_loopback(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost"
        || address
            .parse::<IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

fn full(bytes: Bytes) -> Response<Body> {
    let length = HeaderValue::from(bytes.len());
    let mut response = Response::new(Body::new(Full::new(bytes)));
    response.headers_mut().insert(CONTENT_LENGTH, length);
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_signs_in_in_the_clear_on_another_machine() {
        for (issuer, expected) in [
            (
                "https://login.example.com/realms/shop",
                "https://login.example.com",
            ),
            ("http://127.0.0.1:9000/", "http://127.0.0.1:9000"),
        ] {
            assert_eq!(origin(issuer).expect("an issuer"), expected);
        }
        for issuer in [
            "http://login.example.com",
            "http://127.0.0.1.example.com",
            "login",
        ] {
            let refused = origin(issuer).expect_err(issuer);
            assert!(refused.to_string().contains("auth.issuer"), "{refused}");
        }
    }

    #[test]
    fn only_whole_origins_are_let_through_the_policy() {
        for good in [
            "https://oauth2.googleapis.com",
            "https://login.example.com:8443",
            "http://localhost:9000",
            "http://127.0.0.1:9000",
            "http://[::1]:9000",
        ] {
            assert_eq!(further_origin(good).expect("an origin"), good);
        }
        for bad in [
            "",
            "*",
            "https:",
            "oauth2.googleapis.com",
            "https://oauth2.googleapis.com/",
            "https://oauth2.googleapis.com/token",
            "https://*.googleapis.com",
            "https://me@login.example.com",
            "https://login.example.com;script-src",
            "http://login.example.com",
            "http://127.0.0.1.example.com",
            "ftp://login.example.com",
        ] {
            let refused = further_origin(bad).expect_err(bad);
            assert!(
                refused.to_string().contains("console.oidc_origins"),
                "{bad}: {refused}"
            );
        }
    }
}
