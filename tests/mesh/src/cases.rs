//! What is shown on the cluster, case by case.

mod authorization;
mod balance;
mod breaker;
mod chart;
mod ejection;
mod healing;
mod neighbour;
mod outages;
mod rolling;
mod scale;

use std::pin::Pin;
use std::time::Duration;

use anyhow::{Result, ensure};

use crate::cluster::{Cluster, eventually};
use crate::load::Tally;
use crate::people::Town;
use crate::release::Release;
use crate::report::Report;

/// What a case has at hand.
pub(crate) struct Stage<'a> {
    pub(crate) release: &'a Release,
    pub(crate) cluster: &'a Cluster,
    pub(crate) town: &'a Town,
    pub(crate) report: &'a Report,
    pub(crate) next_tag: Option<&'a str>,
}

type Run = for<'a> fn(&'a Stage<'a>) -> Pin<Box<dyn Future<Output = Result<()>> + 'a>>;

/// One of them.
pub(crate) struct Case {
    pub(crate) name: &'static str,
    pub(crate) shows: &'static str,
    pub(crate) limit: Duration,
    pub(crate) run: Run,
}

/// All of them, in the order in which they run.
pub(crate) const CASES: &[Case] = &[
    Case {
        name: "chart",
        shows: "every variant is taken by the API server, the analysis finds nothing, helm test passes",
        limit: Duration::from_mins(2),
        run: |stage| Box::pin(chart::chart(stage)),
    },
    Case {
        name: "mtls",
        shows: "who may call whom, by what the pods themselves see",
        limit: Duration::from_mins(2),
        run: |stage| Box::pin(authorization::mtls(stage)),
    },
    Case {
        name: "breaker",
        shows: "slow payments beyond the limit are turned away at once, and uncharged",
        limit: Duration::from_mins(2),
        run: |stage| Box::pin(breaker::breaker(stage)),
    },
    Case {
        name: "ejection",
        shows: "a payment pod that fails is taken out, and comes back",
        limit: Duration::from_mins(2),
        run: |stage| Box::pin(ejection::ejection(stage)),
    },
    Case {
        name: "downtime",
        shows: "every service restarted and upgraded in turn under load, and not one failed call",
        limit: Duration::from_mins(10),
        run: |stage| Box::pin(rolling::downtime(stage)),
    },
    Case {
        name: "outages",
        shows: "the store is away and orders go on; PostgreSQL's and NATS's pods are deleted and nothing is lost",
        limit: Duration::from_mins(4),
        run: |stage| Box::pin(outages::outages(stage)),
    },
    Case {
        name: "scale",
        shows: "load takes order to three pods and back to one, and nothing is lost",
        limit: Duration::from_mins(5),
        run: |stage| Box::pin(scale::scale(stage)),
    },
    Case {
        name: "balance",
        shows: "each of several pods gets its share of the calls, in the mesh and without one",
        limit: Duration::from_mins(8),
        run: |stage| Box::pin(balance::balance(stage)),
    },
    Case {
        name: "healing",
        shows: "a frozen process is restarted, a killed pod returns, a bad version leaves the good one serving",
        limit: Duration::from_mins(4),
        run: |stage| Box::pin(healing::healing(stage)),
    },
    Case {
        name: "config",
        shows: "changed settings and secrets reach the pods",
        limit: Duration::from_mins(3),
        run: |stage| Box::pin(rolling::config(stage)),
    },
    Case {
        name: "policy",
        shows: "the mesh's policy changes under load, and not one failed call",
        limit: Duration::from_mins(3),
        run: |stage| Box::pin(rolling::policy(stage)),
    },
    Case {
        name: "neighbour",
        shows: "a second installation: databases that are there, no mesh, only `restricted` pods, Helm 4",
        limit: Duration::from_mins(4),
        run: |stage| Box::pin(neighbour::neighbour(stage)),
    },
    Case {
        name: "uninstall",
        shows: "helm uninstall leaves the volumes and nothing else",
        limit: Duration::from_mins(2),
        run: |stage| Box::pin(chart::uninstall(stage)),
    },
];

impl Stage<'_> {
    /// Waits until the books have come to rest, and says that they balance.
    pub(crate) async fn audit(&self, case: &str) -> Result<()> {
        let mut last = String::new();
        let balanced = eventually("balanced books", Duration::from_secs(45), async || {
            match baedal_dev::audit::audit(&self.town.gateway, None).await {
                Ok(audit) => {
                    last = audit.report();
                    audit.differences.is_empty().then_some(audit.payments)
                }
                Err(error) => {
                    last = format!("{error:#}");
                    None
                }
            }
        })
        .await;
        ensure!(balanced.is_ok(), "{last}");
        self.report.note(case, "the ledger's audit", last);
        Ok(())
    }

    /// Notes what came of a load.
    pub(crate) fn note_load(&self, case: &str, what: &str, tally: &Tally) {
        let figure = format!(
            "{} calls, {} failed; {} orders placed, {} completed",
            tally.calls, tally.failed, tally.placed, tally.completed
        );
        self.report.note(case, what, figure);
        for failure in &tally.failures {
            println!("            {failure}");
        }
    }
}
