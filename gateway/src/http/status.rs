//! What a call that failed says over HTTP: `google.rpc.Status` as JSON, its details in the clear.

use std::sync::LazyLock;

use baedal_runtime::rpc::problem;
use http::{
    HeaderValue, Method, Response, StatusCode,
    header::{ACCEPT_ENCODING, ALLOW, RETRY_AFTER, WWW_AUTHENTICATE},
};
use prost::Message as _;
use prost_reflect::{DescriptorPool, DynamicMessage, MessageDescriptor};
use tonic::{Code, Status, body::Body};
use tonic_types::{StatusExt as _, pb};

use super::incoming::{UNSUPPORTED_ENCODING, UNSUPPORTED_MEDIA_TYPE};

/// `google.rpc.Status`, in a pool that knows the details we and others send.
static STATUS: LazyLock<Option<MessageDescriptor>> = LazyLock::new(|| {
    let mut pool = DescriptorPool::global();
    pool.decode_file_descriptor_set(pb::FILE_DESCRIPTOR_SET)
        .ok()?;
    pool.get_message_by_name("google.rpc.Status")
});

/// The answer to a call that ended with this status.
pub(crate) fn response(status: &Status) -> Response<Body> {
    response_as(
        own_word(status).unwrap_or_else(|| http_status(status.code())),
        status,
    )
}

/// The HTTP status of what HTTP has a word of its own for.
fn own_word(status: &Status) -> Option<StatusCode> {
    match status.get_details_error_info()?.reason.as_str() {
        UNSUPPORTED_MEDIA_TYPE | UNSUPPORTED_ENCODING => Some(StatusCode::UNSUPPORTED_MEDIA_TYPE),
        "REQUEST_TOO_LARGE" => Some(StatusCode::PAYLOAD_TOO_LARGE),
        _ => None,
    }
}

