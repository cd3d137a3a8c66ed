//! The way to payment, over gRPC.

use std::time::Duration;

use async_trait::async_trait;
use baedal_auth::SERVICE_TOKEN_HEADER;
use baedal_proto::payment::v1::{
    self as proto, AuthorizePaymentRequest, GetPaymentRequest, PaymentStatus, VoidPaymentRequest,
    payment_service_client::PaymentServiceClient,
};
use baedal_runtime::{
    BoxError,
    client::{ClientConfig, TracedChannel, call},
    config::Secret,
};
use baedal_values::OrderId;
use tonic::{
    Code, Request, Status,
    metadata::{Ascii, MetadataValue},
};
use tonic_types::StatusExt;

use crate::app::{CardToken, Charge, Payment, PaymentError, Payments};

/// What the sidecar's circuit breaker says when it turns a call away.
const ENVOY_OVERLOADED: &str = "x-envoy-overloaded";
/// Payment's reason when the card was refused.
const DECLINED: &str = "CARD_DECLINED";
/// Payment's reason when the order was voided before.
const VOIDED: &str = "PAYMENT_VOIDED";

/// A client of the payment service that calls as the order service.
#[derive(Clone)]
pub struct PaymentClient {
    charges: PaymentServiceClient<TracedChannel>,
    /// Has connections of its own: finding out how a payment stands, or taking it back, never waits for charges that are slow.
    others: PaymentServiceClient<TracedChannel>,
    token: MetadataValue<Ascii>,
}

impl PaymentClient {
    /// A client that connects when it is first needed.
    pub fn new(config: &ClientConfig, token: &Secret) -> Result<Self, BoxError> {
        let mut token: MetadataValue<Ascii> = token.expose().parse()?;
        token.set_sensitive(true);
        Ok(Self {
            charges: PaymentServiceClient::new(config.channel()?),
            others: PaymentServiceClient::new(config.channel()?),
            token,
        })
    }

    fn signed<T>(&self, mut request: Request<T>) -> Request<T> {
        request
            .metadata_mut()
            .insert(SERVICE_TOKEN_HEADER, self.token.clone());
        request
    }
}

#[async_trait]
impl Payments for PaymentClient {
    async fn authorize(
        &self,
        charge: &Charge,
        card: &CardToken,
        limit: Duration,
    ) -> Result<Payment, PaymentError> {
        let message = AuthorizePaymentRequest {
            order_id: charge.order_id.to_string(),
            customer_id: charge.customer.as_str().to_owned(),
            store_id: charge.store_id.to_string(),
            amount: Some(charge.amount.into()),
            card_token: card.expose().to_owned(),
            // Every attempt is the same attempt: payment knows it by the order.
            request_id: charge.order_id.to_string(),
        };
        let mut client = self.charges.clone();
        let answer = call(limit, message, |request| {
            let request = self.signed(request);
            async move { client.authorize_payment(request).await }
        });
        match answer.await {
            // Not decided yet is as good as no answer: it is looked up.
            Ok(answer) => payment(answer.into_inner().payment)?
                .ok_or_else(|| unknown("the payment is not decided yet")),
            Err(status) => match reason(&status).as_deref() {
                Some(DECLINED) => Ok(Payment::Declined),
                Some(VOIDED) => Ok(Payment::Gone),
                _ => Err(failed(status)),
            },
        }
    }

    async fn find(&self, order: OrderId, limit: Duration) -> Result<Option<Payment>, PaymentError> {
        let message = GetPaymentRequest {
            order_id: order.to_string(),
        };
        let mut client = self.others.clone();
        let answer = call(limit, message, |request| {
            let request = self.signed(request);
            async move { client.get_payment(request).await }
        });
        match answer.await {
            Ok(answer) => payment(answer.into_inner().payment),
            Err(status) if status.code() == Code::NotFound => Ok(None),
            Err(status) => Err(failed(status)),
        }
    }

    async fn void(&self, order: OrderId, limit: Duration) -> Result<(), PaymentError> {
        let message = VoidPaymentRequest {
            order_id: order.to_string(),
            request_id: order.to_string(),
        };
        let mut client = self.others.clone();
        let answer = call(limit, message, |request| {
            let request = self.signed(request);
            async move { client.void_payment(request).await }
        });
        answer.await.map(drop).map_err(failed)
    }
}

/// How it stands; `None` while it is not decided.
fn payment(payment: Option<proto::Payment>) -> Result<Option<Payment>, PaymentError> {
    let payment = payment.ok_or_else(|| unknown("an answer without a payment"))?;
    match payment.status() {
        PaymentStatus::Approved => payment
            .payment_id
            .parse()
            .map(|id| Some(Payment::Approved(id)))
            .map_err(unknown),
        PaymentStatus::Pending => Ok(None),
        PaymentStatus::Declined => Ok(Some(Payment::Declined)),
        PaymentStatus::Voided | PaymentStatus::RefundPending | PaymentStatus::Refunded => {
            Ok(Some(Payment::Gone))
        }
        PaymentStatus::Unspecified => Err(unknown("a payment in no known status")),
    }
}

fn unknown(error: impl Into<BoxError>) -> PaymentError {
    PaymentError::Unknown(error.into())
}

fn reason(status: &Status) -> Option<String> {
    status.get_details_error_info().map(|info| info.reason)
}

/// What a failed call says about the money.
fn failed(status: Status) -> PaymentError {
    if status.code() == Code::Unavailable && status.metadata().contains_key(ENVOY_OVERLOADED) {
        return PaymentError::Overloaded;
    }
    match status.code() {
        Code::InvalidArgument
        | Code::AlreadyExists
        | Code::PermissionDenied
        | Code::Unauthenticated
        | Code::FailedPrecondition
        | Code::NotFound
        | Code::OutOfRange
        | Code::Unimplemented => PaymentError::Refused(status.into()),
        Code::Ok
        | Code::Cancelled
        | Code::Unknown
        | Code::DeadlineExceeded
        | Code::ResourceExhausted
        | Code::Aborted
        | Code::Internal
        | Code::Unavailable
        | Code::DataLoss => unknown(status),
    }
}
