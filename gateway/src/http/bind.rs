//! From an HTTP request to the call's message: body, path and query put together as JSON, and read by protobuf's rules for it.

use std::borrow::Cow;

use baedal_runtime::rpc::Violations;
use percent_encoding::percent_decode_str;
use prost_reflect::{DeserializeOptions, DynamicMessage, FieldDescriptor, Kind};
use serde_json::{Map, Value};
use tonic::Status;

use super::{
    explain::{explain, nested, shown},
    strict,
    table::{Binding, RequestBody, field},
};

/// The message of a call. `values` are what the path says, still encoded.
///
/// # Errors
/// `INVALID_ARGUMENT` that names every field that is wrong.
pub(crate) fn message(
    binding: &Binding,
    values: &[&str],
    query: Option<&str>,
    body: &[u8],
) -> Result<DynamicMessage, Status> {
    let mut violations = Violations::new();
    let mut fields = from_body(binding, body, &mut violations);
    from_path(binding, values, &mut fields, &mut violations);
    from_query(
        binding,
        query.unwrap_or_default(),
        &mut fields,
        &mut violations,
    );
    let input = binding.rpc.input();
    if !violations.is_empty() {
        explain(&input, &fields, &mut violations);
        return Err(violations.into_status());
    }
    let options = DeserializeOptions::new().deny_unknown_fields(true);
    // Most requests are good, and are read once.
    DynamicMessage::deserialize_with_options(
        input.clone(),
        &Value::Object(fields.clone()),
        &options,
    )
    .map_err(|_| {
        explain(&input, &fields, &mut violations);
        if violations.is_empty() {
            violations.add("body", "is not what this call takes");
        }
        violations.into_status()
    })
}

fn from_body(binding: &Binding, body: &[u8], violations: &mut Violations) -> Map<String, Value> {
    let mut fields = Map::new();
    if body.iter().all(u8::is_ascii_whitespace) {
        return fields;
    }
    if binding.body == RequestBody::None {
        violations.add(
            "body",
            "must be empty: this call takes its fields from the query",
        );
        return fields;
    }
    let read = match &binding.body {
        RequestBody::Field(field) => strict::read(body, nested(field), field.name(), violations),
        _ => strict::read(body, Some(binding.rpc.input()), "", violations),
    };
    match (read, &binding.body) {
        (Ok(value), RequestBody::Field(field)) => {
            fields.insert(field.json_name().to_owned(), value);
        }
        (Ok(Value::Object(object)), _) => fields = object,
        (Ok(_), _) => violations.add("body", "must be a JSON object"),
        (Err(error), _) => violations.add(
            "body",
            format!(
                "is no JSON: line {}, column {}",
                error.line(),
                error.column()
            ),
        ),
    }
    fields
}

fn from_path(
    binding: &Binding,
    values: &[&str],
    fields: &mut Map<String, Value>,
    violations: &mut Violations,
) {
    for (variable, value) in binding.variables.iter().zip(values) {
        let Ok(value) = percent_decode_str(value).decode_utf8() else {
            violations.add(&path(variable), "is not UTF-8");
            continue;
        };
        let Some((field, place)) = place(fields, variable) else {
            violations.add(&path(variable), "is said by the path");
            continue;
        };
        let said = [field.json_name(), field.name()].map(|name| place.remove(name));
        let value = parameter(field, value);
        // The body may repeat what the path says.
        if said.into_iter().flatten().any(|said| said != value) {
            violations.add(&path(variable), "is not what the path says");
        }
        place.insert(field.json_name().to_owned(), value);
    }
}

fn from_query(
    binding: &Binding,
    query: &str,
    fields: &mut Map<String, Value>,
    violations: &mut Violations,
) {
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        let bound = match &binding.body {
            RequestBody::Whole => None,
            RequestBody::None => field(&binding.rpc.input(), &name),
            RequestBody::Field(body) => {
                field(&binding.rpc.input(), &name).filter(|fields| fields.first() != Some(body))
            }
        };
        let Some(bound) = bound else {
            violations.add(&shown(&name), "is no field that the query may have");
            continue;
        };
        if binding.variables.contains(&bound) {
            violations.add(&path(&bound), "is said by the path");
            continue;
        }
        let Some((field, place)) = place(fields, &bound) else {
            violations.add(&path(&bound), "is there twice");
            continue;
        };
        let value = parameter(field, value);
        if field.is_list() {
            let list = place.entry(field.json_name());
            if let Value::Array(list) = list.or_insert_with(|| Value::Array(Vec::new())) {
                list.push(value);
            }
        } else if place.insert(field.json_name().to_owned(), value).is_some() {
            violations.add(&path(&bound), "is there twice");
        }
    }
}

/// The object that holds the last of these fields, made where it is missing. `None` where something else is in its place.
fn place<'f, 'd>(
    mut fields: &'f mut Map<String, Value>,
    way: &'d [FieldDescriptor],
) -> Option<(&'d FieldDescriptor, &'f mut Map<String, Value>)> {
    let (last, outer) = way.split_last()?;
    for field in outer {
        let name = if fields.contains_key(field.name()) {
            field.name()
        } else {
            field.json_name()
        };
        let inner = fields.entry(name);
        let inner = inner.or_insert_with(|| Value::Object(Map::new()));
        fields = inner.as_object_mut()?;
    }
    Some((last, fields))
}

/// A value of path or query as JSON. Numbers may be strings there; whether they are any is seen when the message is read.
fn parameter(field: &FieldDescriptor, text: Cow<'_, str>) -> Value {
    match field.kind() {
        Kind::Bool => match text.as_ref() {
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            _ => Value::String(text.into_owned()),
        },
        Kind::Enum(_) => match text.parse::<i32>() {
            Ok(number) => number.into(),
            Err(_) => Value::String(text.into_owned()),
        },
        _ => Value::String(text.into_owned()),
    }
}

/// A field as violations name it.
fn path(fields: &[FieldDescriptor]) -> String {
    let names: Vec<&str> = fields.iter().map(FieldDescriptor::name).collect();
    names.join(".")
}
