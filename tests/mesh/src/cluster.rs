//! The cluster at hand, by the tools that everybody uses: kubectl and helm, each call with a deadline.

use std::collections::BTreeMap;
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde_json::Value;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::process::{Child, Command};
use tokio::time::{Instant, sleep, timeout};

/// Most calls are answered at once.
const SOON: Duration = Duration::from_mins(1);
const GLANCE: Duration = Duration::from_millis(500);

/// A way to a port inside.
#[derive(Debug)]
pub(crate) struct Forward {
    /// `host:port`.
    pub(crate) address: String,
    _child: Child,
}

/// One namespace of the cluster that KUBECONFIG names.
#[derive(Debug, Clone)]
pub(crate) struct Cluster {
    pub(crate) namespace: String,
    /// The program that installs there.
    helm: String,
}

impl Cluster {
    /// A namespace, by the helm that is at hand.
    pub(crate) fn new(namespace: impl Into<String>) -> Self {
        Self {
            namespace: namespace.into(),
            helm: "helm".to_owned(),
        }
    }

    /// The same namespace by another helm.
    pub(crate) fn by_helm(self, helm: String) -> Self {
        Self { helm, ..self }
    }

    /// `kubectl -n NAMESPACE ARGUMENTS`, and what it printed.
    pub(crate) async fn kubectl(&self, arguments: &[&str]) -> Result<String> {
        self.run("kubectl", arguments, "", SOON).await
    }

    /// The same for what may take longer.
    pub(crate) async fn kubectl_within(
        &self,
        limit: Duration,
        arguments: &[&str],
    ) -> Result<String> {
        self.run("kubectl", arguments, "", limit).await
    }

    /// Whether `kubectl ARGUMENTS` succeeded.
    pub(crate) async fn succeeds(&self, arguments: &[&str]) -> bool {
        self.kubectl(arguments).await.is_ok()
    }

    pub(crate) async fn apply(&self, yaml: &str) -> Result<String> {
        self.run("kubectl", &["apply", "-f", "-"], yaml, SOON).await
    }

    /// Applies without doing it: what the API server, its admission and the mesh's webhook say of it. A warning, of Pod Security's for
    /// one, is an error.
    pub(crate) async fn dry_run(&self, yaml: &str) -> Result<String> {
        self.run(
            "kubectl",
            &[
                "apply",
                "--dry-run=server",
                "--warnings-as-errors",
                "-f",
                "-",
            ],
            yaml,
            SOON,
        )
        .await
    }

    /// Patches a resource, strategically.
    pub(crate) async fn patch(&self, what: &str, patch: &Value) -> Result<()> {
        self.patch_as("--type=strategic", what, patch).await
    }

    /// Patches a custom resource, of whose lists Kubernetes knows nothing: they are replaced.
    pub(crate) async fn merge(&self, what: &str, patch: &Value) -> Result<()> {
        self.patch_as("--type=merge", what, patch).await
    }

    async fn patch_as(&self, kind: &str, what: &str, patch: &Value) -> Result<()> {
        self.kubectl(&["patch", what, kind, "-p", &patch.to_string()])
            .await
            .map(drop)
    }

    pub(crate) async fn json(&self, arguments: &[&str]) -> Result<Value> {
        let mut arguments = arguments.to_vec();
        arguments.extend(["-o", "json"]);
        serde_json::from_str(&self.kubectl(&arguments).await?).context("kubectl's JSON")
    }

    pub(crate) async fn helm(&self, limit: Duration, arguments: &[&str]) -> Result<String> {
        self.run(&self.helm, arguments, "", limit).await
    }

    /// Waits until a workload runs what it is told to run.
    pub(crate) async fn rolled_out(&self, workload: &str, limit: Duration) -> Result<()> {
        let patience = format!("--timeout={}s", limit.as_secs());
        self.kubectl_within(
            limit + Duration::from_secs(5),
            &["rollout", "status", workload, &patience],
        )
        .await
        .map(drop)
    }

    /// The pods of a service that are not on their way out, by name.
    pub(crate) async fn pods(&self, service: &str) -> Result<Vec<Value>> {
        let label = format!("app={service}");
        let list = self.json(&["get", "pods", "-l", &label]).await?;
        let pods = list["items"].as_array().cloned().unwrap_or_default();
        Ok(pods
            .into_iter()
            .filter(|pod| pod["metadata"]["deletionTimestamp"].is_null())
            .collect())
    }

    /// Their names.
    pub(crate) async fn pod_names(&self, service: &str) -> Result<Vec<String>> {
        let pods = self.pods(service).await?;
        let names = pods
            .iter()
            .filter_map(|pod| pod["metadata"]["name"].as_str());
        Ok(names.map(str::to_owned).collect())
    }

    /// What a pod's process says of itself at its admin port.
    pub(crate) async fn metrics(&self, pod: &str) -> Result<String> {
        let namespace = &self.namespace;
        let path = format!("/api/v1/namespaces/{namespace}/pods/{pod}:9090/proxy/metrics");
        self.kubectl(&["get", "--raw", &path]).await
    }

