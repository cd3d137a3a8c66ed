//! Customers are told in their own language, where they want, of what they want, once; and nobody waits for another's webhook.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use aws_lc_rs::hmac;
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use baedal_dev::system::{Options, Service};
use baedal_e2e::{Basket, Customer, PATIENCE, Protocol, Town};
use baedal_proto::notification::v1::notification_service_client::NotificationServiceClient;
use baedal_proto::notification::v1::{
    GetPreferencesRequest, Notification, Preferences, SendStatus, Sending, UpdatePreferencesRequest,
};
use baedal_proto::order::v1::OrderStatus;
use baedal_proto::store::v1::StoreKind;
use baedal_runtime::{Ids, SystemIds};
use baedal_testkit::wait_until;
use serde_json::Value;
use tokio::net::TcpListener;

/// Every change of an order that is brought to the door.
const CHANGES: [&str; 8] = [
    "delivery.claimed",
    "order.accepted",
    "order.completed",
    "order.cooked",
    "order.cooking",
    "order.delivered",
    "order.picked_up",
    "order.placed",
];

/// A message as the customer's own server got it.
#[derive(Debug, Clone)]
struct Post {
    path: String,
    headers: HeaderMap,
    body: Bytes,
}

impl Post {
    fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name).unwrap_or_else(|| panic!("{name}"));
        value.to_str().expect("text")
    }

    fn field(&self, name: &str) -> String {
        let body: Value = serde_json::from_slice(&self.body).expect("JSON");
        body[name].as_str().expect("a text field").to_owned()
    }

    /// Whether it was signed with `secret`, as anybody would check it.
    fn is_signed_with(&self, secret: &str) -> bool {
        let signature = self.header("baedal-signature").strip_prefix("v1=");
        let signature = signature.expect("the first version of signatures");
        let signature: Vec<u8> = (0..signature.len())
            .step_by(2)
            .map(|at| u8::from_str_radix(&signature[at..at + 2], 16).expect("hex"))
            .collect();
        let signed = [self.header("baedal-timestamp").as_bytes(), b".", &self.body].concat();
        let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
        hmac::verify(&key, &signed, &signature).is_ok()
    }
}

/// The customers' HTTP server: each has a path.
#[derive(Clone, Default)]
struct Receiver {
    taken: Arc<Mutex<Vec<Post>>>,
    /// How often each path that is down has turned a message away.
    turned_away: Arc<Mutex<BTreeMap<String, usize>>>,
    url: String,
}

impl Receiver {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let receiver = Self {
            url: format!("http://{address}"),
            ..Self::default()
        };
        let router = Router::new().fallback(take).with_state(receiver.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        receiver
    }

    /// From now on, turns away whoever posts to `path`.
    fn goes_down(&self, path: &str) {
        let mut down = self.turned_away.lock().expect("nobody panics in here");
        down.insert(path.to_owned(), 0);
    }

    /// Takes posts again; says how many it turned away.
    fn comes_up(&self, path: &str) -> usize {
        let mut down = self.turned_away.lock().expect("nobody panics in here");
        down.remove(path).expect("it was down")
    }

    fn taken_at(&self, path: &str) -> Vec<Post> {
        let taken = self.taken.lock().expect("nobody panics in here");
        taken.iter().filter(|it| it.path == path).cloned().collect()
    }

    /// The kinds of what came to a path, sorted; what came twice is there twice.
    fn kinds_at(&self, path: &str) -> Vec<String> {
        let posts = self.taken_at(path);
        let mut kinds: Vec<String> = posts.iter().map(|post| post.field("kind")).collect();
        kinds.sort_unstable();
        kinds
    }
}

