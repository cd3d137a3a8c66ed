//! The use cases: put the views together, show them, tell who watches, make them anew.

pub mod freshness;
pub mod project;
pub mod query;
pub mod rebuild;
pub mod watch;

use std::sync::Arc;

use baedal_messaging::Broker;
use baedal_runtime::{Clock, database::Pool};

use self::watch::Feed;

/// What every use case needs.
#[derive(Clone)]
pub struct App {
    pool: Pool,
    clock: Arc<dyn Clock>,
    broker: Broker,
    feed: Arc<Feed>,
}

impl App {
    /// Puts the use cases over a database and a broker, which may be away.
    pub fn new(pool: Pool, clock: Arc<dyn Clock>, broker: Broker, feed: Feed) -> Self {
        Self {
            pool,
            clock,
            broker,
            feed: Arc::new(feed),
        }
    }
}

impl std::fmt::Debug for App {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("App").finish_non_exhaustive()
    }
}
