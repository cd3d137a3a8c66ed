//! The installation that the cases are tried on: the chart, the mesh's policy, an ingress gateway.

use std::fs;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::cluster::{Cluster, eventually};

/// What the release is called.
pub(crate) const NAME: &str = "baedal";
/// How long an installation or an upgrade may take.
pub(crate) const PATIENCE: Duration = Duration::from_mins(5);
/// How long helm may take for anything else.
const SOON: Duration = Duration::from_mins(2);
const NAMESPACE_IN_POLICY: &str = "namespace: baedal\n";
const HOST_IN_POLICY: &str = "- baedal.example.com\n";

/// How it is installed.
#[derive(Debug, Clone)]
pub(crate) struct Release {
    pub(crate) cluster: Cluster,
    /// Where the ingress gateway is, if the cluster has none of its own.
    pub(crate) ingress: Cluster,
    /// What image names begin with.
    pub(crate) repository: String,
    pub(crate) tag: String,
    /// `--set` of every installation.
    pub(crate) settings: Vec<String>,
}

impl Release {
    /// An empty namespace in the mesh.
    pub(crate) async fn make_room(&self) -> Result<()> {
        self.remove().await?;
        let namespace = &self.cluster.namespace;
        self.cluster
            .kubectl(&["create", "namespace", namespace])
            .await?;
        // Sidecars come with an init container that sets up the network; with istio-cni it would be `restricted` for all of the pod.
        self.cluster
            .kubectl(&[
                "label",
                "namespace",
                namespace,
                "istio-injection=enabled",
                "pod-security.kubernetes.io/warn=restricted",
            ])
            .await
            .map(drop)
    }

    /// A namespace beside it that is not in the mesh, and takes only pods that are `restricted`.
    pub(crate) async fn neighbour(&self) -> Result<Cluster> {
        let there = Cluster::new(format!("{}-neighbour", self.cluster.namespace));
        let name = &there.namespace;
        if !there.succeeds(&["get", "namespace", name]).await {
            there.kubectl(&["create", "namespace", name]).await?;
        }
        let restricted = [
            "label",
            "namespace",
            name,
            "--overwrite",
            "pod-security.kubernetes.io/enforce=restricted",
            "pod-security.kubernetes.io/warn=restricted",
        ];
        there.kubectl(&restricted).await?;
        Ok(there)
    }

    /// Installs or upgrades, waits until all is ready, and says what helm said.
    pub(crate) async fn install(&self, more: &[&str]) -> Result<String> {
        let chart = baedal_dev::workspace().join("helm/baedal");
        let values = baedal_dev::workspace().join("tests/mesh/values.yaml");
        let (chart, values) = (text(&chart)?, text(&values)?);
        let repository = format!("image.repository={}", self.repository);
        let tag = format!("image.tag={}", self.tag);
        let mut arguments = vec!["upgrade", "--install", NAME, &chart, "--values", &values];
        arguments.extend(["--set", &repository, "--set-string", &tag]);
        for setting in &self.settings {
            arguments.extend(["--set", setting.as_str()]);
        }
        arguments.extend(more);
        if !more.contains(&"--wait=false") {
            arguments.extend(["--wait", "--timeout", "5m"]);
        }
        self.cluster
            .helm(PATIENCE + Duration::from_secs(10), &arguments)
            .await
    }

    /// The number of what is installed, to roll back to.
    pub(crate) async fn revision(&self) -> Result<String> {
        let status = ["status", NAME, "-o", "json"];
        let status = self.cluster.helm(SOON, &status).await?;
        let status: serde_json::Value = serde_json::from_str(&status)?;
        let revision = status["version"].as_u64().context("a revision")?;
        ensure!(revision > 0, "no revision");
        Ok(revision.to_string())
    }

    /// Goes back to a revision, and waits until all of it is ready.
    pub(crate) async fn roll_back(&self, revision: &str) -> Result<()> {
        let arguments = ["rollback", NAME, revision, "--wait", "--timeout", "100s"];
        self.cluster.helm(SOON, &arguments).await.map(drop)
    }

    /// Takes the release away, and waits until it is gone.
    pub(crate) async fn uninstall(&self) -> Result<()> {
        let arguments = ["uninstall", NAME, "--wait", "--timeout", "100s"];
        self.cluster.helm(SOON, &arguments).await.map(drop)
    }

