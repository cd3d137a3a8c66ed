//! How much one caller may ask for.

use std::{
    hash::{BuildHasher, Hash, RandomState},
    net::{IpAddr, Ipv6Addr},
    num::NonZeroU32,
    sync::Arc,
    time::Duration,
};

use baedal_auth::Caller;
use governor::{
    RateLimiter,
    clock::{Clock, MonotonicClock},
    middleware::NoOpMiddleware,
    state::keyed::DashMapStateStore,
};
use http::{HeaderMap, header::AUTHORIZATION};
use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

use crate::{
    config::{LimitsConfig, Quota},
    shares::Shares,
    suspects::Suspects,
};

/// The header in which proxies say whom they speak for.
const FORWARDED_FOR: &str = "x-forwarded-for";

/// How often callers that have been quiet are forgotten.
const PRUNE_INTERVAL: Duration = Duration::from_secs(10);

/// How many groups callers are put into when there are too many to tell apart.
const GROUPS: u64 = 1_024;

/// The address at the other end of a connection, in its requests' extensions.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Peer(pub(crate) IpAddr);

/// One quota for each caller. Callers are hashes: nothing personal is kept, and a key is eight bytes.
struct Allowance<C: Clock> {
    limiter: RateLimiter<u64, DashMapStateStore<u64>, C, NoOpMiddleware<C::Instant>>,
    clock: C,
    max_callers: usize,
}

impl<C: Clock + Clone> Allowance<C> {
    /// `None` where there is no limit.
    fn new(quota: Quota, max_callers: usize, clock: &C) -> Option<Self> {
        let rate = NonZeroU32::new(quota.per_second)?;
        let burst = NonZeroU32::new(quota.burst).unwrap_or(NonZeroU32::MIN);
        let quota = governor::Quota::per_second(rate).allow_burst(burst);
        Some(Self {
            limiter: RateLimiter::new(quota, DashMapStateStore::default(), clock.clone()),
            clock: clock.clone(),
            max_callers,
        })
    }

    fn take(&self, caller: u64) -> Result<(), Duration> {
        // Not that many people call within seconds. Until some are forgotten, a flood of new ones has to share.
        let is_full = self.limiter.len() >= self.max_callers;
        let key = if is_full { caller % GROUPS } else { caller };
        self.limiter
            .check_key(&key)
            .map_err(|not_yet| not_yet.wait_time_from(self.clock.now()))
    }

    /// Forgets those who have all of their quota again.
    fn prune(&self) {
        self.limiter.retain_recent();
        self.limiter.shrink_to_fit();
    }
}

/// All quotas.
pub(crate) struct Limits<C: Clock = MonotonicClock> {
    reads: Option<Allowance<C>>,
    mutations: Option<Allowance<C>>,
    public: Option<Allowance<C>>,
    wrong_tokens: Option<Allowance<C>>,
    /// Who has sent too many of those.
    pub(crate) suspects: Suspects,
    /// Of each caller.
    pub(crate) in_flight: Arc<Shares>,
    pub(crate) open_streams: Arc<Shares>,
    trusted_proxies: usize,
    hashes: RandomState,
}

impl Limits {
    pub(crate) fn new(config: &LimitsConfig) -> Self {
        Self::with_clock(config, &MonotonicClock)
    }
}

impl<C: Clock + Clone> Limits<C> {
    fn with_clock(config: &LimitsConfig, clock: &C) -> Self {
        let allowance = |quota| Allowance::new(quota, config.max_callers, clock);
        Self {
            reads: allowance(config.per_caller),
            mutations: allowance(config.mutations),
            public: allowance(config.public),
            wrong_tokens: allowance(config.wrong_tokens),
            suspects: Suspects::new(config.max_callers),
            in_flight: Shares::new(config.calls_in_flight),
            open_streams: Shares::new(config.open_streams),
            trusted_proxies: config.trusted_proxies,
            hashes: RandomState::new(),
        }
    }

    /// Takes one call from what the caller has left, or says how long to wait for it.
    pub(crate) fn take(
        &self,
        caller: &Caller,
        network: u64,
        mutates: bool,
    ) -> Result<(), Duration> {
        let (allowance, key) = match caller.subject() {
            Some(subject) if mutates => (&self.mutations, self.hash(subject.as_str())),
            Some(subject) => (&self.reads, self.hash(subject.as_str())),
            // Behind one proxy that nobody configured, all strangers are one.
            None => (&self.public, network),
        };
        match allowance {
            Some(allowance) => allowance.take(key),
            None => Ok(()),
        }
    }

    /// Notes a bad token from there, or says how long to take none that is not known to be good.
    pub(crate) fn take_wrong(&self, network: u64) -> Result<(), Duration> {
        match &self.wrong_tokens {
            Some(allowance) => allowance.take(network),
            None => Ok(()),
        }
    }

    /// Which token a call brings along, as a number that says nothing else of it.
    pub(crate) fn token(&self, headers: &HeaderMap) -> Option<u64> {
        let token = headers.get(AUTHORIZATION)?;
        Some(self.hash(token.as_bytes()))
    }

    /// Where a call comes from, as a number that says nothing else of it.
    pub(crate) fn network(&self, peer: Option<IpAddr>, headers: &HeaderMap) -> u64 {
        self.hash(self.address(peer, headers).map(network))
    }

    fn hash(&self, caller: impl Hash) -> u64 {
        self.hashes.hash_one(caller)
    }

