//! A kitchen ticket and its one state machine.
//!
//! ```text
//! NEW ─▶ ACCEPTED ─▶ COOKING ─▶ COOKED ─▶ HANDED_OVER
//!  └─▶ REJECTED
//! NEW | ACCEPTED ─▶ CANCELED
//! ```
//!
//! The kitchen is the authority on whether an order may still be canceled: until cooking starts it
//! may, from then on the request is denied.

use baedal_values::{MenuItemId, Money, OrderId, Quantity, StoreId, Subject};
use thiserror::Error;
use time::OffsetDateTime;

use super::catalog::Address;

/// Where a ticket stands in the kitchen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum State {
    /// Paid and waiting for the store's answer.
    New,
    /// The store will cook it.
    Accepted,
    /// The store will not cook it. Final.
    Rejected,
    /// On the stove; it can no longer be canceled.
    Cooking,
    /// Ready at the counter. A pickup order's ticket ends here.
    Cooked,
    /// With the rider. Final.
    HandedOver,
    /// Canceled before cooking started. Final.
    Canceled,
}

impl State {
    /// Every state, in the order of the flow.
    pub const ALL: [Self; 7] = [
        Self::New,
        Self::Accepted,
        Self::Rejected,
        Self::Cooking,
        Self::Cooked,
        Self::HandedOver,
        Self::Canceled,
    ];

    /// The name that is stored and shown.
    pub const fn name(self) -> &'static str {
        match self {
            Self::New => "NEW",
            Self::Accepted => "ACCEPTED",
            Self::Rejected => "REJECTED",
            Self::Cooking => "COOKING",
            Self::Cooked => "COOKED",
            Self::HandedOver => "HANDED_OVER",
            Self::Canceled => "CANCELED",
        }
    }

    /// The state of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }
}

/// What can be asked of a ticket, by the owner or by an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Command {
    /// The owner takes the order.
    Accept,
    /// The owner refuses the order.
    Reject,
    /// The kitchen starts.
    StartCooking,
    /// The food is ready.
    FinishCooking,
    /// The order asks whether it may still be canceled.
    Cancel,
    /// The rider has it.
    HandOver,
}

impl Command {
    /// Every command.
    pub const ALL: [Self; 6] = [
        Self::Accept,
        Self::Reject,
        Self::StartCooking,
        Self::FinishCooking,
        Self::Cancel,
        Self::HandOver,
    ];
}

/// What a command comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The ticket moves.
    Moved(State),
    /// The command was carried out before: the same answer, nothing new to tell.
    Repeated,
    /// Too late to cancel: the ticket stays, and the order is told so.
    CancelDenied,
}

/// The command does not fit the ticket's state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("a ticket that is {} cannot do {command:?}", state.name())]
pub struct Illegal {
    /// Where the ticket stands.
    pub state: State,
    /// What was asked.
    pub command: Command,
}

/// Decides what `command` does to a ticket in `state`.
///
/// A command that has already had its effect is [`Outcome::Repeated`] for as long as the ticket has
/// not left that path: accepting twice is harmless even when cooking has begun in between.
pub fn step(state: State, command: Command) -> Result<Outcome, Illegal> {
    use Outcome::{CancelDenied, Moved, Repeated};
    use State::{Accepted, Canceled, Cooked, Cooking, HandedOver, New, Rejected};

    let illegal = Err(Illegal { state, command });
    match command {
        Command::Accept => match state {
            New => Ok(Moved(Accepted)),
            Accepted | Cooking | Cooked | HandedOver => Ok(Repeated),
            Rejected | Canceled => illegal,
        },
        Command::Reject => match state {
            New => Ok(Moved(Rejected)),
            Rejected => Ok(Repeated),
            Accepted | Cooking | Cooked | HandedOver | Canceled => illegal,
        },
        Command::StartCooking => match state {
            Accepted => Ok(Moved(Cooking)),
            Cooking | Cooked | HandedOver => Ok(Repeated),
            New | Rejected | Canceled => illegal,
        },
        Command::FinishCooking => match state {
            Cooking => Ok(Moved(Cooked)),
            Cooked | HandedOver => Ok(Repeated),
            New | Accepted | Rejected | Canceled => illegal,
        },
        Command::Cancel => match state {
            New | Accepted => Ok(Moved(Canceled)),
            // A rejected order gets its money back anyway, and has been told.
            Canceled | Rejected => Ok(Repeated),
            Cooking | Cooked | HandedOver => Ok(CancelDenied),
        },
        Command::HandOver => match state {
            Cooked => Ok(Moved(HandedOver)),
            HandedOver => Ok(Repeated),
            New | Accepted | Rejected | Cooking | Canceled => illegal,
        },
    }
}

/// How the customer gets the order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fulfillment {
    /// The customer comes to the counter.
    Pickup,
    /// A rider brings it.
    Delivery,
}

