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
    /// The status code. Where it is this side's own word, that which every other gRPC client has for it: [`Code::DeadlineExceeded`]
    /// where the deadline passed, which tonic calls cancelled, and [`Code::Unavailable`] where the connection was lost, which it
    /// calls unknown, internal or cancelled.
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

impl ErrorDetail {
    /// Whether the same call may go through later: where the server says when (`retry_after`), and where it did not answer at all
    /// ([`Code::Unavailable`], [`Code::DeadlineExceeded`]). The latter may have had its effect by then, so it is made again only under
    /// the same request id. Anything else stays as it is, a request that is too large (`RESOURCE_EXHAUSTED`) for one.
    pub fn may_pass(&self) -> bool {
        self.retry_after.is_some()
            || matches!(self.code, Code::Unavailable | Code::DeadlineExceeded)
    }
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
    // What the server says has none.
    let Some(source) = status.source() else {
        return status.code();
    };
    let timed_out = iter::successors(Some(source), |&error| error.source())
        .any(|error| error.downcast_ref::<TimeoutExpired>().is_some());
    match status.code() {
        _ if timed_out => Code::DeadlineExceeded,
        Code::Unknown | Code::Internal | Code::Cancelled => Code::Unavailable,
        code => code,
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::TcpListener;
    use std::thread;

    use tonic_types::ErrorDetails;

    use super::*;
    use crate::Gateway;
    use crate::order::v1::GetOrderRequest;
    use crate::order::v1::order_service_client::OrderServiceClient;

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

    #[tokio::test]
    async fn a_connection_that_breaks_is_told_as_unavailable() {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
        let address = listener.local_addr().expect("it listens");
        let server = thread::spawn(move || {
            let (mut connection, _) = listener.accept().expect("a client");
            // The settings of HTTP/2, which a server has to have before a call; then not a word about the call.
            connection
                .write_all(&[0, 0, 0, 4, 0, 0, 0, 0, 0])
                .and_then(|()| connection.read(&mut [0; 1_024]))
                .expect("a call");
        });
        let gateway = Gateway::at(&format!("http://{address}")).expect("an address");
        let answer = OrderServiceClient::new(gateway.connect())
            .get_order(GetOrderRequest::default())
            .await;
        let detail = ErrorDetail::from(&answer.expect_err("there was no answer"));
        assert_eq!((detail.code, detail.reason), (Code::Unavailable, None));
        server.join().expect("the server has ended");
    }

    #[test]
    fn the_servers_own_word_stands() {
        let status = Status::internal("a defect");
        assert_eq!(ErrorDetail::from(&status).code, Code::Internal);
    }
}
