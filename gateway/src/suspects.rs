//! Addresses that send tokens which are no good.
//!
//! To find out that a token is no good takes a signature to be checked. An address that has sent too many of them is refused before
//! that; but not the callers there whose tokens were found good a little while ago: a household, or all that is behind a proxy, has
//! one address.

use std::{
    collections::HashMap,
    sync::{PoisonError, RwLock},
    time::Duration,
};

use tokio::time::Instant;

/// How long a good token is remembered after it was last seen.
const REMEMBERED: Duration = Duration::from_mins(10);

/// How much later a token has to be seen again for that to be written down.
const NEWS: Duration = Duration::from_mins(1);

/// Who has to wait, and who has not. All are hashes.
pub(crate) struct Suspects {
    /// Addresses, and until when.
    waiting: RwLock<HashMap<u64, Instant>>,
    /// Tokens, and when they were last found good.
    good: RwLock<HashMap<u64, Instant>>,
    /// Entries in each.
    max: usize,
}

impl Suspects {
    pub(crate) fn new(max: usize) -> Self {
        Self {
            waiting: RwLock::default(),
            good: RwLock::default(),
            max,
        }
    }

    /// How long a caller with this token has to wait, whom nobody has asked yet.
    pub(crate) fn wait(&self, address: u64, token: u64) -> Option<Duration> {
        let waiting = self.waiting.read().unwrap_or_else(PoisonError::into_inner);
        let left = waiting
            .get(&address)?
            .checked_duration_since(Instant::now())?;
        let good = self.good.read().unwrap_or_else(PoisonError::into_inner);
        (!good.contains_key(&token)).then_some(left)
    }

    /// The address has to wait for so long.
    pub(crate) fn hold(&self, address: u64, wait: Duration) {
        put(&self.waiting, address, Instant::now() + wait, self.max);
    }

    /// The token was found good.
    pub(crate) fn trust(&self, token: u64) {
        let now = Instant::now();
        let good = self.good.read().unwrap_or_else(PoisonError::into_inner);
        let is_news = good.get(&token).is_none_or(|seen| now - *seen > NEWS);
        drop(good);
        if is_news {
            put(&self.good, token, now, self.max);
        }
    }

    /// Forgets what does not count any more.
    pub(crate) fn prune(&self) {
        let now = Instant::now();
        let mut waiting = self.waiting.write().unwrap_or_else(PoisonError::into_inner);
        waiting.retain(|_, until| *until > now);
        waiting.shrink_to_fit();
        drop(waiting);
        let mut good = self.good.write().unwrap_or_else(PoisonError::into_inner);
        good.retain(|_, seen| now - *seen < REMEMBERED);
        good.shrink_to_fit();
    }
}

/// Nothing is put in where it is full: who is left out waits with the others, or is asked for the token once more.
fn put(entries: &RwLock<HashMap<u64, Instant>>, key: u64, at: Instant, max: usize) {
    let mut entries = entries.write().unwrap_or_else(PoisonError::into_inner);
    if entries.len() < max || entries.contains_key(&key) {
        entries.insert(key, at);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[tokio::test(start_paused = true)]
    async fn an_address_waits_but_not_its_callers_with_good_tokens() {
        let suspects = Suspects::new(10);
        suspects.trust(7);
        assert_eq!(suspects.wait(1, 8), None);

        suspects.hold(1, SECOND);
        assert_eq!(suspects.wait(1, 8), Some(SECOND));
        assert_eq!(suspects.wait(1, 7), None);
        assert_eq!(suspects.wait(2, 8), None);
        tokio::time::advance(SECOND * 2).await;
        assert_eq!(suspects.wait(1, 8), None);
    }

    #[tokio::test(start_paused = true)]
    async fn what_does_not_count_any_more_takes_no_memory() {
        let suspects = Suspects::new(10);
        for key in 0..1_000 {
            suspects.trust(key);
            suspects.hold(key, SECOND);
        }
        let sizes = || {
            let waiting = suspects.waiting.read().expect("no panic").len();
            (waiting, suspects.good.read().expect("no panic").len())
        };
        assert_eq!(sizes(), (10, 10));
        tokio::time::advance(REMEMBERED).await;
        suspects.prune();
        assert_eq!(sizes(), (0, 0));
    }
}
