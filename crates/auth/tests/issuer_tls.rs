//! Keys over https: an issuer of a private authority is believed where that authority is trusted, and nowhere else.

use std::{
    convert::Infallible,
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use baedal_auth::{AuthConfig, AuthConfigError, AuthLayer, Issuer, Role, Roles};
use baedal_values::MethodAccess;
use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use rcgen::{BasicConstraints, CertificateParams, IsCa, KeyPair};
use serde_json::json;
use tempfile::TempDir;
use time::OffsetDateTime;
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};
use tokio_rustls::rustls::{ServerConfig, crypto::aws_lc_rs};
use tokio_util::sync::{CancellationToken, DropGuard};
use tonic::{Code, Status};
use tower::{Layer, ServiceExt};

/// A private authority, and the certificate that it gave to a server of that name.
struct Authority {
    acceptor: TlsAcceptor,
    folder: TempDir,
}

impl Authority {
    fn for_server(name: &str) -> Self {
        let key = || KeyPair::generate().expect("a key");
        let mut authority = CertificateParams::default();
        authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let authority_key = key();
        let root = authority.self_signed(&authority_key).expect("a root");
        let authority = rcgen::Issuer::new(authority, authority_key);
        let server_key = key();
        let server = CertificateParams::new([name.to_owned()])
            .and_then(|it| it.signed_by(&server_key, &authority))
            .expect("a certificate");
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("ca.pem"), root.pem()).expect("a file");
        let chain = vec![CertificateDer::from(server.der().to_vec())];
        let server_key = PrivatePkcs8KeyDer::from(server_key.serialize_der());
        let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("versions")
            .with_no_client_auth()
            .with_single_cert(chain, server_key.into())
            .expect("a certificate and its key");
        Self {
            acceptor: TlsAcceptor::from(Arc::new(config)),
            folder,
        }
    }

    fn ca_file(&self) -> PathBuf {
        self.folder.path().join("ca.pem")
    }

    /// Publishes keys under that certificate.
    async fn publishes(&self, jwks: String) -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let acceptor = self.acceptor.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                // Who does not believe the certificate hangs up.
                let Ok(stream) = acceptor.accept(stream).await else {
                    continue;
                };
                let jwks = jwks.clone();
                let answer = service_fn(move |_: Request<Incoming>| {
                    let body = Full::new(Bytes::from(jwks.clone()));
                    async { Ok::<_, Infallible>(Response::new(body)) }
                });
                tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), answer));
            }
        });
        address
    }
}

fn issuer() -> Issuer {
    let pem = Issuer::generate_key().expect("a key");
    Issuer::from_pem(&pem, "https://issuer", "baedal").expect("an issuer")
}

fn config(address: SocketAddr, ca_file: Option<&Path>) -> AuthConfig {
    let config = json!({
        "issuer": "https://issuer", "audience": "baedal",
        "jwks_url": format!("https://{address}/keys"),
        "jwks": { "timeout": "5s", "ca_file": ca_file },
    });
    serde_json::from_value(config).expect("a good section")
}

/// A process that checks tokens, until the guard is dropped.
fn door(config: &AuthConfig) -> (AuthLayer, DropGuard) {
    let rule = MethodAccess {
        path: "/a.A/Call".to_owned(),
        roles: vec!["customer"],
        ..MethodAccess::default()
    };
    let auth = AuthLayer::from_config(config, [rule]).expect("a good section");
    let stop = CancellationToken::new();
    tokio::spawn(auth.keep_keys(stop.clone()));
    (auth, stop.drop_guard())
}

/// What comes of a call with a token of that issuer.
async fn call(auth: &AuthLayer, issuer: &Issuer) -> Option<Status> {
    #[expect(
        clippy::disallowed_methods,
        reason = "the verifier looks at the machine's clock"
    )]
    let now = OffsetDateTime::now_utc();
    let subject = "someone".parse().expect("a subject");
    let roles = Roles::from_iter([Role::Customer]);
    let token = issuer.issue(&subject, roles, Duration::from_mins(5), now);
    let inner = tower::service_fn(async |_: Request<()>| Ok::<_, Infallible>(Response::new(())));
    let request = Request::builder()
        .uri("/a.A/Call")
        .header(
            "authorization",
            format!("Bearer {}", token.expect("a token").token),
        )
        .body(())
        .expect("a request");
    let Ok(response) = auth.layer(inner).oneshot(request).await;
    Status::from_header_map(response.headers())
}

#[tokio::test]
async fn an_issuer_of_a_trusted_private_authority_is_believed() {
    let (issuer, authority) = (issuer(), Authority::for_server("127.0.0.1"));
    let address = authority.publishes(issuer.jwks()).await;
    let (auth, _open) = door(&config(address, Some(&authority.ca_file())));
    assert!(call(&auth, &issuer).await.is_none());
}

#[tokio::test]
async fn keys_are_not_taken_from_who_cannot_show_a_good_certificate() {
    let issuer = issuer();
    let (authority, other) = (
        Authority::for_server("127.0.0.1"),
        Authority::for_server("127.0.0.1"),
    );
    let elsewhere = Authority::for_server("elsewhere.example");
    for (what, server, ca_file) in [
        ("nobody vouches", &authority, None),
        ("another authority", &authority, Some(other.ca_file())),
        ("another's name", &elsewhere, Some(elsewhere.ca_file())),
    ] {
        let address = server.publishes(issuer.jwks()).await;
        let (auth, _open) = door(&config(address, ca_file.as_deref()));
        let refused = call(&auth, &issuer).await.expect(what);
        assert_eq!(refused.code(), Code::Unavailable, "{what}");
        let told = format!("{refused:?}").to_lowercase();
        assert!(
            !told.contains("certificate") && !told.contains("127.0.0.1"),
            "{what}: {told}"
        );
    }
}

#[test]
fn a_missing_file_of_authorities_is_named_at_the_start() {
    let address = SocketAddr::from(([127, 0, 0, 1], 1));
    let config = config(address, Some(Path::new("/nowhere/ca.pem")));
    let refused = AuthLayer::from_config(&config, []).err().expect("refused");
    assert!(matches!(refused, AuthConfigError::Url(_)));
    let chain = baedal_runtime::chain(&refused);
    assert!(
        chain.contains("auth.jwks.ca_file") && chain.contains("/nowhere/ca.pem"),
        "{chain}"
    );
}
