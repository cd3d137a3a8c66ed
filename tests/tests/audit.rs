//! `baedal-dev audit`, the program behind `make audit`: 0 while the books balance, 1 and the name of what does not fit.

use std::process::{Output, Stdio};

use baedal_dev::system::{Options, Service, binaries_of_this_build};
use baedal_e2e::{Basket, PATIENCE, Protocol, Town};
use baedal_proto::order::v1::OrderStatus;
use baedal_proto::store::v1::StoreKind;
use baedal_testkit::wait_until;
use sqlx::{Connection, PgConnection};
use tokio::process::Command;
use uuid::Uuid;

async fn audit(town: &Town, token: Option<&str>) -> Output {
    let mut command = Command::new(binaries_of_this_build().join("baedal-dev"));
    command
        .args(["audit", "--gateway", &town.system().gateway_url()])
        .env_remove("OPERATOR")
        .stdin(Stdio::null())
        .kill_on_drop(true);
    if let Some(token) = token {
        command.env("OPERATOR", token);
    }
    command.output().await.expect("the program runs")
}

fn said(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("text")
}

#[tokio::test(flavor = "multi_thread")]
async fn the_audit_fails_and_names_what_was_planted() {
    let options = Options::for_tests().service_env(Service::Payment, "BAEDAL_AUDIT__GRACE", "0s");
    let town = Town::with(options).await;
    let (customer, owner) = (town.customer(Protocol::Grpc), town.owner(Protocol::Grpc));
    let shop = owner
        .opens_a_store("Flowers", StoreKind::Florist, &[30_000])
        .await;
    let kept = customer.places(&Basket::to_pick_up(&shop)).await.order_id;
    let rejected = customer.places(&Basket::to_pick_up(&shop)).await.order_id;
    owner.rejects(&rejected, "no more peonies").await;
    customer.sees(&rejected, OrderStatus::Rejected).await;

    // As soon as payment has heard of the orders, and has given the money back.
    let right = wait_until(PATIENCE, || async {
        let output = audit(&town, None).await;
        output.status.success().then_some(output)
    })
    .await;
    assert_eq!(
        said(&right).trim(),
        "audit: 2 payments compared, 0 differences"
    );

    // Somebody reaches past the service: a payment that was let go, with its money still in the ledger.
    let mut payment = PgConnection::connect(&town.system().database_url(Service::Payment))
        .await
        .expect("the database");
    let order: Uuid = kept.parse().expect("an order id is a UUID");
    let planted = sqlx::query(
        "UPDATE payments SET status = 'VOIDED', voided_at = updated_at WHERE order_id = $1",
    )
    .bind(order)
    .execute(&mut payment)
    .await
    .expect("it is planted");
    assert_eq!(planted.rows_affected(), 1);

    let operator = town.system().token("operator-1", &["operator"]);
    for token in [None, Some(operator.as_str())] {
        let wrong = audit(&town, token).await;
        let said = said(&wrong);
        assert_eq!(wrong.status.code(), Some(1), "{said}");
        let named: Vec<&str> = said
            .lines()
            .filter(|line| line.contains(&format!("order {kept}")))
            .collect();
        for kind in ["LEDGER_SUM", "ORDER_WITHOUT_APPROVAL"] {
            assert!(named.iter().any(|line| line.starts_with(kind)), "{said}");
        }
        assert!(!said.contains(&rejected), "and nothing else: {said}");
        let last = said.lines().last().unwrap_or_default();
        assert_eq!(
            last,
            format!("audit: 2 payments compared, {} differences", named.len())
        );
    }

    let put_right = sqlx::query(
        "UPDATE payments SET status = 'APPROVED', voided_at = NULL WHERE order_id = $1",
    )
    .bind(order)
    .execute(&mut payment)
    .await
    .expect("it is put right");
    assert_eq!(put_right.rows_affected(), 1);
    let right = audit(&town, None).await;
    assert!(right.status.success(), "{}", said(&right));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_audit_that_could_not_be_made_is_no_success() {
    let town = Town::alone().await;
    let customer = town.system().token("minji", &["customer"]);

    let refused = audit(&town, Some(&customer)).await;
    assert_eq!(refused.status.code(), Some(1), "{}", said(&refused));
    assert_eq!(said(&refused), "", "nothing was compared");

    town.stop(Service::Payment).await;
    let unanswered = audit(&town, None).await;
    assert_eq!(unanswered.status.code(), Some(1), "{}", said(&unanswered));
    let error = String::from_utf8_lossy(&unanswered.stderr);
    assert!(error.contains("asking payment for an audit"), "{error}");
}
