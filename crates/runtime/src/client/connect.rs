//! Connections to one address, which say when they are gone.

use std::{
    io::{self, IoSlice},
    net::SocketAddr,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll},
    time::Duration,
};

use futures_util::future::BoxFuture;
use http::Uri;
use hyper::rt::{Read, ReadBufCursor, Write};
use hyper_util::{
    client::legacy::connect::{Connected, Connection},
    rt::TokioIo,
};
use tokio::{
    net::TcpStream,
    sync::Notify,
    time::{Instant, timeout},
};
use tower::Service;

/// How long after an attempt that took all of its time nobody else makes one. Calls that waited for the same connection would do so one
/// after the other.
const TAKEN_AS_SILENT: Duration = Duration::from_millis(100);

/// Connects to its address, whatever host a URI names.
#[derive(Debug, Clone)]
pub(super) struct Connector {
    address: SocketAddr,
    connect_timeout: Duration,
    /// Rung whenever a connection is gone, or could not be made.
    gone: Arc<Notify>,
    /// When an attempt last took all of its time.
    silent: Arc<Mutex<Option<Instant>>>,
}

impl Connector {
    pub(super) fn new(address: SocketAddr, connect_timeout: Duration, gone: Arc<Notify>) -> Self {
        Self {
            address,
            connect_timeout,
            gone,
            silent: Arc::default(),
        }
    }

    async fn connect(&self) -> io::Result<TcpStream> {
        let silent = || self.silent.lock().unwrap_or_else(PoisonError::into_inner);
        if silent().is_some_and(|since| since.elapsed() < TAKEN_AS_SILENT) {
            return Err(io::ErrorKind::TimedOut.into());
        }
        let stream = timeout(self.connect_timeout, TcpStream::connect(self.address))
            .await
            .map_err(|_| {
                *silent() = Some(Instant::now());
                io::Error::from(io::ErrorKind::TimedOut)
            })??;
        stream.set_nodelay(true)?;
        Ok(stream)
    }
}

impl Service<Uri> for Connector {
    type Response = Announced;
    type Error = io::Error;
    type Future = BoxFuture<'static, io::Result<Announced>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: Uri) -> Self::Future {
        let this = self.clone();
        Box::pin(async move {
            // Rung also when it is given up under way.
            let bell = Bell(Arc::clone(&this.gone));
            Ok(Announced {
                stream: TokioIo::new(this.connect().await?),
                _bell: bell,
            })
        })
    }
}

/// Rings when it is dropped.
#[derive(Debug)]
struct Bell(Arc<Notify>);

impl Drop for Bell {
    fn drop(&mut self) {
        self.0.notify_one();
    }
}

/// A connection whose end is announced.
#[derive(Debug)]
pub(super) struct Announced {
    stream: TokioIo<TcpStream>,
    _bell: Bell,
}

impl Connection for Announced {
    fn connected(&self) -> Connected {
        Connected::new()
    }
}

impl Read for Announced {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl Write for Announced {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(context, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
