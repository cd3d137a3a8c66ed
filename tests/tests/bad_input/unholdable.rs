//! Values that no database holds, or that only just exist, in every field and page token that the contracts know: whoever
//! sends them hears that they are wrong, or that there is no such thing. A fault of ours they never are.

use std::{collections::BTreeMap, fmt::Write};

use baedal_dev::system::Service;
use baedal_e2e::{Line, Protocol, Town};
use baedal_proto::{FILE_DESCRIPTOR_SET, access_rules};
use prost::Message;
use prost_reflect::{
    DescriptorPool, DynamicMessage, FieldDescriptor, Kind, MessageDescriptor, Value,
};
use serde_json::{Value as Json, json};
use tonic::Code;

use crate::ID;
use crate::contracts::{caller, methods};
use crate::raw::first;

/// What answers are when the fault is ours.
const OURS: [Code; 4] = [
    Code::Internal,
    Code::Unknown,
    Code::DataLoss,
    Code::Unavailable,
];

/// A request with nothing wrong, so that what is spoilt then gets as far as it can.
pub(crate) fn good(message: &MessageDescriptor) -> DynamicMessage {
    let mut whole = DynamicMessage::new(message.clone());
    for field in message.fields() {
        let one = match field.kind() {
            Kind::String => text(field.name()).map(|text| Value::String(text.to_owned())),
            Kind::Enum(kind) => kind
                .values()
                .find(|value| value.number() > 0)
                .map(|value| Value::EnumNumber(value.number())),
            Kind::Int32 if field.name() == "quantity" => Some(Value::I32(1)),
            Kind::Int64 if field.name() == "units" => Some(Value::I64(5_000)),
            Kind::Double => Some(Value::F64(37.5)),
            Kind::Message(message) => Some(Value::Message(good(&message))),
            _ => None,
        };
        if let Some(one) = one.filter(|_| !field.is_map()) {
            let value = if field.is_list() {
                Value::List(vec![one])
            } else {
                one
            };
            whole.set_field(&field, value);
        }
    }
    whole
}

/// What fits in a field of that name; nothing where the field may be left out.
pub(crate) fn text(field: &str) -> Option<&'static str> {
    match field {
        "owner_id" | "customer_id" | "rider_id" | "subject" => Some("somebody"),
        "currency_code" => Some("KRW"),
        "card_token" => Some("card_approve"),
        "email" | "phone" | "webhook_url" | "webhook_secret" | "page_token" | "consumer" => None,
        name if name.ends_with("_id") => Some(ID),
        _ => Some("words"),
    }
}

