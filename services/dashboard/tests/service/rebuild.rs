//! The read model is made anew from the stream, while the old one answers.

use std::time::Duration;

use baedal_proto::dashboard::v1 as dashboard;
use baedal_testkit::{Nats, every_table_is_bounded, postgres_tables, wait_until};
use sqlx::types::JsonValue;
use uuid::Uuid;

use crate::elsewhere::Elsewhere;
use crate::support::{Order, Service, new_event, new_id};

const PATIENCE: Duration = Duration::from_secs(30);

async fn status(service: &Service) -> dashboard::ProjectionStatus {
    let request = service.by("root", "operator", dashboard::GetProjectionStatusRequest {});
    let status = service.client.clone().get_projection_status(request).await;
    status.expect("the status").into_inner().status.expect("it")
}

async fn rebuild(service: &Service, request_id: Uuid) -> dashboard::ProjectionStatus {
    let request = dashboard::RebuildViewsRequest {
        request_id: request_id.to_string(),
    };
    let request = service.by("root", "operator", request);
    let status = service.client.clone().rebuild_views(request).await;
    status.expect("the status").into_inner().status.expect("it")
}

async fn rebuilt(service: &Service, request_id: Uuid) -> dashboard::Rebuild {
    wait_until(PATIENCE, async || {
        let rebuild = status(service).await.rebuild?;
        (rebuild.request_id == request_id.to_string() && rebuild.finished_at.is_some())
            .then_some(rebuild)
    })
    .await
}

/// Every table of the read model, versions included.
async fn everything(service: &Service) -> Vec<JsonValue> {
    sqlx::query_scalar(
        "SELECT to_jsonb(v) FROM order_views v UNION ALL SELECT to_jsonb(s) FROM stores s
         UNION ALL SELECT to_jsonb(i) FROM item_sales i UNION ALL SELECT to_jsonb(r) FROM rider_stats r
         ORDER BY 1",
    )
    .fetch_all(service.pool())
    .await
    .expect("the tables")
}

