//! Errors to statuses: what callers are told, and nothing of what went wrong inside.

use std::time::Duration;

use baedal_runtime::{
    database,
    rpc::{self, Problem, problem},
};
use tonic::{Code, Status};

use crate::{
    app::{ChangeError, Ended, PlaceError},
    domain::menu::Refusal,
};

/// No such order, or not the caller's.
pub(super) fn no_such_order() -> Status {
    problem(Code::NotFound, "ORDER_NOT_FOUND", "there is no such order").into()
}

/// Why an order was not placed.
pub(super) fn not_placed(error: PlaceError, retry_after: Duration) -> Status {
    match error {
        PlaceError::Refused(refusal) => refused(&refusal).into(),
        PlaceError::Database(error) if database::is_unavailable(&error) => {
            rpc::unavailable(error, retry_after)
        }
        PlaceError::Database(error) => rpc::internal(error),
        PlaceError::Ended(ended) => not_ended_well(ended, retry_after),
    }
}

fn not_ended_well(ended: Ended, retry_after: Duration) -> Status {
    match ended {
        Ended::RequestIdReused => problem(
            Code::AlreadyExists,
            "REQUEST_ID_REUSED",
            "request_id was used for another request",
        )
        .into(),
        Ended::CardDeclined => problem(
            Code::FailedPrecondition,
            "CARD_DECLINED",
            "the card was declined",
        )
        .into(),
        Ended::PaymentOverloaded(time) => problem(
            Code::Unavailable,
            "PAYMENT_OVERLOADED",
            "payment is busy: nothing was charged, please pay a little later",
        )
        .retry_after(time.max(retry_after))
        .into(),
        Ended::Undecided(earliest) => problem(
            Code::Unavailable,
            "PAYMENT_UNAVAILABLE",
            "the payment's outcome is not known yet: call again with the same request_id",
        )
        .retry_after(earliest.unwrap_or(retry_after))
        .into(),
        Ended::Broken(error) => rpc::internal(error),
    }
}

fn refused(refusal: &Refusal) -> Problem {
    let text = refusal.to_string();
    match refusal {
        Refusal::StoreUnknown => problem(Code::NotFound, "STORE_NOT_FOUND", text),
        Refusal::StoreClosed => problem(Code::FailedPrecondition, "STORE_CLOSED", text),
        Refusal::ItemUnknown(item) => {
            problem(Code::NotFound, "ITEM_NOT_FOUND", text).metadata("item_id", item)
        }
        Refusal::ItemSoldOut(item) => {
            problem(Code::FailedPrecondition, "ITEM_SOLD_OUT", text).metadata("item_id", item)
        }
        Refusal::TotalChanged(total) => {
            problem(Code::FailedPrecondition, "TOTAL_CHANGED", text).metadata("total", total)
        }
        Refusal::TotalOutOfRange => problem(Code::FailedPrecondition, "TOTAL_OUT_OF_RANGE", text),
    }
}

/// Why an order was not changed.
pub(super) fn not_changed(error: ChangeError) -> Status {
    match error {
        ChangeError::Database(error) => database::status(error),
        ChangeError::NotFound => no_such_order(),
        ChangeError::Rejected(why) => problem(
            Code::FailedPrecondition,
            "ILLEGAL_TRANSITION",
            why.to_string(),
        )
        .into(),
    }
}
