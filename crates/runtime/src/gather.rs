//! Bodies from the network, read to their end: into one buffer that is as large as what they say, however many pieces it comes in.
//!
//! A library that gathers a body keeps each piece as it came, which costs more than a hundred bytes where the piece is one: a body
//! within its limit could take a hundred times as much memory. So pieces are copied, and may not be too many.

use std::pin::pin;

use bytes::{Buf, BufMut, Bytes, BytesMut};
use http::HeaderMap;
use http_body::Body;
use http_body_util::BodyExt;

/// What a piece counts for at least: who sends less in each of them has work done for nothing.
const SMALLEST_PIECE: usize = 64;

/// So many may be smaller whatever the limit is: the prefix of a message, the end of one, a slow line.
const SMALL_PIECES: usize = 64;

/// A body's buffer grows with what arrives: a length that is only announced takes no memory.
const FIRST_ROOM: usize = 8 << 10;

/// A body as a whole.
#[derive(Debug)]
pub struct Whole {
    /// All of its data.
    pub data: Bytes,
    /// What came after the data.
    pub trailers: Option<HeaderMap>,
}

/// Why a body could not be read to its end.
#[derive(Debug, thiserror::Error)]
pub enum GatherError<E> {
    /// It is larger than allowed.
    #[error(transparent)]
    TooMuch(#[from] TooMuch),
    /// It broke off.
    #[error("the body broke off")]
    Broken(#[source] E),
}

/// A body is larger than allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TooMuch {
    /// By its bytes.
    #[error("the body has too many bytes")]
    Bytes,
    /// By its pieces: the average is below 64 bytes.
    #[error("the body comes in too many pieces")]
    Pieces,
}

/// Reads a body to its end. It may have `max_bytes`, and no more pieces than a body of that size needs. How long it may take is the
/// caller's to say.
///
/// # Errors
/// [`GatherError::TooMuch`] as soon as that is clear, [`GatherError::Broken`] with the body's own error.
pub async fn gather<B: Body>(body: B, max_bytes: usize) -> Result<Whole, GatherError<B::Error>> {
    let mut allowance = Allowance::new(max_bytes);
    let announced = usize::try_from(body.size_hint().lower()).unwrap_or(usize::MAX);
    let mut gathered = BytesMut::with_capacity(announced.min(max_bytes).min(FIRST_ROOM));
    let mut trailers = None;
    let mut body = pin!(body);
    while let Some(frame) = body.frame().await {
        match frame.map_err(GatherError::Broken)?.into_data() {
            Ok(data) => {
                allowance.take(data.remaining())?;
                gathered.put(data);
            }
            Err(frame) => trailers = frame.into_trailers().ok(),
        }
    }
    Ok(Whole {
        data: gathered.freeze(),
        trailers,
    })
}

/// What a body may still cost.
#[derive(Debug)]
pub(crate) struct Allowance {
    bytes: usize,
    pieces: usize,
}

impl Allowance {
    pub(crate) fn new(max_bytes: usize) -> Self {
        Self {
            bytes: max_bytes,
            pieces: SMALL_PIECES + max_bytes / SMALLEST_PIECE,
        }
    }

    /// Takes a piece of that size.
    pub(crate) fn take(&mut self, size: usize) -> Result<(), TooMuch> {
        self.bytes = self.bytes.checked_sub(size).ok_or(TooMuch::Bytes)?;
        self.pieces = self.pieces.checked_sub(1).ok_or(TooMuch::Pieces)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use futures_util::stream;
    use http_body::Frame;
    use http_body_util::{Full, StreamBody};

    use super::*;

    fn pieces(count: usize, piece: &'static [u8]) -> impl Body<Data = Bytes, Error = Infallible> {
        let frames = (0..count).map(move |_| Ok(Frame::data(Bytes::from_static(piece))));
        StreamBody::new(stream::iter(frames))
    }

    #[tokio::test]
    async fn pieces_become_one_and_what_comes_after_them_is_kept() {
        let mut trailers = HeaderMap::new();
        trailers.insert("grpc-status", http::HeaderValue::from_static("0"));
        let said = trailers.clone();
        let body = pieces(10, b"ab").with_trailers(async move { Some(Ok(said)) });

        let whole = gather(body, 20).await.expect("it fits");

        assert_eq!(whole.data, b"ab".repeat(10));
        assert_eq!(whole.trailers, Some(trailers));
    }

    #[tokio::test]
    async fn what_is_too_large_is_refused_in_any_framing() {
        async fn refused(body: impl Body<Error = Infallible>) -> TooMuch {
            match gather(body, 1_000).await {
                Err(GatherError::TooMuch(why)) => why,
                other => panic!("{other:?}"),
            }
        }
        assert_eq!(
            refused(Full::new(Bytes::from(vec![0; 1_001]))).await,
            TooMuch::Bytes
        );
        assert_eq!(refused(pieces(11, &[0; 100])).await, TooMuch::Bytes);
        assert_eq!(refused(pieces(1_000, b"x")).await, TooMuch::Pieces);
        // Frames of HTTP/2 may be empty, and then there is no end of them.
        assert_eq!(refused(pieces(usize::MAX, b"")).await, TooMuch::Pieces);
    }

    #[tokio::test]
    async fn a_length_that_is_only_announced_takes_no_memory() {
        struct Announced;
        impl Body for Announced {
            type Data = Bytes;
            type Error = Infallible;

            fn poll_frame(
                self: std::pin::Pin<&mut Self>,
                _: &mut std::task::Context<'_>,
            ) -> std::task::Poll<Option<Result<Frame<Bytes>, Infallible>>> {
                std::task::Poll::Ready(None)
            }

            fn size_hint(&self) -> http_body::SizeHint {
                http_body::SizeHint::with_exact(u64::MAX)
            }
        }
        let whole = gather(Announced, usize::MAX).await.expect("nothing");
        assert!(whole.data.is_empty());
    }
}
