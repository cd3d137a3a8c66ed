//! Who may do what: every RPC of the contracts by every role, at the gateway and at the service's own door, and every object by
//! its owner and by others.

mod contracts;
mod objects;
mod raw;
mod scene;

use std::collections::BTreeSet;

use baedal_dev::system::Service;
use baedal_e2e::{Line, Protocol, Town};
use futures_util::future::join_all;
use tonic::{Code, Status};

use crate::contracts::{RPCS, contracts};
use crate::raw::{first, open};

const ROLES: [&str; 4] = ["customer", "store_owner", "rider", "operator"];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Expected {
    NoToken,
    WrongRole,
    LetIn,
}

fn fits(expected: Expected, code: Code) -> bool {
    match expected {
        Expected::NoToken => code == Code::Unauthenticated,
        Expected::WrongRole => code == Code::PermissionDenied,
        Expected::LetIn => matches!(
            code,
            Code::Ok | Code::InvalidArgument | Code::NotFound | Code::Unimplemented
        ),
    }
}

/// Calls by path with an empty request; a watch need not say anything yet.
async fn call(line: &Line, rpc: &str) -> Result<(), Status> {
    if rpc.ends_with("/WatchOrderViews") {
        return open(line, rpc, Vec::new()).await.map(drop);
    }
    first(line, rpc, Vec::new()).await.map(drop)
}

pub(crate) fn code<T>(outcome: &Result<T, Status>) -> Code {
    outcome.as_ref().map_or_else(Status::code, |_| Code::Ok)
}

/// A row of doors and callers, and what is to be expected of each.
fn callers(town: &Town, rpc: &str, allowed: &str) -> Vec<(String, Line, Expected)> {
    let allowed: Vec<&str> = allowed.split(' ').collect();
    let is_public = allowed == ["public"];
    let system = town.system();
    let mut doors = vec![("gateway", system.gateway_url())];
    let area = rpc.split('.').next().expect("a package");
    let owner = Service::ALL
        .into_iter()
        .find(|service| service.name() == area);
    if let Some(owner) = owner {
        doors.push((
            owner.name(),
            format!("http://127.0.0.1:{}", system.port(owner)),
        ));
    }
    let mut callers = Vec::new();
    for (door, url) in doors {
        let line = |token: Option<&str>| Line::open(&url, Protocol::Grpc, token);
        let otherwise = |expected| if is_public { Expected::LetIn } else { expected };
        callers.push((
            format!("nobody at {door}"),
            line(None),
            otherwise(Expected::NoToken),
        ));
        for role in ROLES {
            let token = system.token(&format!("matrix-{role}"), &[role]);
            let expected = if allowed.contains(&role) {
                Expected::LetIn
            } else {
                otherwise(Expected::WrongRole)
            };
            callers.push((format!("{role} at {door}"), line(Some(&token)), expected));
        }
        // At the gateway no service has an identity, and only payment knows order's.
        let expected = match door {
            "payment" if allowed.contains(&"service:order") => Expected::LetIn,
            "payment" => Expected::WrongRole,
            _ => otherwise(Expected::NoToken),
        };
        let service = line(None).as_service(system.order_token());
        callers.push((format!("service at {door}"), service, expected));
    }
    callers
}

#[tokio::test]
async fn every_rpc_lets_in_its_roles_and_nobody_else() {
    let contracts: BTreeSet<String> = contracts().into_keys().collect();
    let table: BTreeSet<String> = RPCS.iter().map(|(rpc, _)| (*rpc).to_owned()).collect();
    assert_eq!(
        contracts, table,
        "every RPC of the contracts is in this test's table"
    );
    let town = Town::shared().await;

    let mut calls = 0;
    let mut wrong = Vec::new();
    for (rpc, allowed) in RPCS {
        let callers = callers(town, rpc, allowed);
        let outcomes = callers.iter().map(|(_, line, _)| call(line, rpc));
        for ((who, _, expected), outcome) in callers.iter().zip(join_all(outcomes).await) {
            calls += 1;
            if !fits(*expected, code(&outcome)) {
                wrong.push(format!(
                    "{rpc} by {who}: {expected:?} expected, {outcome:?}"
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    println!("{} RPCs, {calls} calls", RPCS.len());
}
