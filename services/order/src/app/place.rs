//! Placing an order: the one place where money could be lost.
//!
//! 1. The checkout is written down: one statement, committed.
//! 2. Payment is asked, by the order's id.
//! 3. The order, its event and the end of the checkout: one statement, committed.
//!
//! All of it runs in a task of its own. The call only waits for that task, so a client that goes away drops nothing.
//! Whatever is left half done, after a crash or an answer that never came, the sweeper (`settle`) ends.

mod in_flight;

use std::{collections::HashMap, sync::Arc, time::Duration};

use baedal_runtime::{failpoint, trace};
use baedal_values::{OrderId, RequestId, Subject};
use tokio::time::{Instant, sleep, timeout};

pub(super) use self::in_flight::InFlight;
use super::{App, CardToken, Charge, Payment, PaymentError};
use crate::{
    db::{
        self,
        checkouts::{Checkout, CheckoutStatus},
        orders::Viewer,
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
    /// The whole of the request in 32 bytes, to tell a repetition from another request of the same name.
    pub fingerprint: [u8; 32],
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
    /// It cannot be had. Nothing was charged.
    #[error("the basket was refused")]
    Refused(#[source] Refusal),
    /// The request id belongs to another request.
    #[error("the request id was used for another request")]
    RequestIdReused,
    /// Nothing was charged.
    #[error("the card was declined")]
    CardDeclined,
    /// Nothing was charged, and payment has not even heard of it.
    #[error("payment is overloaded")]
    PaymentOverloaded,
    /// The same call again will find out.
    #[error("the outcome is not known yet")]
    Undecided,
    /// The database, before anything was charged.
    #[error("the database failed")]
    Database(#[source] Arc<sqlx::Error>),
    /// Something is wrong on our side.
    #[error("placing the order failed")]
    Broken(#[source] Arc<PaymentError>),
}

impl From<sqlx::Error> for PlaceError {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(Arc::new(error))
    }
}

/// A checkout that this task holds the lease of.
struct Held {
    purchase: Purchase,
    attempt: i32,
    traceparent: Option<String>,
}

/// What a look at an earlier call's checkout says.
enum Earlier {
    Placed(Box<Order>),
    Ours(Box<Held>),
    Busy,
}

impl App {
    /// Places an order, once for each request id, and waits for it.
    pub async fn place(&self, request: PlaceOrder) -> Result<Order, PlaceError> {
        let key = (request.customer.clone(), request.request_id);
        let fingerprint = request.fingerprint;
        let app = self.clone();
        self.0
            .in_flight
            .join(
                key,
                fingerprint,
                async move {
                    let Ok(permit) = Arc::clone(&app.0.room).try_acquire_owned() else {
                        return app.turn_away(&request).await;
                    };
                    // A statement that never comes back must not keep the permit: the checkout is the sweeper's by then.
                    let placed = timeout(app.lease(), app.check_out(request)).await;
                    drop(permit);
                    placed.unwrap_or(Err(PlaceError::Undecided))
                },
                &self.0.tasks,
            )
            .await
    }

    /// Nobody has a hand free. Only a request id that was never seen is known to have charged nothing.
    async fn turn_away(&self, request: &PlaceOrder) -> Result<Order, PlaceError> {
        let seen = {
            let mut connection = self.0.db.acquire().await?;
            let (customer, request_id) = (&request.customer, request.request_id);
            db::checkouts::by_request(&mut connection, customer, request_id).await?
        };
        match seen {
            None => Err(PlaceError::PaymentOverloaded),
            Some(checkout) if checkout.request_hash != request.fingerprint => {
                Err(PlaceError::RequestIdReused)
            }
            Some(checkout) => match checkout.status {
                CheckoutStatus::Done => self
                    .placed_before(checkout.purchase.order_id)
                    .await?
                    .ok_or(PlaceError::Undecided),
                CheckoutStatus::Declined => Err(PlaceError::CardDeclined),
                CheckoutStatus::Open | CheckoutStatus::Voiding => Err(PlaceError::Undecided),
            },
        }
    }

    async fn check_out(&self, request: PlaceOrder) -> Result<Order, PlaceError> {
        let ends = Instant::now() + self.0.settings.deadline;
        let held = match self.open(&request).await? {
            Some(held) => held,
            None => match self.take_up(&request, ends).await? {
                Earlier::Ours(held) => *held,
                Earlier::Placed(order) => return Ok(*order),
                Earlier::Busy => return Err(PlaceError::Undecided),
            },
        };
        self.pay(held, &request.card, ends).await
    }

    /// Step 1. `None` where the request id was used before; then it is that call that counts, whatever the menu says now.
    async fn open(&self, request: &PlaceOrder) -> Result<Option<Held>, PlaceError> {
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
                    Some(_) => Ok(None),
                    None => Err(PlaceError::Refused(refusal)),
                };
            }
        };
        let now = self.now();
        let checkout = Checkout {
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
            request_hash: request.fingerprint.to_vec(),
            status: CheckoutStatus::Open,
            attempts: 1,
            lease_until: now + self.lease(),
            created_at: now,
            traceparent: trace::current_traceparent(),
        };
        let opened = db::checkouts::open(&mut connection, std::slice::from_ref(&checkout)).await?;
        Ok((!opened.is_empty()).then_some(Held {
            purchase: checkout.purchase,
            attempt: 1,
            traceparent: checkout.traceparent,
        }))
    }

    /// Goes on with what an earlier call began: here before a crash, or in another process at this moment.
    async fn take_up(&self, request: &PlaceOrder, ends: Instant) -> Result<Earlier, PlaceError> {
        let mut pause = FIRST_PAUSE;
        loop {
            match self.look_at_earlier(request).await? {
                Earlier::Busy if Instant::now() + pause < ends => sleep(pause).await,
                seen => return Ok(seen),
            }
            pause *= 2;
        }
    }

    async fn look_at_earlier(&self, request: &PlaceOrder) -> Result<Earlier, PlaceError> {
        let mut connection = self.0.db.acquire().await?;
        let (customer, request_id) = (&request.customer, request.request_id);
        let Some(checkout) =
            db::checkouts::by_request(&mut connection, customer, request_id).await?
        else {
            // Given up a moment ago: the same call again starts anew.
            return Err(PlaceError::Undecided);
        };
        if checkout.request_hash != request.fingerprint {
            return Err(PlaceError::RequestIdReused);
        }
        let order = checkout.purchase.order_id;
        Ok(match checkout.status {
            CheckoutStatus::Done => {
                drop(connection);
                let placed = self.placed_before(order).await?;
                Earlier::Placed(Box::new(placed.ok_or(PlaceError::Undecided)?))
            }
            CheckoutStatus::Declined => return Err(PlaceError::CardDeclined),
            CheckoutStatus::Voiding => Earlier::Busy,
            CheckoutStatus::Open => {
                let now = self.now();
                let until = now + self.lease();
                match db::checkouts::resume(&mut connection, order, now, until).await? {
                    Some(attempt) => Earlier::Ours(Box::new(Held {
                        purchase: checkout.purchase,
                        attempt,
                        traceparent: checkout.traceparent,
                    })),
                    None => Earlier::Busy,
                }
            }
        })
    }

    /// Step 2, and what its answer leads to.
    async fn pay(&self, held: Held, card: &CardToken, ends: Instant) -> Result<Order, PlaceError> {
        let order = held.purchase.order_id;
        match self.charge(&held.purchase, card, ends).await {
            Ok(Payment::Approved(payment)) => {
                failpoint::reach("order.approved").await;
                let paid = self.paid(held.purchase, payment, held.traceparent);
                self.finish(paid).await
            }
            Ok(Payment::Declined) => {
                let mut connection = self.0.db.acquire().await?;
                db::checkouts::decline(&mut connection, order).await?;
                Err(PlaceError::CardDeclined)
            }
            Err(PaymentError::Overloaded) => {
                let mut connection = self.0.db.acquire().await?;
                // Only who knows that payment was never asked may say that nothing was charged: an earlier attempt may have been
                // approved, and its answer lost.
                if held.attempt == 1
                    && db::checkouts::forget_untouched(&mut connection, order).await?
                {
                    return Err(PlaceError::PaymentOverloaded);
                }
                db::checkouts::let_go(&mut connection, order, self.now()).await?;
                Err(PlaceError::Undecided)
            }
            // Voided under our hands, by the sweeper: it also frees the request id.
            Ok(Payment::Gone) => Err(PlaceError::Undecided),
            Err(error) => {
                tracing::warn!(order.id = %order, error = %baedal_runtime::chain(&error), "payment gave no answer");
                let mut connection = self.0.db.acquire().await?;
                db::checkouts::let_go(&mut connection, order, self.now()).await?;
                Err(match error {
                    PaymentError::Refused(_) => PlaceError::Broken(Arc::new(error)),
                    _ => PlaceError::Undecided,
                })
            }
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
    pub(super) async fn finish(&self, order: Order) -> Result<Order, PlaceError> {
        let told = events::placed(&order, self.0.ids.uuid());
        let placed = {
            let mut connection = self.0.db.acquire().await.map_err(unsettled)?;
            db::checkouts::finish(&mut connection, std::slice::from_ref(&order), &[told])
                .await
                .map_err(unsettled)?
        };
        if placed.is_empty() {
            let theirs = self
                .placed_before(order.id())
                .await
                .map_err(|_| PlaceError::Undecided)?;
            return theirs.ok_or(PlaceError::Undecided);
        }
        self.0.wake.wake();
        self.0.placed.add(1, &[]);
        tracing::info!(order.id = %order.id(), "order placed");
        Ok(order)
    }

    async fn placed_before(&self, order: OrderId) -> Result<Option<Order>, PlaceError> {
        let mut connection = self.0.db.acquire().await?;
        Ok(db::orders::get(&mut connection, &Viewer::Operator, order).await?)
    }

    /// A little longer than a checkout may take, so that nobody takes up what is still being worked on.
    pub(super) fn lease(&self) -> Duration {
        self.0.settings.deadline + Duration::from_secs(1)
    }
}

/// The money is there, and whether the order is stored is not known: the same call again, or the sweeper, will find out.
#[expect(clippy::needless_pass_by_value, reason = "it ends an error's way")]
fn unsettled(error: sqlx::Error) -> PlaceError {
    tracing::error!(error = %baedal_runtime::chain(&error), "a paid order could not be stored");
    PlaceError::Undecided
}