/// Page tokens that nobody gave out: well formed, for the filters of [`good`] or of an empty request, and with keys of every kind
/// that lists have.
pub(crate) fn forged() -> Vec<String> {
    let filters = [
        String::new(),
        ID.to_owned(),
        format!("{ID}\n1"),
        format!("{ID}\n0"),
        "1\nsomebody".to_owned(),
        "0\nsomebody".to_owned(),
        "0\n".to_owned(),
        "\nfalse".to_owned(),
        "37.5 37.5".to_owned(),
    ];
    let huge = u64::MAX;
    let keys = [
        json!(["x\0", ID]),
        json!(["x".repeat(1_500), ID]),
        json!([i64::MIN, ID]),
        json!([i64::MAX, ID]),
        json!([i64::MIN, "x\0"]),
        json!([huge, true, ID]),
        json!(i64::MIN),
        json!(ID),
        // Times before the first that PostgreSQL knows, and after the last that we do.
        json!([-250_000_000_000_000_000_000_f64, ID]),
        json!([9.0e37, ID]),
    ];
    let mut tokens = Vec::new();
    for filter in &filters {
        for key in &keys {
            let json = json!([filter, key]).to_string();
            tokens.push(hex(&json));
        }
        for nanos in ["-250000000000000000000", "253402300800000000000"] {
            let filter = Json::from(filter.as_str());
            tokens.push(hex(&format!(r#"[{filter},[{nanos},"{ID}"]]"#)));
        }
    }
    tokens
}

fn hex(text: &str) -> String {
    text.bytes().fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").expect("a String takes all that is written");
        hex
    })
}

/// What a field of that kind may hold on the wire, and no row can, or hardly.
fn odd(field: &FieldDescriptor) -> Vec<Value> {
    match field.kind() {
        Kind::String if field.name() == "page_token" => {
            forged().into_iter().map(Value::String).collect()
        }
        Kind::String => ["a\0b", "\0", "\u{feff}", "\u{ffff}", "\u{10ffff}", "'; --"]
            .map(str::to_owned)
            .into_iter()
            .chain(["\u{1f600}".repeat(5_000)])
            .map(Value::String)
            .collect(),
        Kind::Bytes => vec![Value::Bytes(vec![0; 5_000].into())],
        Kind::Int32 | Kind::Sint32 => [i32::MIN, i32::MAX].map(Value::I32).into(),
        Kind::Int64 | Kind::Sint64 => [
            i64::MIN,
            i64::MAX,
            -377_705_116_800,  // 9999 BC
            -210_866_803_200,  // 4714 BC
            253_402_300_800,   // 10000
            9_224_318_016_000, // 294277
        ]
        .map(Value::I64)
        .into(),
        Kind::Enum(_) => [i32::MIN, -1, 4_711, i32::MAX]
            .map(Value::EnumNumber)
            .into(),
        Kind::Double => [
            f64::NAN,
            f64::INFINITY,
            f64::NEG_INFINITY,
            f64::MAX,
            f64::MIN_POSITIVE,
            -0.0,
        ]
        .map(Value::F64)
        .into(),
        _ => Vec::new(),
    }
}

/// Every way to make one field of a good message odd, with the field's path.
fn spoilt(message: &MessageDescriptor) -> Vec<(String, DynamicMessage)> {
    let mut all = Vec::new();
    for field in message.fields().filter(|field| !field.is_map()) {
        let values = match field.kind() {
            Kind::Message(inner) => spoilt(&inner)
                .into_iter()
                .map(|(path, inner)| (format!(".{path}"), Value::Message(inner)))
                .collect(),
            _ => odd(&field)
                .into_iter()
                .map(|value| (String::new(), value))
                .collect::<Vec<_>>(),
        };
        for (path, value) in values {
            let mut whole = good(message);
            let value = if field.is_list() {
                Value::List(vec![value])
            } else {
                value
            };
            whole.set_field(&field, value);
            all.push((format!("{}{path}", field.name()), whole));
        }
    }
    all
}

#[tokio::test]
async fn nothing_that_a_caller_sends_is_a_fault_of_ours() {
    // Some of it is taken, which would be news to the neighbours.
    let town = Town::alone().await;
    nothing_in_a_request(&town).await;
}

async fn nothing_in_a_request(town: &Town) {
    let pool = DescriptorPool::decode(FILE_DESCRIPTOR_SET).expect("descriptors");
    let rules = access_rules().into_iter();
    let rules: BTreeMap<_, _> = rules.map(|rule| (rule.path, rule.roles)).collect();

    let (mut calls, mut ours) = (0, Vec::new());
    for (path, method) in methods(&pool) {
        let rpc = path.trim_start_matches("/baedal.");
        let mut lines = vec![caller(town, &rules, &path)];
        if path.contains("DeadLetterService") {
            // Every service answers it out of its own database.
            let token = town.system().token("careless", &["operator"]);
            for service in [
                Service::Payment,
                Service::Store,
                Service::Delivery,
                Service::Dashboard,
            ] {
                let url = town.system().url(service);
                lines.push(Line::open(&url, Protocol::Grpc, Some(&token)));
            }
        }
        for (field, request) in spoilt(&method.input()) {
            for line in &lines {
                calls += 1;
                if let Err(refusal) = first(line, rpc, request.encode_to_vec()).await
                    && OURS.contains(&refusal.code())
                {
                    ours.push(format!("{path} with an odd {field}: {refusal:?}"));
                }
            }
        }
    }
    assert!(ours.is_empty(), "{}", ours.join("\n"));
    println!("{calls} calls");
}
