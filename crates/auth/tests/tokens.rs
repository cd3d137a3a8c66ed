//! What a verifier lets in, and everything it does not.

use std::time::Duration;

use baedal_auth::{Caller, Issuer, KeySet, Keys, Refusal, Role, Roles, Verifier};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use proptest::prelude::*;
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};
use time::{OffsetDateTime, macros::datetime};

const NOW: OffsetDateTime = datetime!(2030-01-01 12:00 UTC);
const HOUR: Duration = Duration::from_hours(1);

struct Scene {
    issuer: Issuer,
    pem: SecretString,
    keys: Keys,
}

impl Scene {
    fn new() -> Self {
        let pem = Issuer::generate_key().expect("a key");
        let issuer = Issuer::from_pem(&pem, "https://issuer", "baedal").expect("an issuer");
        let keys = Keys::new(KeySet::from_jwks(&issuer.jwks()).expect("its keys"));
        Self { issuer, pem, keys }
    }

    fn verifier_at(&self, now: OffsetDateTime) -> Verifier {
        Verifier::new(self.keys.clone(), "https://issuer", "baedal").with_clock(move || now)
    }

    fn verify(&self, token: &str) -> Result<Caller, Refusal> {
        self.verifier_at(NOW).person(token)
    }

    fn token(&self) -> String {
        let subject = "customer-1".parse().expect("a subject");
        let roles = Roles::from_iter([Role::Customer, Role::Rider]);
        self.issuer
            .issue(&subject, roles, HOUR, NOW)
            .expect("a token")
            .token
    }

    /// Well signed, with claims that differ from good ones; `null` leaves a claim out.
    fn sign(&self, changes: &Value) -> String {
        let key = EncodingKey::from_ed_pem(self.pem.expose_secret().as_bytes()).expect("a key");
        let mut claims = json!({
            "iss": "https://issuer", "aud": "baedal", "sub": "customer-1", "roles": ["customer"],
            "iat": NOW.unix_timestamp(), "nbf": NOW.unix_timestamp(),
            "exp": NOW.unix_timestamp() + 3_600,
        });
        let all = claims.as_object_mut().expect("an object");
        for (name, value) in changes.as_object().expect("an object") {
            all.insert(name.clone(), value.clone());
        }
        all.retain(|_, value| !value.is_null());
        encode(&Header::new(Algorithm::EdDSA), &claims, &key).expect("a token")
    }
}

fn part(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(value.to_string())
}

#[test]
fn a_good_token_says_who_calls_and_as_what() {
    let scene = Scene::new();

    let caller = scene.verify(&scene.token()).expect("a good token");

    assert_eq!(caller.subject().expect("a person").as_str(), "customer-1");
    assert!(caller.has(Role::Customer) && caller.has(Role::Rider) && !caller.has(Role::Operator));
}

#[test]
fn a_subject_may_be_as_long_as_openid_connect_lets_it_be() {
    let scene = Scene::new();
    let longest = "x".repeat(255);

    let caller = scene.verify(&scene.sign(&json!({"sub": longest})));

    let caller = caller.expect("a good token");
    assert_eq!(caller.subject().expect("a person").as_str(), longest);
}

#[test]
fn a_token_is_good_from_its_beginning_to_its_end_and_half_a_minute_around() {
    let scene = Scene::new();
    let token = scene.token();
    let at = |seconds: i64| {
        scene
            .verifier_at(NOW + time::Duration::seconds(seconds))
            .person(&token)
            .map(|_| ())
    };

    assert_eq!(at(-31), Err(Refusal::TokenInvalid));
    assert_eq!(at(-30), Ok(()));
    assert_eq!(at(3_600 + 29), Ok(()));
    assert_eq!(at(3_600 + 30), Err(Refusal::TokenExpired));
}

