//! When a town has come to rest, and that every fact has had its effect once by then.

use std::collections::BTreeMap;
use std::time::Duration;

use async_nats::jetstream::{self, consumer::pull};
use baedal_dev::system::Service;
use baedal_testkit::wait_until;
use sqlx::{Connection, PgConnection};
use uuid::Uuid;

use crate::{Customer, Town};

/// How long a town may take to come to rest: what was delivered to a process that died rests for an acknowledgement wait.
const SETTLING: Duration = Duration::from_mins(2);

/// See `stream` in the configuration of the services.
const STREAM: &str = "BAEDAL_EVENTS";

/// Who has an outbox.
const TELLING: [Service; 4] = [
    Service::Order,
    Service::Payment,
    Service::Store,
    Service::Delivery,
];

/// Every durable, and whose it is.
const HEARING: [(&str, Service); 8] = [
    ("order-progress", Service::Order),
    ("order-menus", Service::Order),
    ("payment-refunds", Service::Payment),
    ("payment-orders", Service::Payment),
    ("store-orders", Service::Store),
    ("delivery-tickets", Service::Delivery),
    ("dashboard-views", Service::Dashboard),
    ("notification-orders", Service::Notification),
];

/// These have no inbox that could be read here: what payment hears for its audit is the same however often it is heard, and
/// notification keeps its own kind of database.
const WITHOUT_INBOX: [&str; 2] = ["payment-orders", "notification-orders"];

/// One row of an outbox.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, sqlx::FromRow)]
struct Told {
    id: Uuid,
    aggregate: String,
    fact: String,
    key: Uuid,
    aggregate_id: Uuid,
    version: i64,
}

impl Told {
    fn subject(&self) -> String {
        format!(
            "baedal.events.{}.{}.{}",
            self.aggregate, self.fact, self.key
        )
    }
}

impl Town {
    /// Waits until everything that was written down is published, and everything published is handled and acknowledged.
    /// Then checks that each consumer has handled each of its events, none is a dead letter, and no fact was told twice.
    pub async fn comes_to_rest(&self) {
        let (facts, filters) = wait_until(SETTLING, || self.at_rest()).await;

        let mut versions = BTreeMap::new();
        for fact in &facts {
            let told = (&fact.aggregate, &fact.fact, fact.aggregate_id, fact.version);
            let before = versions.insert(told, fact.id);
            assert_eq!(before, None, "told twice: {fact:?}");
        }
        for (durable, service) in HEARING {
            if WITHOUT_INBOX.contains(&durable) {
                continue;
            }
            let mut database = self.database(service).await;
            let handled: Vec<Uuid> =
                sqlx::query_scalar("SELECT event_id FROM inbox WHERE consumer = $1 ORDER BY 1")
                    .bind(durable)
                    .fetch_all(&mut database)
                    .await
                    .expect("the inbox can be read");
            let mut heard: Vec<Uuid> = facts
                .iter()
                .filter(|fact| {
                    filters[durable]
                        .iter()
                        .any(|it| matches(it, &fact.subject()))
                })
                .map(|fact| fact.id)
                .collect();
            heard.sort_unstable();
            assert_eq!(handled, heard, "what {durable} has handled");
            let parked: i64 = sqlx::query_scalar("SELECT count(*) FROM dead_letters")
                .fetch_one(&mut database)
                .await
                .expect("the dead letters can be counted");
            assert_eq!(parked, 0, "dead letters of {service}");
        }
    }

    /// Checks that an order that nobody has touched since it was placed has had each effect exactly once. The town is at rest.
    pub async fn is_placed_once(&self, customer: &Customer, order_id: &str) {
        let id: Uuid = order_id.parse().expect("an order id is a UUID");
        let mut facts = self.facts().await.expect("outboxes can be read");
        facts.retain(|fact| fact.key == id);
        let mut told: Vec<_> = facts
            .iter()
            .map(|fact| (fact.aggregate.as_str(), fact.fact.as_str(), fact.version))
            .collect();
        told.sort_unstable();
        assert_eq!(
            told.iter().map(|it| (it.0, it.1)).collect::<Vec<_>>(),
            [
                ("order", "placed"),
                ("payment", "approved"),
                ("ticket", "created")
            ]
        );
        let tickets: Vec<i64> =
            sqlx::query_scalar("SELECT version FROM tickets WHERE order_id = $1")
                .bind(id)
                .fetch_all(&mut self.database(Service::Store).await)
                .await
                .expect("tickets can be read");
        assert_eq!(tickets, [1], "one ticket, unchanged");
        assert_eq!(self.approvals_of(order_id).await, 1, "one approval");
        let notified = customer.notifications(order_id).await;
        let notified = notified.expect("a customer may read what they were told");
        assert_eq!(notified.len(), 1, "{notified:?}");
    }

    /// Everything told and every durable's filters, if nothing is on its way. The outboxes are read before and after the
    /// durables: what a consumer writes while they are looked at shows as a difference.
    async fn at_rest(&self) -> Option<(Vec<Told>, BTreeMap<String, Vec<String>>)> {
        let facts = self.facts().await?;
        let client = async_nats::connect(self.system().nats_url()).await.ok()?;
        let stream = jetstream::new(client).get_stream(STREAM).await.ok()?;
        // A stream that was wiped has to be filled again first.
        if stream.cached_info().state.messages < facts.len() as u64 {
            return None;
        }
        let mut filters = BTreeMap::new();
        for (durable, _) in HEARING {
            let consumer = stream.get_consumer::<pull::Config>(durable).await.ok()?;
            let info = consumer.cached_info();
            if info.num_pending > 0 || info.num_ack_pending > 0 {
                return None;
            }
            let config = &info.config;
            let mut subjects = config.filter_subjects.clone();
            if !config.filter_subject.is_empty() {
                subjects.push(config.filter_subject.clone());
            }
            filters.insert(durable.to_owned(), subjects);
        }
        (self.facts().await? == facts).then_some((facts, filters))
    }

    /// Everything in the outboxes, if all of it is published.
    async fn facts(&self) -> Option<Vec<Told>> {
        let mut all = Vec::new();
        for service in TELLING {
            let url = self.system().database_url(service);
            let mut database = PgConnection::connect(&url).await.ok()?;
            let waiting: i64 =
                sqlx::query_scalar("SELECT count(*) FROM outbox WHERE published_at IS NULL")
                    .fetch_one(&mut database)
                    .await
                    .ok()?;
            if waiting > 0 {
                return None;
            }
            let facts: Vec<Told> = sqlx::query_as(
                "SELECT id, aggregate, fact, key, aggregate_id, version FROM outbox ORDER BY seq",
            )
            .fetch_all(&mut database)
            .await
            .ok()?;
            all.extend(facts);
        }
        Some(all)
    }
}

/// Whether a subject is one that a filter of the broker lets pass.
fn matches(filter: &str, subject: &str) -> bool {
    let mut tokens = subject.split('.');
    for wanted in filter.split('.') {
        match (wanted, tokens.next()) {
            (">", Some(_)) => return true,
            ("*", Some(_)) => {}
            (wanted, Some(token)) if wanted == token => {}
            _ => return false,
        }
    }
    tokens.next().is_none()
}
