//! What goes wrong with one pod is put right without anybody.

use std::time::Duration;

use anyhow::{Context, Result};
use serde_json::json;
use tokio::time::{Instant, sleep};

use super::Stage;
use crate::cluster::eventually;
use crate::people::request_id;
use crate::report::seconds;

const PATIENCE: Duration = Duration::from_mins(2);

pub(super) async fn healing(stage: &Stage<'_>) -> Result<()> {
    frozen(stage).await?;
    killed(stage).await?;
    bad_settings(stage).await?;
    bad_settings_of_the_only_pod(stage).await?;
    missing_volume(stage).await
}

/// A process that answers nothing any more: liveness fails, and it is restarted.
async fn frozen(stage: &Stage<'_>) -> Result<()> {
    let share = json!({"spec": {"template": {"spec": {"shareProcessNamespace": true}}}});
    stage.cluster.patch("deployment/delivery", &share).await?;
    stage
        .cluster
        .rolled_out("deployment/delivery", PATIENCE)
        .await?;
    let pod = stage.cluster.pod_names("delivery").await?;
    let pod = pod.first().context("a pod of delivery's")?;
    let begun = Instant::now();
    let image = format!("--image={}", stage.release.own_image());
    stage
        .cluster
        .kubectl(&[
            "debug",
            pod,
            &image,
            "--image-pull-policy=IfNotPresent",
            "--container=freeze",
            "--profile=restricted",
            "--quiet",
            "--",
            "/baedal",
            "freeze",
            "baedal",
        ])
        .await?;
    let restarts = eventually("a restart", PATIENCE, async || {
        let seen = stage.cluster.json(&["get", "pod", pod]).await.ok()?;
        let statuses = seen["status"]["containerStatuses"].as_array()?;
        let of_delivery = statuses
            .iter()
            .find(|status| status["name"] == "delivery")?;
        let ready = of_delivery["ready"].as_bool()?;
        let restarts = of_delivery["restartCount"].as_u64()?;
        (restarts > 0 && ready).then_some(restarts)
    })
    .await?;
    let figure = format!(
        "{restarts} restart, ready again after {}",
        seconds(begun.elapsed())
    );
    stage.report.note(
        "healing",
        "a frozen process fails its liveness probe",
        figure,
    );
    stage
        .cluster
        .kubectl(&["rollout", "undo", "deployment/delivery"])
        .await?;
    stage
        .cluster
        .rolled_out("deployment/delivery", PATIENCE)
        .await
}

async fn killed(stage: &Stage<'_>) -> Result<()> {
    let pods = stage.cluster.pod_names("payment").await?;
    let pod = pods.first().context("a pod of payment's")?;
    let begun = Instant::now();
    stage
        .cluster
        .kubectl(&["delete", "pod", pod, "--grace-period=0", "--force"])
        .await?;
    let customer = stage.town.customer("healing").await?;
    eventually("an order", PATIENCE, async || {
        stage
            .town
            .places(&customer, "card_approve", request_id())
            .await
            .ok()
    })
    .await?;
    let figure = format!("orders are placed again after {}", seconds(begun.elapsed()));
    stage
        .report
        .note("healing", "payment's only pod killed at once", figure);
    stage
        .cluster
        .rolled_out("deployment/payment", PATIENCE)
        .await
}

/// Settings that the program refuses: the new pod never becomes ready, and the old one stays.
async fn bad_settings(stage: &Stage<'_>) -> Result<()> {
    let good = stage.release.revision().await?;
    let bad = "services.order.config.checkout.no_such_key=1";
    stage
        .release
        .install(&["--set", bad, "--wait=false"])
        .await?;
    fails(stage, "order", 2).await?;
    still_serving(stage, "a version with settings that are refused").await?;
    stage.release.roll_back(&good).await?;
    alone(stage, "order").await?;
    stage
        .report
        .note("healing", "helm rollback", "the new pod is gone");
    Ok(())
}

/// The same where a volume allows for one pod only: the old one is gone, and a rollback brings it back.
async fn bad_settings_of_the_only_pod(stage: &Stage<'_>) -> Result<()> {
    let good = stage.release.revision().await?;
    let bad = "services.notification.config.no_such_key=1";
    stage
        .release
        .install(&["--set", bad, "--wait=false"])
        .await?;
    fails(stage, "notification", 1).await?;
    still_serving(stage, "notification with settings that are refused").await?;
    let begun = Instant::now();
    stage.release.roll_back(&good).await?;
    stage
        .cluster
        .rolled_out("statefulset/notification", PATIENCE)
        .await?;
    let figure = format!("ready again after {}", seconds(begun.elapsed()));
    stage
        .report
        .note("healing", "helm rollback of notification", figure);
    Ok(())
}

/// Waits until one of so many pods has failed more than once.
async fn fails(stage: &Stage<'_>, service: &str, so_many: usize) -> Result<()> {
    eventually("a pod that fails", PATIENCE, async || {
        let pods = stage.cluster.pods(service).await.ok()?;
        let failing = pods.iter().any(|pod| {
            let kinds = ["initContainerStatuses", "containerStatuses"];
            let statuses = kinds.map(|kind| pod["status"][kind].as_array());
            statuses.into_iter().flatten().flatten().any(|status| {
                status["name"] != "istio-proxy" && status["restartCount"].as_u64() > Some(0)
            })
        });
        (failing && pods.len() == so_many).then_some(())
    })
    .await
}

/// A volume that is not there: the new pod never starts.
async fn missing_volume(stage: &Stage<'_>) -> Result<()> {
    let volume = json!({"spec": {"template": {"spec": {
        "volumes": [{"name": "extra", "secret": {"secretName": "no-such-secret"}}],
        "containers": [{"name": "order", "volumeMounts": [{"name": "extra", "mountPath": "/extra"}]}],
    }}}});
    stage.cluster.patch("deployment/order", &volume).await?;
    eventually("a second pod", PATIENCE, async || {
        (stage.cluster.pods("order").await.ok()?.len() == 2).then_some(())
    })
    .await?;
    sleep(Duration::from_secs(5)).await;
    still_serving(stage, "a version whose volume cannot be mounted").await?;
    stage
        .cluster
        .kubectl(&["rollout", "undo", "deployment/order"])
        .await?;
    alone(stage, "order").await?;
    stage
        .report
        .note("healing", "kubectl rollout undo", "the new pod is gone");
    Ok(())
}

async fn still_serving(stage: &Stage<'_>, what: &str) -> Result<()> {
    let customer = stage.town.customer("healing").await?;
    for _ in 0..10 {
        stage
            .town
            .places(&customer, "card_approve", request_id())
            .await
            .with_context(|| format!("{what}, and an order fails"))?;
    }
    stage
        .report
        .note("healing", what, "10 of 10 orders are placed");
    Ok(())
}

async fn alone(stage: &Stage<'_>, service: &str) -> Result<()> {
    stage
        .cluster
        .rolled_out(&format!("deployment/{service}"), PATIENCE)
        .await?;
    eventually("one pod", PATIENCE, async || {
        (stage.cluster.pods(service).await.ok()?.len() == 1).then_some(())
    })
    .await
}
