//! What can be done with orders. Each use case owns its transaction.

mod change;
mod expire;
mod menus;
mod payments;
mod place;
mod progress;
mod prune;
mod read;
mod settle;

use std::{sync::Arc, time::Duration};

use baedal_messaging::Wake;
use baedal_runtime::{Clock, Ids, Tasks, database::Pool};
use opentelemetry::metrics::{Counter, Gauge, Meter};
use time::OffsetDateTime;
use tokio::sync::Semaphore;

use self::place::{InFlight, TurningAway};
pub use self::{
    change::{ChangeError, Wish},
    menus::MenuChange,
    payments::{CardToken, Charge, Payment, PaymentError, Payments},
    place::{Asked, Ended, PlaceError, PlaceOrder},
    progress::{HearError, Heard},
};
pub use crate::db::orders::{Filter, Viewer};

/// Times and limits.
#[derive(Debug, Clone)]
pub struct Settings {
    /// How long placing an order may take.
    pub deadline: Duration,
    /// What of it is kept for looking up an answer that was lost.
    pub lookup_reserve: Duration,
    /// Orders being placed at the same time; one more is turned away.
    pub max_in_flight: usize,
    /// How long a store has to accept.
    pub accept_within: Duration,
    /// How long a request stays turned away; see [`Settings::longest_call`].
    pub turned_away_for: Duration,
    /// How long it may take to write down that a request is turned away.
    pub refuse_within: Duration,
    /// How long the whole of a checkout that ended is kept.
    pub remember: Duration,
    /// How long it is kept beside the few bytes that stay of it: longer than a statement runs.
    pub forget_margin: Duration,
}

impl Settings {
    /// A little longer than a checkout may take, so that nobody takes up what is still being worked on.
    pub fn lease(&self) -> Duration {
        self.deadline + Duration::from_secs(1)
    }

    /// How long after a caller sent it a call may still ask payment: it is worked on in a task that outlives it.
    pub fn longest_call(&self, max_deadline: Duration) -> Duration {
        max_deadline + self.lease()
    }
}

/// The use cases and what they need. Cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Parts>);

/// What the use cases need.
pub struct Needs {
    /// The service's database.
    pub db: Pool,
    /// The same, by a connection that is there when there is none to be had of the others.
    pub refusals_db: Pool,
    /// The way to payment.
    pub payments: Arc<dyn Payments>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// New ids.
    pub ids: Arc<dyn Ids>,
    /// Rung after every commit that told something.
    pub wake: Wake,
    /// For work that outlives its call.
    pub tasks: Tasks,
    /// For the numbers.
    pub meter: Meter,
    /// Times and limits.
    pub settings: Settings,
}

struct Parts {
    db: Pool,
    payments: Arc<dyn Payments>,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn Ids>,
    wake: Wake,
    tasks: Tasks,
    settings: Settings,
    /// The bulkhead: a slow payment must not collect every connection and task of this process.
    room: Arc<Semaphore>,
    in_flight: InFlight,
    turning_away: TurningAway,
    placed: Counter<u64>,
    unsettled: Gauge<i64>,
}

impl App {
    /// Puts the parts together.
    pub fn new(needs: Needs) -> Self {
        let Needs {
            db,
            refusals_db,
            payments,
            clock,
            ids,
            wake,
            tasks,
            meter,
            settings,
        } = needs;
        Self(Arc::new(Parts {
            room: Arc::new(Semaphore::new(settings.max_in_flight)),
            in_flight: InFlight::default(),
            turning_away: TurningAway::new(
                refusals_db,
                settings.turned_away_for,
                settings.refuse_within,
            ),
            placed: meter
                .u64_counter("baedal.orders.placed")
                .with_description("Orders placed and paid")
                .build(),
            unsettled: meter
                .i64_gauge("baedal.checkouts.open")
                .with_description("Checkouts that are neither an order nor given up")
                .build(),
            db,
            payments,
            clock,
            ids,
            wake,
            tasks,
            settings,
        }))
    }

    fn now(&self) -> OffsetDateTime {
        self.0.clock.now()
    }
}
