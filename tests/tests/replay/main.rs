//! Everything told again, three times: to services that know it all, and to some that know nothing.

mod hook;
mod state;

use std::path::PathBuf;

use async_nats::jetstream;
use baedal_dev::system::{Options, Service};
use baedal_e2e::{Basket, Customer, Line, PATIENCE, Protocol, Town};
use baedal_proto::dashboard::v1::dashboard_service_client::DashboardServiceClient;
use baedal_proto::dashboard::v1::{GetProjectionStatusRequest, RebuildViewsRequest};
use baedal_proto::delivery::v1::DeliveryStatus;
use baedal_proto::notification::v1::notification_service_client::NotificationServiceClient;
use baedal_proto::notification::v1::{
    Notification, Preferences, SendStatus, UpdatePreferencesRequest,
};
use baedal_proto::order::v1::OrderStatus;
use baedal_proto::payment::v1::PaymentStatus;
use baedal_proto::store::v1::StoreKind;
use baedal_testkit::wait_until;
use futures_util::TryStreamExt;
use sqlx::AssertSqlSafe;

use crate::hook::Hook;
use crate::state::{connect, state};

const STREAM: &str = "BAEDAL_EVENTS";

/// The services that tell facts.
const TELLERS: [Service; 4] = [
    Service::Order,
    Service::Payment,
    Service::Store,
    Service::Delivery,
];

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
        let mut consumers: Vec<_> = stream.consumers().try_collect().await.ok()?;
        consumers.retain(is_durable);
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
async fn a_stream_that_is_told_three_more_times_changes_nothing_and_tells_nobody_twice() {
    let hook = Hook::start().await;
    let channels = [
        ("BAEDAL_CHANNELS__LOG", "log"),
        ("BAEDAL_CHANNELS__HOOK__WEBHOOK__ALLOW_PRIVATE", "true"),
    ];
    let options = channels
        .iter()
        .fold(Options::for_tests(), |options, (name, value)| {
            options.service_env(Service::Notification, name, value)
        });
    let town = Town::with(options).await;
    let customer = town.customer(Protocol::Grpc);
    is_told_by(&customer, &hook).await;
    let orders = a_day(&town, &customer).await;
    let durables = durables(&town).await;
    let facts = all_is_heard(&town, durables, 1).await;
    let services = [&TELLERS[..], &[Service::Dashboard]].concat();
    let state_before = state(&town, &services).await;
    let told_before = all_is_sent(&customer, &orders).await;
    let posted_before = hook.posted();
    assert!(told_before.iter().all(|told| !told.is_empty()));
    let kinds = told_before.iter().flatten().count();
    assert_eq!(posted_before.len(), kinds, "each change once");

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
    println!("{facts} facts, each told four times; {kinds} changes, each sent once");

    // Made anew from the stream that holds each of them four times.
    rebuilds_the_views(&town).await;
    let dashboard = [Service::Dashboard];
    let rebuilt = state(&town, &dashboard).await;
    assert_eq!(rebuilt["dashboard"], state_before["dashboard"]);

    // Into empty ones.
    begins_anew(&town, Service::Dashboard, "dashboard-views").await;
    begins_anew(&town, Service::Notification, "notification-orders").await;
    all_is_heard(&town, durables, facts * 4).await;

    let anew = state(&town, &dashboard).await;
    assert_eq!(anew["dashboard"], state_before["dashboard"]);
    for order_id in &orders {
        customer.view(order_id).await.expect("it is there again");
    }
    // The list is whole again, and nothing on it is sent: the lost file may have told it.
    let mut unsent = told_before.clone();
    for told in unsent.iter_mut().flatten() {
        told.sendings.clear();
    }
    let told_anew = told(&customer, &orders).await;
    assert_eq!(
        without_writing_times(told_anew),
        without_writing_times(unsent)
    );

    // What happens from now on is told, and only that.
    is_told_by(&customer, &hook).await;
    let mark = town.system().mark(Service::Notification);
    let more = a_day(&town, &customer).await;
    let news = all_is_sent(&customer, &more).await;
    let posted = hook.posted();
    assert_eq!(posted[..posted_before.len()], posted_before);
    let expected = news.iter().flatten().map(|it| it.notification_id.clone());
    let (mut expected, mut new): (Vec<_>, Vec<_>) =
        (expected.collect(), posted[posted_before.len()..].to_vec());
    expected.sort();
    new.sort();
    assert_eq!(new, expected);
    let logged = town.system().lines(Service::Notification);
    let (before, after) = logged.split_at(mark);
    let sent = |lines: &[String]| {
        let lines = lines.iter();
        lines
            .filter(|line| line.contains("notification sent"))
            .count()
    };
    assert_eq!((sent(before), sent(after)), (0, expected.len()));
}

