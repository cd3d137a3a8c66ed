//! One of every state and every input, shared by the proofs.

use baedal_order::domain::lifecycle::{Cancel, Input, Requester, State, Way};
use time::{Duration, OffsetDateTime};

/// Before the store's time to answer has run out.
pub(crate) const EARLY: OffsetDateTime = OffsetDateTime::UNIX_EPOCH;
/// When it has.
pub(crate) const LATE: OffsetDateTime = EARLY.saturating_add(Duration::minutes(10));

pub(crate) fn states() -> Vec<State> {
    let ways = [Way::Pickup, Way::Delivery];
    let cancel = |by| Cancel {
        by,
        reason: "changed my mind".to_owned(),
    };
    let mut all = Vec::new();
    all.extend(ways.map(|way| State::Placed {
        way,
        accept_by: LATE,
    }));
    all.extend(ways.map(|way| State::Accepted { way }));
    for way in ways {
        for accepted in [false, true] {
            all.push(State::Canceling {
                way,
                cancel: cancel(Requester::Customer),
                accepted,
            });
        }
    }
    all.push(State::Canceling {
        way: Way::Delivery,
        cancel: cancel(Requester::Timeout),
        accepted: false,
    });
    all.extend(ways.map(|way| State::Cooking { way }));
    all.extend(ways.map(|way| State::Cooked { way }));
    all.extend([State::PickedUp, State::Delivered]);
    all.extend(ways.map(|way| State::Completed { way }));
    all.push(State::Rejected {
        reason: "sold out".to_owned(),
    });
    all.extend(
        [Requester::Customer, Requester::Timeout].map(|by| State::Canceled { cancel: cancel(by) }),
    );
    all
}

pub(crate) fn inputs() -> Vec<(&'static str, Input)> {
    vec![
        ("TicketAccepted", Input::TicketAccepted),
        (
            "TicketRejected",
            Input::TicketRejected {
                reason: "no beans".to_owned(),
            },
        ),
        ("CookingStarted", Input::CookingStarted),
        ("Cooked", Input::Cooked),
        ("TicketCanceled", Input::TicketCanceled),
        (
            "CancelDenied",
            Input::CancelDenied {
                reason: "in the pan".to_owned(),
            },
        ),
        ("DeliveryPickedUp", Input::DeliveryPickedUp),
        ("DeliveryCompleted", Input::DeliveryCompleted),
        (
            "CustomerCancels",
            Input::CustomerCancels {
                reason: "too slow".to_owned(),
            },
        ),
        ("AcceptTimeout", Input::AcceptTimeout),
        ("CustomerConfirms", Input::CustomerConfirms),
    ]
}
