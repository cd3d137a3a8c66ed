//! Places where a test may stop or kill a real process, to see what it left behind.
//!
//! `BAEDAL_FAILPOINTS="order.authorized=hang,relay.published=exit"` arms them. A release build has none of it.

/// Marks a place by `name`. Does nothing unless the name is armed: `hang` logs `failpoint reached` with `failpoint.name` and
/// never goes on, so that a test can kill the process right there; `exit` ends the process at once, without any clean-up.
#[cfg(debug_assertions)]
pub async fn reach(name: &str) {
    use std::{collections::HashMap, future::pending, process::abort, sync::OnceLock};

    static ARMED: OnceLock<HashMap<String, String>> = OnceLock::new();
    let armed =
        ARMED.get_or_init(|| parse(&std::env::var("BAEDAL_FAILPOINTS").unwrap_or_default()));

    let Some(action) = armed.get(name) else {
        return;
    };
    tracing::warn!(
        failpoint.name = name,
        failpoint.action = action.as_str(),
        "failpoint reached"
    );
    match action.as_str() {
        "hang" => pending().await,
        "exit" => abort(),
        other => tracing::error!(failpoint.name = name, "no such failpoint action: {other}"),
    }
}

/// In a release build a failpoint is nothing at all.
#[cfg(not(debug_assertions))]
#[inline(always)]
pub async fn reach(_name: &str) {}

#[cfg(debug_assertions)]
fn parse(armed: &str) -> std::collections::HashMap<String, String> {
    armed
        .split(',')
        .filter_map(|point| point.trim().split_once('='))
        .map(|(name, action)| (name.to_owned(), action.to_owned()))
        .collect()
}

#[cfg(all(test, debug_assertions))]
mod tests {
    use super::*;

    #[test]
    fn several_failpoints_can_be_armed_at_once() {
        let armed = parse("order.authorized=hang, relay.published=exit,");

        assert_eq!(armed["order.authorized"], "hang");
        assert_eq!(armed["relay.published"], "exit");
        assert_eq!(armed.len(), 2);
    }

    #[tokio::test]
    async fn a_failpoint_that_is_not_armed_is_passed() {
        reach("nobody.armed.this").await;
    }
}
