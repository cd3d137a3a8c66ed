//! Load decides how many pods there are.

use std::time::Duration;

use anyhow::{Result, ensure};
use tokio::time::Instant;

use super::Stage;
use crate::cluster::eventually;
use crate::load::{Load, Manner};
use crate::report::seconds;

const UP: Duration = Duration::from_mins(2);
const DOWN: Duration = Duration::from_mins(2);

pub(super) async fn scale(stage: &Stage<'_>) -> Result<()> {
    let metrics = ["get", "--raw", "/apis/metrics.k8s.io/v1beta1/pods"];
    if !stage.cluster.succeeds(&metrics).await {
        stage
            .report
            .note("scale", "all of it", "SKIPPED: there is no metrics-server");
        return Ok(());
    }
    stage
        .release
        .install(&[
            "--set",
            "services.order.autoscaling.enabled=true",
            "--set",
            "services.order.resources.requests.cpu=100m",
            // Kubernetes' default is to wait for five minutes before there are fewer.
            "--set",
            "services.order.autoscaling.behavior.scaleDown.stabilizationWindowSeconds=15",
        ])
        .await?;
    let load = Load::start(stage.town, 12, Duration::ZERO, Manner::Once).await?;
    let begun = Instant::now();
    pods(stage, 3, UP).await?;
    stage.report.note(
        "scale",
        "order goes from 1 to 3 pods",
        seconds(begun.elapsed()),
    );
    let tally = load.stop().await?;
    stage.note_load("scale", "the load meanwhile, nobody calling twice", &tally);
    let light = Load::start(stage.town, 1, Duration::from_secs(2), Manner::Once).await?;
    let begun = Instant::now();
    pods(stage, 1, DOWN).await?;
    stage
        .report
        .note("scale", "and back to 1", seconds(begun.elapsed()));
    let little = light.stop().await?;
    stage.note_load("scale", "a few orders meanwhile", &little);
    ensure!(tally.failed + little.failed == 0, "calls failed");
    ensure!(
        tally.completed == tally.placed && little.completed == little.placed,
        "orders were left open"
    );
    stage.audit("scale").await?;
    stage.release.install(&[]).await.map(drop)
}

async fn pods(stage: &Stage<'_>, wanted: usize, within: Duration) -> Result<()> {
    eventually("so many pods of order's", within, async || {
        let pods = stage.cluster.pods("order").await.ok()?;
        let ready = |pod: &&serde_json::Value| {
            let conditions = pod["status"]["conditions"].as_array();
            conditions
                .into_iter()
                .flatten()
                .any(|it| it["type"] == "Ready" && it["status"] == "True")
        };
        (pods.len() == wanted && pods.iter().filter(ready).count() == wanted).then_some(())
    })
    .await
}
