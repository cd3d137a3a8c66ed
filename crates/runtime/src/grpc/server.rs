use std::time::Duration;

use futures_util::future::Either;
use http::Request;
use hyper::{body::Incoming, service::service_fn};
use tokio::{net::TcpListener, time::sleep};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tonic::{body::Body, service::Routes, transport::server::Connected};
use tonic_health::{pb::health_server::HealthServer, server::HealthService};
use tower::Service;

use super::{Aside, Calls, Connections, Grpc, Guard, Traces};
use crate::{BoxError, Process, config::GrpcConfig};

/// How long to leave `accept` alone when the process has run out of files.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// Health and reflection live under these, and take their own way.
const OUR_OWN: [&str; 2] = ["/grpc.health.", "/grpc.reflection."];

/// A server that is put together and not yet running.
pub(crate) struct Server {
    config: GrpcConfig,
    ours: Aside<Routes>,
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
        let calls = wrap(routes.routes().prepare());
        let calls = Guard::new(calls, descriptors, process, Traces::Continued)?;
        Ok(Self {
            ours: Aside::new(ours.prepare(), &config),
            calls,
            config,
        })
    }

    /// Answers calls until `draining`, and then those that have begun.
    pub(crate) async fn run(
        self,
        listener: TcpListener,
        draining: CancellationToken,
    ) -> Result<(), BoxError> {
        let Self {
            config,
            ours,
            calls,
        } = self;
        let fork = service_fn(move |request: Request<Incoming>| {
            let request = request.map(Body::new);
            let path = request.uri().path();
            if OUR_OWN.iter().any(|prefix| path.starts_with(prefix)) {
                Either::Left(ours.clone().call(request))
            } else {
                Either::Right(calls.clone().call(request))
            }
        });
        let connections = Connections::new(&config);
        let open = TaskTracker::new();
        loop {
            let accepted = tokio::select! {
                accepted = listener.accept() => accepted,
                () = draining.cancelled() => break,
            };
            match accepted {
                Ok((stream, _)) => {
                    let (connections, fork) = (connections.clone(), fork.clone());
                    let draining = draining.clone();
                    // What a handler's request answers to `local_addr` and `remote_addr`.
                    let ends = stream.connect_info();
                    let service = service_fn(move |mut request: Request<Incoming>| {
                        request.extensions_mut().insert(ends.clone());
                        hyper::service::Service::call(&fork, request)
                    });
                    open.spawn(async move {
                        if stream.set_nodelay(true).is_ok() {
                            connections.serve(stream, service, draining).await;
                        }
                    });
                }
                Err(error) => {
                    tracing::warn!(error = %error, "cannot take a connection");
                    sleep(ACCEPT_PAUSE).await;
                }
            }
        }
        // New connections are refused from here on, not left to wait.
        drop(listener);
        open.close();
        open.wait().await;
        Ok(())
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
