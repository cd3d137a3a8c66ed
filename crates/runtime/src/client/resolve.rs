//! From a service's name to the addresses behind it.

use std::{fmt, io, net::SocketAddr, sync::Arc, time::Duration};

use futures_util::future::BoxFuture;
use tokio::{
    net::lookup_host,
    time::{Instant, sleep, sleep_until, timeout},
};
use tokio_util::sync::CancellationToken;

use super::balance::Peers;
use crate::chain;

/// One look-up. A resolver's own patience is longer.
const LIMIT: Duration = Duration::from_secs(5);
/// The shortest time between two: a server that closes one connection after another is no reason for more.
const PAUSE: Duration = Duration::from_millis(200);

/// Finds the addresses behind a name.
pub trait Resolve: fmt::Debug + Send + Sync + 'static {
    /// The addresses of `host`, each with `port`. An error or no address at all leaves what was known.
    fn resolve<'a>(
        &'a self,
        host: &'a str,
        port: u16,
    ) -> BoxFuture<'a, io::Result<Vec<SocketAddr>>>;
}

/// The operating system's resolver.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemResolver;

impl Resolve for SystemResolver {
    fn resolve<'a>(
        &'a self,
        host: &'a str,
        port: u16,
    ) -> BoxFuture<'a, io::Result<Vec<SocketAddr>>> {
        Box::pin(async move { Ok(lookup_host((host, port)).await?.collect()) })
    }
}

/// A name that is looked up again and again.
#[derive(Debug, Clone)]
pub(super) struct Name {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) resolver: Arc<dyn Resolve>,
    pub(super) interval: Duration,
}

/// Keeps `peers` to what the name leads to: now, every interval, and at once when a connection is gone or a call finds nobody.
pub(super) async fn keep(name: Name, peers: Arc<Peers>, stop: CancellationToken) {
    loop {
        let looked_up = Instant::now();
        let found = tokio::select! {
            () = stop.cancelled() => return,
            found = timeout(LIMIT, name.resolver.resolve(&name.host, name.port)) => found,
        };
        match found.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into())) {
            Ok(addresses) => peers.are_at(addresses),
            Err(error) => {
                tracing::warn!(server.address = %name.host, error = %chain(&error), "cannot look a service up");
                peers.are_not_found(error);
            }
        }
        let soonest = looked_up + PAUSE;
        tokio::select! {
            () = stop.cancelled() => return,
            () = sleep(name.interval) => {}
            () = async {
                peers.gone.notified().await;
                sleep_until(soonest).await;
            } => {}
        }
    }
}