#[test]
fn claims_that_are_wrong_or_missing_are_refused() {
    let scene = Scene::new();
    assert!(scene.verify(&scene.sign(&json!({}))).is_ok());

    for changes in [
        json!({"aud": "someone-else"}),
        json!({"aud": []}),
        json!({"aud": null}),
        json!({"iss": "https://evil"}),
        json!({"iss": ["https://issuer", "https://evil"]}),
        json!({"iss": null}),
        json!({"sub": null}),
        json!({"sub": ""}),
        json!({"sub": "two\nlines"}),
        json!({"sub": "x".repeat(256)}),
        json!({"sub": 7}),
        json!({"exp": null}),
        json!({"exp": "never"}),
        json!({"nbf": NOW.unix_timestamp() + 60}),
        json!({"nbf": "soon"}),
        json!({"roles": {"customer": true}}),
        json!({"roles": ["customer", 7]}),
    ] {
        assert_eq!(
            scene.verify(&scene.sign(&changes)),
            Err(Refusal::TokenInvalid),
            "{changes}"
        );
    }
    for exp in [
        json!(0),
        json!(-1),
        json!(NOW.unix_timestamp() - 60),
        json!(0.5),
    ] {
        let outcome = scene.verify(&scene.sign(&json!({ "exp": exp })));
        assert!(outcome.is_err(), "{exp}");
    }
}

#[test]
fn other_issuers_customs_are_understood() {
    let scene = Scene::new();

    let several = scene.sign(&json!({"aud": ["other", "baedal"], "nbf": null, "iat": 0.5}));
    assert!(scene.verify(&several).is_ok());
    let caller = scene
        .verify(&scene.sign(&json!({"roles": ["customer", "admin", "Operator"]})))
        .expect("roles of the issuer's own are no harm");
    assert!(caller.has(Role::Customer) && !caller.has(Role::Operator));
    let without = scene
        .verify(&scene.sign(&json!({"roles": null})))
        .expect("a good token");
    assert!(Role::ALL.iter().all(|role| !without.has(*role)));
}

#[test]
fn a_token_does_not_choose_its_algorithm() {
    let scene = Scene::new();
    let token = scene.token();
    let claims = token.split('.').nth(1).expect("claims");
    let jwks: Value = serde_json::from_str(&scene.issuer.jwks()).expect("JSON");
    let public = jwks["keys"][0]["x"].as_str().expect("a public key");
    let kid = jwks["keys"][0]["kid"].clone();

    for alg in ["none", "None", "NONE", ""] {
        let unsigned = format!(
            "{}.{claims}.",
            part(&json!({"alg": alg, "typ": "JWT", "kid": kid}))
        );
        assert_eq!(
            scene.verify(&unsigned),
            Err(Refusal::TokenInvalid),
            "alg {alg:?}"
        );
    }
    // The classic: the public key, which anyone knows, taken for a shared secret.
    let secrets = [
        public.as_bytes().to_vec(),
        URL_SAFE_NO_PAD.decode(public).expect("base64"),
        scene.issuer.jwks().into_bytes(),
    ];
    for secret in secrets {
        for alg in [Algorithm::HS256, Algorithm::HS384, Algorithm::HS512] {
            let mut header = Header::new(alg);
            header.kid = kid.as_str().map(str::to_owned);
            let claims: Value =
                serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).expect("base64"))
                    .expect("JSON");
            let forged = encode(&header, &claims, &EncodingKey::from_secret(&secret)).expect("JWT");
            assert_eq!(scene.verify(&forged), Err(Refusal::TokenInvalid), "{alg:?}");
        }
    }
}

#[test]
fn a_token_does_not_bring_its_own_key() {
    let scene = Scene::new();
    let stranger = Scene::new();
    let own: Value = serde_json::from_str(&stranger.issuer.jwks()).expect("JSON");

    assert_eq!(scene.verify(&stranger.token()), Err(Refusal::TokenInvalid));
    assert_eq!(
        scene.verify(&stranger.sign(&json!({}))),
        Err(Refusal::TokenInvalid)
    );

    let key = EncodingKey::from_ed_pem(stranger.pem.expose_secret().as_bytes()).expect("a key");
    let mut header = Header::new(Algorithm::EdDSA);
    header.jwk = serde_json::from_value(own["keys"][0].clone()).ok();
    assert!(header.jwk.is_some());
    header.jku = Some("https://evil/jwks.json".to_owned());
    let claims =
        json!({"iss": "https://issuer", "aud": "baedal", "sub": "s", "exp": 9_999_999_999_u64});
    let forged = encode(&header, &claims, &key).expect("a token");
    assert_eq!(scene.verify(&forged), Err(Refusal::TokenInvalid));
}

