//! A customer's own program that is told by webhook.

use std::convert::Infallible;
use std::sync::{Arc, Mutex};

use http::{Request, Response};
use http_body_util::Empty;
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;

/// It takes everything, and remembers what it took by the key that is the same for every try.
#[derive(Clone)]
pub(crate) struct Hook {
    port: u16,
    posted: Arc<Mutex<Vec<String>>>,
}

impl Hook {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let hook = Self {
            port: listener.local_addr().expect("an address").port(),
            posted: Arc::default(),
        };
        let serving = hook.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let hook = serving.clone();
                let take = service_fn(move |request: Request<Incoming>| {
                    hook.take(&request);
                    async { Ok::<_, Infallible>(Response::new(Empty::<Bytes>::new())) }
                });
                tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), take));
            }
        });
        hook
    }

    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}/told", self.port)
    }

    /// The ids of the notifications, in the order in which they came, each as often as it came.
    pub(crate) fn posted(&self) -> Vec<String> {
        self.posted.lock().expect("nobody panics in here").clone()
    }

    fn take(&self, request: &Request<Incoming>) {
        let key = request.headers().get("idempotency-key");
        let key = key.and_then(|key| key.to_str().ok()).unwrap_or_default();
        let mut posted = self.posted.lock().expect("nobody panics in here");
        posted.push(key.to_owned());
    }
}
