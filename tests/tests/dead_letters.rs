//! Events that a service cannot work: parked, found by an operator, and worked once the reason is gone.

use std::collections::BTreeSet;

use async_nats::HeaderMap;
use baedal_dev::system::{Options, Service};
use baedal_e2e::{Basket, Line, PATIENCE, Protocol, Town, reason};
use baedal_proto::events::v1::TicketCooked;
use baedal_proto::ops::v1::dead_letter_service_client::DeadLetterServiceClient;
use baedal_proto::ops::v1::{
    DeadLetter, GetDeadLetterRequest, ListDeadLettersRequest, RedriveDeadLetterRequest,
};
use baedal_proto::order::v1::{Fulfillment, OrderStatus};
use baedal_proto::store::v1::{StoreKind, TicketStatus};
use baedal_runtime::{Clock, Ids, SystemClock, SystemIds};
use baedal_testkit::wait_until;
use prost::{Message, Name};
use time::format_description::well_known::Rfc3339;
use tonic::{Code, Request, Status};
use uuid::Uuid;

/// Whoever looks after the system.
#[derive(Clone)]
struct Operator(Line);

impl Operator {
    fn of(town: &Town) -> Self {
        let token = town.system().token("operator-1", &["operator"]);
        let gateway = town.system().gateway_url();
        Self(Line::open(&gateway, Protocol::Grpc, Some(&token)))
    }

    async fn list(&self, service: &str) -> Result<Vec<DeadLetter>, Status> {
        let request = at(service, ListDeadLettersRequest::default());
        let answer = DeadLetterServiceClient::new(self.0.clone())
            .list_dead_letters(request)
            .await?;
        Ok(answer.into_inner().dead_letters)
    }

    /// Waits until the service has parked the event.
    async fn finds(&self, service: &str, event: Uuid) -> DeadLetter {
        wait_until(PATIENCE, || async {
            let parked = self.list(service).await.ok()?;
            parked
                .into_iter()
                .find(|letter| letter.event_id == event.to_string())
        })
        .await
    }

    async fn reads(&self, service: &str, id: &str) -> Result<DeadLetter, Status> {
        let request = GetDeadLetterRequest {
            dead_letter_id: id.to_owned(),
        };
        let answer = DeadLetterServiceClient::new(self.0.clone())
            .get_dead_letter(at(service, request))
            .await?;
        Ok(answer.into_inner().dead_letter.expect("the dead letter"))
    }

    async fn redrives(&self, service: &str, id: &str, request: Uuid) -> DeadLetter {
        let request = RedriveDeadLetterRequest {
            dead_letter_id: id.to_owned(),
            request_id: request.to_string(),
        };
        let answer = DeadLetterServiceClient::new(self.0.clone())
            .redrive_dead_letter(at(service, request))
            .await
            .expect("an operator may redrive");
        answer.into_inner().dead_letter.expect("the dead letter")
    }
}

/// For the service of that name; for the one that is meant by default where it is empty.
fn at<T>(service: &str, message: T) -> Request<T> {
    let mut request = Request::new(message);
    if !service.is_empty() {
        let service = service.parse().expect("names are ASCII");
        request.metadata_mut().insert("baedal-service", service);
    }
    request
}

/// Puts an event on the stream that no service told; returns its id.
async fn slips_in(town: &Town, subject: &str, event_type: &str, key: Uuid, body: Vec<u8>) -> Uuid {
    let event = SystemIds.uuid();
    let now = SystemClock.now();
    let mut headers = HeaderMap::new();
    headers.insert("Nats-Msg-Id", event.to_string());
    headers.insert("Baedal-Event-Type", event_type);
    headers.insert("Baedal-Aggregate-Id", key.to_string());
    headers.insert("Baedal-Aggregate-Version", "99");
    headers.insert("Baedal-Occurred-At", now.format(&Rfc3339).expect("a time"));
    let client = async_nats::connect(town.system().nats_url())
        .await
        .expect("the broker is there");
    async_nats::jetstream::new(client)
        .publish_with_headers(
            format!("baedal.events.{subject}.{key}"),
            headers,
            body.into(),
        )
        .await
        .expect("it is sent")
        .await
        .expect("the stream takes it");
    event
}

