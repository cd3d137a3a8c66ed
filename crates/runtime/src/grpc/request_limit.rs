use std::{
    pin::Pin,
    task::{Context, Poll, ready},
};

use bytes::{Buf, Bytes};
use http_body::{Body as HttpBody, Frame, SizeHint};
use tonic::{Code, Status, body::Body};

use crate::{
    gather::{Allowance, TooMuch},
    rpc::problem,
};

/// A request body that ends in `RESOURCE_EXHAUSTED` once it is larger than allowed, before the bytes are gathered. It counts
/// the whole body: no contract of ours streams requests.
pub(super) struct LimitedRequest {
    body: Body,
    allowance: Allowance,
}

impl LimitedRequest {
    pub(super) fn new(body: Body, max_bytes: usize) -> Self {
        Self {
            body,
            allowance: Allowance::new(max_bytes),
        }
    }
}

impl HttpBody for LimitedRequest {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        let frame = match ready!(Pin::new(&mut self.body).poll_frame(context)) {
            Some(Ok(frame)) => frame,
            other => return Poll::Ready(other),
        };
        let size = frame.data_ref().map_or(0, Buf::remaining);
        Poll::Ready(Some(match self.allowance.take(size) {
            Ok(()) => Ok(frame),
            Err(why) => Err(too_large(why)),
        }))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// What the sender of a request hears that is larger than allowed: `RESOURCE_EXHAUSTED`, reason `REQUEST_TOO_LARGE`.
pub fn too_large(why: TooMuch) -> Status {
    let words = match why {
        TooMuch::Bytes => "the request is larger than this server takes",
        TooMuch::Pieces => "the request comes in more pieces than this server takes",
    };
    problem(Code::ResourceExhausted, "REQUEST_TOO_LARGE", words).into()
}
