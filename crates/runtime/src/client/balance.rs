//! Which of a service's addresses a call goes to.
//!
//! Of two addresses, which take turns, the call goes to the one that has fewer calls to answer. One that answers quickly because it is
//! broken so gets two calls of n at most, where the quickest of all would get each of them. An address that cannot be reached is passed
//! over, and tried again by one call now and then.

use std::{
    collections::HashSet,
    io,
    net::{IpAddr, SocketAddr},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use tokio::{
    sync::{Notify, watch},
    time::{Instant, timeout},
};
use tokio_util::sync::{CancellationToken, DropGuard};
use tonic::{Code, Status};

use super::{
    ClientConfig,
    peer::{Peer, Place},
    resolve::{Name, Resolve, keep},
};
use crate::rpc::problem;

/// The most addresses that are used at a time; with more, the first that the resolver names.
const MAX_ADDRESSES: usize = 64;
/// How long a call waits for the name to be looked up, where nothing is known yet.
const PATIENCE: Duration = Duration::from_secs(6);
/// When a caller should come back who found all connections full.
const RETRY: Duration = Duration::from_millis(500);

/// The reason of a call that no connection had a place for. Nobody has seen it.
pub const OVERLOADED: &str = "OVERLOADED";

type List = Arc<[Arc<Peer>]>;

/// What is known of a service's addresses.
#[derive(Debug)]
pub(super) struct Peers {
    config: ClientConfig,
    known: watch::Sender<Known>,
    turn: AtomicUsize,
    /// Rung when a connection is gone, and when a call finds nobody.
    pub(super) gone: Arc<Notify>,
}

#[derive(Debug, Clone, Default)]
struct Known {
    peers: List,
    /// Why there are none.
    error: Option<Arc<io::Error>>,
}

/// The way to a service. Its connections and its look-ups end with the last clone.
#[derive(Debug, Clone)]
pub(super) struct Balancer {
    peers: Arc<Peers>,
    /// What looks the name up, from the first call on; none for an address.
    keeper: Arc<Mutex<Option<Name>>>,
    stop: CancellationToken,
    _stopped_with_us: Arc<DropGuard>,
}

impl Balancer {
    /// The way to `host`, a name or an address.
    pub(super) fn new(
        host: &str,
        port: u16,
        config: &ClientConfig,
        resolver: Arc<dyn Resolve>,
    ) -> Self {
        let stop = CancellationToken::new();
        let peers = Peers {
            config: config.clone(),
            known: watch::Sender::default(),
            turn: AtomicUsize::new(0),
            gone: Arc::default(),
        };
        let name = match host.trim_matches(['[', ']']).parse::<IpAddr>() {
            Ok(address) => {
                peers.are_at(vec![SocketAddr::new(address, port)]);
                None
            }
            Err(_) => Some(Name {
                host: host.to_owned(),
                port,
                resolver,
                interval: config.resolve_interval,
            }),
        };
        Self {
            peers: Arc::new(peers),
            keeper: Arc::new(Mutex::new(name)),
            _stopped_with_us: Arc::new(stop.clone().drop_guard()),
            stop,
        }
    }

    /// A place for a call, at none of the addresses that it has `tried`; `None` when there is no other.
    pub(super) async fn place(&self, tried: &[SocketAddr]) -> Result<Option<Place>, Status> {
        self.look_up_if_first();
        let peers = self.peers.found().await?;
        self.peers.choose(&peers, tried, Instant::now())
    }

    fn look_up_if_first(&self) {
        let name = self
            .keeper
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        if let Some(name) = name {
            tokio::spawn(keep(name, Arc::clone(&self.peers), self.stop.clone()));
        }
    }
}

impl Peers {
    /// The service is at these addresses. Who was known stays as it is; who is not among them gets no more calls, and ends those that it
    /// has.
    pub(super) fn are_at(&self, addresses: Vec<SocketAddr>) {
        if addresses.is_empty() {
            return self.are_not_found(io::Error::other("the name has no address"));
        }
        let mut new = HashSet::new();
        let addresses: Vec<SocketAddr> = addresses
            .into_iter()
            .filter(|address| new.insert(*address))
            .take(MAX_ADDRESSES)
            .collect();
        self.known.send_modify(|known| {
            let peers = addresses.iter().map(|address| {
                let there = known.peers.iter().find(|peer| peer.address == *address);
                there
                    .cloned()
                    .unwrap_or_else(|| Arc::new(Peer::new(*address, &self.config, &self.gone)))
            });
            *known = Known {
                peers: peers.collect(),
                error: None,
            };
        });
    }

    /// The name could not be looked up: those who were known are used on, for as long as they can be reached.
    pub(super) fn are_not_found(&self, error: io::Error) {
        self.known
            .send_modify(|known| known.error = Some(Arc::new(error)));
    }

    /// Those that are known; waits for the look-up where there are none.
    async fn found(&self) -> Result<List, Status> {
        let mut news = {
            let known = self.known.borrow();
            if !known.peers.is_empty() {
                return Ok(Arc::clone(&known.peers));
            }
            self.known.subscribe()
        };
        if news.borrow_and_update().error.is_some() {
            self.gone.notify_one();
        }
        let _in_time = timeout(PATIENCE, news.changed()).await;
        let known = news.borrow().clone();
        if !known.peers.is_empty() {
            return Ok(known.peers);
        }
        let late = || Arc::new(io::Error::from(io::ErrorKind::TimedOut));
        let mut status = Status::unavailable("the service is out of reach");
        status.set_source(known.error.unwrap_or_else(late));
        Err(status)
    }

    fn choose(
        &self,
        peers: &[Arc<Peer>],
        tried: &[SocketAddr],
        now: Instant,
    ) -> Result<Option<Place>, Status> {
        let count = peers.len();
        if let [only] = peers {
            if tried.contains(&only.address) {
                return Ok(None);
            }
            return only.place().map(Some).ok_or_else(full);
        }
        let turn = self.turn.fetch_add(1, Ordering::Relaxed);
        // Each with each, in turn.
        let (first, step) = (turn % count, 1 + turn / count % (count - 1));
        let two = [&peers[first], &peers[(first + step) % count]];
        let mut well = two
            .into_iter()
            .filter(|peer| peer.is_well() && !tried.contains(&peer.address))
            .collect::<Vec<_>>();
        well.sort_by_key(|peer| peer.waiting());
        let untried = move || {
            let all = (0..count).map(move |next| &peers[(first + next) % count]);
            all.filter(move |peer| !tried.contains(&peer.address))
        };
        // One call finds out whether an address can be reached again. If it cannot, the call goes on to another.
        let due = untried().find(|peer| !peer.is_well() && peer.is_due(now));
        let place = due.and_then(Peer::place).or_else(|| {
            let others = untried().filter(|peer| peer.is_well());
            well.into_iter()
                .chain(others)
                // Nobody is well: whoever may have come back.
                .chain(untried())
                .find_map(Peer::place)
        });
        match place {
            Some(place) => Ok(Some(place)),
            None if untried().next().is_none() => Ok(None),
            None => Err(full()),
        }
    }
}

/// Every connection has as many calls as it takes.
fn full() -> Status {
    problem(
        Code::Unavailable,
        OVERLOADED,
        "too many calls at the moment, try again a little later",
    )
    .retry_after(RETRY)
    .into()
}