impl Fulfillment {
    /// The name that is stored.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pickup => "PICKUP",
            Self::Delivery => "DELIVERY",
        }
    }

    /// The fulfillment of that name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Pickup, Self::Delivery]
            .into_iter()
            .find(|fulfillment| fulfillment.name() == name)
    }
}

/// One line of a ticket, as the order priced it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The menu item.
    pub item_id: MenuItemId,
    /// Its name when it was ordered.
    pub name: String,
    /// How many.
    pub quantity: Quantity,
    /// What one of them cost when it was ordered.
    pub unit_price: Money,
}

/// A kitchen ticket: what to cook for one order.
#[derive(Debug, Clone, PartialEq)]
pub struct Ticket {
    /// The order; also the ticket's own id.
    pub order_id: OrderId,
    /// The store that cooks it.
    pub store_id: StoreId,
    /// The store's name when it was ordered.
    pub store_name: String,
    /// Who ordered it. Never shown to the store and never logged.
    pub customer: Subject,
    /// Where it stands.
    pub state: State,
    /// Rises by one with every fact about this ticket.
    pub version: i64,
    /// What to cook.
    pub lines: Vec<Line>,
    /// What the customer paid.
    pub total: Money,
    /// How the customer gets it.
    pub fulfillment: Fulfillment,
    /// Where to bring it; only for a delivery.
    pub delivery_address: Option<Address>,
    /// The customer's words to the kitchen.
    pub note: String,
    /// Why it was rejected or canceled, or empty.
    pub reason: String,
    /// The trace that the order began, carried by every fact about it.
    pub traceparent: Option<String>,
    /// When the order was placed.
    pub placed_at: OffsetDateTime,
    /// When the ticket last changed.
    pub updated_at: OffsetDateTime,
    /// When it took which step.
    pub times: Times,
}

/// When a ticket took which step; `None` for one that it has not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Times {
    /// The store took it.
    pub accepted: Option<OffsetDateTime>,
    /// The kitchen began.
    pub cooking_started: Option<OffsetDateTime>,
    /// It was ready.
    pub cooked: Option<OffsetDateTime>,
    /// The rider took it.
    pub handed_over: Option<OffsetDateTime>,
    /// The store refused it.
    pub rejected: Option<OffsetDateTime>,
    /// It was called off.
    pub canceled: Option<OffsetDateTime>,
}

impl Ticket {
    /// Carries out `command` on the ticket, and says what there is to tell.
    ///
    /// `reason` goes with [`Command::Reject`] and [`Command::Cancel`]; the first one stays.
    pub fn apply(
        &mut self,
        command: Command,
        reason: &str,
        at: OffsetDateTime,
    ) -> Result<Option<TicketFact>, Illegal> {
        let fact = match step(self.state, command)? {
            Outcome::Repeated => return Ok(None),
            Outcome::CancelDenied => TicketFact::CancelDenied {
                reason: match self.state {
                    State::HandedOver => "the rider already has the order",
                    State::Cooked => "the order is already cooked",
                    _ => "cooking has already started",
                },
            },
            Outcome::Moved(next) => {
                self.state = next;
                if matches!(next, State::Rejected | State::Canceled) {
                    reason.clone_into(&mut self.reason);
                }
                self.times.note(next, at)
            }
        };
        self.version += 1;
        self.updated_at = at;
        Ok(Some(fact))
    }
}

impl Times {
    /// Notes when a ticket came into `state`, and names that as a fact.
    fn note(&mut self, state: State, at: OffsetDateTime) -> TicketFact {
        let (time, fact) = match state {
            State::New => return TicketFact::Created,
            State::Accepted => (&mut self.accepted, TicketFact::Accepted),
            State::Rejected => (&mut self.rejected, TicketFact::Rejected),
            State::Cooking => (&mut self.cooking_started, TicketFact::CookingStarted),
            State::Cooked => (&mut self.cooked, TicketFact::Cooked),
            State::HandedOver => (&mut self.handed_over, TicketFact::HandedOver),
            State::Canceled => (&mut self.canceled, TicketFact::Canceled),
        };
        *time = Some(at);
        fact
    }
}

/// Something that became true about a ticket; its data is the ticket as it is after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TicketFact {
    /// The kitchen has the order.
    Created,
    /// The store will cook it.
    Accepted,
    /// The store will not cook it.
    Rejected,
    /// Cooking has begun.
    CookingStarted,
    /// The food is ready.
    Cooked,
    /// The rider has it.
    HandedOver,
    /// It will not be cooked, because the customer or the clock said so in time.
    Canceled,
    /// It is too late to cancel.
    CancelDenied {
        /// Why, in words for the customer.
        reason: &'static str,
    },
}

#[cfg(test)]
mod tests;
