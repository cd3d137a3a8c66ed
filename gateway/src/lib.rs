//! The one door from outside: gRPC, gRPC-Web (binary and text) and a little HTTP/1.1, on one port without TLS.
//!
//! What a call passes, from the outside in:
//!
//! 1. [`server`]: HTTP/1.1 or HTTP/2 by its first bytes; limits, keepalive, the age of connections, the drain.
//! 2. [`front`]: the web console, `GET /` and `/healthz`, CORS, and gRPC-Web turned into gRPC;
//!    what is under `/v1/` is turned into it by [`mod@http`].
//! 3. The guard of the runtime: span, metrics, limit, deadline, request size.
//! 4. [`headers`]: what only the inside may say is taken off.
//! 5. [`admission`], for the first time: whether the address may show another token.
//! 6. `AuthLayer`: the token, and who may call what by the contracts. It is passed on; services check it again.
//! 7. [`admission`]: how much one caller may ask for, and have under way.
//! 8. [`forward`]: to the service that owns the path, without decoding a message. RPCs that only services call have been refused
//!    with `PERMISSION_DENIED` (`SERVICE_REQUIRED`) in step 6: no service has an identity at this door.
//!
//! A request's body is read in step 8, behind all of the others, and a unary answer to its end, so that nobody waits for its reader.

mod admission;
mod answers;
pub mod config;
mod console;
mod forward;
mod front;
mod headers;
mod health;
mod http;
mod identity;
mod limits;
mod media;
mod openapi;
mod response_body;
mod routes;
mod server;
mod shares;
mod suspects;

use std::sync::Arc;

use baedal_auth::AuthLayer;
use baedal_proto::{
    FILE_DESCRIPTOR_SET, identity::v1::identity_service_server::IdentityServiceServer,
};
use baedal_runtime::{
    BoxError, Process, Service,
    grpc::{Aside, Connections, Guard, Traces},
};
use tower::ServiceBuilder;

use self::{
    admission::Admission, answers::Answers, config::Config, console::Console, forward::Forward,
    front::Front, headers::FromOutside, http::Http, identity::Identity, limits::Limits,
    routes::Methods, server::Rooms,
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
        let answers = Answers::new(config.gateway.max_answer_bytes);
        let max_calls = config
            .gateway
            .calls_per_upstream(process.config().grpc.max_calls_in_flight)?;
        let mesh = &process.config().mesh;
        let forward = Forward::new(
            &config.upstreams,
            mesh,
            max_calls,
            methods.clone(),
            identity,
            answers,
        )?;
        let limits = Arc::new(Limits::new(&config.limits));
        process.spawn("limits", limits.clone().keep_small(process.stopping()));

        let channels = forward.channels();
        let calls = ServiceBuilder::new()
            .layer_fn(FromOutside::new)
            .layer_fn(|inner| Admission::suspected(inner, limits.clone()))
            .layer(auth)
            .layer_fn(|inner| Admission::known(inner, limits.clone(), methods.clone()))
            .service(forward);
        let traces = if config.gateway.trust_traceparent {
            Traces::Continued
        } else {
            Traces::Linked
        };
        let calls = Guard::new(calls, FILE_DESCRIPTOR_SET, process, traces)?;

        let (ours, health) =
            front::health_and_reflection(process.config().grpc.reflection, channels)?;
        let ours = Admission::strangers(Aside::new(ours, &process.config().grpc), limits.clone());
        let console = Console::from_config(&config)?;
        let http = Http::new(calls.clone(), &process.config().grpc)?;
        let front = Front::new(cors, console, http, ours, calls, process.draining());

        let listener = process.bind("grpc", process.config().grpc.listen).await?;
        let rooms = Rooms::new(&config);
        let open = Connections::from_outside(
            &process.config().grpc,
            config.gateway.header_read_timeout,
            config.gateway.max_connection_age_grace,
        );
        let server = server::run(listener, front, open, rooms, process.draining());
        process.spawn_server("grpc", server);
        process.spawn_server("health", health.until(process.draining()));
        Ok(())
    }
}
