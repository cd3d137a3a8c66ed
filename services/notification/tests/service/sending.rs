//! Each channel is worked by itself: in order for each customer, and nobody waits for another.

use std::collections::HashSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use baedal_notification::app::App;
use baedal_notification::app::send::{Channel, ChannelError, Pace, Sender};
use baedal_notification::domain::{Fault, Outgoing, Patience, Sending, Status};
use baedal_runtime::SystemClock;
use baedal_testkit::wait_until;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::support::{Quiet, new_id, quiet};
use crate::telling::a_delivery;

const PATIENCE: Duration = Duration::from_secs(30);

const PACE: Pace = Pace {
    concurrency: 4,
    timeout: Duration::from_secs(20),
    patience: Patience {
        first_pause: Duration::from_millis(10),
        longest_pause: Duration::from_millis(40),
        give_up_after: Duration::from_hours(1),
    },
    // Long: what is not woken is not sent within a test.
    look_every: Duration::from_mins(10),
};

/// What a channel does with a message, given how often it was asked for it before.
type Mood = fn(&Outgoing) -> Answer;

enum Answer {
    Take,
    Fail(Fault),
    Hang,
}

struct Moody {
    mood: Mood,
    /// Customer and notification, of everything taken.
    taken: Mutex<Vec<(String, String)>>,
    tries: Mutex<usize>,
}

impl Moody {
    fn new(mood: Mood) -> Arc<Self> {
        Arc::new(Self {
            mood,
            taken: Mutex::default(),
            tries: Mutex::default(),
        })
    }

    fn taken(&self) -> Vec<(String, String)> {
        self.taken.lock().expect("nobody panics in here").clone()
    }

    fn tries(&self) -> usize {
        *self.tries.lock().expect("nobody panics in here")
    }

    /// Waits until so much was taken.
    async fn got(&self, count: usize) -> Vec<(String, String)> {
        wait_until(PATIENCE, async || {
            Some(self.taken()).filter(|it| it.len() >= count)
        })
        .await
    }
}

#[async_trait::async_trait]
impl Channel for Moody {
    async fn send(&self, outgoing: &Outgoing) -> Result<(), ChannelError> {
        *self.tries.lock().expect("nobody panics in here") += 1;
        match (self.mood)(outgoing) {
            Answer::Take => {}
            Answer::Fail(fault) => return Err(ChannelError::new(fault, "moody")),
            Answer::Hang => std::future::pending().await,
        }
        let it = &outgoing.notification;
        let taken = (it.customer.as_str().to_owned(), it.kind.name().to_owned());
        self.taken
            .lock()
            .expect("nobody panics in here")
            .push(taken);
        Ok(())
    }
}

struct Running(CancellationToken, JoinHandle<()>);

fn run(app: &App, name: &str, channel: &Arc<Moody>, pace: Pace) -> Running {
    let stop = CancellationToken::new();
    let sender = Sender::new(app.clone(), name, channel.clone(), pace);
    Running(stop.clone(), tokio::spawn(sender.run(stop)))
}

impl Running {
    async fn stop(self) {
        self.0.cancel();
        self.1.await.expect("it ends");
    }
}

fn kinds(customer: &str) -> Vec<(String, String)> {
    a_delivery(customer, new_id())
        .iter()
        .map(|_| customer.to_owned())
        .zip([
            "order.placed",
            "order.accepted",
            "delivery.claimed",
            "order.cooking",
            "order.cooked",
            "order.picked_up",
            "order.delivered",
            "order.completed",
        ])
        .map(|(customer, kind)| (customer, kind.to_owned()))
        .collect()
}

/// The customer's sendings on a channel, oldest first, once they all fit.
async fn sendings(
    quiet: &Quiet,
    app: &App,
    channel: &str,
    fits: fn(&Sending) -> bool,
) -> Vec<Sending> {
    wait_until(PATIENCE, async || {
        let told = quiet.told(app, "minji").await.into_iter().rev();
        let all: Vec<_> = told
            .flat_map(|(_, sendings)| sendings)
            .filter(|it| it.channel == channel)
            .collect();
        all.iter().all(fits).then_some(all)
    })
    .await
}

#[tokio::test]
async fn a_customer_who_cannot_be_reached_holds_up_nobody_else() {
    let quiet = quiet().await;
    let app = quiet.app_with(Arc::new(SystemClock), &["moody"]);
    let channel = Moody::new(|it| match it.notification.customer.as_str() {
        "hana" => Answer::Hang,
        "jun" => Answer::Fail(Fault::Recipient),
        _ => Answer::Take,
    });
    let sender = run(&app, "moody", &channel, PACE);
    for customer in ["hana", "jun", "minji"] {
        quiet.hear(&app, &a_delivery(customer, new_id())).await;
    }
    assert_eq!(channel.got(8).await, kinds("minji"));
    sendings(&quiet, &app, "moody", |it| it.status == Status::Sent).await;
    sender.stop().await;
}

