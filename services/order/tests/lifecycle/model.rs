//! Order, payment, store and delivery around the real `step`, explored in every interleaving.
//!
//! What the model takes for granted is what the services are built to give, no more: a commit is
//! atomic with its outbox row, and a consumer that fails is handed the event again.
//! - The network keeps every message for ever. So each may be delivered late, in any order, again and
//!   again, or not at all: a lost one that is sent again is one that is delivered later. There is no
//!   inbox here, which makes the repetitions harsher than they are.
//! - Nobody may count on a repetition, though: an event that was handled once need not come again, and
//!   a call that was lost never does.
//! - A process may crash between any two of its commits; what it only remembered is gone.
//! - People act whenever they can, or never.

use std::collections::BTreeMap;

use baedal_order::domain::lifecycle::{
    Fact, Input, Rejected, Requester, State as Order, Status, Way, step,
};
use stateright::{Checker, Model, Property};

use crate::every::LATE;

/// How often the process that places the order may crash, and a customer or a clock may interfere.
const CRASHES: u8 = 2;

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct World {
    way: Way,
    crashes_left: u8,
    checkout: Checkout,
    /// The task that places the order, which a crash ends.
    task: Task,
    /// The sweeper, another process, which also crashes.
    sweeper: Task,
    order: Option<Order>,
    payment: Payment,
    ticket: Ticket,
    delivery: Delivery,
    /// Everything ever sent, to whom, and whether it was acknowledged.
    network: BTreeMap<(Service, Message), bool>,
    /// An event was refused for ever: it would be parked, and somebody would have to look at it.
    parked: bool,
}

/// The row in order's database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Checkout {
    Open,
    /// It will be voided: from here on no order may come of it.
    Voiding,
    Done,
    Voided,
}

