//! Everything told again, three times: to services that know it all, and to one that knows nothing.

use std::collections::BTreeMap;

use async_nats::jetstream;
use baedal_dev::system::Service;
use baedal_e2e::{Basket, Customer, PATIENCE, Protocol, Town};
use baedal_proto::delivery::v1::DeliveryStatus;
use baedal_proto::notification::v1::Notification;
use baedal_proto::order::v1::OrderStatus;
use baedal_proto::payment::v1::PaymentStatus;
use baedal_proto::store::v1::StoreKind;
use baedal_testkit::wait_until;
use futures_util::TryStreamExt;
use sqlx::{AssertSqlSafe, Connection, PgConnection};

const STREAM: &str = "BAEDAL_EVENTS";

/// The services that tell facts.
const TELLERS: [Service; 4] = [
    Service::Order,
    Service::Payment,
    Service::Store,
    Service::Delivery,
];

/// What belongs to the way events take, and what counts or dates their arrival.
const PASSING: &[&str] = &[
    "_sqlx_migrations",
    "outbox",
    "relay_lease",
    "inbox",
    "dead_letters",
    "redrives",
    "projection",
    "freshness",
];

/// The rows of each table.
type Rows = BTreeMap<String, Vec<String>>;

/// All that services know, except how they came to know it.
async fn state(town: &Town, services: &[Service]) -> BTreeMap<String, Rows> {
    let mut all = BTreeMap::new();
    for service in services {
        let mut database = connect(&town.system().database_url(*service)).await;
        let tables: Vec<String> = sqlx::query_scalar(
            "SELECT table_name::text FROM information_schema.tables WHERE table_schema = 'public'",
        )
        .fetch_all(&mut database)
        .await
        .expect("tables can be listed");
        let mut rows = Rows::new();
        for table in tables {
            if PASSING.contains(&table.as_str()) {
                continue;
            }
            // A view's version counts batches, and the batches of a replay are others.
            let read = format!(
                r#"SELECT CASE WHEN '{service}' = 'dashboard' THEN to_jsonb(t) - 'version' ELSE to_jsonb(t) END::text
                     FROM "{table}" AS t ORDER BY 1"#
            );
            let found = sqlx::query_scalar(AssertSqlSafe(read))
                .fetch_all(&mut database)
                .await
                .expect("a table can be read");
            rows.insert(table, found);
        }
        all.insert(service.to_string(), rows);
    }
    all
}

async fn connect(url: &str) -> PgConnection {
    PgConnection::connect(url)
        .await
        .expect("the database can be reached")
}

/// Waits until all that was told is on the stream and heard by everybody; returns how many messages the stream has.
async fn all_is_heard(town: &Town, durables: usize, at_least: u64) -> u64 {
    let client = async_nats::connect(town.system().nats_url())
        .await
        .expect("the broker is there");
    let jetstream = jetstream::new(client);
    wait_until(PATIENCE, || async {
        for teller in TELLERS {
            let mut database = connect(&town.system().database_url(teller)).await;
            let waiting: i64 =
                sqlx::query_scalar("SELECT count(*) FROM outbox WHERE published_at IS NULL")
                    .fetch_one(&mut database)
                    .await
                    .expect("the outbox can be read");
            if waiting > 0 {
                return None;
            }
        }
        let stream = jetstream.get_stream(STREAM).await.ok()?;
        let messages = stream.get_info().await.ok()?.state.messages;
        let consumers: Vec<_> = stream.consumers().try_collect().await.ok()?;
        let idle = consumers
            .iter()
            .filter(|consumer| consumer.num_pending == 0 && consumer.num_ack_pending == 0)
            .count();
        (messages >= at_least && consumers.len() == durables && idle == durables)
            .then_some(messages)
    })
    .await
}

/// Has the kept facts of all told again; returns how many.
async fn tell_all_again(town: &Town) -> u64 {
    let mut told = 0;
    for teller in TELLERS {
        let args = ["republish", "--since", "2020-01-01T00:00:00Z"];
        let counted = [&args[..], &["--dry-run"]].concat();
        let counted = town.system().command(teller, &counted).await;
        let counted = number(&counted.expect("it counts"), "would be published again");
        let printed = town.system().command(teller, &args).await;
        let events = number(&printed.expect("it tells"), "will be published again");
        assert_eq!(counted, events, "{teller}");
        told += events;
    }
    told
}

fn number(lines: &[String], after: &str) -> u64 {
    lines
        .iter()
        .find_map(|line| {
            line.strip_suffix(after)?
                .strip_suffix(" events ")?
                .parse()
                .ok()
        })
        .unwrap_or_else(|| panic!("nobody says how many {after}: {lines:?}"))
}

