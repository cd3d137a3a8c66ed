use std::fmt::Write as _;

use baedal_values::{Currency, Money, OrderId, StoreId};
use proptest::prelude::*;
use time::OffsetDateTime;
use uuid::Uuid;

use super::*;

/// The whole machine, read like the picture in the module's head. A change here is a change of
/// what kitchens may do.
#[test]
fn the_whole_table() {
    let mut table = String::new();
    for command in Command::ALL {
        for state in State::ALL {
            let outcome = match step(state, command) {
                Ok(Outcome::Moved(next)) => format!("-> {}", next.name()),
                Ok(Outcome::Repeated) => "same answer".to_owned(),
                Ok(Outcome::CancelDenied) => "denied, and told".to_owned(),
                Err(_) => "illegal".to_owned(),
            };
            writeln!(table, "{command:?} on {}: {outcome}", state.name()).expect("a string grows");
        }
    }
    insta::assert_snapshot!(table);
}

fn ticket() -> Ticket {
    Ticket {
        order_id: OrderId::from(Uuid::from_u128(1)),
        store_id: StoreId::from(Uuid::from_u128(2)),
        store_name: "Moon Coffee".to_owned(),
        customer: "minji".parse().expect("a subject"),
        state: State::New,
        version: 1,
        lines: Vec::new(),
        total: Money::new(0, Currency::Krw).expect("no money"),
        fulfillment: Fulfillment::Delivery,
        delivery_address: None,
        note: String::new(),
        reason: String::new(),
        traceparent: None,
        placed_at: OffsetDateTime::UNIX_EPOCH,
        updated_at: OffsetDateTime::UNIX_EPOCH,
        times: Times::default(),
    }
}

#[test]
fn the_first_reason_stays() {
    let mut ticket = ticket();
    let at = OffsetDateTime::UNIX_EPOCH;
    assert_eq!(
        ticket.apply(Command::Reject, "sold out", at),
        Ok(Some(TicketFact::Rejected))
    );
    assert_eq!(ticket.apply(Command::Reject, "closed", at), Ok(None));
    assert_eq!((ticket.reason.as_str(), ticket.version), ("sold out", 2));
}

fn commands() -> impl Strategy<Value = Vec<Command>> {
    prop::collection::vec(prop::sample::select(Command::ALL.to_vec()), 0..40)
}

proptest! {
    /// Whatever comes in whichever order: facts and versions go together, what was once cooked was
    /// never canceled, and a final state stays.
    #[test]
    fn any_sequence_keeps_the_kitchen_honest(commands in commands()) {
        let mut ticket = ticket();
        let mut facts = Vec::new();
        for command in commands {
            let before = ticket.clone();
            match ticket.apply(command, "why", OffsetDateTime::UNIX_EPOCH) {
                Ok(Some(fact)) => {
                    prop_assert_eq!(ticket.version, before.version + 1);
                    facts.push(fact);
                }
                Ok(None) => prop_assert_eq!(&ticket, &before),
                Err(illegal) => {
                    prop_assert_eq!(illegal.state, before.state);
                    prop_assert_eq!(&ticket, &before);
                }
            }
            if matches!(before.state, State::Rejected | State::Canceled | State::HandedOver) {
                prop_assert_eq!(ticket.state, before.state);
            }
        }
        let count = |wanted: fn(&TicketFact) -> bool| facts.iter().filter(|fact| wanted(fact)).count();
        let cooked = count(|fact| matches!(fact, TicketFact::Cooked));
        let canceled = count(|fact| matches!(fact, TicketFact::Canceled));
        let started = count(|fact| matches!(fact, TicketFact::CookingStarted));
        let rejected = count(|fact| matches!(fact, TicketFact::Rejected));
        let denied = count(|fact| matches!(fact, TicketFact::CancelDenied { .. }));
        prop_assert!(cooked <= started && started <= 1);
        prop_assert!(started + canceled + rejected <= 1);
        prop_assert!(denied == 0 || started == 1);
    }

    /// A command that was carried out gives the same answer when it comes again at once.
    #[test]
    fn a_repeated_command_changes_nothing(commands in commands(), last in prop::sample::select(Command::ALL.to_vec())) {
        let mut state = State::New;
        for command in commands {
            if let Ok(Outcome::Moved(next)) = step(state, command) {
                state = next;
            }
        }
        if let Ok(Outcome::Moved(next)) = step(state, last) {
            prop_assert_eq!(step(next, last), Ok(Outcome::Repeated));
        }
    }
}
