use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

use baedal_proto::google::api::FieldBehavior;
use baedal_runtime::BoxError;
use prost_reflect::{
    DescriptorPool, EnumDescriptor, ExtensionDescriptor, FieldDescriptor, Kind, MessageDescriptor,
};
use serde_json::{Map, Value, json};

use super::comments::Comments;

/// The schemas of the messages that were asked for, and of all that are in them.
pub(super) struct Schemas {
    comments: Comments,
    behavior: ExtensionDescriptor,
    begun: BTreeSet<String>,
    done: BTreeMap<String, Value>,
}

impl Schemas {
    pub(super) fn new(pool: &DescriptorPool) -> Result<Self, BoxError> {
        Ok(Self {
            comments: Comments::new(pool),
            behavior: pool
                .get_extension_by_name("google.api.field_behavior")
                .ok_or("the contracts do not have google.api.field_behavior")?,
            begun: BTreeSet::new(),
            done: BTreeMap::new(),
        })
    }

    pub(super) fn into_components(self) -> BTreeMap<String, Value> {
        self.done
    }

    /// What errors are. It is none of the contracts' own messages.
    pub(super) fn status(&mut self) {
        let status = json!({
            "type": "object",
            "description": "Why a call was refused, or failed.",
            "properties": {
                "code": {"type": "integer", "description": "google.rpc.Code, such as 5 for NOT_FOUND."},
                "message": {"type": "string", "description": "For people; may change."},
                "details": {
                    "type": "array",
                    "description": "google.rpc.ErrorInfo with the reason, google.rpc.BadRequest with each bad field, \
                                    google.rpc.RetryInfo where the same call may succeed later.",
                    "items": {
                        "type": "object",
                        "properties": {"@type": {"type": "string"}},
                        "required": ["@type"],
                    },
                },
            },
            "required": ["code"],
        });
        self.done.insert("google.rpc.Status".to_owned(), status);
    }

    /// A message, wherever one is.
    pub(super) fn message(&mut self, message: &MessageDescriptor) -> Value {
        let known = match message.full_name() {
            "google.protobuf.Timestamp" => Some(json!({"type": "string", "format": "date-time"})),
            "google.protobuf.Duration" => {
                Some(json!({"type": "string", "pattern": "^-?[0-9]{1,12}(\\.[0-9]{1,9})?s$"}))
            }
            _ => None,
        };
        if let Some(known) = known {
            return known;
        }
        let name = message.full_name().to_owned();
        if self.begun.insert(name.clone()) {
            let schema = self.object(message, message.fields());
            self.done.insert(name.clone(), schema);
        }
        reference(&name)
    }

    /// An object with these fields.
    pub(super) fn object(
        &mut self,
        message: &MessageDescriptor,
        fields: impl Iterator<Item = FieldDescriptor>,
    ) -> Value {
        let mut properties = Map::new();
        let mut required = Vec::new();
        for field in fields {
            if self.is_required(&field) {
                required.push(field.json_name().to_owned());
            }
            properties.insert(field.json_name().to_owned(), self.field(&field));
        }
        let about = self
            .comments
            .of(message.parent_file().name(), message.path());
        let mut schema = json!({"type": "object", "description": about, "properties": properties});
        if !required.is_empty() {
            schema["required"] = required.into();
        }
        schema
    }

    /// A field, with what the contracts say about it.
    pub(super) fn field(&mut self, field: &FieldDescriptor) -> Value {
        let mut schema = if field.is_list() {
            json!({"type": "array", "items": self.kind(&field.kind())})
        } else if let Kind::Message(entry) = field.kind()
            && field.is_map()
        {
            let values = entry.map_entry_value_field();
            json!({"type": "object", "additionalProperties": self.kind(&values.kind())})
        } else {
            self.kind(&field.kind())
        };
        let file = field.parent_message().parent_file();
        let about = self.comments.of(file.name(), field.path());
        if !about.is_empty() {
            schema["description"] = about.into();
        }
        schema
    }

    pub(super) fn is_required(&self, field: &FieldDescriptor) -> bool {
        let options = field.options();
        let behaviors = options.get_extension(&self.behavior);
        let required = FieldBehavior::Required as i32;
        behaviors.as_list().is_some_and(|list| {
            list.iter()
                .any(|one| one.as_enum_number() == Some(required))
        })
    }

    fn kind(&mut self, kind: &Kind) -> Value {
        match kind {
            Kind::Double => json!({"type": "number", "format": "double"}),
            Kind::Float => json!({"type": "number", "format": "float"}),
            Kind::Int32 | Kind::Sint32 | Kind::Sfixed32 => {
                json!({"type": "integer", "format": "int32", "minimum": i32::MIN, "maximum": i32::MAX})
            }
            Kind::Uint32 | Kind::Fixed32 => {
                json!({"type": "integer", "minimum": 0, "maximum": u32::MAX})
            }
            Kind::Int64 | Kind::Sint64 | Kind::Sfixed64 => {
                json!({"type": "string", "format": "int64", "pattern": "^-?[0-9]{1,19}$"})
            }
            Kind::Uint64 | Kind::Fixed64 => {
                json!({"type": "string", "format": "uint64", "pattern": "^[0-9]{1,20}$"})
            }
            Kind::Bool => json!({"type": "boolean"}),
            Kind::String => json!({"type": "string"}),
            Kind::Bytes => json!({"type": "string", "contentEncoding": "base64"}),
            Kind::Message(message) => self.message(message),
            Kind::Enum(values) => self.names(values),
        }
    }

    fn names(&mut self, values: &EnumDescriptor) -> Value {
        let name = values.full_name().to_owned();
        if self.begun.insert(name.clone()) {
            let file = values.parent_file();
            let mut about = self.comments.of(file.name(), values.path()).to_owned();
            let mut names = Vec::new();
            for value in values.values() {
                let words = self.comments.of(file.name(), value.path());
                let _infallible = write!(about, "\n- `{}`: {words}", value.name());
                names.push(value.name().to_owned());
            }
            let schema = json!({"type": "string", "description": about, "enum": names});
            self.done.insert(name.clone(), schema);
        }
        reference(&name)
    }
}

fn reference(name: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{name}")})
}
