//! Between the wire and the domain.

use baedal_proto::payment::v1::{self as wire, LedgerDifferenceKind, PaymentStatus};
use baedal_proto::to_timestamp;
use baedal_runtime::rpc::Violations;
use baedal_values::{Money, MoneyError, OrderId, RequestId, StoreId, Subject};
use tonic::Status;

use crate::app::{Audit, Authorize};
use crate::domain::audit::{Difference, DifferenceKind};
use crate::domain::{CardToken, Payment, State};

/// Why an amount cannot be charged.
#[derive(Debug, thiserror::Error)]
enum BadAmount {
    #[error(transparent)]
    Money(#[from] MoneyError),
    #[error("must be more than zero")]
    Zero,
}

/// Reads a request to charge, or says all that is wrong with it.
pub(super) fn authorize(
    request: wire::AuthorizePaymentRequest,
    traceparent: Option<String>,
) -> Result<Authorize, Status> {
    let mut violations = Violations::new();
    let order = violations.check("order_id", request.order_id.parse::<OrderId>());
    let customer = violations.check("customer_id", request.customer_id.parse::<Subject>());
    let store = violations.check("store_id", request.store_id.parse::<StoreId>());
    let amount = violations
        .require("amount", request.amount)
        .and_then(|amount| {
            let amount = Money::try_from(amount).map_err(BadAmount::from);
            let positive = amount.and_then(|amount| {
                if amount.is_zero() {
                    Err(BadAmount::Zero)
                } else {
                    Ok(amount)
                }
            });
            violations.check("amount", positive)
        });
    let card = violations.check("card_token", CardToken::new(request.card_token));
    let attempt = violations.check("request_id", request.request_id.parse::<RequestId>());
    let (Some(order), Some(customer), Some(store), Some(amount), Some(card), Some(_)) =
        (order, customer, store, amount, card, attempt)
    else {
        return Err(violations.into_status());
    };
    Ok(Authorize {
        order,
        customer,
        store,
        amount,
        card,
        traceparent,
    })
}

/// A payment as callers see it.
pub(super) fn payment(payment: &Payment) -> wire::Payment {
    let terms = payment.terms.as_ref();
    wire::Payment {
        payment_id: payment.id.to_string(),
        order_id: payment.order.to_string(),
        customer_id: terms.map_or_else(String::new, |terms| terms.customer.as_str().to_owned()),
        store_id: terms.map_or_else(String::new, |terms| terms.store.to_string()),
        status: status(payment.state).into(),
        amount: terms.map(|terms| terms.amount.into()),
        decline_reason: payment.decline_reason.clone().unwrap_or_default(),
        version: payment.version,
        created_at: Some(to_timestamp(payment.created_at)),
        updated_at: Some(to_timestamp(payment.updated_at)),
        approved_at: payment.approved_at.map(to_timestamp),
        voided_at: payment.voided_at.map(to_timestamp),
        refunded_at: payment.refunded_at.map(to_timestamp),
    }
}

/// An audit as operators see it.
pub(super) fn audit(audit: &Audit, next_page_token: String) -> wire::AuditLedgerResponse {
    let payments = audit.accounts.iter().filter_map(|account| account.paid);
    wire::AuditLedgerResponse {
        differences: audit.differences().into_iter().map(difference).collect(),
        audited_payments: i64::try_from(payments.count()).unwrap_or(i64::MAX),
        as_of: Some(to_timestamp(audit.as_of)),
        next_page_token,
    }
}

fn difference(difference: Difference) -> wire::LedgerDifference {
    wire::LedgerDifference {
        order_id: difference.order.to_string(),
        payment_id: difference
            .payment
            .map_or_else(String::new, |id| id.to_string()),
        kind: difference_kind(difference.kind).into(),
        detail: difference.detail,
        since: Some(to_timestamp(difference.since)),
    }
}

const fn difference_kind(kind: DifferenceKind) -> LedgerDifferenceKind {
    match kind {
        DifferenceKind::ApprovedWithoutOrder => LedgerDifferenceKind::ApprovedWithoutOrder,
        DifferenceKind::OrderWithoutApproval => LedgerDifferenceKind::OrderWithoutApproval,
        DifferenceKind::NotRefunded => LedgerDifferenceKind::NotRefunded,
        DifferenceKind::RefundedButDelivered => LedgerDifferenceKind::RefundedButDelivered,
        DifferenceKind::RefundedWithoutCause => LedgerDifferenceKind::RefundedWithoutCause,
        DifferenceKind::LedgerSum => LedgerDifferenceKind::LedgerSum,
    }
}

const fn status(state: State) -> PaymentStatus {
    match state {
        State::Pending => PaymentStatus::Pending,
        State::Approved => PaymentStatus::Approved,
        State::Declined => PaymentStatus::Declined,
        // Once it is to be voided it can become nothing else.
        State::Voiding { .. } | State::Voided { .. } => PaymentStatus::Voided,
        State::RefundPending => PaymentStatus::RefundPending,
        State::Refunded => PaymentStatus::Refunded,
    }
}

/// The status is none that payments have.
#[derive(Debug, thiserror::Error)]
#[error("must be a payment status")]
pub(super) struct UnknownStatus;

/// Reads a status filter; unspecified is every status.
pub(super) fn filter(status: i32) -> Result<Option<State>, UnknownStatus> {
    match PaymentStatus::try_from(status).map_err(|_| UnknownStatus)? {
        PaymentStatus::Unspecified => Ok(None),
        PaymentStatus::Pending => Ok(Some(State::Pending)),
        PaymentStatus::Approved => Ok(Some(State::Approved)),
        PaymentStatus::Declined => Ok(Some(State::Declined)),
        PaymentStatus::Voided => Ok(Some(State::Voided { held: false })),
        PaymentStatus::RefundPending => Ok(Some(State::RefundPending)),
        PaymentStatus::Refunded => Ok(Some(State::Refunded)),
    }
}