    /// Applies `istio/` to this namespace.
    pub(crate) async fn apply_policy(&self) -> Result<()> {
        let folder = self.policy()?;
        let path = text(folder.path())?;
        self.cluster
            .kubectl(&["apply", "-k", &path])
            .await
            .map(drop)
    }

    /// `istio/` with this namespace in the one line that names it, and any host at the door: nodes have addresses, not names.
    fn policy(&self) -> Result<tempfile::TempDir> {
        let folder = tempfile::tempdir()?;
        for file in fs::read_dir(baedal_dev::workspace().join("istio"))? {
            let file = file?;
            let mut text = fs::read_to_string(file.path())?;
            let here = format!("namespace: {}\n", self.cluster.namespace);
            for (name, from, to) in [
                ("kustomization.yaml", NAMESPACE_IN_POLICY, here.as_str()),
                ("entry.yaml", HOST_IN_POLICY, "- \"*\"\n"),
            ] {
                if file.file_name() == name {
                    ensure!(
                        text.contains(from),
                        "istio/{name} has no line `{}`",
                        from.trim()
                    );
                    text = text.replace(from, to);
                }
            }
            fs::write(folder.path().join(file.file_name()), text)?;
        }
        Ok(folder)
    }

    /// The way in through the mesh: the cluster's own ingress gateway, or one that is made here. `plaintext://host:port`, as a node
    /// is another machine.
    pub(crate) async fn way_in(&self) -> Result<String> {
        let find = ["get", "service", "-A", "-l", "istio=ingressgateway"];
        let there = self.cluster.json(&find).await?;
        let service = match there["items"].as_array().and_then(|items| items.first()) {
            Some(service) => service.clone(),
            None => self.make_ingress().await?,
        };
        let ports = service["spec"]["ports"].as_array();
        let port = ports
            .into_iter()
            .flatten()
            .find(|port| port["port"] == 80)
            .and_then(|port| port["nodePort"].as_u64())
            .context("the ingress gateway has no node port for port 80")?;
        let nodes = self.cluster.json(&["get", "nodes"]).await?;
        let addresses = nodes["items"][0]["status"]["addresses"].as_array();
        let addresses = addresses
            .into_iter()
            .flatten()
            .filter_map(|address| address["address"].as_str());
        let hosts: Vec<_> = std::iter::once("127.0.0.1").chain(addresses).collect();
        eventually("a way in", Duration::from_secs(30), async || {
            for host in &hosts {
                let address = format!("{host}:{port}");
                let connect = TcpStream::connect(&address);
                if let Ok(Ok(_)) = timeout(Duration::from_secs(1), connect).await {
                    return Some(format!("plaintext://{address}"));
                }
            }
            None
        })
        .await
    }

    async fn make_ingress(&self) -> Result<serde_json::Value> {
        let namespace = &self.ingress.namespace;
        if !self
            .ingress
            .succeeds(&["get", "namespace", namespace])
            .await
        {
            self.ingress
                .kubectl(&["create", "namespace", namespace])
                .await?;
        }
        let yaml = fs::read_to_string(baedal_dev::workspace().join("tests/mesh/ingress.yaml"))?;
        self.ingress.apply(&yaml).await?;
        self.ingress
            .rolled_out("deployment/ingress", Duration::from_secs(90))
            .await?;
        self.ingress.json(&["get", "service", "ingress"]).await
    }

    /// Takes everything away, volumes included.
    pub(crate) async fn remove(&self) -> Result<()> {
        let mine = &self.cluster.namespace;
        let names = [
            mine.clone(),
            format!("{mine}-neighbour"),
            self.ingress.namespace.clone(),
        ];
        for name in names {
            let arguments = ["delete", "namespace", &name, "--ignore-not-found"];
            self.cluster
                .kubectl_within(Duration::from_mins(3), &arguments)
                .await?;
        }
        Ok(())
    }

    /// The image with this program.
    pub(crate) fn own_image(&self) -> String {
        format!("{}-mesh:{}", self.repository, self.tag)
    }
}

fn text(path: &Path) -> Result<String> {
    let path = path.to_str().context("a path that is no text")?;
    Ok(path.to_owned())
}
