//! Answers on their way through, and what happens when they break off.

use std::{
    pin::Pin,
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use http::HeaderMap;
use http_body::{Body as HttpBody, Frame, SizeHint};
use tonic::{Status, body::Body};

/// A response's body that ends with a status even when its connection was lost: as trailers, in our words.
pub(crate) struct ResponseBody<F> {
    body: Option<Body>,
    lost: F,
}

impl<F: FnOnce(&Status) -> Status + Clone + Unpin> ResponseBody<F> {
    pub(crate) fn new(body: Body, lost: F) -> Self {
        Self {
            body: Some(body),
            lost,
        }
    }
}

impl<F: FnOnce(&Status) -> Status + Clone + Unpin> HttpBody for ResponseBody<F> {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        let Some(body) = &mut self.body else {
            return Poll::Ready(None);
        };
        match ready!(Pin::new(body).poll_frame(cx)) {
            Some(Err(error)) => {
                self.body = None;
                let status = (self.lost.clone())(&error);
                let mut trailers = HeaderMap::new();
                Poll::Ready(Some(match status.add_header(&mut trailers) {
                    Ok(()) => Ok(Frame::trailers(trailers)),
                    Err(_) => Err(status),
                }))
            }
            frame => Poll::Ready(frame),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.body.as_ref().is_none_or(HttpBody::is_end_stream)
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

#[cfg(test)]
mod tests {
    use http_body_util::{BodyExt, StreamBody};
    use tonic::Code;

    use super::*;

    #[tokio::test]
    async fn a_stream_whose_service_dies_ends_with_a_status_in_our_words() {
        let message = Ok(Frame::data(Bytes::from_static(b"row")));
        let lost = Err(Status::internal("h2: connection to 10.0.0.7 reset"));
        let frames = futures_util::stream::iter([message, lost]);
        let mut body = ResponseBody::new(Body::new(StreamBody::new(frames)), |_: &Status| {
            Status::unavailable("out of reach")
        });

        let row = body.frame().await.expect("a frame").expect("data");
        assert_eq!(row.into_data().expect("data"), "row");
        let end = body
            .frame()
            .await
            .expect("a frame")
            .expect("trailers, no reset");
        let trailers = end.into_trailers().expect("trailers");
        let status = Status::from_header_map(&trailers).expect("a status");
        assert_eq!(
            (status.code(), status.message()),
            (Code::Unavailable, "out of reach")
        );
        assert!(body.frame().await.is_none());
    }
}
