//! Parts are away for a while. Orders go on where they can, and what was paid for is there afterwards.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use tokio::time::{Instant, sleep};

use super::Stage;
use crate::cluster::eventually;
use crate::load::{Load, Manner};
use crate::people::request_id;
use crate::report::seconds;

const PATIENCE: Duration = Duration::from_mins(2);

pub(super) async fn outages(stage: &Stage<'_>) -> Result<()> {
    without_the_store(stage).await?;
    for pod in ["postgres-0", "nats-0"] {
        let load = Load::start(stage.town, 4, Duration::from_millis(50), Manner::Again).await?;
        sleep(Duration::from_secs(5)).await;
        let begun = Instant::now();
        stage
            .cluster
            .kubectl_within(PATIENCE, &["delete", "pod", pod])
            .await?;
        let set = format!("statefulset/{}", pod.trim_end_matches("-0"));
        stage.cluster.rolled_out(&set, PATIENCE).await?;
        let figure = format!("back after {}", seconds(begun.elapsed()));
        stage
            .report
            .note("outages", format!("{pod} deleted under load"), figure);
        sleep(Duration::from_secs(8)).await;
        let tally = load.stop().await?;
        stage.note_load(
            "outages",
            "the load, with the same request ids again",
            &tally,
        );
        ensure!(tally.completed == tally.placed, "orders were left open");
        stage.audit("outages").await?;
    }
    Ok(())
}

async fn without_the_store(stage: &Stage<'_>) -> Result<()> {
    let customer = stage.town.customer("store-is-away").await?;
    stage
        .cluster
        .kubectl(&["scale", "deployment/store", "--replicas=0"])
        .await?;
    eventually("store's end", PATIENCE, async || {
        stage
            .cluster
            .pod_names("store")
            .await
            .ok()?
            .is_empty()
            .then_some(())
    })
    .await?;
    let mut orders = Vec::new();
    for _ in 0..20 {
        let order = stage
            .town
            .places(&customer, "card_approve", request_id())
            .await
            .context("store is away, and an order fails")?;
        orders.push(order);
    }
    stage
        .cluster
        .kubectl(&["scale", "deployment/store", "--replicas=1"])
        .await?;
    stage
        .cluster
        .rolled_out("deployment/store", PATIENCE)
        .await?;
    let begun = Instant::now();
    for order in &orders {
        eventually("the ticket", PATIENCE, async || {
            stage.town.has_ticket(order).await.then_some(())
        })
        .await?;
    }
    let figure = format!(
        "20 of 20 orders placed; their tickets are there {} after it is back",
        seconds(begun.elapsed())
    );
    stage.report.note("outages", "store is away", figure);
    Ok(())
}
