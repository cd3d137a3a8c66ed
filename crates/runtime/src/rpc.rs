//! What a refused or failed call says: a status code, a reason a program can read, and details where they help.
//!
//! Every refusal carries `google.rpc.ErrorInfo` with a reason in `UPPER_SNAKE` and the domain [`DOMAIN`]. What went wrong inside
//! is logged and never told.

use std::{collections::HashMap, fmt::Display, time::Duration};

use tonic::{Code, Status};
use tonic_types::{ErrorDetails, FieldViolation, StatusExt};

use crate::{BoxError, chain};

/// The domain of every reason that Baedal gives.
pub const DOMAIN: &str = "baedal.dev";

/// The reason that a call with bad fields is refused for; the details say which fields.
pub const INVALID_FIELDS: &str = "INVALID_FIELDS";

/// A status is sent in headers, which are limited; a message with a thousand bad fields gets the first of them.
const MAX_VIOLATIONS: usize = 32;

/// A refusal in the making. Turn it into a [`Status`] with `into()`.
#[derive(Debug, Clone)]
#[must_use]
pub struct Problem {
    code: Code,
    message: String,
    details: ErrorDetails,
}

/// Begins a refusal. The `reason` is `UPPER_SNAKE` and part of the contract; the `message` is for people and may change.
pub fn problem(code: Code, reason: &str, message: impl Into<String>) -> Problem {
    Problem {
        code,
        message: message.into(),
        details: ErrorDetails::with_error_info(reason, DOMAIN, HashMap::new()),
    }
}

impl Problem {
    /// Says that the same call may succeed after this long.
    pub fn retry_after(mut self, delay: Duration) -> Self {
        self.details.set_retry_info(Some(delay));
        self
    }

    /// Adds a value that a program may want to read, such as the id of what is in the way. Never anything personal.
    pub fn metadata(mut self, key: &str, value: impl Display) -> Self {
        if let Some(mut info) = self.details.error_info().cloned() {
            info.metadata.insert(key.to_owned(), value.to_string());
            self.details
                .set_error_info(info.reason, info.domain, info.metadata);
        }
        self
    }

    /// The refusal as tonic sends it.
    pub fn into_status(self) -> Status {
        Status::with_error_details(self.code, self.message, self.details)
    }
}

impl From<Problem> for Status {
    fn from(problem: Problem) -> Self {
        problem.into_status()
    }
}

/// Something broke inside: logs the whole chain of the error, once and here, and answers with words that give nothing away.
pub fn internal(error: impl Into<BoxError>) -> Status {
    let error: BoxError = error.into();
    tracing::error!(error = %chain(&*error), "call failed");
    broken()
}

/// What is told of anything that broke inside, once it is logged.
pub(crate) fn broken() -> Status {
    problem(
        Code::Internal,
        "INTERNAL",
        "something went wrong on our side",
    )
    .into_status()
}

/// Something this service needs is out of reach for now: logs the chain of the error, and answers that a retry may help.
pub fn unavailable(error: impl Into<BoxError>, retry_after: Duration) -> Status {
    let error: BoxError = error.into();
    tracing::warn!(error = %chain(&*error), "dependency unavailable");
    problem(
        Code::Unavailable,
        "UNAVAILABLE",
        "not available at the moment, try again a little later",
    )
    .retry_after(retry_after)
    .into_status()
}

/// Collects everything that is wrong with a request, so that its sender learns it all at once.
///
/// ```
/// # use baedal_runtime::rpc::Violations;
/// let mut violations = Violations::new();
/// let quantity = violations.each("lines", &["2", "many"], |violations, line| {
///     violations.check("quantity", line.parse::<u8>())
/// });
/// assert_eq!(quantity, vec![Some(2), None]);
/// assert!(violations.finish().is_err()); // names the field `lines[1].quantity`
/// ```
#[derive(Debug, Default)]
pub struct Violations {
    prefix: String,
    found: Vec<FieldViolation>,
}

impl Violations {
    /// Nothing wrong so far.
    pub fn new() -> Self {
        Self::default()
    }

    /// Notes that the field is wrong. The description must not repeat what the caller sent.
    pub fn add(&mut self, field: &str, description: impl Display) {
        if self.found.len() < MAX_VIOLATIONS {
            let field = format!("{}{field}", self.prefix);
            self.found
                .push(FieldViolation::new(field, description.to_string()));
        }
    }

    /// Takes the value of a parsed field, or notes why it could not be parsed.
    pub fn check<T, E: Display>(&mut self, field: &str, parsed: Result<T, E>) -> Option<T> {
        match parsed {
            Ok(value) => Some(value),
            Err(error) => {
                self.add(field, error);
                None
            }
        }
    }

