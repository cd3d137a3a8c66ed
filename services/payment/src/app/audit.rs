//! Whether the books balance, and what has to be heard for that.

use baedal_values::OrderId;
use time::OffsetDateTime;

use super::{Error, Payments};
use crate::db::audit as db;
use crate::domain::audit::{Account, Difference, Heard};

/// The name of the consumer that hears of the orders.
pub const ORDERS: &str = "payment-orders";

/// Some orders' books, compared.
#[derive(Debug, Clone, PartialEq)]
pub struct Audit {
    /// The orders compared, by id.
    pub accounts: Vec<Account>,
    /// When.
    pub as_of: OffsetDateTime,
    /// How long things may take to come right by themselves.
    grace: time::Duration,
}

impl Audit {
    /// What does not fit about the orders that are left in it.
    pub fn differences(&self) -> Vec<Difference> {
        self.accounts
            .iter()
            .flat_map(|account| account.differences(self.as_of, self.grace))
            .collect()
    }
}

impl Payments {
    /// Notes what was heard of orders. Heard again, in any order, it comes to the same.
    pub async fn hear(&self, heard: &[(OrderId, Heard)]) -> Result<(), Error> {
        if heard.is_empty() {
            return Ok(());
        }
        let mut conn = self.pool.acquire().await?;
        Ok(db::hear(&mut conn, heard).await?)
    }

    /// Compares the books of at most `limit` orders after one, by id.
    pub async fn audit(&self, after: Option<OrderId>, limit: i64) -> Result<Audit, Error> {
        let mut conn = self.pool.acquire().await?;
        let as_of = self.clock.now();
        let accounts = db::accounts(&mut conn, after, limit).await?;
        Ok(Audit {
            accounts,
            as_of,
            grace: self
                .timing
                .audit_grace
                .try_into()
                .unwrap_or(time::Duration::MAX),
        })
    }
}
