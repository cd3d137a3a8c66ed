//! Who may call whom, tried from pods with each identity.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use super::Stage;
use crate::cluster::eventually;

const PATIENCE: Duration = Duration::from_mins(1);
/// What a sidecar says that lets nobody in.
const REFUSED: &str = "RBAC: access denied";

pub(super) async fn mtls(stage: &Stage<'_>) -> Result<()> {
    let namespace = &stage.cluster.namespace;
    stage.cluster.apply(&scenery(namespace).to_string()).await?;
    let services = [
        "http://order:50051=Health",
        "http://payment:50051=Health",
        "http://payment:50051=AuthorizePayment",
        "http://store:50051=Health",
        "http://delivery:50051=Health",
        "http://notification:50051=Health",
        "http://dashboard:50051=Health",
    ];
    let mut everything = services.to_vec();
    everything.push("http://gateway:8088=Health");
    let money = [
        "http://payment:50051=AuthorizePayment",
        "http://payment:50051=VoidPayment",
        "http://payment:50051=GetPayment",
    ];
    for (name, account, in_mesh, calls) in [
        ("probe-outside", "stranger", false, everything.as_slice()),
        ("probe-stranger", "stranger", true, services.as_slice()),
        ("probe-gateway", "gateway", true, money.as_slice()),
        ("probe-order", "order", true, money.as_slice()),
    ] {
        let image = stage.release.own_image();
        let pod = pod(name, account, in_mesh, &image, calls);
        stage
            .cluster
            .kubectl(&["delete", "pod", name, "--ignore-not-found"])
            .await?;
        stage.cluster.apply(&pod.to_string()).await?;
    }

    judge(stage, everything.len()).await?;
    for name in [
        "probe-outside",
        "probe-stranger",
        "probe-gateway",
        "probe-order",
    ] {
        stage
            .cluster
            .kubectl(&["delete", "pod", name, "--wait=false"])
            .await?;
    }
    stage
        .cluster
        .kubectl(&[
            "delete",
            "networkpolicy/probe",
            "sidecars.networking.istio.io/probe",
            "serviceaccount/stranger",
        ])
        .await?;
    Ok(())
}

/// What the pods met.
async fn judge(stage: &Stage<'_>, services: usize) -> Result<()> {
    for said in answers(stage, "probe-outside").await? {
        // However the broken connection looks from there; no server has answered.
        let codes = [" Unavailable ", " Unknown ", " Cancelled "];
        let refused = codes.iter().any(|code| said.contains(code));
        ensure!(
            refused && !said.contains(REFUSED),
            "from outside of the mesh: {said}"
        );
    }
    let figure = format!("{services} services, no connection to any");
    stage
        .report
        .note("mtls", "a pod outside of the mesh", figure);

    for said in answers(stage, "probe-stranger").await? {
        ensure!(denied(&said), "a stranger: {said}");
    }
    let figure = "PERMISSION_DENIED by every service, AuthorizePayment among them";
    stage
        .report
        .note("mtls", "a pod in the mesh with another identity", figure);

    for (name, who, allowed) in [
        (
            "probe-gateway",
            "the gateway's identity",
            ["GetPayment"].as_slice(),
        ),
        (
            "probe-order",
            "order's identity",
            &["AuthorizePayment", "VoidPayment", "GetPayment"],
        ),
    ] {
        let mut figure = Vec::new();
        for said in answers(stage, name).await? {
            let method = said.split(' ').nth(1).unwrap_or_default().to_owned();
            // Without a token payment itself refuses: the call has come through to it.
            let through = said.contains(" Unauthenticated ");
            let as_it_should = if allowed.contains(&method.as_str()) {
                through
            } else {
                denied(&said)
            };
            ensure!(as_it_should, "{who}: {said}");
            figure.push(format!(
                "{method} {}",
                if through {
                    "reaches payment"
                } else {
                    "PERMISSION_DENIED"
                }
            ));
        }
        stage.report.note("mtls", who, figure.join(", "));
    }
    Ok(())
}

fn denied(said: &str) -> bool {
    said.contains(" PermissionDenied ") && said.contains(REFUSED)
}

/// What a probe's pod printed, once it is done.
async fn answers(stage: &Stage<'_>, pod: &str) -> Result<Vec<String>> {
    let waited = eventually("the probe's end", PATIENCE, async || {
        let seen = stage.cluster.json(&["get", "pod", pod]).await.ok()?;
        match seen["status"]["phase"].as_str() {
            Some("Succeeded" | "Failed") => Some(()),
            _ => None,
        }
    });
    waited.await.with_context(|| pod.to_owned())?;
    let logs = stage.cluster.kubectl(&["logs", pod, "-c", "probe"]).await?;
    let lines: Vec<_> = logs.lines().map(str::to_owned).collect();
    ensure!(!lines.is_empty(), "{pod} said nothing");
    Ok(lines)
}

/// An identity that nothing knows, a sidecar that knows where everybody is, and a network that lets everybody through: it is the mesh that
/// has to refuse.
fn scenery(namespace: &str) -> Value {
    json!({"apiVersion": "v1", "kind": "List", "items": [
        {
            "apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "metadata": {"name": "probe"},
            "spec": {"podSelector": {}, "policyTypes": ["Ingress"], "ingress": [{}]},
        },
        {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "stranger"}},
        {
            "apiVersion": "networking.istio.io/v1", "kind": "Sidecar", "metadata": {"name": "probe"},
            "spec": {
                "workloadSelector": {"labels": {"app": "probe"}},
                "egress": [{"hosts": [format!("{namespace}/*")]}],
            },
        },
    ]})
}

fn pod(name: &str, account: &str, in_mesh: bool, image: &str, calls: &[&str]) -> Value {
    let mut arguments = vec!["probe"];
    arguments.extend(calls);
    json!({
        "apiVersion": "v1", "kind": "Pod",
        "metadata": {
            "name": name,
            "labels": {"app": "probe", "sidecar.istio.io/inject": in_mesh.to_string()},
            "annotations": {"sidecar.istio.io/nativeSidecar": "true"},
        },
        "spec": {
            "restartPolicy": "Never",
            "serviceAccountName": account,
            "automountServiceAccountToken": false,
            "securityContext": {
                "runAsNonRoot": true, "runAsUser": 65532, "runAsGroup": 65532,
                "seccompProfile": {"type": "RuntimeDefault"},
            },
            "containers": [{
                "name": "probe", "image": image, "imagePullPolicy": "IfNotPresent", "args": arguments,
                "securityContext": {
                    "allowPrivilegeEscalation": false, "readOnlyRootFilesystem": true,
                    "capabilities": {"drop": ["ALL"]},
                },
            }],
        },
    })
}
