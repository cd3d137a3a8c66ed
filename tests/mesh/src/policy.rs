//! The mesh's authorization policies, made from the contracts: who may call which path is written down once, in the option
//! `(baedal.identity.v1.access)` of each method.

use std::fmt::Write as _;

use baedal_values::MethodAccess;

/// Served by every service for its own, and told apart by metadata.
const EVERYBODYS: &str = "/baedal.ops.v1.";
/// The gateway asks each service how it is.
const HEALTH: &str = "/grpc.health.v1.Health/Check";
/// The gateway's own.
const IDENTITY: &str = "/baedal.identity.v1.";

/// The same in plain HTTP.
const TOKENS: &str = "/v1/tokens";

/// The services behind the gateway, in the order of the data.
const SERVICES: [&str; 6] = [
    "order",
    "payment",
    "store",
    "delivery",
    "notification",
    "dashboard",
];

const HEAD: &str = "\
# Who may call what, between workloads. Made from the contracts by `make mesh-policy`; a test compares.
#
# Callers are known by their ServiceAccount, which mTLS proves. Each service still checks the person behind the call (token, role, object) and,
# for calls that only services make, a token of the calling service: this is a second door, not the only one.
#
# A caller that is refused here reads PERMISSION_DENIED, \"RBAC: access denied\".
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata:
  name: nobody
spec: {} # what no policy below allows is denied
";

/// The whole of `istio/authorization.yaml`.
pub(crate) fn authorization() -> String {
    let rules = baedal_proto::access_rules();
    let mut text = HEAD.to_owned();
    gateway(&mut text, &rules);
    for service in SERVICES {
        let mut callers = vec![("gateway", routed(&rules, service))];
        for caller in SERVICES {
            let calls = called_by(&rules, service, caller);
            if !calls.is_empty() {
                callers.push((caller, calls));
            }
        }
        policy(&mut text, service, &callers);
    }
    text
}

/// Whose method it is: `/baedal.order.v1.OrderService/PlaceOrder` is order's, by its package.
fn owner(path: &str) -> &str {
    path.trim_start_matches("/baedal.")
        .split('.')
        .next()
        .unwrap_or_default()
}

/// What the gateway may call at `service`: all that people call, and nothing that only services do.
fn routed<'a>(rules: &'a [MethodAccess], service: &str) -> Vec<&'a str> {
    let people = rules.iter().filter(|rule| !rule.is_internal());
    let paths = people.map(|rule| rule.path.as_str());
    let mut paths: Vec<_> = paths
        .filter(|path| path.starts_with(EVERYBODYS) || owner(path) == service)
        .collect();
    paths.push(HEALTH);
    paths
}

/// What `caller` may call at `service` in its own name.
fn called_by<'a>(rules: &'a [MethodAccess], service: &str, caller: &str) -> Vec<&'a str> {
    let allowed = rules
        .iter()
        .filter(|rule| owner(&rule.path) == service && rule.services.iter().any(|s| s == caller));
    allowed.map(|rule| rule.path.as_str()).collect()
}

/// The front door: anyone in the mesh may knock, which the ingress gateway is part of; with a token, whoever wants more than to look.
fn gateway(text: &mut String, rules: &[MethodAccess]) {
    let named = |public: bool| {
        let chosen = rules
            .iter()
            .filter(move |rule| rule.public == public && !rule.is_internal());
        chosen.map(|rule| rule.path.as_str())
    };
    begin(text, "gateway");
    text.push_str(
        "    # Pages, health in plain HTTP, and what browsers ask before they call.\n    - to:\n        - operation:\n            methods: [GET, HEAD]\n            notPaths: [/v1/*]\n        - operation:\n            methods: [OPTIONS]\n",
    );
    text.push_str("    # For anyone: health, reflection, and demo tokens where the gateway issues them.\n    - to:\n        - operation:\n            methods: [POST]\n            paths:\n");
    for path in [
        "/grpc.health.v1.Health/*",
        "/grpc.reflection.v1.ServerReflection/*",
        "/grpc.reflection.v1alpha.ServerReflection/*",
    ]
    .into_iter()
    .chain(named(true))
    .chain([TOKENS])
    {
        line(text, path);
    }
    text.push_str("    # For people: with a token that the chart's RequestAuthentication found good. It lets calls without one pass; this does not.\n    - from:\n        - source:\n            requestPrincipals: [\"*\"]\n      to:\n        - operation:\n            methods: [POST]\n            paths:\n");
    for path in named(false) {
        debug_assert!(
            !path.starts_with(IDENTITY),
            "the issuer's methods are public"
        );
        line(text, path);
    }
    text.push_str("        # The same as JSON. The gateway makes one of the calls above of it.\n        - operation:\n            paths: [/v1/*]\n");
}

fn policy(text: &mut String, service: &str, callers: &[(&str, Vec<&str>)]) {
    begin(text, service);
    for (caller, paths) in callers {
        let _infallible = write!(
            text,
            "    - from:\n        - source:\n            serviceAccounts: [{caller}]\n      to:\n        - operation:\n            methods: [POST]\n            paths:\n"
        );
        for path in paths {
            line(text, path);
        }
    }
}

fn begin(text: &mut String, service: &str) {
    let _infallible = write!(
        text,
        "---\napiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata:\n  name: {service}\nspec:\n  selector:\n    matchLabels:\n      app: {service}\n  action: ALLOW\n  rules:\n"
    );
}

fn line(text: &mut String, path: &str) {
    let _infallible = writeln!(text, "              - {path}");
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A method that was added to the contracts, and not here, would be refused in the mesh and nowhere else.
    #[test]
    fn the_policy_is_what_the_contracts_say() {
        let file = baedal_dev::workspace().join("istio/authorization.yaml");
        let written = std::fs::read_to_string(&file).unwrap_or_default();
        assert!(
            written == authorization(),
            "{} is not what the contracts say: make mesh-policy",
            file.display()
        );
    }

    #[test]
    fn every_method_can_be_called_by_someone() {
        let text = authorization();
        for rule in baedal_proto::access_rules() {
            assert!(
                text.contains(&format!("- {}\n", rule.path)),
                "{}",
                rule.path
            );
        }
    }

    #[test]
    fn only_order_reaches_what_moves_money() {
        let rules = baedal_proto::access_rules();
        let authorize = "/baedal.payment.v1.PaymentService/AuthorizePayment";
        for caller in SERVICES {
            let may = called_by(&rules, "payment", caller).contains(&authorize);
            assert_eq!(may, caller == "order", "{caller}");
        }
        assert!(!routed(&rules, "payment").contains(&authorize));
        assert!(
            !authorization()
                .split("---")
                .any(|policy| { policy.contains("app: gateway") && policy.contains(authorize) })
        );
    }
}
