//! The list by distance, held against the formula written a second time.

use baedal_delivery::app::After;
use baedal_delivery::domain::Position;
use baedal_values::OrderId;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use crate::world::{World, new_order};

/// Worlds are dear, so each holds a hundred pickups that are looked at from many places.
const PICKUPS: usize = 100;
const LOOKS: usize = 64;

/// Anywhere, and often where the map has its seams: the poles, the date line, the equator, the same spot.
fn place() -> impl Strategy<Value = (f64, f64)> {
    prop_oneof![
        4 => (-90.0..=90.0, -180.0..=180.0),
        3 => (37.4..37.7, 126.8..127.2),
        1 => Just((90.0, 0.0)),
        1 => (-90.0..=-89.9, -180.0..=180.0),
        1 => (-1.0..=1.0, prop_oneof![Just(-180.0), Just(180.0), Just(179.999)]),
        1 => Just((37.5663, 126.9779)),
    ]
}

/// Metres on a sphere of the earth's mean radius.
fn haversine((lat1, lon1): (f64, f64), (lat2, lon2): (f64, f64)) -> f64 {
    let (phi1, phi2) = (lat1.to_radians(), lat2.to_radians());
    let (half_phi, half_lambda) = ((phi2 - phi1) / 2.0, (lon2 - lon1).to_radians() / 2.0);
    let a = half_phi.sin().powi(2) + phi1.cos() * phi2.cos() * half_lambda.sin().powi(2);
    2.0 * 6_371_008.8 * a.min(1.0).sqrt().asin()
}

#[tokio::test]
async fn the_list_is_by_distance_across_pages_wherever_anybody_stands() {
    let world = World::new().await;
    let mut runner = TestRunner::default();
    let mut draw = || place().new_tree(&mut runner).expect("a place").current();
    let pickups: Vec<(OrderId, (f64, f64))> = (0..PICKUPS).map(|_| (new_order(), draw())).collect();
    let accepted: Vec<_> = pickups
        .iter()
        .map(|(order, at)| world.ticket_accepted(*order, *at))
        .collect();
    world.hear(&accepted).await.expect("handled");

    for look in 0..LOOKS {
        let from = draw();
        let position = Position::new(from.0, from.1).expect("on earth");
        let size = 1 + i64::try_from(look).expect("few") * 7 % 23;
        let (mut seen, mut after) = (Vec::new(), None);
        loop {
            let page = world
                .deliveries
                .available(Some(position), after, size)
                .await;
            let page = page.expect("a page");
            let Some(last) = page.last() else { break };
            after = Some(After {
                metres: last.metres,
                urgent: false,
                id: last.delivery.id,
            });
            seen.extend(page.iter().map(|it| (it.delivery.job.order, it.metres)));
        }

        let mut orders: Vec<OrderId> = seen.iter().map(|(order, _)| *order).collect();
        orders.sort_unstable();
        orders.dedup();
        assert_eq!(
            (seen.len(), orders.len()),
            (PICKUPS, PICKUPS),
            "each once, in pages of {size} from {from:?}"
        );
        assert!(
            seen.is_sorted_by(|a, b| a.1 <= b.1),
            "nearest first from {from:?}"
        );
        for (order, metres) in seen {
            let at = pickups.iter().find(|(known, _)| *known == order);
            let expected = haversine(from, at.expect("ours").1);
            // Where rounding is worst, at the antipode, an error of 1e-16 under the root is a tenth of a metre.
            assert!(
                (metres - expected).abs() < 0.5,
                "{metres} m, not {expected} m from {from:?}"
            );
        }
    }
}
