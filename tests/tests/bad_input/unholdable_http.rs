//! Values that no database holds, in every path, query and JSON field that the contracts know. See `unholdable`.

use std::{collections::BTreeMap, time::Duration};

use baedal_e2e::Town;
use baedal_proto::{FILE_DESCRIPTOR_SET, access_rules};
use prost_reflect::{DescriptorPool, Kind, MessageDescriptor, MethodDescriptor, Value};
use serde_json::{Value as Json, json};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::TcpStream,
    time::timeout,
};

use crate::{
    ID,
    contracts::methods,
    unholdable::{forged, good, text},
};

const PATIENCE: Duration = Duration::from_secs(30);

/// Stands in JSON for what `serde_json` cannot write: half of a surrogate pair.
const HALF: &str = "@half@";

/// A binding of a method to HTTP: the verb, the path, and whether the fields are in the body.
struct Binding {
    verb: String,
    path: String,
    has_body: bool,
}

fn bindings(pool: &DescriptorPool, method: &MethodDescriptor) -> Vec<Binding> {
    let http = pool
        .get_extension_by_name("google.api.http")
        .expect("the contracts say where calls are");
    let options = method.options();
    let rule = options.get_extension(&http);
    let Some(rule) = rule.as_message() else {
        return Vec::new();
    };
    let mut rules = vec![rule.clone()];
    let more = rule.get_field_by_name("additional_bindings");
    let more = more.as_deref().and_then(Value::as_list).unwrap_or_default();
    rules.extend(more.iter().filter_map(Value::as_message).cloned());
    rules
        .iter()
        .flat_map(|rule| {
            let field = |name: &str| {
                let value = rule.get_field_by_name(name);
                value
                    .as_deref()
                    .and_then(Value::as_str)
                    .unwrap_or_default()
                    .to_owned()
            };
            ["get", "post", "put", "patch", "delete"].map(|verb| Binding {
                verb: verb.to_uppercase(),
                path: field(verb),
                has_body: !field("body").is_empty(),
            })
        })
        .filter(|binding| !binding.path.is_empty())
        .collect()
}

/// The path with that in place of its parameters.
fn filled(path: &str, value: &str) -> String {
    let mut parts = path.split('{');
    let mut whole = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (_, rest) = part.split_once('}').expect("a parameter's end");
        whole.push_str(value);
        whole.push_str(rest);
    }
    whole
}

/// Every scalar of a message, by its path in a query.
fn leaves(message: &MessageDescriptor, before: &str) -> Vec<String> {
    let mut all = Vec::new();
    for field in message.fields().filter(|field| !field.is_map()) {
        let path = format!("{before}{}", field.json_name());
        match field.kind() {
            Kind::Message(inner) => all.extend(leaves(&inner, &format!("{path}."))),
            _ => all.push(path),
        }
    }
    all
}

/// A good request as JSON, and every way to put something odd into one of its fields.
fn spoilt_json(message: &MessageDescriptor) -> (Json, Vec<Json>) {
    let (mut whole, mut all) = (serde_json::Map::new(), Vec::new());
    for field in message.fields().filter(|field| !field.is_map()) {
        let set = good(message).get_field(&field).into_owned();
        let (one, odd) = match field.kind() {
            Kind::Message(inner) => spoilt_json(&inner),
            Kind::String => (
                text(field.name()).map_or(Json::Null, Json::from),
                vec![
                    json!("a\0b"),
                    json!(HALF),
                    json!("x".repeat(20_000)),
                    json!(7),
                ],
            ),
            Kind::Enum(_) => (
                set.as_enum_number().map_or(Json::Null, Json::from),
                vec![json!("NOBODY_KNOWS"), json!(4_711), json!(-5), json!(1.5)],
            ),
            Kind::Double => (
                json!(37.5),
                ["NaN", "Infinity", "-Infinity", "1e400"]
                    .map(Json::from)
                    .into(),
            ),
            _ => (
                Json::Null,
                vec![
                    json!("9223372036854775808"),
                    json!(1e300),
                    json!("NaN"),
                    json!({}),
                    json!([[]]),
                ],
            ),
        };
        let list = |value| {
            if field.is_list() {
                json!([value])
            } else {
                value
            }
        };
        for odd in odd {
            all.push((field.json_name().to_owned(), list(odd)));
        }
        if !one.is_null() {
            whole.insert(field.json_name().to_owned(), list(one));
        }
    }
    let whole = Json::from(whole);
    let all = all
        .into_iter()
        .map(|(name, odd)| {
            let mut spoilt = whole.clone();
            spoilt[name] = odd;
            spoilt
        })
        .collect();
    (whole, all)
}