    /// Who calls: the other end of the connection, or whom the outermost proxy that is trusted saw.
    fn address(&self, peer: Option<IpAddr>, headers: &HeaderMap) -> Option<IpAddr> {
        let Some(hops) = self.trusted_proxies.checked_sub(1) else {
            return peer;
        };
        let forwarded: Vec<&str> = headers
            .get_all(FORWARDED_FOR)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .collect();
        let seen = forwarded.iter().rev().nth(hops);
        seen.and_then(|text| text.trim().parse().ok()).or(peer)
    }

    /// Keeps the memory of callers small until `stop`.
    pub(crate) async fn keep_small(self: Arc<Self>, stop: CancellationToken) {
        let mut ticks = interval(PRUNE_INTERVAL);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                _ = ticks.tick() => self.prune(),
                () = stop.cancelled() => return,
            }
        }
    }

    fn prune(&self) {
        for allowance in [
            &self.reads,
            &self.mutations,
            &self.public,
            &self.wrong_tokens,
        ] {
            allowance.iter().for_each(Allowance::prune);
        }
        self.suspects.prune();
    }
}

/// Of an IPv6 address the first 64 bits: a household has them all.
pub(crate) fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            let prefix = address.to_bits() >> 64 << 64;
            IpAddr::V6(Ipv6Addr::from_bits(prefix))
        }
        address @ IpAddr::V4(_) => address,
    }
}

#[cfg(test)]
mod tests {
    use governor::clock::FakeRelativeClock;

    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn person(name: &str) -> Caller {
        Caller::Person {
            subject: name.parse().expect("a subject"),
            roles: [].into_iter().collect(),
        }
    }

    fn limits(config: &LimitsConfig) -> (Limits<FakeRelativeClock>, FakeRelativeClock) {
        let clock = FakeRelativeClock::default();
        (Limits::with_clock(config, &clock), clock)
    }

    fn small() -> LimitsConfig {
        LimitsConfig {
            per_caller: Quota::new(2, 3),
            mutations: Quota::new(1, 1),
            public: Quota::new(1, 2),
            ..LimitsConfig::default()
        }
    }

    #[test]
    fn a_caller_has_a_burst_then_a_rate_and_is_told_the_real_wait() {
        let (limits, clock) = limits(&small());
        let ann = person("ann");
        for _ in 0..3 {
            assert_eq!(limits.take(&ann, 0, false), Ok(()));
        }

        let wait = limits.take(&ann, 0, false).expect_err("the burst is over");
        assert_eq!(wait, SECOND / 2);
        clock.advance(wait.saturating_sub(Duration::from_millis(1)));
        assert!(limits.take(&ann, 0, false).is_err());
        clock.advance(Duration::from_millis(1));
        assert_eq!(limits.take(&ann, 0, false), Ok(()));
        assert!(limits.take(&ann, 0, false).is_err());
    }

    #[test]
    fn callers_and_kinds_of_calls_do_not_take_from_each_other() {
        let (limits, _) = limits(&small());
        let (ann, bob) = (person("ann"), person("bob"));

        assert_eq!(limits.take(&ann, 0, true), Ok(()));
        assert_eq!(limits.take(&ann, 0, true), Err(SECOND));
        assert_eq!(limits.take(&bob, 0, true), Ok(()));
        assert_eq!(limits.take(&ann, 0, false), Ok(()));
    }

    #[test]
    fn strangers_are_known_by_their_network() {
        let (limits, _) = limits(&small());
        let take = |address: &str| {
            let address = address.parse().expect("an address");
            let network = limits.network(Some(address), &HeaderMap::new());
            limits.take(&Caller::Anonymous, network, true).is_ok()
        };

        assert!(take("10.0.0.1") && take("10.0.0.1") && !take("10.0.0.1"));
        assert!(!take("::ffff:10.0.0.1"), "the same address, written longer");
        assert!(take("10.0.0.2"));
        assert!(take("2001:db8::1") && take("2001:db8::2") && !take("2001:db8::3"));
        assert!(take("2001:db8:0:1::1"));
    }

    #[test]
    fn only_proxies_that_are_trusted_are_believed() {
        let mut headers = HeaderMap::new();
        for value in ["6.6.6.6, 1.1.1.1", "2.2.2.2"] {
            headers.append(FORWARDED_FOR, value.parse().expect("a value"));
        }
        let peer: Option<IpAddr> = Some([9, 9, 9, 9].into());
        for (trusted_proxies, seen) in [
            (0, [9, 9, 9, 9]),
            (1, [2, 2, 2, 2]),
            (2, [1, 1, 1, 1]),
            (7, [9, 9, 9, 9]),
        ] {
            let config = LimitsConfig {
                trusted_proxies,
                ..small()
            };
            let (limits, _) = limits(&config);
            assert_eq!(limits.address(peer, &headers), Some(seen.into()));
        }
    }

    #[test]
    fn a_flood_of_callers_takes_no_more_memory_than_allowed_and_is_forgotten() {
        let config = LimitsConfig {
            max_callers: 100,
            ..small()
        };
        let (limits, clock) = limits(&config);
        let size = || limits.reads.as_ref().map_or(0, |reads| reads.limiter.len());

        for number in 0..20_000 {
            let _ = limits.take(&person(&format!("caller-{number}")), 0, false);
        }
        assert!(
            size() <= 100 + usize::try_from(GROUPS).expect("small"),
            "{}",
            size()
        );

        clock.advance(SECOND * 10);
        limits.prune();
        assert_eq!(size(), 0);
        assert_eq!(limits.take(&person("ann"), 0, false), Ok(()));
    }

    #[test]
    fn a_rate_of_zero_is_no_limit() {
        let config = LimitsConfig {
            per_caller: Quota::new(0, 0),
            ..small()
        };
        let (limits, _) = limits(&config);
        let ann = person("ann");
        assert!((0..10_000).all(|_| limits.take(&ann, 0, false).is_ok()));
    }
}
