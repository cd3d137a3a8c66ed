//! More pods are more hands: each gets its share of the calls, by the sidecars in the mesh and by the callers themselves outside of it.

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::{Context, Result, ensure};

use super::Stage;
use crate::cluster::Cluster;
use crate::people::{Town, request_id};
use crate::release::Release;

/// Pods of order and of payment.
const PODS: usize = 3;
const SETTINGS: [&str; 4] = [
    "--set",
    "services.order.replicas=3",
    "--set",
    "services.payment.replicas=3",
];
/// Orders that are placed, one after the other: by turns each pod would get a third, by chance a little less or more.
const ORDERS: usize = 60;
/// Fewer than this, and a pod is not used.
const SHARE: u64 = 8;
/// What is counted, and of whom.
const CALLS: [(&str, &str); 2] = [
    ("order", "baedal.order.v1.OrderService/PlaceOrder"),
    (
        "payment",
        "baedal.payment.v1.PaymentService/AuthorizePayment",
    ),
];

pub(super) async fn balance(stage: &Stage<'_>) -> Result<()> {
    stage.release.install(&SETTINGS).await?;
    shared(stage, stage.cluster, stage.town, "in the mesh").await?;
    stage.audit("balance").await?;
    stage.release.install(&[]).await?;

    let there = stage.release.neighbour().await?;
    let release = Release {
        cluster: there.clone(),
        ..stage.release.clone()
    };
    release.install(&SETTINGS).await?;
    let way = there.forward("service/gateway", 8088).await?;
    let town = Town::open(way.address.clone()).await?;
    shared(stage, &there, &town, "without a mesh").await?;
    release.uninstall().await?;
    let name = &there.namespace;
    there
        .kubectl_within(Duration::from_mins(2), &["delete", "namespace", name])
        .await
        .map(drop)
}

/// Places orders, and says how many of the calls each pod got.
async fn shared(stage: &Stage<'_>, cluster: &Cluster, town: &Town, place: &str) -> Result<()> {
    let customer = town.customer("balance").await?;
    let before = counts(cluster).await?;
    for _ in 0..ORDERS {
        town.places(&customer, "card_approve", request_id())
            .await
            .context("an order")?;
    }
    let after = counts(cluster).await?;
    for (service, _) in CALLS {
        let got: Vec<u64> = after[service]
            .iter()
            .map(|(pod, count)| count - before[service].get(pod).unwrap_or(&0))
            .collect();
        ensure!(
            got.len() == PODS,
            "{place}: {service} has {} pods",
            got.len()
        );
        ensure!(
            got.iter().all(|count| *count >= SHARE),
            "{place}: {service}'s pods got {got:?} of {ORDERS} calls"
        );
        let what = format!("{place}, calls to each pod of {service}");
        stage.report.note("balance", what, format!("{got:?}"));
    }
    Ok(())
}

/// Calls that each pod has answered, by service and pod.
async fn counts(cluster: &Cluster) -> Result<BTreeMap<&'static str, BTreeMap<String, u64>>> {
    let mut counts = BTreeMap::new();
    for (service, method) in CALLS {
        let mut pods = BTreeMap::new();
        for pod in cluster.pod_names(service).await? {
            let metrics = cluster.metrics(&pod).await?;
            let calls = metrics.lines().filter(|line| {
                line.starts_with("rpc_server_call_duration_seconds_count{")
                    && line.contains(&format!("rpc_method=\"{method}\""))
            });
            let calls = calls
                .filter_map(|line| line.rsplit_once(' ')?.1.parse::<u64>().ok())
                .sum();
            pods.insert(pod, calls);
        }
        counts.insert(service, pods);
    }
    Ok(counts)
}
