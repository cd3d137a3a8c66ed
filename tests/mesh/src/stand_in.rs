//! A payment pod that fails: it says UNAVAILABLE to every charge for a while, and then that every card is declined. It keeps nothing
//! and charges nobody, so the books balance with it, too.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use anyhow::{Context, Result};
use baedal_proto::payment::v1::payment_service_server::{PaymentService, PaymentServiceServer};
use baedal_proto::payment::v1::{
    AuditLedgerRequest, AuditLedgerResponse, AuthorizePaymentRequest, AuthorizePaymentResponse,
    GetPaymentRequest, GetPaymentResponse, ListPaymentsRequest, ListPaymentsResponse,
    VoidPaymentRequest, VoidPaymentResponse,
};
use tokio::time::Instant;
use tonic::{Request, Response, Status};
use tonic_types::{ErrorDetails, StatusExt as _};

struct StandIn {
    well_from: Instant,
}

/// Stands in for payment on its port, until the pod ends.
pub(crate) async fn stand_in(failing_for: Duration) -> Result<()> {
    let service = StandIn {
        well_from: Instant::now() + failing_for,
    };
    tonic::transport::Server::builder()
        .add_service(PaymentServiceServer::new(service))
        .serve(SocketAddr::from((Ipv4Addr::UNSPECIFIED, 50051)))
        .await
        .context("serving")
}

impl StandIn {
    fn unavailable<T>() -> Result<Response<T>, Status> {
        Err(Status::unavailable("this pod fails on purpose"))
    }
}

#[tonic::async_trait]
impl PaymentService for StandIn {
    async fn authorize_payment(
        &self,
        _: Request<AuthorizePaymentRequest>,
    ) -> Result<Response<AuthorizePaymentResponse>, Status> {
        if Instant::now() < self.well_from {
            return Self::unavailable();
        }
        let why = ErrorDetails::with_error_info("CARD_DECLINED", "baedal.dev", []);
        let code = tonic::Code::FailedPrecondition;
        Err(Status::with_error_details(
            code,
            "the stand-in declines",
            why,
        ))
    }

    async fn void_payment(
        &self,
        _: Request<VoidPaymentRequest>,
    ) -> Result<Response<VoidPaymentResponse>, Status> {
        Self::unavailable()
    }

    async fn get_payment(
        &self,
        _: Request<GetPaymentRequest>,
    ) -> Result<Response<GetPaymentResponse>, Status> {
        Self::unavailable()
    }

    async fn list_payments(
        &self,
        _: Request<ListPaymentsRequest>,
    ) -> Result<Response<ListPaymentsResponse>, Status> {
        Self::unavailable()
    }

    async fn audit_ledger(
        &self,
        _: Request<AuditLedgerRequest>,
    ) -> Result<Response<AuditLedgerResponse>, Status> {
        Self::unavailable()
    }
}
