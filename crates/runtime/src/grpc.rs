//! The gRPC server: what every call passes through before and after the service's own code.
//!
//! From the outside in:
//!
//! 1. [`Connections`]: HTTP/2 limits, keepalive, connection age; and answers that nobody takes.
//! 2. [`Server`]'s fork: health and reflection go their own way, [`Aside`].
//! 3. [`Guard`]: span, metrics, limit, deadline, panics. Its own page says why in that order.
//! 4. The service's own layer, usually authentication: inside the guard, so that refusals are traced and counted.
//! 5. The service.

mod aside;
mod call;
mod connection;
mod deadline;
mod delivery;
mod guard;
mod request_limit;
mod server;

use std::{collections::BTreeSet, convert::Infallible, fmt};

use axum::response::IntoResponse;
use http::{Request, Response};
use tonic::{
    body::Body,
    server::NamedService,
    service::{Routes, RoutesBuilder},
};
use tower::{Layer, Service, util::BoxCloneSyncService};

pub use self::{
    aside::Aside, call::Traces, connection::Connections, deadline::Deadline, guard::Guard,
    request_limit::too_large,
};
pub(crate) use self::{
    call::{code_in, code_name, is_server_error},
    deadline::timeout_in,
    server::Server,
};

/// A stack of services and layers that answers calls, with its type forgotten.
pub(crate) type Calls = BoxCloneSyncService<Request<Body>, Response<Body>, Infallible>;

/// The services of one server, and the layer they sit in.
pub struct Grpc {
    descriptors: &'static [u8],
    services: BTreeSet<&'static str>,
    routes: RoutesBuilder,
    wrap: Box<dyn FnOnce(Routes) -> Calls + Send>,
}

impl fmt::Debug for Grpc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Grpc")
            .field("services", &self.services)
            .finish_non_exhaustive()
    }
}

impl Grpc {
    /// An empty server. The encoded `FileDescriptorSet` describes the services: reflection shows those of them that are added
    /// here, and metrics are kept for the RPCs it knows.
    pub fn new(descriptors: &'static [u8]) -> Self {
        Self {
            descriptors,
            services: BTreeSet::new(),
            routes: RoutesBuilder::default(),
            wrap: Box::new(BoxCloneSyncService::new),
        }
    }

    /// Adds a generated server.
    #[must_use]
    pub fn add_service<S>(mut self, service: S) -> Self
    where
        S: Service<Request<Body>, Error = Infallible>
            + NamedService
            + Clone
            + Send
            + Sync
            + 'static,
        S::Response: IntoResponse,
        S::Future: Send + 'static,
    {
        self.services.insert(S::NAME);
        self.routes.add_service(service);
        self
    }

    /// Puts the services, but not health and reflection, into this layer. The last one given is used.
    #[must_use]
    pub fn layer<L>(mut self, layer: L) -> Self
    where
        L: Layer<Routes> + Send + 'static,
        L::Service: Service<Request<Body>, Response = Response<Body>, Error = Infallible>
            + Clone
            + Send
            + Sync
            + 'static,
        <L::Service as Service<Request<Body>>>::Future: Send + 'static,
    {
        self.wrap = Box::new(move |routes| BoxCloneSyncService::new(layer.layer(routes)));
        self
    }
}