async fn take(
    State(receiver): State<Receiver>,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> StatusCode {
    let path = uri.path().to_owned();
    let mut down = receiver.turned_away.lock().expect("nobody panics in here");
    if let Some(times) = down.get_mut(&path) {
        *times += 1;
        return StatusCode::SERVICE_UNAVAILABLE;
    }
    drop(down);
    let post = Post {
        path,
        headers,
        body,
    };
    receiver
        .taken
        .lock()
        .expect("nobody panics in here")
        .push(post);
    StatusCode::NO_CONTENT
}

/// A town whose customers are told by a log and by webhooks, also on this machine.
async fn a_town_with_webhooks() -> Town {
    let set = |options: Options, key: &str, value: &str| {
        options.service_env(Service::Notification, &format!("BAEDAL_{key}"), value)
    };
    let options = set(Options::for_tests(), "CHANNELS__LOG", "log");
    let options = set(options, "CHANNELS__HOOK__WEBHOOK__ALLOW_PRIVATE", "true");
    let options = set(options, "SENDING__FIRST_PAUSE", "100ms");
    Town::with(set(options, "SENDING__LONGEST_PAUSE", "500ms")).await
}

async fn prefers(customer: &Customer, preferences: Preferences) {
    let mut client = NotificationServiceClient::new(customer.line.clone());
    let request = UpdatePreferencesRequest {
        preferences: Some(preferences.clone()),
        request_id: SystemIds.uuid().to_string(),
    };
    let answer = client.update_preferences(request).await;
    answer.expect("a customer may say how they want to be told");
    let read = client.get_preferences(GetPreferencesRequest {}).await;
    let read = read.expect("a customer may read it").into_inner();
    assert_eq!(read.channels, ["hook", "log"]);
    let expected = Preferences {
        webhook_secret: String::new(),
        ..preferences
    };
    let kept = read.preferences.expect("preferences");
    assert_eq!(kept, expected, "all but the secret");
}

/// An order from the menu to the door.
async fn has_something_brought(town: &Town, customer: &Customer) -> String {
    let (owner, rider) = (town.owner(Protocol::Grpc), town.rider(Protocol::Grpc));
    let shop = owner
        .opens_a_store("달빛 커피", StoreKind::CoffeeShop, &[4_500])
        .await;
    let order_id = customer.places(&Basket::to_the_door(&shop)).await.order_id;
    owner.accepts(&order_id).await;
    owner.starts(&order_id).await;
    let delivery = rider.claims(&order_id).await;
    owner.finishes(&order_id).await;
    rider.picks_up(&delivery).await;
    rider.hands_over(&delivery).await;
    customer.sees(&order_id, OrderStatus::Delivered).await;
    customer.confirms(&order_id).await.expect("it has arrived");
    order_id
}

/// Waits until each change is noted, and everything is sent that is to be sent through a channel; says what was noted.
async fn all_is_sent(customer: &Customer, order_id: &str, channel: &str) -> Vec<Notification> {
    wait_until(PATIENCE, || async {
        let told = customer.notifications(order_id).await.ok()?;
        let sent = told
            .iter()
            .filter_map(|it| through(it, channel))
            .all(|it| it.status() == SendStatus::Sent);
        (sent && told.len() >= CHANGES.len()).then_some(told)
    })
    .await
}

fn through<'a>(notification: &'a Notification, channel: &str) -> Option<&'a Sending> {
    let mut sendings = notification.sendings.iter();
    sendings.find(|sending| sending.channel == channel)
}

fn is_korean(text: &str) -> bool {
    text.chars().any(|it| ('가'..='힣').contains(&it))
}

