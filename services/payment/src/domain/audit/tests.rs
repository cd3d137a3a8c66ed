//! Every kind of difference, and that there is none where there is none.

use time::macros::datetime;
use uuid::Uuid;

use super::*;

const NOW: OffsetDateTime = datetime!(2026-05-05 12:00 UTC);
const LONG_AGO: OffsetDateTime = datetime!(2026-05-05 09:00 UTC);
const JUST_NOW: OffsetDateTime = datetime!(2026-05-05 11:59 UTC);
const GRACE: Duration = Duration::minutes(15);

fn account(state: State, held_minor: i64, at: OffsetDateTime, heard: Heard) -> Account {
    Account {
        order: Uuid::from_u128(1).into(),
        paid: Some(Paid {
            id: Uuid::from_u128(2).into(),
            state,
            amount_minor: 18_000,
            updated_at: at,
        }),
        booked: Booked {
            held_minor,
            foreign_lines: 0,
            last_at: Some(at),
        },
        heard,
    }
}

fn kinds(account: &Account) -> Vec<DifferenceKind> {
    let differences = account.differences(NOW, GRACE);
    differences.into_iter().map(|it| it.kind).collect()
}

const NOTHING: Heard = Heard {
    placed: None,
    delivered: None,
    called_off: None,
};
const PLACED: Heard = Heard {
    placed: Some(LONG_AGO),
    ..NOTHING
};
const DELIVERED: Heard = Heard {
    delivered: Some(LONG_AGO),
    ..PLACED
};
const CALLED_OFF: Heard = Heard {
    called_off: Some(LONG_AGO),
    ..PLACED
};

#[test]
fn what_fits_is_no_difference() {
    for account in [
        account(State::Approved, 18_000, LONG_AGO, PLACED),
        account(State::Approved, 18_000, LONG_AGO, DELIVERED),
        account(State::Refunded, 0, LONG_AGO, CALLED_OFF),
        account(State::Declined, 0, LONG_AGO, NOTHING),
        account(State::Pending, 0, LONG_AGO, NOTHING),
        account(State::Voiding { held: true }, 18_000, LONG_AGO, NOTHING),
        account(State::Voided { held: true }, 0, LONG_AGO, NOTHING),
        account(State::Voided { held: false }, 0, LONG_AGO, NOTHING),
    ] {
        assert_eq!(kinds(&account), [], "{account:?}");
    }
}

#[test]
fn what_may_come_right_by_itself_has_its_time() {
    let called_off_just_now = Heard {
        called_off: Some(JUST_NOW),
        ..PLACED
    };
    for account in [
        account(State::Approved, 18_000, JUST_NOW, NOTHING),
        account(State::Approved, 18_000, LONG_AGO, called_off_just_now),
        account(State::RefundPending, 18_000, JUST_NOW, CALLED_OFF),
        account(State::Refunded, 0, JUST_NOW, PLACED),
    ] {
        assert_eq!(kinds(&account), [], "{account:?}");
    }
}

#[test]
fn every_difference_is_named() {
    use DifferenceKind as Kind;
    let unpaid = Account {
        paid: None,
        booked: Booked::default(),
        ..account(State::Pending, 0, LONG_AGO, PLACED)
    };
    let foreign = Account {
        booked: Booked {
            held_minor: 18_000,
            foreign_lines: 1,
            last_at: None,
        },
        ..account(State::Approved, 18_000, LONG_AGO, PLACED)
    };
    let table = [
        (
            account(State::Approved, 18_000, LONG_AGO, NOTHING),
            Kind::ApprovedWithoutOrder,
        ),
        (unpaid, Kind::OrderWithoutApproval),
        (
            account(State::Declined, 0, LONG_AGO, PLACED),
            Kind::OrderWithoutApproval,
        ),
        (
            account(State::Voided { held: true }, 0, LONG_AGO, PLACED),
            Kind::OrderWithoutApproval,
        ),
        (
            account(State::Approved, 18_000, LONG_AGO, CALLED_OFF),
            Kind::NotRefunded,
        ),
        (
            account(State::RefundPending, 18_000, LONG_AGO, CALLED_OFF),
            Kind::NotRefunded,
        ),
        (
            account(State::Refunded, 0, LONG_AGO, DELIVERED),
            Kind::RefundedButDelivered,
        ),
        (
            account(State::Refunded, 0, LONG_AGO, PLACED),
            Kind::RefundedWithoutCause,
        ),
        (
            account(State::Approved, 17_999, LONG_AGO, PLACED),
            Kind::LedgerSum,
        ),
        (
            account(State::Refunded, 18_000, LONG_AGO, CALLED_OFF),
            Kind::LedgerSum,
        ),
        (foreign, Kind::LedgerSum),
    ];
    for (account, kind) in table {
        assert_eq!(kinds(&account), [kind], "{account:?}");
    }
}
