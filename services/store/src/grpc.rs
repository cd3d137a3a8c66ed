//! Proto ↔ domain, error → Status.

mod asked;
mod catalog;
mod tickets;

use baedal_auth::{Role, caller};
use baedal_proto::google::r#type::LatLng;
use baedal_runtime::database;
use baedal_runtime::rpc::{Violations, problem};
use baedal_values::{Lines, Subject};
use tonic::{Code, Request, Status};

use crate::app::{App, Error};
use crate::domain::Address;

/// Stores and menus, served over gRPC.
pub struct Catalog(pub App);

/// Kitchen tickets, served over gRPC.
pub struct Tickets(pub App);

const ADDRESS_CHARS: usize = 500;

/// The store owner who calls.
fn owner<T>(request: &Request<T>) -> Result<Subject, Status> {
    caller(request).subject_with(Role::StoreOwner).cloned()
}

/// What a use case's failure says to the caller.
fn status(error: Error) -> Status {
    match error {
        Error::NotFound(what) => {
            let reason = match what {
                "store" => "STORE_NOT_FOUND",
                "ticket" => "TICKET_NOT_FOUND",
                _ => "ITEM_NOT_FOUND",
            };
            problem(Code::NotFound, reason, format!("there is no such {what}")).into()
        }
        Error::RequestIdReused => problem(
            Code::AlreadyExists,
            "REQUEST_ID_REUSED",
            "this request_id was used before with another body",
        )
        .into(),
        Error::Currency(code) => {
            let mut violations = Violations::new();
            violations.add(
                "price.currency_code",
                format!("must be the store's currency, {code}"),
            );
            violations.into_status()
        }
        Error::TicketState(illegal) => problem(
            Code::FailedPrecondition,
            "ILLEGAL_TRANSITION",
            format!("the ticket is {}", illegal.state.name()),
        )
        .metadata("status", illegal.state.name())
        .into(),
        Error::Database(error) => database::status(error),
    }
}

fn read_address(
    violations: &mut Violations,
    text: &str,
    location: Option<&LatLng>,
) -> Option<Address> {
    let text = violations.check("text", Lines::<ADDRESS_CHARS>::some(text));
    let location = violations
        .require("location", location)
        .and_then(|location| {
            if *location == LatLng::default() {
                violations.add("location", "must be a place");
                return None;
            }
            violations.nested("location", |violations| {
                // A comparison that NaN fails, too.
                let latitude = (-90.0..=90.0).contains(&location.latitude);
                if !latitude {
                    violations.add("latitude", "must be -90 to 90 degrees");
                }
                let longitude = (-180.0..=180.0).contains(&location.longitude);
                if !longitude {
                    violations.add("longitude", "must be -180 to 180 degrees");
                }
                (latitude && longitude).then_some((location.latitude, location.longitude))
            })
        });
    let (text, (latitude, longitude)) = (text?, location?);
    Some(Address {
        text: text.into(),
        latitude,
        longitude,
    })
}
