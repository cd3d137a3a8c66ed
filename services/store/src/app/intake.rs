//! What other services' events do to the kitchen, one transaction per batch.

use std::collections::{HashMap, HashSet};

use baedal_messaging::{NewEvent, Received, inbox, outbox};
use baedal_values::OrderId;
use thiserror::Error;
use uuid::Uuid;

use super::App;
use crate::db;
use crate::domain::{Command, Illegal, Ticket, TicketFact};
use crate::events;

/// The name under which this service's inbox remembers events.
pub const CONSUMER: &str = "store-orders";

/// An event, as the kitchen understands it.
#[derive(Debug, Clone, PartialEq)]
pub enum Input {
    /// An order was placed and paid: cook it. The ticket is new, with version 1.
    Placed(Box<Ticket>),
    /// Something is asked of, or was done to, an order's ticket.
    Command {
        /// The order.
        order_id: OrderId,
        /// What.
        command: Command,
        /// Why, or empty.
        reason: String,
    },
    /// Nothing that the kitchen cares about.
    Ignored,
}

/// Why a batch came to nothing; all of it is rolled back.
#[derive(Debug, Error)]
pub enum IntakeError {
    /// The order's own placing has not arrived here yet.
    #[error("the order has no ticket yet")]
    NoTicketYet,
    /// The event does not fit the ticket, and never will.
    #[error(transparent)]
    Illegal(#[from] Illegal),
    /// The database failed.
    #[error("database")]
    Database(#[from] sqlx::Error),
}

impl App {
    /// Applies a batch of events, each with its meaning; those that were applied before are left out.
    pub async fn take_in(&self, events: &[Received], inputs: &[Input]) -> Result<(), IntakeError> {
        let now = self.clock.now();
        let mut tx = self.pool.begin().await?;
        let mut fresh: HashSet<Uuid> = inbox::claim(&mut tx, CONSUMER, events)
            .await?
            .into_iter()
            .map(|event| event.event_id)
            .collect();
        let inputs: Vec<&Input> = events
            .iter()
            .zip(inputs)
            .filter_map(|(event, input)| fresh.remove(&event.event_id).then_some(input))
            .collect();

        let mut facts: Vec<NewEvent> = Vec::with_capacity(inputs.len());
        let placed: Vec<Ticket> = inputs
            .iter()
            .filter_map(|input| match input {
                Input::Placed(ticket) => Some((**ticket).clone()),
                Input::Command { .. } | Input::Ignored => None,
            })
            .collect();
        let created = db::tickets::insert(&mut tx, &placed).await?;
        for ticket in placed
            .iter()
            .filter(|ticket| created.contains(&ticket.order_id))
        {
            let id = self.ids.uuid();
            facts.push(events::ticket_fact(
                id,
                TicketFact::Created,
                ticket,
                None,
                now,
            ));
        }

        let commands: Vec<(OrderId, Command, &str)> = inputs
            .iter()
            .filter_map(|input| match input {
                Input::Command {
                    order_id,
                    command,
                    reason,
                } => Some((*order_id, *command, reason.as_str())),
                Input::Placed(_) | Input::Ignored => None,
            })
            .collect();
        let orders: Vec<OrderId> = commands.iter().map(|(order_id, ..)| *order_id).collect();
        let mut tickets: HashMap<OrderId, Ticket> = db::tickets::lock(&mut tx, &orders)
            .await?
            .into_iter()
            .map(|ticket| (ticket.order_id, ticket))
            .collect();
        let mut changed: Vec<OrderId> = Vec::new();
        for (order_id, command, reason) in commands {
            let ticket = tickets.get_mut(&order_id).ok_or(IntakeError::NoTicketYet)?;
            if let Some(fact) = ticket.apply(command, reason, now)? {
                let id = self.ids.uuid();
                facts.push(events::ticket_fact(id, fact, ticket, None, now));
                if !changed.contains(&order_id) {
                    changed.push(order_id);
                }
            }
        }
        let changed: Vec<&Ticket> = changed
            .iter()
            .filter_map(|order_id| tickets.get(order_id))
            .collect();
        db::tickets::update(&mut tx, &changed).await?;
        outbox::append(&mut tx, &facts).await?;
        tx.commit().await?;
        if !facts.is_empty() {
            self.wake.wake();
        }
        Ok(())
    }
}
