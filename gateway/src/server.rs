//! Connections: how many, how long, how they begin and how they end.

use std::{io, net::IpAddr, sync::Arc, time::Duration};

use baedal_runtime::{BoxError, grpc::Connections};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite},
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore},
    time::{sleep, timeout},
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{
    config::Config,
    front::Front,
    limits::network,
    shares::{Share, Shares},
};

/// What HTTP/2 begins with.
const PREFACE: &[u8; 24] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/// How much longer one waits for room than the silent ones have time to begin.
const MARGIN: Duration = Duration::from_secs(1);

/// How long to leave `accept` alone when the process has run out of files.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// Room for connections, of all and of each address.
pub(crate) struct Rooms {
    all: Arc<Semaphore>,
    shares: Arc<Shares>,
    /// How long a client may take to begin.
    to_begin: Duration,
    /// Whether one has waited in vain since there was room last: then nobody waits.
    is_full: bool,
}

impl Rooms {
    pub(crate) fn new(config: &Config) -> Self {
        let share = match config.limits.trusted_proxies {
            0 => config.gateway.max_connections_per_address,
            _ => 0,
        };
        Self {
            all: Arc::new(Semaphore::new(config.gateway.max_connections)),
            shares: Shares::new(share),
            to_begin: config.gateway.header_read_timeout,
            is_full: false,
        }
    }

    /// The next connection that there is room for. Others are closed: their clients can go elsewhere, or come again.
    async fn accept(
        &mut self,
        listener: &TcpListener,
    ) -> io::Result<(TcpStream, IpAddr, (OwnedSemaphorePermit, Share))> {
        loop {
            let (stream, peer) = listener.accept().await?;
            let Some(share) = self.shares.take(network(peer.ip())) else {
                tracing::debug!("closed a connection beyond its address's share");
                continue;
            };
            if let Some(room) = self.one().await {
                stream.set_nodelay(true)?;
                return Ok((stream, peer.ip(), (room, share)));
            }
        }
    }

    /// One of all, at the latest when those that say nothing have been let go.
    async fn one(&mut self) -> Option<OwnedSemaphorePermit> {
        let mut room = self.all.clone().try_acquire_owned().ok();
        if room.is_none() && !self.is_full {
            let patience = self.to_begin + MARGIN;
            let waited = timeout(patience, self.all.clone().acquire_owned()).await;
            room = waited.ok().and_then(Result::ok);
            if room.is_none() {
                tracing::warn!("no room for more connections: they are closed until there is");
            }
        }
        self.is_full = room.is_none();
        room
    }
}

/// Takes connections until `draining`, then lets those that are open finish their calls.
pub(crate) async fn run(
    listener: TcpListener,
    front: Front,
    open: Connections,
    mut rooms: Rooms,
    draining: CancellationToken,
) -> Result<(), BoxError> {
    let to_begin = rooms.to_begin;
    let connections = TaskTracker::new();
    loop {
        let accepted = tokio::select! {
            accepted = rooms.accept(&listener) => accepted,
            () = draining.cancelled() => break,
        };
        match accepted {
            Ok((stream, peer, room)) => {
                let (open, front, draining) = (open.clone(), front.to(peer), draining.clone());
                connections.spawn(async move {
                    serve(stream, &open, front, to_begin, draining).await;
                    drop(room);
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
    Ok(tokio::io::join(reader, writer))
}

/// One connection, once it has begun.
async fn serve(
    stream: TcpStream,
    connections: &Connections,
    front: Front,
    to_begin: Duration,
    draining: CancellationToken,
) {
    let stream = tokio::select! {
        begun = timeout(to_begin, begun(stream)) => match begun {
            Ok(Ok(stream)) => stream,
            Ok(Err(_)) | Err(_) => return tracing::debug!("a connection said nothing"),
        },
        () = draining.cancelled() => return,
    };
    connections.serve(stream, front, draining).await;
}