/// What a process remembers, and loses in a crash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Task {
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
enum Payment {
    Unseen,
    Approved,
    /// Given back before an order came of it, or a tombstone for a key never seen.
    Voided,
    Refunded,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Ticket {
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
enum Delivery {
    Unseen,
    Created,
    Ready,
    PickedUp,
    Completed,
    Canceled,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Service {
    Order,
    Payment,
    Store,
    Delivery,
}

/// What a consumer says about an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Answer {
    Ack,
    Retry,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Message {
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
enum Action {
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
    OwnerAccepts,
    OwnerRejects,
    KitchenStarts,
    KitchenEnds,
    RiderPicksUp,
    RiderCompletes,
}

struct Baedal;

fn reason() -> String {
    String::from("a reason")
}

impl World {
    fn new(way: Way) -> Self {
        Self {
            way,
            crashes_left: CRASHES,
            checkout: Checkout::Open,
            task: Task::Idle,
            sweeper: Task::Idle,
            order: None,
            payment: Payment::Unseen,
            ticket: Ticket::Unseen,
            delivery: Delivery::Unseen,
            network: BTreeMap::new(),
            parked: false,
        }
    }

    fn send(&mut self, message: Message) {
        let to: &[Service] = match &message {
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

    fn was_sent(&self, to: Service, message: Message) -> bool {
        self.network.contains_key(&(to, message))
    }

    fn tell(&mut self, input: Input) {
        self.send(Message::ToOrder(input));
    }

    fn status(&self) -> Option<Status> {
        self.order.as_ref().map(Order::status)
    }

    /// The statement that makes an order of an open checkout, and of no other.
    fn place(&mut self) {
        if self.checkout == Checkout::Open {
            self.checkout = Checkout::Done;
            self.order = Some(Order::Placed {
                way: self.way,
                accept_by: LATE,
            });
            self.send(Message::OrderPlaced);
        }
    }

    /// The real thing: step, then state and facts in one commit.
    fn order_hears(&mut self, input: &Input) -> Answer {
        let Some(order) = &self.order else {
            return Answer::Retry;
        };
        match step(order, input, LATE) {
            Ok(taken) => {
                self.order = Some(taken.next);
                for fact in taken.effects {
                    match fact {
                        Fact::Rejected { .. } => self.send(Message::OrderRejected),
                        Fact::Canceled(_) => self.send(Message::OrderCanceled),
                        Fact::CancelRequested(_) => self.send(Message::CancelRequested),
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

    /// Payment: idempotent by key, for ever.
    fn payment_hears(&mut self, message: &Message) -> Answer {
        match (message, self.payment) {
            (Message::Authorize, Payment::Unseen) => self.payment = Payment::Approved,
            (Message::Void, Payment::Unseen | Payment::Approved) => self.payment = Payment::Voided,
            (Message::OrderRejected | Message::OrderCanceled, Payment::Approved) => {
                self.payment = Payment::Refunded;
            }
            _ => {}
        }
        if *message == Message::Authorize && self.task == Task::AskedToPay {
            self.task = if self.payment == Payment::Approved {
                Task::Approved
            } else {
                Task::Gone
            };
        }
        if *message == Message::Void && self.sweeper == Task::AskedToVoid {
            self.sweeper = Task::Voided;
        }
        Answer::Ack
    }

    /// Store: the authority on whether cooking has started.
    fn store_hears(&mut self, message: &Message) -> Answer {
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

    fn delivery_hears(&mut self, message: &Message) -> Answer {
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

    fn hears(&mut self, service: Service, message: &Message) {
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

    fn sweeper_commits(&mut self) {
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

    fn act(&mut self, action: &Action) {
        match action {
            Action::Hears(service, message) => self.hears(*service, message),
            Action::OrderIsTold(input) => {
                self.order_hears(input);
            }
            Action::TaskAsks => {
                self.task = Task::AskedToPay;
                self.send(Message::Authorize);
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
                    self.send(Message::Void);
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
    fn left_the_store(&self) -> bool {
        matches!(self.delivery, Delivery::PickedUp | Delivery::Completed)
            || self.ticket == Ticket::HandedOver
            || matches!(
                self.status(),
                Some(Status::PickedUp | Status::Delivered | Status::Completed)
            )
    }
}

impl Model for Baedal {
    type State = World;
    type Action = Action;

    fn init_states(&self) -> Vec<World> {
        vec![World::new(Way::Pickup), World::new(Way::Delivery)]
    }

    fn actions(&self, world: &World, actions: &mut Vec<Action>) {
        for (service, message) in world.network.keys() {
            actions.push(Action::Hears(*service, message.clone()));
        }
        match world.task {
            Task::Idle => actions.push(Action::TaskAsks),
            Task::AskedToPay => actions.push(Action::TaskGivesUp),
            Task::Approved => actions.push(Action::TaskCommits),
            _ => {}
        }
        match world.sweeper {
            // A checkout is old enough when the sweeper says so: even while its task still runs.
            Task::Idle if matches!(world.checkout, Checkout::Open | Checkout::Voiding) => {
                actions.push(Action::SweeperAsks);
            }
            Task::AskedWhetherPaid => actions.push(Action::SweeperHears),
            Task::AskedToVoid => actions.push(Action::SweeperGivesUp),
            Task::Approved | Task::Unpaid | Task::Voided => actions.push(Action::SweeperCommits),
            _ => {}
        }
        if world.crashes_left > 0 {
            if matches!(world.task, Task::AskedToPay | Task::Approved) {
                actions.push(Action::TaskCrashes);
            }
            if world.sweeper != Task::Idle {
                actions.push(Action::SweeperCrashes);
            }
        }
        match world.ticket {
            Ticket::Created => actions.extend([Action::OwnerAccepts, Action::OwnerRejects]),
            Ticket::Accepted => actions.push(Action::KitchenStarts),
            Ticket::Cooking => actions.push(Action::KitchenEnds),
            _ => {}
        }
        match world.delivery {
            Delivery::Ready => actions.push(Action::RiderPicksUp),
            Delivery::PickedUp => actions.push(Action::RiderCompletes),
            _ => {}
        }
        if world.order.is_some() {
            let people_and_clock = [
                Input::CustomerCancels { reason: reason() },
                Input::CustomerConfirms,
                Input::AcceptTimeout,
            ];
            actions.extend(people_and_clock.map(Action::OrderIsTold));
        }
    }

    fn next_state(&self, before: &World, action: Action) -> Option<World> {
        let mut world = before.clone();
        world.act(&action);
        (world != *before).then_some(world)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        let mut all = always();
        all.extend(sometimes());
        all
    }
}

fn always() -> Vec<Property<Baedal>> {
    vec![
        Property::always("never cooked or delivered unpaid", |_, world: &World| {
            let made = matches!(world.ticket, Ticket::Cooking | Ticket::Cooked);
            !(made || world.left_the_store()) || world.payment == Payment::Approved
        }),
        Property::always("never both refunded and delivered", |_, world: &World| {
            !(world.left_the_store()
                && matches!(world.payment, Payment::Refunded | Payment::Voided))
        }),
        Property::always("an order is one that was paid", |_, world: &World| {
            world.order.is_none() || matches!(world.payment, Payment::Approved | Payment::Refunded)
        }),
        Property::always(
            "money goes back only for an order that is off",
            |_, world: &World| {
                world.payment != Payment::Refunded
                    || matches!(world.status(), Some(Status::Rejected | Status::Canceled))
            },
        ),
        Property::always(
            "what is off for the customer is not cooked",
            |_, world: &World| {
                !matches!(world.status(), Some(Status::Rejected | Status::Canceled))
                    || matches!(world.ticket, Ticket::Rejected | Ticket::Canceled)
            },
        ),
        Property::always("no event is ever parked", |_, world: &World| !world.parked),
        // Nothing more is sure to happen: then everything has ended, and money kept = orders not refunded.
        Property::always(
            "in the end all is settled",
            |model: &Baedal, world: &World| {
                let mut actions = Vec::new();
                model.actions(world, &mut actions);
                let moves = actions
                    .into_iter()
                    .filter(|action| is_sure(world, action))
                    .any(|action| model.next_state(world, action).is_some());
                moves || settled(world)
            },
        ),
    ]
}

/// Whether it will happen sooner or later: a repetition may not, nor a change of mind.
fn is_sure(world: &World, action: &Action) -> bool {
    match action {
        Action::Hears(_, Message::Authorize | Message::Void)
        | Action::OrderIsTold(Input::CustomerCancels { .. })
        | Action::TaskCrashes
        | Action::SweeperCrashes => false,
        Action::Hears(service, message) => !world.network[&(*service, message.clone())],
        _ => true,
    }
}

fn settled(world: &World) -> bool {
    match (&world.order, world.payment) {
        (None, payment) => world.checkout == Checkout::Voided && payment == Payment::Voided,
        (Some(Order::Completed { .. }), payment) => payment == Payment::Approved,
        (Some(Order::Rejected { .. } | Order::Canceled { .. }), payment) => {
            payment == Payment::Refunded
        }
        (Some(_), _) => false,
    }
}

fn sometimes() -> Vec<Property<Baedal>> {
    vec![
        Property::sometimes("delivered", |_, world: &World| {
            world.status() == Some(Status::Delivered)
        }),
        Property::sometimes("completed at the counter", |_, world: &World| {
            world.order == Some(Order::Completed { way: Way::Pickup })
        }),
        Property::sometimes("completed at the door", |_, world: &World| {
            world.order == Some(Order::Completed { way: Way::Delivery })
        }),
        Property::sometimes("rejected and refunded", |_, world: &World| {
            world.status() == Some(Status::Rejected) && world.payment == Payment::Refunded
        }),
        Property::sometimes(
            "canceled by the customer and refunded",
            |_, world: &World| {
                canceled_by(world, Requester::Customer) && world.payment == Payment::Refunded
            },
        ),
        Property::sometimes("canceled for want of an answer", |_, world: &World| {
            canceled_by(world, Requester::Timeout)
        }),
        Property::sometimes("a cancel is denied", |_, world: &World| {
            world.was_sent(Service::Store, Message::CancelRequested)
                && world.status() == Some(Status::Cooking)
        }),
        Property::sometimes(
            "delivered although a cancel was asked for",
            |_, world: &World| {
                world.was_sent(Service::Store, Message::CancelRequested)
                    && world.status() == Some(Status::Delivered)
            },
        ),
        Property::sometimes("rejected while canceling", |_, world: &World| {
            world.was_sent(Service::Store, Message::CancelRequested)
                && world.status() == Some(Status::Rejected)
        }),
        Property::sometimes("an approval is voided", |_, world: &World| {
            world.checkout == Checkout::Voided
                && world.was_sent(Service::Payment, Message::Authorize)
        }),
        Property::sometimes("placed after the task crashed", |_, world: &World| {
            world.task == Task::Gone && world.crashes_left < CRASHES && world.order.is_some()
        }),
    ]
}

fn canceled_by(world: &World, who: Requester) -> bool {
    matches!(&world.order, Some(Order::Canceled { cancel }) if cancel.by == who)
}

#[test]
fn whatever_the_network_and_the_processes_do_no_money_and_no_meal_is_lost() {
    let checker = Baedal.checker().threads(2).spawn_bfs().join();
    println!(
        "model: {} states, {} of them unique, at most {} steps deep",
        checker.state_count(),
        checker.unique_state_count(),
        checker.max_depth(),
    );
    checker.assert_properties();
}