/// Calls over HTTP/1.1 and answers the status. Streams are left at once.
async fn status(gateway: &str, token: &str, verb: &str, path: &str, body: &str) -> u16 {
    let call = async {
        let mut stream = TcpStream::connect(gateway).await?;
        let head = format!(
            "{verb} {path} HTTP/1.1\r\nhost: {gateway}\r\nauthorization: Bearer {token}\r\nconnection: close\r\n\
             content-type: application/json\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        stream.write_all(head.as_bytes()).await?;
        stream.write_all(body.as_bytes()).await?;
        let mut line = String::new();
        BufReader::new(stream)
            .take(200)
            .read_line(&mut line)
            .await?;
        Ok::<_, std::io::Error>(line)
    };
    let line = timeout(PATIENCE, call).await.expect("an answer in time");
    let line = line.expect("the gateway answers");
    let status = line
        .split(' ')
        .nth(1)
        .and_then(|status| status.parse().ok());
    status.unwrap_or_else(|| panic!("{verb} {path}: {line:?}"))
}

#[tokio::test]
async fn nothing_in_a_path_a_query_or_json_is_a_fault_of_ours() {
    // Some of it is taken, which would be news to the neighbours.
    let town = Town::alone().await;
    let pool = DescriptorPool::decode(FILE_DESCRIPTOR_SET).expect("descriptors");
    let rules = access_rules().into_iter();
    let rules: BTreeMap<_, _> = rules.map(|rule| (rule.path, rule.roles)).collect();
    let url = town.system().gateway_url();
    let gateway = url.trim_start_matches("http://");
    let odd = [
        "%00",
        "a%00b",
        "%ED%A0%80",
        "%FF",
        "%F4%8F%BF%BF",
        "NaN",
        "1e400",
        "-9223372036854775809",
        "99999999999",
    ];

    let (mut calls, mut ours) = (0, Vec::new());
    for (path, method) in methods(&pool) {
        let token = rules[&path].first();
        let token = token.map_or_else(String::new, |role| town.system().token("careless", &[role]));
        for binding in bindings(&pool, &method) {
            let verb = &*binding.verb;
            let mut tries: Vec<(String, String)> = odd
                .iter()
                .map(|value| (filled(&binding.path, value), "{}".to_owned()))
                .collect();
            let path = filled(&binding.path, ID);
            if binding.has_body {
                let (_, all) = spoilt_json(&method.input());
                tries.extend(all.into_iter().map(|json| {
                    let json = json.to_string().replace(HALF, r"x\ud800");
                    (path.clone(), json)
                }));
            } else {
                for leaf in leaves(&method.input(), "") {
                    let values = odd.iter().map(|value| (*value).to_owned());
                    let values = values.chain(if leaf == "pageToken" {
                        forged()
                    } else {
                        Vec::new()
                    });
                    tries.extend(
                        values.map(|value| (format!("{path}?{leaf}={value}"), String::new())),
                    );
                }
            }
            for (path, body) in tries {
                calls += 1;
                let answer = status(gateway, &token, verb, &path, &body).await;
                if answer >= 500 && answer != 501 {
                    ours.push(format!("{verb} {path} {body}: {answer}"));
                }
            }
        }
    }
    assert!(ours.is_empty(), "{}", ours.join("\n"));
    println!("{calls} calls");
}
