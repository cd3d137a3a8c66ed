//! A stream of messages as server-sent events.
//!
//! Each message is an event without a name, the end of the stream is `end`, and a status is `error` with `google.rpc.Status`
//! as its data. A stream can be taken up again where its request has a field `after_version`: the events then carry the
//! `version` of what they tell as their id, and the header `Last-Event-ID` becomes that field. Heartbeats are comments that
//! move the id on.

use std::convert::Infallible;

use bytes::Bytes;
use futures_util::stream;
use http::{
    HeaderMap, HeaderName, HeaderValue, Response, header::CACHE_CONTROL, header::CONTENT_TYPE,
};
use http_body::Frame;
use http_body_util::StreamBody;
use prost_reflect::{DynamicMessage, Kind, MessageDescriptor, ReflectMessage as _, Value};
use tonic::{Status, body::Body};

use super::{
    call::{Messages, json},
    status,
};

/// The field of a request that says after which version to go on.
const AFTER: &str = "after_version";
const VERSION: &str = "version";
const HEARTBEAT: &str = "heartbeat";
const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");

/// Puts the last id that the caller has seen into its request. It is newer than what the URL says, which a browser repeats.
pub(crate) fn resume(message: &mut DynamicMessage, headers: &HeaderMap) {
    let version = headers
        .get(LAST_EVENT_ID)
        .and_then(|id| id.to_str().ok()?.parse().ok());
    let Some(version) = version else { return };
    if let Some(field) = message.descriptor().get_field_by_name(AFTER)
        && field.kind() == Kind::Int64
    {
        message.set_field(&field, Value::I64(version));
    }
}

/// The events of a stream, until it ends or the caller goes away.
pub(crate) fn response(messages: Messages, input: &MessageDescriptor) -> Response<Body> {
    let resumable = input.get_field_by_name(AFTER).is_some();
    let events = stream::unfold(Some(messages), move |messages| async move {
        let mut messages = messages?;
        let (event, messages) = match messages.next().await {
            Ok(Some(message)) => match event(&message, resumable) {
                Ok(event) => (event, Some(messages)),
                Err(status) => (error(&status), None),
            },
            Ok(None) => ("event: end\ndata: {}\n\n".to_owned(), None),
            Err(status) => (error(&status), None),
        };
        let frame = Frame::data(Bytes::from(event));
        Some((Ok::<_, Infallible>(frame), messages))
    });
    let mut response = Response::new(Body::new(StreamBody::new(events)));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // Proxies that gather answers before they pass them on are asked not to.
    headers.insert("x-accel-buffering", HeaderValue::from_static("no"));
    response
}

fn event(message: &DynamicMessage, resumable: bool) -> Result<String, Status> {
    let id = match version(message).filter(|_| resumable) {
        Some(version) => format!("id: {version}\n"),
        None => String::new(),
    };
    if message.has_field_by_name(HEARTBEAT) {
        return Ok(format!(": heartbeat\n{id}\n"));
    }
    let json = json(message)?;
    // JSON has no line breaks of its own, so it is one line of data.
    Ok(format!("{id}data: {}\n\n", String::from_utf8_lossy(&json)))
}

/// The version of the part that is set.
fn version(message: &DynamicMessage) -> Option<i64> {
    message.fields().find_map(|(_, part)| {
        let version = part.as_message()?.get_field_by_name(VERSION)?;
        version.as_i64()
    })
}

fn error(status: &Status) -> String {
    let retry = match status::retry_delay(status) {
        Some(delay) => format!("retry: {}\n", delay.as_millis()),
        None => String::new(),
    };
    let json = status::json(status);
    format!(
        "{retry}event: error\ndata: {}\n\n",
        String::from_utf8_lossy(&json)
    )
}
