//! The dashboard's read model is made anew from the stream, and is what the services say.

use baedal_dev::system::Service;
use baedal_e2e::{Basket, Customer, Line, PATIENCE, Protocol, Town, reason};
use baedal_proto::dashboard::v1::dashboard_service_client::DashboardServiceClient;
use baedal_proto::dashboard::v1::{
    GetProjectionStatusRequest, ListOrderViewsRequest, OrderView, ProjectionStatus,
    RebuildViewsRequest,
};
use baedal_proto::order::v1::OrderStatus;
use baedal_proto::store::v1::StoreKind;
use baedal_testkit::wait_until;
use sqlx::{Connection, PgConnection};
use tonic::{Code, Status};
use uuid::Uuid;

struct Operator(Line);

impl Operator {
    fn of(town: &Town) -> Self {
        let token = town.system().token("root", &["operator"]);
        let gateway = town.system().gateway_url();
        Self(Line::open(&gateway, Protocol::Grpc, Some(&token)))
    }

    async fn status(&self) -> Result<ProjectionStatus, Status> {
        let status = DashboardServiceClient::new(self.0.clone())
            .get_projection_status(GetProjectionStatusRequest {})
            .await?;
        Ok(status.into_inner().status.expect("the status"))
    }

    async fn rebuilds(&self, request_id: &str) -> Result<ProjectionStatus, Status> {
        let request = RebuildViewsRequest {
            request_id: request_id.to_owned(),
        };
        let status = DashboardServiceClient::new(self.0.clone())
            .rebuild_views(request)
            .await?;
        Ok(status.into_inner().status.expect("the status"))
    }

    /// Waits until that rebuild has taken its place.
    async fn sees_it_done(&self, request_id: &str) -> ProjectionStatus {
        wait_until(PATIENCE, || async {
            let status = self.status().await.ok()?;
            let rebuild = status.rebuild.as_ref()?;
            (rebuild.request_id == request_id && rebuild.finished_at.is_some()).then_some(status)
        })
        .await
    }

    /// All rows, without what tells how old they are.
    async fn sees_everything(&self) -> Vec<OrderView> {
        let request = ListOrderViewsRequest {
            page_size: 200,
            ..ListOrderViewsRequest::default()
        };
        let page = DashboardServiceClient::new(self.0.clone())
            .list_order_views(request)
            .await
            .expect("a page")
            .into_inner();
        assert!(page.next_page_token.is_empty());
        let mut rows = page.order_views;
        for row in &mut rows {
            row.as_of = None;
        }
        rows
    }

    /// Waits until nothing is left to apply.
    async fn sees_it_caught_up(&self) {
        wait_until(PATIENCE, || async {
            (self.status().await.ok()?.pending_events == Some(0)).then_some(())
        })
        .await;
    }
}

fn new_request() -> String {
    baedal_runtime::Ids::uuid(&baedal_runtime::SystemIds).to_string()
}

/// An order that was delivered, one that was rejected, one that is on the stove.
async fn a_day(town: &Town, customer: &Customer) -> [String; 3] {
    let (owner, rider) = (town.owner(Protocol::Grpc), town.rider(Protocol::Grpc));
    let shop = owner
        .opens_a_store("Chicken", StoreKind::Restaurant, &[18_000, 2_000])
        .await;
    let delivered = customer.places(&Basket::to_the_door(&shop)).await.order_id;
    let rejected = customer.places(&Basket::to_the_door(&shop)).await.order_id;
    let cooking = customer.places(&Basket::to_pick_up(&shop)).await.order_id;
    owner.rejects(&rejected, "sold out").await;
    for order_id in [&delivered, &cooking] {
        owner.accepts(order_id).await;
        owner.starts(order_id).await;
    }
    let delivery = rider.claims(&delivered).await;
    owner.finishes(&delivered).await;
    rider.picks_up(&delivery).await;
    rider.hands_over(&delivery).await;
    customer.sees(&delivered, OrderStatus::Delivered).await;
    customer.confirms(&delivered).await.expect("it is there");
    customer.sees(&rejected, OrderStatus::Rejected).await;
    customer.sees(&cooking, OrderStatus::Cooking).await;
    [delivered, rejected, cooking]
}

/// Waits until the dashboard shows what order and payment say.
async fn equal_to_the_sources(customer: &Customer, orders: &[String]) {
    for order_id in orders {
        wait_until(PATIENCE, || async {
            let order = customer.order(order_id).await.ok()?;
            let payment = customer.payment(order_id).await.ok()?;
            let view = customer.view(order_id).await.ok()?;
            (view.order_status() == order.status()
                && view.payment_status() == payment.status()
                && view.amount == order.total
                && view.store_id == order.store_id)
                .then_some(())
        })
        .await;
    }
}

async fn dashboard(town: &Town) -> PgConnection {
    PgConnection::connect(&town.system().database_url(Service::Dashboard))
        .await
        .expect("the database can be reached")
}

