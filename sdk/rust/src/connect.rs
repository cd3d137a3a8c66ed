//! The way to the gateway.

use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use tonic::codegen::http::Uri;
use tonic::codegen::http::uri::Scheme;
use tonic::metadata::MetadataValue;
use tonic::service::Interceptor;
use tonic::service::interceptor::InterceptedService;
use tonic::transport::{Channel, Endpoint};
use tonic::{Request, Status};

const CONNECT_LIMIT: Duration = Duration::from_secs(5);
const CALL_LIMIT: Duration = Duration::from_secs(10);
/// A connection that is dropped without a word, by a NAT say, is found out.
const PING_EVERY: Duration = Duration::from_secs(30);
const PING_LIMIT: Duration = Duration::from_secs(10);

/// What the clients are made of: `OrderServiceClient::new(connection)`. Cheap to clone.
pub type Connection = InterceptedService<Channel, Caller>;

/// Where the gateway is, and how it is called.
#[derive(Debug)]
pub struct Gateway {
    endpoint: Endpoint,
    caller: Caller,
}

/// Why no gateway can be called there.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidGateway {
    /// It has another form than `https://host:port` and `http://host:port`.
    #[error("the gateway's address is no https:// and no http:// URI")]
    NoAddress,
    /// Without TLS whoever is on the way reads the token and the order.
    #[error(
        "http:// would send tokens in the clear to another machine: use https://, or say `Gateway::plaintext`"
    )]
    Cleartext,
    /// [`Gateway::plaintext`] was said of an address that wants TLS.
    #[error("https:// is not called without TLS: use `Gateway::at`")]
    NotPlaintext,
    /// The crate was built without the feature `tls`.
    #[error("https:// needs the feature `tls`")]
    NoTls,
    /// The platform has no certificates to trust, for example.
    #[error("TLS cannot be had")]
    Tls(#[source] tonic::transport::Error),
}

impl Gateway {
    /// The gateway at `https://api.example.com`, or at `http://127.0.0.1:8088` on this machine. A unary call may take ten seconds,
    /// and a stream as long to begin.
    ///
    /// # Errors
    ///
    /// When `address` is no such URI, when it is `http://` and names another machine, and when it is `https://` and the feature
    /// `tls` is off.
    pub fn at(address: &str) -> Result<Self, InvalidGateway> {
        let uri = uri(address)?;
        if uri.scheme() == Some(&Scheme::HTTPS) {
            return Ok(Self::over(encrypted(uri)?));
        }
        if !is_this_machine(uri.host().unwrap_or_default()) {
            return Err(InvalidGateway::Cleartext);
        }
        Ok(Self::over(Endpoint::from(uri)))
    }

    /// The gateway at `http://gateway:8088`, on whatever machine, without TLS: token and orders go there in the clear. For the
    /// inside of a mesh or of a cluster that encrypts by itself.
    ///
    /// # Errors
    ///
    /// When `address` is no `http://` URI.
    pub fn plaintext(address: &str) -> Result<Self, InvalidGateway> {
        let uri = uri(address)?;
        if uri.scheme() == Some(&Scheme::HTTPS) {
            return Err(InvalidGateway::NotPlaintext);
        }
        Ok(Self::over(Endpoint::from(uri)))
    }

    fn over(endpoint: Endpoint) -> Self {
        Self {
            endpoint: endpoint
                .connect_timeout(CONNECT_LIMIT)
                .timeout(CALL_LIMIT)
                .http2_keep_alive_interval(PING_EVERY)
                .keep_alive_timeout(PING_LIMIT),
            caller: Caller {
                token: Arc::new(|| None),
            },
        }
    }

    /// Names the caller; without a token calls are anonymous.
    #[must_use]
    pub fn token(self, token: impl Into<String>) -> Self {
        let token = token.into();
        self.token_from(move || Some(token.clone()))
    }

    /// Gives the token for each call: from a session, say, that renews it. `None` calls without.
    #[must_use]
    pub fn token_from(
        mut self,
        source: impl Fn() -> Option<String> + Send + Sync + 'static,
    ) -> Self {
        self.caller.token = Arc::new(source);
        self
    }

    /// How long a unary call may take where the request itself does not say.
    #[must_use]
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.endpoint = self.endpoint.timeout(limit);
        self
    }

    /// The way there alone, without the token: for a channel that connects at once, or has layers of its own.
    pub fn into_endpoint(self) -> Endpoint {
        self.endpoint
    }

    /// Connects with the first call.
    pub fn connect(self) -> Connection {
        InterceptedService::new(self.endpoint.connect_lazy(), self.caller)
    }
}

/// Other schemes would be called in the clear.
fn uri(address: &str) -> Result<Uri, InvalidGateway> {
    let uri: Uri = address.parse().map_err(|_| InvalidGateway::NoAddress)?;
    if [Some(&Scheme::HTTPS), Some(&Scheme::HTTP)].contains(&uri.scheme()) {
        Ok(uri)
    } else {
        Err(InvalidGateway::NoAddress)
    }
}

