//! One address of a service: its connections, how many calls they carry, and whether it can be reached.

use std::{
    net::SocketAddr,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use hyper_util::{
    client::legacy::Client,
    rt::{TokioExecutor, TokioTimer},
};
use tokio::{sync::Notify, time::Instant};

use super::{ClientConfig, Message, connect::Connector};

/// How long an address is passed over after it could not be reached: at first, and at most. It doubles in between.
const PASSED_OVER: Duration = Duration::from_secs(1);
const PASSED_OVER_AT_MOST: Duration = Duration::from_secs(30);
/// What may arrive of one answer before somebody reads it, and of all answers of a connection. All streams that a server allows at
/// once fit into a connection, or some that nobody reads would keep everybody else's answers from coming.
const STREAM_WINDOW: u32 = 64 << 10;
const CONNECTION_WINDOW: u32 = 256 * STREAM_WINDOW;

/// One address of a service.
#[derive(Debug)]
pub(super) struct Peer {
    pub(super) address: SocketAddr,
    /// Each client has one HTTP/2 connection. The next one is used when those before it are full.
    connections: Box<[Lane]>,
    max_calls: usize,
    /// Calls that wait for the beginning of their answer. A stream that has begun costs its server little, and is not counted.
    waiting: AtomicUsize,
    /// `None` while it can be reached.
    trouble: Mutex<Option<Trouble>>,
}

#[derive(Debug)]
struct Lane {
    client: Client<Connector, Message>,
    /// Calls on it, until the ends of their answers.
    calls: AtomicUsize,
}

#[derive(Debug, Clone, Copy)]
struct Trouble {
    until: Instant,
    pause: Duration,
}

impl Peer {
    pub(super) fn new(address: SocketAddr, config: &ClientConfig, gone: &Arc<Notify>) -> Self {
        let connector = Connector::new(address, config.connect_timeout, Arc::clone(gone));
        let lane = || Lane {
            client: Client::builder(TokioExecutor::new())
                .http2_only(true)
                .timer(TokioTimer::new())
                .http2_keep_alive_interval(config.keepalive_interval)
                .http2_keep_alive_timeout(config.keepalive_timeout)
                .http2_keep_alive_while_idle(true)
                .http2_initial_stream_window_size(STREAM_WINDOW)
                .http2_initial_connection_window_size(CONNECTION_WINDOW)
                .pool_idle_timeout(None)
                .build(connector.clone()),
            calls: AtomicUsize::new(0),
        };
        Self {
            address,
            connections: (0..config.max_connections.max(1)).map(|_| lane()).collect(),
            max_calls: config.max_calls_per_connection,
            waiting: AtomicUsize::new(0),
            trouble: Mutex::default(),
        }
    }

    /// Calls that it has not begun to answer.
    pub(super) fn waiting(&self) -> usize {
        self.waiting.load(Ordering::Relaxed)
    }

    /// Whether it could be reached when it was last tried.
    pub(super) fn is_well(&self) -> bool {
        self.trouble().is_none()
    }

    /// Whether it is time to try it again. Then others pass it over meanwhile, twice as long as before.
    pub(super) fn is_due(&self, now: Instant) -> bool {
        let mut trouble = self.trouble();
        match &mut *trouble {
            Some(Trouble { until, pause }) if now >= *until => {
                *pause = (*pause * 2).min(PASSED_OVER_AT_MOST);
                *until = now + *pause;
                true
            }
            Some(_) => false,
            None => true,
        }
    }

    /// It could not be reached.
    pub(super) fn failed(&self, now: Instant) {
        // Many calls may have waited for the same connection: only the first begins the time.
        self.trouble().get_or_insert(Trouble {
            until: now + PASSED_OVER,
            pause: PASSED_OVER,
        });
    }

    /// It has answered.
    pub(super) fn answered(&self) {
        *self.trouble() = None;
    }

    fn trouble(&self) -> std::sync::MutexGuard<'_, Option<Trouble>> {
        // Nothing panics while it holds this.
        self.trouble.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A place for one call on one of its connections; `None` when all are full.
    pub(super) fn place(self: &Arc<Self>) -> Option<Place> {
        let (number, _) = self.connections.iter().enumerate().find(|(_, lane)| {
            let more = |calls| (calls < self.max_calls).then_some(calls + 1);
            let taken = lane
                .calls
                .fetch_update(Ordering::Relaxed, Ordering::Relaxed, more);
            taken.is_ok()
        })?;
        self.waiting.fetch_add(1, Ordering::Relaxed);
        Some(Place {
            peer: Arc::clone(self),
            connection: number,
            waits: true,
        })
    }
}

/// A call's place on a connection, given back when it is dropped.
#[derive(Debug)]
pub(super) struct Place {
    pub(super) peer: Arc<Peer>,
    connection: usize,
    waits: bool,
}

impl Place {
    pub(super) fn client(&self) -> &Client<Connector, Message> {
        &self.peer.connections[self.connection].client
    }

    /// The answer has begun.
    pub(super) fn begun(mut self) -> Self {
        self.peer.answered();
        self.waits_no_more();
        self
    }

    fn waits_no_more(&mut self) {
        if std::mem::take(&mut self.waits) {
            self.peer.waiting.fetch_sub(1, Ordering::Relaxed);
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.waits_no_more();
        self.peer.connections[self.connection]
            .calls
            .fetch_sub(1, Ordering::Relaxed);
    }
}
