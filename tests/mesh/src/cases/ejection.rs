//! Outlier detection: of two payment pods one fails. It is taken out of the way, and taken back when it is well.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::json;
use tokio::time::Instant;
use tonic::Code;

use super::Stage;
use crate::cluster::eventually;
use crate::people::request_id;
use crate::report::{ms, percentile, seconds};

const NAME: &str = "payment-stand-in";
/// How long the stand-in fails.
const ILL: u64 = 25;
const ACTIVE: &str = "outlier_detection.ejections_active";
const TOTAL: &str = "outlier_detection.ejections_enforced_total";

pub(super) async fn ejection(stage: &Stage<'_>) -> Result<()> {
    let seen = with_the_stand_in(stage).await;
    stage
        .cluster
        .kubectl(&["delete", "deployment", NAME, "--ignore-not-found"])
        .await?;
    seen?;
    eventually("payment alone", Duration::from_secs(30), async || {
        (stage.cluster.pods("payment").await.ok()?.len() == 1).then_some(())
    })
    .await?;
    stage.audit("ejection").await
}

async fn with_the_stand_in(stage: &Stage<'_>) -> Result<()> {
    let customer = stage.town.customer("ejection").await?;
    let before = count(stage, TOTAL).await?;
    stage.cluster.apply(&stand_in(stage)).await?;
    let workload = format!("deployment/{NAME}");
    stage
        .cluster
        .rolled_out(&workload, Duration::from_mins(1))
        .await?;

    // Until it is out, every other order asks it, is told UNAVAILABLE, and looks up what became of the charge.
    let begun = Instant::now();
    let mut met = 0_u32;
    let mut active = 0;
    while active == 0 {
        ensure!(
            begun.elapsed() < Duration::from_secs(40),
            "not ejected after {met} failed orders"
        );
        let mut orders = tokio::task::JoinSet::new();
        for _ in 0..4 {
            let (town, customer) = (stage.town.clone(), customer.clone());
            orders.spawn(async move { town.places(&customer, "card_approve", request_id()).await });
        }
        while let Some(order) = orders.join_next().await {
            met += u32::from(order?.is_err());
        }
        active = count(stage, ACTIVE).await?;
    }
    let figure = format!(
        "after {met} failed orders and {}; ejections_active {active}",
        seconds(begun.elapsed())
    );
    stage.report.note(
        "ejection",
        "one of two payment pods fails: it is ejected",
        figure,
    );

    // All of it goes to the other one. It is out for ten seconds at least.
    let mut took = Vec::new();
    let out = Instant::now();
    while out.elapsed() < Duration::from_secs(5) {
        let asked = Instant::now();
        stage
            .town
            .places(&customer, "card_approve", request_id())
            .await
            .context("an order fails, and the failing pod is ejected")?;
        took.push(asked.elapsed());
    }
    let all = took.len();
    let figure = format!(
        "{all} of {all} placed; p50 {}",
        ms(percentile(&mut took, 50))
    );
    stage
        .report
        .note("ejection", "orders while it is out", figure);

    // When it is well again it declines every card, which is how one knows whom one has met.
    let back = eventually("the pod's return", Duration::from_secs(75), async || {
        let answer = stage
            .town
            .places(&customer, "card_approve", request_id())
            .await;
        let met = answer.is_err_and(|status| status.code() == Code::FailedPrecondition);
        met.then(|| begun.elapsed())
    })
    .await?;
    let total = count(stage, TOTAL).await? - before;
    let active = count(stage, ACTIVE).await?;
    ensure!(active == 0, "it answers and is ejected");
    let figure = format!(
        "after {}; ejections_active {active}, enforced {total}",
        seconds(back)
    );
    stage
        .report
        .note("ejection", "it is well, and takes calls again", figure);
    Ok(())
}

async fn count(stage: &Stage<'_>, name: &str) -> Result<u64> {
    let counts = stage.cluster.sidecar_counts("order", "payment").await?;
    // Envoy makes a counter when it is first needed.
    Ok(counts.get(name).copied().unwrap_or_default())
}

/// A pod that payment's Service takes for one of its own.
fn stand_in(stage: &Stage<'_>) -> String {
    let labels = json!({
        "app": "payment",
        "app.kubernetes.io/name": "payment",
        "app.kubernetes.io/instance": crate::release::NAME,
        "stand-in": "true",
    });
    json!({
        "apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": NAME},
        "spec": {
            "selector": {"matchLabels": {"stand-in": "true"}},
            "template": {
                "metadata": {"labels": labels},
                "spec": {
                    "serviceAccountName": "payment",
                    "automountServiceAccountToken": false,
                    "terminationGracePeriodSeconds": 1,
                    "securityContext": {"runAsNonRoot": true, "runAsUser": 65532, "seccompProfile": {"type": "RuntimeDefault"}},
                    "containers": [{
                        "name": "payment",
                        "image": stage.release.own_image(),
                        "imagePullPolicy": "IfNotPresent",
                        "args": ["stand-in", format!("--failing-for={ILL}")],
                        "ports": [{"name": "grpc", "containerPort": 50051}],
                        "securityContext": {
                            "allowPrivilegeEscalation": false, "readOnlyRootFilesystem": true,
                            "capabilities": {"drop": ["ALL"]},
                        },
                    }],
                },
            },
        },
    })
    .to_string()
}