#[tokio::test(flavor = "multi_thread")]
async fn a_poisonous_event_is_parked_and_read_and_blocks_no_other_order() {
    let town = Town::alone().await;
    let (customer, owner) = (town.customer(Protocol::Grpc), town.owner(Protocol::Grpc));
    let shop = owner
        .opens_a_store("Chicken", StoreKind::Restaurant, &[18_000])
        .await;
    let before = customer.places(&Basket::to_the_door(&shop)).await.order_id;

    let body = b"\xff\xff this is no protobuf".to_vec();
    let order_placed = "baedal.events.v1.OrderPlaced";
    let poison = slips_in(
        &town,
        "order.placed",
        order_placed,
        SystemIds.uuid(),
        body.clone(),
    )
    .await;

    // Everybody else is served.
    let mut orders = vec![before];
    for _ in 0..5 {
        orders.push(customer.places(&Basket::to_the_door(&shop)).await.order_id);
    }
    for order_id in &orders {
        owner.accepts(order_id).await;
        customer.sees(order_id, OrderStatus::Accepted).await;
        customer
            .views(order_id, |view| {
                view.ticket_status() == TicketStatus::Accepted
            })
            .await;
    }

    // Each service that hears of new orders has parked it, and says so to an operator alone.
    let operator = Operator::of(&town);
    for (service, consumer) in [
        ("store", "store-orders"),
        ("notification", "notification-orders"),
        ("dashboard", "dashboard-views"),
    ] {
        let parked = operator.finds(service, poison).await;
        assert_eq!(parked.consumer, consumer);
        assert_eq!(parked.event_type, order_placed);
        assert_eq!(parked.attempts, 1, "nobody tries twice what never works");
        let read = operator.reads(service, &parked.dead_letter_id).await;
        let read = read.expect("it can be read");
        assert_eq!(read.payload, body);
        assert_eq!(read.payload_json, "", "it does not decode");
        assert!(!read.error.is_empty());

        // It is as poisonous as before, however often it is asked for with one request.
        let request = SystemIds.uuid();
        let failed = operator
            .redrives(service, &parked.dead_letter_id, request)
            .await;
        assert_eq!(
            (failed.attempts, failed.redrive_pending),
            (2, false),
            "{service}"
        );
        assert!(failed.redriven_at.is_none());
        let again = operator
            .redrives(service, &parked.dead_letter_id, request)
            .await;
        assert_eq!(again, failed);
    }
    // The order service, which is meant by default, does not hear of orders; nor do these.
    for service in ["", "order", "payment", "delivery"] {
        let parked = operator.list(service).await.expect("all of them serve it");
        assert!(parked.is_empty(), "{service}: {parked:?}");
    }
    let curious = Operator(customer.line.clone());
    let refused = curious.list("store").await.expect_err("no operator");
    assert_eq!(refused.code(), Code::PermissionDenied);
    let missing = operator.reads("order", &SystemIds.uuid().to_string()).await;
    assert_eq!(
        reason(&missing.expect_err("nothing")),
        "DEAD_LETTER_NOT_FOUND"
    );

    let metrics = town.system().admin(Service::Store, "/metrics").await;
    let metrics = metrics.expect("the admin port answers");
    let parked = metrics
        .lines()
        .filter(|line| line.starts_with("baedal_consumer_outcomes") && line.contains("parked"));
    assert_eq!(parked.count(), 1, "{metrics}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_that_came_too_early_for_too_long_is_worked_by_a_redrive() {
    // What time may mend is waited for by the hour elsewhere.
    let options = Options::for_tests()
        .service_env(Service::Order, "BAEDAL_CONSUMER__MAX_ATTEMPTS", "4")
        .service_env(Service::Order, "BAEDAL_CONSUMER__PATIENCE_S", "0");
    let town = Town::with(options).await;
    let (customer, owner) = (town.customer(Protocol::Grpc), town.owner(Protocol::Grpc));
    let shop = owner
        .opens_a_store("Coffee", StoreKind::CoffeeShop, &[4_500])
        .await;
    let placed = customer.places(&Basket::to_pick_up(&shop)).await;
    let order_id = placed.order_id.clone();

    // The kitchen cannot be done before it has begun.
    let cooked = TicketCooked {
        order_id: order_id.clone(),
        store_id: shop.store_id.clone(),
        customer_id: placed.customer_id,
        fulfillment: Fulfillment::Pickup.into(),
        ..TicketCooked::default()
    };
    let event = slips_in(
        &town,
        "ticket.cooked",
        &TicketCooked::full_name(),
        order_id.parse().expect("a UUID"),
        cooked.encode_to_vec(),
    )
    .await;
    let operator = Operator::of(&town);
    let parked = operator.finds("order", event).await;
    assert_eq!(
        (parked.attempts, parked.consumer.as_str()),
        (4, "order-progress")
    );
    let read = operator.reads("", &parked.dead_letter_id).await;
    let json = read.expect("order is meant by default").payload_json;
    assert!(
        json.contains(&format!(r#""orderId":"{order_id}""#)),
        "{json}"
    );

    owner.accepts(&order_id).await;
    owner.starts(&order_id).await;
    customer.sees(&order_id, OrderStatus::Cooking).await;

    let (one, other) = (SystemIds.uuid(), SystemIds.uuid());
    let done = operator
        .redrives("order", &parked.dead_letter_id, one)
        .await;
    assert!(done.redriven_at.is_some(), "{done:?}");
    let cooked = customer.sees(&order_id, OrderStatus::Cooked).await;
    for request in [one, other] {
        let again = operator
            .redrives("order", &parked.dead_letter_id, request)
            .await;
        assert_eq!(again, done);
    }
    let after = customer.order(&order_id).await.expect("the order");
    assert_eq!(after, cooked, "worked once");
    let left: BTreeSet<String> = operator
        .list("order")
        .await
        .expect("the list")
        .into_iter()
        .map(|letter| letter.event_id)
        .collect();
    assert!(!left.contains(&event.to_string()), "{left:?}");
}
