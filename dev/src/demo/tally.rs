use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use baedal_proto::order::v1::Order;
use tonic::Code;

/// As many latencies as are kept; what comes later is counted, not measured.
const MOST_MEASURED: usize = 1_000_000;

/// What happened so far.
#[derive(Debug, Clone, Default)]
pub struct Tally {
    /// Orders that were placed and paid.
    pub placed: u64,
    /// Orders that the customer confirmed.
    pub completed: u64,
    /// Orders called off.
    pub canceled: u64,
    /// Orders that the store refused.
    pub rejected: u64,
    /// Cards that were declined: no order, nothing charged.
    pub declined: u64,
    /// Customers who wanted to cancel when the kitchen had started.
    pub too_late: u64,
    /// Deliveries that a rider gave up.
    pub released: u64,
    /// Deliveries that another rider was quicker to claim.
    pub outrun: u64,
    /// What was charged for the placed orders, in won.
    pub charged_won: i64,
    /// What the stores keep: the completed orders, in won.
    pub earned_won: i64,
    /// What is given back: the canceled and rejected orders, in won.
    pub given_back_won: i64,
    /// Refusals that are no part of the play, by call and code.
    pub troubles: BTreeMap<(&'static str, i32), u64>,
    latencies: Vec<Duration>,
}

impl Tally {
    /// Orders whose end has not been seen.
    pub const fn open(&self) -> u64 {
        self.placed - self.completed - self.canceled - self.rejected
    }

    /// The latency of `PlaceOrder` that this share (0 to 100) of the placed orders did not exceed.
    pub fn percentile(&self, percent: usize) -> Duration {
        let mut sorted = self.latencies.clone();
        sorted.sort_unstable();
        let rank = (sorted.len() * percent).div_ceil(100).saturating_sub(1);
        sorted.get(rank).copied().unwrap_or_default()
    }

    pub(super) fn placed(&mut self, order: &Order, latency: Duration) {
        self.placed += 1;
        self.charged_won += won(order);
        if self.latencies.len() < MOST_MEASURED {
            self.latencies.push(latency);
        }
    }

    pub(super) fn completed(&mut self, order: &Order) {
        self.completed += 1;
        self.earned_won += won(order);
    }

    pub(super) fn canceled(&mut self, order: &Order) {
        self.canceled += 1;
        self.given_back_won += won(order);
    }

    pub(super) fn rejected(&mut self, order: &Order) {
        self.rejected += 1;
        self.given_back_won += won(order);
    }

    pub(super) fn trouble(&mut self, call: &'static str, code: Code) {
        *self.troubles.entry((call, code.into())).or_default() += 1;
    }

    /// One line, for while it runs.
    pub fn progress(&self) -> String {
        format!(
            "placed {}, open {}, completed {}, canceled {}, rejected {}, declined {}, troubles {}",
            self.placed,
            self.open(),
            self.completed,
            self.canceled,
            self.rejected,
            self.declined,
            self.troubles.values().sum::<u64>(),
        )
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "orders placed     {:>10}", self.placed)?;
        writeln!(f, "  completed       {:>10}", self.completed)?;
        writeln!(f, "  canceled        {:>10}", self.canceled)?;
        writeln!(f, "  rejected        {:>10}", self.rejected)?;
        writeln!(f, "  still open      {:>10}", self.open())?;
        writeln!(f, "cards declined    {:>10}", self.declined)?;
        writeln!(f, "canceled too late {:>10}", self.too_late)?;
        writeln!(f, "riders gave up    {:>10}", self.released)?;
        writeln!(f, "riders outrun     {:>10}", self.outrun)?;
        writeln!(f, "charged           {:>10} KRW", self.charged_won)?;
        writeln!(f, "  earned          {:>10} KRW", self.earned_won)?;
        writeln!(f, "  given back      {:>10} KRW", self.given_back_won)?;
        let [p50, p99] = [50, 99].map(|percent| self.percentile(percent).as_secs_f64() * 1_000.0);
        write!(f, "PlaceOrder        {p50:>10.1} ms p50, {p99:.1} ms p99")?;
        for ((call, code), count) in &self.troubles {
            write!(f, "\ntrouble: {call} {:?} {count} times", Code::from(*code))?;
        }
        Ok(())
    }
}

/// What was charged. The demo's stores sell in won, which has no smaller unit.
fn won(order: &Order) -> i64 {
    order.total.as_ref().map_or(0, |total| total.units)
}
