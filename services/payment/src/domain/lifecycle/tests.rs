//! The whole table, and what holds for every history.

use std::fmt::Write as _;

use proptest::prelude::*;

use super::*;

const STATES: [State; 9] = [
    State::Pending,
    State::Approved,
    State::Declined,
    State::Voiding { held: false },
    State::Voiding { held: true },
    State::Voided { held: false },
    State::Voided { held: true },
    State::RefundPending,
    State::Refunded,
];

const INPUTS: [Input; 7] = [
    Input::Judged(Verdict::Approved),
    Input::Judged(Verdict::Declined),
    Input::Judged(Verdict::Voided),
    Input::Void,
    Input::VoidConfirmed,
    Input::Refund,
    Input::RefundConfirmed,
];

#[test]
fn the_whole_table() {
    let mut table = String::new();
    for state in STATES {
        for input in INPUTS {
            let outcome = match step(state, input) {
                Ok(Step { next, effects: [] }) if next == state => "·".to_owned(),
                Ok(Step { next, effects }) => format!("{next:?} {effects:?}"),
                Err(rejected) => format!("refused: {rejected:?}"),
            };
            writeln!(table, "{state:?} + {input:?} => {outcome}").expect("a string takes all");
        }
    }
    insta::assert_snapshot!(table);
}

proptest! {
    /// Whatever happens in whatever order: the ledger adds up to what the state says is held, no entry and no fact
    /// occurs twice, and nothing leaves a final state.
    #[test]
    fn the_ledger_adds_up(inputs in prop::collection::vec(prop::sample::select(&INPUTS[..]), 0..24)) {
        let mut state = State::Pending;
        let mut seen: Vec<Effect> = Vec::new();
        for input in inputs {
            let Ok(Step { next, effects }) = step(state, input) else { continue };
            if matches!(state, State::Declined | State::Voided { .. } | State::Refunded) {
                prop_assert_eq!(next, state);
                prop_assert!(effects.is_empty());
            }
            for effect in effects {
                prop_assert!(!seen.contains(effect), "{:?} twice", effect);
                seen.push(*effect);
            }
            state = next;
            let held: i64 = seen
                .iter()
                .map(|effect| match effect {
                    Effect::Entry(kind) => kind.sign(),
                    Effect::Fact(_) => 0,
                })
                .sum();
            let expected = match state {
                State::Approved | State::RefundPending | State::Voiding { held: true } => 1,
                State::Pending
                | State::Declined
                | State::Voiding { held: false }
                | State::Voided { .. }
                | State::Refunded => 0,
            };
            prop_assert_eq!(held, expected);
        }
    }

    /// A provider that answers brings every payment to rest: no state is a dead end.
    #[test]
    fn a_provider_that_answers_settles_everything(
        inputs in prop::collection::vec(prop::sample::select(&INPUTS[..]), 0..24),
        verdict in prop::sample::select(vec![Verdict::Approved, Verdict::Declined]),
    ) {
        let mut state = State::Pending;
        for input in inputs {
            if let Ok(step) = step(state, input) {
                state = step.next;
            }
        }
        let answer = match state {
            State::Pending => Some(Input::Judged(verdict)),
            State::Voiding { .. } => Some(Input::VoidConfirmed),
            State::RefundPending => Some(Input::RefundConfirmed),
            State::Approved | State::Declined | State::Voided { .. } | State::Refunded => None,
        };
        if let Some(answer) = answer {
            let next = step(state, answer).expect("an open state takes its answer").next;
            let open = matches!(
                next,
                State::Pending | State::Voiding { .. } | State::RefundPending
            );
            prop_assert!(!open, "still open");
        }
    }
}
