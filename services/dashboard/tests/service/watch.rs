//! Whoever watches hears of every change of what is theirs, also after they were away.

use std::collections::BTreeMap;
use std::time::Duration;

use baedal_dashboard::app::watch::WatchConfig;
use baedal_proto::dashboard::v1 as dashboard;
use baedal_proto::order::v1::OrderStatus;
use tonic::{Code, Request, Status, Streaming};
use tonic_types::StatusExt;
use uuid::Uuid;

use crate::support::{Order, Service, new_id, refusal, store_changed};

const PATIENCE: Duration = Duration::from_secs(30);
const NOWHERE: &str = "nats://127.0.0.1:1";

struct Watch(Streaming<dashboard::WatchOrderViewsResponse>);

impl Watch {
    async fn begin(service: &Service, who: &str, role: &str, after: Option<i64>) -> Self {
        Self::try_begin(service, who, role, after)
            .await
            .expect("a seat")
    }

    async fn try_begin(
        service: &Service,
        who: &str,
        role: &str,
        after: Option<i64>,
    ) -> Result<Self, Status> {
        let request = dashboard::WatchOrderViewsRequest {
            after_version: after,
            ..Default::default()
        };
        // Without a deadline of its own: it lasts.
        let (mut metadata, _, message) = service.by(who, role, request).into_parts();
        metadata.remove("grpc-timeout");
        let request = Request::from_parts(metadata, tonic::Extensions::default(), message);
        let stream = service.client.clone().watch_order_views(request).await?;
        Ok(Self(stream.into_inner()))
    }

    async fn message(&mut self) -> Result<dashboard::WatchOrderViewsResponse, Status> {
        let message = tokio::time::timeout(PATIENCE, self.0.message()).await;
        let message = message.expect("something is told in time")?;
        Ok(message.expect("a watch never ends without a status"))
    }

    /// Rows up to the next heartbeat, and its version.
    async fn up_to_a_heartbeat(&mut self) -> (Vec<dashboard::OrderView>, i64) {
        let mut rows = Vec::new();
        loop {
            let message = self.message().await.expect("it goes on");
            rows.extend(message.order_view);
            if let Some(heartbeat) = message.heartbeat {
                return (rows, heartbeat.version);
            }
        }
    }

    async fn row(&mut self) -> dashboard::OrderView {
        loop {
            if let Some(row) = self.message().await.expect("it goes on").order_view {
                return row;
            }
        }
    }
}

#[tokio::test]
async fn a_watcher_hears_first_what_there_is_and_then_what_changes() {
    let service = Service::start().await;
    let (old, new) = (Order::new("minji", new_id()), Order::new("minji", new_id()));
    service
        .hear(&[old.placed(), Order::new("jun", new_id()).placed()])
        .await;

    let mut watch = Watch::begin(&service, "minji", "customer", Some(0)).await;
    let (rows, version) = watch.up_to_a_heartbeat().await;
    assert_eq!(rows.len(), 1, "her own");
    assert!(rows[0].order_id == old.id.to_string() && version >= rows[0].version);

    // Heard by another process: this one finds it in the database.
    service.hear(&[Order::new("jun", new_id()).placed()]).await;
    service.hear(&[new.placed()]).await;
    let row = watch.row().await;
    assert_eq!(row.order_id, new.id.to_string());
    service
        .hear(&[old.progressed(2, OrderStatus::Accepted)])
        .await;
    let later = watch.row().await;
    assert_eq!(
        (later.order_id.as_str(), later.order_status()),
        (&*old.id.to_string(), OrderStatus::Accepted)
    );
    assert!(later.version > row.version);
}

#[tokio::test]
async fn unset_begins_with_now_and_a_version_with_what_came_after_it() {
    let service = Service::start().await;
    let orders: Vec<Order> = (0..600).map(|_| Order::new("minji", new_id())).collect();
    let placed: Vec<_> = orders.iter().map(|order| order.placed()).collect();
    service.hear(&placed).await;

    let mut now = Watch::begin(&service, "minji", "customer", None).await;
    let (rows, version) = now.up_to_a_heartbeat().await;
    assert_eq!((rows.len(), version), (0, 600));
    let mut all = Watch::begin(&service, "minji", "customer", Some(0)).await;
    let (rows, _) = all.up_to_a_heartbeat().await;
    assert_eq!(rows.len(), 600, "several pages");
    assert!(rows.is_sorted_by_key(|row| row.version));
    let mut half = Watch::begin(&service, "minji", "customer", Some(rows[299].version)).await;
    assert_eq!(half.up_to_a_heartbeat().await.0.len(), 300);
    let mut other = Watch::begin(&service, "minji", "customer", Some(1_000_000)).await;
    let (rows, version) = other.up_to_a_heartbeat().await;
    assert_eq!((rows.len(), version), (600, 600), "of another database");
}

