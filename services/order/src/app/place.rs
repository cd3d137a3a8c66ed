//! Placing an order: the one place where money could be lost.
//!
//! 1. The checkout is written down: one statement, committed.
//! 2. Payment is asked, by the order's id.
//! 3. The order, its event and the end of the checkout: one statement, committed.
//!
//! All of it runs in a task of its own. The call only waits for that task, so a client that goes away drops nothing.
//! Whatever is left half done, after a crash or an answer that never came, the sweeper (`settle`) ends.

mod earlier;
mod in_flight;
mod turning_away;

use std::{collections::HashMap, sync::Arc, time::Duration};

use baedal_runtime::{failpoint, trace};
use baedal_values::{RequestId, Subject};
use tokio::time::{Instant, sleep, timeout};

use self::earlier::Earlier;
pub(super) use self::{in_flight::InFlight, turning_away::TurningAway};
use super::{App, CardToken, Charge, Payment, PaymentError};
pub use crate::db::checkouts::Asked;
use crate::{
    db::{
        self,
        checkouts::{Known, NewCheckout},
    },
    domain::{
        menu::{self, Basket, Refusal},
        order::{Fulfillment, Order, Purchase},
    },
    events,
};

/// The first pause between two looks for something that only time brings; each further one is twice as long.
const FIRST_PAUSE: Duration = Duration::from_millis(25);
/// How often a lost answer is looked up.
const LOOKUPS: u32 = 6;

/// What a customer asks for.
#[derive(Debug, Clone)]
pub struct PlaceOrder {
    /// Who asks, and pays.
    pub customer: Subject,
    /// Their name for this attempt.
    pub request_id: RequestId,
    /// The whole of the request in few bytes, to tell a repetition from another request of the same name.
    pub asked: Asked,
    /// What they want.
    pub basket: Basket,
    /// How it should reach them.
    pub fulfillment: Fulfillment,
    /// For the store to know.
    pub note: String,
    /// What they pay with.
    pub card: CardToken,
}

