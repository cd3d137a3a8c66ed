//! The way to the gateway.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

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

/// The address is no URI, or TLS cannot be had.
#[derive(Debug, thiserror::Error)]
#[error("no gateway can be called there")]
pub struct InvalidGateway(#[source] tonic::transport::Error);

impl Gateway {
    /// The gateway at `http://127.0.0.1:8088`, or, with the feature `tls`, at `https://api.example.com`. A unary call may take
    /// ten seconds, and a stream as long to begin.
    ///
    /// # Errors
    ///
    /// When `address` is no URI.
    pub fn at(address: &str) -> Result<Self, InvalidGateway> {
        let endpoint = Endpoint::from_shared(address.to_owned()).map_err(InvalidGateway)?;
        #[cfg(feature = "tls")]
        let endpoint = endpoint
            .tls_config(tonic::transport::ClientTlsConfig::new().with_enabled_roots())
            .map_err(InvalidGateway)?;
        Ok(Self {
            endpoint: endpoint
                .connect_timeout(CONNECT_LIMIT)
                .timeout(CALL_LIMIT)
                .http2_keep_alive_interval(PING_EVERY)
                .keep_alive_timeout(PING_LIMIT),
            caller: Caller {
                token: Arc::new(|| None),
            },
        })
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

    /// Connects with the first call.
    pub fn connect(self) -> Connection {
        InterceptedService::new(self.endpoint.connect_lazy(), self.caller)
    }
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