#[tokio::test]
async fn everybody_watches_their_own() {
    let service = Service::start().await;
    let store = new_id();
    let order = Order::new("minji", store);
    let mut watches = BTreeMap::new();
    for (who, role) in [
        ("minji", "customer"),
        ("jun", "customer"),
        ("sora", "store_owner"),
        ("bora", "store_owner"),
        ("hana", "rider"),
        ("root", "operator"),
    ] {
        let mut watch = Watch::begin(&service, who, role, None).await;
        watch.up_to_a_heartbeat().await;
        watches.insert(who, watch);
    }
    // Whose store it is becomes known after the order.
    service
        .hear(&[order.placed(), order.claimed(2, "hana")])
        .await;
    service.hear(&[store_changed(store, 1, "sora")]).await;
    for who in ["minji", "sora", "hana", "root"] {
        let watch = watches.get_mut(who).expect("a watch");
        assert_eq!(watch.row().await.order_id, order.id.to_string(), "{who}");
    }
    for who in ["jun", "bora"] {
        let watch = watches.get_mut(who).expect("a watch");
        assert!(watch.up_to_a_heartbeat().await.0.is_empty(), "{who}");
    }
}

/// A watcher that reads nothing, one that comes and goes, one that stays: each ends with the latest state of every row.
#[tokio::test(flavor = "multi_thread")]
async fn nobody_misses_a_latest_state_however_slowly_they_read() {
    let service = Service::start().await;
    let orders: Vec<Order> = (0..300).map(|_| Order::new("minji", new_id())).collect();
    let mut slow = Watch::begin(&service, "minji", "customer", Some(0)).await;
    let writes = async {
        for version in 1..=20 {
            for some in orders.chunks(75) {
                let events: Vec<_> = some
                    .iter()
                    .map(|order| match version {
                        1 => order.placed(),
                        20 => order.progressed(20, OrderStatus::Completed),
                        other => order.progressed(other, OrderStatus::Cooking),
                    })
                    .collect();
                service.hear(&events).await;
            }
        }
    };
    let stays = async {
        let mut watch = Watch::begin(&service, "minji", "customer", Some(0)).await;
        until_all_are_completed(&mut watch, BTreeMap::new()).await
    };
    let comes_and_goes = async {
        let (mut seen, mut version) = (BTreeMap::new(), 0);
        for _ in 0..10 {
            let mut watch = Watch::begin(&service, "minji", "customer", Some(version)).await;
            for _ in 0..40 {
                let message = watch.message().await.expect("it goes on");
                version = note(&mut seen, message, version);
            }
        }
        let mut watch = Watch::begin(&service, "minji", "customer", Some(version)).await;
        until_all_are_completed(&mut watch, seen).await
    };
    let ((), mut stayed, mut came) = tokio::join!(writes, stays, comes_and_goes);
    let slow = until_all_are_completed(&mut slow, BTreeMap::new()).await;
    for order in &orders {
        for seen in [&mut stayed, &mut came] {
            assert_eq!(seen.remove(&order.id), Some(OrderStatus::Completed));
        }
    }
    assert_eq!(slow.len(), orders.len());
}

async fn until_all_are_completed(
    watch: &mut Watch,
    mut seen: BTreeMap<Uuid, OrderStatus>,
) -> BTreeMap<Uuid, OrderStatus> {
    let mut version = 0;
    while seen.len() < 300
        || seen
            .values()
            .any(|status| *status != OrderStatus::Completed)
    {
        let message = watch.message().await.expect("it goes on");
        version = note(&mut seen, message, version);
    }
    seen
}

/// Takes a message in, which is never older than what came before it.
fn note(
    seen: &mut BTreeMap<Uuid, OrderStatus>,
    message: dashboard::WatchOrderViewsResponse,
    before: i64,
) -> i64 {
    let version = match (message.order_view, message.heartbeat) {
        (Some(row), None) => {
            seen.insert(row.order_id.parse().expect("an id"), row.order_status());
            assert!(row.version > before, "each version once");
            row.version
        }
        (None, Some(heartbeat)) => heartbeat.version,
        other => panic!("a row or a heartbeat: {other:?}"),
    };
    assert!(version >= before);
    version
}

