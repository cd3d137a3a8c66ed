//! The `OpenAPI` document of what [`mod@crate::http`] serves, made from the same contracts: their comments are its descriptions.

mod comments;
mod schema;

use std::collections::BTreeMap;

use baedal_runtime::BoxError;
use prost_reflect::{DescriptorPool, FieldDescriptor, Kind, MethodDescriptor};
use serde_json::{Map, Value, json};

use self::{comments::Comments, schema::Schemas};
use crate::{
    forward::SERVICE,
    http::{
        explain::is_well_known,
        table::{Binding, RequestBody, bindings},
    },
    routes::{Destination, Upstream, destination},
};

const ABOUT: &str = "Takes a customer's order from the menu to the doorstep. Every call is also there as gRPC and gRPC-Web, at the \
    same place and by the same rules.\n\nAnswers are JSON as protobuf writes it: 64-bit numbers are strings, times are RFC 3339, \
    enums are names. Errors are `google.rpc.Status`; `google.rpc.ErrorInfo` in its details has the reason for programs. A call \
    with a `requestId` can be sent again with the same one, and is done once. Streams are server-sent events.";

/// How deep messages are unfolded into query parameters.
const QUERY_DEPTH: usize = 3;

/// The document.
///
/// # Errors
/// A rule in the contracts that is not understood.
pub(crate) fn document(pool: &DescriptorPool) -> Result<Value, BoxError> {
    let mut schemas = Schemas::new(pool)?;
    let comments = Comments::new(pool);
    let mut paths: BTreeMap<String, Map<String, Value>> = BTreeMap::new();
    let mut tags = Vec::new();
    for service in pool.services() {
        let mut is_there = false;
        for rpc in service.methods() {
            for (index, binding) in bindings(pool, &rpc)?.iter().enumerate() {
                is_there = true;
                let operation = operation(binding, index, &comments, &mut schemas);
                let method = binding.method.as_str().to_lowercase();
                let path = paths.entry(binding.template.openapi()).or_default();
                path.insert(method, operation);
            }
        }
        if is_there {
            let about = comments.of(service.parent_file().name(), service.path());
            tags.push(json!({"name": service.name(), "description": about}));
        }
    }
    schemas.status();
    Ok(json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Baedal",
            "version": "v1",
            "description": ABOUT,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "tags": tags,
        "paths": paths,
        "components": {
            "schemas": schemas.into_components(),
            "securitySchemes": {"bearer": {
                "type": "http", "scheme": "bearer", "bearerFormat": "JWT",
                "description": "In development, `POST /v1/tokens` hands one out.",
            }},
            "responses": {"Error": {
                "description": "The call was refused, or failed.",
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/google.rpc.Status"}}},
            }},
        },
    }))
}

fn operation(binding: &Binding, index: usize, comments: &Comments, schemas: &mut Schemas) -> Value {
    let rpc = &binding.rpc;
    let about = comments.of(rpc.parent_service().parent_file().name(), rpc.path());
    let number = if index == 0 {
        String::new()
    } else {
        format!("_{}", index + 1)
    };
    let mut operation = json!({
        "operationId": format!("{}_{}{number}", rpc.parent_service().name(), rpc.name()),
        "summary": about.split_inclusive(['.', ':']).next().unwrap_or_default().trim(),
        "description": about,
        "tags": [rpc.parent_service().name()],
        "parameters": parameters(binding, schemas),
        "responses": {
            "200": answer(rpc, schemas),
            "default": {"$ref": "#/components/responses/Error"},
        },
    });
    if let Some(body) = body(binding, schemas) {
        operation["requestBody"] = json!({
            "required": true,
            "content": {"application/json": {"schema": body}},
        });
    }
    if !is_public(binding) {
        operation["security"] = json!([{"bearer": []}]);
    }
    operation
}

fn answer(rpc: &MethodDescriptor, schemas: &mut Schemas) -> Value {
    let output = schemas.message(&rpc.output());
    if rpc.is_server_streaming() {
        // The document of each event is made known, though OpenAPI has no words for a stream of them.
        let words = format!(
            "Server-sent events. The data of each is JSON, a `{}`; `event: error` has a `google.rpc.Status`, and ends the \
             stream. Send the id of the last event as `Last-Event-ID` to go on after it.",
            rpc.output().full_name()
        );
        return json!({
            "description": words,
            "content": {"text/event-stream": {"schema": {"type": "string"}}},
        });
    }
    json!({"description": "What was asked for.", "content": {"application/json": {"schema": output}}})
}

fn body(binding: &Binding, schemas: &mut Schemas) -> Option<Value> {
    match &binding.body {
        RequestBody::None => None,
        RequestBody::Field(field) => Some(schemas.field(field)),
        RequestBody::Whole => {
            let said: Vec<&FieldDescriptor> = binding
                .variables
                .iter()
                .filter_map(|way| match way.as_slice() {
                    [field] => Some(field),
                    _ => None,
                })
                .collect();
            let input = binding.rpc.input();
            let fields = input.fields().filter(|field| !said.contains(&field));
            let mut schema = schemas.object(&input, fields);
            schema["additionalProperties"] = false.into();
            Some(schema)
        }
    }
}

