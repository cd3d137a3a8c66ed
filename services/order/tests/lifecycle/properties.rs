//! Whatever happens, in whatever order and however often: these hold.

use crate::every::{LATE, inputs};
use baedal_order::domain::lifecycle::{Fact, Input, Rejected, State, Status, Step, Way, step};
use proptest::prelude::*;

fn any_input() -> impl Strategy<Value = Input> {
    let all: Vec<Input> = inputs().into_iter().map(|(_, input)| input).collect();
    prop::sample::select(all)
}

/// Long enough to reach every end, with room for noise on the way.
fn any_history() -> impl Strategy<Value = Vec<Input>> {
    prop::collection::vec(any_input(), 0..60)
}

fn any_way() -> impl Strategy<Value = Way> {
    prop_oneof![Just(Way::Pickup), Just(Way::Delivery)]
}

fn placed(way: Way) -> State {
    State::Placed {
        way,
        accept_by: LATE,
    }
}

/// Every step that an order takes through `history`.
fn walk(way: Way, history: &[Input]) -> Vec<(State, Input, Step)> {
    let mut state = placed(way);
    let mut steps = Vec::new();
    for input in history {
        if let Ok(taken) = step(&state, input, LATE) {
            let before = std::mem::replace(&mut state, taken.next.clone());
            steps.push((before, input.clone(), taken));
        }
    }
    steps
}

/// How far along an order is; a cancel that is denied is the one way back.
fn rank(state: &State) -> u8 {
    match state {
        State::Placed { .. } => 0,
        State::Accepted { .. } => 1,
        State::Canceling { accepted, .. } => 2 + u8::from(*accepted),
        State::Cooking { .. } => 4,
        State::Cooked { .. } => 5,
        State::PickedUp => 6,
        State::Delivered => 7,
        State::Completed { .. } | State::Rejected { .. } | State::Canceled { .. } => 8,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn what_is_final_stays_as_it_is(way in any_way(), history in any_history()) {
        for (before, _, taken) in walk(way, &history) {
            if before.is_final() {
                prop_assert_eq!(before, taken.next);
                prop_assert!(taken.effects.is_empty());
            }
        }
    }

    #[test]
    fn an_order_never_goes_back(way in any_way(), history in any_history()) {
        for (before, _, taken) in walk(way, &history) {
            prop_assert!(rank(&taken.next) >= rank(&before));
            // Nothing comes round again under another guise.
            prop_assert!(taken.next == before || rank(&taken.next) > rank(&before));
        }
    }

    #[test]
    fn a_change_tells_one_fact_so_versions_have_no_gaps(
        way in any_way(),
        history in any_history(),
    ) {
        for (before, _, taken) in walk(way, &history) {
            prop_assert!(taken.effects.len() <= 1);
            if before.status() != taken.next.status() {
                prop_assert_eq!(taken.effects.len(), 1, "others must hear of {}", taken.next.status());
            }
            if before == taken.next {
                prop_assert!(taken.effects.is_empty());
            }
        }
    }

    #[test]
    fn an_input_heard_again_changes_nothing(way in any_way(), history in any_history()) {
        for (_, input, taken) in walk(way, &history) {
            let again = step(&taken.next, &input, LATE).expect("it was fine a moment ago");
            prop_assert_eq!(again, Step { next: taken.next, effects: Vec::new() });
        }
    }

    #[test]
    fn an_input_heard_again_later_tells_nothing_twice(
        way in any_way(),
        history in any_history(),
        twice in any_history(),
    ) {
        let history: Vec<_> = history.into_iter().chain(twice).collect();
        let mut told: Vec<Fact> = Vec::new();
        for (_, _, taken) in walk(way, &history) {
            for fact in taken.effects {
                prop_assert!(!told.contains(&fact), "{fact:?} told twice");
                told.push(fact);
            }
        }
    }

    #[test]
    fn money_goes_back_once_and_only_when_the_order_is_off(
        way in any_way(),
        history in any_history(),
    ) {
        let steps = walk(way, &history);
        let refunds: usize = steps
            .iter()
            .flat_map(|(_, _, taken)| &taken.effects)
            .filter(|fact| fact.refunds())
            .count();
        let last = steps.last().map_or_else(|| placed(way), |(_, _, taken)| taken.next.clone());
        let off = matches!(last.status(), Status::Rejected | Status::Canceled);
        prop_assert_eq!(refunds, usize::from(off));
        for (_, _, taken) in steps {
            if taken.effects.iter().any(Fact::refunds) {
                prop_assert!(matches!(taken.next.status(), Status::Rejected | Status::Canceled));
            }
        }
    }

    #[test]
    fn what_is_cooking_is_never_called_off(way in any_way(), history in any_history()) {
        let mut cooking = false;
        for (_, _, taken) in walk(way, &history) {
            let off = matches!(taken.next.status(), Status::Rejected | Status::Canceled);
            prop_assert!(!(cooking && off));
            cooking |= taken.next.status() == Status::Cooking;
        }
    }

    #[test]
    fn how_the_goods_travel_never_changes(way in any_way(), history in any_history()) {
        for (_, _, taken) in walk(way, &history) {
            match taken.next {
                State::Placed { way: kept, .. }
                | State::Accepted { way: kept }
                | State::Canceling { way: kept, .. }
                | State::Cooking { way: kept }
                | State::Cooked { way: kept }
                | State::Completed { way: kept } => prop_assert_eq!(kept, way),
                State::PickedUp | State::Delivered => prop_assert_eq!(way, Way::Delivery),
                State::Rejected { .. } | State::Canceled { .. } => {}
            }
        }
    }

    /// A consumer keeps what comes too early and hands it in again: in the end, the order in which a
    /// delivered order's events arrived makes no difference.
    #[test]
    fn events_in_any_order_end_at_the_same_place(
        shuffled in Just(vec![
            Input::TicketAccepted,
            Input::CookingStarted,
            Input::Cooked,
            Input::DeliveryPickedUp,
            Input::DeliveryCompleted,
            Input::CustomerConfirms,
        ]).prop_shuffle(),
    ) {
        let mut state = placed(Way::Delivery);
        let mut waiting = shuffled;
        while !waiting.is_empty() {
            let before = waiting.len();
            waiting.retain(|input| match step(&state, input, LATE) {
                Ok(taken) => {
                    state = taken.next;
                    false
                }
                Err(Rejected::TooEarly { .. }) => true,
                Err(refused @ Rejected::Illegal { .. }) => panic!("{refused}"),
            });
            prop_assert!(waiting.len() < before, "{} waits for ever", state.status());
        }
        prop_assert_eq!(state, State::Completed { way: Way::Delivery });
    }
}
