//! What is wrong, in a form that programs can go by.

use std::collections::HashMap;
use std::error::Error;
use std::iter;
use std::time::Duration;

use tonic::{Code, Status, TimeoutExpired};
use tonic_types::StatusExt;

/// What Baedal says about a call that failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErrorDetail {
    /// The status code; [`Code::DeadlineExceeded`] also where the deadline passed on this side, which tonic calls cancelled.
    pub code: Code,
    /// For people who read logs; programs go by `reason`.
    pub message: String,
    /// Why, as the contracts name it: `CARD_DECLINED`. `None` where the failure is not Baedal's: no connection, say.
    pub reason: Option<String>,
    /// More about the reason.
    pub metadata: HashMap<String, String>,
    /// The fields that were refused; none but for `INVALID_FIELDS`.
    pub field_violations: Vec<FieldViolation>,
    /// How long to wait before the call is tried again; `None` where the server does not say.
    pub retry_after: Option<Duration>,
}

/// A field that was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldViolation {
    /// Its path in the request: `lines[0].quantity`.
    pub field: String,
    /// What is wrong with it.
    pub description: String,
}

impl From<&Status> for ErrorDetail {
    fn from(status: &Status) -> Self {
        let details = status.get_error_details();
        let violations = details.bad_request().into_iter();
        Self {
            code: code(status),
            message: status.message().to_owned(),
            reason: details.error_info().map(|info| info.reason.clone()),
            metadata: details
                .error_info()
                .map(|info| info.metadata.clone())
                .unwrap_or_default(),
            field_violations: violations
                .flat_map(|refused| &refused.field_violations)
                .map(|violation| FieldViolation {
                    field: violation.field.clone(),
                    description: violation.description.clone(),
                })
                .collect(),
            retry_after: details.retry_info().and_then(|info| info.retry_delay),
        }
    }
}

fn code(status: &Status) -> Code {
    let first: Option<&dyn Error> = status.source();
    let timed_out = iter::successors(first, |&error| error.source())
        .any(|error| error.downcast_ref::<TimeoutExpired>().is_some());
    if timed_out {
        Code::DeadlineExceeded
    } else {
        status.code()
    }
}

#[cfg(test)]
mod tests {
    use tonic_types::ErrorDetails;

    use super::*;

    #[test]
    fn details_are_decoded() {
        let mut details = ErrorDetails::new();
        let metadata = HashMap::from([("k".to_owned(), "v".to_owned())]);
        details
            .set_error_info("INVALID_FIELDS", "baedal.dev", metadata.clone())
            .add_bad_request_violation("store_id", "no UUID");
        let status = Status::with_error_details(Code::InvalidArgument, "refused", details);

        let expected = ErrorDetail {
            code: Code::InvalidArgument,
            message: "refused".to_owned(),
            reason: Some("INVALID_FIELDS".to_owned()),
            metadata,
            field_violations: vec![FieldViolation {
                field: "store_id".to_owned(),
                description: "no UUID".to_owned(),
            }],
            retry_after: None,
        };
        assert_eq!(ErrorDetail::from(&status), expected);
    }

    #[test]
    fn a_deadline_that_passes_on_this_side_is_told_as_such() {
        let status = Status::from_error(Box::new(TimeoutExpired(())));
        assert_eq!(ErrorDetail::from(&status).code, Code::DeadlineExceeded);
    }
}
