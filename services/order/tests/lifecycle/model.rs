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

mod money;
mod properties;
mod world;

use baedal_order::domain::lifecycle::{Input, Way};
use stateright::{Checker, HasDiscoveries, Model, Property};

use self::money::{Bug, Settler};
use self::properties::{NOT_BOTH, ONCE};
use self::world::{Action, Checkout, Delivery, Payment, Task, Ticket, World, reason};

#[derive(Default)]
struct Baedal {
    /// A mistake to plant in it.
    bug: Option<Bug>,
}

impl Model for Baedal {
    type State = World;
    type Action = Action;

    fn init_states(&self) -> Vec<World> {
        [Way::Pickup, Way::Delivery]
            .map(|way| World::new(way, self.bug))
            .to_vec()
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
            if world.settler != Settler::Idle {
                actions.push(Action::SettlerCrashes);
            }
            if world.sweeper != Task::Idle {
                actions.push(Action::SweeperCrashes);
            }
        }
        match world.settler {
            Settler::Idle if world.payment == Payment::RefundPending => {
                actions.push(Action::SettlerAsks);
            }
            Settler::Idle => {}
            Settler::Confirmed => {
                actions.extend([Action::SettlerCommits, Action::SettlerGivesUp]);
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
        let mut all = properties::always();
        all.extend(properties::sometimes());
        all
    }
}

#[test]
fn whatever_the_network_and_the_processes_do_no_money_and_no_meal_is_lost() {
    let checker = Baedal::default().checker().threads(2).spawn_bfs().join();
    println!(
        "model: {} states, {} of them unique, at most {} steps deep",
        checker.state_count(),
        checker.unique_state_count(),
        checker.max_depth(),
    );
    checker.assert_properties();
}

/// Plants a mistake, and has the checker find what comes of it.
fn is_found(bug: Bug, broken: &'static str) {
    let model = Baedal { bug: Some(bug) };
    let checker = model
        .checker()
        .threads(2)
        .finish_when(HasDiscoveries::AnyOf([broken].into()))
        .spawn_bfs()
        .join();
    let path = checker
        .discovery(broken)
        .unwrap_or_else(|| panic!("{bug:?} breaks nothing that the model notices"));
    println!(
        "{bug:?}: found after {} states, {} steps:",
        checker.state_count(),
        path.clone().into_actions().len(),
    );
    for action in path.into_actions() {
        println!("  {action:?}");
    }
}

#[test]
fn a_refund_that_is_not_idempotent_is_found_out() {
    is_found(Bug::RefundNotIdempotent, ONCE);
}

#[test]
fn a_cancel_that_does_not_wait_for_the_store_is_found_out() {
    is_found(Bug::CancelNotLocked, NOT_BOTH);
}

#[test]
fn an_expiry_that_does_not_wait_for_the_store_is_found_out() {
    is_found(Bug::ExpiryNotLocked, NOT_BOTH);
}
