//! The services around one order, and what each does when it hears or acts.

use std::collections::BTreeMap;

use baedal_order::domain::lifecycle::{Fact, Input, Rejected, State as Order, Status, Way, step};

use super::money::{Bug, Settler};
use crate::every::LATE;

/// How often the process that places the order may crash, and a customer or a clock may interfere.
pub(super) const CRASHES: u8 = 2;

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct World {
    /// The mistake that is planted in it.
    pub(super) bug: Option<Bug>,
    pub(super) way: Way,
    pub(super) crashes_left: u8,
    pub(super) checkout: Checkout,
    /// The task that places the order, which a crash ends.
    pub(super) task: Task,
    /// The sweeper, another process, which also crashes.
    pub(super) sweeper: Task,
    pub(super) order: Option<Order>,
    pub(super) payment: Payment,
    pub(super) settler: Settler,
    /// How often the provider gave the money back.
    pub(super) given_back: u8,
    pub(super) ticket: Ticket,
    pub(super) delivery: Delivery,
    /// Everything ever sent, to whom, and whether it was acknowledged.
    pub(super) network: BTreeMap<(Service, Message), bool>,
    /// An event was refused for ever: it would be parked, and somebody would have to look at it.
    pub(super) parked: bool,
}

/// The row in order's database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Checkout {
    Open,
    /// It will be voided: from here on no order may come of it.
    Voiding,
    Done,
    Voided,
}

