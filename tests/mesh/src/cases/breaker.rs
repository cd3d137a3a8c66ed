//! The circuit breaker: slow payments fill what order's sidecar lets through, and the surplus is turned away.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use baedal_dev::line::Line;
use baedal_proto::payment::v1::ListPaymentsRequest;
use baedal_proto::payment::v1::payment_service_client::PaymentServiceClient;
use serde_json::json;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};
use tonic::{Code, Status};
use tonic_types::StatusExt as _;

use super::Stage;
use crate::cluster::eventually;
use crate::people::{Town, request_id};
use crate::report::{ms, percentile, seconds};

/// How long the provider takes: less than the route's timeout, so that the pod is slow and not ill.
const SLOW: &str = "card_slow_2000";
/// Calls that order's sidecar lets through during the case: so few that more of them do not fill a machine that has all of
/// Baedal on it. What is measured is the breaker, not the machine.
const LIMIT: u32 = 10;
/// More than that, so that every place that gets free is taken at once.
const CROWD: usize = 36;
/// When somebody in the crowd comes again who was turned away.
const COME_AGAIN: Duration = Duration::from_secs(1);
/// Orders that are one too many, and the time between two of them.
const SURPLUS: usize = 30;
const PACE: Duration = Duration::from_millis(200);
/// "At once" is milliseconds, and this is for machines that are busy with all of it: well below what a slow payment takes.
const AT_ONCE: Duration = Duration::from_millis(250);
/// Twenty orders, one after the other, when payments are quick again.
const SOON: Duration = Duration::from_secs(10);
const RULE: &str = "destinationrules.networking.istio.io/payment";
/// The limit of istio/payment.yaml.
const SHIPPED: u32 = 100;
/// What Envoy counts calls above the limit as, and what it counted them as in the past.
const OVERFLOW: [&str; 2] = [
    "upstream_rq_active_overflow",
    "upstream_rq_pending_overflow",
];

/// What became of the surplus.
struct Surplus {
    refused: Vec<Duration>,
    served: Vec<Duration>,
    other: Vec<Status>,
}

pub(super) async fn breaker(stage: &Stage<'_>) -> Result<()> {
    let mine = stage.town.customer("surplus").await?;
    // A town that was here before has its own.
    let already = payments(&mine).await?;
    narrow(stage).await?;
    let before = overflow(stage).await?;
    let crowd = Crowd::gather(stage.town).await?;
    crowd.is_turned_away().await?;

    // Whoever has an order is served as ever.
    let begun = Instant::now();
    let earlier = crowd.first_order(stage.town).await?;
    let served = begun.elapsed();

    let mut surplus = surplus(stage.town, &mine).await?;
    let refused = surplus.refused.len();
    // On a machine that is too busy a few may still wait when their time is up.
    if surplus.other.len() > SURPLUS / 10 {
        anyhow::bail!("the surplus met {:?}", surplus.other.first());
    }
    // A place that is given up at that moment may be theirs.
    ensure!(
        refused >= SURPLUS * 2 / 3,
        "only {refused} of {SURPLUS} were turned away"
    );
    let usual = percentile(&mut surplus.refused, 50);
    ensure!(usual < AT_ONCE, "it took {usual:?} to turn people away");
    let figure = format!(
        "{refused} of {SURPLUS} UNAVAILABLE, PAYMENT_OVERLOADED, RetryInfo; p50 {}, p90 {}",
        ms(usual),
        ms(percentile(&mut surplus.refused, 90))
    );
    stage
        .report
        .note("breaker", "the surplus, with the DestinationRule", figure);
    stage.report.note(
        "breaker",
        "meanwhile, reading an order",
        format!("{} ({earlier})", ms(served)),
    );

    let quiet = crowd.leave().await;
    let begun = Instant::now();
    let customer = stage.town.customer("after").await?;
    for _ in 0..20 {
        stage
            .town
            .places(&customer, "card_approve", request_id())
            .await
            .context("payment is quick again, and an order fails")?;
    }
    ensure!(begun.elapsed() < SOON, "orders took {:?}", begun.elapsed());
    let figure = format!("20 of 20 orders, in {}", seconds(begun.elapsed()));
    stage
        .report
        .note("breaker", "payments are quick again", figure);

    let counted = overflow(stage).await? - before;
    ensure!(counted > 0, "the sidecar counted no overflow");
    let figure = format!(
        "{} +{counted}; callers turned away: {}",
        OVERFLOW.join(", "),
        quiet + refused as u64
    );
    stage
        .report
        .note("breaker", "order's sidecar counted", figure);

    let paid = payments(&mine).await? - already;
    let served = surplus.served.len()..=surplus.served.len() + surplus.other.len();
    ensure!(
        served.contains(&paid),
        "{paid} payments for {served:?} orders: somebody who was turned away was charged"
    );
    stage
        .report
        .note("breaker", "charged among those turned away", "0");
    stage.audit("breaker").await?;
    without(stage).await
}

/// The `DestinationRule` with a lower limit.
async fn narrow(stage: &Stage<'_>) -> Result<()> {
    let patch = json!({"spec": {"trafficPolicy": {"connectionPool": {"http": {
        "http2MaxRequests": LIMIT, "http1MaxPendingRequests": LIMIT,
    }}}}});
    stage.cluster.merge(RULE, &patch).await?;
    stage
        .cluster
        .sidecars_know("order", |text| limited(text, LIMIT))
        .await
}

