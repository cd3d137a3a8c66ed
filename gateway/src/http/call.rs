//! A call as gRPC writes it: one message in, messages and a status out.

use bytes::{Buf, BufMut, Bytes, BytesMut};
use http::{
    HeaderMap, HeaderName, HeaderValue, Method, Request, Response, Uri,
    header::{AUTHORIZATION, CONTENT_TYPE, USER_AGENT},
};
use http_body_util::BodyExt;
use prost::Message as _;
use prost_reflect::{DynamicMessage, MessageDescriptor, SerializeOptions};
use tonic::{Code, Status, body::Body};

use baedal_runtime::rpc::{internal, problem};

use super::table::Binding;

/// What a caller may say beside the message. All else is HTTP's own business.
const PASSED_ON: [HeaderName; 7] = [
    AUTHORIZATION,
    USER_AGENT,
    HeaderName::from_static("baedal-service"),
    HeaderName::from_static("grpc-timeout"),
    HeaderName::from_static("traceparent"),
    HeaderName::from_static("tracestate"),
    HeaderName::from_static("x-forwarded-for"),
];

/// A flag and four bytes of length.
const PREFIX: usize = 5;

/// No answer of a contract comes near this; a service that has lost its mind does not take our memory with it.
const MAX_MESSAGE: usize = 16 << 20;

/// A message as a body has it.
///
/// # Errors
/// `INTERNAL` where it is longer than gRPC can say.
pub(crate) fn frame(message: &DynamicMessage) -> Result<Bytes, Status> {
    let length = message.encoded_len();
    let mut frame = BytesMut::with_capacity(PREFIX + length);
    frame.put_u8(0);
    frame.put_u32(u32::try_from(length).map_err(internal)?);
    message.encode(&mut frame).map_err(internal)?;
    Ok(frame.freeze())
}

/// The request that carries a body, with what the caller's request says beside it.
pub(crate) fn request(
    binding: &Binding,
    body: Body,
    headers: &HeaderMap,
    extensions: http::Extensions,
) -> Request<Body> {
    let mut request = Request::new(body);
    *request.method_mut() = Method::POST;
    *request.uri_mut() = Uri::from(binding.path.clone());
    *request.extensions_mut() = extensions;
    let grpc = HeaderValue::from_static("application/grpc");
    request.headers_mut().insert(CONTENT_TYPE, grpc);
    for name in PASSED_ON {
        for value in headers.get_all(&name) {
            request.headers_mut().append(name.clone(), value.clone());
        }
    }
    request
}

/// The messages of an answer.
pub(crate) struct Messages {
    body: Body,
    read: BytesMut,
    output: MessageDescriptor,
}

impl Messages {
    /// # Errors
    /// The status of a call that was refused before its first message.
    pub(crate) fn of(response: Response<Body>, output: MessageDescriptor) -> Result<Self, Status> {
        match Status::from_header_map(response.headers()) {
            Some(status) if status.code() != Code::Ok => Err(status),
            _ => Ok(Self {
                body: response.into_body(),
                read: BytesMut::new(),
                output,
            }),
        }
    }

    /// The next one; `None` where the call has ended well.
    ///
    /// # Errors
    /// The status that the call ended with.
    pub(crate) async fn next(&mut self) -> Result<Option<DynamicMessage>, Status> {
        loop {
            if let Some(message) = self.whole()? {
                let message = DynamicMessage::decode(self.output.clone(), message);
                return message.map(Some).map_err(internal);
            }
            match self.body.frame().await.transpose()? {
                None => return Err(cut_off()),
                Some(frame) => match frame.into_data() {
                    Ok(data) => self.read.extend_from_slice(&data),
                    Err(frame) => {
                        let trailers = frame.into_trailers().unwrap_or_default();
                        let status = Status::from_header_map(&trailers).ok_or_else(cut_off)?;
                        return match status.code() {
                            Code::Ok => Ok(None),
                            _ => Err(status),
                        };
                    }
                },
            }
        }
    }

    /// The only message of an answer that has one, and what is left of the answer: the call's places among all.
    pub(crate) async fn only(mut self) -> Result<(DynamicMessage, Body), Status> {
        let message = self.next().await?.ok_or_else(cut_off)?;
        match self.next().await? {
            None => Ok((message, self.body)),
            Some(_) => Err(cut_off()),
        }
    }

    /// Takes a message that has arrived as a whole.
    fn whole(&mut self) -> Result<Option<Bytes>, Status> {
        let Some(prefix) = self.read.get(..PREFIX) else {
            return Ok(None);
        };
        let length = u32::from_be_bytes([prefix[1], prefix[2], prefix[3], prefix[4]]) as usize;
        // Nothing compressed was asked for.
        if prefix[0] != 0 || length > MAX_MESSAGE {
            return Err(cut_off());
        }
        if self.read.len() < PREFIX + length {
            return Ok(None);
        }
        self.read.advance(PREFIX);
        Ok(Some(self.read.split_to(length).freeze()))
    }
}

fn cut_off() -> Status {
    tracing::warn!("an answer is no gRPC, or not all of one");
    problem(
        Code::Unavailable,
        "UPSTREAM_UNAVAILABLE",
        "this part of the platform gave no answer, try again a little later",
    )
    .into()
}

/// A message as JSON. Fields that have their default are there too: who reads an answer with their eyes sees what there is.
///
/// # Errors
/// `INTERNAL` for what JSON cannot say, such as a time in the year 10000.
pub(crate) fn json(message: &DynamicMessage) -> Result<Vec<u8>, Status> {
    let options = SerializeOptions::new().skip_default_fields(false);
    let mut json = serde_json::Serializer::new(Vec::new());
    message
        .serialize_with_options(&mut json, &options)
        .map_err(internal)?;
    Ok(json.into_inner())
}
