//! Undoing the payment of an order that never came to be.

use baedal_values::OrderId;

use super::{Error, Payments};
use crate::db::payments as db;
use crate::domain::{Input, Payment, State};

impl Payments {
    /// Voids the payment of an order. An order never seen gets a tombstone, so that a late authorization is refused. A
    /// payment that holds no money, or whose money is on its way back, stays as it is.
    ///
    /// First the promise is written down, then the provider is told: a crash between the two leaves the settler to keep it.
    pub async fn void(
        &self,
        order: OrderId,
        traceparent: Option<String>,
    ) -> Result<Payment, Error> {
        let now = self.clock.now();
        let mut conn = self.pool.acquire().await?;
        let payment = if let Some(stored) = db::find(&mut conn, order).await? {
            stored.payment
        } else {
            let tombstone = Payment::tombstone(self.ids.uuid().into(), order, traceparent, now);
            if db::insert(&mut conn, &tombstone, now).await? {
                return Ok(tombstone);
            }
            // An authorization came in between.
            db::find(&mut conn, order)
                .await?
                .ok_or(Error::Contended)?
                .payment
        };
        drop(conn);
        let payment = self.record(payment, Input::Void).await?;
        match payment.state {
            State::Voiding { .. } => self.finish_void(payment).await,
            State::Pending
            | State::Approved
            | State::Declined
            | State::Voided { .. }
            | State::RefundPending
            | State::Refunded => Ok(payment),
        }
    }

    /// Tells the provider to void, and writes down that it did.
    pub(super) async fn finish_void(&self, payment: Payment) -> Result<Payment, Error> {
        self.in_time(self.provider.void(payment.order)).await?;
        self.record(payment, Input::VoidConfirmed).await
    }
}