/// The same under another HTTP status, for what HTTP has its own word for.
fn response_as(code: StatusCode, status: &Status) -> Response<Body> {
    let mut response = super::json_response(code, json(status));
    let headers = response.headers_mut();
    if code == StatusCode::UNSUPPORTED_MEDIA_TYPE {
        // RFC 9110, 15.5.16: what would have been taken.
        headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
    }
    if code == StatusCode::UNAUTHORIZED {
        headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    if let Some(delay) = retry_delay(status) {
        // In whole seconds, and never too early.
        let seconds = delay.as_secs() + u64::from(delay.subsec_nanos() > 0);
        headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

/// When the caller should come back, if the status says so.
pub(crate) fn retry_delay(status: &Status) -> Option<std::time::Duration> {
    status.get_details_retry_info()?.retry_delay
}

/// The status as JSON. Details of types that nobody here knows are left out.
pub(crate) fn json(status: &Status) -> Vec<u8> {
    let mut wire = pb::Status::decode(status.details()).unwrap_or_default();
    wire.code = status.code().into();
    status.message().clone_into(&mut wire.message);
    render(&wire).unwrap_or_else(|| {
        let bare = pb::Status {
            details: Vec::new(),
            ..wire
        };
        render(&bare).unwrap_or_default()
    })
}

fn render(wire: &pb::Status) -> Option<Vec<u8>> {
    let bytes = wire.encode_to_vec();
    let message = DynamicMessage::decode(STATUS.clone()?, bytes.as_slice()).ok()?;
    serde_json::to_vec(&message).ok()
}

/// As google/rpc/code.proto maps them.
pub(crate) fn http_status(code: Code) -> StatusCode {
    match code {
        Code::Ok => StatusCode::OK,
        // The caller has gone; nobody reads this.
        Code::Cancelled => StatusCode::from_u16(499).unwrap_or(StatusCode::BAD_REQUEST),
        Code::InvalidArgument | Code::FailedPrecondition | Code::OutOfRange => {
            StatusCode::BAD_REQUEST
        }
        Code::Unauthenticated => StatusCode::UNAUTHORIZED,
        Code::PermissionDenied => StatusCode::FORBIDDEN,
        Code::NotFound => StatusCode::NOT_FOUND,
        Code::AlreadyExists | Code::Aborted => StatusCode::CONFLICT,
        Code::ResourceExhausted => StatusCode::TOO_MANY_REQUESTS,
        Code::Unknown | Code::Internal | Code::DataLoss => StatusCode::INTERNAL_SERVER_ERROR,
        Code::Unimplemented => StatusCode::NOT_IMPLEMENTED,
        Code::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        Code::DeadlineExceeded => StatusCode::GATEWAY_TIMEOUT,
    }
}

pub(crate) fn no_such_path() -> Response<Body> {
    response(
        &problem(
            Code::NotFound,
            "PATH_NOT_FOUND",
            "there is nothing at this path: GET /openapi.json says what there is",
        )
        .into(),
    )
}

/// For a path that is called by other methods.
pub(crate) fn other_methods(allowed: &[Method]) -> Response<Body> {
    let names: Vec<&str> = allowed.iter().map(Method::as_str).collect();
    let names = names.join(", ");
    let status = problem(
        Code::Unimplemented,
        "METHOD_NOT_ALLOWED",
        format!("this path takes {names}"),
    );
    let mut response = response_as(StatusCode::METHOD_NOT_ALLOWED, &status.into());
    if let Ok(names) = HeaderValue::try_from(names) {
        response.headers_mut().insert(ALLOW, names);
    }
    response
}

pub(crate) fn too_slow() -> Response<Body> {
    let status = problem(
        Code::DeadlineExceeded,
        "DEADLINE_EXCEEDED",
        "the request took longer to arrive than it was allowed to",
    );
    response_as(StatusCode::REQUEST_TIMEOUT, &status.into())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use serde_json::{Value, json};
    use tonic_types::{ErrorDetails, StatusExt as _};

    use super::*;

    #[test]
    fn details_are_told_in_the_clear() {
        let mut details = ErrorDetails::with_error_info(
            "OVERLOADED",
            "baedal.dev",
            [("a".to_owned(), "b".to_owned())],
        );
        details
            .set_retry_info(Some(Duration::from_millis(1_500)))
            .add_bad_request_violation("lines[0].quantity", "must be 1 to 99");
        let status = Status::with_error_details(Code::Unavailable, "later", details);

        let response = response(&status);
        assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(response.headers()[RETRY_AFTER], "2");
        let told: Value = serde_json::from_slice(&super::json(&status)).expect("JSON");
        assert_eq!(told["code"], 14);
        assert_eq!(told["message"], "later");
        let details = told["details"].as_array().expect("details");
        let of = |name: &str| {
            let name = format!("type.googleapis.com/google.rpc.{name}");
            details
                .iter()
                .find(|detail| detail["@type"] == name)
                .expect("a detail")
        };
        assert_eq!(of("ErrorInfo")["reason"], "OVERLOADED");
        assert_eq!(of("ErrorInfo")["metadata"], json!({"a": "b"}));
        assert_eq!(of("RetryInfo")["retryDelay"], "1.500s");
        assert_eq!(
            of("BadRequest")["fieldViolations"][0]["field"],
            "lines[0].quantity"
        );
    }

    #[test]
    fn details_that_nobody_knows_are_left_out() {
        let wire = pb::Status {
            code: 5,
            message: "inside".to_owned(),
            details: vec![prost_types::Any {
                type_url: "type.googleapis.com/acme.Secret".to_owned(),
                value: vec![1, 2, 3],
            }],
        };
        let status = Status::with_details(Code::NotFound, "gone", wire.encode_to_vec().into());

        let told: Value = serde_json::from_slice(&super::json(&status)).expect("JSON");
        assert_eq!(told, json!({"code": 5, "message": "gone"}));
    }
}
