//! Tokens for development and demonstrations, signed here. A deployment with an issuer of its own configures no key.

use std::{fs, sync::Arc, time::Duration};

use baedal_auth::{Issuer, Role, Roles};
use baedal_proto::{
    identity::v1::{
        IssueTokenRequest, IssueTokenResponse, Role as WireRole,
        identity_service_server::IdentityService,
    },
    to_timestamp,
};
use baedal_runtime::{
    BoxError, Clock, SystemClock,
    rpc::{Violations, internal},
};
use baedal_values::Subject;
use tonic::{Request, Response, Status};

use crate::config::Config;

const DEFAULT_LIFETIME: Duration = Duration::from_hours(1);
const LONGEST_LIFETIME: Duration = Duration::from_hours(24);

/// Hands out tokens to anyone.
#[derive(Clone)]
pub(crate) struct Identity {
    issuer: Arc<Issuer>,
}

impl Identity {
    /// `None` where no key is configured.
    pub(crate) fn from_config(config: &Config) -> Result<Option<Self>, BoxError> {
        let Some(path) = &config.identity.signing_key_file else {
            return Ok(None);
        };
        let shown = path.display();
        let pem = fs::read_to_string(path)
            .map_err(|error| format!("identity.signing_key_file {shown}: {error}"))?;
        let issuer = Issuer::from_pem(&pem.into(), &*config.auth.issuer, &*config.auth.audience)
            .map_err(|error| format!("identity.signing_key_file {shown}: {error}"))?;
        tracing::warn!("IssueToken is switched on: anyone gets a token with any role");
        Ok(Some(Self {
            issuer: Arc::new(issuer),
        }))
    }
}

#[tonic::async_trait]
impl IdentityService for Identity {
    async fn issue_token(
        &self,
        request: Request<IssueTokenRequest>,
    ) -> Result<Response<IssueTokenResponse>, Status> {
        let request = request.into_inner();
        let mut violations = Violations::new();
        let subject = violations.check("subject", request.subject.parse::<Subject>());
        let roles = roles(&mut violations, &request.roles);
        let lifetime = lifetime(&mut violations, request.ttl);
        let (Some(subject), Some(lifetime), true) = (subject, lifetime, violations.is_empty())
        else {
            return Err(violations.into_status());
        };

        let issued = self
            .issuer
            .issue(&subject, roles, lifetime, SystemClock.now())
            .map_err(internal)?;
        Ok(Response::new(IssueTokenResponse {
            token: issued.token,
            expires_at: Some(to_timestamp(issued.expires_at)),
        }))
    }
}

fn roles(violations: &mut Violations, wire: &[i32]) -> Roles {
    if wire.is_empty() {
        violations.add("roles", "must name at least one role");
    }
    let mut known: Vec<Role> = Vec::new();
    for (index, number) in wire
        .iter()
        .take(WireRole::Operator as usize + 1)
        .enumerate()
    {
        let name = WireRole::try_from(*number)
            .ok()
            .and_then(WireRole::token_name);
        match name.and_then(|name| name.parse().ok()) {
            Some(role) if known.contains(&role) => {
                violations.add(&format!("roles[{index}]"), "is there twice");
            }
            Some(role) => known.push(role),
            None => violations.add(&format!("roles[{index}]"), "is no role"),
        }
    }
    known.into_iter().collect()
}

fn lifetime(violations: &mut Violations, ttl: Option<prost_types::Duration>) -> Option<Duration> {
    let Some(ttl) = ttl else {
        return Some(DEFAULT_LIFETIME);
    };
    // Looked at first: the conversion cannot negate every number of seconds.
    let asked = (0..=LONGEST_LIFETIME.as_secs().cast_signed()).contains(&ttl.seconds);
    let asked = asked.then(|| Duration::try_from(ttl).ok()).flatten();
    let good = asked.filter(|asked| (Duration::from_secs(1)..=LONGEST_LIFETIME).contains(asked));
    if good.is_none() {
        violations.add("ttl", "must be between 1 second and 24 hours");
    }
    good
}
