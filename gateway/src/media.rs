//! What a body is, by `content-type`: a media type has no case, and parameters that say nothing here (RFC 9110, 8.3.1).

use http::{
    HeaderMap, HeaderValue,
    header::{ACCEPT, CONTENT_TYPE},
};

/// The media types of gRPC-Web, as its layer compares them: byte by byte.
const GRPC_WEB: [&str; 4] = [
    "application/grpc-web",
    "application/grpc-web+proto",
    "application/grpc-web-text",
    "application/grpc-web-text+proto",
];

/// How a request for gRPC is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Grpc {
    /// With its status in the trailers of HTTP/2.
    Native,
    /// With all of it in the body.
    Web,
}

/// The media type alone. `None` where there is none, or more than one.
fn essence(value: &HeaderValue) -> Option<&str> {
    value.to_str().ok()?.split(';').next().map(str::trim)
}

fn of(headers: &HeaderMap) -> Option<&str> {
    let mut values = headers.get_all(CONTENT_TYPE).iter();
    match (values.next(), values.next()) {
        (Some(value), None) => essence(value),
        _ => None,
    }
}

pub(crate) fn is_json(headers: &HeaderMap) -> bool {
    of(headers).is_some_and(|kind| kind.eq_ignore_ascii_case("application/json"))
}

/// Which gRPC this is, if any. gRPC's own type may be followed by `+` and the name of a message format.
pub(crate) fn grpc(headers: &HeaderMap) -> Option<Grpc> {
    let kind = of(headers)?.to_ascii_lowercase();
    if GRPC_WEB.contains(&kind.as_str()) {
        return Some(Grpc::Web);
    }
    let format = kind.strip_prefix("application/grpc")?;
    (format.is_empty() || format.starts_with('+')).then_some(Grpc::Native)
}

/// Writes the types of a request for gRPC as those that come after read them.
pub(crate) fn bring_to_essence(headers: &mut HeaderMap) {
    if grpc(headers) == Some(Grpc::Native) {
        let kind = of(headers).map(str::to_ascii_lowercase);
        if let Some(Ok(kind)) = kind.map(HeaderValue::try_from) {
            headers.insert(CONTENT_TYPE, kind);
        }
        return;
    }
    for name in [CONTENT_TYPE, ACCEPT] {
        let known = headers.get(&name).and_then(|value| {
            // `accept` may list several; the layer asks whether it is that of text.
            let kind = essence(value)?.split(',').next()?.trim();
            GRPC_WEB
                .into_iter()
                .find(|known| kind.eq_ignore_ascii_case(known))
        });
        if let Some(known) = known {
            headers.insert(name, HeaderValue::from_static(known));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(value: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(CONTENT_TYPE, HeaderValue::from_static(value))])
    }

    #[test]
    fn a_media_type_has_no_case_and_its_parameters_say_nothing() {
        for (value, kind) in [
            ("application/grpc", Some(Grpc::Native)),
            ("application/grpc+proto", Some(Grpc::Native)),
            ("Application/gRPC; charset=utf-8", Some(Grpc::Native)),
            ("application/grpc-web", Some(Grpc::Web)),
            ("application/grpc-web+proto; charset=utf-8", Some(Grpc::Web)),
            ("Application/gRPC-Web-Text+Proto ;x=y", Some(Grpc::Web)),
            ("application/grpc-web+json", None),
            ("application/grpcfoo", None),
            ("application/json", None),
            ("", None),
        ] {
            assert_eq!(grpc(&said(value)), kind, "{value}");
        }
        assert!(is_json(&said("Application/JSON;charset=UTF-8")));
        assert!(!is_json(&said("application/json-patch+json")));
    }

    #[test]
    fn two_types_are_none() {
        let mut headers = said("application/grpc");
        headers.append(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        assert_eq!(grpc(&headers), None);
        assert!(!is_json(&headers));
    }

    #[test]
    fn the_layer_is_told_what_it_compares() {
        let mut headers = said("Application/gRPC-Web-Text+Proto; charset=utf-8");
        headers.insert(
            ACCEPT,
            HeaderValue::from_static("Application/grpc-web-text, */*"),
        );
        bring_to_essence(&mut headers);
        assert_eq!(headers[CONTENT_TYPE], "application/grpc-web-text+proto");
        assert_eq!(headers[ACCEPT], "application/grpc-web-text");
    }
}
