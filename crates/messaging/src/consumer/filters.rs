//! What a durable hears: subjects with the wildcards `*` (one token) and `>` (the rest).

/// Whether everything that `narrow` matches is matched by `wide`. A subject is a filter without wildcards.
pub(super) fn covers(wide: &str, narrow: &str) -> bool {
    let (mut wide, mut narrow) = (wide.split('.'), narrow.split('.'));
    loop {
        match (wide.next(), narrow.next()) {
            (Some(">"), Some(_)) | (None, None) => return true,
            (Some("*"), Some(token)) if token != ">" => {}
            (Some(same), Some(token)) if same == token => {}
            _ => return false,
        }
    }
}

/// Whether one of `filters` covers `subject`.
pub(super) fn hear(filters: &[String], subject: &str) -> bool {
    filters.iter().any(|filter| covers(filter, subject))
}

/// The fewest filters that match what either list does. Where two overlap and neither covers the other, which the server
/// refuses, one that covers both takes their place.
pub(super) fn union(one: &[String], other: &[String]) -> Vec<String> {
    let mut joined: Vec<String> = Vec::new();
    let mut open: Vec<String> = one.iter().chain(other).rev().cloned().collect();
    while let Some(filter) = open.pop() {
        if let Some(at) = joined.iter().position(|it| overlap(it, &filter)) {
            open.push(common(&joined.swap_remove(at), &filter));
        } else {
            joined.push(filter);
        }
    }
    joined.sort();
    joined
}

/// Whether a subject exists that both match.
fn overlap(one: &str, other: &str) -> bool {
    let (mut one, mut other) = (one.split('.'), other.split('.'));
    loop {
        match (one.next(), other.next()) {
            (Some(">"), Some(_)) | (Some(_), Some(">")) | (None, None) => return true,
            (Some("*"), Some(_)) | (Some(_), Some("*")) => {}
            (Some(same), Some(token)) if same == token => {}
            _ => return false,
        }
    }
}

/// The narrowest filter that covers both, which overlap.
fn common(one: &str, other: &str) -> String {
    let mut tokens = Vec::new();
    for (one, other) in one.split('.').zip(other.split('.')) {
        match (one, other) {
            (">", _) | (_, ">") => {
                tokens.push(">");
                break;
            }
            (one, other) if one == other => tokens.push(one),
            _ => tokens.push("*"),
        }
    }
    tokens.join(".")
}

#[cfg(test)]
mod tests {
    use std::slice::from_ref;

    use proptest::{collection::vec, prelude::*};

    use super::*;

    fn filter() -> impl Strategy<Value = String> {
        let token = prop_oneof![Just("a"), Just("b"), Just("*")];
        (vec(token, 1..4), any::<bool>()).prop_map(|(mut tokens, open)| {
            if open {
                tokens.push(">");
            }
            tokens.join(".")
        })
    }

    fn subject() -> impl Strategy<Value = String> {
        vec(prop_oneof![Just("a"), Just("b"), Just("c")], 1..5).prop_map(|tokens| tokens.join("."))
    }

    proptest! {
        #[test]
        fn a_union_hears_what_either_does_and_the_server_takes_it(
            one in vec(filter(), 0..4), other in vec(filter(), 0..4), subjects in vec(subject(), 1..20),
        ) {
            let both = union(&one, &other);
            for subject in subjects {
                if hear(&one, &subject) || hear(&other, &subject) {
                    prop_assert!(hear(&both, &subject), "{subject} is not in {both:?}");
                }
            }
            for (at, filter) in both.iter().enumerate() {
                prop_assert!(!both[at + 1..].iter().any(|it| overlap(it, filter)), "{both:?}");
            }
            for filter in one.iter().chain(&other) {
                prop_assert!(hear(&both, filter), "{filter} is not in {both:?}");
            }
        }
    }

    #[test]
    fn filters_that_do_not_overlap_stay_as_they_are() {
        let [placed, tickets] = ["e.order.placed.*", "e.ticket.>"].map(str::to_owned);
        let both = union(from_ref(&tickets), from_ref(&placed));
        assert_eq!(both, [placed.clone(), tickets.clone()]);
        assert_eq!(
            union(&both, &["e.order.>".to_owned()]),
            ["e.order.>".to_owned(), tickets]
        );
        assert!(!hear(&both, "e.order.rejected.1"));
    }
}
