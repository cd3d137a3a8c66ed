//! What views add up to: sales per item, deliveries per rider.
//!
//! Each view contributes something; a changed view adds what it contributes now and takes away what
//! it did before. So each order counts once, however its facts come.

use std::collections::BTreeMap;

use baedal_values::{Currency, MenuItemId, StoreId, Subject};

use super::view::{DeliveryStatus, TicketStatus, View};

/// What is added to the sales of one item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sale {
    /// The item's name in the last order counted.
    pub name: String,
    /// How many.
    pub quantity: i64,
    /// For how much in all, in minor units.
    pub amount_minor: i64,
    /// Of which currency.
    pub currency: Currency,
}

/// What is added to the figures of one rider.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RiderTally {
    /// Deliveries claimed and not completed.
    pub active: i64,
    /// Deliveries completed.
    pub completed: i64,
}

/// What a batch of changed views adds to the figures, in the order in which rows are written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tally {
    /// Per store and item.
    pub sales: BTreeMap<(StoreId, MenuItemId), Sale>,
    /// Per rider.
    pub riders: BTreeMap<Subject, RiderTally>,
}

impl Tally {
    /// Counts the change of one view.
    pub fn count(&mut self, before: &View, after: &View) {
        self.add(before, -1);
        self.add(after, 1);
    }

    /// Drops what adds nothing.
    pub fn settle(&mut self) {
        self.sales
            .retain(|_, sale| (sale.quantity, sale.amount_minor) != (0, 0));
        self.riders
            .retain(|_, rider| *rider != RiderTally::default());
    }

    fn add(&mut self, view: &View, times: i64) {
        // A sale counts when it is cooked, as the store counts it: nothing cooked is refunded.
        let cooked = matches!(
            view.ticket.status,
            Some(TicketStatus::Cooked | TicketStatus::HandedOver)
        );
        if let (true, Some(placed), Some(store_id)) = (cooked, &view.placed, view.store_id) {
            for line in &placed.lines {
                let quantity = i64::from(line.quantity);
                let amount = line.unit_price.minor().saturating_mul(quantity);
                let sale = self
                    .sales
                    .entry((store_id, line.item_id))
                    .or_insert_with(|| Sale {
                        name: line.name.clone(),
                        quantity: 0,
                        amount_minor: 0,
                        currency: line.unit_price.currency(),
                    });
                sale.quantity = sale.quantity.saturating_add(times * quantity);
                sale.amount_minor = sale
                    .amount_minor
                    .saturating_add(times.saturating_mul(amount));
            }
        }
        if let (Some(status), Some(rider)) = (view.delivery.status, &view.rider) {
            let (active, completed) = match status {
                DeliveryStatus::Claimed | DeliveryStatus::PickedUp => (1, 0),
                DeliveryStatus::Completed => (0, 1),
                DeliveryStatus::Available | DeliveryStatus::Canceled => (0, 0),
            };
            let tally = self.riders.entry(rider.clone()).or_default();
            tally.active += times * active;
            tally.completed += times * completed;
        }
    }
}
