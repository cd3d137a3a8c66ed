//! Posts JSON over HTTP/1.1, to an address that was looked at.
//!
//! The name is resolved once; what the answer holds is judged, and that very address is connected to:
//! a name that resolves to something else a moment later gains nothing. Redirects are not followed.
//! Every call is dropped by its caller when its time is up.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use baedal_runtime::BoxError;
use baedal_runtime::tls::Trust;
use http::header::{CONTENT_TYPE, HOST, HeaderMap, HeaderValue, USER_AGENT};
use http::{Method, Request, StatusCode, Uri};
use http_body_util::Full;
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;

use super::address::is_public;

/// So many addresses of a name are tried.
const MOST_ADDRESSES: usize = 3;

/// No answer came. It says what kind of failure it is and no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum HttpError {
    /// The URL cannot be used.
    Url,
    /// The name is not known.
    Dns,
    /// It resolves to nothing that may be connected to.
    Forbidden,
    /// Nobody takes the connection.
    Connect,
    /// The other side is not who it should be.
    Tls,
    /// The connection broke.
    Broken,
}

impl HttpError {
    /// A word for the record.
    pub(super) const fn class(self) -> &'static str {
        match self {
            Self::Url => "url",
            Self::Dns => "dns",
            Self::Forbidden => "address not allowed",
            Self::Connect => "connect",
            Self::Tls => "tls",
            Self::Broken => "connection broken",
        }
    }
}

/// A client.
#[derive(Clone)]
pub(super) struct Http {
    tls: TlsConnector,
    allow_private: bool,
}

impl Http {
    /// Unless `allow_private`, it connects to nothing but addresses of the public internet.
    pub(super) fn new(allow_private: bool, trust: &Trust) -> Result<Self, BoxError> {
        Ok(Self {
            tls: TlsConnector::from(Arc::new(trust.client_config()?)),
            allow_private,
        })
    }

    /// Posts a body of JSON. What the other side answers besides the status is not read.
    pub(super) async fn post(
        &self,
        url: &str,
        headers: HeaderMap,
        body: Vec<u8>,
    ) -> Result<StatusCode, HttpError> {
        let target = Target::read(url)?;
        let stream = connect(&self.addresses(&target).await?).await?;
        let request = target.request(headers, body);
        if target.encrypted {
            let name = ServerName::try_from(target.host).map_err(|_| HttpError::Url)?;
            let stream = self.tls.connect(name, stream).await;
            exchange(stream.map_err(|_| HttpError::Tls)?, request).await
        } else {
            exchange(stream, request).await
        }
    }

    async fn addresses(&self, target: &Target) -> Result<Vec<SocketAddr>, HttpError> {
        let found: Vec<SocketAddr> = match target.host.parse::<IpAddr>() {
            Ok(address) => vec![(address, target.port).into()],
            Err(_) => tokio::net::lookup_host((&*target.host, target.port))
                .await
                .map_err(|_| HttpError::Dns)?
                .collect(),
        };
        if found.is_empty() {
            return Err(HttpError::Dns);
        }
        let allowed: Vec<_> = found
            .into_iter()
            .filter(|address| self.allow_private || is_public(address.ip()))
            .take(MOST_ADDRESSES)
            .collect();
        if allowed.is_empty() {
            return Err(HttpError::Forbidden);
        }
        Ok(allowed)
    }
}

/// Where a URL leads.
struct Target {
    encrypted: bool,
    /// Without the brackets of IPv6.
    host: String,
    port: u16,
    authority: HeaderValue,
    path: Uri,
}

impl Target {
    fn read(url: &str) -> Result<Self, HttpError> {
        let uri: Uri = url.parse().map_err(|_| HttpError::Url)?;
        let encrypted = match uri.scheme_str() {
            Some("https") => true,
            Some("http") => false,
            _ => return Err(HttpError::Url),
        };
        let authority = uri.authority().ok_or(HttpError::Url)?;
        let host = authority.host().trim_matches(['[', ']']).to_owned();
        let path = uri.path_and_query().map_or("/", |path| path.as_str());
        Ok(Self {
            encrypted,
            host,
            port: authority
                .port_u16()
                .unwrap_or(if encrypted { 443 } else { 80 }),
            authority: authority.as_str().parse().map_err(|_| HttpError::Url)?,
            path: path.parse().map_err(|_| HttpError::Url)?,
        })
    }

    fn request(&self, headers: HeaderMap, body: Vec<u8>) -> Request<Full<Bytes>> {
        let mut request = Request::new(Full::new(Bytes::from(body)));
        *request.method_mut() = Method::POST;
        *request.uri_mut() = self.path.clone();
        let target = request.headers_mut();
        *target = headers;
        target.insert(HOST, self.authority.clone());
        target.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        target.insert(USER_AGENT, HeaderValue::from_static("baedal-notification"));
        request
    }
}

async fn connect(addresses: &[SocketAddr]) -> Result<TcpStream, HttpError> {
    for address in addresses {
        if let Ok(stream) = TcpStream::connect(address).await {
            return Ok(stream);
        }
    }
    Err(HttpError::Connect)
}

async fn exchange<S: AsyncRead + AsyncWrite + Send + Unpin + 'static>(
    stream: S,
    request: Request<Full<Bytes>>,
) -> Result<StatusCode, HttpError> {
    let handshake = http1::handshake(TokioIo::new(stream)).await;
    let (mut sender, connection) = handshake.map_err(|_| HttpError::Broken)?;
    // The connection ends with this call, also when the call is dropped.
    let mut tasks = JoinSet::new();
    tasks.spawn(connection);
    let response = sender.send_request(request).await;
    Ok(response.map_err(|_| HttpError::Broken)?.status())
}
