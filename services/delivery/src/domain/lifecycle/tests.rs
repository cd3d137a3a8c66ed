//! The whole table, and what holds for every history.

use std::collections::HashMap;
use std::fmt::Write as _;

use proptest::prelude::*;

use super::*;

fn rider(name: &str) -> Subject {
    name.parse().expect("a subject")
}

fn states() -> Vec<State> {
    let ann = || rider("ann");
    vec![
        State::Available,
        State::Claimed { rider: ann() },
        State::PickedUp { rider: ann() },
        State::Completed { rider: ann() },
        State::Canceled { rider: None },
        State::Canceled { rider: Some(ann()) },
    ]
}

fn commands() -> Vec<(&'static str, Command)> {
    vec![
        ("ready", Command::Ready),
        ("cancel", Command::Cancel),
        ("claim by ann", Command::Claim(rider("ann"))),
        ("claim by bob", Command::Claim(rider("bob"))),
        ("release by ann", Command::Release(rider("ann"))),
        ("release by bob", Command::Release(rider("bob"))),
        ("claim expires", Command::ExpireClaim),
        ("overdue", Command::Overdue),
        ("pick up by ann", Command::PickUp(rider("ann"))),
        ("pick up by bob", Command::PickUp(rider("bob"))),
        ("complete by ann", Command::Complete(rider("ann"))),
        ("complete by bob", Command::Complete(rider("bob"))),
    ]
}

/// A subject does not print itself, so the table names riders here.
fn name(state: &State) -> String {
    let rider = state
        .rider()
        .map_or(String::new(), |rider| format!(" ({})", rider.as_str()));
    let state = match state {
        State::Available => "available",
        State::Claimed { .. } => "claimed",
        State::PickedUp { .. } => "picked up",
        State::Completed { .. } => "completed",
        State::Canceled { .. } => "canceled",
    };
    format!("{state}{rider}")
}

#[test]
fn the_whole_table() {
    let mut table = String::new();
    for state in states() {
        for ready in [false, true] {
            for (command, input) in commands() {
                let outcome = match step(&state, ready, &input) {
                    Ok(Step::Nothing) => "·".to_owned(),
                    Ok(Step::Ready) => "ready".to_owned(),
                    Ok(Step::Urgent) => "urgent".to_owned(),
                    Ok(Step::To { next, fact, tally }) => format!(
                        "{}, tells {fact:?}, active {:+}, completed {:+}",
                        name(&next),
                        tally.active,
                        tally.completed
                    ),
                    Err(refusal) => format!("refused: {refusal:?}"),
                };
                let food = if ready { "ready" } else { "not ready" };
                writeln!(table, "{}, {food} + {command} => {outcome}", name(&state))
                    .expect("a string takes all");
            }
        }
    }
    insta::assert_snapshot!(table);
}

proptest! {
    /// Whatever three riders, the kitchen and the customer do in whatever order: a delivery has one rider at a time, tells
    /// of its end once, is never picked up uncooked, and the riders' counts add up.
    #[test]
    fn one_rider_carries_it(
        history in prop::collection::vec((0..8_u8, 0..3_usize), 0..60),
    ) {
        let riders = [rider("ann"), rider("bob"), rider("cho")];
        let (mut state, mut ready) = (State::Available, false);
        let mut facts = Vec::new();
        let mut counts: HashMap<Subject, Tally> = HashMap::new();
        let mut claimed_by: Option<Subject> = None;
        for (kind, who) in history {
            let who = riders[who].clone();
            let command = match kind {
                0 => Command::Ready,
                1 => Command::Cancel,
                2 => Command::Claim(who),
                3 => Command::PickUp(who),
                4 => Command::Release(who),
                5 => Command::ExpireClaim,
                6 => Command::Overdue,
                _ => Command::Complete(who),
            };
            match step(&state, ready, &command) {
                Err(_) | Ok(Step::Nothing | Step::Urgent) => {}
                Ok(Step::Ready) => ready = true,
                Ok(Step::To { next, fact, tally }) => {
                    let again = [FactKind::Claimed, FactKind::Released].contains(&fact);
                    prop_assert!(again || !facts.contains(&fact), "{:?} twice", fact);
                    facts.push(fact);
                    if fact == FactKind::PickedUp {
                        prop_assert!(ready);
                    }
                    let before = claimed_by.clone();
                    if fact == FactKind::Claimed {
                        prop_assert_eq!(&before, &None);
                        claimed_by = next.rider().cloned();
                    }
                    if fact == FactKind::Released {
                        prop_assert!(before.is_some() && !facts.contains(&FactKind::PickedUp));
                        claimed_by = None;
                    }
                    if let Some(rider) = next.rider().or(before.as_ref()) {
                        let count = counts.entry(rider.clone()).or_default();
                        count.active += tally.active;
                        count.completed += tally.completed;
                    } else {
                        prop_assert_eq!(tally, Tally::default());
                    }
                    state = next;
                }
            }
            prop_assert_eq!(state.rider(), claimed_by.as_ref());
        }
        for (rider, count) in counts {
            let active = matches!(&state, State::Claimed { rider: r } | State::PickedUp { rider: r } if *r == rider);
            let done = matches!(&state, State::Completed { rider: r } if *r == rider);
            prop_assert_eq!(count, Tally { active: active.into(), completed: done.into() });
        }
    }
}
