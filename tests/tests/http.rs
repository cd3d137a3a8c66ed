//! The README's lines for curl, pasted into a running system.

use std::process::Output;

use baedal_dev::workspace;
use baedal_e2e::{Line, Owner, Protocol, Town};
use baedal_proto::store::v1::StoreKind;
use serde_json::Value;
use tokio::process::Command;

/// The block of shell below this heading of the README.
fn block(heading: &str) -> String {
    let page = std::fs::read_to_string(workspace().join("README.md")).expect("the README");
    let (_, text) = page.split_once(heading).expect("the heading is there");
    let (_, text) = text.split_once("```sh\n").expect("a block of shell");
    let (block, _) = text.split_once("```").expect("its end");
    block.to_owned()
}

async fn bash(town: &Town, script: &str, variables: &[(&str, &str)]) -> Output {
    let gateway = town.system().gateway_url();
    let mut bash = Command::new("bash");
    bash.args(["-euc", script])
        .env("GATEWAY", gateway.trim_start_matches("http://"))
        .envs(variables.iter().copied());
    bash.output().await.expect("bash is there")
}

#[tokio::test]
async fn an_order_is_placed_cooked_followed_and_confirmed_by_curl() {
    let town = Town::shared().await;
    let token = |who: &str, role: &str| town.system().token(who, &[role]);
    let (customer, owner) = (
        token("curl-customer", "customer"),
        token("curl-owner", "store_owner"),
    );
    let line = Line::open(&town.system().gateway_url(), Protocol::Grpc, Some(&owner));
    let shop = Owner { line }
        .opens_a_store("Curled", StoreKind::CoffeeShop, &[4_500])
        .await;
    let script = block("## Plain HTTP").replace(".baedal/data/demo.env", "/dev/null");
    // What that file has beside tokens and ids.
    let helpers = "new_id() { python3 -c 'import uuid; print(uuid.uuid4())'; }\n";

    let pasted = bash(
        town,
        &format!("{helpers}{script}"),
        &[
            ("CUSTOMER", &customer),
            ("OWNER", &owner),
            ("COFFEE_STORE", &shop.store_id),
            ("COFFEE_ITEM", &shop.menu[0].item_id),
        ],
    )
    .await;

    let (said, failed) = (
        String::from_utf8_lossy(&pasted.stdout),
        String::from_utf8_lossy(&pasted.stderr),
    );
    assert!(pasted.status.success(), "{said}\n{failed}");
    let answers: Vec<Value> = said
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok())
        .collect();
    let confirmed = answers
        .iter()
        .find(|answer| answer["order"]["status"] == "ORDER_STATUS_COMPLETED");
    assert!(confirmed.is_some(), "{said}");
    let watched = said
        .lines()
        .filter_map(|line| line.strip_prefix("data: "))
        .filter_map(|data| serde_json::from_str::<Value>(data).ok())
        .any(|event| event["orderView"]["ticketStatus"] == "TICKET_STATUS_COOKED");
    assert!(watched, "the stream tells of it: {said}");
    let refused = answers
        .iter()
        .find(|answer| answer["details"][0]["reason"] == "TOKEN_MISSING");
    assert!(refused.is_some(), "{said}");
}
