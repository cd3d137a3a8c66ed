//! Answers on their way out, and what becomes of those that nobody takes.
//!
//! A caller says by HTTP/2's windows how much it is ready to read. One that says "nothing" keeps whatever its call holds: memory,
//! a place among the calls in flight. hyper waits for it as long as the connection lives, and does not ask the body meanwhile, so the
//! body cannot end it. But hyper runs each stream as a task on an executor of our choice; there the task, and with it the stream, is
//! dropped when what it sent last has lain for too long.

use std::{
    convert::Infallible,
    pin::{Pin, pin},
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll, ready},
    time::Duration,
};

use bytes::Bytes;
use futures_util::future::BoxFuture;
use http::{Request, Response};
use http_body::{Body as HttpBody, Frame, SizeHint};
use hyper::body::Incoming;
use tokio::{
    task_local,
    time::{Instant, Sleep, sleep_until},
};
use tonic::{Status, body::Body};

/// What is handed over at once: h2 takes a piece as a whole as soon as there is room for its first byte.
const PIECE: usize = 16 << 10;

/// The last piece of a longer answer. It is with h2 alone when the stream's task has ended, so who never reads it keeps no more.
const LAST_PIECE: usize = 256;

task_local! {
    /// Of the stream that is being worked on; over HTTP/1.1, of the connection.
    static DUE: Arc<Due>;
}

/// Until when what was handed over last has to be taken.
#[derive(Debug, Default)]
struct Due(Mutex<Option<Instant>>);

impl Due {
    fn set(&self, by: Option<Instant>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = by;
    }

    fn get(&self) -> Option<Instant> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Until when a unary call's answer has to be taken, all of it; in the response's extensions.
#[derive(Clone, Copy, Debug)]
pub(super) struct TakenBy(pub(super) Instant);

/// Works until it is done, or until what it handed over has not been taken in time: then the rest is `None`.
pub(super) async fn in_time<F: Future>(work: F) -> Option<F::Output> {
    let due = Arc::new(Due::default());
    let mut work = pin!(DUE.scope(due.clone(), work));
    let mut patience = pin!(None::<Sleep>);
    std::future::poll_fn(|context| {
        if let Poll::Ready(done) = work.as_mut().poll(context) {
            return Poll::Ready(Some(done));
        }
        // Only what is worked on changes it, so nobody has to wake us for that.
        let Some(by) = due.get() else {
            return Poll::Pending;
        };
        match patience.as_mut().as_pin_mut() {
            None => patience.set(Some(sleep_until(by))),
            Some(sleep) if sleep.deadline() != by => sleep.reset(by),
            Some(_) => {}
        }
        match patience.as_mut().as_pin_mut() {
            Some(sleep) => sleep.poll(context).map(|()| None),
            None => Poll::Pending,
        }
    })
    .await
}

/// Runs the streams of HTTP/2 connections.
#[derive(Clone, Copy, Debug)]
pub(super) struct Streams;

impl<F> hyper::rt::Executor<F> for Streams
where
    F: Future<Output: Send> + Send + 'static,
{
    fn execute(&self, stream: F) {
        tokio::spawn(async move {
            if in_time(stream).await.is_none() {
                tracing::debug!("cut off an answer that nobody took");
            }
        });
    }
}

/// A service whose answers are handed over piece by piece, each within a time.
#[derive(Clone, Debug)]
pub(super) struct Delivering<S> {
    inner: S,
    /// For each piece.
    patience: Duration,
}

impl<S> Delivering<S> {
    pub(super) fn new(inner: S, patience: Duration) -> Self {
        Self { inner, patience }
    }
}

impl<S> hyper::service::Service<Request<Incoming>> for Delivering<S>
where
    S: hyper::service::Service<Request<Incoming>, Response = Response<Body>, Error = Infallible>
        + 'static,
    S::Future: Send + 'static,
{
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = BoxFuture<'static, Result<Response<Body>, Infallible>>;

    fn call(&self, request: Request<Incoming>) -> Self::Future {
        let (answer, patience) = (self.inner.call(request), self.patience);
        Box::pin(async move {
            let response = answer.await?;
            // There is one wherever `in_time` runs the stream.
            let Ok(due) = DUE.try_with(Arc::clone) else {
                return Ok(response);
            };
            let all_by = response.extensions().get().map(|&TakenBy(by)| by);
            Ok(response.map(|body| {
                Body::new(Delivered {
                    body,
                    rest: None,
                    due,
                    patience,
                    all_by,
                })
            }))
        })
    }
}

struct Delivered {
    body: Body,
    /// What is left of the frame that is being handed over.
    rest: Option<Bytes>,
    due: Arc<Due>,
    patience: Duration,
    all_by: Option<Instant>,
}

impl HttpBody for Delivered {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        let this = &mut *self;
        // Who asks for more has taken what there was.
        this.due.set(None);
        let mut data = if let Some(rest) = this.rest.take() {
            rest
        } else {
            match ready!(Pin::new(&mut this.body).poll_frame(context)) {
                Some(Ok(frame)) => match frame.into_data() {
                    Ok(data) => data,
                    Err(trailers) => return Poll::Ready(Some(Ok(trailers))),
                },
                other => return Poll::Ready(other),
            }
        };
        let piece = cut(&mut data);
        this.rest = Some(data).filter(|rest| !rest.is_empty());
        let by = Instant::now() + this.patience;
        this.due
            .set(Some(this.all_by.map_or(by, |all| all.min(by))));
        Poll::Ready(Some(Ok(Frame::data(piece))))
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_none() && self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        let rest = self.rest.as_ref().map_or(0, |rest| rest.len() as u64);
        let mut hint = self.body.size_hint();
        if let Some(upper) = hint.upper() {
            hint.set_upper(upper + rest);
        }
        hint.set_lower(hint.lower() + rest);
        hint
    }
}

