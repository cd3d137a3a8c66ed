//! What was measured, as a table.

use std::sync::Mutex;
use std::time::Duration;

/// Lines of the table, in the order in which they came to be.
#[derive(Default)]
pub(crate) struct Report(Mutex<Vec<(String, String, String)>>);

impl Report {
    /// Notes a figure, and says it at once.
    pub(crate) fn note(&self, case: &str, what: impl Into<String>, figure: impl Into<String>) {
        let (what, figure) = (what.into(), figure.into());
        println!("{case:>10}  {what}: {figure}");
        let mut lines = self
            .0
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        lines.push((case.to_owned(), what, figure));
    }

    /// Prints the whole table.
    pub(crate) fn print(&self) {
        let lines = self
            .0
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        let widest = lines.iter().map(|line| line.1.chars().count()).max();
        let width = widest.unwrap_or_default();
        println!("\n{:<10}  {:<width$}  figure", "case", "what");
        let mut last = "";
        for (case, what, figure) in lines.iter() {
            let shown = if case == last { "" } else { case };
            println!("{shown:<10}  {what:<width$}  {figure}");
            last = case;
        }
    }
}

/// `1234 ms`
pub(crate) fn ms(duration: Duration) -> String {
    format!("{} ms", duration.as_millis())
}

/// `12.3 s`
pub(crate) fn seconds(duration: Duration) -> String {
    format!("{:.1} s", duration.as_secs_f64())
}

/// The time that so many percent of these took no longer than.
pub(crate) fn percentile(durations: &mut [Duration], percent: usize) -> Duration {
    durations.sort_unstable();
    let at = durations.len().saturating_sub(1) * percent / 100;
    durations.get(at).copied().unwrap_or_default()
}
