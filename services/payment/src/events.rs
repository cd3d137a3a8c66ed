//! Facts that leave, and events that come in.

use baedal_messaging::{HandleError, Handler, NewEvent, Received};
use baedal_proto::events::v1 as wire;
use baedal_proto::order::v1::OrderStatus;
use baedal_proto::to_timestamp;
use baedal_runtime::Ids;
use prost::{Message, Name};

use crate::app::{Error, Payments};
use crate::domain::audit::Heard;
use crate::domain::{Change, FactKind, Payment, Terms};

/// What the refunds consumer hears: the facts that call an order off after it was paid.
pub const REFUND_FILTERS: [&str; 2] = ["order.rejected.*", "order.canceled.*"];

/// The facts of a change, ready for the outbox.
pub fn facts(change: &Change, ids: &dyn Ids) -> Vec<NewEvent> {
    let payment = &change.payment;
    // A payment without terms is a tombstone, which tells nothing.
    let Some(terms) = &payment.terms else {
        return Vec::new();
    };
    change
        .facts
        .iter()
        .map(|kind| fact(*kind, payment, terms, ids))
        .collect()
}

macro_rules! body {
    ($message:ident, $payment:expr, $terms:expr) => {{
        let message = wire::$message {
            order_id: $payment.order.to_string(),
            customer_id: $terms.customer.as_str().to_owned(),
            store_id: $terms.store.to_string(),
            occurred_at: Some(to_timestamp($payment.updated_at)),
            payment_id: $payment.id.to_string(),
            amount: Some($terms.amount.into()),
        };
        (wire::$message::full_name(), message.encode_to_vec())
    }};
}

fn fact(kind: FactKind, payment: &Payment, terms: &Terms, ids: &dyn Ids) -> NewEvent {
    let (fact, (event_type, payload)) = match kind {
        FactKind::Approved => ("approved", body!(PaymentApproved, payment, terms)),
        FactKind::Voided => ("voided", body!(PaymentVoided, payment, terms)),
        FactKind::RefundPending => (
            "refund_pending",
            body!(PaymentRefundPending, payment, terms),
        ),
        FactKind::Refunded => ("refunded", body!(PaymentRefunded, payment, terms)),
    };
    NewEvent {
        id: ids.uuid(),
        aggregate: "payment",
        fact,
        event_type,
        aggregate_id: payment.id.into(),
        version: payment.version,
        key: payment.order.into(),
        payload,
        occurred_at: payment.updated_at,
        traceparent: payment.traceparent.clone(),
    }
}

/// What the audit has to hear: which orders there are, and how they ended.
pub const ORDER_FILTERS: [&str; 5] = [
    "order.placed.*",
    "order.progressed.*",
    "order.completed.*",
    "order.rejected.*",
    "order.canceled.*",
];

/// Hears of the orders, for the audit.
pub struct Orders {
    payments: Payments,
}

impl Orders {
    /// Tells these payments.
    pub const fn new(payments: Payments) -> Self {
        Self { payments }
    }
}

impl Handler for Orders {
    // No inbox: what is heard again changes nothing.
    async fn handle(&self, events: &[Received]) -> Result<(), HandleError> {
        let mut heard = Vec::with_capacity(events.len());
        for event in events {
            if let Some(what) = about_order(event)? {
                heard.push((event.key.into(), what));
            }
        }
        self.payments.hear(&heard).await.map_err(refused)
    }
}

/// What an event says about its order that matters to its money.
fn about_order(event: &Received) -> Result<Option<Heard>, HandleError> {
    let is = |name: String| event.event_type == name;
    let at = Some(event.occurred_at);
    Ok(if is(wire::OrderPlaced::full_name()) {
        Some(Heard {
            placed: at,
            ..Heard::default()
        })
    } else if is(wire::OrderProgressed::full_name()) {
        let progressed = wire::OrderProgressed::decode(event.payload.as_ref());
        let status = progressed.map_err(HandleError::poison)?.status();
        (status == OrderStatus::Delivered).then(|| Heard {
            delivered: at,
            ..Heard::default()
        })
    } else if is(wire::OrderCompleted::full_name()) {
        Some(Heard {
            delivered: at,
            ..Heard::default()
        })
    } else if is(wire::OrderRejected::full_name()) || is(wire::OrderCanceled::full_name()) {
        Some(Heard {
            called_off: at,
            ..Heard::default()
        })
    } else {
        None
    })
}

