//! The payment of one order.

use baedal_values::{Money, OrderId, PaymentId, StoreId, Subject};

use super::card::CardFingerprint;
use super::lifecycle::{Effect, EntryKind, FactKind, Input, Rejected, State, Step, Verdict, step};

/// What is paid, by whom and with what. An order's payment never changes them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    /// Who pays.
    pub customer: Subject,
    /// The store the order is for.
    pub store: StoreId,
    /// What is to be charged.
    pub amount: Money,
    /// The card it is charged to.
    pub card: CardFingerprint,
}

/// The payment of one order. There is at most one, for ever.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payment {
    /// Its own id.
    pub id: PaymentId,
    /// The order it is for, which is also its key at the provider.
    pub order: OrderId,
    /// What is paid; nothing where the order was voided before anybody asked to pay for it.
    pub terms: Option<Terms>,
    /// Where it stands.
    pub state: State,
    /// Counts its changes, from 1.
    pub version: i64,
    /// The W3C trace context of the order; every fact about it carries it.
    pub traceparent: Option<String>,
    /// When it was first heard of.
    pub created_at: time::OffsetDateTime,
    /// When it last changed.
    pub updated_at: time::OffsetDateTime,
    /// Why the card was declined, in the provider's short code.
    pub decline_reason: Option<String>,
    /// When the card was charged.
    pub approved_at: Option<time::OffsetDateTime>,
    /// When the approval was undone.
    pub voided_at: Option<time::OffsetDateTime>,
    /// When the money went back.
    pub refunded_at: Option<time::OffsetDateTime>,
}

/// The provider's word on a charge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// The money is held.
    Approved,
    /// The card was refused.
    Declined {
        /// Why, in the provider's short code such as `insufficient_funds`.
        reason: String,
    },
    /// The key is void and will never be charged.
    Voided,
}

impl Answer {
    /// The verdict without its reasons.
    pub const fn verdict(&self) -> Verdict {
        match self {
            Self::Approved => Verdict::Approved,
            Self::Declined { .. } => Verdict::Declined,
            Self::Voided => Verdict::Voided,
        }
    }
}

/// A payment moved on: what to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The payment as it is from now on, its version one higher.
    pub payment: Payment,
    /// Lines for the ledger.
    pub entries: Vec<EntryKind>,
    /// Facts for the outbox.
    pub facts: Vec<FactKind>,
}

impl Payment {
    /// The first word on a payment, before the provider is asked.
    pub fn intent(
        id: PaymentId,
        order: OrderId,
        terms: Terms,
        traceparent: Option<String>,
        at: time::OffsetDateTime,
    ) -> Self {
        Self::first(id, order, Some(terms), State::Pending, traceparent, at)
    }

    /// Stands for an order that was voided before anybody asked to pay for it, and refuses whoever asks later.
    pub fn tombstone(
        id: PaymentId,
        order: OrderId,
        traceparent: Option<String>,
        at: time::OffsetDateTime,
    ) -> Self {
        let voided = State::Voided { held: false };
        let mut tombstone = Self::first(id, order, None, voided, traceparent, at);
        tombstone.voided_at = Some(at);
        tombstone
    }

    const fn first(
        id: PaymentId,
        order: OrderId,
        terms: Option<Terms>,
        state: State,
        traceparent: Option<String>,
        at: time::OffsetDateTime,
    ) -> Self {
        Self {
            id,
            order,
            terms,
            state,
            version: 1,
            traceparent,
            created_at: at,
            updated_at: at,
            decline_reason: None,
            approved_at: None,
            voided_at: None,
            refunded_at: None,
        }
    }

    /// Applies an input; `None` where it changes nothing.
    pub fn apply(
        &self,
        input: Input,
        at: time::OffsetDateTime,
    ) -> Result<Option<Change>, Rejected> {
        let Step { next, effects } = step(self.state, input)?;
        if next == self.state {
            return Ok(None);
        }
        let mut entries = Vec::new();
        let mut facts = Vec::new();
        for effect in effects {
            match effect {
                Effect::Entry(kind) => entries.push(*kind),
                Effect::Fact(kind) => facts.push(*kind),
            }
        }
        let mut payment = Self {
            state: next,
            version: self.version + 1,
            updated_at: at,
            ..self.clone()
        };
        match next {
            State::Approved => payment.approved_at = Some(at),
            State::Voided { .. } => payment.voided_at = Some(at),
            State::Refunded => payment.refunded_at = Some(at),
            State::Pending | State::Declined | State::Voiding { .. } | State::RefundPending => {}
        }
        Ok(Some(Change {
            payment,
            entries,
            facts,
        }))
    }

    /// Applies the provider's answer; `None` where it says what is known already.
    pub fn judge(
        &self,
        answer: Answer,
        at: time::OffsetDateTime,
    ) -> Result<Option<Change>, Rejected> {
        let mut change = self.apply(Input::Judged(answer.verdict()), at)?;
        if let (Some(change), Answer::Declined { reason }) = (&mut change, answer) {
            change.payment.decline_reason = Some(reason);
        }
        Ok(change)
    }
}
