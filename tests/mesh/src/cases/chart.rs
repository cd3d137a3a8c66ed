//! The chart by itself.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use tokio::time::Instant;

use super::Stage;
use crate::cluster::eventually;
use crate::release::NAME;
use crate::report::seconds;

const SOON: Duration = Duration::from_mins(1);

pub(super) async fn chart(stage: &Stage<'_>) -> Result<()> {
    let chart = baedal_dev::workspace().join("helm/baedal");
    let path = chart.to_str().context("a path that is no text")?;
    let mut files: Vec<_> = std::fs::read_dir(chart.join("ci"))?
        .filter_map(|file| Some(file.ok()?.path()))
        .collect();
    files.sort();
    // A helm that was built from source takes every cluster for an old one.
    let server = stage.cluster.json(&["version"]).await?;
    let version = server["serverVersion"]["gitVersion"].as_str();
    let version = format!(
        "--kube-version={}",
        version.context("the server's version")?
    );
    // As another installation elsewhere: nothing is made of it.
    let elsewhere = stage.release.neighbour().await?;
    for file in files {
        let values = file.to_str().context("a path that is no text")?;
        let name = file.file_stem().unwrap_or_default().to_string_lossy();
        stage
            .cluster
            .helm(
                SOON,
                &["lint", "--strict", "--quiet", path, "--values", values],
            )
            .await?;
        let mesh = "--api-versions=security.istio.io/v1/RequestAuthentication";
        // The test's pod needs an account that is not there; it is tried below.
        let arguments = [
            "template",
            NAME,
            path,
            "--values",
            values,
            mesh,
            &version,
            "--skip-tests",
        ];
        let rendered = elsewhere.helm(SOON, &arguments).await?;
        let taken = elsewhere.dry_run(&rendered).await?;
        let figure = format!(
            "{} resources taken by the API server, no pod that is not `restricted`",
            taken.lines().count()
        );
        stage
            .report
            .note("chart", format!("variant {name}"), figure);
    }
    analyze(stage).await?;
    let begun = Instant::now();
    stage
        .cluster
        .helm(SOON * 2, &["test", NAME, "--timeout", "100s"])
        .await?;
    stage
        .report
        .note("chart", "helm test", seconds(begun.elapsed()));
    Ok(())
}

/// `istioctl analyze` where it is at hand.
async fn analyze(stage: &Stage<'_>) -> Result<()> {
    let namespace = stage.cluster.namespace.as_str();
    let analysis = tokio::process::Command::new("istioctl")
        .args(["analyze", "--namespace", namespace])
        .kill_on_drop(true)
        .output();
    let Ok(output) = tokio::time::timeout(SOON, analysis).await? else {
        stage
            .report
            .note("chart", "istioctl analyze", "SKIPPED: there is no istioctl");
        return Ok(());
    };
    let said = String::from_utf8_lossy(&output.stdout);
    ensure!(output.status.success(), "{said}");
    stage.report.note("chart", "istioctl analyze", "no issues");
    Ok(())
}

/// Upgrade, rollback and uninstall; last of all, because nothing is there afterwards.
pub(super) async fn uninstall(stage: &Stage<'_>) -> Result<()> {
    let before = stage.release.revision().await?;
    stage
        .release
        .install(&["--set", "telemetry.log=debug"])
        .await?;
    let begun = Instant::now();
    stage.release.roll_back(&before).await?;
    stage
        .report
        .note("uninstall", "helm rollback", seconds(begun.elapsed()));
    let begun = Instant::now();
    stage.release.uninstall().await?;
    stage
        .report
        .note("uninstall", "helm uninstall", seconds(begun.elapsed()));
    let label = "app.kubernetes.io/instance=baedal";
    let kinds = "all,secrets,configmaps,serviceaccounts,networkpolicies,poddisruptionbudgets,hpa,jobs,requestauthentications";
    let left = eventually("nothing left", SOON, async || {
        let left = stage
            .cluster
            .kubectl(&["get", kinds, "-l", label, "-o", "name"])
            .await
            .ok()?;
        left.trim().is_empty().then_some(())
    });
    left.await?;
    let volumes = stage
        .cluster
        .kubectl(&["get", "persistentvolumeclaims", "-o", "name"])
        .await?;
    let volumes: Vec<_> = volumes
        .lines()
        .filter_map(|v| v.split('/').nth(1))
        .collect();
    ensure!(volumes.len() == 3, "volumes: {volumes:?}");
    stage
        .report
        .note("uninstall", "what is left", volumes.join(", "));
    Ok(())
}
