//! JSON in which every field is there once.
//!
//! JSON itself leaves open what a name means that an object has twice, and readers differ: one takes the first, another the last. Where
//! money is moved by what a request says, neither may be guessed. A field's two spellings, in the contract and in JSON, are one name.

use std::{cell::RefCell, collections::HashSet, fmt};

use baedal_runtime::rpc::Violations;
use prost_reflect::{FieldDescriptor, MessageDescriptor};
use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use super::{
    explain::{nested, shown},
    table::named,
};

/// So many repeated fields are named, and a path of so many bytes is told: what a body says twice must not cost many times its size.
const NAMED: usize = 32;
const LONGEST_PATH: usize = 512;

/// Reads the JSON of a message, or of whatever else where that is `None`. Fields that are there twice are noted, with `path` before them.
///
/// # Errors
/// It is no JSON.
pub(crate) fn read(
    json: &[u8],
    message: Option<MessageDescriptor>,
    path: &str,
    violations: &mut Violations,
) -> Result<Value, serde_json::Error> {
    let twice = RefCell::default();
    let place = Place {
        message,
        path: path.to_owned(),
        twice: &twice,
    };
    let mut reader = serde_json::Deserializer::from_slice(json);
    let value = place.deserialize(&mut reader)?;
    reader.end()?;
    for path in twice.into_inner() {
        violations.add(&path, "is there twice");
    }
    Ok(value)
}

/// Where in the document a value is.
struct Place<'a> {
    /// What its names are names of.
    message: Option<MessageDescriptor>,
    path: String,
    twice: &'a RefCell<Vec<String>>,
}

impl Place<'_> {
    fn inside(&self, name: &str, field: Option<&FieldDescriptor>) -> Self {
        let path = match self.path.as_str() {
            "" => name.to_owned(),
            // Deeper than any message of ours: nobody knows such a field.
            outer if outer.len() > LONGEST_PATH => outer.to_owned(),
            outer => format!("{outer}.{name}"),
        };
        Self {
            message: field.and_then(nested),
            path,
            twice: self.twice,
        }
    }

    fn element(&self, number: usize) -> String {
        if self.path.len() > LONGEST_PATH {
            return self.path.clone();
        }
        format!("{}[{number}]", self.path)
    }
}

impl<'de> DeserializeSeed<'de> for Place<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<Value, D::Error> {
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Place<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        loop {
            let place = Place {
                message: self.message.clone(),
                path: self.element(values.len()),
                twice: self.twice,
            };
            match elements.next_element_seed(place)? {
                Some(value) => values.push(value),
                None => return Ok(Value::Array(values)),
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        let mut seen = HashSet::new();
        while let Some(key) = entries.next_key::<String>()? {
            let message = self.message.as_ref();
            let field = message.and_then(|message| named(message, &key));
            let name = match &field {
                Some(field) => field.name().to_owned(),
                None => shown(&key),
            };
            let inside = self.inside(&name, field.as_ref());
            let path = inside.path.clone();
            let value = entries.next_value_seed(inside)?;
            // Names that nobody knows are told apart by all of their letters.
            let identity = field.map_or_else(|| key.clone(), |_| name);
            let is_new = seen.insert(identity);
            let mut twice = self.twice.borrow_mut();
            if !is_new && twice.len() < NAMED {
                twice.push(path);
            }
            object.insert(key, value);
        }
        Ok(Value::Object(object))
    }
}

#[cfg(test)]
mod tests {
    use prost_reflect::DescriptorPool;
    use tonic_types::StatusExt as _;

    use super::*;

    fn twice(json: &str, message: &MessageDescriptor) -> Vec<String> {
        let mut violations = Violations::new();
        read(json.as_bytes(), Some(message.clone()), "", &mut violations).expect("JSON");
        if violations.is_empty() {
            return Vec::new();
        }
        let status = violations.into_status();
        let found = status.get_details_bad_request().expect("BadRequest");
        let fields = found.field_violations.into_iter();
        fields.map(|violation| violation.field).collect()
    }

    /// The JSON around a field of a message, and the path to it, as deep as messages go.
    fn check(root: &MessageDescriptor, message: &MessageDescriptor, around: &str, path: &str) {
        for field in message.fields() {
            let name = format!("{path}{}", field.name());
            for first in [field.name(), field.json_name()] {
                for second in [field.name(), field.json_name()] {
                    let both = format!(r#"{{"{first}": null, "{second}": null}}"#);
                    let json = around.replace('@', &both);
                    assert_eq!(twice(&json, root), std::slice::from_ref(&name), "{json}");
                }
            }
            let once = format!(r#"{{"{}": null}}"#, field.json_name());
            assert!(twice(&around.replace('@', &once), root).is_empty());
            if let Some(inner) = nested(&field).filter(|_| path.matches('.').count() < 3) {
                let (value, index) = if field.is_list() {
                    ("[@]", "[0]")
                } else {
                    ("@", "")
                };
                let inside = format!(r#"{{"{}": {value}}}"#, field.json_name());
                let around = around.replace('@', &inside);
                check(root, &inner, &around, &format!("{name}{index}."));
            }
        }
    }

    #[test]
    fn no_field_of_any_call_may_be_there_twice_in_whichever_spelling() {
        let pool = DescriptorPool::decode(baedal_proto::FILE_DESCRIPTOR_SET).expect("descriptors");
        for service in pool.services() {
            for rpc in service.methods() {
                check(&rpc.input(), &rpc.input(), "@", "");
            }
        }
    }

    #[test]
    fn what_is_said_twice_costs_no_more_than_it_says() {
        let (depth, name) = (100, "가".repeat(64));
        let mut json = format!(r#"{{"{name}":"#).repeat(depth);
        json.push('{');
        json.push_str(&r#""":0,"#.repeat(5_000));
        json.push_str(r#""":0}"#);
        json.push_str(&"}".repeat(depth));
        let twice = RefCell::default();
        let place = Place {
            message: None,
            path: String::new(),
            twice: &twice,
        };
        let mut reader = serde_json::Deserializer::from_str(&json);
        place.deserialize(&mut reader).expect("JSON");
        let kept: usize = twice.borrow().iter().map(String::len).sum();
        assert!(kept <= 64 << 10, "{kept} bytes of {}", json.len());
    }

    #[test]
    fn values_are_read_as_they_are() {
        let json = r#"{"a": [1, -2, 2.5, "x", true, null, {"b": {}}], "c": 18446744073709551615}"#;
        let read = read(json.as_bytes(), None, "", &mut Violations::new()).expect("JSON");
        let known: Value = serde_json::from_str(json).expect("JSON");
        assert_eq!(read, known);
        for bad in ["", "{", "{} {}", "[1,]", "nul"] {
            assert!(super::read(bad.as_bytes(), None, "", &mut Violations::new()).is_err());
        }
    }
}
