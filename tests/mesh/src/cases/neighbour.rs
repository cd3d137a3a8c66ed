//! A second installation beside the first: on databases that were there before, outside of the mesh, where only pods may run that Pod
//! Security calls `restricted`, by Helm 4 where `HELM4` says where it is.

use std::time::Duration;

use anyhow::Result;
use tokio::time::Instant;

use super::Stage;
use crate::cluster::Cluster;
use crate::release::{NAME, PATIENCE, Release};
use crate::report::seconds;

const DATABASES: [&str; 5] = ["order", "payment", "store", "delivery", "dashboard"];

pub(super) async fn neighbour(stage: &Stage<'_>) -> Result<()> {
    let there = stage.release.neighbour().await?;
    let there = if let Ok(helm) = std::env::var("HELM4") {
        there.by_helm(helm)
    } else {
        let skipped = "SKIPPED: HELM4 does not say where it is, and the usual one does it again";
        stage.report.note("neighbour", "Helm 4", skipped);
        there
    };
    let release = Release {
        cluster: there.clone(),
        ..stage.release.clone()
    };
    repaired(stage, &release).await?;
    databases(stage, &there).await?;
    let version = there.helm(PATIENCE, &["version", "--short"]).await?;
    let begun = Instant::now();
    release
        .install(&[
            "--set",
            "postgresql.enabled=false",
            "--set",
            "externalDatabase.existingSecret=databases",
        ])
        .await?;
    let what = format!(
        "helm {} installs it on databases that are there",
        version.trim()
    );
    stage
        .report
        .note("neighbour", what, seconds(begun.elapsed()));
    let begun = Instant::now();
    there
        .helm(PATIENCE, &["test", NAME, "--timeout", "100s"])
        .await?;
    stage
        .report
        .note("neighbour", "helm test", seconds(begun.elapsed()));
    release.uninstall().await?;
    let name = &there.namespace;
    there
        .kubectl_within(Duration::from_mins(2), &["delete", "namespace", name])
        .await
        .map(drop)
}

/// A first installation whose database cannot start. The upgrade that mends it must not wait for that database first.
async fn repaired(stage: &Stage<'_>, release: &Release) -> Result<()> {
    let nothing = "postgresql.image=localhost/no-such-image:1";
    release.install(&["--set", nothing, "--wait=false"]).await?;
    let begun = Instant::now();
    // The settings say which image is right.
    release.install(&[]).await?;
    let what = "an upgrade repairs an installation without a database";
    stage
        .report
        .note("neighbour", what, seconds(begun.elapsed()));
    release.uninstall().await
}

/// Empty databases on the first installation's server, and a Secret with their URLs.
async fn databases(stage: &Stage<'_>, there: &Cluster) -> Result<()> {
    let mut secret = vec![
        "create".to_owned(),
        "secret".to_owned(),
        "generic".to_owned(),
        "databases".to_owned(),
    ];
    for name in DATABASES {
        let template = format!("go-template={{{{.data.{name} | base64decode}}}}");
        let password = stage
            .cluster
            .kubectl(&["get", "secret", "postgres", "-o", &template])
            .await?;
        let drop = format!(r#"DROP DATABASE IF EXISTS "neighbour-{name}" WITH (FORCE)"#);
        let create = format!(r#"CREATE DATABASE "neighbour-{name}" OWNER "{name}""#);
        stage
            .cluster
            .kubectl(&[
                "exec",
                "postgres-0",
                "--",
                "psql",
                "--host=/var/run/postgresql",
                "--username=postgres",
                "--quiet",
                "--command",
                &drop,
                "--command",
                &create,
            ])
            .await?;
        let host = format!("postgres.{}", stage.cluster.namespace);
        secret.push(format!(
            "--from-literal={name}=postgres://{name}:{password}@{host}/neighbour-{name}"
        ));
    }
    let secret: Vec<_> = secret.iter().map(String::as_str).collect();
    there.kubectl(&secret).await?;
    // The server's NetworkPolicy lets in its own release; whoever has others as well says so.
    let policy = serde_json::json!({
        "apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "metadata": {"name": "neighbour"},
        "spec": {
            "podSelector": {"matchLabels": {"app": "postgres"}}, "policyTypes": ["Ingress"],
            "ingress": [{"from": [{"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": there.namespace}}}]}],
        },
    });
    stage.cluster.apply(&policy.to_string()).await.map(drop)
}
