//! What is wrong with a request that could not be read, field by field. Only ever run for such a request.

use baedal_runtime::rpc::Violations;
use prost_reflect::{DeserializeOptions, DynamicMessage, FieldDescriptor, Kind, MessageDescriptor};
use serde_json::{Map, Value};

use super::table::named;

/// A name that nobody knows is told back only so far.
const NAME_CHARS: usize = 64;

/// Notes every field of `object` that is none of `message`, or is not of its type.
pub(crate) fn explain(
    message: &MessageDescriptor,
    object: &Map<String, Value>,
    violations: &mut Violations,
) {
    for (name, value) in object {
        let Some(field) = named(message, name) else {
            violations.add(&shown(name), "is no field of this call");
            continue;
        };
        match (value, nested(&field)) {
            (Value::Null, _) => {}
            (Value::Array(values), nested) if field.is_list() => {
                for (index, value) in values.iter().enumerate() {
                    let name = format!("{}[{index}]", field.name());
                    one(&field, &name, nested.as_ref(), value, violations);
                }
            }
            (_, _) if field.is_list() => violations.add(field.name(), "must be a list"),
            (Value::Object(inner), Some(nested)) => {
                violations.nested(field.name(), |violations| {
                    explain(&nested, inner, violations);
                });
            }
            (_, Some(_)) => violations.add(field.name(), "must be an object"),
            (value, None) if !is_good(&field, value) => {
                violations.add(field.name(), expected(&field.kind()));
            }
            (_, None) => {}
        }
    }
}

/// One element of a list.
fn one(
    field: &FieldDescriptor,
    name: &str,
    nested: Option<&MessageDescriptor>,
    value: &Value,
    violations: &mut Violations,
) {
    match (value, nested) {
        (Value::Object(inner), Some(nested)) => {
            violations.nested(name, |violations| explain(nested, inner, violations));
        }
        (_, Some(_)) => violations.add(name, "must be an object"),
        (value, None) => {
            if !is_good(field, &Value::Array(vec![value.clone()])) {
                violations.add(name, expected(&field.kind()));
            }
        }
    }
}

/// The message that a field holds, if its JSON is an object with its fields.
pub(crate) fn nested(field: &FieldDescriptor) -> Option<MessageDescriptor> {
    match field.kind() {
        Kind::Message(message) if !field.is_map() && !is_well_known(&message) => Some(message),
        _ => None,
    }
}

pub(crate) fn is_well_known(message: &MessageDescriptor) -> bool {
    message.package_name() == "google.protobuf"
}

/// Whether a field takes this value, asked of the library that reads them.
fn is_good(field: &FieldDescriptor, value: &Value) -> bool {
    let object = Map::from_iter([(field.json_name().to_owned(), value.clone())]);
    let options = DeserializeOptions::new().deny_unknown_fields(true);
    let message = field.parent_message().clone();
    DynamicMessage::deserialize_with_options(message, &Value::Object(object), &options).is_ok()
}

fn expected(kind: &Kind) -> String {
    let words = match kind {
        Kind::Double | Kind::Float => "must be a number",
        Kind::Int32 | Kind::Sint32 | Kind::Sfixed32 => "must be a whole number of 32 bits",
        Kind::Uint32 | Kind::Fixed32 => "must be a whole number of 32 bits, not negative",
        Kind::Int64 | Kind::Sint64 | Kind::Sfixed64 => "must be a whole number of 64 bits",
        Kind::Uint64 | Kind::Fixed64 => "must be a whole number of 64 bits, not negative",
        Kind::Bool => "must be true or false",
        Kind::String => "must be a string",
        Kind::Bytes => "must be a string in Base64",
        Kind::Message(message) => match message.full_name() {
            "google.protobuf.Timestamp" => "must be a time such as 2025-01-31T12:00:00Z",
            "google.protobuf.Duration" => "must be a duration such as 1.5s",
            _ => "is malformed",
        },
        Kind::Enum(values) => {
            let names: Vec<_> = values
                .values()
                .map(|value| value.name().to_owned())
                .collect();
            return format!("must be one of {}", names.join(", "));
        }
    };
    words.to_owned()
}

/// A name as the caller wrote it, cut short.
pub(crate) fn shown(name: &str) -> String {
    name.chars().take(NAME_CHARS).collect()
}
