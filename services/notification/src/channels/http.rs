//! Posts JSON over HTTP/1.1, to an address that was looked at.
//!
//! The name is resolved once; what the answer holds is judged, and that very address is connected to:
//! a name that resolves to something else a moment later gains nothing. Redirects are not followed.
//! Every call is dropped by its caller when its time is up.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use baedal_runtime::tls::Trust;
use baedal_runtime::{BoxError, Clock};
use http::header::{CONTENT_TYPE, HOST, HeaderMap, HeaderValue, RETRY_AFTER, USER_AGENT};
use http::{Method, Request, Response, StatusCode, Uri};
use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use time::OffsetDateTime;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;

use crate::app::send::ChannelError;
use crate::domain::{Endpoint, Fault, is_public};

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
    /// What the failure comes to.
    pub(super) fn of(self, fault: Fault) -> ChannelError {
        let class = match self {
            Self::Url => "url",
            // In the same words: whoever chose the name shall not learn which names there are in our own network.
            Self::Dns | Self::Forbidden => "no public address",
            Self::Connect => "connect",
            Self::Tls => "tls",
            Self::Broken => "connection broken",
        };
        let error = ChannelError::new(fault, class);
        match self {
            Self::Dns => error.because("the name is not known"),
            Self::Forbidden => error.because("the address is not allowed"),
            Self::Url | Self::Connect | Self::Tls | Self::Broken => error,
        }
    }
}

/// What the other side said.
#[derive(Debug, Clone, Copy)]
pub(super) struct Answer {
    pub(super) status: StatusCode,
    /// How long it asks to be left alone.
    pub(super) asked: Option<Duration>,
}

/// A client.
#[derive(Clone)]
pub(super) struct Http {
    tls: TlsConnector,
    allow_private: bool,
    clock: Arc<dyn Clock>,
}

impl Http {
    /// Unless `allow_private`, it calls nothing that a stranger may not have us call, and connects to nothing but
    /// addresses of the public internet.
    pub(super) fn new(
        allow_private: bool,
        trust: &Trust,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, BoxError> {
        Ok(Self {
            tls: TlsConnector::from(Arc::new(trust.client_config()?)),
            allow_private,
            clock,
        })
    }

    /// Posts a body of JSON. What the other side answers besides the status and `retry-after` is not read.
    pub(super) async fn post(
        &self,
        target: &Endpoint,
        headers: HeaderMap,
        body: Vec<u8>,
    ) -> Result<Answer, HttpError> {
        let (name, request) = prepare(target, headers, body).ok_or(HttpError::Url)?;
        let stream = connect(&self.addresses(target).await?).await?;
        let response = if target.is_encrypted() {
            let stream = self.tls.connect(name, stream).await;
            exchange(stream.map_err(|_| HttpError::Tls)?, request).await?
        } else {
            exchange(stream, request).await?
        };
        let asked = response.headers().get(RETRY_AFTER);
        Ok(Answer {
            status: response.status(),
            asked: asked.and_then(|asked| self.read_pause(asked.to_str().ok()?)),
        })
    }

    /// Seconds or a date (RFC 9110); a date that is over asks for nothing.
    fn read_pause(&self, asked: &str) -> Option<Duration> {
        if !asked.is_empty() && asked.bytes().all(|byte| byte.is_ascii_digit()) {
            return Some(asked.parse().map_or(Duration::MAX, Duration::from_secs));
        }
        let until = httpdate::parse_http_date(asked).ok()?;
        Duration::try_from(OffsetDateTime::from(until) - self.clock.now()).ok()
    }

    async fn addresses(&self, target: &Endpoint) -> Result<Vec<SocketAddr>, HttpError> {
        if !self.allow_private && target.may_be_a_strangers().is_err() {
            return Err(HttpError::Forbidden);
        }
        let found: Vec<SocketAddr> = match target.address() {
            Some(address) => vec![(address, target.port()).into()],
            None => tokio::net::lookup_host((target.host(), target.port()))
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

/// The name that the other side has to prove, and what it is sent. There is one for every [`Endpoint`].
fn prepare(
    target: &Endpoint,
    headers: HeaderMap,
    body: Vec<u8>,
) -> Option<(ServerName<'static>, Request<Full<Bytes>>)> {
    let name = ServerName::try_from(target.host().to_owned()).ok()?;
    let mut request = Request::new(Full::new(Bytes::from(body)));
    *request.method_mut() = Method::POST;
    *request.uri_mut() = target.path().parse::<Uri>().ok()?;
    let host = HeaderValue::from_str(target.authority()).ok()?;
    *request.headers_mut() = headers;
    for (header, value) in [
        (HOST, host),
        (CONTENT_TYPE, HeaderValue::from_static("application/json")),
        (USER_AGENT, HeaderValue::from_static("baedal-notification")),
    ] {
        request.headers_mut().insert(header, value);
    }
    Some((name, request))
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
) -> Result<Response<Incoming>, HttpError> {
    let handshake = http1::handshake(TokioIo::new(stream)).await;
    let (mut sender, connection) = handshake.map_err(|_| HttpError::Broken)?;
    // The connection ends with this call, also when the call is dropped.
    let mut tasks = JoinSet::new();
    tasks.spawn(connection);
    let response = sender.send_request(request).await;
    response.map_err(|_| HttpError::Broken)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// What can be set can be called: nothing stands between the parser and the wire that knows better.
        #[test]
        fn every_endpoint_can_be_called(
            host in "[a-zA-Z0-9._~!$&'()*+,;=%\"<>{}|^`é한-]{1,40}|\\[[0-9a-f:.]{2,20}\\]|[0-9x.]{1,16}",
            port in "(:[0-9]{0,6})?",
            path in "([/?][ -~é한]{0,30})?",
        ) {
            if let Ok(endpoint) = format!("https://{host}{port}{path}").parse::<Endpoint>() {
                prop_assert!(
                    prepare(&endpoint, HeaderMap::new(), Vec::new()).is_some(),
                    "{} can be set", endpoint.expose(),
                );
                let again: Endpoint = endpoint.expose().parse().expect("its own spelling");
                prop_assert_eq!(again.expose(), endpoint.expose());
            }
        }
    }
}