/// Whether a sidecar lets so many calls to payment through.
fn limited(clusters: &str, limit: u32) -> bool {
    let limit = format!("default_priority::max_requests::{limit}");
    clusters
        .lines()
        .any(|line| line.contains("||payment.") && line.ends_with(&limit))
}

/// The same load where there is no limit.
async fn without(stage: &Stage<'_>) -> Result<()> {
    stage.cluster.kubectl(&["delete", RULE]).await?;
    stage
        .cluster
        .sidecars_know("order", |text| !limited(text, LIMIT))
        .await?;
    let mine = stage.town.customer("surplus").await?;
    let crowd = Crowd::gather(stage.town).await?;
    sleep(Duration::from_secs(2)).await;
    let mut surplus = surplus(stage.town, &mine).await?;
    crowd.leave().await;
    stage.release.apply_policy().await?;
    stage
        .cluster
        .sidecars_know("order", |text| limited(text, SHIPPED))
        .await?;
    let all = surplus.served.len() + surplus.refused.len() + surplus.other.len();
    let figure = format!(
        "{} of {all} wait for their payment; p50 {}, p90 {}; {} turned away, {} failed",
        surplus.served.len(),
        ms(percentile(&mut surplus.served, 50)),
        ms(percentile(&mut surplus.served, 90)),
        surplus.refused.len(),
        surplus.other.len(),
    );
    stage.report.note(
        "breaker",
        "the same load without the DestinationRule",
        figure,
    );
    Ok(())
}

/// Slow payers who come back as soon as they are served, until they are asked to leave.
struct Crowd {
    stop: Arc<AtomicBool>,
    refused: Arc<AtomicU64>,
    people: JoinSet<Option<(Line, String)>>,
    first: Line,
}

impl Crowd {
    async fn gather(town: &Town) -> Result<Self> {
        let (stop, refused) = (
            Arc::new(AtomicBool::new(false)),
            Arc::new(AtomicU64::new(0)),
        );
        let first = town.customer("crowd").await?;
        let mut people = JoinSet::new();
        for _ in 0..CROWD {
            let (town, customer) = (town.clone(), first.clone());
            let (stop, refused) = (Arc::clone(&stop), Arc::clone(&refused));
            people.spawn(async move {
                while !stop.load(Ordering::Relaxed) {
                    if town.places(&customer, SLOW, request_id()).await.is_err() {
                        refused.fetch_add(1, Ordering::Relaxed);
                        sleep(COME_AGAIN).await;
                    }
                }
                None
            });
        }
        Ok(Self {
            stop,
            refused,
            people,
            first,
        })
    }

    /// Waits until the breaker is open, by what callers see.
    async fn is_turned_away(&self) -> Result<()> {
        eventually("an open breaker", Duration::from_secs(30), async || {
            (self.refused.load(Ordering::Relaxed) > 10).then_some(())
        })
        .await
    }

    /// Reads the town's first order.
    async fn first_order(&self, town: &Town) -> Result<String> {
        let customer = town.customer("first").await?;
        let mut orders =
            baedal_proto::order::v1::order_service_client::OrderServiceClient::new(customer);
        let list = orders
            .list_orders(baedal_proto::order::v1::ListOrdersRequest::default())
            .await?
            .into_inner();
        let order = list.orders.first().context("the first order")?;
        Ok(format!("{:?}", order.status()).to_lowercase())
    }

    /// Everybody leaves once served; how often somebody was turned away.
    async fn leave(mut self) -> u64 {
        self.stop.store(true, Ordering::Relaxed);
        while self.people.join_next().await.is_some() {}
        drop(self.first);
        self.refused.load(Ordering::Relaxed)
    }
}

/// Five a second, whatever becomes of them.
async fn surplus(town: &Town, customer: &Line) -> Result<Surplus> {
    let (mut refused, mut served, mut other) = (Vec::new(), Vec::new(), Vec::new());
    let mut set = JoinSet::new();
    for number in 0..SURPLUS {
        let (town, customer) = (town.clone(), customer.clone());
        set.spawn(async move {
            sleep(PACE * u32::try_from(number).unwrap_or_default()).await;
            let asked = Instant::now();
            let answer = town.places(&customer, SLOW, request_id()).await;
            (answer, asked.elapsed())
        });
    }
    while let Some(done) = set.join_next().await {
        let (answer, took) = done?;
        match answer {
            Ok(_) => served.push(took),
            Err(status) if is_overloaded(&status) => refused.push(took),
            Err(status) => other.push(status),
        }
    }
    Ok(Surplus {
        refused,
        served,
        other,
    })
}

fn is_overloaded(status: &Status) -> bool {
    let reason = status.get_details_error_info().map(|info| info.reason);
    status.code() == Code::Unavailable
        && reason.as_deref() == Some("PAYMENT_OVERLOADED")
        && status.get_details_retry_info().is_some()
}

async fn overflow(stage: &Stage<'_>) -> Result<u64> {
    let counts = stage.cluster.sidecar_counts("order", "payment").await?;
    // Envoy makes a counter when it is first needed.
    Ok(OVERFLOW.iter().filter_map(|name| counts.get(*name)).sum())
}

/// How many payments this customer has made.
async fn payments(customer: &Line) -> Result<usize> {
    let request = ListPaymentsRequest {
        page_size: 100,
        ..ListPaymentsRequest::default()
    };
    let answer = PaymentServiceClient::new(customer.clone())
        .list_payments(request)
        .await?;
    Ok(answer.into_inner().payments.len())
}
