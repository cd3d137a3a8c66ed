use std::{fmt, str::FromStr};

use baedal_values::Subject;
use tonic::Status;

use crate::Refusal;

/// What a person is to the platform. One token may carry several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// Places orders and follows them.
    Customer,
    /// Runs stores and their kitchens.
    StoreOwner,
    /// Carries deliveries.
    Rider,
    /// Runs the platform and sees every object.
    Operator,
}

impl Role {
    /// Every role there is.
    pub const ALL: [Self; 4] = [
        Self::Customer,
        Self::StoreOwner,
        Self::Rider,
        Self::Operator,
    ];

    /// The role as tokens and contracts write it: `customer`, `store_owner`, `rider` or `operator`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::StoreOwner => "store_owner",
            Self::Rider => "rider",
            Self::Operator => "operator",
        }
    }

    const fn bit(self) -> u8 {
        match self {
            Self::Customer => 1,
            Self::StoreOwner => 2,
            Self::Rider => 4,
            Self::Operator => 8,
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A text that names no [`Role`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no role: customer, store_owner, rider or operator")]
pub struct UnknownRole(pub(crate) String);

impl FromStr for Role {
    type Err = UnknownRole;

    fn from_str(text: &str) -> Result<Self, UnknownRole> {
        Self::ALL
            .into_iter()
            .find(|role| role.as_str() == text)
            .ok_or_else(|| UnknownRole(text.to_owned()))
    }
}

/// A set of roles.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct Roles(u8);

impl Roles {
    /// Whether the role is one of them.
    pub const fn contains(self, role: Role) -> bool {
        self.0 & role.bit() != 0
    }

    /// Whether both have a role in common.
    pub const fn intersects(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Whether there is none.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The roles, in the order of [`Role::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Role> {
        Role::ALL
            .into_iter()
            .filter(move |role| self.contains(*role))
    }
}

impl FromIterator<Role> for Roles {
    fn from_iter<I: IntoIterator<Item = Role>>(roles: I) -> Self {
        Self(roles.into_iter().fold(0, |bits, role| bits | role.bit()))
    }
}

impl fmt::Debug for Roles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set()
            .entries(self.iter().map(Role::as_str))
            .finish()
    }
}

/// Who is calling, as far as it was proven.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Caller {
    /// Nobody in particular: a public method needs no proof, and none was looked at.
    Anonymous,
    /// A person, by a token.
    Person {
        /// Whom the token speaks for. Personal: never log it.
        subject: Subject,
        /// What the token says the person is.
        roles: Roles,
    },
    /// Another process of the platform, by its service token.
    Service {
        /// Its name in the configuration of whom it calls.
        name: String,
    },
}

impl Caller {
    /// Whether the caller is a person with this role.
    pub fn has(&self, role: Role) -> bool {
        matches!(self, Self::Person { roles, .. } if roles.contains(role))
    }

    /// The person who calls; `None` for a service and for nobody.
    pub fn subject(&self) -> Option<&Subject> {
        match self {
            Self::Person { subject, .. } => Some(subject),
            Self::Service { .. } | Self::Anonymous => None,
        }
    }

    /// The service that calls; `None` for a person and for nobody.
    pub fn service(&self) -> Option<&str> {
        match self {
            Self::Service { name } => Some(name),
            Self::Person { .. } | Self::Anonymous => None,
        }
    }

    /// The person who calls in this role. Refused with `UNAUTHENTICATED` (`TOKEN_MISSING`) when nobody in particular calls, and
    /// with `PERMISSION_DENIED` (`ROLE_REQUIRED`) when the caller has not got the role.
    pub fn subject_with(&self, role: Role) -> Result<&Subject, Status> {
        match self {
            Self::Anonymous => Err(Refusal::TokenMissing.into()),
            Self::Person { subject, roles } if roles.contains(role) => Ok(subject),
            Self::Person { .. } | Self::Service { .. } => {
                Err(Refusal::RoleRequired(Roles::from_iter([role])).into())
            }
        }
    }
}

/// Who makes this request. Without an [`AuthLayer`](crate::AuthLayer) in front that is [`Caller::Anonymous`], which nothing that
/// asks for a subject lets pass.
pub fn caller<T>(request: &tonic::Request<T>) -> &Caller {
    request.extensions().get().unwrap_or(&Caller::Anonymous)
}

#[cfg(test)]
mod tests {
    use tonic::Code;
    use tonic_types::StatusExt;

    use super::*;

    #[test]
    fn roles_read_as_they_write() {
        for role in Role::ALL {
            assert_eq!(role.to_string().parse(), Ok(role));
        }
        assert!("ROLE_CUSTOMER".parse::<Role>().is_err());
    }

    #[test]
    fn a_subject_is_handed_out_only_with_the_role() {
        let rider = Caller::Person {
            subject: "rider-1".parse().expect("a subject"),
            roles: Roles::from_iter([Role::Rider]),
        };
        let service = Caller::Service {
            name: "billing".to_owned(),
        };

        assert_eq!(
            rider.subject_with(Role::Rider).expect("a rider").as_str(),
            "rider-1"
        );
        for (caller, role) in [(&rider, Role::Customer), (&service, Role::Rider)] {
            let refused = caller.subject_with(role).expect_err("no such role");
            assert_eq!(refused.code(), Code::PermissionDenied);
            let info = refused.get_details_error_info().expect("ErrorInfo");
            assert_eq!(info.reason, "ROLE_REQUIRED");
            assert_eq!(info.metadata["roles"], role.as_str());
        }
    }

    #[test]
    fn a_request_that_no_layer_has_seen_is_from_nobody() {
        let request = tonic::Request::new(());

        assert_eq!(caller(&request), &Caller::Anonymous);
        let refused = caller(&request)
            .subject_with(Role::Operator)
            .expect_err("nobody");
        assert_eq!(refused.code(), Code::Unauthenticated);
    }
}
