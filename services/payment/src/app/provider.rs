//! The payment provider, a remote party behind a trait.

use async_trait::async_trait;
use baedal_values::{Money, OrderId};

use crate::domain::{Answer, CardToken};

type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// A charge to be made.
#[derive(Debug, Clone)]
pub struct Charge {
    /// The key of idempotency at the provider.
    pub key: OrderId,
    /// How much.
    pub amount: Money,
    /// The card.
    pub card: CardToken,
}

/// The provider gave no answer to use.
#[derive(Debug, thiserror::Error)]
pub enum ProviderError {
    /// The provider refused to take the call: what was asked for did not happen.
    #[error("the payment provider is unavailable")]
    Unavailable,
    /// What was asked for may or may not have happened.
    #[error("the payment provider's answer was lost")]
    Unknown(#[source] BoxError),
}

/// Who moves the money. Every method is idempotent by key: the same call again does nothing twice and answers the same.
///
/// The caller sets the deadline: a method may take for ever, and dropping its future says nothing about whether the
/// provider acts.
#[async_trait]
pub trait Provider: Send + Sync + 'static {
    /// Charges a card. The first call with a key decides.
    async fn authorize(&self, charge: &Charge) -> Result<Answer, ProviderError>;

    /// What became of a key; `None` when the provider has never heard of it.
    async fn find(&self, key: OrderId) -> Result<Option<Answer>, ProviderError>;

    /// Undoes a charge, or forbids one that has not arrived yet. After it, the key holds no money and never will.
    async fn void(&self, key: OrderId) -> Result<(), ProviderError>;

    /// Gives back what a key was charged. After it, the money is on its way to the customer.
    async fn refund(&self, key: OrderId, amount: Money) -> Result<(), ProviderError>;
}
