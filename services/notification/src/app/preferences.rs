//! How a customer wants to be told.

use baedal_values::{Fingerprint, RequestId, Subject};
use sqlx::{Connection, SqliteConnection};

use super::App;
use crate::db;
use crate::domain::{Endpoint, Preferences, Webhook, WebhookSecret};

/// So many updates of each customer are remembered.
const REMEMBERED: u32 = 16;

/// An update that is not done.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The name was given to another update before.
    #[error("the request id was used for other preferences")]
    RequestIdReused,
    /// A webhook without a secret, and none is known.
    #[error("the webhook has no secret yet")]
    NoSecret,
    /// The database failed.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

/// What an update asks for, in few bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    /// The values; what is remembered.
    pub fingerprint: Fingerprint,
    /// The SHA-256 of the message, encoded again: what earlier releases remembered.
    pub message_hash: [u8; 32],
}

impl Asked {
    /// Whether this is what was remembered, by whatever release.
    fn matches(&self, remembered: &[u8]) -> bool {
        if remembered.len() == self.message_hash.len() {
            *remembered == self.message_hash
        } else {
            self.fingerprint.matches(remembered)
        }
    }
}

/// What a customer wants from now on.
#[derive(Debug)]
pub struct Update {
    /// The name of this update.
    pub request_id: RequestId,
    /// Tells updates apart that have the same name.
    pub asked: Asked,
    /// All of it but the webhook.
    pub preferences: Preferences,
    /// The webhook; without a secret, the one that is known is kept.
    pub webhook: Option<(Endpoint, Option<WebhookSecret>)>,
}

impl App {
    /// What the customer said, or the defaults.
    pub async fn preferences(&self, customer: &Subject) -> Result<Preferences, sqlx::Error> {
        let mut conn = self.pools.read.acquire().await?;
        said(&mut conn, customer).await
    }

    /// Replaces what the customer said. A copy of one of the newest updates changes nothing and is
    /// answered as the first was.
    pub async fn update_preferences(
        &self,
        customer: &Subject,
        update: Update,
    ) -> Result<Preferences, Error> {
        let mut conn = self.pools.write.acquire().await?;
        let mut tx = conn.begin_with("BEGIN IMMEDIATE").await?;
        let named = db::preferences::update_named(&mut tx, customer, update.request_id).await?;
        if named.as_ref().is_some_and(|it| !update.asked.matches(it)) {
            return Err(Error::RequestIdReused);
        }
        let known = said(&mut tx, customer).await?.contact.webhook;
        let mut preferences = update.preferences;
        preferences.contact.webhook = match update.webhook {
            None => None,
            Some((url, given)) => {
                let secret = given.or(known.map(|webhook| webhook.secret));
                // A copy needs no secret any more: it is only answered.
                let secret = match (secret, named.is_some()) {
                    (Some(secret), _) => Some(secret),
                    (None, false) => return Err(Error::NoSecret),
                    (None, true) => None,
                };
                secret.map(|secret| Webhook { url, secret })
            }
        };
        if named.is_some() {
            return Ok(preferences);
        }
        db::preferences::put(&mut tx, customer, &preferences, self.clock.now()).await?;
        db::preferences::remember_update(
            &mut tx,
            customer,
            update.request_id,
            update.asked.fingerprint.as_bytes(),
            REMEMBERED,
        )
        .await?;
        tx.commit().await?;
        Ok(preferences)
    }
}

async fn said(conn: &mut SqliteConnection, customer: &Subject) -> Result<Preferences, sqlx::Error> {
    let mut said = db::preferences::of(conn, [customer]).await?;
    Ok(said.remove(customer.as_str()).unwrap_or_default())
}
