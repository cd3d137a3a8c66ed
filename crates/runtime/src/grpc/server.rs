use futures_util::{StreamExt, future::Either};
use http::Request;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tonic::{body::Body, service::Routes, transport::server::TcpIncoming};
use tonic_health::{pb::health_server::HealthServer, server::HealthService};
use tower::{Service, service_fn};

use super::{Calls, Grpc, Guard};
use crate::{BoxError, Process, config::GrpcConfig, lingering::Lingering};

/// Health and reflection live under these, and take their own way.
const OUR_OWN: [&str; 2] = ["/grpc.health.", "/grpc.reflection."];

/// A server that is put together and not yet running.
pub(crate) struct Server {
    config: GrpcConfig,
    ours: Routes,
    calls: Guard<Calls>,
}

impl Server {
    pub(crate) async fn new(grpc: Grpc, process: &mut Process) -> Result<Self, BoxError> {
        let Grpc {
            descriptors,
            services,
            routes,
            wrap,
        } = grpc;
        let config = process.config.grpc.clone();
        let services: Vec<&'static str> = services.into_iter().collect();

        let reporter = process.readiness.health_for(&services).await;
        let health = HealthServer::new(HealthService::from_health_reporter(reporter));
        let mut ours = Routes::new(health);
        if config.reflection {
            ours = with_reflection(ours, descriptors, &services)?;
        }
        let calls = Guard::new(wrap(routes.routes().prepare()), descriptors, process)?;
        Ok(Self {
            config,
            ours: ours.prepare(),
            calls,
        })
    }

    /// Answers calls until `draining`, and then those that have begun.
    pub(crate) async fn run(
        self,
        listener: TcpListener,
        draining: CancellationToken,
    ) -> Result<(), tonic::transport::Error> {
        let Self {
            config,
            ours,
            calls,
        } = self;
        let fork = service_fn(move |request: Request<Body>| {
            let path = request.uri().path();
            if OUR_OWN.iter().any(|prefix| path.starts_with(prefix)) {
                Either::Left(ours.clone().call(request))
            } else {
                Either::Right(calls.clone().call(request))
            }
        });
        tonic::transport::Server::builder()
            .max_concurrent_streams(config.max_streams_per_connection)
            .http2_max_header_list_size(config.max_header_bytes)
            // Without a grace: with one, tonic 0.14 sends no GOAWAY at all and cuts the connection off under its calls.
            .max_connection_age(config.max_connection_age)
            .http2_keepalive_interval(Some(config.keepalive_interval))
            .http2_keepalive_timeout(Some(config.keepalive_timeout))
            .serve_with_incoming_shutdown(
                fork,
                TcpIncoming::from(listener)
                    .with_nodelay(Some(true))
                    .map(|stream| stream.map(Lingering::new)),
                draining.cancelled(),
            )
            .await
    }
}

/// v1 is what grpcurl asks for, v1alpha what grpcui and evans do. Only what is served here is listed.
fn with_reflection(
    routes: Routes,
    descriptors: &'static [u8],
    services: &[&'static str],
) -> Result<Routes, BoxError> {
    let listed = || {
        let builder = tonic_reflection::server::Builder::configure()
            .register_encoded_file_descriptor_set(descriptors)
            .register_encoded_file_descriptor_set(tonic_health::pb::FILE_DESCRIPTOR_SET)
            // What errors carry, so that tools can show it.
            .register_encoded_file_descriptor_set(tonic_types::pb::FILE_DESCRIPTOR_SET)
            .with_service_name("grpc.health.v1.Health");
        services.iter().fold(builder, |builder, service| {
            builder.with_service_name(*service)
        })
    };
    Ok(routes
        .add_service(listed().build_v1()?)
        .add_service(listed().build_v1alpha()?))
}
