use std::collections::HashMap;

use baedal_values::MethodAccess;

use crate::{Caller, Refusal, Role, Roles, UnknownRole};

/// Who may call one method.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Access {
    /// Anyone, without a token.
    Public,
    /// Anyone with a good token.
    SignedIn,
    /// People with one of the roles, and the services.
    Granted {
        /// The roles of which a token must carry one; none means that services alone call.
        roles: Roles,
        /// The names of the services.
        services: Vec<String>,
    },
}

impl Access {
    /// Whether nobody but services may call: a gateway does not route such a method.
    pub fn is_internal(&self) -> bool {
        matches!(self, Self::Granted { roles, .. } if roles.is_empty())
    }

    /// Whether this caller may call.
    pub fn admit(&self, caller: &Caller) -> Result<(), Refusal> {
        match (self, caller) {
            (Self::Public, _)
            | (Self::SignedIn, Caller::Person { .. } | Caller::Service { .. }) => Ok(()),
            (Self::SignedIn | Self::Granted { .. }, Caller::Anonymous) => {
                Err(Refusal::TokenMissing)
            }
            (Self::Granted { roles, .. }, Caller::Person { roles: held, .. })
                if roles.intersects(*held) =>
            {
                Ok(())
            }
            (Self::Granted { services, .. }, Caller::Service { name })
                if services.contains(name) =>
            {
                Ok(())
            }
            (Self::Granted { roles, .. }, Caller::Person { .. } | Caller::Service { .. }) => {
                if roles.is_empty() {
                    Err(Refusal::ServiceRequired)
                } else {
                    Err(Refusal::RoleRequired(*roles))
                }
            }
        }
    }
}

/// Services that every server offers to anyone: a probe and a tool that asks what there is have no token.
const PUBLIC_SERVICES: [&str; 3] = [
    "/grpc.health.v1.Health/",
    "/grpc.reflection.v1.ServerReflection/",
    "/grpc.reflection.v1alpha.ServerReflection/",
];

/// Who may call what, by path.
#[derive(Clone, Debug, Default)]
pub struct Rules {
    methods: HashMap<String, Access>,
}

impl Rules {
    /// Reads the rules; fails on a role that does not exist, because a rule that is half understood must not be applied.
    pub fn new(all: impl IntoIterator<Item = MethodAccess>) -> Result<Self, UnknownRole> {
        let mut methods = HashMap::new();
        for MethodAccess {
            path,
            public,
            roles,
            services,
        } in all
        {
            let roles = roles
                .iter()
                .map(|role| role.parse())
                .collect::<Result<Vec<Role>, _>>()?;
            let access = if public {
                Access::Public
            } else if roles.is_empty() && services.is_empty() {
                Access::SignedIn
            } else {
                Access::Granted {
                    roles: roles.into_iter().collect(),
                    services,
                }
            };
            methods.insert(path, access);
        }
        Ok(Self { methods })
    }

    /// Who may call this path. Health and reflection are public. A path without a rule needs a good token, whatever it is: the
    /// server behind then says that it does not know the method, and strangers do not get to ask.
    pub fn access(&self, path: &str) -> &Access {
        match self.methods.get(path) {
            Some(access) => access,
            None if PUBLIC_SERVICES
                .iter()
                .any(|service| path.starts_with(service)) =>
            {
                &Access::Public
            }
            None => &Access::SignedIn,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(path: &str, public: bool, roles: &[&'static str], services: &[&str]) -> MethodAccess {
        MethodAccess {
            path: path.to_owned(),
            public,
            roles: roles.to_vec(),
            services: services.iter().map(|&name| name.to_owned()).collect(),
        }
    }

    fn person(roles: &[Role]) -> Caller {
        Caller::Person {
            subject: "somebody".parse().expect("a subject"),
            roles: roles.iter().copied().collect(),
        }
    }

    fn service(name: &str) -> Caller {
        Caller::Service {
            name: name.to_owned(),
        }
    }

    #[test]
    fn a_rule_lets_in_its_roles_and_its_services_and_no_one_else() {
        let rules = Rules::new([
            rule("/a.A/Open", true, &[], &[]),
            rule("/a.A/Any", false, &[], &[]),
            rule("/a.A/Mixed", false, &["customer", "operator"], &["order"]),
            rule("/a.A/Inside", false, &[], &["order"]),
        ])
        .expect("good rules");
        let customer = person(&[Role::Customer]);
        let rider = person(&[Role::Rider]);
        let mixed: Roles = [Role::Customer, Role::Operator].into_iter().collect();

        let expected = [
            ("/a.A/Open", Caller::Anonymous, Ok(())),
            ("/a.A/Any", Caller::Anonymous, Err(Refusal::TokenMissing)),
            ("/a.A/Any", rider.clone(), Ok(())),
            ("/a.A/Mixed", customer.clone(), Ok(())),
            ("/a.A/Mixed", rider, Err(Refusal::RoleRequired(mixed))),
            ("/a.A/Mixed", service("order"), Ok(())),
            (
                "/a.A/Mixed",
                service("store"),
                Err(Refusal::RoleRequired(mixed)),
            ),
            ("/a.A/Mixed", Caller::Anonymous, Err(Refusal::TokenMissing)),
            ("/a.A/Inside", customer, Err(Refusal::ServiceRequired)),
            (
                "/a.A/Inside",
                person(&Role::ALL),
                Err(Refusal::ServiceRequired),
            ),
            ("/a.A/Inside", service("order"), Ok(())),
            (
                "/a.A/Inside",
                service("store"),
                Err(Refusal::ServiceRequired),
            ),
        ];
        for (path, caller, outcome) in expected {
            assert_eq!(
                rules.access(path).admit(&caller),
                outcome,
                "{path} for {caller:?}"
            );
        }
        assert!(rules.access("/a.A/Inside").is_internal());
        assert!(!rules.access("/a.A/Mixed").is_internal());
    }

    #[test]
    fn health_and_reflection_are_public_and_the_unknown_is_not() {
        let rules = Rules::default();

        assert_eq!(
            rules.access("/grpc.health.v1.Health/Check"),
            &Access::Public
        );
        let reflection = "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo";
        assert_eq!(rules.access(reflection), &Access::Public);
        assert_eq!(
            rules.access("/grpc.health.v1.HealthX/Check"),
            &Access::SignedIn
        );
        assert_eq!(rules.access("/a.A/Unknown"), &Access::SignedIn);
    }

    #[test]
    fn a_rule_with_a_misspelled_role_is_not_applied_in_part() {
        assert!(Rules::new([rule("/a.A/B", false, &["custmer"], &[])]).is_err());
    }
}
