//! What customers do with their orders.

use baedal_messaging::outbox;
use baedal_runtime::trace;
use baedal_values::{OrderId, Subject};

use super::App;
use crate::{
    db,
    domain::{
        lifecycle::{Input, Rejected},
        order::Order,
    },
    events,
};

/// What a customer wants of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wish {
    /// It arrived.
    Confirm,
    /// It should not be made.
    Cancel {
        /// For the store to know.
        reason: String,
    },
}

impl From<Wish> for Input {
    fn from(wish: Wish) -> Self {
        match wish {
            Wish::Confirm => Self::CustomerConfirms,
            Wish::Cancel { reason } => Self::CustomerCancels { reason },
        }
    }
}

/// Why it was not done.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    /// The database.
    #[error("the database failed")]
    Database(#[from] sqlx::Error),
    /// The customer has no such order.
    #[error("the customer has no such order")]
    NotFound,
    /// The order does not allow it.
    #[error("the order does not allow it")]
    Rejected(#[from] Rejected),
}

impl App {
    /// Does what a customer wants of their own order. Wanted again, it is answered as it is: the state is its own
    /// protection against repetitions.
    pub async fn change(
        &self,
        customer: &Subject,
        id: OrderId,
        wish: Wish,
    ) -> Result<Order, ChangeError> {
        let mut transaction = self.0.db.begin().await?;
        let mut order = db::orders::lock(&mut transaction, &[id])
            .await?
            .into_iter()
            .find(|order| order.purchase.customer == *customer)
            .ok_or(ChangeError::NotFound)?;
        // The order's facts go on in the order's trace; this call's trace is another one.
        if let Some(traceparent) = &order.traceparent {
            trace::link(&tracing::Span::current(), traceparent);
        }
        let now = self.now();
        let change = order.hear(&wish.into(), now)?;
        if !change.changed {
            return Ok(order);
        }
        let told: Vec<_> = change
            .told
            .iter()
            .map(|it| events::told(&order, it, self.0.ids.uuid(), now))
            .collect();
        db::orders::save(&mut transaction, std::slice::from_ref(&order)).await?;
        outbox::append(&mut transaction, &told).await?;
        transaction.commit().await?;
        self.0.wake.wake();
        Ok(order)
    }
}
