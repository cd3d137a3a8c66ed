//! The one door from outside: gRPC, gRPC-Web (binary and text) and a little HTTP/1.1, on one port without TLS.
//!
//! What a call passes, from the outside in:
//!
//! 1. [`server`]: HTTP/1.1 or HTTP/2 by its first bytes; limits, keepalive, the age of connections, the drain.
//! 2. [`front`]: the web console, `GET /` and `/healthz`, CORS, and gRPC-Web turned into gRPC;
//!    what is under `/v1/` is turned into it by [`mod@http`].
//! 3. The guard of the runtime: span, metrics, limit, deadline, request size.
//! 4. [`headers`]: what only the inside may say is taken off.
//! 5. `AuthLayer`: the token, and who may call what by the contracts. It is passed on; services check it again.
//! 6. [`limits`]: how much one caller may ask for.
//! 7. [`forward`]: to the service that owns the path, without decoding a message. RPCs that only services call have been refused
//!    with `PERMISSION_DENIED` (`SERVICE_REQUIRED`) in step 5: no service has an identity at this door.

pub mod config;
mod console;
mod forward;
mod front;
mod headers;
mod health;
mod http;
mod identity;
mod limits;
mod openapi;
mod response_body;
mod routes;
mod server;

use std::sync::Arc;

use baedal_auth::AuthLayer;
use baedal_proto::{
    FILE_DESCRIPTOR_SET, identity::v1::identity_service_server::IdentityServiceServer,
};
use baedal_runtime::{BoxError, Process, Service, grpc::Guard};
use tower::ServiceBuilder;

use self::{
    config::Config,
    console::Console,
    forward::Forward,
    front::Front,
    headers::FromOutside,
    http::Http,
    identity::Identity,
    limits::{Limited, Limits},
    routes::Methods,
};

/// The gateway as the runtime starts it.
pub struct Gateway;

impl Service for Gateway {
    const NAME: &'static str = "baedal-gateway";
    const DEFAULT_PORT: u16 = 8088;
    type Config = Config;

    async fn migrate(_: Config) -> Result<(), BoxError> {
        Ok(()) // it stores nothing
    }

    async fn start(config: Config, process: &mut Process) -> Result<(), BoxError> {
        let cors = front::cors(&config.cors)?;
        let auth = AuthLayer::from_config(&config.auth, baedal_proto::access_rules())?;
        process.spawn("issuer-keys", auth.keep_keys(process.stopping()));
        let identity = Identity::from_config(&config)?.map(IdentityServiceServer::new);
        let methods = Arc::new(Methods::of_contracts()?);
        let forward = Forward::new(&config.upstreams, methods.clone(), identity)?;
        let limits = Arc::new(Limits::new(&config.limits));
        process.spawn("limits", limits.clone().keep_small(process.stopping()));

        let channels = forward.channels();
        let calls = ServiceBuilder::new()
            .layer_fn(FromOutside::new)
            .layer(auth)
            .layer_fn(|inner| Limited::new(inner, limits.clone(), methods.clone()))
            .service(forward);
        let calls = Guard::new(calls, FILE_DESCRIPTOR_SET, process)?;

        let (ours, health) =
            front::health_and_reflection(process.config().grpc.reflection, channels)?;
        let console = Console::from_config(&config)?;
        let http = Http::new(calls.clone(), &process.config().grpc)?;
        let front = Front::new(cors, console, http, ours, calls, process.draining());

        let listener = process.bind("grpc", process.config().grpc.listen).await?;
        let server = server::run(
            listener,
            front,
            process.config().grpc.clone(),
            config.gateway,
            process.draining(),
        );
        process.spawn_server("grpc", server);
        process.spawn_server("health", health.until(process.draining()));
        Ok(())
    }
}
