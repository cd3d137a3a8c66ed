//! What stores and riders tell, over the real stream, and what customers do about it.

use baedal_messaging::{
    Broker, NatsConfig, NewEvent, Relay, RelayConfig, Wake, migrations, outbox,
};
use baedal_proto::{
    events::v1 as events,
    google::r#type::{LatLng, Money},
    order::v1::{
        CancelOrderRequest, ConfirmReceiptRequest, DeliveryAddress, Fulfillment, Order,
        OrderStatus, PlaceOrderRequest,
    },
};
use baedal_testkit::{TestDatabase, wait_until};
use prost::{Message, Name};
use time::OffsetDateTime;
use tokio_util::sync::{CancellationToken, DropGuard};
use tonic::{Code, Status};
use uuid::Uuid;

use crate::{
    fake_payment::APPROVE,
    fixture::{Client, Fixture, PATIENCE, new_id, refusal},
};

/// The other services, as far as they tell something.
struct Neighbours {
    database: TestDatabase,
    wake: Wake,
    _relay: DropGuard,
}

/// One fact: of which aggregate, by which key, in which version.
struct Fact(NewEvent);

fn fact<M: Message + Name>(
    subject: (&'static str, &'static str),
    key: Uuid,
    (aggregate_id, version): (Uuid, i64),
    message: &M,
) -> Fact {
    let (aggregate, fact) = subject;
    Fact(NewEvent {
        id: new_id(),
        aggregate,
        fact,
        event_type: M::full_name(),
        aggregate_id,
        version,
        key,
        payload: message.encode_to_vec(),
        occurred_at: OffsetDateTime::UNIX_EPOCH,
        traceparent: None,
    })
}

/// A fact of the order's ticket or delivery.
fn about<M: Message + Name>(
    order: &str,
    subject: (&'static str, &'static str),
    version: i64,
    message: &M,
) -> Fact {
    let key: Uuid = order.parse().expect("an id");
    fact(subject, key, (key, version), message)
}

impl Neighbours {
    async fn of(fixture: &Fixture) -> Self {
        let database = baedal_testkit::postgres()
            .await
            .database("neighbours")
            .await;
        migrations::POSTGRES
            .run(&database.pool)
            .await
            .expect("a fresh database");
        let nats = NatsConfig {
            url: fixture.nats.url().to_owned(),
            ..NatsConfig::default()
        };
        let broker = Broker::connect(&nats).await.expect("a broker");
        let (wake, stop) = (Wake::new(), CancellationToken::new());
        let relay = Relay::new(
            database.pool.clone(),
            broker,
            wake.clone(),
            RelayConfig::default(),
        );
        tokio::spawn(relay.expect("a relay").run(stop.clone()));
        Self {
            database,
            wake,
            _relay: stop.drop_guard(),
        }
    }

    async fn tell(&self, facts: impl IntoIterator<Item = Fact>) {
        let events: Vec<_> = facts.into_iter().map(|Fact(event)| event).collect();
        let mut connection = self.database.pool.acquire().await.expect("a connection");
        outbox::append(&mut connection, &events)
            .await
            .expect("written");
        self.wake.wake();
    }
}

async fn reaches(customer: &Client, order: &str, status: OrderStatus) -> Order {
    wait_until(PATIENCE, async || {
        let order = customer.get(order).await.expect("readable");
        (order.status() == status).then_some(order)
    })
    .await
}

async fn confirm(customer: &Client, order: &str) -> Result<Order, Status> {
    let request = ConfirmReceiptRequest {
        order_id: order.to_owned(),
        request_id: new_id().to_string(),
    };
    let answer = customer
        .calls
        .clone()
        .confirm_receipt(customer.signed(request))
        .await?;
    Ok(answer.into_inner().order.expect("an order"))
}

async fn cancel(customer: &Client, order: &str) -> Result<Order, Status> {
    let request = CancelOrderRequest {
        order_id: order.to_owned(),
        reason: "changed my mind".to_owned(),
        request_id: new_id().to_string(),
    };
    let answer = customer
        .calls
        .clone()
        .cancel_order(customer.signed(request))
        .await?;
    Ok(answer.into_inner().order.expect("an order"))
}

#[tokio::test]
async fn an_order_is_followed_to_the_door_whatever_order_the_news_come_in() {
    let fixture = Fixture::start().await;
    let neighbours = Neighbours::of(&fixture).await;
    let customer = fixture.customer();
    let to_the_door = PlaceOrderRequest {
        fulfillment: Fulfillment::Delivery.into(),
        delivery_address: Some(DeliveryAddress {
            text: "12 Sejong-daero".into(),
            location: Some(LatLng {
                latitude: 37.57,
                longitude: 126.98,
            }),
        }),
        ..fixture.basket(APPROVE)
    };
    let order = customer.place(to_the_door).await.expect("placed").order_id;

    // The rider's news overtake the kitchen's.
    neighbours
        .tell([
            about(
                &order,
                ("delivery", "picked_up"),
                3,
                &events::DeliveryPickedUp::default(),
            ),
            about(
                &order,
                ("ticket", "created"),
                1,
                &events::TicketCreated::default(),
            ),
            about(
                &order,
                ("ticket", "accepted"),
                2,
                &events::TicketAccepted::default(),
            ),
            about(
                &order,
                ("ticket", "cooking_started"),
                3,
                &events::TicketCookingStarted::default(),
            ),
            about(
                &order,
                ("ticket", "cooked"),
                4,
                &events::TicketCooked::default(),
            ),
            about(
                &order,
                ("delivery", "completed"),
                4,
                &events::DeliveryCompleted::default(),
            ),
        ])
        .await;
    let delivered = reaches(&customer, &order, OrderStatus::Delivered).await;
    assert_eq!(delivered.version, 6);
    assert!(delivered.cooked_at.is_some() && delivered.picked_up_at.is_some());

    let stranger = confirm(&fixture.caller("jisoo", "customer"), &order).await;
    assert_eq!(
        refusal(stranger),
        (Code::NotFound, "ORDER_NOT_FOUND".into())
    );
    let completed = confirm(&customer, &order).await.expect("it arrived");
    assert_eq!(completed.status(), OrderStatus::Completed);
    assert_eq!(confirm(&customer, &order).await.expect("again"), completed);

    let told: Vec<_> = fixture
        .told(&order)
        .await
        .into_iter()
        .map(|(fact, _)| fact)
        .collect();
    let progressed = std::iter::repeat_n("progressed", 5);
    let expected: Vec<_> = std::iter::once("placed")
        .chain(progressed)
        .chain(["completed"])
        .collect();
    assert_eq!(told, expected);
}

