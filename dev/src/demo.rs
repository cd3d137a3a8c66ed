//! A picture of life on a running system: customers, owners and riders who do what people do.
//!
//! They know nothing that their apps would not show them, and reach everything through the gateway.

mod customer;
mod kitchen;
mod rider;
mod scene;
mod tally;

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, ensure};
use baedal_proto::identity::v1::Role;
use rand::SeedableRng;
use rand::rngs::StdRng;
use tokio::task::JoinSet;
use tokio::time::{Instant, interval, sleep, sleep_until, timeout};

use self::customer::Customer;
use self::kitchen::Kitchen;
use self::rider::Rider;
use self::scene::{Phase, Scene, Shop};
pub use self::tally::Tally;
use crate::line::{self, Line};
use crate::seed;

/// The most people of each kind: each has a connection of its own.
pub const MOST_PEOPLE: usize = 500;
/// The longest demo; the people's tokens must outlive it.
pub const LONGEST: Duration = Duration::from_hours(23);
/// How long open orders may take to come to their end once nobody orders any more.
const LAST_ORDERS: Duration = Duration::from_secs(30);
/// How long a call that is under way may take at the very end.
const LAST_CALL: Duration = Duration::from_secs(11);

/// Who takes part, and for how long.
#[derive(Debug, Clone)]
pub struct Demo {
    /// Where the gateway is, `host:port` or a URL.
    pub gateway: String,
    /// How many people order.
    pub customers: usize,
    /// How many stores there are, each with an owner of its own.
    pub owners: usize,
    /// How many people deliver.
    pub riders: usize,
    /// How long orders are placed. What is open then is still brought to its end.
    pub lasting: Duration,
    /// What people choose follows from this; when they come to choose does not.
    pub seed: u64,
}

impl Demo {
    /// Plays it until the time is up or `stop` is done, and says what happened. `progress` sees the
    /// figures once a second.
    pub async fn play(
        &self,
        stop: impl Future<Output = ()>,
        mut progress: impl FnMut(&Tally),
    ) -> anyhow::Result<Tally> {
        for (people, name) in [
            (self.customers, "customers"),
            (self.owners, "owners"),
            (self.riders, "riders"),
        ] {
            ensure!(
                (1..=MOST_PEOPLE).contains(&people),
                "{name}: 1 to {MOST_PEOPLE}"
            );
        }
        ensure!(
            self.lasting <= LONGEST,
            "a demo lasts at most {} hours",
            LONGEST.as_secs() / 3600
        );
        let mut stop = pin!(stop);
        let (scene, mut customers, mut staff) = tokio::select! {
            ready = self.raise_the_curtain() => ready?,
            () = &mut stop => return Ok(Tally::default()),
        };
        let end = Instant::now() + self.lasting;
        let mut second = interval(Duration::from_secs(1));
        loop {
            tokio::select! {
                () = &mut stop => break,
                () = sleep_until(end), if scene.phase() == Phase::Open => scene.set(Phase::LastOrders),
                () = sleep_until(end + LAST_ORDERS) => break,
                joined = customers.join_next() => match joined {
                    Some(customer) => customer.context("a customer fell over")?,
                    None => break,
                },
                _ = second.tick() => progress(&scene.tally()),
            }
        }
        scene.set(Phase::Closed);
        let everybody_leaves = async {
            while customers.join_next().await.is_some() {}
            while staff.join_next().await.is_some() {}
        };
        // Whoever is still waiting for an answer then goes without.
        let _left_without = timeout(LAST_CALL, everybody_leaves).await;
        Ok(scene.tally())
    }

    async fn raise_the_curtain(&self) -> anyhow::Result<(Arc<Scene>, JoinSet<()>, JoinSet<()>)> {
        let mut shops = Vec::new();
        let mut owners = Vec::new();
        for number in 1..=self.owners {
            let subject = format!("demo-owner-{number}");
            let line = self.line(&subject, Role::StoreOwner).await?;
            let seeded = seed::one(&line, &subject, number - 1)
                .await
                .with_context(|| format!("opening the store of {subject}"))?;
            owners.push((line, seeded.store_id.clone()));
            shops.push(Shop::from(seeded));
        }
        let scene = Arc::new(Scene::new(shops));
        let mut rng = StdRng::seed_from_u64(self.seed);
        let mut customers = JoinSet::new();
        let mut staff = JoinSet::new();
        for (line, store_id) in owners {
            let kitchen = Kitchen::new(&scene, line, store_id, StdRng::from_rng(&mut rng));
            staff.spawn(kitchen.run());
        }
        for number in 1..=self.riders {
            let line = self
                .line(&format!("demo-rider-{number}"), Role::Rider)
                .await?;
            staff.spawn(Rider::new(&scene, line, StdRng::from_rng(&mut rng)).ride());
        }
        for number in 1..=self.customers {
            let line = self
                .line(&format!("demo-customer-{number}"), Role::Customer)
                .await?;
            customers.spawn(Customer::new(&scene, line, StdRng::from_rng(&mut rng)).live());
        }
        Ok((scene, customers, staff))
    }

    async fn line(&self, subject: &str, role: Role) -> anyhow::Result<Line> {
        let validity = self.lasting + Duration::from_mins(10);
        line::as_subject(&self.gateway, subject, role, validity).await
    }
}

/// Waits, but no longer than the scene stays as it is.
async fn pause(scene: &Scene, length: Duration) {
    tokio::select! {
        () = sleep(length) => {}
        () = scene.changes() => {}
    }
}
