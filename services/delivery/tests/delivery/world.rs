//! What the stories happen in: a fresh database and a clock that stands still.

use std::sync::Arc;

use baedal_delivery::app::{Deliveries, Limits};
use baedal_delivery::domain::{Command, Delivery};
use baedal_delivery::events::Tickets;
use baedal_messaging::{HandleError, Handler, NewEvent, Received, Wake};
use baedal_proto::events::v1 as wire;
use baedal_proto::order::v1::Fulfillment;
use baedal_runtime::{Clock, Ids, SystemIds};
use baedal_testkit::{FakeClock, TestDatabase};
use baedal_values::{DeliveryId, OrderId, Subject};
use prost::{Message, Name};
use sqlx::PgPool;
use time::OffsetDateTime;
use uuid::Uuid;

pub(crate) const TRACEPARENT: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

pub(crate) struct World {
    pub(crate) database: TestDatabase,
    pub(crate) clock: FakeClock,
    pub(crate) deliveries: Deliveries,
}

impl World {
    pub(crate) async fn new() -> Self {
        Self::with(MANY).await
    }

    pub(crate) async fn with(limits: Limits) -> Self {
        let database = baedal_testkit::postgres().await.database("delivery").await;
        baedal_delivery::migrations()
            .run(&database.pool)
            .await
            .expect("the schema");
        let clock = FakeClock::default();
        let deliveries = deliveries(database.pool.clone(), &clock, limits);
        Self {
            database,
            clock,
            deliveries,
        }
    }

    /// The same deliveries, over connections of one's own.
    pub(crate) fn over(&self, pool: PgPool) -> Deliveries {
        deliveries(pool, &self.clock, MANY)
    }

    /// Hands events to the consumer's handler, as one batch.
    pub(crate) async fn hear(&self, events: &[Received]) -> Result<(), HandleError> {
        Tickets::new(self.deliveries.clone()).handle(events).await
    }

    /// An order that its store accepted, and its delivery.
    pub(crate) async fn accepted(&self) -> (OrderId, DeliveryId) {
        let order = new_order();
        self.hear(&[self.ticket_accepted(order, CITY_HALL)])
            .await
            .expect("handled");
        (order, self.delivery_of(order).await.expect("a delivery"))
    }

    /// An order that is accepted and cooked, and its delivery.
    pub(crate) async fn cooked(&self) -> (OrderId, DeliveryId) {
        let (order, id) = self.accepted().await;
        self.hear(&[self.ticket_cooked(order)])
            .await
            .expect("handled");
        (order, id)
    }

    pub(crate) async fn delivery_of(&self, order: OrderId) -> Option<DeliveryId> {
        let id: Option<Uuid> =
            sqlx::query_scalar("SELECT delivery_id FROM deliveries WHERE order_id = $1")
                .bind(order.uuid())
                .fetch_optional(&self.database.pool)
                .await
                .expect("the deliveries");
        id.map(DeliveryId::from)
    }

    pub(crate) async fn claim(&self, id: DeliveryId, rider: &Subject) -> Delivery {
        self.deliveries
            .ride(id, &Command::Claim(rider.clone()))
            .await
            .expect("claimed")
    }

    /// The facts about an order in the outbox, in order, with their versions.
    pub(crate) async fn facts(&self, order: OrderId) -> Vec<(String, i64)> {
        sqlx::query_as("SELECT fact, version FROM outbox WHERE key = $1 ORDER BY seq")
            .bind(order.uuid())
            .fetch_all(&self.database.pool)
            .await
            .expect("the outbox")
    }

    /// What a delivery's row says.
    pub(crate) async fn status(&self, order: OrderId) -> String {
        sqlx::query_scalar("SELECT status FROM deliveries WHERE order_id = $1")
            .bind(order.uuid())
            .fetch_one(&self.database.pool)
            .await
            .expect("a delivery")
    }

    /// A rider's active and completed deliveries.
    pub(crate) async fn counts(&self, rider: &Subject) -> (i64, i64) {
        sqlx::query_as("SELECT active, completed FROM rider_stats WHERE rider_id = $1")
            .bind(rider.as_str())
            .fetch_optional(&self.database.pool)
            .await
            .expect("the counts")
            .unwrap_or_default()
    }

    pub(crate) fn now(&self) -> OffsetDateTime {
        self.clock.now()
    }

    pub(crate) fn ticket_accepted(&self, order: OrderId, place: (f64, f64)) -> Received {
        Received::from_new(ticket_accepted(order, place, self.now()), 1)
    }

