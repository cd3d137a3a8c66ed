use std::sync::{Arc, Mutex, PoisonError};

use baedal_dev::nats::{self, Options, Stored, Sync};
use baedal_dev::port::Port;
use baedal_dev::tools;

use crate::blocking;

/// A nats-server for one test, with `JetStream` in a scratch folder, and the same port for life.
#[derive(Clone)]
pub struct Nats {
    url: String,
    server: Arc<Mutex<nats::Nats>>,
}

impl Nats {
    /// Starts a server that syncs before each acknowledgement.
    pub async fn start() -> Self {
        Self::start_with(Sync::Always).await
    }

    /// Starts a server that syncs as told.
    pub async fn start_with(sync: Sync) -> Self {
        blocking(move || {
            let tools = tools::ensure().expect("the pinned servers");
            let folder = tempfile::Builder::new().prefix("baedal-nats-").tempdir();
            let folder = folder.expect("a temporary folder").keep();
            let options = Options {
                scratch: Some(folder.clone()),
                folder,
                port: Port::reserve().expect("a free port"),
                sync,
                echo: None,
                on_end: None,
            };
            let server = nats::Nats::start(&tools, options).expect("a private nats-server");
            Self {
                url: server.url(),
                server: Arc::new(Mutex::new(server)),
            }
        })
        .await
    }

    /// What clients connect to, the same after every restart.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Stops the server in order.
    pub async fn stop(&self) {
        self.with(nats::Nats::stop).await;
    }

    /// `kill -9`.
    pub async fn kill(&self) {
        self.with(nats::Nats::kill).await;
    }

    /// Kills the server and removes all it has stored. [`Self::restart`] brings it back, empty.
    pub async fn wipe(&self) {
        self.with(|server| server.wipe().expect("the store can be removed"))
            .await;
    }

    /// Copies a part of what is stored aside for [`Self::put_back`]; the server is away for a moment.
    pub async fn keep(&self, stored: Stored) {
        self.with(move |server| server.keep(stored).expect("what is stored can be copied"))
            .await;
    }

    /// Stops the server and puts back what [`Self::keep`] copied: of the messages, what a crash leaves that takes the newest ones;
    /// of the durables, positions that another stream gave. [`Self::restart`] brings it back.
    pub async fn put_back(&self, stored: Stored) {
        self.with(move |server| {
            server
                .put_back(stored)
                .expect("what was copied can be put back");
        })
        .await;
    }

    /// Starts the server again, on the same port with what it has stored.
    pub async fn restart(&self) {
        self.with(|server| server.restart().expect("nats-server starts again"))
            .await;
    }

    async fn with(&self, work: impl FnOnce(&mut nats::Nats) + Send + 'static) {
        let server = Arc::clone(&self.server);
        blocking(move || work(&mut server.lock().unwrap_or_else(PoisonError::into_inner))).await;
    }
}
