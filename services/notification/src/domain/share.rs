//! What part of a channel's senders the other sides of a few may keep to themselves.

use std::collections::{HashMap, HashSet};

/// The way that one message is on: which host it goes to, and whether it was tried before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Way {
    /// The host that the customer chose.
    pub host: String,
    /// Whether a try has failed already.
    pub again: bool,
}

/// What is left out while its share is used up.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LeftOut {
    /// These hosts.
    pub hosts: HashSet<String>,
    /// Whatever was tried before.
    pub again: bool,
}

/// Who has how many of a channel's senders. One host gets a quarter of them, and everything that has failed before a
/// half: other sides that hang, one customer's or a group's on many hosts, leave room for everybody else's.
#[derive(Debug)]
pub struct Shares {
    each_host: usize,
    all_again: usize,
    hosts: HashMap<String, usize>,
    again: usize,
}

impl Shares {
    /// Of so many senders, with what is on its way.
    pub fn of<'a>(senders: usize, on_the_way: impl IntoIterator<Item = &'a Way>) -> Self {
        let mut shares = Self {
            each_host: (senders / 4).max(1),
            all_again: (senders / 2).max(1),
            hosts: HashMap::new(),
            again: 0,
        };
        for way in on_the_way {
            shares.count(way);
        }
        shares
    }

    /// Gives it a sender, if its share has one left.
    pub fn take(&mut self, way: &Way) -> bool {
        let used = self.hosts.get(&way.host).copied().unwrap_or_default();
        let has_room = used < self.each_host && !(way.again && self.again >= self.all_again);
        if has_room {
            self.count(way);
        }
        has_room
    }

    /// What gets none now.
    pub fn left_out(&self) -> LeftOut {
        let full = self
            .hosts
            .iter()
            .filter(|(_, used)| **used >= self.each_host);
        LeftOut {
            hosts: full.map(|(host, _)| host.clone()).collect(),
            again: self.again >= self.all_again,
        }
    }

    fn count(&mut self, way: &Way) {
        *self.hosts.entry(way.host.clone()).or_default() += 1;
        self.again += usize::from(way.again);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn way(host: &str, again: bool) -> Way {
        let host = host.to_owned();
        Way { host, again }
    }

    #[test]
    fn a_host_gets_a_quarter() {
        let on_the_way = vec![way("slow", false); 3];
        let mut shares = Shares::of(16, &on_the_way);
        assert_eq!(shares.left_out(), LeftOut::default());
        assert!(shares.take(&way("slow", false)));
        assert!(!shares.take(&way("slow", false)));
        assert!(shares.take(&way("other", false)));
        assert_eq!(shares.left_out().hosts, HashSet::from(["slow".to_owned()]));
    }

    #[test]
    fn what_failed_before_gets_a_half_however_many_hosts_it_is_on() {
        let mut shares = Shares::of(16, &[]);
        let taken = (0..16).filter(|it| shares.take(&way(&format!("slow-{it}"), true)));
        assert_eq!(taken.count(), 8);
        assert!(shares.left_out().again);
        assert!(shares.take(&way("new", false)));
    }

    #[test]
    fn a_single_sender_is_for_all() {
        let mut shares = Shares::of(1, &[]);
        assert!(shares.take(&way("one", true)));
        assert!(shares.left_out().again);
    }
}
