//! The built-in payment provider for development, demonstrations and tests. It moves no money.
//!
//! It plays a remote party: it remembers charges by key in a table of its own and answers by these cards.
//!
//! | card token | what happens |
//! | --- | --- |
//! | `card_approve` | charged, answered at once |
//! | `card_decline` | refused, reason `insufficient_funds` |
//! | `card_slow_<ms>` | charged and answered after so many milliseconds (at most ten minutes), whether or not the caller still listens |
//! | `card_silent` | charged at once, never answered |
//! | `card_refund_down_<n>` | charged, answered at once; the first n (at most 1000) requests to refund it are refused |
//! | `card_unavailable` | not charged: the provider takes no calls |
//! | any other | refused, reason `unknown_card` |

use std::time::Duration;

use async_trait::async_trait;
use baedal_runtime::database::Pool;
use baedal_values::{Money, OrderId};
use sqlx::{PgPool, postgres::PgPoolOptions};
use uuid::Uuid;

use crate::app::{Charge, Provider, ProviderError};
use crate::db::sandbox as db;
use crate::db::sandbox::ChargeStatus;
use crate::domain::Answer;

/// The longest a slow card may take.
const MAX_DELAY: Duration = Duration::from_mins(10);

/// How often a refund may be refused.
const MAX_REFUSALS: i32 = 1_000;

/// The sandbox provider.
pub struct Sandbox {
    pool: Pool,
}

impl Sandbox {
    /// A sandbox that keeps its books next to `pool`, over at most `connections` connections of its own.
    ///
    /// It does not wait for the disk at commit. Nothing is lost by that: what payment writes about the sandbox's answer goes
    /// to the same log, later, and does wait. A charge that a crash takes away is one whose answer nobody kept.
    pub fn new(pool: &PgPool, connections: u32) -> Self {
        let options = pool.connect_options().as_ref().clone();
        let options = options.options([("synchronous_commit", "off")]);
        let pool = PgPoolOptions::new()
            .max_connections(connections)
            .acquire_timeout(Duration::from_secs(5))
            .connect_lazy_with(options);
        Self { pool: pool.into() }
    }

    async fn charge(&self, charge: &Charge, behaviour: Behaviour) -> Result<Answer, ProviderError> {
        let (status, reason) = match behaviour {
            Behaviour::Decline(reason) => (ChargeStatus::Declined, Some(reason)),
            Behaviour::Approve
            | Behaviour::Slow(_)
            | Behaviour::Silent
            | Behaviour::RefundDown(_) => (ChargeStatus::Approved, None),
            Behaviour::Unavailable => return Err(ProviderError::Unavailable),
        };
        let key = Uuid::from(charge.key);
        let currency = charge.amount.currency().code();
        let minor = charge.amount.minor();
        let mut conn = self
            .pool
            .acquire()
            .await
            .map_err(|_| ProviderError::Unavailable)?;
        let kept = db::charge_once(&mut conn, key, status, reason, minor, currency).await;
        let answer = answer(kept.map_err(lost)?);
        if let Behaviour::RefundDown(times) = behaviour {
            db::refuse_refunds(&mut conn, key, times)
                .await
                .map_err(lost)?;
        }
        Ok(answer)
    }
}

#[async_trait]
impl Provider for Sandbox {
    async fn authorize(&self, charge: &Charge) -> Result<Answer, ProviderError> {
        let behaviour = Behaviour::of(charge.card.reveal());
        if let Behaviour::Slow(delay) = behaviour {
            // A remote party does not stop working because the caller hung up.
            let (sandbox, charge) = (
                Self {
                    pool: self.pool.clone(),
                },
                charge.clone(),
            );
            let remote = tokio::spawn(async move {
                tokio::time::sleep(delay).await;
                sandbox.charge(&charge, behaviour).await
            });
            return remote
                .await
                .map_err(|error| ProviderError::Unknown(error.into()))?;
        }
        let answer = self.charge(charge, behaviour).await?;
        match behaviour {
            Behaviour::Silent => std::future::pending().await,
            Behaviour::Approve
            | Behaviour::Decline(_)
            | Behaviour::Slow(_)
            | Behaviour::RefundDown(_)
            | Behaviour::Unavailable => Ok(answer),
        }
    }