#[tokio::test(flavor = "multi_thread")]
async fn damaged_rows_are_made_good_while_the_dashboard_answers() {
    let town = Town::alone().await;
    let operator = Operator::of(&town);
    let customer = town.customer(Protocol::Grpc);
    let orders = a_day(&town, &customer).await;
    equal_to_the_sources(&customer, &orders).await;
    operator.sees_it_caught_up().await;
    let before = operator.sees_everything().await;
    let refused = Operator(customer.line.clone())
        .rebuilds(&new_request())
        .await;
    assert_eq!(
        refused.expect_err("not an operator").code(),
        Code::PermissionDenied
    );

    let mut tables = dashboard(&town).await;
    let damaged: Uuid = orders[0].parse().expect("an id");
    sqlx::query(
        "UPDATE order_views SET order_status = 'CANCELED', amount_minor = 1, rider = 'nobody',
                payment_status = 'REFUNDED' WHERE order_id = $1",
    )
    .bind(damaged)
    .execute(&mut tables)
    .await
    .expect("damage");
    sqlx::query("UPDATE item_sales SET quantity = 1000")
        .execute(&mut tables)
        .await
        .expect("damage");
    let wrong = customer.view(&orders[0]).await.expect("a row");
    assert_eq!(wrong.order_status(), OrderStatus::Canceled);

    // It hangs right before it takes its place: the old one answers, and a restart goes on with it.
    town.stop(Service::Dashboard).await;
    town.start_with_failpoint(Service::Dashboard, "rebuild.switch")
        .await;
    let request_id = new_request();
    let begun = wait_until(PATIENCE, || async {
        operator.rebuilds(&request_id).await.ok()
    })
    .await;
    assert!(begun.rebuilding);
    town.reaches_failpoint(Service::Dashboard, "rebuild.switch")
        .await;
    let meanwhile = operator.status().await.expect("it answers");
    assert!(meanwhile.rebuilding && meanwhile.rebuilt_at.is_none());
    let progress = meanwhile.rebuild.expect("a rebuild");
    assert!(progress.applied_sequence >= progress.target_sequence && progress.target_sequence > 20);
    let second = operator
        .rebuilds(&new_request())
        .await
        .expect("one at a time");
    assert_eq!(second.rebuild.expect("a rebuild").request_id, request_id);
    let wrong = customer
        .view(&orders[0])
        .await
        .expect("the old one answers");
    assert_eq!(wrong.order_status(), OrderStatus::Canceled);
    town.kill(Service::Dashboard).await;
    town.start(Service::Dashboard).await;

    let done = operator.sees_it_done(&request_id).await;
    assert!(!done.rebuilding && done.rebuilt_at.is_some());
    let rebuild = done.rebuild.expect("a rebuild");
    assert_eq!(
        (
            rebuild.differences,
            rebuild.carried_over,
            rebuild.skipped_events
        ),
        (1, 0, 0)
    );
    let after = operator.sees_everything().await;
    assert_eq!(after.len(), before.len());
    for (after, before) in after.iter().zip(&before) {
        let mut expected = before.clone();
        if expected.order_id == orders[0] {
            assert!(after.version > expected.version, "who watches hears of it");
            expected.version = after.version;
        }
        assert_eq!(*after, expected);
    }
    equal_to_the_sources(&customer, &orders).await;
    let sold: i64 = sqlx::query_scalar("SELECT max(quantity) FROM item_sales")
        .fetch_one(&mut tables)
        .await
        .expect("the figures");
    assert_eq!(sold, 1, "one was cooked");

    // Heard before.
    let again = operator.rebuilds(&request_id).await.expect("the status");
    assert!(!again.rebuilding && again.rebuilt_at == done.rebuilt_at);
    // And it goes on hearing.
    let more = a_day(&town, &customer).await;
    equal_to_the_sources(&customer, &more).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wiped_stream_takes_no_row_away() {
    let town = Town::alone().await;
    let operator = Operator::of(&town);
    let customer = town.customer(Protocol::Grpc);
    let orders = a_day(&town, &customer).await;
    equal_to_the_sources(&customer, &orders).await;
    operator.sees_it_caught_up().await;
    let before = operator.sees_everything().await;

    town.wipe_nats().await;
    let more = a_day(&town, &customer).await;
    equal_to_the_sources(&customer, &more).await;
    operator.sees_it_caught_up().await;
    let request_id = new_request();
    operator.rebuilds(&request_id).await.expect("it begins");
    let done = operator.sees_it_done(&request_id).await;
    let rebuild = done.rebuild.expect("a rebuild");
    assert_eq!(rebuild.differences, 0, "{rebuild:?}");
    let after = operator.sees_everything().await;
    for row in &before {
        assert!(after.contains(row), "{row:?}");
    }
    equal_to_the_sources(&customer, &more).await;

    let bad = operator.rebuilds("nonsense").await.expect_err("no id");
    assert_eq!(reason(&bad), "INVALID_FIELDS");
}
