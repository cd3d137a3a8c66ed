//! Who may call what, read from the method option `(baedal.identity.v1.access)`.

use baedal_values::MethodAccess;
use prost::Message as _;
use prost_reflect::{DescriptorPool, MethodDescriptor, Value};

use crate::FILE_DESCRIPTOR_SET;
use crate::identity::v1::{Access, Role};

impl Role {
    /// The role as it stands in a token's `roles`; `None` for the unspecified one.
    pub fn token_name(self) -> Option<&'static str> {
        match self {
            Self::Unspecified => None,
            Self::Customer => Some("customer"),
            Self::StoreOwner => Some("store_owner"),
            Self::Rider => Some("rider"),
            Self::Operator => Some("operator"),
        }
    }
}

/// The rule of every method of every service, in the order of their paths.
///
/// # Panics
///
/// Never in a tested build: the descriptors are compiled in, and a test reads every rule.
pub fn access_rules() -> Vec<MethodAccess> {
    let pool = DescriptorPool::decode(FILE_DESCRIPTOR_SET).expect("descriptors compiled in");
    let mut rules: Vec<_> = pool
        .services()
        .flat_map(|service| service.methods().collect::<Vec<_>>())
        .map(|method| rule(&pool, &method))
        .collect();
    rules.sort_by(|left, right| left.path.cmp(&right.path));
    rules
}

/// A method without the option gets a rule that lets nobody in.
fn rule(pool: &DescriptorPool, method: &MethodDescriptor) -> MethodAccess {
    let extension = pool
        .get_extension_by_name("baedal.identity.v1.access")
        .expect("the option is part of the descriptors");
    let options = method.options();
    let access = match options.get_extension(&extension).as_ref() {
        Value::Message(message) => Access::decode(message.encode_to_vec().as_slice())
            .expect("the option has the type it was compiled with"),
        _ => Access::default(),
    };
    MethodAccess {
        path: format!("/{}/{}", method.parent_service().full_name(), method.name()),
        roles: access.roles().filter_map(Role::token_name).collect(),
        public: access.public,
        services: access.services,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_method_says_who_may_call_it() {
        let rules = access_rules();
        assert!(!rules.is_empty());
        for rule in &rules {
            assert!(
                rule.public || !rule.roles.is_empty() || !rule.services.is_empty(),
                "{} has no (baedal.identity.v1.access)",
                rule.path
            );
        }
    }

    #[test]
    fn only_the_order_service_authorizes_and_voids() {
        let internal: Vec<_> = access_rules()
            .into_iter()
            .filter(MethodAccess::is_internal)
            .collect();
        let paths: Vec<_> = internal.iter().map(|rule| rule.path.as_str()).collect();
        assert_eq!(
            paths,
            [
                "/baedal.payment.v1.PaymentService/AuthorizePayment",
                "/baedal.payment.v1.PaymentService/VoidPayment",
            ]
        );
        assert!(internal.iter().all(|rule| rule.services == ["order"]));
    }

    #[test]
    fn only_tokens_are_given_to_strangers() {
        let public: Vec<_> = access_rules()
            .into_iter()
            .filter(|rule| rule.public)
            .collect();
        assert_eq!(public.len(), 1);
        assert_eq!(
            public[0].path,
            "/baedal.identity.v1.IdentityService/IssueToken"
        );
    }

    #[test]
    fn roles_are_read_by_their_token_names() {
        let rules = access_rules();
        let get_order = rules
            .iter()
            .find(|rule| rule.path == "/baedal.order.v1.OrderService/GetOrder")
            .expect("GetOrder has a rule");
        assert_eq!(get_order.roles, ["customer", "store_owner", "operator"]);
    }

    #[test]
    fn every_mutation_names_its_attempt() {
        let pool = DescriptorPool::decode(FILE_DESCRIPTOR_SET).expect("descriptors compiled in");
        let reads = ["Get", "List", "Watch", "Audit"];
        // A token is signed anew each time and nothing is kept, so there is nothing to repeat.
        let keeps_nothing = ["IssueToken"];
        let mut mutations = 0;
        for method in pool
            .services()
            .flat_map(|service| service.methods().collect::<Vec<_>>())
        {
            let name = method.name();
            if reads.iter().any(|read| name.starts_with(read)) || keeps_nothing.contains(&name) {
                continue;
            }
            mutations += 1;
            let field = method.input().get_field_by_name("request_id");
            assert!(
                field.is_some_and(|field| field.kind() == prost_reflect::Kind::String),
                "{} has no string request_id",
                method.full_name()
            );
        }
        assert!(mutations >= 15, "only {mutations} mutations found");
    }
}