fn parameters(binding: &Binding, schemas: &mut Schemas) -> Vec<Value> {
    let mut parameters: Vec<Value> = binding
        .variables
        .iter()
        .filter_map(|way| {
            let name: Vec<&str> = way.iter().map(FieldDescriptor::name).collect();
            let mut schema = schemas.field(way.last()?);
            let about = schema.as_object_mut()?.remove("description");
            // A path with an empty segment is another path.
            if schema["type"] == "string" && schema.get("enum").is_none() {
                schema["minLength"] = 1.into();
            }
            Some(json!({
                "name": name.join("."), "in": "path", "required": true,
                "description": about, "schema": schema,
            }))
        })
        .collect();
    if binding.body != RequestBody::Whole {
        for field in binding.rpc.input().fields() {
            let is_body = binding.body == RequestBody::Field(field.clone());
            if !is_body
                && !binding
                    .variables
                    .iter()
                    .any(|way| way.first() == Some(&field))
            {
                query(&mut Vec::new(), &field, schemas, &mut parameters);
            }
        }
    }
    if let Some(Destination::Named(served_by)) = destination(binding.path.path()) {
        let names: Vec<&str> = served_by.iter().map(|upstream| upstream.name()).collect();
        parameters.push(json!({
            "name": SERVICE, "in": "header",
            "description": "Whose are meant.",
            "schema": {"type": "string", "enum": names, "default": Upstream::Order.name()},
        }));
    }
    if binding.rpc.is_server_streaming() {
        parameters.push(json!({
            "name": "Last-Event-ID", "in": "header",
            "description": "The id of the last event that was seen: goes on after it.",
            "schema": {"type": "string", "pattern": "^[0-9]{1,18}$"},
        }));
    }
    parameters
}

/// A field as parameters of the query: one, or those of the message that it is.
fn query(
    way: &mut Vec<String>,
    field: &FieldDescriptor,
    schemas: &mut Schemas,
    parameters: &mut Vec<Value>,
) {
    way.push(field.json_name().to_owned());
    match field.kind() {
        Kind::Message(_) if field.is_list() || field.is_map() => {}
        Kind::Message(message) if !is_well_known(&message) => {
            if way.len() < QUERY_DEPTH {
                for inner in message.fields() {
                    query(way, &inner, schemas, parameters);
                }
            }
        }
        _ => {
            let mut schema = schemas.field(field);
            let about = schema
                .as_object_mut()
                .and_then(|schema| schema.remove("description"));
            parameters.push(json!({
                "name": way.join("."), "in": "query",
                "required": way.len() == 1 && schemas.is_required(field),
                "description": about, "schema": schema,
            }));
        }
    }
    way.pop();
}

fn is_public(binding: &Binding) -> bool {
    baedal_proto::access_rules()
        .iter()
        .any(|rule| rule.public && rule.path == binding.path.path())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document() -> Value {
        let pool = DescriptorPool::decode(baedal_proto::FILE_DESCRIPTOR_SET);
        super::document(&pool.expect("descriptors")).expect("a document")
    }

    #[test]
    fn a_call_is_described_as_its_contract_says() {
        let document = document();
        let place = &document["paths"]["/v1/orders"]["post"];

        assert_eq!(place["operationId"], "OrderService_PlaceOrder");
        assert_eq!(
            place["summary"],
            "Prices the lines from the store's menu, charges the card and places the order."
        );
        assert!(
            place["description"]
                .as_str()
                .expect("words")
                .contains("CARD_DECLINED")
        );
        let body = &place["requestBody"]["content"]["application/json"]["schema"];
        assert_eq!(body["additionalProperties"], false);
        let required = body["required"].as_array().expect("a list");
        assert!(required.contains(&"requestId".into()) && !required.contains(&"note".into()));
        assert_eq!(
            body["properties"]["fulfillment"]["$ref"],
            "#/components/schemas/baedal.order.v1.Fulfillment"
        );
        assert_eq!(place["security"], json!([{"bearer": []}]));
        assert!(
            document["paths"]["/v1/tokens"]["post"]
                .get("security")
                .is_none()
        );
    }

    #[test]
    fn what_the_path_says_is_not_in_the_body() {
        let document = document();
        let cancel = &document["paths"]["/v1/orders/{order_id}:cancel"]["post"];

        assert_eq!(cancel["parameters"][0]["name"], "order_id");
        let body = &cancel["requestBody"]["content"]["application/json"]["schema"];
        let fields: Vec<&String> = body["properties"]
            .as_object()
            .expect("fields")
            .keys()
            .collect();
        assert_eq!(fields, ["reason", "requestId"]);
    }

    #[test]
    fn a_message_in_the_query_is_unfolded_and_a_service_is_a_header() {
        let document = document();
        let names = |path: &str| -> Vec<String> {
            let parameters = document["paths"][path]["get"]["parameters"].as_array();
            let names = parameters.expect("a list").iter();
            names
                .map(|one| one["name"].as_str().expect("a name").to_owned())
                .collect()
        };

        assert_eq!(
            names("/v1/deliveries:listAvailable"),
            [
                "pageSize",
                "pageToken",
                "position.latitude",
                "position.longitude"
            ]
        );
        assert_eq!(names("/v1/outboxStatus"), ["baedal-service"]);
    }

    #[test]
    fn every_reference_leads_somewhere() {
        fn references<'v>(value: &'v Value, found: &mut Vec<&'v str>) {
            match value {
                Value::Object(object) => {
                    found.extend(object.get("$ref").and_then(Value::as_str));
                    object.values().for_each(|value| references(value, found));
                }
                Value::Array(values) => values.iter().for_each(|value| references(value, found)),
                _ => {}
            }
        }
        let document = document();
        let mut found = Vec::new();
        references(&document, &mut found);
        assert!(found.len() > 100, "{}", found.len());
        for reference in found {
            let pointer = reference.trim_start_matches('#');
            assert!(document.pointer(pointer).is_some(), "{reference}");
        }
    }
}
