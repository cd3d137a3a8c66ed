//! A request's body on its way to being the message of a call.
//!
//! It is read where the call's own message is: behind the token, the quotas and the deadline of all calls. Who may not call is told
//! so without a byte of it.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use baedal_runtime::{
    gather::{GatherError, gather},
    grpc::too_large,
    rpc::{Violations, problem},
};
use bytes::Bytes;
use futures_util::stream;
use http::{
    HeaderMap,
    header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE},
};
use http_body::{Body as _, Frame};
use http_body_util::StreamBody;
use tonic::{Code, Status, body::Body};

use crate::media;

use super::{bind, call, events, table::Binding};

/// The reason of a body that is of another kind than JSON.
pub(crate) const UNSUPPORTED_MEDIA_TYPE: &str = "UNSUPPORTED_MEDIA_TYPE";

/// The reason of a body that is written in a way nobody here reads.
pub(crate) const UNSUPPORTED_ENCODING: &str = "UNSUPPORTED_ENCODING";

/// Refuses what can be refused by its headers alone.
///
/// # Errors
/// `INVALID_ARGUMENT`, with one of the reasons above.
pub(crate) fn judge(headers: &HeaderMap, body: &Body) -> Result<(), Status> {
    let encodings = headers.get_all(CONTENT_ENCODING).iter();
    if encodings
        .map(|coding| coding.as_bytes().trim_ascii())
        .any(|coding| !coding.is_empty() && !coding.eq_ignore_ascii_case(b"identity"))
    {
        return Err(problem(
            Code::InvalidArgument,
            UNSUPPORTED_ENCODING,
            "the body must not be compressed",
        )
        .into());
    }
    // Some clients name a type where there is nothing of it; and a body without a length may turn out to be none.
    let is_there = headers.contains_key(CONTENT_LENGTH) || headers.contains_key(CONTENT_TYPE);
    if is_there && !body.is_end_stream() && !media::is_json(headers) {
        return Err(no_json());
    }
    Ok(())
}

fn no_json() -> Status {
    problem(
        Code::InvalidArgument,
        UNSUPPORTED_MEDIA_TYPE,
        "the body must be application/json",
    )
    .into()
}

/// Whether the body has arrived: until then, a call that is late is so by its caller's doing.
#[derive(Clone, Default)]
pub(crate) struct Arrived(Arc<AtomicBool>);

impl Arrived {
    pub(crate) fn is_set(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// All that the message of a call is made of, beside the body.
pub(crate) struct Incoming {
    pub(crate) binding: Arc<Binding>,
    /// What the path says, still encoded.
    pub(crate) values: Vec<String>,
    pub(crate) query: Option<String>,
    pub(crate) headers: HeaderMap,
    pub(crate) max_bytes: usize,
    pub(crate) arrived: Arrived,
}

impl Incoming {
    /// The call's body: the message, once somebody asks for it; or the status that says what is wrong with it.
    pub(crate) fn read(self, body: Body) -> Body {
        let message = async move { self.message(body).await.map(Frame::data) };
        Body::new(StreamBody::new(stream::once(message)))
    }

    async fn message(self, body: Body) -> Result<Bytes, Status> {
        let body = gather(body, self.max_bytes).await;
        self.arrived.0.store(true, Ordering::Relaxed);
        let body = match body {
            Ok(whole) => whole.data,
            Err(GatherError::TooMuch(why)) => return Err(too_large(why)),
            Err(GatherError::Broken(_)) => {
                let mut violations = Violations::new();
                violations.add("body", "broke off");
                return Err(violations.into_status());
            }
        };
        if !body.is_empty() && !media::is_json(&self.headers) {
            return Err(no_json());
        }
        let values: Vec<&str> = self.values.iter().map(String::as_str).collect();
        let mut message = bind::message(&self.binding, &values, self.query.as_deref(), &body)?;
        if self.binding.rpc.is_server_streaming() {
            events::resume(&mut message, &self.headers);
        }
        call::frame(&message)
    }
}
