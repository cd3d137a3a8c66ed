//! Answers of unary calls, read to their end before any of it is passed on.
//!
//! What a service sends shares one connection for all callers. A caller that does not read must not keep an answer there, or those of
//! others wait behind it; so it is taken off at once and kept here, where how much there may be is bounded.

use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use baedal_runtime::{
    gather::{GatherError, gather},
    rpc::{internal, problem},
};
use bytes::Bytes;
use http::HeaderMap;
use http_body::{Body as HttpBody, Frame, SizeHint};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tonic::{Code, Status, body::Body};

use crate::{
    forward::{failed, unavailable},
    routes::Upstream,
};

/// As much as gRPC's clients take unless they are told otherwise.
const LARGEST: usize = 4 << 20;

/// So much of an answer always has room: how many calls there are is bounded elsewhere.
const ALWAYS: usize = 16 << 10;

/// When a caller should come back whose answer had no room.
const RETRY: std::time::Duration = std::time::Duration::from_millis(500);

/// Room for answers, in KiB.
#[derive(Clone)]
pub(crate) struct Answers(Arc<Semaphore>);

impl Answers {
    /// Room for so many bytes beyond the first 16 KiB of each.
    pub(crate) fn new(max_bytes: usize) -> Self {
        Self(Arc::new(Semaphore::new(max_bytes >> 10)))
    }

    /// The whole body of an answer with these headers.
    ///
    /// # Errors
    /// The status of an answer that broke off, is too large, or has no room.
    pub(crate) async fn whole(
        &self,
        upstream: Upstream,
        headers: &HeaderMap,
        body: Body,
    ) -> Result<Body, Status> {
        let mut room = Room {
            free: self.0.clone(),
            taken: None,
            left: ALWAYS,
        };
        let measured = Measured {
            body,
            room: &mut room,
        };
        let whole = match gather(measured, LARGEST).await {
            Ok(whole) => whole,
            Err(GatherError::Broken(Broken::Service(error))) => {
                return Err(failed(upstream, &error));
            }
            Err(GatherError::Broken(Broken::NoRoom)) => return Err(no_room()),
            Err(GatherError::TooMuch(why)) => return Err(internal(why)),
        };
        if whole.trailers.is_none() && !headers.contains_key(Status::GRPC_STATUS) {
            tracing::warn!(
                upstream = upstream.name(),
                "an answer ended without a status"
            );
            return Err(unavailable(upstream));
        }
        Ok(Body::new(Kept {
            data: Some(whole.data).filter(|data| !data.is_empty()),
            trailers: whole.trailers,
            _room: room.taken,
        }))
    }
}

/// What one answer has taken.
struct Room {
    free: Arc<Semaphore>,
    taken: Option<OwnedSemaphorePermit>,
    /// Of what is taken, how much has not been used.
    left: usize,
}

impl Room {
    fn take(&mut self, size: usize) -> Result<(), Broken> {
        if let Some(missing) = size.checked_sub(self.left).filter(|missing| *missing > 0) {
            let blocks = missing.div_ceil(ALWAYS) * (ALWAYS >> 10);
            let blocks = u32::try_from(blocks).map_err(|_| Broken::NoRoom)?;
            let more = self.free.clone().try_acquire_many_owned(blocks);
            let more = more.map_err(|_| Broken::NoRoom)?;
            match &mut self.taken {
                Some(taken) => taken.merge(more),
                None => self.taken = Some(more),
            }
            self.left += (blocks as usize) << 10;
        }
        self.left -= size;
        Ok(())
    }
}

enum Broken {
    Service(Status),
    NoRoom,
}

struct Measured<'a> {
    body: Body,
    room: &'a mut Room,
}

impl HttpBody for Measured<'_> {
    type Data = Bytes;
    type Error = Broken;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Broken>>> {
        let frame = ready!(Pin::new(&mut self.body).poll_frame(context));
        Poll::Ready(frame.map(|frame| {
            let frame = frame.map_err(Broken::Service)?;
            self.room.take(frame.data_ref().map_or(0, Bytes::len))?;
            Ok(frame)
        }))
    }
}

/// An answer that is here, and its room.
struct Kept {
    data: Option<Bytes>,
    trailers: Option<HeaderMap>,
    _room: Option<OwnedSemaphorePermit>,
}

impl HttpBody for Kept {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        let frame = match self.data.take() {
            Some(data) => Some(Frame::data(data)),
            None => self.trailers.take().map(Frame::trailers),
        };
        Poll::Ready(frame.map(Ok))
    }

    fn is_end_stream(&self) -> bool {
        self.data.is_none() && self.trailers.is_none()
    }

    /// None but for nothing at all: gRPC-Web's layer adds the trailers to the body, and would be held to the size without.
    fn size_hint(&self) -> SizeHint {
        if self.is_end_stream() {
            SizeHint::with_exact(0)
        } else {
            SizeHint::default()
        }
    }
}

fn no_room() -> Status {
    problem(
        Code::Unavailable,
        "OVERLOADED",
        "too many large answers at the moment, try again a little later",
    )
    .retry_after(RETRY)
    .into()
}

#[cfg(test)]
mod tests {
    use http_body_util::{BodyExt, Full};

    use super::*;

    fn answer(size: usize) -> Body {
        let mut trailers = HeaderMap::new();
        trailers.insert(Status::GRPC_STATUS, http::HeaderValue::from_static("0"));
        let data = Full::new(Bytes::from(vec![7; size]));
        Body::new(data.with_trailers(async move { Some(Ok(trailers)) }))
    }

    async fn whole(answers: &Answers, size: usize) -> Result<Body, Status> {
        let headers = HeaderMap::new();
        answers.whole(Upstream::Order, &headers, answer(size)).await
    }

    #[tokio::test]
    async fn large_answers_share_their_room_and_small_ones_have_it() {
        let answers = Answers::new(100 << 10);
        let first = whole(&answers, 100 << 10).await.expect("there is room");
        let refused = whole(&answers, 100 << 10).await.expect_err("no more");
        assert_eq!(refused.code(), Code::Unavailable);
        let small = whole(&answers, ALWAYS).await.expect("always");

        drop(first);
        let second = whole(&answers, 100 << 10)
            .await
            .expect("there is room again");
        for (body, size) in [(small, ALWAYS), (second, 100 << 10)] {
            let body = body.collect().await.expect("whole");
            assert_eq!(body.trailers().expect("a status")[Status::GRPC_STATUS], "0");
            assert_eq!(body.to_bytes().len(), size);
        }
    }

    #[tokio::test]
    async fn an_answer_without_a_status_is_none() {
        let body = Body::new(Full::new(Bytes::from_static(b"half")));
        let (answers, headers) = (Answers::new(0), HeaderMap::new());
        let answered = answers.whole(Upstream::Order, &headers, body);
        let refused = answered.await.map(drop).expect_err("cut short");
        assert_eq!(refused.code(), Code::Unavailable);
    }
}
