//! Looking at deliveries.

use baedal_values::{DeliveryId, Subject};

use super::{Deliveries, Error};
use crate::db::deliveries::{self as db, After, Nearby};
use crate::db::nearby;
use crate::db::stats::{self, RiderStats};
use crate::domain::{Delivery, Position};

/// Whose eyes look.
#[derive(Debug, Clone)]
pub enum Viewer {
    /// Sees everything: an operator.
    All,
    /// Sees its own deliveries, and those that wait for a rider.
    Rider(Subject),
}

impl Deliveries {
    /// One delivery; another rider's is not found.
    pub async fn get(&self, viewer: &Viewer, id: DeliveryId) -> Result<Delivery, Error> {
        let mut conn = self.pool.acquire().await?;
        let delivery = db::find(&mut conn, id).await?.ok_or(Error::NotFound)?;
        let visible = match viewer {
            Viewer::All => true,
            Viewer::Rider(rider) => delivery.visible_to(rider),
        };
        if visible {
            Ok(delivery)
        } else {
            Err(Error::NotFound)
        }
    }

    /// At most `limit` deliveries that wait for a rider: first what has waited for too long, around the position where one is
    /// given; then the others. The nearest come first among both, or the oldest where no position is given.
    pub async fn available(
        &self,
        position: Option<Position>,
        after: Option<After>,
        limit: i64,
    ) -> Result<Vec<Nearby>, Error> {
        let mut conn = self.pool.acquire().await?;
        Ok(match position {
            Some(position) => nearby::nearest_available(&mut conn, position, after, limit).await?,
            None => db::oldest_available(&mut conn, after, limit).await?,
        })
    }

    /// How much at most `limit` riders carried, most deliveries first.
    pub async fn statistics(
        &self,
        viewer: &Viewer,
        after: Option<&stats::After>,
        limit: i64,
    ) -> Result<Vec<RiderStats>, Error> {
        let rider = match viewer {
            Viewer::All => None,
            Viewer::Rider(rider) => Some(rider),
        };
        let mut conn = self.pool.acquire().await?;
        Ok(stats::list(&mut conn, rider, after, limit).await?)
    }
}