impl Drop for Delivered {
    fn drop(&mut self) {
        self.due.set(None);
    }
}

/// The next piece of a frame. A short frame is one.
fn cut(data: &mut Bytes) -> Bytes {
    let length = data.len();
    if length <= 2 * LAST_PIECE {
        std::mem::take(data)
    } else {
        data.split_to((length - LAST_PIECE).min(PIECE))
    }
}

#[cfg(test)]
mod tests {
    use http_body_util::{BodyExt, Full};

    use super::*;

    fn delivered(body: Vec<u8>, due: &Arc<Due>) -> Delivered {
        Delivered {
            body: Body::new(Full::new(body.into())),
            rest: None,
            due: due.clone(),
            patience: Duration::from_secs(10),
            all_by: None,
        }
    }

    #[tokio::test]
    async fn an_answer_keeps_its_bytes_and_ends_with_a_small_piece() {
        for length in [0, 1, 512, 513, 20_000, 100_000] {
            let said: Vec<u8> = (0..length).map(|n: usize| n.to_le_bytes()[0]).collect();
            let mut body = delivered(said.clone(), &Arc::default());
            let (mut heard, mut pieces) = (Vec::new(), Vec::new());
            while let Some(frame) = body.frame().await {
                let piece = frame.expect("no error").into_data().expect("data");
                pieces.push(piece.len());
                heard.extend_from_slice(&piece);
                assert_eq!(
                    body.size_hint().exact(),
                    Some((length - heard.len()) as u64)
                );
            }
            assert_eq!(heard, said);
            assert!(pieces.iter().all(|piece| *piece <= PIECE), "{pieces:?}");
            let last = pieces.last().copied().unwrap_or_default();
            assert!(last <= 2 * LAST_PIECE, "{pieces:?}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_not_taken_ends_the_work_and_what_is_does_not() {
        let read_slowly = in_time(async {
            let mut body = delivered(vec![0; 100_000], &DUE.with(Arc::clone));
            while let Some(frame) = body.frame().await {
                drop(frame);
                tokio::time::sleep(Duration::from_secs(9)).await;
            }
            // Nothing is due any more.
            tokio::time::sleep(Duration::from_mins(9)).await;
        });
        assert!(read_slowly.await.is_some());

        let begun = Instant::now();
        let unread = in_time(async {
            let mut body = delivered(vec![0; 100_000], &DUE.with(Arc::clone));
            let _ = body.frame().await;
            std::future::pending::<()>().await;
        });
        assert!(unread.await.is_none());
        assert_eq!(begun.elapsed().as_secs(), 10);
    }
}