    /// A way from here to a port of `what`, for as long as it is kept.
    pub(crate) async fn forward(&self, what: &str, port: u16) -> Result<Forward> {
        let mut child = Command::new("kubectl")
            .args(["--namespace", &self.namespace, "port-forward", what])
            .arg(format!(":{port}"))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .kill_on_drop(true)
            .spawn()
            .context("starting kubectl")?;
        let said = child.stdout.take().context("its output")?;
        let mut said = BufReader::new(said).lines();
        let line = timeout(SOON, said.next_line()).await.context("no way")??;
        // Forwarding from 127.0.0.1:40123 -> 8088
        let address = line
            .as_deref()
            .and_then(|line| {
                line.split_whitespace()
                    .find(|word| word.starts_with("127.0.0.1:"))
            })
            .with_context(|| format!("kubectl said {line:?}"))?
            .to_owned();
        // It says more with each connection, and must not wait for somebody to read that.
        tokio::spawn(async move { while let Ok(Some(_)) = said.next_line().await {} });
        Ok(Forward {
            address,
            _child: child,
        })
    }

    /// What the sidecars of `service` counted about calls to `upstream`, over all of its pods: `upstream_rq_active_overflow`, …
    pub(crate) async fn sidecar_counts(
        &self,
        service: &str,
        upstream: &str,
    ) -> Result<BTreeMap<String, u64>> {
        let mut counts = BTreeMap::new();
        let cluster = format!("||{upstream}.{}.svc.cluster.local;.", self.namespace);
        for pod in self.pod_names(service).await? {
            let path = format!("stats?filter=outbound.*{upstream}");
            let text = self.ask_sidecar(&pod, &path).await?;
            for line in text.lines() {
                if let Some((_, counter)) = line.split_once(&cluster)
                    && let Some((name, value)) = counter.split_once(": ")
                    && let Ok(value) = value.trim().parse::<u64>()
                {
                    *counts.entry(name.to_owned()).or_default() += value;
                }
            }
        }
        Ok(counts)
    }

    /// Waits until the sidecar of one of `service`'s pods has this in what it knows of its upstreams.
    pub(crate) async fn sidecars_know(
        &self,
        service: &str,
        known: impl Fn(&str) -> bool,
    ) -> Result<()> {
        for pod in self.pod_names(service).await? {
            eventually("the sidecar's new settings", SOON, async || {
                let text = self.ask_sidecar(&pod, "clusters").await.ok()?;
                known(&text).then_some(())
            })
            .await?;
        }
        Ok(())
    }

    /// How many old listeners the sidecars of `service` still have: those with connections from before a change.
    pub(crate) async fn old_listeners(&self, service: &str) -> Result<u64> {
        let mut old = 0;
        for pod in self.pod_names(service).await? {
            let path = "stats?filter=listener_manager.total_.*_draining";
            let text = self.ask_sidecar(&pod, path).await?;
            let counts = text.lines().filter_map(|line| line.split_once(": "));
            old += counts
                .filter_map(|(_, count)| count.trim().parse::<u64>().ok())
                .sum::<u64>();
        }
        Ok(old)
    }

    /// What Envoy's admin interface answers.
    async fn ask_sidecar(&self, pod: &str, path: &str) -> Result<String> {
        let command = ["pilot-agent", "request", "GET", path];
        let exec = ["exec", pod, "-c", "istio-proxy", "--"];
        self.kubectl(&[&exec[..], &command].concat()).await
    }

    async fn run(
        &self,
        program: &str,
        arguments: &[&str],
        input: &str,
        limit: Duration,
    ) -> Result<String> {
        let mut child = Command::new(program)
            .args(["--namespace", &self.namespace])
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .with_context(|| format!("starting {program}"))?;
        let mut stdin = child.stdin.take().context("its input")?;
        let input = input.to_owned();
        let feed = async move {
            let _closed_early = stdin.write_all(input.as_bytes()).await;
        };
        let said = async { tokio::join!(feed, child.wait_with_output()).1 };
        let what = format!("{program} {}", arguments.join(" "));
        let output = timeout(limit, said)
            .await
            .with_context(|| format!("{what}: not done within {} s", limit.as_secs()))??;
        if !output.status.success() {
            bail!("{what}: {}", String::from_utf8_lossy(&output.stderr).trim());
        }
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }
}

/// Asks again and again until there is an answer.
pub(crate) async fn eventually<T>(
    what: &str,
    within: Duration,
    mut ask: impl AsyncFnMut() -> Option<T>,
) -> Result<T> {
    let ends = Instant::now() + within;
    loop {
        if let Some(answer) = ask().await {
            return Ok(answer);
        }
        if Instant::now() > ends {
            bail!("{what}: not within {} s", within.as_secs());
        }
        sleep(GLANCE).await;
    }
}
