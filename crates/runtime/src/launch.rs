//! From settings to a running process, and from a running process to nothing.

use std::{net::SocketAddr, time::Duration};

use tokio::{task::AbortHandle, time::timeout};
use tokio_util::sync::CancellationToken;

use crate::{BoxError, Process, Service, admin, config::Settings};

/// A process that serves. Made by [`launch`]; tests hold one per service, `main` holds the only one there is.
#[derive(Debug)]
pub struct Running {
    process: Process,
    admin: AbortHandle,
}

/// Starts a service inside this process: binds the admin port, calls [`Service::start`], and begins to be ready.
///
/// Logs and traces are the program's and not started here.
pub async fn launch<S: Service>(settings: Settings<S::Config>) -> Result<Running, BoxError> {
    launch_until::<S>(settings, CancellationToken::new()).await
}

/// As [`launch`], but gives up starting, or stops, when `stop` is cancelled.
pub(crate) async fn launch_until<S: Service>(
    settings: Settings<S::Config>,
    stop: CancellationToken,
) -> Result<Running, BoxError> {
    let mut process = Process::new(S::NAME, settings.process, stop.clone())?;
    let admin = admin::serve(&mut process).await?;

    // Before the service starts, so that probes see a process that lives and is not ready yet.
    let started = tokio::select! {
        started = S::start(settings.service, &mut process) => started,
        () = stop.cancelled() => Ok(()),
    };
    if let Err(error) = started {
        process.shutdown.fail();
        Running { process, admin }.stopped().await;
        return Err(error);
    }
    process
        .readiness
        .watch(
            process.config.admin.readiness_interval,
            process.shutdown.clone(),
        )
        .await;
    tracing::info!(service.name = S::NAME, "started");
    Ok(Running { process, admin })
}

impl Running {
    /// Where the server of that name listens: `grpc`, `admin`, or what the service bound itself.
    pub fn address(&self, server: &str) -> Option<SocketAddr> {
        self.process
            .bound
            .iter()
            .find(|(name, _)| *name == server)
            .map(|(_, address)| *address)
    }

    /// Stops as SIGTERM would. Returns whether everything ended well and in time.
    pub async fn stop(self) -> bool {
        self.process.shutdown.requested.cancel();
        self.stopped().await
    }

    /// Waits until something asks for a stop, stops in order, and returns whether everything ended well and in time.
    pub async fn stopped(self) -> bool {
        self.process.shutdown.requested.cancelled().await;
        let grace = self.process.config.shutdown.grace;
        let in_time = timeout(grace, self.wind_down()).await.is_ok();
        if !in_time {
            let grace_ms = u64::try_from(grace.as_millis()).unwrap_or(u64::MAX);
            tracing::error!(
                shutdown.grace_ms = grace_ms,
                "the grace period ended before the process did"
            );
        }
        self.admin.abort();
        in_time && !self.process.shutdown.has_failed()
    }

    async fn wind_down(&self) {
        let Process {
            config,
            shutdown,
            servers,
            tasks,
            ..
        } = &self.process;
        // Not ready since the stop was asked for; load balancers need a moment to hear of it.
        if config.shutdown.delay > Duration::ZERO && !shutdown.has_failed() {
            tokio::time::sleep(config.shutdown.delay).await;
        }

        shutdown.draining.cancel();
        servers.close();
        let calls_and_their_work = async {
            servers.wait().await;
            tasks.join_detached().await;
        };
        if timeout(config.shutdown.drain, calls_and_their_work)
            .await
            .is_err()
        {
            tracing::warn!("calls were still open at the end of the drain time");
        }

        shutdown.stopping.cancel();
        servers.wait().await;
        tasks.join_detached().await;
        tasks.join_background().await;
        tracing::info!("stopped");
    }
}
