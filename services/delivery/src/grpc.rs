//! Proto ↔ domain, error → Status.

mod convert;

use std::time::Duration;

use baedal_auth::{Caller, Role, caller};
use baedal_proto::delivery::v1 as wire;
use baedal_proto::delivery::v1::delivery_service_server::DeliveryService;
use baedal_runtime::page::Page;
use baedal_runtime::rpc::{self, Violations, problem};
use baedal_runtime::{database, trace};
use baedal_values::{DeliveryId, RequestId, Subject};
use tonic::{Code, Request, Response, Status};
use tracing::Span;
use uuid::Uuid;

use self::convert::Eyes;
use crate::app::{After, AfterRider, Deliveries, Error, Viewer};
use crate::domain::{Command, Refusal};

/// The sort key of deliveries that wait: how far they are, as the bits of a double, which text would round; whether they are
/// urgent; and which.
type ByNeed = (u64, bool, Uuid);

/// The sort key of riders: how much they carried, and who.
type ByCount = (i64, Subject);

/// When a caller may try again after a delivery was contended.
const RETRY_AFTER: Duration = Duration::from_millis(200);

/// The delivery service on the wire.
pub struct Api {
    deliveries: Deliveries,
}

impl Api {
    /// Serves these deliveries.
    pub const fn new(deliveries: Deliveries) -> Self {
        Self { deliveries }
    }

    /// Does what the calling rider asks. The rider's call stays in its own trace, with a link to the order's.
    async fn ride(
        &self,
        delivery_id: &str,
        request_id: &str,
        command: Command,
    ) -> Result<Option<wire::Delivery>, Status> {
        let mut violations = Violations::new();
        let id = violations.check("delivery_id", delivery_id.parse::<DeliveryId>());
        let attempt = violations.check("request_id", request_id.parse::<RequestId>());
        let (Some(id), Some(_)) = (id, attempt) else {
            return Err(violations.into_status());
        };
        let delivery = self.deliveries.ride(id, &command).await.map_err(status)?;
        if let Some(traceparent) = &delivery.job.traceparent {
            trace::link(&Span::current(), traceparent);
        }
        tracing::debug!(order.id = %delivery.job.order, delivery.id = %delivery.id, "delivery moved");
        Ok(Some(convert::delivery(&delivery, Eyes::Rider)))
    }
}

#[tonic::async_trait]
impl DeliveryService for Api {
    async fn list_available_deliveries(
        &self,
        request: Request<wire::ListAvailableDeliveriesRequest>,
    ) -> Result<Response<wire::ListAvailableDeliveriesResponse>, Status> {
        let request = request.into_inner();
        let mut violations = Violations::new();
        let position = match request.position {
            None => Some(None),
            Some(at) => violations
                .check("position", convert::position(at))
                .map(Some),
        };
        let filter = request
            .position
            .map(|at| format!("{} {}", at.latitude, at.longitude));
        let page = Page::<ByNeed>::read(
            &mut violations,
            request.page_size,
            &request.page_token,
            &[&filter.unwrap_or_default()],
        );
        let (Some(position), Some(page)) = (position, page) else {
            return Err(violations.into_status());
        };
        let after = page.after.map(|(bits, urgent, id)| After {
            urgent,
            metres: f64::from_bits(bits),
            id: id.into(),
        });
        let found = self
            .deliveries
            .available(position, after, page.limit())
            .await;
        let (found, next_page_token) = page.cut(found.map_err(status)?, |last| {
            let delivery = &last.delivery;
            (last.metres.to_bits(), delivery.urgent, delivery.id.uuid())
        });
        let deliveries = found
            .iter()
            .map(|found| convert::delivery(&found.delivery, Eyes::Rider))
            .collect();
        Ok(Response::new(wire::ListAvailableDeliveriesResponse {
            deliveries,
            next_page_token,
        }))
    }

    async fn claim_delivery(
        &self,
        request: Request<wire::ClaimDeliveryRequest>,
    ) -> Result<Response<wire::ClaimDeliveryResponse>, Status> {
        let command = Command::Claim(rider(&request)?);
        let request = request.into_inner();
        let delivery = self
            .ride(&request.delivery_id, &request.request_id, command)
            .await?;
        Ok(Response::new(wire::ClaimDeliveryResponse { delivery }))
    }

    async fn release_delivery(
        &self,
        request: Request<wire::ReleaseDeliveryRequest>,
    ) -> Result<Response<wire::ReleaseDeliveryResponse>, Status> {
        let command = Command::Release(rider(&request)?);
        let request = request.into_inner();
        let delivery = self
            .ride(&request.delivery_id, &request.request_id, command)
            .await?;
        Ok(Response::new(wire::ReleaseDeliveryResponse { delivery }))
    }

