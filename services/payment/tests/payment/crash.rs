//! The real process, killed without warning.

use std::process::Stdio;
use std::time::Duration;

use baedal_proto::payment::v1 as wire;
use baedal_proto::payment::v1::payment_service_client::PaymentServiceClient;
use baedal_testkit::{AUDIENCE, ISSUER, Nats, TestDatabase, TestIssuer, wait_until};
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};
use tonic::transport::Channel;
use uuid::Uuid;

use crate::service::{ORDER_TOKEN, authorize, by_order};
use crate::world::new_id;

const LIMIT: Duration = Duration::from_secs(20);

/// What outlives the process.
struct Outside {
    database: TestDatabase,
    nats: Nats,
    issuer: TestIssuer,
}

struct Program {
    child: Child,
    log: Lines<BufReader<ChildStdout>>,
    client: PaymentServiceClient<Channel>,
}

impl Outside {
    async fn new() -> Self {
        let database = baedal_testkit::postgres().await.database("payment").await;
        baedal_payment::migrations()
            .run(&database.pool)
            .await
            .expect("the schema");
        Self {
            database,
            nats: Nats::start().await,
            issuer: TestIssuer::new(),
        }
    }

    async fn start(&self, failpoints: &str) -> Program {
        let jwks = self.issuer.jwks_file().display().to_string();
        let mut child = Command::new(env!("CARGO_BIN_EXE_baedal-payment"))
            .env("BAEDAL_DATABASE__URL", &self.database.url)
            .env("BAEDAL_NATS__URL", self.nats.url())
            .env("BAEDAL_GRPC__LISTEN", "127.0.0.1:0")
            .env("BAEDAL_ADMIN__LISTEN", "127.0.0.1:0")
            .env("BAEDAL_AUTH__ISSUER", ISSUER)
            .env("BAEDAL_AUTH__AUDIENCE", AUDIENCE)
            .env("BAEDAL_AUTH__JWKS_FILE", jwks)
            .env("BAEDAL_AUTH__SERVICE_TOKENS__ORDER", ORDER_TOKEN)
            .env("BAEDAL_PROVIDER__TIMEOUT", "1s")
            .env("BAEDAL_FAILPOINTS", failpoints)
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("the program starts");
        let mut log = BufReader::new(child.stdout.take().expect("a pipe")).lines();
        let port = loop {
            let line = next(&mut log).await;
            if line["message"] == "listening" && line["server.name"] == "grpc" {
                break line["server.port"].as_u64().expect("a port");
            }
        };
        let client = PaymentServiceClient::connect(format!("http://127.0.0.1:{port}"));
        Program {
            child,
            log,
            client: client.await.expect("a connection"),
        }
    }

    /// The payment's status, what the ledger holds for it, and how often the provider was asked to charge.
    async fn books(&self, order: Uuid) -> (String, i64, i32) {
        sqlx::query_as(
            "SELECT p.status,
                    coalesce((SELECT sum(amount_minor) FROM ledger l WHERE l.order_id = p.order_id), 0)::bigint,
                    coalesce((SELECT asked FROM sandbox_charges c WHERE c.key = p.order_id), 0)
             FROM payments p WHERE p.order_id = $1",
        )
        .bind(order)
        .fetch_one(&self.database.pool)
        .await
        .expect("a payment")
    }
}

async fn next(log: &mut Lines<BufReader<ChildStdout>>) -> serde_json::Value {
    let line = tokio::time::timeout(LIMIT, log.next_line())
        .await
        .expect("a line in time");
    let line = line.expect("a readable log").expect("the program runs");
    serde_json::from_str(&line).expect("a JSON log")
}

impl Program {
    async fn reaches_its_failpoint(&mut self) {
        while next(&mut self.log).await["message"] != "failpoint reached" {}
    }

    async fn kill(mut self) {
        self.child.kill().await.expect("killed");
    }

    fn call(
        &self,
        message: wire::AuthorizePaymentRequest,
    ) -> impl Future<Output = Answer> + 'static {
        let mut client = self.client.clone();
        async move { client.authorize_payment(by_order(message)).await }
    }
}

type Answer = Result<tonic::Response<wire::AuthorizePaymentResponse>, tonic::Status>;

#[tokio::test]
async fn killed_after_the_commit_and_before_the_answer_it_answers_the_same_later() {
    let outside = Outside::new().await;
    let order = new_id();
    let message = authorize(order, "card_approve");
    let mut first = outside.start("payment.committed=hang").await;

    let call = tokio::spawn(first.call(message.clone()));
    first.reaches_its_failpoint().await;
    first.kill().await;
    call.await
        .expect("no panic")
        .expect_err("nobody is left to answer");

    let second = outside.start("").await;
    let answer = second.call(message).await.expect("approved").into_inner();
    assert_eq!(
        answer.payment.expect("a payment").status(),
        wire::PaymentStatus::Approved
    );
    assert_eq!(
        outside.books(order).await,
        ("APPROVED".to_owned(), 18_000, 1)
    );
}

#[tokio::test]
async fn killed_while_the_provider_works_it_leaves_nothing_open() {
    let outside = Outside::new().await;
    let (asked_again, forgotten) = (new_id(), new_id());
    let first = outside.start("").await;
    let calls = [(asked_again, "card_slow_900"), (forgotten, "card_silent")]
        .map(|(order, card)| tokio::spawn(first.call(authorize(order, card))));
    wait_until(LIMIT, async || {
        let pending: i64 = sqlx::query_scalar(
            "SELECT count(*) FROM payments p WHERE status = 'PENDING'
             AND (order_id = $1 OR EXISTS (SELECT FROM sandbox_charges c WHERE c.key = p.order_id))",
        )
        .bind(asked_again)
        .fetch_one(&outside.database.pool)
        .await
        .expect("the payments");
        (pending == 2).then_some(())
    })
    .await;
    first.kill().await;
    for call in calls {
        call.await
            .expect("no panic")
            .expect_err("nobody is left to answer");
    }

    let second = outside.start("").await;
    let answer = second
        .call(authorize(asked_again, "card_slow_900"))
        .await
        .expect("approved");
    let payment = answer.into_inner().payment.expect("a payment");
    assert_eq!(payment.status(), wire::PaymentStatus::Approved);
    assert_eq!(
        outside.books(asked_again).await,
        ("APPROVED".to_owned(), 18_000, 1)
    );

    // Nobody asks for the other one; the provider had charged it.
    let settled = wait_until(LIMIT, async || {
        let books = outside.books(forgotten).await;
        (books.0 != "PENDING").then_some(books)
    });
    assert_eq!(settled.await, ("APPROVED".to_owned(), 18_000, 1));
}