    async fn find(&self, key: OrderId) -> Result<Option<Answer>, ProviderError> {
        let mut conn = self
            .pool
            .acquire()
            .await
            .map_err(|_| ProviderError::Unavailable)?;
        Ok(db::find(&mut conn, key.into())
            .await
            .map_err(lost)?
            .map(answer))
    }

    async fn void(&self, key: OrderId) -> Result<(), ProviderError> {
        let mut conn = self
            .pool
            .acquire()
            .await
            .map_err(|_| ProviderError::Unavailable)?;
        db::void(&mut conn, key.into()).await.map_err(lost)?;
        Ok(())
    }

    async fn refund(&self, key: OrderId, _amount: Money) -> Result<(), ProviderError> {
        let mut conn = self
            .pool
            .acquire()
            .await
            .map_err(|_| ProviderError::Unavailable)?;
        match db::refund(&mut conn, key.into()).await.map_err(lost)? {
            Some(charge) if charge.status == ChargeStatus::Refunded => Ok(()),
            // The card of which refunds are refused at first.
            Some(charge) if charge.status == ChargeStatus::Approved => {
                Err(ProviderError::Unavailable)
            }
            _ => Err(ProviderError::Unknown(
                "the sandbox holds no money under this key".into(),
            )),
        }
    }
}

/// What a test card makes the sandbox do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Behaviour {
    Approve,
    Decline(&'static str),
    Slow(Duration),
    Silent,
    RefundDown(i32),
    Unavailable,
}

impl Behaviour {
    fn of(card: &str) -> Self {
        match card {
            "card_approve" => Self::Approve,
            "card_decline" => Self::Decline("insufficient_funds"),
            "card_silent" => Self::Silent,
            "card_unavailable" => Self::Unavailable,
            other => Self::slow(other)
                .or_else(|| Self::refund_down(other))
                .unwrap_or(Self::Decline("unknown_card")),
        }
    }
}

impl Behaviour {
    fn slow(card: &str) -> Option<Self> {
        let delay = Duration::from_millis(card.strip_prefix("card_slow_")?.parse().ok()?);
        (delay <= MAX_DELAY).then_some(Self::Slow(delay))
    }

    fn refund_down(card: &str) -> Option<Self> {
        let times = card.strip_prefix("card_refund_down_")?.parse().ok()?;
        (0..=MAX_REFUSALS)
            .contains(&times)
            .then_some(Self::RefundDown(times))
    }
}

fn answer(charge: db::Charge) -> Answer {
    match charge.status {
        ChargeStatus::Approved | ChargeStatus::Refunded => Answer::Approved,
        ChargeStatus::Declined => Answer::Declined {
            reason: charge.decline_reason.unwrap_or_default(),
        },
        ChargeStatus::Voided => Answer::Voided,
    }
}

fn lost(error: sqlx::Error) -> ProviderError {
    ProviderError::Unknown(error.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_test_card_has_its_behaviour() {
        let table = [
            ("card_approve", Behaviour::Approve),
            ("card_decline", Behaviour::Decline("insufficient_funds")),
            ("card_slow_250", Behaviour::Slow(Duration::from_millis(250))),
            ("card_slow_999999999999", Behaviour::Decline("unknown_card")),
            ("card_slow_", Behaviour::Decline("unknown_card")),
            ("card_silent", Behaviour::Silent),
            ("card_refund_down_2", Behaviour::RefundDown(2)),
            ("card_refund_down_1001", Behaviour::Decline("unknown_card")),
            ("card_refund_down_-1", Behaviour::Decline("unknown_card")),
            ("card_unavailable", Behaviour::Unavailable),
            ("4242424242424242", Behaviour::Decline("unknown_card")),
        ];
        for (card, behaviour) in table {
            assert_eq!(Behaviour::of(card), behaviour, "{card}");
        }
    }
}