async fn told(customer: &Customer, orders: &[String]) -> Vec<Vec<Notification>> {
    let mut all = Vec::new();
    for order_id in orders {
        all.push(customer.notifications(order_id).await.expect("a list"));
    }
    all
}

/// Orders that went well, were refused, and only just began.
async fn a_day(town: &Town, customer: &Customer) -> Vec<String> {
    let (owner, rider) = (town.owner(Protocol::Grpc), town.rider(Protocol::Grpc));
    let shop = owner
        .opens_a_store("Chicken", StoreKind::Restaurant, &[18_000, 3_000])
        .await;
    let delivered = customer.places(&Basket::to_the_door(&shop)).await.order_id;
    owner.accepts(&delivered).await;
    owner.starts(&delivered).await;
    owner.finishes(&delivered).await;
    let delivery = rider.claims(&delivered).await;
    rider.picks_up(&delivery).await;
    rider.hands_over(&delivery).await;
    customer.sees(&delivered, OrderStatus::Delivered).await;
    customer.confirms(&delivered).await.expect("it arrived");

    let refused = customer.places(&Basket::to_pick_up(&shop)).await.order_id;
    owner.finds_the_ticket(&refused).await;
    owner.rejects(&refused, "sold out").await;
    customer.sees(&refused, OrderStatus::Rejected).await;
    customer
        .views(&refused, |view| {
            view.payment_status() == PaymentStatus::Refunded
        })
        .await;

    let begun = customer.places(&Basket::to_the_door(&shop)).await.order_id;
    owner.accepts(&begun).await;
    customer
        .views(&begun, |view| {
            view.delivery_status() == DeliveryStatus::Available
        })
        .await;
    vec![delivered, refused, begun]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_that_is_told_three_more_times_changes_nothing_and_builds_the_same_views() {
    let town = Town::alone().await;
    let customer = town.customer(Protocol::Grpc);
    let orders = a_day(&town, &customer).await;
    let durables = durables(&town).await;
    let facts = all_is_heard(&town, durables, 1).await;
    let services = [&TELLERS[..], &[Service::Dashboard]].concat();
    let (state_before, told_before) = (
        state(&town, &services).await,
        told(&customer, &orders).await,
    );
    assert!(told_before.iter().all(|told| !told.is_empty()));

    // Into full services.
    for round in 1..=3 {
        assert_eq!(tell_all_again(&town).await, facts, "every fact is kept");
        let messages = all_is_heard(&town, durables, facts * (round + 1)).await;
        assert_eq!(
            messages,
            facts * (round + 1),
            "each fact once more, and no new ones"
        );
    }
    assert_eq!(state(&town, &services).await, state_before);
    assert_eq!(
        told(&customer, &orders).await,
        told_before,
        "nobody is told twice"
    );

    println!("{facts} facts, each told four times");

    // Into an empty one.
    town.stop(Service::Dashboard).await;
    let system = town.system();
    let url = system.database_url(Service::Dashboard);
    let mut server = connect(&system.database_url(Service::Order)).await;
    for statement in [
        "DROP DATABASE dashboard WITH (FORCE)",
        "CREATE DATABASE dashboard",
    ] {
        sqlx::raw_sql(statement)
            .execute(&mut server)
            .await
            .expect("a database can be made anew");
    }
    let client = async_nats::connect(system.nats_url())
        .await
        .expect("the broker is there");
    jetstream::new(client)
        .delete_consumer_from_stream("dashboard-views", STREAM)
        .await
        .expect("the durable was there");
    let migrated = system.command(Service::Dashboard, &["migrate"]).await;
    migrated.unwrap_or_else(|error| panic!("{url} is empty and can be migrated: {error}"));
    town.start(Service::Dashboard).await;
    all_is_heard(&town, durables, facts * 4).await;

    let dashboard = [Service::Dashboard];
    let anew = state(&town, &dashboard).await;
    assert_eq!(anew["dashboard"], state_before["dashboard"]);
    for order_id in &orders {
        customer.view(order_id).await.expect("it is there again");
    }
}

async fn durables(town: &Town) -> usize {
    let client = async_nats::connect(town.system().nats_url())
        .await
        .expect("the broker is there");
    let stream = jetstream::new(client)
        .get_stream(STREAM)
        .await
        .expect("the stream is there");
    let all: Vec<_> = stream.consumers().try_collect().await.expect("a list");
    // One that the dashboard reads the stream with for itself is not a durable.
    all.iter()
        .filter(|consumer: &&jetstream::consumer::Info| consumer.config.durable_name.is_some())
        .count()
}
