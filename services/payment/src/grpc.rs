//! Proto ↔ domain, error → Status.

mod convert;

use std::time::Duration;

use baedal_auth::{Caller, Role, caller};
use baedal_proto::payment::v1 as wire;
use baedal_proto::payment::v1::payment_service_server::PaymentService;
use baedal_runtime::page::Page;
use baedal_runtime::rpc::{self, Violations, problem};
use baedal_runtime::{database, trace};
use baedal_values::{OrderId, PaymentId, RequestId};
use tonic::{Code, Request, Response, Status};
use uuid::Uuid;

use crate::app::{Error, Payments, Viewer};
use crate::domain::{Payment, State};

/// When a caller may try again after the provider was not to be reached.
const RETRY_AFTER: Duration = Duration::from_secs(1);

/// The payment service on the wire.
pub struct Api {
    payments: Payments,
}

impl Api {
    /// Serves these payments.
    pub const fn new(payments: Payments) -> Self {
        Self { payments }
    }
}

#[tonic::async_trait]
impl PaymentService for Api {
    async fn authorize_payment(
        &self,
        request: Request<wire::AuthorizePaymentRequest>,
    ) -> Result<Response<wire::AuthorizePaymentResponse>, Status> {
        let authorize = convert::authorize(request.into_inner(), trace::current_traceparent())?;
        let payment = self.payments.authorize(authorize).await.map_err(status)?;
        if payment.state == State::Declined {
            return Err(declined(&payment));
        }
        let payment = Some(convert::payment(&payment));
        Ok(Response::new(wire::AuthorizePaymentResponse { payment }))
    }

    async fn void_payment(
        &self,
        request: Request<wire::VoidPaymentRequest>,
    ) -> Result<Response<wire::VoidPaymentResponse>, Status> {
        let request = request.into_inner();
        let mut violations = Violations::new();
        let order = violations.check("order_id", request.order_id.parse::<OrderId>());
        let attempt = violations.check("request_id", request.request_id.parse::<RequestId>());
        let (Some(order), Some(_)) = (order, attempt) else {
            return Err(violations.into_status());
        };
        let voided = self
            .payments
            .void(order, trace::current_traceparent())
            .await;
        let payment = Some(convert::payment(&voided.map_err(status)?));
        Ok(Response::new(wire::VoidPaymentResponse { payment }))
    }

    async fn get_payment(
        &self,
        request: Request<wire::GetPaymentRequest>,
    ) -> Result<Response<wire::GetPaymentResponse>, Status> {
        let viewer = viewer(caller(&request))?;
        let mut violations = Violations::new();
        let order = violations.check("order_id", request.get_ref().order_id.parse::<OrderId>());
        let Some(order) = order else {
            return Err(violations.into_status());
        };
        let payment = self.payments.get(&viewer, order).await.map_err(status)?;
        let payment = Some(convert::payment(&payment));
        Ok(Response::new(wire::GetPaymentResponse { payment }))
    }

    async fn list_payments(
        &self,
        request: Request<wire::ListPaymentsRequest>,
    ) -> Result<Response<wire::ListPaymentsResponse>, Status> {
        let viewer = viewer(caller(&request))?;
        let request = request.into_inner();
        let mut violations = Violations::new();
        let state = violations.check("status", convert::filter(request.status));
        let page = Page::<Uuid>::read(
            &mut violations,
            request.page_size,
            &request.page_token,
            &[&request.status.to_string()],
        );
        let (Some(state), Some(page)) = (state, page) else {
            return Err(violations.into_status());
        };
        let after = page.after.map(PaymentId::from);
        let listed = self
            .payments
            .list(&viewer, state, after, page.limit())
            .await;
        let (payments, next_page_token) =
            page.cut(listed.map_err(status)?, |payment| payment.id.uuid());
        let payments = payments.iter().map(convert::payment).collect();
        Ok(Response::new(wire::ListPaymentsResponse {
            payments,
            next_page_token,
        }))
    }

    async fn audit_ledger(
        &self,
        request: Request<wire::AuditLedgerRequest>,
    ) -> Result<Response<wire::AuditLedgerResponse>, Status> {
        let request = request.into_inner();
        let mut violations = Violations::new();
        let page = Page::<Uuid>::read(&mut violations, request.page_size, &request.page_token, &[]);
        let Some(page) = page else {
            return Err(violations.into_status());
        };
        let after = page.after.map(OrderId::from);
        let mut audit = self
            .payments
            .audit(after, page.limit())
            .await
            .map_err(status)?;
        let (accounts, next_page_token) = page.cut(audit.accounts, |account| account.order.uuid());
        audit.accounts = accounts;
        Ok(Response::new(convert::audit(&audit, next_page_token)))
    }
}

/// What a caller may see. Who gets here at all is the contract's access rule.
fn viewer(caller: &Caller) -> Result<Viewer, Status> {
    if caller.service().is_some() || caller.has(Role::Operator) {
        return Ok(Viewer::All);
    }
    Ok(Viewer::Customer(
        caller.subject_with(Role::Customer)?.clone(),
    ))
}

fn declined(payment: &Payment) -> Status {
    problem(
        Code::FailedPrecondition,
        "CARD_DECLINED",
        "the card was declined",
    )
    .metadata(
        "decline_reason",
        payment.decline_reason.as_deref().unwrap_or_default(),
    )
    .into()
}

/// What a use case's failure says to the caller.
fn status(error: Error) -> Status {
    match error {
        Error::Differs => problem(
            Code::AlreadyExists,
            "PAYMENT_DIFFERS",
            "this order's payment was asked for with another amount, customer, store or card",
        )
        .into(),
        Error::Voided => problem(
            Code::FailedPrecondition,
            "PAYMENT_VOIDED",
            "this order's payment was voided",
        )
        .into(),
        Error::NotFound => problem(
            Code::NotFound,
            "PAYMENT_NOT_FOUND",
            "there is no such payment",
        )
        .into(),
        Error::ProviderUnavailable => problem(
            Code::Unavailable,
            "PROVIDER_UNAVAILABLE",
            "the payment provider is not available at the moment, nothing was charged",
        )
        .retry_after(RETRY_AFTER)
        .into(),
        Error::OutcomeUnknown => problem(
            Code::DeadlineExceeded,
            "OUTCOME_UNKNOWN",
            "the payment provider has not answered yet, ask again",
        )
        .retry_after(RETRY_AFTER)
        .into(),
        Error::Contended => problem(
            Code::Aborted,
            "CONTENDED",
            "the payment kept changing, try again",
        )
        .retry_after(RETRY_AFTER)
        .into(),
        Error::Database(error) => match std::sync::Arc::try_unwrap(error) {
            Ok(error) => database::status(error),
            // Several calls waited for one outcome; each says it, in its own span.
            Err(shared) if database::is_unavailable(&shared) => {
                rpc::unavailable(shared, RETRY_AFTER)
            }
            Err(shared) => rpc::internal(shared),
        },
        error @ (Error::TooEarly | Error::Contradiction(_)) => rpc::internal(error),
    }
}
