//! One document over HTTP/1.1, by a client that does nothing else: no redirects, no pool, a bound for time and size.

use std::{path::Path, sync::Arc, time::Duration};

use baedal_runtime::{
    gather::{GatherError, gather},
    tls::{TlsError, Trust},
};
use http::{
    HeaderValue, Request, StatusCode, Uri,
    header::{ACCEPT, HOST, USER_AGENT},
    uri::Scheme,
};
use http_body_util::Empty;
use hyper::{body::Bytes, client::conn::http1};
use hyper_util::rt::TokioIo;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
    time::timeout,
};
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;

/// An issuer has a handful of keys; a document larger than this is something else.
const LARGEST: usize = 256 << 10;

/// Why a document could not be fetched.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// The URL is none, or of another kind than `http://host/path` and `https://host/path`.
    #[error("it is no http:// or https:// URL without user and password")]
    Url,
    /// Neither this machine nor `auth.jwks.ca_file` has certificates to check the other side's with.
    #[error("no authorities to trust: name some by auth.jwks.ca_file")]
    NoRoots,
    /// `auth.jwks.ca_file` cannot be used.
    #[error("auth.jwks.ca_file is no good")]
    Tls(#[from] TlsError),
    /// It took too long.
    #[error("no answer within {0:?}")]
    Late(Duration),
    /// Nothing to connect to, or nobody to trust there.
    #[error("cannot connect")]
    Connect(#[source] std::io::Error),
    /// The connection broke, or what came over it is no HTTP.
    #[error("the exchange failed")]
    Http(#[from] hyper::Error),
    /// An answer that is not 200.
    #[error("the answer was {0}")]
    Status(StatusCode),
    /// The body broke off, or is larger than 256 KiB.
    #[error("the body is incomplete or too large")]
    Body(#[from] GatherError<hyper::Error>),
    /// The body is no text.
    #[error("the body is no UTF-8")]
    Text,
}

/// Fetches one URL, again and again.
pub(crate) struct Fetcher {
    target: Uri,
    host: String,
    port: u16,
    authority: HeaderValue,
    tls: Option<(TlsConnector, ServerName<'static>)>,
    limit: Duration,
}

impl Fetcher {
    /// `limit` is for all of one fetch, `ca_file` for authorities besides the platform's.
    pub(crate) fn new(
        url: &str,
        limit: Duration,
        ca_file: Option<&Path>,
    ) -> Result<Self, FetchError> {
        let uri: Uri = url.parse().map_err(|_| FetchError::Url)?;
        let authority = uri.authority().ok_or(FetchError::Url)?;
        if authority.as_str().contains('@') {
            return Err(FetchError::Url);
        }
        let host = authority.host().trim_matches(['[', ']']).to_owned();
        let (tls, usual_port) = match uri.scheme() {
            Some(scheme) if *scheme == Scheme::HTTPS => {
                let name = ServerName::try_from(host.clone()).map_err(|_| FetchError::Url)?;
                (Some((connector(ca_file)?, name)), 443)
            }
            Some(scheme) if *scheme == Scheme::HTTP => (None, 80),
            _ => return Err(FetchError::Url),
        };
        let target = uri.path_and_query().map_or("/", |path| path.as_str());
        Ok(Self {
            target: target.parse().map_err(|_| FetchError::Url)?,
            port: authority.port_u16().unwrap_or(usual_port),
            authority: HeaderValue::try_from(authority.as_str()).map_err(|_| FetchError::Url)?,
            host,
            tls,
            limit,
        })
    }

    /// Whether nobody on the way can put in another document.
    pub(crate) const fn is_secure(&self) -> bool {
        self.tls.is_some()
    }

    /// The longest that one fetch takes.
    pub(crate) const fn limit(&self) -> Duration {
        self.limit
    }

    pub(crate) async fn fetch(&self) -> Result<String, FetchError> {
        timeout(self.limit, self.exchange())
            .await
            .map_err(|_| FetchError::Late(self.limit))?
    }

    async fn exchange(&self) -> Result<String, FetchError> {
        let stream = TcpStream::connect((self.host.as_str(), self.port))
            .await
            .map_err(FetchError::Connect)?;
        match &self.tls {
            Some((tls, name)) => {
                let stream = tls.connect(name.clone(), stream).await;
                self.ask(stream.map_err(FetchError::Connect)?).await
            }
            None => self.ask(stream).await,
        }
    }

    async fn ask<S>(&self, stream: S) -> Result<String, FetchError>
    where
        S: AsyncRead + AsyncWrite + Unpin + Send,
    {
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
        let mut request = Request::new(Empty::<Bytes>::new());
        *request.uri_mut() = self.target.clone();
        let headers = request.headers_mut();
        headers.insert(HOST, self.authority.clone());
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        headers.insert(USER_AGENT, HeaderValue::from_static("baedal"));
        let answer = async {
            let response = sender.send_request(request).await?;
            if response.status() != StatusCode::OK {
                return Err(FetchError::Status(response.status()));
            }
            let body = gather(response.into_body(), LARGEST).await?.data;
            String::from_utf8(body.into()).map_err(|_| FetchError::Text)
        };
        // The connection is driven here and not in a task: it ends with the fetch, whatever happens.
        let (mut answer, mut connection) = (std::pin::pin!(answer), std::pin::pin!(connection));
        tokio::select! {
            biased;
            answered = &mut answer => answered,
            // Its own error says less than what the answer makes of it.
            _ = &mut connection => answer.await,
        }
    }
}

fn connector(ca_file: Option<&Path>) -> Result<TlsConnector, FetchError> {
    let trust = Trust::read(ca_file)?;
    if trust.is_empty() {
        return Err(FetchError::NoRoots);
    }
    Ok(TlsConnector::from(Arc::new(trust.client_config()?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_web_addresses_are_taken() {
        let limit = Duration::from_secs(1);
        for good in [
            "http://issuer/keys",
            "http://[::1]:80",
            "http://issuer:8080/a?b=c",
        ] {
            let fetcher =
                Fetcher::new(good, limit, None).unwrap_or_else(|error| panic!("{good}: {error}"));
            assert!(!fetcher.is_secure());
        }
        for bad in [
            "",
            "issuer/keys",
            "ftp://issuer/keys",
            "http://me:secret@issuer/",
            "/keys",
        ] {
            assert!(
                matches!(Fetcher::new(bad, limit, None), Err(FetchError::Url)),
                "{bad}"
            );
        }
    }
}
