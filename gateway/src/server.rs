//! Connections: how many, how long, how they begin and how they end.

use std::{io, net::IpAddr, pin::pin, sync::Arc, time::Duration};

use baedal_runtime::{BoxError, config::GrpcConfig, lingering::Lingering};
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::conn::auto::Builder,
};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite},
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore},
    time::{sleep, timeout},
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{config::GatewayConfig, front::Front};

/// No caller of ours sends more headers than this.
const MAX_HEADERS: usize = 100;

/// What HTTP/2 begins with.
const PREFACE: &[u8; 24] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/// How long to leave `accept` alone when the process has run out of files.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// Takes connections until `draining`, then lets those that are open finish their calls.
pub(crate) async fn run(
    listener: TcpListener,
    front: Front,
    grpc: GrpcConfig,
    gateway: GatewayConfig,
    draining: CancellationToken,
) -> Result<(), BoxError> {
    let builder = Arc::new(builder(&grpc, &gateway));
    let room = Arc::new(Semaphore::new(gateway.max_connections));
    let connections = TaskTracker::new();
    loop {
        let accepted = tokio::select! {
            accepted = accept(&listener, &room) => accepted,
            () = draining.cancelled() => break,
        };
        match accepted {
            Ok((stream, peer, permit)) => {
                let connection = serve(
                    stream,
                    builder.clone(),
                    front.to(peer),
                    gateway.header_read_timeout,
                    (grpc.max_connection_age, gateway.max_connection_age_grace),
                    draining.clone(),
                );
                connections.spawn(async move {
                    connection.await;
                    drop(permit);
                });
            }
            Err(error) => {
                tracing::warn!(error = %error, "cannot take a connection");
                sleep(ACCEPT_PAUSE).await;
            }
        }
    }
    // New connections are refused from here on, not left to wait.
    drop(listener);
    connections.close();
    connections.wait().await;
    Ok(())
}

fn builder(grpc: &GrpcConfig, gateway: &GatewayConfig) -> Builder<TokioExecutor> {
    let max_header_bytes = usize::try_from(grpc.max_header_bytes).unwrap_or(usize::MAX);
    let mut builder = Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(gateway.header_read_timeout)
        .max_headers(MAX_HEADERS)
        .max_buf_size(max_header_bytes.max(8 << 10));
    builder
        .http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(grpc.max_streams_per_connection)
        .max_header_list_size(grpc.max_header_bytes)
        .keep_alive_interval(grpc.keepalive_interval)
        .keep_alive_timeout(grpc.keepalive_timeout);
    builder
}

async fn accept(
    listener: &TcpListener,
    room: &Arc<Semaphore>,
) -> io::Result<(TcpStream, IpAddr, OwnedSemaphorePermit)> {
    let permit = room
        .clone()
        .acquire_owned()
        .await
        .map_err(io::Error::other)?;
    let (stream, peer) = listener.accept().await?;
    stream.set_nodelay(true)?;
    Ok((stream, peer.ip(), permit))
}

/// Reads until it is clear which protocol the client speaks; returns the stream with these bytes in front again. Before
/// that, nothing in the server would end a connection that says nothing.
async fn begun(mut stream: TcpStream) -> io::Result<impl AsyncRead + AsyncWrite> {
    let mut first = [0; PREFACE.len()];
    let mut length = 0;
    while length < first.len() && first[..length] == PREFACE[..length] {
        match stream.read(&mut first[length..]).await? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            read => length += read,
        }
    }
    let (reader, writer) = stream.into_split();
    let reader = io::Cursor::new(first).take(length as u64).chain(reader);
    Ok(Lingering::new(tokio::io::join(reader, writer)))
}

/// One connection. GOAWAY when it is old or the process stops; calls in flight finish, within the grace when it was old, and
/// within the process's own drain time when that stops.
async fn serve(
    stream: TcpStream,
    builder: Arc<Builder<TokioExecutor>>,
    front: Front,
    patience: Duration,
    (age, grace): (Duration, Duration),
    draining: CancellationToken,
) {
    let stream = tokio::select! {
        begun = timeout(patience, begun(stream)) => match begun {
            Ok(Ok(stream)) => stream,
            Ok(Err(_)) | Err(_) => return tracing::debug!("a connection said nothing"),
        },
        () = draining.cancelled() => return,
    };
    let mut connection = pin!(builder.serve_connection(TokioIo::new(stream), front));
    let ended = tokio::select! {
        ended = &mut connection => Some(ended),
        () = sleep(age) => None,
        () = draining.cancelled() => None,
    };
    let ended = if let Some(ended) = ended {
        ended
    } else {
        connection.as_mut().graceful_shutdown();
        let Ok(ended) = timeout(grace, connection).await else {
            return tracing::debug!("cut off a connection that was too old");
        };
        ended
    };
    if let Err(error) = ended {
        // Clients go away all the time; it is their business.
        tracing::debug!(error = %error, "connection ended badly");
    }
}
