//! An order and what it was before it was one: a checkout.

use baedal_values::{MenuItemId, Money, OrderId, PaymentId, Quantity, StoreId, Subject};
use time::OffsetDateTime;

use super::lifecycle::{Fact, Input, Rejected, State, Step, Way, step};

/// One line, as priced when the order was placed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The item.
    pub item_id: MenuItemId,
    /// Its name then.
    pub name: String,
    /// How many.
    pub quantity: Quantity,
    /// The price of one then.
    pub unit_price: Money,
}

/// A place on earth and what people call it.
#[derive(Debug, Clone, PartialEq)]
pub struct Address {
    /// As a person reads it.
    pub text: String,
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
}

/// How the goods reach the customer, and where.
#[derive(Debug, Clone, PartialEq)]
pub enum Fulfillment {
    /// The customer comes for them.
    Pickup,
    /// A rider brings them here.
    Delivery(Address),
}

impl Fulfillment {
    /// Which way it is, without the address.
    pub const fn way(&self) -> Way {
        match self {
            Self::Pickup => Way::Pickup,
            Self::Delivery(_) => Way::Delivery,
        }
    }
}

/// What is bought: settled when it is priced, and never changed.
#[derive(Debug, Clone, PartialEq)]
pub struct Purchase {
    /// Names the order that comes of it, and until then the key that payment knows it by.
    pub order_id: OrderId,
    /// Who pays.
    pub customer: Subject,
    /// Who is paid.
    pub store_id: StoreId,
    /// What the store was called.
    pub store_name: String,
    /// What it gets made of.
    pub lines: Vec<Line>,
    /// What it costs.
    pub total: Money,
    /// How it reaches the customer.
    pub fulfillment: Fulfillment,
    /// For the store to know.
    pub note: String,
}

/// When an order came to where it has been.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Times {
    /// The store took it on.
    pub accepted: Option<OffsetDateTime>,
    /// The kitchen began.
    pub cooking_started: Option<OffsetDateTime>,
    /// The kitchen was done.
    pub cooked: Option<OffsetDateTime>,
    /// A rider took it.
    pub picked_up: Option<OffsetDateTime>,
    /// The rider handed it over.
    pub delivered: Option<OffsetDateTime>,
    /// The customer confirmed.
    pub completed: Option<OffsetDateTime>,
    /// The store refused it.
    pub rejected: Option<OffsetDateTime>,
    /// It was called off.
    pub canceled: Option<OffsetDateTime>,
}

/// A paid order.
#[derive(Debug, Clone, PartialEq)]
pub struct Order {
    /// What was bought.
    pub purchase: Purchase,
    /// The approval it stands on.
    pub payment_id: PaymentId,
    /// Where it stands.
    pub state: State,
    /// How many facts were told about it; the first is that it was placed.
    pub version: i64,
    /// When it was placed.
    pub placed_at: OffsetDateTime,
    /// When it last changed.
    pub updated_at: OffsetDateTime,
    /// When it came to where it has been.
    pub times: Times,
    /// The trace that everything about it belongs to.
    pub traceparent: Option<String>,
}

/// A fact with its place in the order's history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// The order's version that it made.
    pub version: i64,
    /// What is told.
    pub fact: Fact,
}

/// What hearing an input did to an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Whether anything has to be stored.
    pub changed: bool,
    /// What has to be told.
    pub told: Vec<Told>,
}

impl Order {
    /// The order that comes of a purchase once it is paid.
    pub fn placed(
        purchase: Purchase,
        payment_id: PaymentId,
        accept_by: OffsetDateTime,
        traceparent: Option<String>,
        at: OffsetDateTime,
    ) -> Self {
        Self {
            state: State::Placed {
                way: purchase.fulfillment.way(),
                accept_by,
            },
            purchase,
            payment_id,
            version: 1,
            placed_at: at,
            updated_at: at,
            times: Times::default(),
            traceparent,
        }
    }

    /// Its id.
    pub const fn id(&self) -> OrderId {
        self.purchase.order_id
    }

    /// Takes the step that `input`, which happened at `at`, asks for. Refused, the order stays as it was.
    pub fn hear(&mut self, input: &Input, at: OffsetDateTime) -> Result<Change, Rejected> {
        let Step { next, effects } = step(&self.state, input, at)?;
        if next == self.state {
            return Ok(Change {
                changed: false,
                told: Vec::new(),
            });
        }
        self.times.note(&next, at);
        self.state = next;
        self.updated_at = self.updated_at.max(at);
        let told = effects
            .into_iter()
            .map(|fact| {
                self.version += 1;
                Told {
                    version: self.version,
                    fact,
                }
            })
            .collect();
        Ok(Change {
            changed: true,
            told,
        })
    }
}

impl Times {
    fn note(&mut self, reached: &State, at: OffsetDateTime) {
        let time = match reached {
            State::Placed { .. }
            | State::Canceling {
                accepted: false, ..
            } => return,
            State::Accepted { .. } | State::Canceling { accepted: true, .. } => &mut self.accepted,
            State::Cooking { .. } => &mut self.cooking_started,
            State::Cooked { .. } => &mut self.cooked,
            State::PickedUp => &mut self.picked_up,
            State::Delivered => &mut self.delivered,
            State::Completed { .. } => &mut self.completed,
            State::Rejected { .. } => &mut self.rejected,
            State::Canceled { .. } => &mut self.canceled,
        };
        time.get_or_insert(at);
    }
}