/// Why no order came of it. Cloned for every caller that waits for the same order.
#[derive(Debug, Clone, thiserror::Error)]
pub enum PlaceError {
    /// It cannot be had.
    #[error("the basket was refused")]
    Refused(#[source] Refusal),
    /// The database failed, before this call asked payment for anything.
    #[error("the database failed")]
    Database(#[source] Arc<sqlx::Error>),
    /// Payment, or an earlier call, had its say.
    #[error(transparent)]
    Ended(#[from] Ended),
}

/// How placing ends without an order where payment may have been asked, by this call or an earlier one. An error of the database
/// is none of these: it says nothing of the money.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Ended {
    /// The request id belongs to another request.
    #[error("the request id was used for another request")]
    RequestIdReused,
    /// Nothing was charged.
    #[error("the card was declined")]
    CardDeclined,
    /// Nothing was charged, and no call that was sent before this answer ever will: that is written down. The same call after
    /// this time is a new one.
    #[error("payment is overloaded")]
    PaymentOverloaded(Duration),
    /// The same call again will find out; a time says when at the earliest.
    #[error("the outcome is not known yet")]
    Undecided(Option<Duration>),
    /// Something is wrong on our side.
    #[error("placing the order failed")]
    Broken(#[source] Arc<PaymentError>),
}

/// Why no checkout was opened: payment was not asked.
enum NotOpened {
    Refused(Refusal),
    Database(sqlx::Error),
}

impl From<sqlx::Error> for NotOpened {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(error)
    }
}

impl From<NotOpened> for PlaceError {
    fn from(why: NotOpened) -> Self {
        match why {
            NotOpened::Refused(refusal) => Self::Refused(refusal),
            NotOpened::Database(error) => Self::Database(Arc::new(error)),
        }
    }
}

/// A checkout that this task holds the lease of.
struct Held {
    purchase: Purchase,
    attempt: i32,
    traceparent: Option<String>,
}

impl App {
    /// Places an order, once for each request id, and waits for it.
    pub async fn place(&self, request: PlaceOrder) -> Result<Order, PlaceError> {
        let key = (request.customer.clone(), request.request_id);
        let fingerprint = request.asked.fingerprint;
        let app = self.clone();
        self.0
            .in_flight
            .join(
                key,
                fingerprint,
                async move {
                    let Ok(permit) = Arc::clone(&app.0.room).try_acquire_owned() else {
                        return Ok(app.turn_away(&request).await?);
                    };
                    // A statement that never comes back must not keep the permit: the checkout is the sweeper's by then.
                    let placed = timeout(app.lease(), app.check_out(request)).await;
                    drop(permit);
                    placed.unwrap_or(Err(Ended::Undecided(None).into()))
                },
                &self.0.tasks,
            )
            .await
    }

    async fn check_out(&self, request: PlaceOrder) -> Result<Order, PlaceError> {
        let ends = Instant::now() + self.0.settings.deadline;
        let held = match self.open(&request).await? {
            Some(held) => held,
            None => match self.take_up(&request, ends).await? {
                Earlier::Ours(held) => *held,
                Earlier::Placed(order) => return Ok(*order),
                Earlier::Busy => return Err(Ended::Undecided(None).into()),
            },
        };
        Ok(self.pay(held, &request.card, ends).await?)
    }

    /// Step 1. `None` where the request id was used before; then it is that call that counts, whatever the menu says now.
    async fn open(&self, request: &PlaceOrder) -> Result<Option<Held>, NotOpened> {
        let mut connection = self.0.db.acquire().await?;
        let basket = &request.basket;
        let items: Vec<_> = basket.lines.iter().map(|(item, _)| *item).collect();
        let found = db::menus::menu(&mut connection, basket.store_id, &items).await?;
        let (store, items) = found.map_or_else(|| (None, HashMap::new()), |(s, i)| (Some(s), i));
        let priced = match menu::price(basket, store.as_ref(), &items) {
            Ok(priced) => priced,
            Err(refusal) => {
                let earlier = db::checkouts::by_request(
                    &mut connection,
                    &request.customer,
                    request.request_id,
                );
                return match earlier.await? {
                    // Turned away, and that is over: a new call.
                    Some(Known::TurnedAway(left)) if left.is_zero() => {
                        Err(NotOpened::Refused(refusal))
                    }
                    Some(_) => Ok(None),
                    None => Err(NotOpened::Refused(refusal)),
                };
            }
        };
        let checkout = NewCheckout {
            purchase: Purchase {
                order_id: self.0.ids.uuid().into(),
                customer: request.customer.clone(),
                store_id: basket.store_id,
                store_name: priced.store_name,
                lines: priced.lines,
                total: priced.total,
                fulfillment: request.fulfillment.clone(),
                note: request.note.clone(),
            },
            request_id: request.request_id,
            asked: request.asked,
            traceparent: trace::current_traceparent(),
        };
        let new = std::slice::from_ref(&checkout);
        let opened = db::checkouts::open(&mut connection, new, self.lease()).await?;
        Ok((!opened.is_empty()).then_some(Held {
            purchase: checkout.purchase,
            attempt: 1,
            traceparent: checkout.traceparent,
        }))
    }

    /// Step 2, and what its answer leads to.
    async fn pay(&self, held: Held, card: &CardToken, ends: Instant) -> Result<Order, Ended> {
        let order = held.purchase.order_id;
        match self.charge(&held.purchase, card, ends).await {
            Ok(Payment::Approved(payment)) => {
                failpoint::reach("order.approved").await;
                let paid = self.paid(held.purchase, payment, held.traceparent);
                self.finish(paid).await
            }
            Ok(Payment::Declined) => {
                let noted = async {
                    let mut connection = self.0.db.acquire().await?;
                    db::checkouts::decline(&mut connection, order).await
                };
                if let Err(error) = noted.await {
                    // Payment says the same again to whoever asks next.
                    tracing::warn!(order.id = %order, error = %baedal_runtime::chain(&error), "a declined card was not noted");
                }
                Err(Ended::CardDeclined)
            }
            // Only who knows that payment was never asked may say that nothing was charged: an earlier attempt may have been
            // approved, and its answer lost.
            Err(PaymentError::Overloaded) if held.attempt == 1 => Err(self.give_back(order).await),
            // Voided under our hands, by the sweeper: it also frees the request id.
            Ok(Payment::Gone) => Err(Ended::Undecided(None)),
            Err(error) => {
                tracing::warn!(order.id = %order, error = %baedal_runtime::chain(&error), "payment gave no answer");
                self.let_go(&held).await;
                Err(match error {
                    PaymentError::Refused(_) => Ended::Broken(Arc::new(error)),
                    PaymentError::Overloaded | PaymentError::Unknown(_) => Ended::Undecided(None),
                })
            }
        }
    }

    /// The lease ends early, or runs out by itself where that cannot be written.
    async fn let_go(&self, held: &Held) {
        let order = held.purchase.order_id;
        let freed = async {
            let mut connection = self.0.db.acquire().await?;
            db::checkouts::let_go(&mut connection, order, held.attempt).await
        };
        if let Err(error) = freed.await {
            tracing::warn!(order.id = %order, error = %baedal_runtime::chain(&error), "a lease was not given back");
        }
    }

    /// Asks payment; an answer that was lost is looked up by the same key, within the deadline.
    async fn charge(
        &self,
        purchase: &Purchase,
        card: &CardToken,
        ends: Instant,
    ) -> Result<Payment, PaymentError> {
        let charge = Charge {
            order_id: purchase.order_id,
            customer: purchase.customer.clone(),
            store_id: purchase.store_id,
            amount: purchase.total,
        };
        let left = ends.saturating_duration_since(Instant::now());
        let limit = left.saturating_sub(self.0.settings.lookup_reserve);
        let asked = self.0.payments.authorize(&charge, card, limit).await;
        let Err(PaymentError::Unknown(mut error)) = asked else {
            return asked;
        };
        let mut pause = FIRST_PAUSE;
        for _ in 0..LOOKUPS {
            let left = ends.saturating_duration_since(Instant::now());
            if left <= pause {
                break;
            }
            match self.0.payments.find(charge.order_id, left).await {
                Ok(Some(payment)) => return Ok(payment),
                Ok(None) | Err(PaymentError::Overloaded) => {}
                Err(PaymentError::Unknown(again) | PaymentError::Refused(again)) => error = again,
            }
            sleep(pause).await;
            pause *= 2;
        }
        Err(PaymentError::Unknown(error))
    }

    /// The order that an approved purchase becomes.
    pub(super) fn paid(
        &self,
        purchase: Purchase,
        payment: baedal_values::PaymentId,
        traceparent: Option<String>,
    ) -> Order {
        let now = self.now();
        let accept_by = now + self.0.settings.accept_within;
        Order::placed(purchase, payment, accept_by, traceparent, now)
    }

    /// Step 3. A checkout that is no longer open was ended by somebody else: then it is theirs that counts.
    pub(super) async fn finish(&self, order: Order) -> Result<Order, Ended> {
        let told = events::placed(&order, self.0.ids.uuid());
        let placed = async {
            let mut connection = self.0.db.acquire().await?;
            db::checkouts::finish(&mut connection, std::slice::from_ref(&order), &[told]).await
        };
        let placed = placed.await.map_err(|error| {
            // The money is there: the same call again, or the sweeper, makes the order of it.
            tracing::error!(order.id = %order.id(), error = %baedal_runtime::chain(&error), "a paid order could not be stored");
            Ended::Undecided(None)
        })?;
        if placed.is_empty() {
            return self.placed_before(order.id()).await;
        }
        self.0.wake.wake();
        self.0.placed.add(1, &[]);
        tracing::info!(order.id = %order.id(), "order placed");
        Ok(order)
    }

    /// A little longer than a checkout may take, so that nobody takes up what is still being worked on.
    pub(super) fn lease(&self) -> Duration {
        self.0.settings.lease()
    }
}