    async fn pick_up_delivery(
        &self,
        request: Request<wire::PickUpDeliveryRequest>,
    ) -> Result<Response<wire::PickUpDeliveryResponse>, Status> {
        let command = Command::PickUp(rider(&request)?);
        let request = request.into_inner();
        let delivery = self
            .ride(&request.delivery_id, &request.request_id, command)
            .await?;
        Ok(Response::new(wire::PickUpDeliveryResponse { delivery }))
    }

    async fn complete_delivery(
        &self,
        request: Request<wire::CompleteDeliveryRequest>,
    ) -> Result<Response<wire::CompleteDeliveryResponse>, Status> {
        let command = Command::Complete(rider(&request)?);
        let request = request.into_inner();
        let delivery = self
            .ride(&request.delivery_id, &request.request_id, command)
            .await?;
        Ok(Response::new(wire::CompleteDeliveryResponse { delivery }))
    }

    async fn get_delivery(
        &self,
        request: Request<wire::GetDeliveryRequest>,
    ) -> Result<Response<wire::GetDeliveryResponse>, Status> {
        let viewer = viewer(caller(&request))?;
        let mut violations = Violations::new();
        let id = violations.check("delivery_id", request.get_ref().delivery_id.parse());
        let Some(id) = id else {
            return Err(violations.into_status());
        };
        let delivery = self.deliveries.get(&viewer, id).await.map_err(status)?;
        let eyes = match viewer {
            Viewer::All => Eyes::Operator,
            Viewer::Rider(_) => Eyes::Rider,
        };
        let delivery = Some(convert::delivery(&delivery, eyes));
        Ok(Response::new(wire::GetDeliveryResponse { delivery }))
    }

    async fn list_rider_stats(
        &self,
        request: Request<wire::ListRiderStatsRequest>,
    ) -> Result<Response<wire::ListRiderStatsResponse>, Status> {
        let viewer = viewer(caller(&request))?;
        let request = request.into_inner();
        let mut violations = Violations::new();
        let page =
            Page::<ByCount>::read(&mut violations, request.page_size, &request.page_token, &[]);
        let Some(page) = page else {
            return Err(violations.into_status());
        };
        let after = page.after.as_ref().map(|(completed, rider)| AfterRider {
            completed: *completed,
            rider: rider.clone(),
        });
        let riders = self
            .deliveries
            .statistics(&viewer, after.as_ref(), page.limit())
            .await;
        let (riders, next_page_token) = page.cut(riders.map_err(status)?, |last| {
            (last.completed, last.rider.clone())
        });
        let rider_stats = riders.into_iter().map(convert::rider_stats).collect();
        Ok(Response::new(wire::ListRiderStatsResponse {
            rider_stats,
            next_page_token,
        }))
    }
}

/// The rider who calls.
fn rider<T>(request: &Request<T>) -> Result<Subject, Status> {
    caller(request).subject_with(Role::Rider).cloned()
}

/// What a caller may see. Who gets here at all is the contract's access rule.
fn viewer(caller: &Caller) -> Result<Viewer, Status> {
    if caller.has(Role::Operator) {
        return Ok(Viewer::All);
    }
    Ok(Viewer::Rider(caller.subject_with(Role::Rider)?.clone()))
}

/// What a use case's failure says to the caller.
fn status(error: Error) -> Status {
    match error {
        Error::NotFound => not_found(),
        Error::Refused(refusal) => refused(refusal),
        Error::Contended => problem(
            Code::Aborted,
            "CONTENDED",
            "the delivery kept changing, try again",
        )
        .retry_after(RETRY_AFTER)
        .into(),
        Error::Database(error) => database::status(error),
        Error::TooEarly => rpc::internal(error),
    }
}

fn not_found() -> Status {
    problem(
        Code::NotFound,
        "DELIVERY_NOT_FOUND",
        "there is no such delivery",
    )
    .into()
}

fn refused(refusal: Refusal) -> Status {
    let reason = match refusal {
        Refusal::Taken => "DELIVERY_TAKEN",
        Refusal::TooMany => "TOO_MANY_CLAIMS",
        Refusal::NotReady => "NOT_READY",
        Refusal::PickedUp | Refusal::NotPickedUp | Refusal::Canceled => "ILLEGAL_TRANSITION",
        Refusal::NotYours => return not_found(),
    };
    problem(Code::FailedPrecondition, reason, refusal.to_string()).into()
}
