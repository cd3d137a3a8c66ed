//! Sends what was written down, through each channel by itself, at least once.
//!
//! One [`Sender`] per channel. It sends to several customers at a time, and to each customer one
//! message after the other, so that they come in order. A customer who cannot be reached waits alone, and webhooks that
//! hang have a [share](Shares) of the senders;
//! when the channel itself is down, the whole channel waits, and then feels its way back with one
//! message at a time.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use baedal_values::Subject;
use futures_util::stream::FuturesUnordered;
use futures_util::{FutureExt, StreamExt};
use time::OffsetDateTime;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tracing::{error, info, warn};

use super::App;
use crate::db::{self, sendings::Tried};
use crate::domain::{Fault, Needs, Outgoing, Patience, Shares, Status, Way};

/// A way to reach a customer.
#[async_trait::async_trait]
pub trait Channel: Send + Sync + 'static {
    /// Sends one notification. The same one may come again after a crash, with the same id.
    async fn send(&self, outgoing: &Outgoing) -> Result<(), ChannelError>;
}

/// A channel did not send.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not sent: {class}")]
pub struct ChannelError {
    /// Whose fault it is.
    pub fault: Fault,
    /// What kind of failure it is, such as `timeout`, as the customer is told. Never an address, and nothing that the
    /// other side said: that may repeat one.
    pub class: Cow<'static, str>,
    /// What the log says besides, for whoever runs the service.
    pub cause: Option<&'static str>,
    /// How long the other side asked to be left alone.
    pub asked: Option<Duration>,
}

impl ChannelError {
    /// A failure of that kind.
    pub fn new(fault: Fault, class: impl Into<Cow<'static, str>>) -> Self {
        Self {
            fault,
            class: class.into(),
            cause: None,
            asked: None,
        }
    }

    /// With what only the log says.
    #[must_use]
    pub fn because(self, cause: &'static str) -> Self {
        let cause = Some(cause);
        Self { cause, ..self }
    }

    /// Not to be tried again sooner than that.
    #[must_use]
    pub fn asking(self, asked: Option<Duration>) -> Self {
        Self { asked, ..self }
    }
}

/// How a channel is worked.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// To so many customers at a time.
    pub concurrency: usize,
    /// How long one message may take.
    pub timeout: Duration,
    /// How long failures are put up with.
    pub patience: Patience,
    /// How often to look for messages that nobody announced.
    pub look_every: Duration,
}

/// How long a stop waits for messages on their way. Those that take longer are sent again.
const LAST_WORDS: Duration = Duration::from_secs(3);

/// So many are given up in one statement.
const EXPIRED_AT_ONCE: u32 = 1_000;

/// The customers to whom something is on its way, and where to.
type Busy = HashMap<Subject, Option<Way>>;

/// Works one channel.
pub struct Sender {
    app: App,
    name: String,
    needs: Needs,
    channel: Arc<dyn Channel>,
    pace: Pace,
    /// Failures of the channel itself, in a row.
    down: u32,
    /// Nothing goes out before.
    paused_until: OffsetDateTime,
    /// Tried but not noted yet.
    tried: Vec<Tried>,
}

impl Sender {
    /// For the channel of that name.
    pub fn new(app: App, name: impl Into<String>, channel: Arc<dyn Channel>, pace: Pace) -> Self {
        let name = name.into();
        let mut channels = app.rules.channels.iter();
        let needs = channels.find(|(known, _)| *known == name);
        let needs = needs.map_or(Needs::Nothing, |(_, needs)| *needs);
        Self {
            app,
            name,
            needs,
            channel,
            pace,
            down: 0,
            paused_until: OffsetDateTime::UNIX_EPOCH,
            tried: Vec::new(),
        }
    }

    /// Sends until told to stop: woken by new notifications, and when one is due again.
    pub async fn run(mut self, stop: CancellationToken) {
        let mut written = self.app.written.subscribe();
        let mut busy: Busy = HashMap::new();
        let mut on_the_way = FuturesUnordered::new();
        while !stop.is_cancelled() {
            let sleep = match self.next(&busy).await {
                Ok((outgoing, sleep)) => {
                    for outgoing in outgoing {
                        let customer = outgoing.notification.customer.clone();
                        busy.insert(customer, self.way(&outgoing));
                        on_the_way.push(self.send(outgoing));
                    }
                    sleep
                }
                Err(error) => {
                    self.complain(&error);
                    self.pace.look_every
                }
            };
            tokio::select! {
                () = stop.cancelled() => break,
                Some((outgoing, result)) = on_the_way.next() => {
                    self.judge(&outgoing, result);
                    while let Some(Some((outgoing, result))) = on_the_way.next().now_or_never() {
                        self.judge(&outgoing, result);
                    }
                }
                Ok(()) = written.changed() => {}
                () = tokio::time::sleep(sleep) => {}
            }
            self.note(&mut busy).await;
        }
        let rest = async {
            while let Some((outgoing, result)) = on_the_way.next().await {
                self.judge(&outgoing, result);
            }
        };
        let late = timeout(LAST_WORDS, rest).await.is_err();
        self.note(&mut busy).await;
        if late {
            warn!(
                channel = self.name,
                "stopped with messages on their way; they are sent again"
            );
        }
    }

