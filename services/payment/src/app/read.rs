//! Looking at payments.

use baedal_values::{OrderId, PaymentId, Subject};

use super::{Error, Payments};
use crate::db::payments as db;
use crate::domain::{Payment, State};

/// Whose eyes look.
#[derive(Debug, Clone)]
pub enum Viewer {
    /// Sees every payment: an operator, or the order service.
    All,
    /// Sees its own.
    Customer(Subject),
}

impl Payments {
    /// The payment of an order; someone else's is not found.
    pub async fn get(&self, viewer: &Viewer, order: OrderId) -> Result<Payment, Error> {
        let mut conn = self.pool.acquire().await?;
        let payment = db::find(&mut conn, order)
            .await?
            .ok_or(Error::NotFound)?
            .payment;
        let visible = match viewer {
            Viewer::All => true,
            Viewer::Customer(subject) => payment
                .terms
                .as_ref()
                .is_some_and(|terms| terms.customer == *subject),
        };
        if visible {
            Ok(payment)
        } else {
            Err(Error::NotFound)
        }
    }

    /// At most `limit` payments, newest first, that come after one and stand at a state.
    pub async fn list(
        &self,
        viewer: &Viewer,
        state: Option<State>,
        after: Option<PaymentId>,
        limit: i64,
    ) -> Result<Vec<Payment>, Error> {
        let customer = match viewer {
            Viewer::All => None,
            Viewer::Customer(subject) => Some(subject),
        };
        let mut conn = self.pool.acquire().await?;
        Ok(db::list(&mut conn, customer, state, after, limit).await?)
    }
}
