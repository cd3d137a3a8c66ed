use std::time::Duration;

use baedal_dev::system::{Options, Part, Service, System};
use baedal_proto::order::v1::ListOrdersRequest;
use baedal_proto::order::v1::order_service_client::OrderServiceClient;
use baedal_testkit::wait_until;
use sqlx::{Connection, PgConnection};
use tokio::sync::OnceCell;
use uuid::Uuid;

use crate::{Customer, Line, Owner, Protocol, Rider};

/// How long a test waits for something that other processes do. Far longer than it takes: what it
/// bounds is how long a failure keeps everybody waiting.
pub const PATIENCE: Duration = Duration::from_secs(45);

/// A whole running system, with people to be found in it. Everybody in a town is somebody new.
pub struct Town {
    system: System,
}

impl Town {
    /// The town that the tests of one program share; nobody may break anything in it.
    pub async fn shared() -> &'static Self {
        static SHARED: OnceCell<Town> = OnceCell::const_new();
        SHARED.get_or_init(Self::alone).await
    }

    /// A town of the test's own.
    pub async fn alone() -> Self {
        Self::with(Options::for_tests()).await
    }

    /// A town of the test's own that is set up in another way.
    pub async fn with(mut options: Options) -> Self {
        let mut defaults = vec![
            // A half-made order is settled after twice the deadline: tests have no time for the default.
            (Service::Order, "BAEDAL_CHECKOUT__DEADLINE", "2s"),
            (Service::Order, "BAEDAL_CHECKOUT__SWEEP_INTERVAL", "500ms"),
        ];
        // What was delivered to a process that dies comes again after this.
        let consumers = Service::ALL
            .into_iter()
            .filter(|service| *service != Service::Gateway);
        defaults.extend(consumers.map(|it| (it, "BAEDAL_CONSUMER__ACK_WAIT_MS", "5000")));
        // First, so that what the test wants has the last word.
        let defaults = defaults
            .into_iter()
            .map(|(service, name, value)| (service, name.to_owned(), value.to_owned()));
        options.service_env.splice(0..0, defaults);
        let system = System::start(options).await.expect("the system starts");
        Self { system }
    }

    /// The processes.
    pub const fn system(&self) -> &System {
        &self.system
    }

    fn line(&self, protocol: Protocol, role: &str) -> Line {
        let token = self
            .system
            .token(&format!("{role}-{}", Uuid::now_v7()), &[role]);
        Line::open(&self.system.gateway_url(), protocol, Some(&token))
    }

    /// A new customer.
    pub fn customer(&self, protocol: Protocol) -> Customer {
        Customer {
            line: self.line(protocol, "customer"),
        }
    }

    /// Somebody without a token.
    pub fn stranger(&self, protocol: Protocol) -> Customer {
        Customer {
            line: Line::open(&self.system.gateway_url(), protocol, None),
        }
    }

    /// A new owner.
    pub fn owner(&self, protocol: Protocol) -> Owner {
        Owner {
            line: self.line(protocol, "store_owner"),
        }
    }

    /// A new rider.
    pub fn rider(&self, protocol: Protocol) -> Rider {
        Rider {
            line: self.line(protocol, "rider"),
        }
    }

    /// How many orders a customer has.
    pub async fn orders_of(&self, customer: &Customer) -> usize {
        let request = ListOrdersRequest {
            page_size: 100,
            ..ListOrdersRequest::default()
        };
        let response = OrderServiceClient::new(customer.line.clone())
            .list_orders(request)
            .await;
        response
            .expect("a customer may list orders")
            .into_inner()
            .orders
            .len()
    }

    /// Stops a service in order.
    pub async fn stop(&self, service: Service) {
        self.system.stop(service).await;
    }

    /// `kill -9`.
    pub async fn kill(&self, service: Service) {
        self.system.kill(service).await;
    }

    /// Starts a service again, healthy, and waits until it is ready.
    pub async fn start(&self, service: Service) {
        self.system.set_env(service, "BAEDAL_FAILPOINTS", None);
        self.system
            .restart(service)
            .await
            .expect("a stopped service starts again");
    }

    /// Starts a service that will hang at `failpoint`.
    pub async fn start_with_failpoint(&self, service: Service, failpoint: &str) {
        self.system.set_env(
            service,
            "BAEDAL_FAILPOINTS",
            Some(&format!("{failpoint}=hang")),
        );
        self.system
            .restart(service)
            .await
            .expect("a stopped service starts again");
    }

    /// Waits until a service hangs at the failpoint that it was started with.
    pub async fn reaches_failpoint(&self, service: Service, failpoint: &str) {
        let line = self
            .system
            .wait_line(service, 0, "failpoint reached", PATIENCE)
            .await;
        let line = line.unwrap_or_else(|| panic!("{service} never reached {failpoint}"));
        assert!(line.contains(failpoint), "{line}");
    }

    /// Kills nats-server.
    pub async fn kill_nats(&self) {
        self.system.kill(Part::Nats).await;
    }

    /// Starts nats-server again.
    pub async fn restart_nats(&self) {
        self.system
            .restart(Part::Nats)
            .await
            .expect("nats-server starts again");
    }

    /// Removes every stream and starts nats-server again.
    pub async fn wipe_nats(&self) {
        self.system
            .wipe_nats()
            .await
            .expect("nats-server starts again");
    }

    /// Kills PostgreSQL, every process of it.
    pub async fn kill_postgres(&self) {
        self.system.kill(Part::Postgres).await;
    }

    /// Starts PostgreSQL again; it recovers from its log.
    pub async fn restart_postgres(&self) {
        self.system
            .restart(Part::Postgres)
            .await
            .expect("PostgreSQL recovers");
    }

    /// How often the ledger says that this order was approved.
    pub async fn approvals_of(&self, order_id: &str) -> i64 {
        let mut payment = self.database(Service::Payment).await;
        let order_id: Uuid = order_id.parse().expect("an order id is a UUID");
        sqlx::query_scalar("SELECT count(*) FROM ledger WHERE order_id = $1 AND kind = 'APPROVAL'")
            .bind(order_id)
            .fetch_one(&mut payment)
            .await
            .expect("the ledger can be read")
    }

    /// Where the delivery service has the order's delivery, if it has one: `AVAILABLE`, `CLAIMED`, …
    pub async fn delivery_of(&self, order_id: &str) -> Option<String> {
        let order_id: Uuid = order_id.parse().expect("an order id is a UUID");
        sqlx::query_scalar("SELECT status FROM deliveries WHERE order_id = $1")
            .bind(order_id)
            .fetch_optional(&mut self.database(Service::Delivery).await)
            .await
            .expect("deliveries can be read")
    }

    /// Waits until no checkout is half done, and every approval that was not voided or refunded has its order.
    pub async fn the_books_balance(&self) {
        wait_until(PATIENCE, || async {
            let mut orders = PgConnection::connect(&self.system.database_url(Service::Order)).await.ok()?;
            let mut payments = PgConnection::connect(&self.system.database_url(Service::Payment)).await.ok()?;
            let half_done: i64 = sqlx::query_scalar("SELECT count(*) FROM checkouts WHERE status IN ('OPEN', 'VOIDING')")
                .fetch_one(&mut orders)
                .await
                .expect("checkouts can be read");
            if half_done > 0 {
                return None;
            }
            let kept: Vec<Uuid> = sqlx::query_scalar("SELECT order_id FROM payments WHERE status = 'APPROVED' ORDER BY 1")
                .fetch_all(&mut payments)
                .await
                .expect("payments can be read");
            let doubled: i64 = sqlx::query_scalar(
                "SELECT count(*) FROM (SELECT order_id FROM ledger WHERE kind = 'APPROVAL' GROUP BY 1 HAVING count(*) > 1) twice",
            )
            .fetch_one(&mut payments)
            .await
            .expect("the ledger can be read");
            assert_eq!(doubled, 0, "no order is charged twice");
            let existing: Vec<Uuid> = sqlx::query_scalar(
                "SELECT id FROM orders WHERE status NOT IN ('REJECTED', 'CANCELED') ORDER BY 1",
            )
            .fetch_all(&mut orders)
            .await
            .expect("orders can be read");
            (kept == existing).then_some(())
        })
        .await;
    }

    pub(crate) async fn database(&self, service: Service) -> PgConnection {
        PgConnection::connect(&self.system.database_url(service))
            .await
            .expect("the database can be reached")
    }
}
