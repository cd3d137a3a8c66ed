//! The whole state × input table, committed: a change of behaviour shows up as a change of this table.

use std::fmt::Write;

use crate::every::{EARLY, LATE, inputs, states};
use baedal_order::domain::lifecycle::{Rejected, State, Step, step};

fn show_state(state: &State) -> String {
    match state {
        State::Placed { way, .. } => format!("PLACED {way:?}"),
        State::Accepted { way } => format!("ACCEPTED {way:?}"),
        State::Canceling {
            way,
            cancel,
            accepted,
        } => {
            let told = if *accepted {
                "accepted"
            } else {
                "not accepted"
            };
            format!("CANCELING {way:?}, {told}, by {:?}", cancel.by)
        }
        State::Cooking { way } => format!("COOKING {way:?}"),
        State::Cooked { way } => format!("COOKED {way:?}"),
        State::PickedUp => "PICKED_UP".to_owned(),
        State::Delivered => "DELIVERED".to_owned(),
        State::Completed { way } => format!("COMPLETED {way:?}"),
        State::Rejected { .. } => "REJECTED".to_owned(),
        State::Canceled { cancel } => format!("CANCELED by {:?}", cancel.by),
    }
}

fn show_outcome(before: &State, outcome: Result<Step, Rejected>) -> String {
    match outcome {
        Ok(Step { next, effects }) if next == *before && effects.is_empty() => "·".to_owned(),
        Ok(Step { next, effects }) => {
            let told: Vec<_> = effects.iter().map(|fact| format!("{fact:?}")).collect();
            format!("→ {}   tells [{}]", show_state(&next), told.join(", "))
        }
        Err(Rejected::TooEarly { cause, .. }) => format!("too early: waits for {cause}"),
        Err(Rejected::Illegal { why, .. }) => format!("illegal: {why}"),
    }
}

#[test]
fn every_state_answers_every_input_as_the_table_says() {
    let mut table = String::new();
    for state in states() {
        writeln!(table, "{}", show_state(&state)).expect("a string grows");
        for (name, input) in inputs() {
            let answer = show_outcome(&state, step(&state, &input, LATE));
            writeln!(table, "  {name:<19} {answer}").expect("a string grows");
        }
    }
    insta::assert_snapshot!("lifecycle", table);
}

#[test]
fn a_store_keeps_its_time_to_answer() {
    let inputs = inputs();
    let (_, timeout) = inputs
        .iter()
        .find(|(name, _)| *name == "AcceptTimeout")
        .expect("listed");
    for state in states()
        .iter()
        .filter(|state| matches!(state, State::Placed { .. }))
    {
        let refused = step(state, timeout, EARLY).expect_err("its time has not run out");
        assert!(matches!(refused, Rejected::TooEarly { .. }), "{refused}");
    }
}
