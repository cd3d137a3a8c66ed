//! Looking at orders.

use baedal_values::OrderId;

use super::App;
use crate::{
    db::{
        self,
        orders::{Filter, Viewer},
    },
    domain::order::Order,
};

impl App {
    /// One order; somebody else's is as good as none.
    pub async fn get(&self, viewer: &Viewer, id: OrderId) -> sqlx::Result<Option<Order>> {
        let mut connection = self.0.db.acquire().await?;
        db::orders::get(&mut connection, viewer, id).await
    }

    /// A page of orders, newest first.
    pub async fn list(&self, filter: &Filter) -> sqlx::Result<Vec<Order>> {
        let mut connection = self.0.db.acquire().await?;
        db::orders::list(&mut connection, filter).await
    }
}