#[tokio::test]
async fn seats_are_limited_and_given_back() {
    let config = WatchConfig {
        max_watchers: 2,
        max_per_subject: 1,
        ..WatchConfig::default()
    };
    let service = Service::start_watched(NOWHERE, config).await;
    let first = Watch::begin(&service, "minji", "customer", None).await;
    let _second = Watch::begin(&service, "jun", "customer", None).await;
    let third = Watch::try_begin(&service, "duri", "customer", None).await;
    let refused = third.err().expect("no seat");
    assert!(refused.get_details_retry_info().is_some());
    assert_eq!(
        refusal(Err::<(), _>(refused)),
        (Code::ResourceExhausted, "TOO_MANY_WATCHERS".to_owned())
    );
    drop(first);
    baedal_testkit::wait_until(PATIENCE, async || {
        Watch::try_begin(&service, "duri", "customer", None)
            .await
            .ok()
    })
    .await;
}

#[tokio::test]
async fn nobody_takes_the_seats_of_the_others() {
    let config = WatchConfig {
        max_watchers: 12,
        ..WatchConfig::default()
    };
    let service = Service::start_watched(NOWHERE, config).await;
    let mut watches = Vec::new();
    let refused = loop {
        match Watch::try_begin(&service, "minji", "customer", None).await {
            Ok(watch) => watches.push(watch),
            Err(refused) => break refused,
        }
    };
    let others = Watch::try_begin(&service, "jun", "customer", None).await;
    assert!(others.is_ok(), "{:?}", others.err());
    assert_eq!(
        watches.len(),
        8,
        "six tabs, and two that are on their way out"
    );
    assert!(refused.get_details_retry_info().is_some());
    assert_eq!(
        refusal(Err::<(), _>(refused)),
        (Code::ResourceExhausted, "TOO_MANY_WATCHES".to_owned())
    );
    // A tab is closed, and there is room for another.
    drop(watches.pop());
    baedal_testkit::wait_until(PATIENCE, async || {
        Watch::try_begin(&service, "minji", "customer", None)
            .await
            .ok()
    })
    .await;
}

/// At an operator's desk something changes all the time.
#[tokio::test]
async fn the_first_heartbeat_follows_the_first_rows_however_busy_it_is() {
    let config = WatchConfig {
        heartbeat: Duration::from_hours(1),
        ..WatchConfig::default()
    };
    let service = Service::start_watched(NOWHERE, config).await;
    let orders: Vec<Order> = (0..600).map(|_| Order::new("minji", new_id())).collect();
    let placed: Vec<_> = orders.iter().map(|order| order.placed()).collect();
    service.hear(&placed).await;

    let mut quiet = Watch::begin(&service, "minji", "customer", Some(0)).await;
    let (rows, version) = quiet.up_to_a_heartbeat().await;
    assert_eq!((rows.len(), version), (600, 600));

    let busy = async {
        loop {
            service
                .hear(&[Order::new("minji", new_id()).placed()])
                .await;
        }
    };
    let told = async {
        let mut watch = Watch::begin(&service, "root", "operator", Some(0)).await;
        watch.up_to_a_heartbeat().await
    };
    let (rows, version) = tokio::select! {
        told = told => told,
        never = busy => never,
    };
    assert!(rows.len() >= 600, "{}", rows.len());
    assert!(rows.iter().all(|row| row.version <= version));
}

#[tokio::test]
async fn a_stop_and_old_age_end_a_watch_with_a_word_to_resume() {
    let service = Service::start().await;
    let mut watch = Watch::begin(&service, "minji", "customer", None).await;
    watch.up_to_a_heartbeat().await;
    let ended = async {
        loop {
            if let Err(status) = watch.message().await {
                return status;
            }
        }
    };
    let (status, well) = tokio::join!(ended, service.stop());
    assert!(well, "the watch does not hold up the stop");
    assert!(status.get_details_retry_info().is_some());
    assert_eq!(
        refusal(Err::<(), _>(status)),
        (Code::Unavailable, "WATCH_ENDED".to_owned())
    );

    let config = WatchConfig {
        max_age: Duration::from_millis(50),
        ..WatchConfig::default()
    };
    let service = Service::start_watched(NOWHERE, config).await;
    let mut watch = Watch::begin(&service, "minji", "customer", None).await;
    let status = loop {
        if let Err(status) = watch.message().await {
            break status;
        }
    };
    assert_eq!(refusal(Err::<(), _>(status)).1, "WATCH_ENDED");
}
