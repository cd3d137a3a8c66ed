//! Charging for an order, once, whatever gets lost on the way.
//!
//! The intent is written down before the provider is asked, and the answer after, each in a statement of its own. What
//! lies between is the provider's: it remembers by the order id, so an intent that was left open is settled by asking
//! what became of the key, never by charging on the off chance.

use std::future::Future;
use std::time::Duration;

use baedal_values::{Money, OrderId, StoreId, Subject};
use sha2::{Digest, Sha256};
use time::OffsetDateTime;

use super::provider::{Charge, ProviderError};
use super::{Error, Payments};
use crate::db::payments as db;
use crate::domain::{CardFingerprint, CardToken, Input, Payment, State, Terms};

/// How often another process's work on the same order is looked at. Only calls that reach two processes at once wait so.
const PEER_PAUSE: Duration = Duration::from_millis(20);

/// A wish to charge for an order.
#[derive(Debug, Clone)]
pub struct Authorize {
    /// The order; the key of idempotency.
    pub order: OrderId,
    /// Who pays.
    pub customer: Subject,
    /// Who is paid.
    pub store: StoreId,
    /// How much.
    pub amount: Money,
    /// With what.
    pub card: CardToken,
    /// The order's trace.
    pub traceparent: Option<String>,
}

impl Payments {
    /// Charges for an order. The first outcome is the outcome: a repeated call answers it, and a call while the first
    /// is still at work waits for it. A declined card is an `Ok` whose state says so.
    ///
    /// The work goes on when the caller does not: drop this future and the payment is settled all the same.
    pub async fn authorize(&self, request: Authorize) -> Result<Payment, Error> {
        let terms = Terms {
            customer: request.customer,
            store: request.store,
            amount: request.amount,
            card: fingerprint(&request.card),
        };
        let work = self.clone().charge_once(
            request.order,
            terms.clone(),
            request.card,
            request.traceparent,
        );
        self.flights.join(request.order, &terms, work).await
    }

    async fn charge_once(
        self,
        order: OrderId,
        terms: Terms,
        card: CardToken,
        traceparent: Option<String>,
    ) -> Result<Payment, Error> {
        let now = self.clock.now();
        let intent = Payment::intent(
            self.ids.uuid().into(),
            order,
            terms.clone(),
            traceparent,
            now,
        );
        let mut conn = self.pool.acquire().await?;
        let inserted = db::insert(&mut conn, &intent, now + self.reservation()).await?;
        // Not held while the provider thinks: a slow provider must not use up the pool.
        drop(conn);
        if inserted {
            return self.ask(intent, card).await;
        }
        self.resume(order, &terms, card, now + self.reservation())
            .await
    }

    /// A call for an order that was seen before: answers its outcome, or brings it about.
    async fn resume(
        &self,
        order: OrderId,
        terms: &Terms,
        card: CardToken,
        give_up_at: OffsetDateTime,
    ) -> Result<Payment, Error> {
        loop {
            let mut conn = self.pool.acquire().await?;
            let stored = db::find(&mut conn, order).await?.ok_or(Error::NotFound)?;
            match &stored.payment.terms {
                None => return Err(Error::Voided),
                Some(first) if first != terms => return Err(Error::Differs),
                Some(_) => {}
            }
            if stored.payment.state != State::Pending {
                return outcome(stored.payment);
            }
            let now = self.clock.now();
            let reserved = stored.reserved_until <= now
                && db::reserve(&mut conn, order, now, now + self.reservation()).await?;
            drop(conn);
            if reserved {
                return match self.look_up(order).await? {
                    Some(answer) => outcome(self.record_answer(stored.payment, answer).await?),
                    None => self.ask(stored.payment, card).await,
                };
            }
            if now >= give_up_at {
                return Err(Error::OutcomeUnknown);
            }
            // Another process is asking. Its answer shows in the database only, so it has to be looked for.
            tokio::time::sleep(PEER_PAUSE).await;
        }
    }

    /// Asks the provider, and writes down what it says.
    async fn ask(&self, intent: Payment, card: CardToken) -> Result<Payment, Error> {
        let Some(terms) = &intent.terms else {
            return Err(Error::Voided);
        };
        let charge = Charge {
            key: intent.order,
            amount: terms.amount,
            card,
        };
        match self.in_time(self.provider.authorize(&charge)).await {
            Ok(answer) => {
                let payment = self.record_answer(intent, answer).await?;
                baedal_runtime::failpoint::reach("payment.committed").await;
                outcome(payment)
            }
            Err(error) => {
                tracing::warn!(order.id = %intent.order, error = %error, "authorization not settled");
                self.let_go(intent.order).await;
                Err(error.into())
            }
        }
    }

    /// What became of a key at the provider.
    pub(super) async fn look_up(
        &self,
        order: OrderId,
    ) -> Result<Option<crate::domain::Answer>, Error> {
        match self.in_time(self.provider.find(order)).await {
            Ok(found) => Ok(found),
            Err(error) => {
                self.let_go(order).await;
                // Only the question was refused; what was asked for before may have happened.
                tracing::warn!(order.id = %order, error = %error, "provider could not be asked");
                Err(Error::OutcomeUnknown)
            }
        }
    }

    /// Runs a call to the provider under its deadline.
    pub(super) async fn in_time<T>(
        &self,
        call: impl Future<Output = Result<T, ProviderError>>,
    ) -> Result<T, ProviderError> {
        match tokio::time::timeout(self.timing.provider_timeout, call).await {
            Ok(answered) => answered,
            Err(elapsed) => Err(ProviderError::Unknown(elapsed.into())),
        }
    }

    /// Opens a payment up to whoever asks next: this attempt is over.
    async fn let_go(&self, order: OrderId) {
        let now = self.clock.now();
        let freed = async {
            let mut conn = self.pool.acquire().await?;
            db::schedule(&mut conn, order, now, now + self.timing.retry_pause).await
        };
        if let Err(error) = freed.await {
            // The reservation runs out by itself.
            tracing::warn!(order.id = %order, error = %error, "reservation could not be given back");
        }
    }

    /// How long an open payment belongs to the one who asks the provider about it: longer than that may take, so that
    /// two never ask at once.
    pub(super) fn reservation(&self) -> Duration {
        self.timing.provider_timeout * 2 + Duration::from_secs(1)
    }

    /// Writes down the provider's answer to an authorization.
    pub(super) async fn record_answer(
        &self,
        payment: Payment,
        answer: crate::domain::Answer,
    ) -> Result<Payment, Error> {
        self.change(payment, |payment, at| payment.judge(answer.clone(), at))
            .await
    }

    /// Writes down what else happened to a payment.
    pub(super) async fn record(&self, payment: Payment, input: Input) -> Result<Payment, Error> {
        self.change(payment, |payment, at| payment.apply(input, at))
            .await
    }
}

impl From<ProviderError> for Error {
    fn from(error: ProviderError) -> Self {
        match error {
            ProviderError::Unavailable => Self::ProviderUnavailable,
            ProviderError::Unknown(_) => Self::OutcomeUnknown,
        }
    }
}

/// What a settled payment says to one who wants to charge for its order.
fn outcome(payment: Payment) -> Result<Payment, Error> {
    match payment.state {
        State::Pending => Err(Error::OutcomeUnknown),
        State::Voiding { .. } | State::Voided { .. } => Err(Error::Voided),
        State::Approved | State::Declined | State::RefundPending | State::Refunded => Ok(payment),
    }
}

fn fingerprint(card: &CardToken) -> CardFingerprint {
    CardFingerprint(Sha256::digest(card.reveal().as_bytes()).into())
}