#[tokio::test]
async fn a_batch_moves_many_orders() {
    let fixture = Fixture::start().await;
    let neighbours = Neighbours::of(&fixture).await;
    let customer = fixture.customer();
    let mut orders = Vec::new();
    for _ in 0..10 {
        orders.push(
            customer
                .place(fixture.basket(APPROVE))
                .await
                .expect("placed")
                .order_id,
        );
    }

    let news = orders.iter().flat_map(|order| {
        [
            about(
                order,
                ("ticket", "accepted"),
                2,
                &events::TicketAccepted::default(),
            ),
            about(
                order,
                ("ticket", "cooking_started"),
                3,
                &events::TicketCookingStarted::default(),
            ),
            about(
                order,
                ("ticket", "cooked"),
                4,
                &events::TicketCooked::default(),
            ),
        ]
    });
    neighbours.tell(news).await;

    for order in &orders {
        reaches(&customer, order, OrderStatus::Cooked).await;
        let completed = confirm(&customer, order).await.expect("at the counter");
        assert_eq!(completed.version, 5);
    }
}

#[tokio::test]
async fn a_cancel_waits_for_the_store_to_say_so() {
    let fixture = Fixture::start().await;
    let neighbours = Neighbours::of(&fixture).await;
    let customer = fixture.customer();
    let (granted, denied) = (
        customer
            .place(fixture.basket(APPROVE))
            .await
            .expect("placed")
            .order_id,
        customer
            .place(fixture.basket(APPROVE))
            .await
            .expect("placed")
            .order_id,
    );
    for order in [&granted, &denied] {
        let canceling = cancel(&customer, order)
            .await
            .expect("nothing is cooked yet");
        assert_eq!(canceling.status(), OrderStatus::Canceling);
        assert_eq!(canceling.reason, "changed my mind");
        assert_eq!(cancel(&customer, order).await.expect("again"), canceling);
    }

    let denial = events::TicketCancelDenied {
        reason: "in the pan".into(),
        ..Default::default()
    };
    neighbours
        .tell([
            about(
                &granted,
                ("ticket", "canceled"),
                2,
                &events::TicketCanceled::default(),
            ),
            about(
                &denied,
                ("ticket", "accepted"),
                2,
                &events::TicketAccepted::default(),
            ),
            about(&denied, ("ticket", "cancel_denied"), 4, &denial),
        ])
        .await;

    reaches(&customer, &granted, OrderStatus::Canceled).await;
    reaches(&customer, &denied, OrderStatus::Cooking).await;
    let told = fixture.told(&granted).await;
    assert_eq!(told.last().expect("something"), &("canceled".to_owned(), 3));
    let told = fixture.told(&denied).await;
    assert_eq!(
        told.last().expect("something"),
        &("cancel_denied".to_owned(), 3)
    );
    let too_late = refusal(cancel(&customer, &denied).await);
    assert_eq!(
        too_late,
        (Code::FailedPrecondition, "ILLEGAL_TRANSITION".into())
    );
}

#[tokio::test]
async fn prices_follow_the_store_and_old_news_change_nothing() {
    let fixture = Fixture::start().await;
    let neighbours = Neighbours::of(&fixture).await;
    let customer = fixture.customer();
    let (store, item) = (fixture.store, fixture.latte);
    let latte = |units, version| {
        let message = events::MenuItemChanged {
            store_id: store.to_string(),
            item_id: item.to_string(),
            name: "Latte".into(),
            price: Some(Money {
                currency_code: "KRW".into(),
                units,
                nanos: 0,
            }),
            available: true,
            occurred_at: None,
        };
        fact(
            ("store", "menu_item_changed"),
            store,
            (item, version),
            &message,
        )
    };
    let closed = events::StoreChanged {
        store_id: store.to_string(),
        owner_id: "owner".into(),
        name: "Seoul Coffee".into(),
        open: false,
        currency_code: "KRW".into(),
        ..events::StoreChanged::default()
    };

    neighbours.tell([latte(5_000, 3), latte(4_700, 2)]).await;
    wait_until(PATIENCE, async || {
        let known = fixture
            .count("SELECT version FROM menu_items WHERE name = 'Latte'")
            .await;
        (known == 3).then_some(())
    })
    .await;
    let order = customer
        .place(fixture.basket(APPROVE))
        .await
        .expect("placed");
    assert_eq!(order.total.expect("a total").units, 10_900);

    neighbours
        .tell([fact(("store", "changed"), store, (store, 2), &closed)])
        .await;
    let refused = wait_until(PATIENCE, async || {
        customer.place(fixture.basket(APPROVE)).await.err()
    })
    .await;
    assert_eq!(refusal(Err::<(), _>(refused)).1, "STORE_CLOSED");
}