/// `localhost` and what is below it are never looked up elsewhere (RFC 6761, 6.3).
fn is_this_machine(host: &str) -> bool {
    let name = host.to_ascii_lowercase();
    let address = name.trim_start_matches('[').trim_end_matches(']');
    name == "localhost"
        || name.ends_with(".localhost")
        || address
            .parse()
            .is_ok_and(|address: IpAddr| address.is_loopback())
}

#[cfg(feature = "tls")]
fn encrypted(uri: Uri) -> Result<Endpoint, InvalidGateway> {
    let trusted = tonic::transport::ClientTlsConfig::new().with_enabled_roots();
    Endpoint::from(uri)
        .tls_config(trusted)
        .map_err(InvalidGateway::Tls)
}

#[cfg(not(feature = "tls"))]
fn encrypted(_: Uri) -> Result<Endpoint, InvalidGateway> {
    Err(InvalidGateway::NoTls)
}

/// Adds the token to every call.
#[derive(Clone)]
pub struct Caller {
    token: Arc<dyn Fn() -> Option<String> + Send + Sync>,
}

impl fmt::Debug for Caller {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Caller").finish_non_exhaustive()
    }
}

impl Interceptor for Caller {
    fn call(&mut self, mut request: Request<()>) -> Result<Request<()>, Status> {
        if let Some(token) = (self.token)() {
            let mut value =
                MetadataValue::try_from(format!("Bearer {token}")).map_err(|_invalid| {
                    Status::unauthenticated("the token has characters that no token has")
                })?;
            value.set_sensitive(true);
            request.metadata_mut().insert("authorization", value);
        }
        Ok(request)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;
    use std::net::TcpListener;
    use std::sync::mpsc::{Receiver, channel};
    use std::thread;

    use super::*;
    use crate::order::v1::ListOrdersRequest;
    use crate::order::v1::order_service_client::OrderServiceClient;

    /// Listens on this machine, without TLS; gives what is said there first.
    fn listener() -> (u16, Receiver<Vec<u8>>) {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let (tell, heard) = channel();
        thread::spawn(move || {
            let (mut caller, _) = listener.accept().expect("a caller");
            let mut said = [0; 1024];
            let length = caller.read(&mut said).unwrap_or_default();
            let _ = tell.send(said[..length].to_vec());
        });
        (port, heard)
    }

    /// Calls with a token; says what came over the wire first, or that nothing was to be sent.
    async fn heard_at(scheme: &str) -> Option<Vec<u8>> {
        let (port, heard) = listener();
        let gateway = Gateway::at(&format!("{scheme}://127.0.0.1:{port}")).ok()?;
        let mut orders = OrderServiceClient::new(gateway.token("secret").connect());
        let answer = orders.list_orders(ListOrdersRequest::default()).await;
        answer.expect_err("nobody answers there");
        Some(heard.recv().expect("the listener heard something"))
    }

    #[tokio::test]
    async fn nothing_is_said_in_the_clear_to_an_https_address() {
        /// The begin of a record of TLS that is a handshake.
        const HANDSHAKE: u8 = 22;
        for scheme in ["https", "HTTPS", "hTTps"] {
            if let Some(said) = heard_at(scheme).await {
                let text = String::from_utf8_lossy(&said);
                assert_eq!(said.first(), Some(&HANDSHAKE), "{scheme}: {text}");
            }
        }
    }

    #[cfg(not(feature = "tls"))]
    #[test]
    fn https_is_refused_where_there_is_no_tls() {
        let refused = Gateway::at("https://api.example.com").expect_err("there is no TLS");
        assert!(matches!(refused, InvalidGateway::NoTls), "{refused:?}");
    }

    #[test]
    fn another_machine_is_called_in_the_clear_only_where_that_is_said() {
        for address in [
            "http://api.example.com",
            "HTTP://api.example.com",
            "http://10.0.0.1:8088",
            "http://127.0.0.1.example.com",
            "http://127.0.0.1@example.com",
            "http://localhost.example.com",
            "http://[2001:db8::1]:8088",
        ] {
            let refused = Gateway::at(address).expect_err(address);
            assert!(matches!(refused, InvalidGateway::Cleartext), "{address}");
            assert!(Gateway::plaintext(address).is_ok(), "{address}");
        }
        for address in [
            "http://127.0.0.1:8088",
            "HTTP://127.0.0.2",
            "http://[::1]:8088",
            "http://localhost:8088",
            "http://gateway.localhost",
        ] {
            assert!(Gateway::at(address).is_ok(), "{address}");
        }
        let refused = Gateway::plaintext("HTTPS://api.example.com").expect_err("a contradiction");
        assert!(matches!(refused, InvalidGateway::NotPlaintext));
    }

    #[test]
    fn what_is_neither_https_nor_http_is_refused() {
        for address in [
            "",
            "127.0.0.1:8088",
            "/here",
            "ftp://127.0.0.1",
            "unix:///run/x",
            "h2c://10.0.0.1:1",
        ] {
            for gateway in [Gateway::at(address), Gateway::plaintext(address)] {
                let refused = gateway.expect_err(address);
                assert!(matches!(refused, InvalidGateway::NoAddress), "{address}");
            }
        }
    }
}