    pub(crate) fn pickup_ticket_accepted(&self, order: OrderId) -> Received {
        let mut body = accepted(order, Fulfillment::Pickup, CITY_HALL);
        body.delivery_address = None;
        self.event(order, "ticket", "accepted", &body)
    }

    pub(crate) fn ticket_cooked(&self, order: OrderId) -> Received {
        Received::from_new(ticket_cooked(order, self.now()), 1)
    }

    pub(crate) fn pickup_ticket_cooked(&self, order: OrderId) -> Received {
        let mut body = wire::TicketCooked {
            order_id: order.to_string(),
            ..Default::default()
        };
        body.set_fulfillment(Fulfillment::Pickup);
        self.event(order, "ticket", "cooked", &body)
    }

    pub(crate) fn order_canceled(&self, order: OrderId) -> Received {
        let body = wire::OrderCanceled {
            order_id: order.to_string(),
            ..Default::default()
        };
        self.event(order, "order", "canceled", &body)
    }

    pub(crate) fn order_rejected(&self, order: OrderId) -> Received {
        let body = wire::OrderRejected {
            order_id: order.to_string(),
            ..Default::default()
        };
        self.event(order, "order", "rejected", &body)
    }

    fn event<M: Message + Name>(
        &self,
        order: OrderId,
        aggregate: &'static str,
        fact: &'static str,
        body: &M,
    ) -> Received {
        Received::from_new(event(order, aggregate, fact, body, self.now()), 1)
    }
}

/// No story but those about it meets a limit.
const MANY: Limits = Limits { most_claims: 1_000 };

fn deliveries(pool: PgPool, clock: &FakeClock, limits: Limits) -> Deliveries {
    let (clock, ids) = (Arc::new(clock.clone()), Arc::new(SystemIds));
    Deliveries::new(pool.into(), clock, ids, Wake::new(), limits)
}

/// `ticket.accepted` of an order to be delivered, as the store tells it.
pub(crate) fn ticket_accepted(order: OrderId, place: (f64, f64), at: OffsetDateTime) -> NewEvent {
    event(
        order,
        "ticket",
        "accepted",
        &accepted(order, Fulfillment::Delivery, place),
        at,
    )
}

/// `ticket.cooked` of an order to be delivered, as the store tells it.
pub(crate) fn ticket_cooked(order: OrderId, at: OffsetDateTime) -> NewEvent {
    let mut body = wire::TicketCooked {
        order_id: order.to_string(),
        ..Default::default()
    };
    body.set_fulfillment(Fulfillment::Delivery);
    event(order, "ticket", "cooked", &body, at)
}

fn event<M: Message + Name>(
    order: OrderId,
    aggregate: &'static str,
    fact: &'static str,
    body: &M,
    at: OffsetDateTime,
) -> NewEvent {
    NewEvent {
        id: new_id(),
        aggregate,
        fact,
        event_type: M::full_name(),
        aggregate_id: order.uuid(),
        version: 2,
        key: order.uuid(),
        payload: body.encode_to_vec(),
        occurred_at: at,
        traceparent: Some(TRACEPARENT.to_owned()),
    }
}

/// Seoul's city hall, where pickups are unless a story says otherwise.
pub(crate) const CITY_HALL: (f64, f64) = (37.5663, 126.9779);

fn accepted(
    order: OrderId,
    fulfillment: Fulfillment,
    (latitude, longitude): (f64, f64),
) -> wire::TicketAccepted {
    let mut body = wire::TicketAccepted {
        order_id: order.to_string(),
        customer_id: "customer-1".to_owned(),
        store_id: Uuid::from_u128(7).to_string(),
        store_name: "The Fried Chicken".to_owned(),
        pickup_address: Some(wire::Address {
            text: "1 Sejong-daero".to_owned(),
            latitude,
            longitude,
        }),
        delivery_address: Some(wire::Address {
            text: "12 Namsan-gil".to_owned(),
            latitude: 37.5512,
            longitude: 126.9882,
        }),
        ..Default::default()
    };
    body.set_fulfillment(fulfillment);
    body
}

/// An id that nobody has heard of.
pub(crate) fn new_id() -> Uuid {
    SystemIds.uuid()
}

/// An order that nobody has heard of.
pub(crate) fn new_order() -> OrderId {
    new_id().into()
}

pub(crate) fn rider(name: &str) -> Subject {
    name.parse().expect("a subject")
}
