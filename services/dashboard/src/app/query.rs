//! What is shown. Nothing here needs more than this service's own database.

use baedal_values::{MenuItemId, OrderId, StoreId, Subject};

use super::App;
use crate::db;
use crate::domain::{Filter, ItemSales, Progress, RiderStats, Scope, View};

impl App {
    /// The view of one order, if the scope lets it be seen, and how far the views are.
    pub async fn view(
        &self,
        scope: &Scope,
        order_id: OrderId,
    ) -> Result<Option<(View, Progress)>, sqlx::Error> {
        let mut conn = self.pool.acquire().await?;
        // Progress first: the rows that are read after it are at least as new.
        let progress = db::projection::read(&mut *conn).await?;
        let view = db::views::one(&mut conn, scope, order_id).await?;
        Ok(view.map(|view| (view, progress)))
    }

    /// A page of views, newest order first.
    pub async fn views(
        &self,
        scope: &Scope,
        filter: Filter,
        after: Option<OrderId>,
        limit: i64,
    ) -> Result<(Vec<View>, Progress), sqlx::Error> {
        let mut conn = self.pool.acquire().await?;
        let progress = db::projection::read(&mut *conn).await?;
        let views = db::views::list(&mut conn, scope, filter, after, limit).await?;
        Ok((views, progress))
    }

    /// A page of what a store sold, most sold first. `None` if there is no such store, or it is not
    /// the owner's where one is given.
    pub async fn item_sales(
        &self,
        store_id: StoreId,
        owner: Option<&Subject>,
        after: Option<(i64, MenuItemId)>,
        limit: i64,
    ) -> Result<Option<(Vec<ItemSales>, Progress)>, sqlx::Error> {
        let mut conn = self.pool.acquire().await?;
        if !db::stores::exists(&mut conn, store_id, owner).await? {
            return Ok(None);
        }
        let progress = db::projection::read(&mut *conn).await?;
        let sales = db::figures::item_sales(&mut conn, store_id, after, limit).await?;
        Ok(Some((sales, progress)))
    }

    /// A page of riders, most deliveries first; one rider or all.
    pub async fn rider_stats(
        &self,
        rider: Option<&Subject>,
        after: Option<(i64, &str)>,
        limit: i64,
    ) -> Result<(Vec<RiderStats>, Progress), sqlx::Error> {
        let mut conn = self.pool.acquire().await?;
        let progress = db::projection::read(&mut *conn).await?;
        let riders = db::figures::rider_stats(&mut conn, rider, after, limit).await?;
        Ok((riders, progress))
    }
}