    /// What to send now, and how long to wait for the rest.
    async fn next(&self, busy: &Busy) -> Result<(Vec<Outgoing>, Duration), sqlx::Error> {
        let now = self.app.clock.now();
        let most = if self.down > 0 {
            1
        } else {
            self.pace.concurrency
        };
        let room = most.saturating_sub(busy.len());
        let wait = |until: OffsetDateTime| {
            let left = Duration::try_from(until - now).unwrap_or_default();
            left.min(self.pace.look_every)
        };
        if now < self.paused_until {
            return Ok((Vec::new(), wait(self.paused_until)));
        }
        if room == 0 || !self.tried.is_empty() {
            return Ok((Vec::new(), self.pace.look_every));
        }
        let mut conn = self.app.pools.read.acquire().await?;
        let mut shares = Shares::of(most, busy.values().flatten());
        let (mut next, mut sleep) = (Vec::new(), self.pace.look_every);
        while next.len() < room {
            let left_out = shares.left_out();
            let (room, before) = (room - next.len(), next.len());
            let picked = next.iter().map(|it: &Outgoing| &it.notification.customer);
            let busy: Vec<_> = busy.keys().chain(picked).collect();
            let found = db::sendings::next(&mut conn, &self.name, &busy, &left_out, room).await?;
            let due = found.iter().take_while(|(at, _)| *at <= now).count();
            sleep = found.get(due).map_or(self.pace.look_every, |it| wait(it.0));
            let is_all = due < room;
            let due = found.into_iter().take(due).map(|(_, outgoing)| outgoing);
            next.extend(due.filter(|it| self.way(it).is_none_or(|way| shares.take(&way))));
            // What stands in front and has no room may hide what has.
            if is_all || (next.len() == before && shares.left_out() == left_out) {
                break;
            }
        }
        Ok((next, sleep))
    }

    /// The way of a message whose other side is its customer's own.
    fn way(&self, outgoing: &Outgoing) -> Option<Way> {
        let webhook = outgoing.contact.webhook.as_ref();
        let webhook = webhook.filter(|_| self.needs == Needs::Webhook)?;
        Some(Way {
            host: webhook.url.host().to_owned(),
            again: outgoing.attempts > 0,
        })
    }

    /// What a try comes to.
    fn judge(&mut self, outgoing: &Outgoing, result: Result<(), ChannelError>) {
        let now = self.app.clock.now();
        let patience = self.pace.patience;
        let (status, error, next_try_at) = match result {
            Ok(()) => {
                if self.down > 0 {
                    info!(channel = self.name, "the channel works again");
                }
                self.down = 0;
                (Status::Sent, None, now)
            }
            Err(error) => {
                if error.fault == Fault::Channel && now >= self.paused_until {
                    self.down = self.down.saturating_add(1);
                    self.paused_until = now + patience.pause(self.down, error.asked);
                }
                let failures = match error.fault {
                    // It waits with the channel, however often it was tried.
                    Fault::Channel => self.down,
                    Fault::Recipient | Fault::Final => outgoing.attempts.saturating_add(1),
                };
                let again = patience.next_try(outgoing.created_at, failures, error.asked, now);
                let again = again.filter(|_| error.fault != Fault::Final);
                warn!(
                    channel = self.name,
                    error = %error,
                    cause = error.cause,
                    notification.id = %outgoing.notification.id,
                    notification.given_up = again.is_none(),
                    "a notification was not sent"
                );
                let status = again.map_or(Status::Failed, |_| Status::Pending);
                (status, Some(error.class.into_owned()), again.unwrap_or(now))
            }
        };
        self.tried.push(Tried {
            seq: outgoing.notification.seq,
            customer: outgoing.notification.customer.clone(),
            status,
            error,
            next_try_at,
        });
    }

    /// Writes down what tries came to. Until that is done, their customers are busy: nothing is sent
    /// twice because the database was away.
    async fn note(&mut self, busy: &mut Busy) {
        if self.tried.is_empty() {
            return;
        }
        match self.write().await {
            Ok(()) => {
                for tried in self.tried.drain(..) {
                    busy.remove(&tried.customer);
                }
            }
            Err(error) => self.complain(&error),
        }
    }

    async fn write(&self) -> Result<(), sqlx::Error> {
        let now = self.app.clock.now();
        let mut conn = self.app.pools.write.acquire().await?;
        db::sendings::note(&mut conn, &self.name, &self.tried, now).await?;
        if self.down > 0 {
            let cutoff = now - self.pace.patience.give_up_after;
            db::sendings::expire(&mut conn, &self.name, cutoff, EXPIRED_AT_ONCE, now).await?;
        }
        Ok(())
    }

    fn complain(&self, error: &sqlx::Error) {
        error!(
            channel = self.name,
            error = error as &dyn std::error::Error,
            "cannot read or write what is to be sent"
        );
    }

    /// Sends, in a future that holds nothing of the sender.
    fn send(
        &self,
        outgoing: Outgoing,
    ) -> impl Future<Output = (Outgoing, Result<(), ChannelError>)> + use<> {
        let (channel, needs, limit) = (self.channel.clone(), self.needs, self.pace.timeout);
        // A webhook that hangs is one customer's; every other other side is shared by all.
        let fault = match needs {
            Needs::Webhook => Fault::Recipient,
            Needs::Nothing | Needs::Email | Needs::Phone => Fault::Channel,
        };
        async move {
            let result = if outgoing.contact.has(needs) {
                let sent = timeout(limit, channel.send(&outgoing)).await;
                sent.unwrap_or_else(|_| Err(ChannelError::new(fault, "timeout")))
            } else {
                Err(ChannelError::new(Fault::Final, "no address"))
            };
            (outgoing, result)
        }
    }
}
