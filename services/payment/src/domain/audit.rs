//! Whether an order's money is right: the payment, its ledger, and what was heard of the order, held against each other.

use baedal_values::{OrderId, PaymentId};
use time::{Duration, OffsetDateTime};

use super::lifecycle::State;

/// What was heard of an order, and when each first happened.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Heard {
    /// The order was placed.
    pub placed: Option<OffsetDateTime>,
    /// The customer has the goods.
    pub delivered: Option<OffsetDateTime>,
    /// It was rejected or canceled.
    pub called_off: Option<OffsetDateTime>,
}

/// As much of a payment as an audit looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Paid {
    /// The payment.
    pub id: PaymentId,
    /// Where it stands.
    pub state: State,
    /// What was asked for, in the currency's smallest unit; zero on a tombstone.
    pub amount_minor: i64,
    /// When it last changed.
    pub updated_at: OffsetDateTime,
}

/// What the ledger says about an order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Booked {
    /// What its lines add up to, in the currency's smallest unit.
    pub held_minor: i64,
    /// Lines in another currency than the payment's.
    pub foreign_lines: i64,
    /// When the last line was written.
    pub last_at: Option<OffsetDateTime>,
}

/// All that payment knows about the money of one order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Account {
    /// The order.
    pub order: OrderId,
    /// Its payment, if there is one.
    pub paid: Option<Paid>,
    /// What the ledger says.
    pub booked: Booked,
    /// What was heard of the order.
    pub heard: Heard,
}

/// What does not fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum DifferenceKind {
    /// Charged, and no order was heard of.
    ApprovedWithoutOrder,
    /// Placed, and no money was ever held for it, or it was let go.
    OrderWithoutApproval,
    /// Called off, and the money has not gone back.
    NotRefunded,
    /// The customer has the goods and the money.
    RefundedButDelivered,
    /// The money went back, and nobody called the order off.
    RefundedWithoutCause,
    /// The ledger does not add up to what the payment's state says.
    LedgerSum,
}

/// Something about an order's money that does not fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The order.
    pub order: OrderId,
    /// Its payment, if there is one.
    pub payment: Option<PaymentId>,
    /// What does not fit.
    pub kind: DifferenceKind,
    /// The same for people, with figures.
    pub detail: String,
    /// When it became so.
    pub since: OffsetDateTime,
}

impl Paid {
    /// What the ledger has to add up to.
    const fn expected_minor(&self) -> i64 {
        match self.state {
            State::Approved | State::RefundPending | State::Voiding { held: true } => {
                self.amount_minor
            }
            State::Pending
            | State::Declined
            | State::Voiding { held: false }
            | State::Voided { .. }
            | State::Refunded => 0,
        }
    }
}

impl Account {
    /// Everything that does not fit at `now`. What may still come right by itself is given `grace` to do so.
    pub fn differences(&self, now: OffsetDateTime, grace: Duration) -> Vec<Difference> {
        let mut found = Vec::new();
        let mut find = |kind, since, detail| {
            found.push(Difference {
                order: self.order,
                payment: self.paid.map(|paid| paid.id),
                kind,
                detail,
                since,
            });
        };
        let overdue = |since: OffsetDateTime| now - since >= grace;
        let heard = &self.heard;
        if let Some(paid) = &self.paid {
            let expected = paid.expected_minor();
            if self.booked.held_minor != expected || self.booked.foreign_lines > 0 {
                let detail = format!(
                    "the ledger holds {} minor units where {:?} means {expected}; {} lines in another currency",
                    self.booked.held_minor, paid.state, self.booked.foreign_lines,
                );
                let since = self.booked.last_at.unwrap_or(paid.updated_at);
                find(DifferenceKind::LedgerSum, since, detail);
            }
        }
        match self.paid.map(|paid| (paid.state, paid.updated_at)) {
            Some((State::Approved, at)) => {
                if heard.placed.is_none() && heard.called_off.is_none() && overdue(at) {
                    let detail = "charged, and no order was heard of".to_owned();
                    find(DifferenceKind::ApprovedWithoutOrder, at, detail);
                }
                if let Some(since) = heard.called_off.filter(|since| overdue(*since)) {
                    let detail = "called off, and no refund was begun".to_owned();
                    find(DifferenceKind::NotRefunded, since, detail);
                }
            }
            Some((state @ (State::RefundPending | State::Refunded), at)) => {
                if let Some(since) = heard.delivered {
                    let detail =
                        format!("the customer has the goods, and the payment is {state:?}");
                    find(DifferenceKind::RefundedButDelivered, since.max(at), detail);
                } else if heard.called_off.is_none() && overdue(at) {
                    let detail =
                        format!("nobody called the order off, and the payment is {state:?}");
                    find(DifferenceKind::RefundedWithoutCause, at, detail);
                }
                if state == State::RefundPending && overdue(at) {
                    let detail = "the provider has not confirmed the refund".to_owned();
                    find(DifferenceKind::NotRefunded, at, detail);
                }
            }
            Some((
                state @ (State::Pending
                | State::Declined
                | State::Voiding { .. }
                | State::Voided { .. }),
                at,
            )) => {
                if let Some(placed) = heard.placed {
                    let detail = format!("placed, and the payment is {state:?}");
                    find(DifferenceKind::OrderWithoutApproval, placed.max(at), detail);
                }
            }
            None => {
                if let Some(placed) = heard.placed {
                    let detail = "placed, and payment knows nothing of it".to_owned();
                    find(DifferenceKind::OrderWithoutApproval, placed, detail);
                }
            }
        }
        found
    }
}

#[cfg(test)]
mod tests;
