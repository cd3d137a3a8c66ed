//! New pods in the place of old ones, while the load goes on.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::json;
use tokio::time::Instant;

use super::Stage;
use crate::cluster::eventually;
use crate::load::{Load, Manner, Tally};
use crate::people::request_id;
use crate::report::seconds;

const PATIENCE: Duration = Duration::from_mins(2);
/// Until a change of policy has reached every sidecar.
const SOON: Duration = Duration::from_secs(20);
const TELEMETRY: &str = "telemetries.telemetry.istio.io/default";
const SERVICES: [&str; 6] = [
    "order",
    "payment",
    "store",
    "delivery",
    "dashboard",
    "gateway",
];
/// The one with its file: it has one pod, and is away while that is replaced. Nothing waits for it.
const NOTIFICATION: &str = "statefulset/notification";

pub(super) async fn downtime(stage: &Stage<'_>) -> Result<()> {
    let load = Load::start(stage.town, 4, Duration::from_millis(50), Manner::Once).await?;
    for service in SERVICES {
        let workload = format!("deployment/{service}");
        let (begun, before) = (Instant::now(), load.tally());
        stage
            .cluster
            .kubectl(&["rollout", "restart", &workload])
            .await?;
        stage.cluster.rolled_out(&workload, PATIENCE).await?;
        // The old pod is still draining when the new one counts as there.
        gone(stage, service).await?;
        let figure = meanwhile(begun, &before, &load.tally());
        stage
            .report
            .note("downtime", format!("restart of {service}"), figure);
    }
    stage
        .cluster
        .kubectl(&["rollout", "restart", NOTIFICATION])
        .await?;
    stage.cluster.rolled_out(NOTIFICATION, PATIENCE).await?;

    // One service after the other goes to the next version, and for a while two versions speak to each other.
    let tag = stage.next_tag.unwrap_or(&stage.release.tag);
    let mut settings = Vec::new();
    for service in SERVICES {
        settings.push(match stage.next_tag {
            Some(tag) => format!("services.{service}.image.tag={tag}"),
            // Any change of a pod's template is a new version to Kubernetes.
            None => format!("services.{service}.podAnnotations.version=next"),
        });
        let (begun, before) = (Instant::now(), load.tally());
        let set: Vec<_> = settings
            .iter()
            .flat_map(|setting| ["--set-string", setting])
            .collect();
        stage.release.install(&set).await?;
        gone(stage, service).await?;
        let figure = meanwhile(begun, &before, &load.tally());
        let what = format!("helm upgrade of {service} to {tag}");
        stage.report.note("downtime", what, figure);
    }

    let tally = load.stop().await?;
    stage.note_load("downtime", "all of it, nobody calling twice", &tally);
    unnoticed(&tally)?;
    stage.audit("downtime").await?;
    // Back to the version that the other cases are about.
    stage.release.install(&[]).await.map(drop)
}

/// Not one call failed, and every order came to its end.
fn unnoticed(tally: &Tally) -> Result<()> {
    ensure!(tally.failed == 0, "{} calls failed", tally.failed);
    ensure!(tally.completed == tally.placed, "orders were left open");
    Ok(())
}

fn meanwhile(begun: Instant, before: &Tally, after: &Tally) -> String {
    format!(
        "{}; {} calls meanwhile, {} failed",
        seconds(begun.elapsed()),
        after.calls - before.calls,
        after.failed - before.failed
    )
}

/// Waits until a service has only pods that stay.
async fn gone(stage: &Stage<'_>, service: &str) -> Result<()> {
    let label = format!("app={service}");
    eventually("the old pod's end", PATIENCE, async || {
        let pods = stage
            .cluster
            .json(&["get", "pods", "-l", &label])
            .await
            .ok()?;
        let pods = pods["items"].as_array()?;
        let leaving = |pod: &serde_json::Value| !pod["metadata"]["deletionTimestamp"].is_null();
        (!pods.iter().any(leaving)).then_some(())
    })
    .await
}

pub(super) async fn config(stage: &Stage<'_>) -> Result<()> {
    let customer = stage.town.customer("config").await?;
    let before = names(stage).await?;
    // A setting of one service.
    stage
        .release
        .install(&["--set", "services.store.config.consumer.batch=32"])
        .await?;
    let after = names(stage).await?;
    let rolled: Vec<_> = changed(&before, &after);
    ensure!(
        rolled == ["store"],
        "a setting of store's started anew: {rolled:?}"
    );
    stage.report.note(
        "config",
        "a setting of store's in its ConfigMap",
        format!("new pods: {}", rolled.join(", ")),
    );

    // The token that order shows to payment: gone, the chart makes up another.
    stage
        .cluster
        .kubectl(&["delete", "secret", "service-tokens"])
        .await?;
    let before = names(stage).await?;
    stage
        .release
        .install(&["--set", "services.store.config.consumer.batch=32"])
        .await?;
    let after = names(stage).await?;
    let rolled = changed(&before, &after);
    ensure!(
        rolled == ["order", "payment"],
        "another service token started anew: {rolled:?}"
    );
    stage
        .town
        .places(&customer, "card_approve", request_id())
        .await
        .context("an order with the new token")?;
    let figure = format!("new pods: {}; orders are placed", rolled.join(", "));
    stage.report.note("config", "another service token", figure);
    stage.release.install(&[]).await.map(drop)
}

/// Sidecars keep the connections that they had before a change for a while (45 s, unless the mesh says otherwise), and then close them.
pub(super) async fn policy(stage: &Stage<'_>) -> Result<()> {
    let load = Load::start(stage.town, 4, Duration::from_millis(50), Manner::Once).await?;
    let begun = Instant::now();
    let log_everything = json!({"spec": {"accessLogging": [{"providers": [{"name": "envoy"}]}]}});
    stage.cluster.merge(TELEMETRY, &log_everything).await?;
    for (what, some, limit) in [
        ("a sidecar with old listeners", true, SOON),
        ("a sidecar without old listeners", false, PATIENCE),
    ] {
        for service in SERVICES {
            eventually(what, limit, async || {
                let old = stage.cluster.old_listeners(service).await.ok()?;
                ((old > 0) == some).then_some(())
            })
            .await?;
        }
    }
    let closed = seconds(begun.elapsed());
    let tally = load.stop().await?;
    stage.note_load("policy", "the load meanwhile, nobody calling twice", &tally);
    let what = "the last connection from before it is closed";
    stage.report.note("policy", what, format!("after {closed}"));
    stage.release.apply_policy().await?;
    unnoticed(&tally)?;
    stage.audit("policy").await
}

async fn names(stage: &Stage<'_>) -> Result<Vec<(&'static str, Vec<String>)>> {
    let mut all = Vec::new();
    for service in SERVICES {
        gone(stage, service).await?;
        all.push((service, stage.cluster.pod_names(service).await?));
    }
    Ok(all)
}

fn changed(
    before: &[(&'static str, Vec<String>)],
    after: &[(&'static str, Vec<String>)],
) -> Vec<&'static str> {
    let pairs = before.iter().zip(after);
    let changed = pairs.filter(|(before, after)| before.1 != after.1);
    changed.map(|(before, _)| before.0).collect()
}
