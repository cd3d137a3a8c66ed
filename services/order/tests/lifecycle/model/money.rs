//! How money comes and goes, and the mistakes that the checker has to find.

use baedal_order::domain::lifecycle::{Cancel, Input, Requester, State as Order, TIMEOUT_REASON};

use super::world::{Answer, Message, Payment, Task, World};

/// A mistake to plant. A model that cannot find these proves nothing by finding none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Bug {
    /// Asked for the same refund again, the provider gives the money back again.
    RefundNotIdempotent,
    /// A customer's cancel is carried out without the store's word.
    CancelNotLocked,
    /// The end of the store's time is, too.
    ExpiryNotLocked,
}

/// Payment's settler: what it remembers of a refund that the provider made, and loses in a crash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Settler {
    Idle,
    /// The provider confirmed; it is not written down yet.
    Confirmed,
}

impl World {
    /// Payment: idempotent by key, for ever.
    pub(super) fn payment_hears(&mut self, message: &Message) -> Answer {
        match (message, self.payment) {
            (Message::Authorize, Payment::Unseen) => self.payment = Payment::Approved,
            (Message::Void, Payment::Unseen | Payment::Approved) => self.payment = Payment::Voided,
            (Message::OrderRejected | Message::OrderCanceled, Payment::Approved) => {
                self.payment = Payment::RefundPending;
            }
            _ => {}
        }
        if *message == Message::Authorize && self.task == Task::AskedToPay {
            self.task = if self.payment == Payment::Approved {
                Task::Approved
            } else {
                Task::Gone
            };
        }
        if *message == Message::Void && self.sweeper == Task::AskedToVoid {
            self.sweeper = Task::Voided;
        }
        Answer::Ack
    }

    /// The provider is asked to give back what this order's key was charged.
    pub(super) fn settler_asks(&mut self) {
        self.given_back = match self.bug {
            // More than twice is not worse.
            Some(Bug::RefundNotIdempotent) => (self.given_back + 1).min(2),
            _ => 1,
        };
        self.settler = Settler::Confirmed;
    }

    pub(super) fn settler_commits(&mut self) {
        if self.payment == Payment::RefundPending {
            self.payment = Payment::Refunded;
        }
        self.settler = Settler::Idle;
    }

    /// What an order service with a planted mistake makes of an input; nothing where it does the right thing.
    pub(super) fn mistaken(&mut self, input: &Input) -> Option<Answer> {
        let cancel = match (self.bug, input, &self.order) {
            (
                Some(Bug::CancelNotLocked),
                Input::CustomerCancels { reason },
                Some(Order::Placed { .. } | Order::Accepted { .. }),
            ) => Cancel {
                by: Requester::Customer,
                reason: reason.clone(),
            },
            (Some(Bug::ExpiryNotLocked), Input::AcceptTimeout, Some(Order::Placed { .. })) => {
                Cancel {
                    by: Requester::Timeout,
                    reason: TIMEOUT_REASON.to_owned(),
                }
            }
            _ => return None,
        };
        self.order = Some(Order::Canceled { cancel });
        self.send(&Message::OrderCanceled);
        self.send(&Message::CancelRequested);
        Some(Answer::Ack)
    }
}
