//! Connections that end without taking a call with them.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    time::{Sleep, sleep},
};

/// As long as other HTTP/2 servers wait after a GOAWAY. Who is still there is told by a reset, as without this.
const LINGER: Duration = Duration::from_secs(1);

/// A stream that is shut down when the other side has closed it too, or a second has passed; and that breaks when the other side reads
/// nothing at all for too long while there is something to write.
///
/// A socket that is closed while something still comes in answers by a reset, and a reset throws away what the other side has not
/// read yet: the GOAWAY that says which calls were not looked at. Without it nobody knows whether a call may be sent again. So what
/// comes after our own end is read, and thrown away.
#[derive(Debug)]
pub struct Lingering<S> {
    stream: S,
    /// Since our own end.
    patience: Option<Pin<Box<Sleep>>>,
    max_stall: Duration,
    /// Since there was no room for what we have to say.
    stalled: Option<Pin<Box<Sleep>>>,
}

impl<S> Lingering<S> {
    /// The same stream, with another end. The other side may read nothing for `max_stall`.
    pub fn new(stream: S, max_stall: Duration) -> Self {
        Self {
            stream,
            patience: None,
            max_stall,
            stalled: None,
        }
    }

    /// What writing came to, unless it has come to nothing for too long.
    fn moving<T>(
        &mut self,
        written: Poll<io::Result<T>>,
        context: &mut Context<'_>,
    ) -> Poll<io::Result<T>> {
        if written.is_ready() {
            self.stalled = None;
            return written;
        }
        let max_stall = self.max_stall;
        let stalled = self
            .stalled
            .get_or_insert_with(|| Box::pin(sleep(max_stall)));
        stalled
            .as_mut()
            .poll(context)
            .map(|()| Err(io::ErrorKind::TimedOut.into()))
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Lingering<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncWrite for Lingering<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.moving(written, context)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, slices);
        self.moving(written, context)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = Pin::new(&mut self.stream).poll_flush(context);
        self.moving(flushed, context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let Self {
            stream, patience, ..
        } = &mut *self;
        let patience = if let Some(patience) = patience {
            patience
        } else {
            ready!(Pin::new(&mut *stream).poll_shutdown(context))?;
            patience.insert(Box::pin(sleep(LINGER)))
        };
        let mut late = [0; 4 << 10];
        loop {
            let mut late = ReadBuf::new(&mut late);
            match Pin::new(&mut *stream).poll_read(context, &mut late) {
                Poll::Ready(Ok(())) if !late.filled().is_empty() => {}
                // The other side has closed, or is gone.
                Poll::Ready(_) => return Poll::Ready(Ok(())),
                Poll::Pending => return patience.as_mut().poll(context).map(Ok),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::{
        io::{AsyncReadExt, AsyncWriteExt, duplex},
        time::Instant,
    };

    use super::*;

    const MAX_STALL: Duration = Duration::from_secs(15);

    #[tokio::test(start_paused = true)]
    async fn who_reads_nothing_is_left_and_who_reads_slowly_is_not() {
        let (ours, mut slow) = duplex(64);
        let mut ours = Lingering::new(ours, MAX_STALL);
        let writes = tokio::spawn(async move { ours.write_all(&[7; 256]).await });
        for _ in 0..4 {
            tokio::time::sleep(MAX_STALL * 9 / 10).await;
            slow.read_exact(&mut [0; 64]).await.expect("written");
        }
        writes.await.expect("no panic").expect("all of it");

        let (ours, never) = duplex(64);
        let begun = Instant::now();
        let ended = Lingering::new(ours, MAX_STALL).write_all(&[7; 256]).await;
        assert_eq!(ended.expect_err("no room").kind(), io::ErrorKind::TimedOut);
        assert_eq!(begun.elapsed().as_secs(), 15);
        drop(never);
    }

    #[tokio::test]
    async fn it_ends_when_the_other_side_does_and_reads_what_comes_until_then() {
        let (ours, mut theirs) = duplex(64);
        let mut ours = Lingering::new(ours, MAX_STALL);
        let ends = tokio::spawn(async move { ours.shutdown().await });
        let mut said = Vec::new();
        theirs.read_to_end(&mut said).await.expect("our end");
        // More than fits in between, so it is read.
        theirs.write_all(&[7; 10_000]).await.expect("still read");
        assert!(!ends.is_finished());
        drop(theirs);
        ends.await.expect("no panic").expect("ended");
    }

    #[tokio::test(start_paused = true)]
    async fn who_never_closes_is_left_after_a_second() {
        let (ours, theirs) = duplex(64);
        let begun = Instant::now();
        Lingering::new(ours, MAX_STALL)
            .shutdown()
            .await
            .expect("ended");
        assert_eq!(begun.elapsed().as_millis() / 100, 10);
        drop(theirs);
    }
}
