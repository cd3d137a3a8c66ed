//! `baedal.ops.v1.OutboxService`.

use baedal_messaging::outbox::{backlog, last_acknowledged};
use baedal_proto::ops::v1 as wire;
use baedal_proto::ops::v1::outbox_service_server::{OutboxService, OutboxServiceServer};
use baedal_runtime::{database, rpc::internal};
use sqlx::PgPool;
use tonic::{Request, Response, Status};

/// An outbox over gRPC.
#[derive(Debug, Clone)]
pub struct OutboxApi(PgPool);

/// The service, ready to be added to a server, for the outbox in the database that `pool` leads to.
pub fn outbox(pool: PgPool) -> OutboxServiceServer<OutboxApi> {
    OutboxServiceServer::new(OutboxApi(pool))
}

#[tonic::async_trait]
impl OutboxService for OutboxApi {
    async fn get_outbox_status(
        &self,
        _: Request<wire::GetOutboxStatusRequest>,
    ) -> Result<Response<wire::GetOutboxStatusResponse>, Status> {
        let waiting = backlog(&self.0).await.map_err(database::status)?;
        let oldest = waiting.oldest_age.map(TryFrom::try_from).transpose();
        let last = last_acknowledged(&self.0).await.map_err(database::status)?;
        Ok(Response::new(wire::GetOutboxStatusResponse {
            status: Some(wire::OutboxStatus {
                unpublished_events: waiting.depth,
                oldest_unpublished_age: oldest.map_err(internal)?,
                last_acknowledged_sequence: last.unwrap_or(0),
            }),
        }))
    }
}
