//! The demo's people, let loose on a town, and whether what they say of it is so.

use std::collections::BTreeMap;
use std::future::pending;
use std::time::Duration;

use baedal_dev::audit::audit;
use baedal_dev::demo::Demo;
use baedal_dev::system::Service;
use baedal_e2e::{PATIENCE, Town};
use baedal_testkit::wait_until;
use sqlx::{Connection, PgConnection};

fn demo(town: &Town, lasting: Duration) -> Demo {
    Demo {
        gateway: town.system().gateway_url(),
        customers: 12,
        owners: 2,
        riders: 3,
        lasting,
        seed: 7,
    }
}

async fn database(town: &Town, service: Service) -> PgConnection {
    PgConnection::connect(&town.system().database_url(service))
        .await
        .expect("the database can be reached")
}

#[tokio::test]
async fn what_the_demo_says_is_what_the_services_have() {
    let town = Town::alone().await;
    let mut seconds = 0;
    let tally = demo(&town, Duration::from_secs(6))
        .play(pending(), |_| seconds += 1)
        .await
        .expect("the demo plays to its end");

    assert!(seconds >= 6, "progress was seen {seconds} times");
    assert!(tally.troubles.is_empty(), "{tally}");
    assert_eq!(tally.open(), 0, "{tally}");
    assert!(tally.completed > 0, "{tally}");
    assert!(tally.percentile(50) > Duration::ZERO && tally.percentile(50) <= tally.percentile(99));

    let orders: Vec<(String, i64)> =
        sqlx::query_as("SELECT status::text, count(*) FROM orders GROUP BY status")
            .fetch_all(&mut database(&town, Service::Order).await)
            .await
            .expect("orders can be read");
    let told = [
        ("COMPLETED", tally.completed),
        ("CANCELED", tally.canceled),
        ("REJECTED", tally.rejected),
    ];
    let told: BTreeMap<String, i64> = told
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .map(|(status, count)| (status.to_owned(), i64::try_from(count).expect("few orders")))
        .collect();
    assert_eq!(orders.into_iter().collect::<BTreeMap<_, _>>(), told);

    // The money goes back a moment after the order is called off.
    let told = (tally.earned_won, tally.given_back_won);
    wait_until(PATIENCE, || async {
        let held: (i64, i64) = sqlx::query_as(
            "SELECT coalesce(sum(amount_minor) FILTER (WHERE status = 'APPROVED'), 0)::bigint, \
                    coalesce(sum(amount_minor) FILTER (WHERE status = 'REFUNDED'), 0)::bigint \
             FROM payments",
        )
        .fetch_one(&mut database(&town, Service::Payment).await)
        .await
        .expect("payments can be read");
        (held == told).then_some(())
    })
    .await;

    let audit = audit(&town.system().gateway_url(), None)
        .await
        .expect("an operator may audit");
    assert!(audit.differences.is_empty(), "{}", audit.report());
    assert_eq!(
        u64::try_from(audit.payments).expect("a count"),
        tally.placed + tally.declined
    );
}

#[tokio::test]
async fn a_demo_that_is_stopped_has_lost_count_of_nothing() {
    let town = Town::alone().await;
    let stop = tokio::sync::Notify::new();
    let tally = demo(&town, Duration::from_hours(1))
        .play(stop.notified(), |tally| {
            if tally.placed > 5 {
                stop.notify_one();
            }
        })
        .await
        .expect("the demo ends when it is told to");
    assert!(tally.troubles.is_empty(), "{tally}");
    let orders: i64 = sqlx::query_scalar("SELECT count(*) FROM orders")
        .fetch_one(&mut database(&town, Service::Order).await)
        .await
        .expect("orders can be read");
    assert_eq!(u64::try_from(orders).expect("a count"), tally.placed);
}
