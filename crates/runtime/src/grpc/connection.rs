//! One connection: its limits, its age, how its answers leave, and how it ends.

use std::{convert::Infallible, pin::pin, time::Duration};

use http::{Request, Response};
use hyper::{body::Incoming, service::Service};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::conn::auto::Builder,
};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    time::{sleep, timeout},
};
use tokio_util::sync::CancellationToken;
use tonic::body::Body;

use super::delivery::{Delivering, Streams, in_time};
use crate::{config::GrpcConfig, lingering::Lingering};

/// No caller of ours sends more headers than this.
const MAX_HEADERS: usize = 100;

/// What may arrive of one request before somebody reads it. The largest fits, and nobody needs two in the air.
const STREAM_WINDOW: u32 = 64 << 10;

/// The same for all requests of a connection: what a connection may cost.
const CONNECTION_WINDOW: u32 = 256 << 10;

/// Serves connections by the limits of `[grpc]`. Clones are cheap.
#[derive(Clone, Debug)]
pub struct Connections {
    builder: Builder<Streams>,
    max_age: Duration,
    /// How long calls on a connection that is asked to end may take for it.
    grace: Option<Duration>,
    max_stall: Duration,
}

impl Connections {
    /// For HTTP/2 alone, as gRPC speaks it. Calls that have begun end, however long they take.
    pub fn new(config: &GrpcConfig) -> Self {
        let mut builder = Builder::new(Streams);
        builder
            .http2()
            .timer(TokioTimer::new())
            .max_concurrent_streams(config.max_streams_per_connection)
            .max_header_list_size(config.max_header_bytes)
            .keep_alive_interval(config.keepalive_interval)
            .keep_alive_timeout(config.keepalive_timeout);
        Self {
            builder: builder.http2_only(),
            max_age: config.max_connection_age,
            grace: None,
            max_stall: config.max_stall,
        }
    }

    /// For whoever comes from outside, over HTTP/1.1 too. A client of that has `header_read_timeout` for its headers, also between two
    /// requests; calls on a connection that is asked to end have `grace` for it.
    pub fn from_outside(
        config: &GrpcConfig,
        header_read_timeout: Duration,
        grace: Duration,
    ) -> Self {
        let max_header_bytes = usize::try_from(config.max_header_bytes).unwrap_or(usize::MAX);
        let mut builder = Builder::new(Streams);
        builder
            .http1()
            .timer(TokioTimer::new())
            .header_read_timeout(header_read_timeout)
            .max_headers(MAX_HEADERS)
            .max_buf_size(max_header_bytes.max(8 << 10));
        builder
            .http2()
            .timer(TokioTimer::new())
            .initial_stream_window_size(STREAM_WINDOW)
            .initial_connection_window_size(CONNECTION_WINDOW)
            .max_concurrent_streams(config.max_streams_per_connection)
            .max_header_list_size(config.max_header_bytes)
            .keep_alive_interval(config.keepalive_interval)
            .keep_alive_timeout(config.keepalive_timeout);
        Self {
            builder,
            max_age: config.max_connection_age,
            grace: Some(grace),
            max_stall: config.max_stall,
        }
    }

    /// Serves one. GOAWAY when it is old or the process drains; calls in flight finish.
    pub fn serve<IO, S>(
        &self,
        stream: IO,
        service: S,
        draining: CancellationToken,
    ) -> impl Future<Output = ()> + Send + use<IO, S>
    where
        IO: AsyncRead + AsyncWrite + Unpin + Send + 'static,
        S: Service<Request<Incoming>, Response = Response<Body>, Error = Infallible>
            + Send
            + 'static,
        S::Future: Send + 'static,
    {
        let stream = TokioIo::new(Lingering::new(stream, self.max_stall));
        let service = Delivering::new(service, self.max_stall);
        let connection = self.builder.serve_connection(stream, service).into_owned();
        let (max_age, grace) = (self.max_age, self.grace);
        async move {
            let mut connection = pin!(connection);
            // Over HTTP/1.1 what nobody takes ends the connection: there is no other stream on it.
            let served = in_time(async {
                let ended = tokio::select! {
                    ended = connection.as_mut() => Some(ended),
                    () = sleep(max_age) => None,
                    () = draining.cancelled() => None,
                };
                if let Some(ended) = ended {
                    return Ok(ended);
                }
                connection.as_mut().graceful_shutdown();
                match grace {
                    Some(grace) => timeout(grace, connection).await,
                    None => Ok(connection.await),
                }
            });
            match served.await {
                Some(Ok(Ok(()))) => {}
                // Clients go away all the time; it is their business.
                Some(Ok(Err(error))) => tracing::debug!(error = %error, "connection ended badly"),
                Some(Err(_)) => tracing::debug!("cut off a connection that was too old"),
                None => tracing::debug!("cut off a connection whose answer nobody took"),
            }
        }
    }
}
