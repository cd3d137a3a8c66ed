//! Whatever a call says in gRPC, it can say over HTTP: every binding of the contracts, with messages made at random.

use proptest::{collection::vec, prelude::any, proptest, test_runner::Config as ProptestConfig};
use prost::Message as _;
use prost_reflect::{
    DescriptorPool, DynamicMessage, FieldDescriptor, Kind, MessageDescriptor, Value,
};
use serde_json::Value as Json;

use super::{
    bind, call,
    table::{Binding, RequestBody, Table, bindings},
};

/// Random bytes that values are made of; zeros when they are used up, so that fewer bytes are a simpler message.
struct Source(std::vec::IntoIter<u8>);

impl Source {
    fn byte(&mut self) -> u8 {
        self.0.next().unwrap_or(0)
    }

    fn bytes<const N: usize>(&mut self) -> [u8; N] {
        std::array::from_fn(|_| self.byte())
    }

    fn text(&mut self) -> String {
        const SIGNS: [char; 16] = [
            'a', 'B', '7', '/', ':', '%', ' ', '&', '=', '+', '"', '\\', '\n', '#', 'ü', '밥',
        ];
        let length = self.byte() % 8;
        (0..length)
            .map(|_| SIGNS[usize::from(self.byte() % 16)])
            .collect()
    }

    fn message(&mut self, message: &MessageDescriptor) -> DynamicMessage {
        let mut made = DynamicMessage::new(message.clone());
        match message.full_name() {
            "google.protobuf.Timestamp" | "google.protobuf.Duration" => {
                let nanos = u32::from_be_bytes(self.bytes()) % 1_000_000_000;
                made.set_field_by_number(1, Value::I64(u32::from_be_bytes(self.bytes()).into()));
                made.set_field_by_number(2, Value::I32(nanos.cast_signed()));
            }
            _ => {
                for field in message.fields() {
                    if field.is_list() {
                        let values = (0..self.byte() % 3).map(|_| self.value(&field)).collect();
                        made.set_field(&field, Value::List(values));
                    } else if self.byte().is_multiple_of(2) {
                        let value = self.value(&field);
                        made.set_field(&field, value);
                    }
                }
            }
        }
        made
    }

    fn value(&mut self, field: &FieldDescriptor) -> Value {
        match field.kind() {
            Kind::Double => Value::F64(f64::from(i32::from_be_bytes(self.bytes())) / 1_000.0),
            Kind::Int32 => Value::I32(i32::from_be_bytes(self.bytes())),
            Kind::Int64 => Value::I64(i64::from_be_bytes(self.bytes())),
            Kind::Bool => Value::Bool(self.byte() % 2 == 1),
            Kind::String => Value::String(self.text()),
            Kind::Bytes => Value::Bytes(self.bytes::<5>().to_vec().into()),
            Kind::Message(message) => Value::Message(self.message(&message)),
            Kind::Enum(values) => {
                let index = usize::from(self.byte()) % values.values().len();
                let value = values.values().nth(index).expect("within");
                Value::EnumNumber(value.number())
            }
            other => panic!("the contracts have no {other:?} until now"),
        }
    }
}

/// The pairs of a query that say what this JSON says.
fn pairs(name: &str, value: Json, query: &mut form_urlencoded::Serializer<'_, String>) {
    match value {
        Json::Object(fields) => {
            for (inner, value) in fields {
                let name = if name.is_empty() {
                    inner
                } else {
                    format!("{name}.{inner}")
                };
                pairs(&name, value, query);
            }
        }
        Json::Array(values) => values
            .into_iter()
            .for_each(|value| pairs(name, value, query)),
        Json::String(text) => drop(query.append_pair(name, &text)),
        other => drop(query.append_pair(name, &other.to_string())),
    }
}

/// Sends a message through the table and the reader, as a client writes it.
fn sent(table: &Table, binding: &Binding, message: &DynamicMessage) -> DynamicMessage {
    let json = call::json(message).expect("JSON");
    let mut json: Json = serde_json::from_slice(&json).expect("JSON");
    let mut path = binding.template.openapi();
    for way in &binding.variables {
        let [field] = way.as_slice() else {
            panic!("nested variables are tested where there are some")
        };
        let value = json
            .as_object_mut()
            .expect("an object")
            .remove(field.json_name());
        let value = value.expect("set").as_str().expect("a string").to_owned();
        let value =
            percent_encoding::utf8_percent_encode(&value, percent_encoding::NON_ALPHANUMERIC);
        path = path.replace(&format!("{{{}}}", field.name()), &value.to_string());
    }
    let (mut query, mut body) = (form_urlencoded::Serializer::new(String::new()), Vec::new());
    match binding.body {
        RequestBody::Whole => body = serde_json::to_vec(&json).expect("JSON"),
        RequestBody::None => pairs("", json, &mut query),
        RequestBody::Field(_) => panic!("tested where there is one"),
    }
    let (found, values) = table
        .find(&path)
        .and_then(|found| found.by(&binding.method).ok())
        .unwrap_or_else(|| panic!("{path} leads nowhere"));
    assert_eq!(found.path, binding.path, "{path}");
    let query = query.finish();
    bind::message(found, &values, Some(&query), &body)
        .unwrap_or_else(|status| panic!("{path}?{query}: {}", status.message()))
}

#[test]
fn every_call_says_over_http_what_it_says_in_grpc() {
    let pool = DescriptorPool::decode(baedal_proto::FILE_DESCRIPTOR_SET).expect("descriptors");
    let table = Table::of_contracts(&pool).expect("a table");
    let all: Vec<Binding> = pool
        .services()
        .flat_map(|service| service.methods().collect::<Vec<_>>())
        .flat_map(|rpc| bindings(&pool, &rpc).expect("bindings"))
        .collect();
    assert!(all.len() > 40, "{}", all.len());

    let config = ProptestConfig {
        cases: 64,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    proptest!(config, |(bytes in vec(any::<u8>(), 0..400))| {
        for binding in &all {
            let mut message = Source(bytes.clone().into_iter()).message(&binding.rpc.input());
            for way in &binding.variables {
                let said = message.get_field(&way[0]);
                if said.as_str().is_some_and(str::is_empty) {
                    // A segment of a path is never empty.
                    message.set_field(&way[0], Value::String("x".to_owned()));
                }
            }
            // A default that was said and one that was not are the same on the wire.
            let (sent, said) = (sent(&table, binding, &message), message);
            assert_eq!(sent.encode_to_vec(), said.encode_to_vec(), "{}: {sent}", binding.path);
        }
    });
}
