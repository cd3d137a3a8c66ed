use std::{collections::HashSet, fs, path::PathBuf, sync::Arc, time::Duration};

use baedal_values::Subject;
use jsonwebtoken::{Validation, decode, decode_header, get_current_timestamp};
use serde::Deserialize;
use serde_json::{Map, Value};
use time::OffsetDateTime;
use tokio_util::sync::CancellationToken;

use crate::{
    AuthConfig, AuthConfigError, Caller, KeySet, Keys, Refusal, Role, Roles, ServiceTokens,
    keeper::Keeper,
};

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
    /// Who fetches the keys, where they are behind a URL.
    keeper: Option<Keeper>,
    issuer: String,
    audience: String,
    roles_claim: Arc<str>,
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
    /// The roles are among these, wherever the configuration says.
    #[serde(flatten)]
    others: Map<String, Value>,
}

impl Verifier {
    /// Tokens of `issuer` for `audience`, signed by one of `keys`.
    pub fn new(keys: Keys, issuer: impl Into<String>, audience: impl Into<String>) -> Self {
        Self {
            keys,
            keeper: None,
            issuer: issuer.into(),
            audience: audience.into(),
            roles_claim: "roles".into(),
            services: Arc::default(),
            now: Arc::new(|| Duration::from_secs(get_current_timestamp())),
        }
    }

    /// Reads the keys from the file, once; or gets ready to fetch them, which [`Verifier::keep_keys`] does.
    pub fn from_config(config: &AuthConfig) -> Result<Self, AuthConfigError> {
        for (name, is_empty) in [
            ("issuer", config.issuer.is_empty()),
            ("audience", config.audience.is_empty()),
            ("roles_claim", config.roles_claim.is_empty()),
            (
                "jwks.refresh_interval",
                config.jwks.refresh_interval.is_zero(),
            ),
            ("jwks.timeout", config.jwks.timeout.is_zero()),
        ] {
            if is_empty {
                return Err(AuthConfigError::Empty(name));
            }
        }
        let (keys, keeper) = match (&config.jwks_file, &config.jwks_url) {
            (Some(path), None) => (Keys::new(read(path.clone())?), None),
            (None, Some(url)) => {
                let keys = Keys::new(KeySet::none());
                let keeper = Keeper::new(url, &config.jwks, keys.clone())?;
                (keys, Some(keeper))
            }
            _ => return Err(AuthConfigError::OneSource),
        };
        let verifier = Self::new(keys, &*config.issuer, &*config.audience)
            .with_roles_claim(&config.roles_claim)
            .with_services(ServiceTokens::new(&config.service_tokens)?);
        Ok(Self { keeper, ..verifier })
    }

    /// Keeps the keys fresh until `stop`; with keys from a file there is nothing to do but wait for that. A process spawns this.
    pub fn keep_keys(&self, stop: CancellationToken) -> impl Future<Output = ()> + Send + use<> {
        let keeper = self.keeper.clone();
        async move {
            match keeper {
                Some(keeper) => keeper.run(stop).await,
                None => stop.cancelled().await,
            }
        }
    }

    /// Reads the roles from another claim than `roles`; see [`AuthConfig::roles_claim`].
    #[must_use]
    pub fn with_roles_claim(self, claim: &str) -> Self {
        Self {
            roles_claim: claim.into(),
            ..self
        }
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
        if keys.is_empty() {
            return Err(Refusal::KeysUnavailable);
        }
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
            roles: roles(&claims.others, &self.roles_claim).ok_or(Refusal::TokenInvalid)?,
        })
    }

    /// What to wait for when this token was refused and fresh keys might change that; `None` when they would not, or were
    /// fetched a moment ago.
    pub(crate) fn fresh_keys(
        &self,
        token: &str,
    ) -> Option<impl Future<Output = ()> + Send + use<>> {
        let keeper = self.keeper.as_ref()?;
        if token.len() > LONGEST_TOKEN {
            return None;
        }
        let key_id = decode_header(token).ok()?.kid;
        // A token that names no key may be signed by the one that has taken the place of ours.
        let unknown = key_id.is_none() || self.keys.current().find(key_id.as_deref()).is_none();
        if unknown { keeper.ask() } else { None }
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

fn read(path: PathBuf) -> Result<KeySet, AuthConfigError> {
    let document = match fs::read_to_string(&path) {
        Ok(document) => document,
        Err(source) => return Err(AuthConfigError::Unreadable { path, source }),
    };
    KeySet::from_jwks(&document).map_err(|source| AuthConfigError::Keys { path, source })
}

/// The roles in a claim, which may be missing; `None` when it is neither a list of names nor a string of them. An issuer may
/// have roles of its own, which mean nothing here.
fn roles(claims: &Map<String, Value>, path: &str) -> Option<Roles> {
    let known = |name: &str| name.parse::<Role>().ok();
    match find(claims, path) {
        None => Some(Roles::default()),
        Some(Value::String(names)) => Some(names.split_whitespace().filter_map(known).collect()),
        Some(Value::Array(names)) => {
            let names: Option<Vec<&str>> = names.iter().map(Value::as_str).collect();
            Some(names?.into_iter().filter_map(known).collect())
        }
        Some(_) => None,
    }
}

/// The claim of this whole name, or what the dots in it lead to.
fn find<'a>(claims: &'a Map<String, Value>, path: &str) -> Option<&'a Value> {
    claims.get(path).or_else(|| {
        let (first, rest) = path.split_once('.')?;
        find(claims.get(first)?.as_object()?, rest)
    })
}
