use std::{collections::HashSet, fs, sync::Arc, time::Duration};

use baedal_values::Subject;
use jsonwebtoken::{Validation, decode, decode_header, get_current_timestamp};
use serde::Deserialize;
use time::OffsetDateTime;

use crate::{AuthConfig, AuthConfigError, Caller, KeySet, Keys, Refusal, Role, ServiceTokens};

/// How far the clocks of issuer and verifier may be apart.
pub const LEEWAY: Duration = Duration::from_secs(30);

/// Nobody's token is longer than this, and whoever sends one only wants work done.
const LONGEST_TOKEN: usize = 8 * 1024;

type Now = Arc<dyn Fn() -> Duration + Send + Sync>;

/// Checks tokens: of people, signed by the issuer, and of services, known by configuration.
///
/// A key decides its algorithm, a token never does. `exp`, `nbf`, `iss` and `aud` are checked, with [`LEEWAY`] for the times.
#[derive(Clone)]
pub struct Verifier {
    keys: Keys,
    issuer: String,
    audience: String,
    services: Arc<ServiceTokens>,
    now: Now,
}

/// What a token says. Times are seconds since 1970; issuers may write fractions.
#[derive(Deserialize)]
struct Claims {
    /// Required and checked here as a plain string: a list of issuers is no issuer.
    iss: String,
    sub: String,
    exp: f64,
    nbf: Option<f64>,
    #[serde(default)]
    roles: Vec<String>,
}

impl Verifier {
    /// Tokens of `issuer` for `audience`, signed by one of `keys`.
    pub fn new(keys: Keys, issuer: impl Into<String>, audience: impl Into<String>) -> Self {
        Self {
            keys,
            issuer: issuer.into(),
            audience: audience.into(),
            services: Arc::default(),
            now: Arc::new(|| Duration::from_secs(get_current_timestamp())),
        }
    }

    /// Reads the keys, once: a file that changes needs a restart.
    pub fn from_config(config: &AuthConfig) -> Result<Self, AuthConfigError> {
        for (name, value) in [("issuer", &config.issuer), ("audience", &config.audience)] {
            if value.is_empty() {
                return Err(AuthConfigError::Empty(name));
            }
        }
        let path = config.jwks_file.clone();
        let document = match fs::read_to_string(&path) {
            Ok(document) => document,
            Err(source) => return Err(AuthConfigError::Unreadable { path, source }),
        };
        let keys = KeySet::from_jwks(&document)
            .map_err(|source| AuthConfigError::Keys { path, source })?;
        Ok(
            Self::new(Keys::new(keys), &*config.issuer, &*config.audience)
                .with_services(ServiceTokens::new(&config.service_tokens)?),
        )
    }

    /// Knows these services too.
    #[must_use]
    pub fn with_services(self, services: ServiceTokens) -> Self {
        Self {
            services: Arc::new(services),
            ..self
        }
    }

    /// Takes the time from somewhere else than the machine's clock.
    #[must_use]
    pub fn with_clock(self, now: impl Fn() -> OffsetDateTime + Send + Sync + 'static) -> Self {
        let now =
            move || Duration::try_from(now() - OffsetDateTime::UNIX_EPOCH).unwrap_or_default();
        Self {
            now: Arc::new(now),
            ..self
        }
    }

    /// Who sent this token of a person.
    pub fn person(&self, token: &str) -> Result<Caller, Refusal> {
        if token.len() > LONGEST_TOKEN {
            return Err(Refusal::TokenInvalid);
        }
        let header = decode_header(token).map_err(|_| Refusal::TokenInvalid)?;
        if header.crit.is_some() {
            // RFC 7515: extensions that must be understood, and none is.
            return Err(Refusal::TokenInvalid);
        }
        let keys = self.keys.current();
        let key = keys
            .find(header.kid.as_deref())
            .ok_or(Refusal::TokenInvalid)?;

        let mut validation = Validation::new(key.algorithm);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        validation.iss = Some(HashSet::from([self.issuer.clone()]));
        validation.aud = Some(HashSet::from([self.audience.clone()]));
        // The times are checked below, against a clock that tests can set.
        validation.validate_exp = false;
        validation.validate_nbf = false;
        let claims = decode::<Claims>(token, &key.decoding, &validation)
            .map_err(|_| Refusal::TokenInvalid)?
            .claims;

        let now = (self.now)().as_secs_f64();
        if claims.iss != self.issuer
            || !claims.exp.is_finite()
            || claims
                .nbf
                .is_some_and(|nbf| nbf > now + LEEWAY.as_secs_f64())
        {
            return Err(Refusal::TokenInvalid);
        }
        if claims.exp <= now - LEEWAY.as_secs_f64() {
            return Err(Refusal::TokenExpired);
        }
        Ok(Caller::Person {
            subject: Subject::try_from(claims.sub).map_err(|_| Refusal::TokenInvalid)?,
            // An issuer may have roles of its own, which mean nothing here.
            roles: claims
                .roles
                .iter()
                .filter_map(|role| role.parse::<Role>().ok())
                .collect(),
        })
    }

    /// Whose service token this is.
    pub fn service(&self, token: &[u8]) -> Result<Caller, Refusal> {
        match self.services.owner(token) {
            Some(name) => Ok(Caller::Service {
                name: name.to_owned(),
            }),
            None => Err(Refusal::TokenInvalid),
        }
    }
}