/// Refunds the orders that were called off.
pub struct Refunds {
    payments: Payments,
}

impl Refunds {
    /// Refunds these payments.
    pub const fn new(payments: Payments) -> Self {
        Self { payments }
    }
}

impl Handler for Refunds {
    async fn handle(&self, events: &[Received]) -> Result<(), HandleError> {
        for event in events {
            event.span().in_scope(|| check(event))?;
        }
        self.payments.refund(events).await.map_err(refused)
    }

    fn moves_money(&self, _: &Received) -> bool {
        true
    }
}

/// Whether this is an event that calls an order off, and about the order that it is keyed by.
fn check(event: &Received) -> Result<(), HandleError> {
    let order = if event.event_type == wire::OrderRejected::full_name() {
        wire::OrderRejected::decode(event.payload.as_ref()).map(|body| body.order_id)
    } else if event.event_type == wire::OrderCanceled::full_name() {
        wire::OrderCanceled::decode(event.payload.as_ref()).map(|body| body.order_id)
    } else {
        // A newer release's way to call an order off: somebody waits for that money, so it waits for a release that knows.
        return Err(HandleError::not_yet(format!(
            "unexpected event type {}",
            event.event_type
        )));
    };
    let order = order.map_err(HandleError::poison)?;
    if order == event.key.to_string() {
        Ok(())
    } else {
        Err(HandleError::poison("the event's key is not its order"))
    }
}

fn refused(error: Error) -> HandleError {
    match error {
        Error::Database(source) => match std::sync::Arc::try_unwrap(source) {
            Ok(source) => HandleError::database(source),
            Err(shared) => HandleError::not_yet(Error::Database(shared)),
        },
        Error::Contradiction(_) => HandleError::poison(error),
        Error::TooEarly
        | Error::Contended
        | Error::NotFound
        | Error::ProviderUnavailable
        | Error::OutcomeUnknown => HandleError::not_yet(error),
        Error::Differs | Error::Voided => HandleError::retry(error),
    }
}

#[cfg(test)]
mod tests {
    use time::OffsetDateTime;

    use super::*;

    fn received(event: baedal_testkit::ForeignEvent) -> Received {
        let new = NewEvent {
            id: event.id,
            aggregate: "order",
            fact: "told",
            event_type: event.event_type,
            aggregate_id: event.id,
            version: 1,
            key: event.id,
            payload: event.payload,
            occurred_at: OffsetDateTime::UNIX_EPOCH,
            traceparent: None,
        };
        Received::from_new(new, 1)
    }

    #[test]
    fn nothing_that_a_newer_release_tells_is_poison() {
        let mut waiting = Vec::new();
        let descriptors = baedal_proto::FILE_DESCRIPTOR_SET;
        for event in baedal_testkit::foreign_events(descriptors, "baedal.events.v1") {
            let what = event.what.clone();
            let event = received(event);
            for read in [about_order(&event).map(drop), check(&event)] {
                match read {
                    Err(HandleError::NotYet(_)) if event.event_type.ends_with("FromTheFuture") => {
                        waiting.push(what.clone());
                    }
                    // The refunds hear nothing but what calls orders off.
                    Ok(()) | Err(HandleError::NotYet(_)) => {}
                    Err(error) => panic!("{what}: {error:?}"),
                }
            }
        }
        waiting.sort();
        // Somebody may wait for money: so does the event, for a release that knows it.
        assert_eq!(waiting, ["an unknown type"]);
    }
}
