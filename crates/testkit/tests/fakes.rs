//! Time and ids that obey.

use std::time::Duration;

use baedal_runtime::{Clock, Ids};
use baedal_testkit::{FakeClock, FakeIds};

#[test]
fn time_stands_still_until_it_is_moved() {
    let clock = FakeClock::default();
    let before = clock.now();
    assert_eq!(clock.now(), before);
    clock.clone().advance(Duration::from_secs(5));
    assert_eq!(clock.now() - before, Duration::from_secs(5));
    clock.set(before);
    assert_eq!(clock.now(), before);
}

#[test]
fn ids_are_known_beforehand() {
    let ids = FakeIds::default();
    assert_eq!(
        ids.uuid().to_string(),
        "01900000-0000-7000-8000-000000000001"
    );
    assert!(ids.uuid() > FakeIds::default().uuid());
    assert_eq!(ids.uuid().get_version_num(), 7);
}