/// Orders of all kinds, told through the broker.
async fn told(service: &Service, elsewhere: &Elsewhere, count: usize) -> Vec<Order> {
    let store = new_id();
    let orders: Vec<Order> = (0..count).map(|_| Order::new("minji", store)).collect();
    for order in &orders {
        let placed = new_event("order", "placed", order.id, 1, &order.order_placed());
        let claimed = new_event(
            "delivery",
            "claimed",
            order.id,
            2,
            &order.delivery_claimed("hana"),
        );
        let cooked = new_event("ticket", "cooked", order.id, 4, &order.ticket_cooked());
        elsewhere.tell(&[placed, claimed, cooked]).await;
    }
    wait_until(PATIENCE, async || {
        let cooked: i64 = sqlx::query_scalar(
            "SELECT count(*) FROM order_views
             WHERE ticket_status = 'COOKED' AND placed_at IS NOT NULL AND rider IS NOT NULL",
        )
        .fetch_one(service.pool())
        .await
        .expect("a number");
        (usize::try_from(cooked) == Ok(count)).then_some(())
    })
    .await;
    orders
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_damaged_is_made_good_and_the_rest_keeps_its_version() {
    let nats = Nats::start().await;
    let service = Service::start_with(nats.url()).await;
    let elsewhere = Elsewhere::start(nats.url()).await;
    let orders = told(&service, &elsewhere, 40).await;
    let before = everything(&service).await;

    let same = new_id();
    assert!(rebuild(&service, same).await.rebuilding);
    assert_eq!(rebuilt(&service, same).await.differences, 0);
    assert_eq!(everything(&service).await, before);

    sqlx::raw_sql(
        "UPDATE item_sales SET quantity = 1; DELETE FROM rider_stats;
         UPDATE stores SET owner = 'nobody'",
    )
    .execute(service.pool())
    .await
    .expect("damage");
    for (damage, order) in [
        (
            "UPDATE order_views SET order_status = 'CANCELED', rider = NULL WHERE order_id = $1",
            orders[0],
        ),
        ("DELETE FROM order_views WHERE order_id = $1", orders[1]),
    ] {
        sqlx::query(damage)
            .bind(order.id)
            .execute(service.pool())
            .await
            .expect("damage");
    }
    let again = new_id();
    rebuild(&service, again).await;
    assert_eq!(rebuilt(&service, again).await.differences, 2);
    let after = everything(&service).await;
    let without = |rows: &[JsonValue]| -> Vec<JsonValue> {
        let mut rows = rows.to_vec();
        let damaged = [orders[0].id.to_string(), orders[1].id.to_string()];
        for row in &mut rows {
            if damaged.iter().any(|id| row["order_id"] == **id) {
                row["version"] = JsonValue::Null;
            }
        }
        rows.sort_by_key(ToString::to_string);
        rows
    };
    assert_eq!(without(&after), without(&before));

    // Heard before: nothing begins.
    let status = rebuild(&service, again).await;
    assert!(!status.rebuilding && status.rebuilt_at.is_some());

    // And it goes on hearing.
    told_one_more(&service, &elsewhere).await;
}

async fn told_one_more(service: &Service, elsewhere: &Elsewhere) {
    let order = Order::new("minji", new_id());
    let placed = new_event("order", "placed", order.id, 1, &order.order_placed());
    elsewhere.tell(&[placed]).await;
    wait_until(PATIENCE, async || {
        service.view("minji", "customer", order.id).await.ok()
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_stream_does_not_tell_any_more_is_carried_over() {
    let nats = Nats::start().await;
    let service = Service::start_with(nats.url()).await;
    let elsewhere = Elsewhere::start(nats.url()).await;
    told(&service, &elsewhere, 10).await;
    // A row of long ago, whose events have left the stream.
    sqlx::query(
        "UPDATE order_views SET order_id = gen_random_uuid(), placed_at = now() - interval '1 year'
         WHERE order_id = (SELECT order_id FROM order_views LIMIT 1)",
    )
    .execute(service.pool())
    .await
    .expect("an old row");
    let before = everything(&service).await;
    let request_id = new_id();
    rebuild(&service, request_id).await;
    let rebuild = rebuilt(&service, request_id).await;
    assert_eq!(
        (rebuild.carried_over, rebuild.differences),
        (1, 1),
        "one is kept, one is back"
    );
    let after = everything(&service).await;
    let views = |rows: &[JsonValue]| -> Vec<JsonValue> {
        let mut rows = rows.to_vec();
        rows.retain(|row| row.get("order_id").is_some());
        rows
    };
    let (before, after) = (views(&before), views(&after));
    assert!(after.len() == 11 && before.iter().all(|row| after.contains(row)));
}

/// Two processes, told all the while: whoever does it, nothing is lost and nothing is counted twice.
#[tokio::test(flavor = "multi_thread")]
async fn a_rebuild_under_load_loses_nothing_and_survives_who_began_it() {
    let nats = Nats::start().await;
    let service = Service::start_with(nats.url()).await;
    let other = service.another(nats.url()).await;
    let elsewhere = Elsewhere::start(nats.url()).await;
    told(&service, &elsewhere, 20).await;

    let request_id = new_id();
    rebuild(&other, request_id).await;
    let stops = async {
        assert!(other.stop().await);
    };
    let load = async {
        for _ in 0..200 {
            let order = Order::new("minji", new_id());
            let placed = new_event("order", "placed", order.id, 1, &order.order_placed());
            let cooked = new_event("ticket", "cooked", order.id, 4, &order.ticket_cooked());
            elsewhere.tell(&[placed, cooked]).await;
        }
    };
    let (rebuild, (), ()) = tokio::join!(rebuilt(&service, request_id), load, stops);
    assert_eq!(rebuild.carried_over, 0);
    let quantity = wait_until(PATIENCE, async || {
        let sums: (i64, i64) = sqlx::query_as(
            "SELECT (SELECT sum(quantity) FROM item_sales)::bigint, (SELECT count(*) FROM order_views)",
        )
        .fetch_one(service.pool())
        .await
        .expect("numbers");
        (sums.1 == 220).then_some(sums.0)
    })
    .await;
    assert_eq!(quantity, 440, "two of each");
    // Once more, with nothing going on: the same.
    let before = everything(&service).await;
    let again = new_id();
    self::rebuild(&service, again).await;
    assert_eq!(rebuilt(&service, again).await.differences, 0);
    assert_eq!(everything(&service).await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn age_and_lag_are_honest() {
    let nats = Nats::start().await;
    let service = Service::start_with(nats.url()).await;
    let elsewhere = Elsewhere::start(nats.url()).await;
    told(&service, &elsewhere, 1).await;
    let at = |status: &dashboard::ProjectionStatus| {
        status
            .as_of
            .map(|at| (at.seconds, at.nanos))
            .expect("an age")
    };
    let first = status(&service).await;
    // Nothing happens, and it is known to be nothing.
    let second = wait_until(PATIENCE, async || {
        let now = status(&service).await;
        (at(&now) > at(&first) && now.pending_events == Some(0)).then_some(now)
    })
    .await;
    assert_eq!(second.last_applied_at, first.last_applied_at);

    nats.kill().await;
    let unknown = wait_until(PATIENCE, async || {
        let now = status(&service).await;
        now.pending_events.is_none().then_some(now)
    })
    .await;
    let later = wait_until(PATIENCE, async || {
        let now = status(&service).await;
        (at(&now) == at(&unknown)).then_some(now)
    })
    .await;
    assert_eq!(at(&later), at(&unknown), "it grows old");

    nats.restart().await;
    // Acknowledgements that the broker lost come again after their wait, and only then nothing is left.
    wait_until(PATIENCE * 3, async || {
        let now = status(&service).await;
        (at(&now) > at(&later) && now.pending_events == Some(0)).then_some(())
    })
    .await;
}

#[tokio::test]
async fn every_table_has_a_bound() {
    let service = Service::start().await;
    every_table_is_bounded("dashboard", postgres_tables(service.pool()).await);
}
