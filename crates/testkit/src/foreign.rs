use prost_reflect::prost::Message;
use prost_reflect::{
    DescriptorPool, DynamicMessage, FieldDescriptor, Kind, MessageDescriptor, Value,
};
use uuid::Uuid;

/// No enum of today has a value of this number.
const UNKNOWN: i32 = 4_242;

/// An event as a newer release might tell it.
#[derive(Debug, Clone)]
pub struct ForeignEvent {
    /// What is foreign in it, for people.
    pub what: String,
    /// Full name of the message in `payload`.
    pub event_type: String,
    /// The id that all of its fields called `…_id` have.
    pub id: Uuid,
    /// The body.
    pub payload: Vec<u8>,
}

/// Every event of `package` once for each enum in it, at any depth, with a value there that no release of today knows, and one of
/// a type that none knows. Else they are filled with what their fields' names ask for. Events are the messages that have an
/// `occurred_at`; `descriptors` is an encoded `FileDescriptorSet`.
pub fn foreign_events(descriptors: &[u8], package: &str) -> Vec<ForeignEvent> {
    let pool = DescriptorPool::decode(descriptors).expect("descriptors");
    let events = pool.all_messages().filter(|message| {
        message.package_name() == package && message.get_field_by_name("occurred_at").is_some()
    });
    let mut foreign: Vec<_> = events.flat_map(|event| versions_of(&event)).collect();
    assert!(!foreign.is_empty(), "no event of {package} has an enum");
    foreign.push(ForeignEvent {
        what: "an unknown type".to_owned(),
        event_type: format!("{package}.FromTheFuture"),
        id: id(),
        payload: vec![0x0a, 0x03, b'n', b'e', b'w'],
    });
    foreign
}

fn id() -> Uuid {
    Uuid::from_u128(0x0198_0000_0000_7000_8000_0000_0000_0001)
}

fn versions_of(event: &MessageDescriptor) -> Vec<ForeignEvent> {
    let mut paths = Vec::new();
    enums(event, &mut Vec::new(), &mut paths);
    paths
        .into_iter()
        .map(|path| {
            let name = event.full_name().to_owned();
            ForeignEvent {
                what: format!("{name}: {} = {UNKNOWN}", path.join(".")),
                event_type: name,
                id: id(),
                payload: filled(event, &path).encode_to_vec(),
            }
        })
        .collect()
}

/// The paths of all enums.
fn enums(message: &MessageDescriptor, at: &mut Vec<String>, found: &mut Vec<Vec<String>>) {
    for field in message.fields() {
        at.push(field.name().to_owned());
        match field.kind() {
            Kind::Enum(_) => found.push(at.clone()),
            Kind::Message(inner) => enums(&inner, at, found),
            _ => {}
        }
        at.pop();
    }
}

/// A message with every field set, and the enum at `path` unknown.
fn filled(message: &MessageDescriptor, path: &[String]) -> DynamicMessage {
    let mut made = DynamicMessage::new(message.clone());
    for field in message.fields() {
        let here = path.first().is_some_and(|name| name == field.name());
        let value = value(&field, if here { &path[1..] } else { &[] }, here);
        let value = if field.is_list() {
            Value::List(vec![value])
        } else {
            value
        };
        made.set_field(&field, value);
    }
    made
}

fn value(field: &FieldDescriptor, path: &[String], foreign: bool) -> Value {
    match field.kind() {
        Kind::Enum(_) if foreign => Value::EnumNumber(UNKNOWN),
        Kind::Enum(_) => Value::EnumNumber(1),
        Kind::Message(inner) => Value::Message(filled(&inner, path)),
        Kind::String if field.name().ends_with("_id") => Value::String(id().to_string()),
        Kind::String if field.name() == "currency_code" => Value::String("KRW".to_owned()),
        Kind::String => Value::String("words".to_owned()),
        Kind::Bool => Value::Bool(true),
        Kind::Double => Value::F64(1.0),
        Kind::Float => Value::F32(1.0),
        Kind::Bytes => Value::Bytes(vec![1].into()),
        // Parts of a second.
        Kind::Int32 if field.name() == "nanos" => Value::I32(0),
        Kind::Int32 | Kind::Sint32 | Kind::Sfixed32 => Value::I32(1),
        Kind::Int64 | Kind::Sint64 | Kind::Sfixed64 => Value::I64(1_000),
        Kind::Uint32 | Kind::Fixed32 => Value::U32(1),
        Kind::Uint64 | Kind::Fixed64 => Value::U64(1),
    }
}
