//! What the layer lets through, and how it says no.

use std::{collections::BTreeMap, convert::Infallible};

use baedal_auth::{
    AuthLayer, Caller, Issuer, KeySet, Keys, Role, Roles, Rules, SERVICE_TOKEN_HEADER,
    ServiceTokens, Verifier,
};
use baedal_values::MethodAccess;
use http::{Request, Response};
use time::macros::datetime;
use tonic::{Code, Status};
use tonic_types::StatusExt;
use tower::{Layer, ServiceExt, service_fn};

struct Scene {
    layer: AuthLayer,
    issuer: Issuer,
}

impl Scene {
    fn new() -> Self {
        let now = datetime!(2030-01-01 12:00 UTC);
        let pem = Issuer::generate_key().expect("a key");
        let issuer = Issuer::from_pem(&pem, "i", "a").expect("an issuer");
        let keys = Keys::new(KeySet::from_jwks(&issuer.jwks()).expect("keys"));
        let services = BTreeMap::from([("order".to_owned(), "the-token-of-order".into())]);
        let rule = |path: &str, public, role: &'static str, service: &str| MethodAccess {
            path: path.to_owned(),
            public,
            roles: role.split(',').filter(|text| !text.is_empty()).collect(),
            services: service
                .split(',')
                .filter(|text| !text.is_empty())
                .map(str::to_owned)
                .collect(),
        };
        let rules = Rules::new([
            rule("/a.A/Public", true, "", ""),
            rule("/a.A/Customers", false, "customer", ""),
            rule("/a.A/Inside", false, "", "order"),
        ])
        .expect("rules");
        let verifier = Verifier::new(keys, "i", "a")
            .with_clock(move || now)
            .with_services(ServiceTokens::new(&services).expect("tokens"));
        Self {
            layer: AuthLayer::new(verifier, rules),
            issuer,
        }
    }

    fn bearer(&self, role: Role) -> String {
        let now = datetime!(2030-01-01 12:00 UTC);
        let lifetime = std::time::Duration::from_mins(1);
        let subject = "someone".parse().expect("a subject");
        let issued = self
            .issuer
            .issue(&subject, Roles::from_iter([role]), lifetime, now);
        format!("Bearer {}", issued.expect("a token").token)
    }

    /// Who the handler saw, or what the layer said instead.
    async fn call(&self, path: &str, headers: &[(&str, &str)]) -> Result<Caller, Status> {
        let handler = service_fn(|request: Request<()>| async move {
            let caller = request
                .extensions()
                .get::<Caller>()
                .cloned()
                .expect("a caller");
            let mut response = Response::new(String::new());
            response.extensions_mut().insert(caller);
            Ok::<_, Infallible>(response)
        });
        let mut request = Request::post(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(()).expect("a request");
        let response = self
            .layer
            .layer(handler)
            .oneshot(request)
            .await
            .expect("infallible");
        assert_eq!(response.status(), 200);
        if let Some(caller) = response.extensions().get::<Caller>() {
            return Ok(caller.clone());
        }
        assert_eq!(response.headers()["content-type"], "application/grpc");
        Err(Status::from_header_map(response.headers()).expect("grpc-status in the headers"))
    }

    async fn refusal(&self, path: &str, headers: &[(&str, &str)]) -> (Code, String) {
        let status = self.call(path, headers).await.expect_err("a refusal");
        let info = status.get_details_error_info().expect("ErrorInfo");
        assert_eq!(info.domain, "baedal.dev");
        (status.code(), info.reason)
    }
}

#[tokio::test]
async fn the_handler_learns_who_calls() {
    let scene = Scene::new();
    let bearer = scene.bearer(Role::Customer);

    let caller = scene
        .call("/a.A/Customers", &[("authorization", &bearer)])
        .await
        .expect("let in");

    assert_eq!(
        caller
            .subject_with(Role::Customer)
            .expect("a customer")
            .as_str(),
        "someone"
    );
    let lower = bearer.replace("Bearer", "bearer");
    assert!(
        scene
            .call("/a.A/Customers", &[("authorization", &lower)])
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn each_refusal_has_its_code_and_reason() {
    let scene = Scene::new();
    let customer = scene.bearer(Role::Customer);
    let rider = scene.bearer(Role::Rider);
    let operator = scene.bearer(Role::Operator);
    let no = |code: Code, reason: &str| (code, reason.to_owned());

    let missing = no(Code::Unauthenticated, "TOKEN_MISSING");
    assert_eq!(scene.refusal("/a.A/Customers", &[]).await, missing);
    assert_eq!(scene.refusal("/a.A/Inside", &[]).await, missing);
    assert_eq!(scene.refusal("/a.A/Unknown", &[]).await, missing);
    let invalid = no(Code::Unauthenticated, "TOKEN_INVALID");
    for value in [
        "Bearer",
        "Bearer ",
        "Bearer x.y.z",
        "Basic dXNlcjpwYXNz",
        "",
    ] {
        let headers = [("authorization", value)];
        assert_eq!(
            scene.refusal("/a.A/Customers", &headers).await,
            invalid,
            "{value:?}"
        );
    }
    let two = [
        ("authorization", customer.as_str()),
        ("authorization", rider.as_str()),
    ];
    assert_eq!(scene.refusal("/a.A/Customers", &two).await, invalid);
    assert_eq!(
        scene
            .refusal("/a.A/Customers", &[("authorization", &rider)])
            .await,
        no(Code::PermissionDenied, "ROLE_REQUIRED"),
    );
    assert_eq!(
        scene
            .refusal("/a.A/Inside", &[("authorization", &operator)])
            .await,
        no(Code::PermissionDenied, "SERVICE_REQUIRED"),
    );
}

#[tokio::test]
async fn services_call_under_their_own_name() {
    let scene = Scene::new();
    let own = [(SERVICE_TOKEN_HEADER, "the-token-of-order")];

    let caller = scene.call("/a.A/Inside", &own).await.expect("let in");

    assert_eq!(caller.service(), Some("order"));
    assert_eq!(
        scene.refusal("/a.A/Customers", &own).await.0,
        Code::PermissionDenied
    );
    let wrong = [(SERVICE_TOKEN_HEADER, "the-token-of-ordeR")];
    assert_eq!(
        scene.refusal("/a.A/Inside", &wrong).await.0,
        Code::Unauthenticated
    );
}

#[tokio::test]
async fn what_is_public_looks_at_no_token() {
    let scene = Scene::new();

    for path in ["/a.A/Public", "/grpc.health.v1.Health/Check"] {
        for headers in [&[][..], &[("authorization", "Bearer stale")]] {
            assert_eq!(
                scene.call(path, headers).await.expect("public"),
                Caller::Anonymous
            );
        }
    }
}
