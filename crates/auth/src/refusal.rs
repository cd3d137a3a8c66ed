use std::{collections::HashMap, time::Duration};

use tonic::{Code, Status, metadata::MetadataValue};
use tonic_types::{ErrorDetails, StatusExt};

use crate::{Role, Roles};

/// The domain of every reason given.
const DOMAIN: &str = "baedal.dev";

/// When keys that could not be fetched may be there.
const RETRY: Duration = Duration::from_secs(1);

/// Why a call is not let through. What exactly is wrong with a token is not told: it would only help to forge one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// No token came along. `UNAUTHENTICATED`, reason `TOKEN_MISSING`.
    #[error("a token is required: send metadata `authorization: Bearer <token>`")]
    TokenMissing,
    /// The token is malformed, not signed by a known key, not yet valid, or for someone else. `UNAUTHENTICATED`, reason
    /// `TOKEN_INVALID`. Also when a service token is not a known one.
    #[error("the token is not valid here")]
    TokenInvalid,
    /// The token was good once. `UNAUTHENTICATED`, reason `TOKEN_EXPIRED`.
    #[error("the token has expired: ask for a new one")]
    TokenExpired,
    /// The issuer's keys could not be fetched yet, so that no token can be checked. `UNAVAILABLE`, reason `KEYS_UNAVAILABLE`, with
    /// `RetryInfo`.
    #[error("tokens cannot be checked at the moment: try again a little later")]
    KeysUnavailable,
    /// The caller is known and has none of these roles. `PERMISSION_DENIED`, reason `ROLE_REQUIRED`, metadata `roles`.
    #[error("this needs another role")]
    RoleRequired(Roles),
    /// Only certain services may call this, and the caller is none of them. `PERMISSION_DENIED`, reason `SERVICE_REQUIRED`.
    #[error("only services of the platform call this")]
    ServiceRequired,
}

impl Refusal {
    /// The reason as programs read it, `UPPER_SNAKE`.
    pub const fn reason(self) -> &'static str {
        match self {
            Self::TokenMissing => "TOKEN_MISSING",
            Self::TokenInvalid => "TOKEN_INVALID",
            Self::TokenExpired => "TOKEN_EXPIRED",
            Self::KeysUnavailable => "KEYS_UNAVAILABLE",
            Self::RoleRequired(_) => "ROLE_REQUIRED",
            Self::ServiceRequired => "SERVICE_REQUIRED",
        }
    }

    /// The gRPC status code.
    pub const fn code(self) -> Code {
        match self {
            Self::TokenMissing | Self::TokenInvalid | Self::TokenExpired => Code::Unauthenticated,
            Self::KeysUnavailable => Code::Unavailable,
            Self::RoleRequired(_) | Self::ServiceRequired => Code::PermissionDenied,
        }
    }
}

impl From<Refusal> for Status {
    fn from(refusal: Refusal) -> Self {
        let metadata = match refusal {
            Refusal::RoleRequired(roles) => {
                let roles: Vec<_> = roles.iter().map(Role::as_str).collect();
                HashMap::from([("roles".to_owned(), roles.join(","))])
            }
            _ => HashMap::new(),
        };
        let mut details = ErrorDetails::with_error_info(refusal.reason(), DOMAIN, metadata);
        if refusal == Refusal::KeysUnavailable {
            details.set_retry_info(Some(RETRY));
        }
        let mut status = Self::with_error_details(refusal.code(), refusal.to_string(), details);
        if refusal.code() == Code::Unauthenticated {
            status
                .metadata_mut()
                .insert("www-authenticate", MetadataValue::from_static("Bearer"));
        }
        status
    }
}
