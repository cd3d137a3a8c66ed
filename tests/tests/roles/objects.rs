//! Every object by its owner and by others.

use std::collections::BTreeSet;

use baedal_e2e::{PATIENCE, Town};
use baedal_testkit::wait_until;
use futures_util::future::join_all;
use tonic::Code;

use crate::code;
use crate::contracts::{NOBODYS_OWN, contracts};
use crate::scene::{holds, scene};

/// Whether an RPC answers with what belongs to the caller, without being told what.
fn is_list(rpc: &str) -> bool {
    ["/List", "/Watch", "/GetPreferences"]
        .iter()
        .any(|name| rpc.contains(name))
}

/// Lists that are the same for everyone who may read them.
const OPEN_LISTS: [&str; 1] = ["delivery.v1.DeliveryService/ListAvailableDeliveries"];

#[tokio::test]
async fn an_object_is_there_for_those_it_belongs_to_and_for_nobody_else() {
    let town = Town::shared().await;
    let objects = scene(town).await;
    let tested: BTreeSet<&str> = objects.iter().map(|object| object.rpc).collect();
    for (rpc, fields) in contracts() {
        let names_an_object = fields
            .iter()
            .any(|field| field.ends_with("_id") && field != "request_id");
        let is_excused = NOBODYS_OWN.iter().any(|(excused, _)| *excused == rpc)
            || OPEN_LISTS.contains(&rpc.as_str());
        let is_tested = tested.contains(rpc.as_str());
        assert!(
            !(names_an_object || is_list(&rpc)) || is_excused || is_tested,
            "{rpc} names an object or lists some: whose?"
        );
    }

    let mut calls = 0;
    // Strangers first: what they do must change nothing for those who come after.
    for object in &objects {
        for outcome in join_all(object.foreign.iter().map(|line| object.ask(line))).await {
            calls += 1;
            match &outcome {
                Err(status) => {
                    assert_eq!(status.code(), Code::NotFound, "{}: {status:?}", object.rpc);
                }
                Ok(answer) => {
                    let is_list = object.shows.is_some();
                    assert!(
                        is_list && !object.is_shown(answer),
                        "{} for a stranger: {answer:?}",
                        object.rpc
                    );
                }
            }
        }
    }
    for object in &objects {
        for (line, hidden) in &object.own {
            calls += 1;
            let is_hidden = |answer: &[u8]| {
                let shown = hidden
                    .as_deref()
                    .is_some_and(|hidden| holds(answer, hidden));
                assert!(
                    !shown,
                    "{} tells a store or a rider who ordered",
                    object.rpc
                );
            };
            if object.shows.is_some() {
                // Some of it comes by way of facts.
                let answer = wait_until(PATIENCE, || async {
                    let answer = object.ask(line).await;
                    let answer = answer.unwrap_or_else(|it| panic!("{}: {it:?}", object.rpc));
                    object.is_shown(&answer).then_some(answer)
                })
                .await;
                is_hidden(&answer);
                continue;
            }
            let outcome = object.ask(line).await;
            is_hidden(outcome.as_deref().unwrap_or_default());
            assert!(
                matches!(
                    code(&outcome),
                    Code::Ok | Code::FailedPrecondition | Code::Unimplemented
                ),
                "{} for its owner: {outcome:?}",
                object.rpc
            );
        }
    }
    println!(
        "{} RPCs that name an object or list some, {calls} calls",
        tested.len()
    );
}