#[test]
fn extensions_that_must_be_understood_are_not() {
    let scene = Scene::new();
    let key = EncodingKey::from_ed_pem(scene.pem.expose_secret().as_bytes()).expect("a key");
    let mut header = Header::new(Algorithm::EdDSA);
    header.crit = Some(vec!["b64".to_owned()]);
    let claims =
        json!({"iss": "https://issuer", "aud": "baedal", "sub": "s", "exp": 9_999_999_999_u64});

    let token = encode(&header, &claims, &key).expect("a token");

    assert_eq!(scene.verify(&token), Err(Refusal::TokenInvalid));
}

#[test]
fn new_keys_come_into_force_while_calls_go_on() {
    let scene = Scene::new();
    let next = Scene::new();
    let verifier = scene.verifier_at(NOW);
    assert!(verifier.person(&next.token()).is_err());

    scene
        .keys
        .replace(KeySet::from_jwks(&next.issuer.jwks()).expect("keys"));

    assert!(verifier.person(&next.token()).is_ok());
    assert!(verifier.person(&scene.token()).is_err());
}

#[test]
fn a_key_that_is_none_signs_nothing() {
    for text in [
        "",
        "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
    ] {
        assert!(
            Issuer::from_pem(&text.into(), "i", "a").is_err(),
            "{text:?}"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn a_token_with_any_character_changed_is_refused(
        place in any::<prop::sample::Index>(),
        with in "[A-Za-z0-9_.-]",
    ) {
        let scene = Scene::new();
        let token = scene.token();
        let place = place.index(token.len());
        let tampered = format!("{}{with}{}", &token[..place], &token[place + 1..]);
        prop_assume!(tampered != token);
        prop_assert!(scene.verify(&tampered).is_err(), "{tampered}");
    }

    #[test]
    fn garbage_is_refused_and_breaks_nothing(text in ".{0,200}") {
        let scene = Scene::new();
        prop_assert_eq!(scene.verify(&text), Err(Refusal::TokenInvalid));
    }
}

#[test]
fn an_endless_token_is_refused_before_any_work() {
    let scene = Scene::new();
    let long = scene.sign(&json!({"extra": "x".repeat(10_000)}));
    assert_eq!(scene.verify(&long), Err(Refusal::TokenInvalid));
}

#[test]
fn roles_are_read_from_wherever_the_issuer_puts_them() {
    let scene = Scene::new();
    let both = json!(["customer", "rider", "offline_access"]);
    for (claim, claims) in [
        ("roles", json!({ "roles": both })),
        ("roles", json!({ "roles": "customer  rider other" })),
        (
            "realm_access.roles",
            json!({"realm_access": { "roles": both }, "roles": ["operator"]}),
        ),
        (
            "https://a.example/roles",
            json!({ "https://a.example/roles": both }),
        ),
    ] {
        let verifier = scene.verifier_at(NOW).with_roles_claim(claim);
        let caller = verifier.person(&scene.sign(&claims));
        let caller = caller.unwrap_or_else(|refusal| panic!("{claim}: {refusal}"));
        let roles: Vec<Role> = Role::ALL
            .into_iter()
            .filter(|role| caller.has(*role))
            .collect();
        assert_eq!(roles, [Role::Customer, Role::Rider], "{claim}");
    }
    // No such claim is no role, and no reason to refuse whoever has signed in.
    let verifier = scene.verifier_at(NOW).with_roles_claim("a.b.c");
    let caller = verifier.person(&scene.sign(&json!({"a": {"b": 7}})));
    assert!(
        Role::ALL
            .iter()
            .all(|role| !caller.as_ref().expect("signed in").has(*role))
    );
}