#[tokio::test(flavor = "multi_thread")]
async fn each_is_told_once_in_their_language_of_what_they_want_and_it_is_signed() {
    const MUTED: [&str; 2] = ["order.accepted", "order.cooking"];
    let town = a_town_with_webhooks().await;
    let receiver = Receiver::start().await;
    let (minji, jun) = (
        town.customer(Protocol::Grpc),
        town.customer(Protocol::GrpcWeb),
    );
    let [hers, his] = ["the-secret-of-minji", "the-secret-of-jun"].map(str::to_owned);
    prefers(
        &minji,
        Preferences {
            language: "ko".to_owned(),
            muted_kinds: MUTED.map(str::to_owned).to_vec(),
            webhook_url: format!("{}/minji", receiver.url),
            webhook_secret: hers.clone(),
            ..Preferences::default()
        },
    )
    .await;
    prefers(
        &jun,
        Preferences {
            language: "en".to_owned(),
            webhook_url: format!("{}/jun", receiver.url),
            webhook_secret: his.clone(),
            ..Preferences::default()
        },
    )
    .await;

    let (her_order, his_order) = tokio::join!(
        has_something_brought(&town, &minji),
        has_something_brought(&town, &jun)
    );

    let wanted: Vec<&str> = CHANGES
        .into_iter()
        .filter(|kind| !MUTED.contains(kind))
        .collect();
    let noted = all_is_sent(&minji, &her_order, "hook").await;
    all_is_sent(&jun, &his_order, "hook").await;
    town.comes_to_rest().await;
    assert_eq!(receiver.kinds_at("/minji"), wanted);
    assert_eq!(receiver.kinds_at("/jun"), CHANGES);
    for (path, order_id, language, secret, another) in [
        ("/minji", &her_order, "ko", &hers, &his),
        ("/jun", &his_order, "en", &his, &hers),
    ] {
        for post in receiver.taken_at(path) {
            assert_eq!(&post.field("order_id"), order_id);
            assert_eq!(post.field("language"), language);
            assert!(post.is_signed_with(secret), "{post:?}");
            assert!(!post.is_signed_with(another), "{post:?}");
            assert_eq!(
                post.header("idempotency-key"),
                post.field("notification_id")
            );
        }
    }
    for post in receiver.taken_at("/minji") {
        assert!(is_korean(&post.field("text")), "{post:?}");
        let id = post.field("notification_id");
        let listed = noted.iter().find(|it| it.notification_id == id);
        let listed = listed.expect("what is told is listed");
        assert_eq!(listed.text, post.field("text"));
    }
    for post in receiver.taken_at("/jun") {
        // The store's own name is what it is.
        let text = post.field("text").replace("달빛 커피", "");
        assert!(!is_korean(&text), "{post:?}");
    }
    for kind in MUTED {
        let muted = noted.iter().find(|it| it.kind == kind);
        let muted = muted.expect("what is muted is listed all the same");
        assert!(muted.sendings.is_empty(), "and told nowhere: {muted:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_webhook_that_is_down_delays_its_own_messages_and_nothing_else() {
    let town = a_town_with_webhooks().await;
    let receiver = Receiver::start().await;
    let (minji, jun) = (town.customer(Protocol::Grpc), town.customer(Protocol::Grpc));
    for (customer, path) in [(&minji, "minji"), (&jun, "jun")] {
        let preferences = Preferences {
            language: "ko".to_owned(),
            webhook_url: format!("{}/{path}", receiver.url),
            webhook_secret: "0123456789abcdef".to_owned(),
            ..Preferences::default()
        };
        prefers(customer, preferences).await;
    }
    receiver.goes_down("/minji");

    let (her_order, his_order) = tokio::join!(
        has_something_brought(&town, &minji),
        has_something_brought(&town, &jun)
    );

    // Her log has it all, and so has he.
    let noted = all_is_sent(&minji, &her_order, "log").await;
    assert_eq!(noted.len(), CHANGES.len());
    all_is_sent(&jun, &his_order, "hook").await;
    assert_eq!(receiver.kinds_at("/jun"), CHANGES);
    assert_eq!(receiver.kinds_at("/minji"), [""; 0]);
    let oldest = wait_until(PATIENCE, || async {
        let told = minji.notifications(&her_order).await.ok()?;
        let tried = told.iter().filter_map(|it| through(it, "hook"));
        tried
            .max_by_key(|it| it.attempts)
            .cloned()
            .filter(|it| it.attempts > 1)
    })
    .await;
    assert_eq!(
        (oldest.status(), oldest.error.as_str()),
        (SendStatus::Pending, "http 503")
    );

    assert!(receiver.comes_up("/minji") > 1, "it was tried again");
    all_is_sent(&minji, &her_order, "hook").await;
    town.comes_to_rest().await;
    assert_eq!(receiver.kinds_at("/minji"), CHANGES, "each once");
    assert_eq!(receiver.kinds_at("/jun"), CHANGES, "and no more of his");
}