/// What a process remembers, and loses in a crash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Task {
    Idle,
    AskedToPay,
    AskedWhetherPaid,
    AskedToVoid,
    /// It holds the answer and has not committed.
    Approved,
    Unpaid,
    Voided,
    Gone,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Payment {
    Unseen,
    Approved,
    /// Given back before an order came of it, or a tombstone for a key never seen.
    Voided,
    /// To be given back; the provider has not confirmed it.
    RefundPending,
    Refunded,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Ticket {
    Unseen,
    Created,
    Accepted,
    Cooking,
    Cooked,
    HandedOver,
    Rejected,
    Canceled,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Delivery {
    Unseen,
    Created,
    Ready,
    PickedUp,
    Completed,
    Canceled,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Service {
    Order,
    Payment,
    Store,
    Delivery,
}

/// What a consumer says about an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    Ack,
    Retry,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Message {
    // Calls to payment. Their answers are lost with the task that waited for them.
    Authorize,
    Void,
    // Facts of the order.
    OrderPlaced,
    CancelRequested,
    OrderRejected,
    OrderCanceled,
    // Facts of store and delivery, which the order hears as inputs.
    ToOrder(Input),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Action {
    Hears(Service, Message),
    /// A person or the clock, by way of an RPC or the sweeper.
    OrderIsTold(Input),
    TaskAsks,
    TaskGivesUp,
    TaskCommits,
    TaskCrashes,
    SweeperAsks,
    SweeperHears,
    SweeperCommits,
    SweeperGivesUp,
    SweeperCrashes,
    SettlerAsks,
    SettlerCommits,
    SettlerGivesUp,
    SettlerCrashes,
    OwnerAccepts,
    OwnerRejects,
    KitchenStarts,
    KitchenEnds,
    RiderPicksUp,
    RiderCompletes,
}

pub(super) fn reason() -> String {
    String::from("a reason")
}

impl World {
    pub(super) fn new(way: Way, bug: Option<Bug>) -> Self {
        Self {
            bug,
            way,
            crashes_left: CRASHES,
            checkout: Checkout::Open,
            task: Task::Idle,
            sweeper: Task::Idle,
            order: None,
            payment: Payment::Unseen,
            settler: Settler::Idle,
            given_back: 0,
            ticket: Ticket::Unseen,
            delivery: Delivery::Unseen,
            network: BTreeMap::new(),
            parked: false,
        }
    }

    pub(super) fn send(&mut self, message: &Message) {
        let to: &[Service] = match message {
            Message::Authorize | Message::Void | Message::OrderRejected => &[Service::Payment],
            Message::OrderPlaced | Message::CancelRequested => &[Service::Store],
            Message::OrderCanceled => &[Service::Payment, Service::Delivery],
            Message::ToOrder(Input::DeliveryPickedUp) => &[Service::Order, Service::Store],
            Message::ToOrder(Input::TicketAccepted | Input::Cooked) => {
                &[Service::Order, Service::Delivery]
            }
            Message::ToOrder(_) => &[Service::Order],
        };
        for service in to {
            self.network
                .entry((*service, message.clone()))
                .or_insert(false);
        }
    }

    pub(super) fn was_sent(&self, to: Service, message: Message) -> bool {
        self.network.contains_key(&(to, message))
    }

    pub(super) fn tell(&mut self, input: Input) {
        self.send(&Message::ToOrder(input));
    }

    pub(super) fn status(&self) -> Option<Status> {
        self.order.as_ref().map(Order::status)
    }

    /// The statement that makes an order of an open checkout, and of no other.
    pub(super) fn place(&mut self) {
        if self.checkout == Checkout::Open {
            self.checkout = Checkout::Done;
            self.order = Some(Order::Placed {
                way: self.way,
                accept_by: LATE,
            });
            self.send(&Message::OrderPlaced);
        }
    }

    /// The real thing: step, then state and facts in one commit.
    pub(super) fn order_hears(&mut self, input: &Input) -> Answer {
        if let Some(answer) = self.mistaken(input) {
            return answer;
        }
        let Some(order) = &self.order else {
            return Answer::Retry;
        };
        match step(order, input, LATE) {
            Ok(taken) => {
                self.order = Some(taken.next);
                for fact in taken.effects {
                    match fact {
                        Fact::Rejected { .. } => self.send(&Message::OrderRejected),
                        Fact::Canceled(_) => self.send(&Message::OrderCanceled),
                        Fact::CancelRequested(_) => self.send(&Message::CancelRequested),
                        // Told to people only.
                        Fact::Progressed { .. } | Fact::Completed | Fact::CancelDenied { .. } => {}
                    }
                }
                Answer::Ack
            }
            Err(Rejected::TooEarly { .. }) => Answer::Retry,
            Err(Rejected::Illegal { .. }) => {
                // People are told no; an event would be parked.
                let by_people = matches!(
                    input,
                    Input::CustomerCancels { .. } | Input::CustomerConfirms
                );
                self.parked |= !by_people;
                Answer::Ack
            }
        }
    }

    /// Store: the authority on whether cooking has started.
    pub(super) fn store_hears(&mut self, message: &Message) -> Answer {
        match (message, self.ticket) {
            (Message::OrderPlaced, Ticket::Unseen) => self.ticket = Ticket::Created,
            (Message::CancelRequested, Ticket::Created | Ticket::Accepted) => {
                self.ticket = Ticket::Canceled;
                self.tell(Input::TicketCanceled);
            }
            (Message::CancelRequested, Ticket::Cooking | Ticket::Cooked | Ticket::HandedOver) => {
                self.tell(Input::CancelDenied { reason: reason() });
            }
            (Message::ToOrder(Input::DeliveryPickedUp), Ticket::Cooked) => {
                self.ticket = Ticket::HandedOver;
            }
            (_, Ticket::Unseen) => return Answer::Retry,
            _ => {}
        }
        Answer::Ack
    }

    pub(super) fn delivery_hears(&mut self, message: &Message) -> Answer {
        if self.way == Way::Pickup {
            return Answer::Ack;
        }
        match (message, self.delivery) {
            (Message::ToOrder(Input::TicketAccepted), Delivery::Unseen) => {
                self.delivery = Delivery::Created;
            }
            (Message::ToOrder(Input::Cooked), Delivery::Unseen) => return Answer::Retry,
            (Message::ToOrder(Input::Cooked), Delivery::Created) => self.delivery = Delivery::Ready,
            (Message::OrderCanceled, Delivery::Unseen | Delivery::Created | Delivery::Ready) => {
                self.delivery = Delivery::Canceled;
            }
            _ => {}
        }
        Answer::Ack
    }

    pub(super) fn hears(&mut self, service: Service, message: &Message) {
        let answer = match (service, message) {
            (Service::Order, Message::ToOrder(input)) => self.order_hears(input),
            (Service::Order, _) => unreachable!("order hears of tickets and deliveries only"),
            (Service::Payment, _) => self.payment_hears(message),
            (Service::Store, _) => self.store_hears(message),
            (Service::Delivery, _) => self.delivery_hears(message),
        };
        if answer == Answer::Ack {
            self.network.insert((service, message.clone()), true);
        }
    }

    /// The task commits what it holds, if the checkout is still its own.
    fn task_commits(&mut self) {
        self.place();
        self.task = Task::Gone;
    }

    pub(super) fn sweeper_commits(&mut self) {
        match self.sweeper {
            Task::Approved => self.place(),
            Task::Unpaid if self.checkout == Checkout::Open => self.checkout = Checkout::Voiding,
            Task::Voided if self.checkout == Checkout::Voiding => {
                self.checkout = Checkout::Voided;
            }
            _ => {}
        }
        self.sweeper = Task::Idle;
    }

    pub(super) fn act(&mut self, action: &Action) {
        match action {
            Action::Hears(service, message) => self.hears(*service, message),
            Action::OrderIsTold(input) => {
                self.order_hears(input);
            }
            Action::TaskAsks => {
                self.task = Task::AskedToPay;
                self.send(&Message::Authorize);
            }
            Action::TaskCommits => self.task_commits(),
            Action::TaskGivesUp => self.task = Task::Gone,
            Action::SweeperGivesUp => self.sweeper = Task::Idle,
            Action::TaskCrashes => {
                self.crashes_left -= 1;
                self.task = Task::Gone;
            }
            Action::SweeperAsks => {
                if self.checkout == Checkout::Open {
                    self.sweeper = Task::AskedWhetherPaid;
                } else {
                    self.sweeper = Task::AskedToVoid;
                    self.send(&Message::Void);
                }
            }
            Action::SweeperHears => {
                self.sweeper = if self.payment == Payment::Approved {
                    Task::Approved
                } else {
                    Task::Unpaid
                };
            }
            Action::SweeperCommits => self.sweeper_commits(),
            Action::SweeperCrashes => {
                self.crashes_left -= 1;
                self.sweeper = Task::Idle;
            }
            Action::SettlerAsks => self.settler_asks(),
            Action::SettlerCommits => self.settler_commits(),
            Action::SettlerGivesUp => self.settler = Settler::Idle,
            Action::SettlerCrashes => {
                self.crashes_left -= 1;
                self.settler = Settler::Idle;
            }
            Action::OwnerAccepts => {
                self.ticket = Ticket::Accepted;
                self.tell(Input::TicketAccepted);
            }
            Action::OwnerRejects => {
                self.ticket = Ticket::Rejected;
                self.tell(Input::TicketRejected { reason: reason() });
            }
            Action::KitchenStarts => {
                self.ticket = Ticket::Cooking;
                self.tell(Input::CookingStarted);
            }
            Action::KitchenEnds => {
                self.ticket = Ticket::Cooked;
                self.tell(Input::Cooked);
            }
            Action::RiderPicksUp => {
                self.delivery = Delivery::PickedUp;
                self.tell(Input::DeliveryPickedUp);
            }
            Action::RiderCompletes => {
                self.delivery = Delivery::Completed;
                self.tell(Input::DeliveryCompleted);
            }
        }
    }

    /// The goods are, or were, on their way out of the store.
    pub(super) fn left_the_store(&self) -> bool {
        matches!(self.delivery, Delivery::PickedUp | Delivery::Completed)
            || self.ticket == Ticket::HandedOver
            || matches!(
                self.status(),
                Some(Status::PickedUp | Status::Delivered | Status::Completed)
            )
    }
}
