//! The delivery of one order.

use baedal_values::{DeliveryId, OrderId, StoreId, Subject};
use time::OffsetDateTime;

use super::lifecycle::{Command, FactKind, Refusal, State, Step, Tally, step};
use super::place::Stop;

/// What is known of a delivery when the store accepts its order.
#[derive(Debug, Clone, PartialEq)]
pub struct NewDelivery {
    /// The order to carry.
    pub order: OrderId,
    /// Who ordered.
    pub customer: Subject,
    /// The store.
    pub store: StoreId,
    /// The store's name.
    pub store_name: String,
    /// Where the food is.
    pub pickup: Stop,
    /// Where it goes.
    pub dropoff: Stop,
    /// The W3C trace context of the order.
    pub traceparent: Option<String>,
}

/// The delivery of one order.
#[derive(Debug, Clone, PartialEq)]
pub struct Delivery {
    /// Its own id.
    pub id: DeliveryId,
    /// What it carries, from where to where; never changes.
    pub job: NewDelivery,
    /// Where it is on its way.
    pub state: State,
    /// Counts its changes, from 1.
    pub version: i64,
    /// When it was created.
    pub created_at: OffsetDateTime,
    /// When it last changed.
    pub updated_at: OffsetDateTime,
    /// Since when it waits for a rider, or waited for the one it has.
    pub waiting_since: OffsetDateTime,
    /// Whether it waits for a rider for too long.
    pub urgent: bool,
    /// When the food was ready.
    pub ready_at: Option<OffsetDateTime>,
    /// When its rider claimed it.
    pub claimed_at: Option<OffsetDateTime>,
    /// When the rider got the food.
    pub picked_up_at: Option<OffsetDateTime>,
    /// When the customer got the food.
    pub completed_at: Option<OffsetDateTime>,
    /// When it was canceled.
    pub canceled_at: Option<OffsetDateTime>,
}

/// A delivery moved on: what to write besides it.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// The delivery as it is from now on, its version one higher.
    pub delivery: Delivery,
    /// What others hear, if they do.
    pub fact: Option<FactKind>,
    /// Who has it, or had it until this change.
    pub rider: Option<Subject>,
    /// What it does to that rider's counts.
    pub tally: Tally,
}

impl Delivery {
    /// A delivery that waits for a rider.
    pub fn create(id: DeliveryId, job: NewDelivery, at: OffsetDateTime) -> Self {
        Self {
            id,
            job,
            state: State::Available,
            version: 1,
            created_at: at,
            updated_at: at,
            waiting_since: at,
            urgent: false,
            ready_at: None,
            claimed_at: None,
            picked_up_at: None,
            completed_at: None,
            canceled_at: None,
        }
    }

    /// Applies a command; `None` where it changes nothing.
    pub fn apply(&self, command: &Command, at: OffsetDateTime) -> Result<Option<Change>, Refusal> {
        let step = step(&self.state, self.ready_at.is_some(), command)?;
        let mut delivery = Self {
            version: self.version + 1,
            updated_at: at,
            ..self.clone()
        };
        match step {
            Step::Nothing => Ok(None),
            Step::Urgent if self.urgent => Ok(None),
            Step::Urgent => {
                delivery.urgent = true;
                Ok(Some(Change {
                    delivery,
                    fact: Some(FactKind::Overdue),
                    rider: None,
                    tally: Tally::default(),
                }))
            }
            Step::Ready => {
                delivery.ready_at = Some(at);
                Ok(Some(Change {
                    delivery,
                    fact: None,
                    rider: None,
                    tally: Tally::default(),
                }))
            }
            Step::To { next, fact, tally } => {
                let rider = next.rider().or(self.state.rider()).cloned();
                delivery.urgent = false;
                match &next {
                    State::Available => {
                        delivery.waiting_since = at;
                        delivery.claimed_at = None;
                    }
                    State::Claimed { .. } => delivery.claimed_at = Some(at),
                    State::PickedUp { .. } => delivery.picked_up_at = Some(at),
                    State::Completed { .. } => delivery.completed_at = Some(at),
                    State::Canceled { .. } => delivery.canceled_at = Some(at),
                }
                delivery.state = next;
                Ok(Some(Change {
                    delivery,
                    fact: Some(fact),
                    rider,
                    tally,
                }))
            }
        }
    }

    /// Whether a rider is on the way with it, or to it.
    pub const fn is_being_carried(&self) -> bool {
        matches!(self.state, State::Claimed { .. } | State::PickedUp { .. })
    }

    /// Whether a rider may look at it: its own, or one that waits for a rider.
    pub fn visible_to(&self, rider: &Subject) -> bool {
        self.state == State::Available || self.state.rider() == Some(rider)
    }
}
