//! What each process is told, as environment variables.

use std::path::Path;

use super::part::Service;
use crate::issuer::{AUDIENCE, ISSUER};

/// Where everything is.
pub(super) struct Addresses<'a> {
    pub(super) grpc: &'a dyn Fn(Service) -> u16,
    pub(super) admin: &'a dyn Fn(Service) -> u16,
    pub(super) database: &'a dyn Fn(Service) -> String,
    pub(super) nats: &'a str,
    pub(super) jwks_file: &'a Path,
    pub(super) signing_key_file: &'a Path,
    pub(super) notification_database: &'a Path,
    pub(super) order_token: &'a str,
}

/// The settings of one service.
pub(super) fn settings(service: Service, at: &Addresses<'_>) -> Vec<(String, String)> {
    let mut settings: Vec<(&str, String)> = vec![
        ("GRPC__LISTEN", format!("127.0.0.1:{}", (at.grpc)(service))),
        (
            "ADMIN__LISTEN",
            format!("127.0.0.1:{}", (at.admin)(service)),
        ),
        // A developer who presses Ctrl-C does not want to wait for open streams.
        ("SHUTDOWN__DRAIN", "3s".to_owned()),
        ("SHUTDOWN__GRACE", "8s".to_owned()),
        ("AUTH__ISSUER", ISSUER.to_owned()),
        ("AUTH__AUDIENCE", AUDIENCE.to_owned()),
        ("AUTH__JWKS_FILE", at.jwks_file.display().to_string()),
    ];
    if service != Service::Gateway {
        settings.push(("NATS__URL", at.nats.to_owned()));
    }
    if service.has_database() {
        settings.push(("DATABASE__URL", (at.database)(service)));
    }
    match service {
        Service::Order => {
            let payment = format!("http://127.0.0.1:{}", (at.grpc)(Service::Payment));
            settings.push(("PAYMENT__CLIENT__ENDPOINT", payment));
            settings.push(("PAYMENT__SERVICE_TOKEN", at.order_token.to_owned()));
        }
        Service::Payment => {
            settings.push(("AUTH__SERVICE_TOKENS__ORDER", at.order_token.to_owned()));
        }
        Service::Notification => {
            let path = at.notification_database.display().to_string();
            settings.push(("DATABASE__PATH", path));
        }
        Service::Gateway => {
            let key = at.signing_key_file.display().to_string();
            settings.push(("IDENTITY__SIGNING_KEY_FILE", key));
            // One customer of a test or of a load run orders as fast as a thousand.
            for quota in [
                "LIMITS__PER_CALLER",
                "LIMITS__MUTATIONS",
                "LIMITS__PUBLIC",
                "LIMITS__WRONG_TOKENS",
            ] {
                settings.push((quota, "{ per_second = 0, burst = 1 }".to_owned()));
            }
            for share in [
                "LIMITS__CALLS_IN_FLIGHT",
                "LIMITS__OPEN_STREAMS",
                "GATEWAY__MAX_CONNECTIONS_PER_ADDRESS",
            ] {
                settings.push((share, "0".to_owned()));
            }
        }
        Service::Store | Service::Delivery | Service::Dashboard => {}
    }
    let mut settings: Vec<(String, String)> = settings
        .into_iter()
        .map(|(key, value)| (format!("BAEDAL_{key}"), value))
        .collect();
    if service == Service::Gateway {
        let upstreams = Service::ALL
            .into_iter()
            .filter(|service| *service != Service::Gateway);
        settings.extend(upstreams.map(|upstream| {
            let key = format!("BAEDAL_UPSTREAMS__{}", upstream.name().to_uppercase());
            (key, format!("http://127.0.0.1:{}", (at.grpc)(upstream)))
        }));
    }
    settings
}
