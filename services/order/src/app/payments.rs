//! What this service needs of payment, in its own words.

use std::{fmt, time::Duration};

use async_trait::async_trait;
use baedal_runtime::BoxError;
use baedal_values::{Money, OrderId, PaymentId, StoreId, Subject};

/// The token that stands for a card. Neither stored nor shown.
#[derive(Clone, PartialEq, Eq)]
pub struct CardToken(String);

impl CardToken {
    /// Takes a token as it came.
    pub fn new(token: String) -> Self {
        Self(token)
    }

    /// For payment, and nobody else.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for CardToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CardToken(…)")
    }
}

/// What is to be paid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Charge {
    /// The key: payment charges an order once, however often it is asked.
    pub order_id: OrderId,
    /// Who pays.
    pub customer: Subject,
    /// Who is paid.
    pub store_id: StoreId,
    /// How much.
    pub amount: Money,
}

/// How an order's payment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Payment {
    /// The money is there.
    Approved(PaymentId),
    /// The card was refused.
    Declined,
    /// It was given back, or will never be taken: no order can stand on it.
    Gone,
}

/// Why payment gave no answer.
#[derive(Debug, thiserror::Error)]
pub enum PaymentError {
    /// The mesh turned the call away: payment has not seen it.
    #[error("payment is overloaded")]
    Overloaded,
    /// It may or may not have happened.
    #[error("the outcome of the payment is not known")]
    Unknown(#[source] BoxError),
    /// Payment does not take the call as it is; asking again will not help.
    #[error("payment refused the call")]
    Refused(#[source] BoxError),
}

/// The way to payment. Every call ends within its `limit`.
#[async_trait]
pub trait Payments: Send + Sync + 'static {
    /// Charges the card.
    async fn authorize(
        &self,
        charge: &Charge,
        card: &CardToken,
        limit: Duration,
    ) -> Result<Payment, PaymentError>;

    /// How an order's payment stands; `None` where payment has not heard of it, or not yet.
    async fn find(&self, order: OrderId, limit: Duration) -> Result<Option<Payment>, PaymentError>;

    /// Takes an approval back, and keeps one from ever being given.
    async fn void(&self, order: OrderId, limit: Duration) -> Result<(), PaymentError>;
}
