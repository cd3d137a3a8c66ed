//! A database that answers, but too late, for longer than any number of tries.

use baedal_dev::system::{Options, Service};
use baedal_e2e::PATIENCE;
use baedal_proto::order::v1::OrderStatus;
use baedal_testkit::wait_until;
use sqlx::{Connection, PgConnection};

use crate::scene::{CANCELED, REJECTED, Scene};

/// Fewer than the slowness lasts for.
const MAX_ATTEMPTS: u32 = 3;

/// Has every write to a table take longer than a statement may.
const SLOWER: &str = "
    CREATE FUNCTION slowly() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(2); RETURN NULL; END $$;
    CREATE TRIGGER slowly AFTER INSERT OR UPDATE ON ";
const FAST_AGAIN: &str = "DROP FUNCTION slowly CASCADE";

async fn sql(scene: &Scene, service: Service, statements: String) {
    let url = scene.town.system().database_url(service);
    let mut database = PgConnection::connect(&url).await.expect("the database");
    sqlx::raw_sql(sqlx::AssertSqlSafe(statements))
        .execute(&mut database)
        .await
        .expect("it takes them");
}

async fn slows_down(scene: &Scene, service: Service, table: &str) {
    let statements = format!("{SLOWER} {table} FOR EACH STATEMENT EXECUTE FUNCTION slowly()");
    sql(scene, service, statements).await;
}

/// The sum of a consumer's counter or gauge.
async fn metric(scene: &Scene, service: Service, name: &str, labels: &[&str]) -> Option<f64> {
    let metrics = scene.town.system().admin(service, "/metrics").await.ok()?;
    let lines = metrics.lines().filter(|line| line.starts_with(name));
    let values = lines
        .filter(|line| labels.iter().all(|label| line.contains(label)))
        .filter_map(|line| line.rsplit(' ').next()?.parse::<f64>().ok());
    values.reduce(|sum, value| sum + value)
}

/// Waits until a consumer has tried far more often than it may with what time does not mend.
async fn tries_and_tries(scene: &Scene, service: Service, consumer: &str) {
    wait_until(PATIENCE, || async {
        let labels = [consumer, "retried"];
        let tried = metric(scene, service, "baedal_consumer_outcomes", &labels).await?;
        (tried >= f64::from(MAX_ATTEMPTS * 3)).then_some(())
    })
    .await;
}

/// Orders are called off while the databases that give the money back are slow: it comes by itself when they are fast again.
#[tokio::test(flavor = "multi_thread")]
async fn what_slow_databases_keep_waiting_comes_right_by_itself() {
    let mut options = Options::for_tests();
    for service in [Service::Store, Service::Payment] {
        options = options
            .service_env(service, "BAEDAL_DATABASE__STATEMENT_TIMEOUT", "250ms")
            .service_env(
                service,
                "BAEDAL_CONSUMER__MAX_ATTEMPTS",
                &MAX_ATTEMPTS.to_string(),
            )
            .service_env(service, "BAEDAL_CONSUMER__RETRY_MAX_MS", "200");
    }
    let scene = Scene::open_with(options).await;
    let (customer, owner) = (&scene.customer, &scene.owner);
    let canceled = scene.accepted(scene.to_the_door()).await;
    let rejected = scene.ordered(scene.to_the_door()).await;

    slows_down(&scene, Service::Payment, "payments").await;
    owner.rejects(&rejected, "no more chicken").await;
    customer.sees(&rejected, OrderStatus::Rejected).await;
    tries_and_tries(&scene, Service::Payment, "payment-refunds").await;
    slows_down(&scene, Service::Store, "tickets").await;
    customer
        .cancels(&canceled, "too slow")
        .await
        .expect("in time");
    tries_and_tries(&scene, Service::Store, "store-orders").await;

    for (service, consumer) in [
        (Service::Payment, "payment-refunds"),
        (Service::Store, "store-orders"),
    ] {
        let waiting = metric(&scene, service, "baedal_consumer_waiting", &[consumer]).await;
        assert!(waiting.is_some(), "{consumer} says that it waits");
        let money = [consumer, r#"money="true""#];
        let parked = metric(&scene, service, "baedal_consumer_dead_letters", &money).await;
        assert_eq!(parked, Some(0.0), "{consumer}");
    }
    sql(&scene, Service::Store, FAST_AGAIN.to_owned()).await;
    customer.sees(&canceled, OrderStatus::Canceled).await;
    sql(&scene, Service::Payment, FAST_AGAIN.to_owned()).await;

    scene
        .all_comes_right(&[(&canceled, CANCELED), (&rejected, REJECTED)])
        .await;
}