#[tokio::test]
async fn a_message_that_fails_is_tried_again_before_those_after_it() {
    let quiet = quiet().await;
    let app = quiet.app_with(Arc::new(SystemClock), &["moody"]);
    let channel = Moody::new(|it| match it.attempts {
        0 => Answer::Fail(Fault::Recipient),
        1 => Answer::Fail(Fault::Channel),
        _ => Answer::Take,
    });
    quiet.hear(&app, &a_delivery("minji", new_id())).await;
    let sender = run(&app, "moody", &channel, PACE);
    assert_eq!(channel.got(8).await, kinds("minji"));
    sender.stop().await;
    assert_eq!(channel.tries(), 8 * 3);
}

#[tokio::test]
async fn each_change_goes_once_through_each_channel_whatever_comes_again() {
    let quiet = quiet().await;
    let channels = ["one", "two"].map(|name| (name, Moody::new(|_| Answer::Take)));
    let events: Vec<_> = ["minji", "jun", "hana"]
        .iter()
        .flat_map(|customer| a_delivery(customer, new_id()))
        .collect();
    for round in 0..3 {
        let app = quiet.app_with(Arc::new(SystemClock), &["one", "two"]);
        let running = channels
            .each_ref()
            .map(|(name, it)| run(&app, name, it, PACE));
        quiet.hear(&app, &events).await;
        quiet
            .hear(&app, &[events.clone(), events.clone()].concat())
            .await;
        // Something new at the end: what comes again has had its chance when it is there.
        quiet.hear(&app, &a_delivery("last", new_id())).await;
        for (_, channel) in &channels {
            channel.got(events.len() + 8 * (round + 1)).await;
        }
        for sender in running {
            sender.stop().await;
        }
        quiet.forget().await;
    }
    for (_, channel) in &channels {
        let mut taken = channel.taken();
        taken.retain(|(customer, _)| customer != "last");
        let different: HashSet<_> = taken.iter().collect();
        assert_eq!((taken.len(), different.len()), (events.len(), events.len()));
    }
}

#[tokio::test]
async fn a_channel_that_is_down_delays_only_itself_and_is_not_stormed() {
    let quiet = quiet().await;
    let app = quiet.app_with(Arc::new(SystemClock), &["down", "up"]);
    let (down, up) = (
        Moody::new(|_| Answer::Fail(Fault::Channel)),
        Moody::new(|_| Answer::Take),
    );
    let slowly = Pace {
        patience: Patience {
            first_pause: Duration::from_mins(1),
            longest_pause: Duration::from_hours(1),
            ..PACE.patience
        },
        ..PACE
    };
    let senders = [run(&app, "down", &down, slowly), run(&app, "up", &up, PACE)];
    for customer in 0..50 {
        quiet
            .hear(&app, &a_delivery(&format!("customer-{customer}"), new_id()))
            .await;
    }
    up.got(50 * 8).await;
    assert!(down.tries() <= PACE.concurrency, "{} tries", down.tries());
    for sender in senders {
        sender.stop().await;
    }

    // Back again, after a restart: nothing was lost.
    let back = Moody::new(|_| Answer::Take);
    let hasty = run(&quiet.app_later(&["down"]), "down", &back, PACE);
    back.got(50 * 8).await;
    hasty.stop().await;
}

#[tokio::test]
async fn what_cannot_be_sent_in_time_is_given_up() {
    let quiet = quiet().await;
    let app = quiet.app_with(Arc::new(SystemClock), &["moody"]);
    let impatient = Pace {
        patience: Patience {
            give_up_after: Duration::from_millis(100),
            ..PACE.patience
        },
        ..PACE
    };
    for fault in [
        Moody::new(|_| Answer::Fail(Fault::Recipient)),
        Moody::new(|_| Answer::Fail(Fault::Channel)),
        Moody::new(|_| Answer::Fail(Fault::Final)),
    ] {
        quiet.hear(&app, &a_delivery("minji", new_id())).await;
        let sender = run(&app, "moody", &fault, impatient);
        let failed = sendings(&quiet, &app, "moody", |it| it.status == Status::Failed).await;
        assert!(
            failed
                .iter()
                .all(|it| it.sent_at.is_none() && it.error.is_some())
        );
        assert!(fault.taken().is_empty());
        sender.stop().await;
    }
}

#[tokio::test]
async fn a_channel_that_comes_later_is_not_told_of_the_past() {
    let quiet = quiet().await;
    let events = a_delivery("minji", new_id());
    let before = quiet.app_with(Arc::new(SystemClock), &["one"]);
    quiet.hear(&before, &events[..6]).await;
    let after = quiet.app_with(Arc::new(SystemClock), &["one", "two"]);
    quiet.forget().await;
    quiet.hear(&after, &events).await;
    assert_eq!(quiet.count("notifications").await, 8);
    assert_eq!(quiet.count("sendings").await, 6 + 2 * 2);
}
