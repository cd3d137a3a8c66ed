//! What an owner does with the tickets of the own stores.

use baedal_messaging::outbox;
use baedal_runtime::trace;
use baedal_values::{MenuItemId, OrderId, StoreId, Subject};
use tracing::Span;

use super::{App, Error};
use crate::db;
use crate::domain::{AfterTicket, Command, ItemSales, State, Ticket, TicketFact};
use crate::events;

impl App {
    /// Carries out an owner's command. Repeating it gives the same answer and tells nobody.
    pub async fn command(
        &self,
        owner: &Subject,
        order_id: OrderId,
        command: Command,
        reason: &str,
    ) -> Result<Ticket, Error> {
        let now = self.clock.now();
        let mut tx = self.pool.begin().await?;
        let (mut ticket, pickup) = db::tickets::lock_of_owner(&mut tx, order_id, owner)
            .await?
            .ok_or(Error::NotFound("ticket"))?;
        // The facts belong to the order's trace; the owner's call only points at it.
        if let Some(order) = &ticket.traceparent {
            trace::link(&Span::current(), order);
        }
        let Some(fact) = ticket.apply(command, reason, now)? else {
            return Ok(ticket);
        };
        db::tickets::update(&mut tx, &[&ticket]).await?;
        if fact == TicketFact::Cooked {
            db::sales::add(&mut tx, ticket.store_id, &ticket.lines, now).await?;
        }
        let event = events::ticket_fact(self.ids.uuid(), fact, &ticket, Some(&pickup), now);
        outbox::append(&mut tx, &[event]).await?;
        tx.commit().await?;
        self.wake.wake();
        Ok(ticket)
    }

    /// The order's ticket, if its store is the owner's.
    pub async fn ticket(&self, owner: &Subject, order_id: OrderId) -> Result<Ticket, Error> {
        let mut conn = self.pool.acquire().await?;
        db::tickets::of_owner(&mut conn, order_id, owner)
            .await?
            .ok_or(Error::NotFound("ticket"))
    }

    /// A page of the tickets of the owner's store, oldest order first.
    pub async fn tickets(
        &self,
        owner: &Subject,
        store_id: StoreId,
        state: Option<State>,
        after: Option<AfterTicket>,
        limit: i64,
    ) -> Result<Vec<Ticket>, Error> {
        let mut conn = self.pool.acquire().await?;
        own_store(&mut conn, owner, store_id).await?;
        Ok(db::tickets::list(&mut conn, store_id, state, after, limit).await?)
    }

    /// A page of what the owner's store sold, most sold first.
    pub async fn item_sales(
        &self,
        owner: &Subject,
        store_id: StoreId,
        after: Option<(i64, MenuItemId)>,
        limit: i64,
    ) -> Result<Vec<ItemSales>, Error> {
        let mut conn = self.pool.acquire().await?;
        own_store(&mut conn, owner, store_id).await?;
        Ok(db::sales::list(&mut conn, store_id, after, limit).await?)
    }
}

async fn own_store(
    conn: &mut sqlx::PgConnection,
    owner: &Subject,
    store_id: StoreId,
) -> Result<(), Error> {
    db::catalog::store(conn, store_id)
        .await?
        .filter(|store| store.owner == *owner)
        .map(|_| ())
        .ok_or(Error::NotFound("store"))
}
