//! What an earlier call with the same request id came to.

use std::time::Duration;

use baedal_values::OrderId;
use tokio::time::{Instant, sleep};

use super::{App, Ended, FIRST_PAUSE, Held, PlaceOrder};
use crate::{
    db::{
        self,
        checkouts::{Checkout, CheckoutStatus, Known},
        orders::Viewer,
    },
    domain::order::Order,
};

/// What a look at an earlier call's checkout says.
pub(super) enum Earlier {
    Placed(Box<Order>),
    Ours(Box<Held>),
    Busy,
}

/// How the earlier call stands.
enum Stands {
    Placed(OrderId),
    Open(Box<Checkout>),
    Voiding,
}

impl App {
    /// Goes on with what an earlier call began: here before a crash, or in another process at this moment.
    pub(super) async fn take_up(
        &self,
        request: &PlaceOrder,
        ends: Instant,
    ) -> Result<Earlier, Ended> {
        let mut pause = FIRST_PAUSE;
        loop {
            match self.look_at_earlier(request).await? {
                Earlier::Busy if Instant::now() + pause < ends => sleep(pause).await,
                seen => return Ok(seen),
            }
            pause *= 2;
        }
    }

    async fn look_at_earlier(&self, request: &PlaceOrder) -> Result<Earlier, Ended> {
        let checkout = match self.stands(request).await? {
            Stands::Placed(order) => {
                let order = self.placed_before(order).await?;
                return Ok(Earlier::Placed(Box::new(order)));
            }
            Stands::Voiding => return Ok(Earlier::Busy),
            Stands::Open(checkout) => *checkout,
        };
        let order = checkout.purchase.order_id;
        let resumed = async {
            let mut connection = self.0.db.acquire().await?;
            db::checkouts::resume(&mut connection, order, self.lease()).await
        };
        Ok(match resumed.await.map_err(unseen)? {
            Some(attempt) => Earlier::Ours(Box::new(Held {
                purchase: checkout.purchase,
                attempt,
                traceparent: checkout.traceparent,
            })),
            None => Earlier::Busy,
        })
    }

    async fn stands(&self, request: &PlaceOrder) -> Result<Stands, Ended> {
        let known = async {
            let mut connection = self.0.db.acquire().await?;
            let (customer, request_id) = (&request.customer, request.request_id);
            db::checkouts::by_request(&mut connection, customer, request_id).await
        };
        match known.await.map_err(unseen)? {
            // Given up a moment ago: the same call again starts anew.
            None => Err(Ended::Undecided(None)),
            // Somebody was told that nothing was charged, perhaps by a call that was sent after this one. "Not charged" would be
            // true of this one as well, but not for ever: the time was counted from the first answer.
            Some(Known::TurnedAway(left)) => {
                Err(Ended::Undecided((left > Duration::ZERO).then_some(left)))
            }
            Some(Known::Remembered(it)) if !it.is_of(&request.asked) => Err(Ended::RequestIdReused),
            Some(Known::Remembered(it)) => it.order.map(Stands::Placed).ok_or(Ended::CardDeclined),
            Some(Known::Checkout(it)) if !it.is_of(&request.asked) => Err(Ended::RequestIdReused),
            Some(Known::Checkout(it)) => match it.status {
                CheckoutStatus::Done => Ok(Stands::Placed(it.purchase.order_id)),
                CheckoutStatus::Declined => Err(Ended::CardDeclined),
                CheckoutStatus::Voiding => Ok(Stands::Voiding),
                CheckoutStatus::Open => Ok(Stands::Open(it)),
            },
        }
    }

    /// What there is to say of a request id that was used before, by one who has no room to go on with it.
    pub(super) async fn told_before(&self, request: &PlaceOrder) -> Result<Order, Ended> {
        match self.stands(request).await? {
            Stands::Placed(order) => self.placed_before(order).await,
            Stands::Open(_) | Stands::Voiding => Err(Ended::Undecided(None)),
        }
    }

    /// An order whose checkout is done; where it is not, the same call again starts anew.
    pub(super) async fn placed_before(&self, order: OrderId) -> Result<Order, Ended> {
        let found = async {
            let mut connection = self.0.db.acquire().await?;
            db::orders::get(&mut connection, &Viewer::Operator, order).await
        };
        let found = found.await.map_err(unseen)?;
        found.ok_or(Ended::Undecided(None))
    }
}

/// How an earlier call stands could not be read, and it may have charged.
#[expect(clippy::needless_pass_by_value, reason = "it ends an error's way")]
fn unseen(error: sqlx::Error) -> Ended {
    tracing::warn!(error = %baedal_runtime::chain(&error), "an earlier call could not be looked at");
    Ended::Undecided(None)
}
