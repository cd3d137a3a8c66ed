use std::{
    future::{Ready, ready},
    sync::Arc,
    task::{Context, Poll},
};

use baedal_values::MethodAccess;
use futures_util::future::{BoxFuture, Either};
use http::{HeaderMap, Request, Response, header::AUTHORIZATION};
use tokio_util::sync::CancellationToken;
use tonic::Status;
use tower::{Layer, Service};

use crate::{
    Access, AuthConfig, AuthConfigError, Caller, Refusal, Rules, SERVICE_TOKEN_HEADER, Verifier,
};

/// Lets a call through only when its caller may make it, and tells the handler who that is (see [`caller`](crate::caller)).
///
/// Works wherever requests are `http::Request`s: in a tonic server and in a gateway. What it refuses it answers itself, as a gRPC
/// response without a body (Trailers-Only), so that proxies on the way see the status in the headers.
#[derive(Clone)]
pub struct AuthLayer {
    verifier: Arc<Verifier>,
    rules: Arc<Rules>,
}

impl AuthLayer {
    /// Applies the rules to callers that the verifier knows.
    pub fn new(verifier: Verifier, rules: Rules) -> Self {
        Self {
            verifier: Arc::new(verifier),
            rules: Arc::new(rules),
        }
    }

    /// Callers that the section `auth` knows, by the rules of the contracts.
    pub fn from_config(
        config: &AuthConfig,
        rules: impl IntoIterator<Item = MethodAccess>,
    ) -> Result<Self, AuthConfigError> {
        Ok(Self::new(
            Verifier::from_config(config)?,
            Rules::new(rules)?,
        ))
    }

    /// Keeps the issuer's keys fresh until `stop`; see [`Verifier::keep_keys`].
    pub fn keep_keys(&self, stop: CancellationToken) -> impl Future<Output = ()> + Send + use<> {
        self.verifier.keep_keys(stop)
    }

    /// Who calls this path with these headers, if they may.
    pub fn admit(&self, path: &str, headers: &HeaderMap) -> Result<Caller, Refusal> {
        let access = self.rules.access(path);
        if *access == Access::Public {
            // A probe with a stale token is still a probe.
            return Ok(Caller::Anonymous);
        }
        let caller = self.identify(headers)?;
        access.admit(&caller)?;
        Ok(caller)
    }

    /// A service's own token goes first: it is the narrower identity.
    fn identify(&self, headers: &HeaderMap) -> Result<Caller, Refusal> {
        if let Some(token) = headers.get(SERVICE_TOKEN_HEADER) {
            return self.verifier.service(token.as_bytes());
        }
        self.verifier.person(bearer(headers)?)
    }

    /// What to wait for before asking once more, when that might turn this refusal into something else.
    fn second_chance(
        &self,
        refusal: Refusal,
        headers: &HeaderMap,
    ) -> Option<impl Future<Output = ()> + Send + use<>> {
        if !matches!(refusal, Refusal::TokenInvalid | Refusal::KeysUnavailable)
            || headers.contains_key(SERVICE_TOKEN_HEADER)
        {
            return None;
        }
        self.verifier.fresh_keys(bearer(headers).ok()?)
    }
}

fn bearer(headers: &HeaderMap) -> Result<&str, Refusal> {
    let mut tokens = headers.get_all(AUTHORIZATION).iter();
    let (Some(value), None) = (tokens.next(), tokens.next()) else {
        // Two tokens: whoever reads the other one would see another caller.
        let some = headers.contains_key(AUTHORIZATION);
        return Err(if some {
            Refusal::TokenInvalid
        } else {
            Refusal::TokenMissing
        });
    };
    let value = value.to_str().map_err(|_| Refusal::TokenInvalid)?;
    let (scheme, token) = value.split_once(' ').ok_or(Refusal::TokenInvalid)?;
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Err(Refusal::TokenInvalid);
    }
    Ok(token.trim())
}

impl<S> Layer<S> for AuthLayer {
    type Service = AuthService<S>;

    fn layer(&self, inner: S) -> AuthService<S> {
        AuthService {
            auth: self.clone(),
            inner,
        }
    }
}

/// The service that [`AuthLayer`] makes.
#[derive(Clone)]
pub struct AuthService<S> {
    auth: AuthLayer,
    inner: S,
}

impl<S, Incoming, Outgoing> Service<Request<Incoming>> for AuthService<S>
where
    S: Service<Request<Incoming>, Response = Response<Outgoing>> + Clone + Send + 'static,
    S::Future: Send,
    Incoming: Send + 'static,
    Outgoing: Default,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = Either<
        Either<Ready<Result<S::Response, S::Error>>, S::Future>,
        BoxFuture<'static, Result<S::Response, S::Error>>,
    >;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, mut request: Request<Incoming>) -> Self::Future {
        match self.auth.admit(request.uri().path(), request.headers()) {
            Ok(caller) => {
                request.extensions_mut().insert(caller);
                Either::Left(Either::Right(self.inner.call(request)))
            }
            Err(refusal) => match self.auth.second_chance(refusal, request.headers()) {
                None => Either::Left(Either::Left(ready(Ok(refused(refusal))))),
                Some(fresh_keys) => {
                    let auth = self.auth.clone();
                    // The clone stays behind: only this one is known to be ready.
                    let clone = self.inner.clone();
                    let mut inner = std::mem::replace(&mut self.inner, clone);
                    Either::Right(Box::pin(async move {
                        fresh_keys.await;
                        match auth.admit(request.uri().path(), request.headers()) {
                            Ok(caller) => {
                                request.extensions_mut().insert(caller);
                                inner.call(request).await
                            }
                            Err(refusal) => Ok(refused(refusal)),
                        }
                    }))
                }
            },
        }
    }
}

fn refused<B: Default>(refusal: Refusal) -> Response<B> {
    tracing::debug!(error.type = refusal.reason(), "call refused");
    Status::from(refusal).into_http()
}