/// The customer wants to be told at the hook.
async fn is_told_by(customer: &Customer, hook: &Hook) {
    let request = UpdatePreferencesRequest {
        request_id: new_request(),
        preferences: Some(Preferences {
            webhook_url: hook.url(),
            webhook_secret: "a secret of the test's own".replace(' ', "-"),
            ..Preferences::default()
        }),
    };
    NotificationServiceClient::new(customer.line.clone())
        .update_preferences(request)
        .await
        .expect("a customer may say how to be told");
}

/// What the customer was told of these orders, once all of it went through both channels.
async fn all_is_sent(customer: &Customer, orders: &[String]) -> Vec<Vec<Notification>> {
    wait_until(PATIENCE, || async {
        let told = told(customer, orders).await;
        let sent = |it: &Notification| {
            it.sendings.len() == 2 && it.sendings.iter().all(|it| it.status() == SendStatus::Sent)
        };
        told.iter().flatten().all(sent).then_some(told)
    })
    .await
}

/// Without what says when a notification was written down.
fn without_writing_times(mut told: Vec<Vec<Notification>>) -> Vec<Vec<Notification>> {
    for notification in told.iter_mut().flatten() {
        notification.created_at = None;
    }
    told
}

async fn rebuilds_the_views(town: &Town) {
    let token = town.system().token("root", &["operator"]);
    let line = Line::open(&town.system().gateway_url(), Protocol::Grpc, Some(&token));
    let mut client = DashboardServiceClient::new(line);
    let request_id = new_request();
    let request = RebuildViewsRequest {
        request_id: request_id.clone(),
    };
    client.rebuild_views(request).await.expect("it begins");
    let done = wait_until(PATIENCE, || async {
        let mut client = client.clone();
        let status = client.get_projection_status(GetProjectionStatusRequest {});
        let rebuild = status.await.ok()?.into_inner().status?.rebuild?;
        (rebuild.request_id == request_id && rebuild.finished_at.is_some()).then_some(rebuild)
    })
    .await;
    assert_eq!((done.differences, done.carried_over), (0, 0), "{done:?}");
}

/// Takes away all that a service knows, and its place in the stream, and starts it again.
async fn begins_anew(town: &Town, service: Service, durable: &str) {
    town.stop(service).await;
    let system = town.system();
    let url = system.database_url(service);
    if let Some(file) = url.strip_prefix("sqlite://") {
        for end in ["", "-wal", "-shm"] {
            let file = PathBuf::from(format!("{file}{end}"));
            if file.exists() {
                std::fs::remove_file(file).expect("the file can be lost");
            }
        }
    } else {
        let mut server = connect(&system.database_url(Service::Order)).await;
        for statement in [
            format!("DROP DATABASE {service} WITH (FORCE)"),
            format!("CREATE DATABASE {service}"),
        ] {
            sqlx::raw_sql(AssertSqlSafe(statement))
                .execute(&mut server)
                .await
                .expect("a database can be made anew");
        }
    }
    let client = async_nats::connect(system.nats_url())
        .await
        .expect("the broker is there");
    jetstream::new(client)
        .delete_consumer_from_stream(durable, STREAM)
        .await
        .expect("the durable was there");
    let migrated = system.command(service, &["migrate"]).await;
    migrated.unwrap_or_else(|error| panic!("{url} is empty and can be migrated: {error}"));
    town.start(service).await;
}

fn new_request() -> String {
    baedal_runtime::Ids::uuid(&baedal_runtime::SystemIds).to_string()
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
    all.iter().filter(|consumer| is_durable(consumer)).count()
}

/// One that the dashboard reads the stream with for itself is not.
fn is_durable(consumer: &jetstream::consumer::Info) -> bool {
    consumer.config.durable_name.is_some()
}
