//! Who is calling, and whether they may.
//!
//! A [`Verifier`] turns a token into a [`Caller`]; [`Rules`] say who may call which method; [`AuthLayer`] applies both to every
//! request and puts the caller into the request's extensions, where a handler finds it with [`caller`]. An [`Issuer`] signs the
//! tokens that development, demonstrations and tests need; elsewhere any OIDC issuer does: its keys are fetched, kept fresh in the
//! background, and fetched again when a token names a key that is not among them.
//!
//! Nothing here knows a service or a method by name: rules are data.

mod caller;
mod config;
mod fetch;
mod issuer;
mod keeper;
mod keys;
mod layer;
mod refusal;
mod rules;
mod service_tokens;
mod verifier;

pub use self::{
    caller::{Caller, Role, Roles, UnknownRole, caller},
    config::{AuthConfig, AuthConfigError, JwksConfig},
    fetch::FetchError,
    issuer::{Issued, Issuer, IssuerError},
    keys::{KeySet, KeySetError, Keys},
    layer::{AuthLayer, AuthService},
    refusal::Refusal,
    rules::{Access, Rules},
    service_tokens::{SERVICE_TOKEN_HEADER, ServiceTokens, WeakServiceToken},
    verifier::{LEEWAY, Verifier},
};
