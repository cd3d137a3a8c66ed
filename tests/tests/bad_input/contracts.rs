//! Every field of every request that the contracts know, spoilt by what its type allows: nothing new can be forgotten here.

use std::collections::BTreeMap;

use baedal_dev::system::Service;
use baedal_e2e::{Line, Protocol, Town, field_violations};
use baedal_proto::{FILE_DESCRIPTOR_SET, access_rules};
use prost::Message;
use prost_reflect::{
    DescriptorPool, DynamicMessage, FieldDescriptor, Kind, MessageDescriptor, MethodDescriptor,
    Value,
};
use sqlx::{Connection, PgConnection};
use tonic::Code;

use crate::raw::first;

/// These name people, and people's names are the issuer's: any short text is one.
const SUBJECTS: [&str; 3] = ["customer_id", "owner_id", "subject"];

/// Text that may be of any length: it picks among what there is, and picks nothing when it is nonsense.
const PICKS: [&str; 1] = ["consumer"];

/// A request with one bad field, and the name that the refusal must hold.
struct Spoilt {
    field: String,
    request: DynamicMessage,
}

/// All ways to spoil a request.
fn spoilt(request: &MessageDescriptor) -> Vec<Spoilt> {
    let mut all = Vec::new();
    for field in request.fields() {
        for (path, value) in bad_values(&field) {
            let mut request = chosen(request);
            request.set_field(&field, value);
            let field = path;
            all.push(Spoilt { field, request });
        }
    }
    all
}

/// A request that chooses, where there is a choice: some fields are looked at only with one of them.
fn chosen(request: &MessageDescriptor) -> DynamicMessage {
    let mut message = DynamicMessage::new(request.clone());
    for field in request.fields() {
        if let (Kind::Enum(choices), false) = (field.kind(), field.is_list()) {
            let last = choices.values().map(|value| value.number()).max();
            message.set_field(&field, Value::EnumNumber(last.unwrap_or_default()));
        }
    }
    message
}

/// Bad values for a field, each with the name that a refusal gives it.
fn bad_values(field: &FieldDescriptor) -> Vec<(String, Value)> {
    let name = field.name().to_owned();
    if field.is_list() || PICKS.contains(&field.name()) {
        return Vec::new();
    }
    let named = |value| (name.clone(), value);
    match field.kind() {
        Kind::String => {
            let mut bad = vec!["7".repeat(10_000)];
            if name.ends_with("_id") && !SUBJECTS.contains(&&*name) {
                bad.push("not-an-id".to_owned());
            }
            if name == "page_token" {
                bad.push("made up".to_owned());
            }
            bad.into_iter().map(|it| named(Value::String(it))).collect()
        }
        Kind::Int32 => vec![named(Value::I32(-1))],
        Kind::Int64 => vec![named(Value::I64(-1))],
        Kind::Enum(_) => vec![named(Value::EnumNumber(99)), named(Value::EnumNumber(-5))],
        Kind::Message(message) if message.package_name().starts_with("baedal") => {
            let inner = message.fields().flat_map(|field| {
                let message = message.clone();
                bad_values(&field).into_iter().map(move |(path, value)| {
                    let mut holder = DynamicMessage::new(message.clone());
                    holder.set_field(&field, value);
                    (path, Value::Message(holder))
                })
            });
            inner
                .map(|(path, value)| (format!("{name}.{path}"), value))
                .collect()
        }
        _ => Vec::new(),
    }
}

/// The fields that a request may not lack.
fn required(pool: &DescriptorPool, request: &MessageDescriptor) -> Vec<String> {
    let behavior = pool
        .get_extension_by_name("google.api.field_behavior")
        .expect("the contracts say what is required");
    let is_required = |field: &FieldDescriptor| {
        let options = field.options();
        let said = options.get_extension(&behavior);
        let said = said.as_list().unwrap_or_default();
        said.iter().any(|it| it.as_enum_number() == Some(2))
    };
    let required = request.fields().filter(is_required);
    required.map(|field| field.name().to_owned()).collect()
}

/// Somebody who may call the method, at the door where it is served.
pub(crate) fn caller(town: &Town, rules: &BTreeMap<String, Vec<&'static str>>, path: &str) -> Line {
    let system = town.system();
    match rules[path].first() {
        Some(role) => {
            let token = system.token("careless", &[role]);
            Line::open(&system.gateway_url(), Protocol::Grpc, Some(&token))
        }
        // Nobody's role: a service's, or for everyone.
        None if path.contains("PaymentService") => {
            Line::open(&system.url(Service::Payment), Protocol::Grpc, None)
                .as_service(system.order_token())
        }
        None => Line::open(&system.gateway_url(), Protocol::Grpc, None),
    }
}

/// What there is to tell of, in every service that tells something.
async fn facts(town: &Town) -> i64 {
    let mut all = 0;
    for service in [
        Service::Order,
        Service::Payment,
        Service::Store,
        Service::Delivery,
    ] {
        let mut database = PgConnection::connect(&town.system().database_url(service))
            .await
            .expect("the database can be reached");
        let facts: i64 = sqlx::query_scalar("SELECT count(*) FROM outbox")
            .fetch_one(&mut database)
            .await
            .expect("the outbox can be read");
        all += facts;
    }
    all
}

pub(crate) fn methods(pool: &DescriptorPool) -> Vec<(String, MethodDescriptor)> {
    let services = pool.services();
    let methods = services.flat_map(|service| service.methods().collect::<Vec<_>>());
    methods
        .map(|method| {
            let service = method.parent_service().full_name().to_owned();
            (format!("/{service}/{}", method.name()), method)
        })
        .collect()
}

#[tokio::test]
async fn every_field_of_every_request_is_named_when_it_is_missing_or_bad() {
    let town = Town::shared().await;
    let pool = DescriptorPool::decode(FILE_DESCRIPTOR_SET).expect("descriptors");
    let rules = access_rules().into_iter();
    let rules: BTreeMap<_, _> = rules.map(|rule| (rule.path, rule.roles)).collect();

    let (mut calls, mut wrong) = (0, Vec::new());
    for (path, method) in methods(&pool) {
        let line = caller(town, &rules, &path);
        let request = method.input();
        let required = required(&pool, &request);
        let is_mutation = request.get_field_by_name("request_id").is_some();
        assert!(
            !is_mutation || required.iter().any(|field| field == "request_id"),
            "{path} needs a request_id"
        );
        let mut bad = spoilt(&request);
        let empty = required.into_iter().map(|field| Spoilt {
            field,
            request: DynamicMessage::new(request.clone()),
        });
        bad.extend(empty);
        for Spoilt { field, request } in bad {
            calls += 1;
            let rpc = path.trim_start_matches("/baedal.");
            let Err(refusal) = first(&line, rpc, request.encode_to_vec()).await else {
                wrong.push(format!("{path} takes a bad {field}"));
                continue;
            };
            let named = field_violations(&refusal);
            if refusal.code() != Code::InvalidArgument || !named.contains(&field) {
                wrong.push(format!(
                    "{path} with a bad {field}: {:?} {}, names {named:?}",
                    refusal.code(),
                    refusal.message()
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    println!("{} RPCs, {calls} calls", rules.len());

    for service in Service::ALL {
        assert!(town.system().is_running(service.into()), "{service} runs");
        let lines = town.system().lines(service);
        let panicked = lines.iter().find(|line| line.contains("panicked"));
        assert_eq!(panicked, None, "{service}");
    }
    assert_eq!(facts(town).await, 0, "nothing came of it");
}