    /// Takes the value of a field that must be there, or notes that it is missing.
    pub fn require<T>(&mut self, field: &str, value: Option<T>) -> Option<T> {
        if value.is_none() {
            self.add(field, "is required");
        }
        value
    }

    /// Works on the fields of a nested message: what is found in there is named `field.…`.
    pub fn nested<T>(&mut self, field: &str, work: impl FnOnce(&mut Self) -> T) -> T {
        let outer = self.prefix.len();
        self.prefix.push_str(field);
        self.prefix.push('.');
        let done = work(self);
        self.prefix.truncate(outer);
        done
    }

    /// Works on every element of a repeated field: what is found in there is named `field[index].…`.
    pub fn each<I: IntoIterator, T>(
        &mut self,
        field: &str,
        elements: I,
        mut work: impl FnMut(&mut Self, I::Item) -> T,
    ) -> Vec<T> {
        elements
            .into_iter()
            .enumerate()
            .map(|(index, element)| {
                self.nested(&format!("{field}[{index}]"), |inner| work(inner, element))
            })
            .collect()
    }

    /// Whether nothing was found.
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// `INVALID_ARGUMENT` with every violation in `google.rpc.BadRequest`, unless nothing is wrong.
    pub fn finish(self) -> Result<(), Status> {
        if self.found.is_empty() {
            Ok(())
        } else {
            Err(self.into_status())
        }
    }

    /// The refusal, whether or not anything was found; for the `else` of a `let … else` over what was parsed.
    pub fn into_status(self) -> Status {
        let fields: Vec<&str> = self
            .found
            .iter()
            .map(|violation| violation.field.as_str())
            .collect();
        let message = format!("invalid fields: {}", fields.join(", "));
        let mut refusal = problem(Code::InvalidArgument, INVALID_FIELDS, message);
        refusal.details.set_bad_request(self.found);
        refusal.into_status()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_bad_fields_are_named_with_their_path() {
        let mut violations = Violations::new();
        violations.add("customer_id", "must be a UUID");
        violations.nested("delivery_address", |address| {
            address.nested("position", |position| {
                position.require("latitude", None::<f64>)
            });
            address.add("text", "is required");
        });
        violations.each("lines", ["1", "x"], |line, text| {
            line.check("quantity", text.parse::<u8>())
        });
        violations.add("note", "is too long");

        let status = violations.finish().expect_err("four fields are bad");
        assert_eq!(status.code(), Code::InvalidArgument);
        let details = status.get_error_details();
        let fields: Vec<_> = details
            .bad_request()
            .expect("BadRequest is there")
            .field_violations
            .iter()
            .map(|violation| violation.field.as_str())
            .collect();
        assert_eq!(
            fields,
            [
                "customer_id",
                "delivery_address.position.latitude",
                "delivery_address.text",
                "lines[1].quantity",
                "note"
            ],
        );
        let info = details.error_info().expect("ErrorInfo is there");
        assert_eq!(
            (info.reason.as_str(), info.domain.as_str()),
            (INVALID_FIELDS, DOMAIN)
        );
    }

    #[test]
    fn a_good_request_goes_on() {
        let mut violations = Violations::new();
        assert_eq!(violations.check("quantity", "2".parse::<u8>()), Some(2));
        assert!(violations.is_empty());
        assert!(violations.finish().is_ok());
    }

    #[test]
    fn a_flood_of_bad_fields_stays_within_a_header() {
        let mut violations = Violations::new();
        violations.each("lines", 0..10_000, |line, _| {
            line.add("quantity", "is required");
        });

        let status = violations.into_status();

        assert!(status.details().len() + status.message().len() < 4_096);
    }

    #[test]
    fn a_problem_carries_reason_metadata_and_retry() {
        let status = problem(
            Code::Unavailable,
            "PAYMENT_OVERLOADED",
            "pay a little later",
        )
        .retry_after(Duration::from_secs(2))
        .metadata("order_id", 7)
        .into_status();

        let details = status.get_error_details();
        let info = details.error_info().expect("ErrorInfo is there");
        assert_eq!(info.reason, "PAYMENT_OVERLOADED");
        assert_eq!(info.metadata["order_id"], "7");
        let retry = details.retry_info().expect("RetryInfo is there");
        assert_eq!(retry.retry_delay, Some(Duration::from_secs(2)));
    }

    #[test]
    fn internal_text_stays_inside() {
        let status = internal("relation \"orders\" does not exist");

        assert_eq!(status.code(), Code::Internal);
        assert!(!status.message().contains("orders"));
    }
}
