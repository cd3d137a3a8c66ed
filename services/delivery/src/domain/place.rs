//! Places on the map.

use std::f64::consts::{FRAC_PI_2, PI};

/// The earth's mean radius, in metres.
const RADIUS: f64 = 6_371_008.8;

/// How far a delivery that has waited for too long is on top of riders' lists, in metres from its pickup: a city and what
/// is around it. Who is farther away cannot help.
pub const REACH: f64 = 50_000.0;

/// Whether a delivery whose pickup is so far away is on top of a rider's list.
pub fn is_on_top(urgent: bool, metres: f64) -> bool {
    urgent && metres <= REACH
}

/// A point on the earth, in WGS 84 degrees.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Position {
    latitude: f64,
    longitude: f64,
}

/// The numbers are no point on the earth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be a place, with a latitude of -90 to 90 and a longitude of -180 to 180 degrees")]
pub struct InvalidPosition;

impl Position {
    /// Degrees north, -90 to 90, and degrees east, -180 to 180.
    pub fn new(latitude: f64, longitude: f64) -> Result<Self, InvalidPosition> {
        // Not a number is in no range.
        if (-90.0..=90.0).contains(&latitude) && (-180.0..=180.0).contains(&longitude) {
            Ok(Self {
                latitude,
                longitude,
            })
        } else {
            Err(InvalidPosition)
        }
    }

    /// Degrees north.
    pub const fn latitude(self) -> f64 {
        self.latitude
    }

    /// Degrees east.
    pub const fn longitude(self) -> f64 {
        self.longitude
    }

    /// How far it is, in metres on a sphere.
    pub fn metres_to(self, other: Self) -> f64 {
        let (here, there) = (self.latitude.to_radians(), other.latitude.to_radians());
        let east = (other.longitude - self.longitude).to_radians();
        let root = ((there - here) / 2.0).sin().powi(2)
            + here.cos() * there.cos() * (east / 2.0).sin().powi(2);
        2.0 * RADIUS * root.min(1.0).sqrt().asin()
    }

    /// The middle of the square of about a kilometre that it is in: enough to know whether one wants to go there, and not at
    /// whose door.
    #[must_use]
    pub fn area(self) -> Self {
        const STEP: f64 = 0.01;
        let snap = |degrees: f64, step: f64, most: f64| {
            ((degrees / step).round() * step).clamp(-most, most)
        };
        let latitude = snap(self.latitude, STEP, 90.0);
        // Degrees of longitude get narrower towards the poles.
        let width = latitude.to_radians().cos().max(STEP / 90.0);
        Self {
            latitude,
            longitude: snap(self.longitude, STEP / width, 180.0),
        }
    }

    /// Rectangles that hold every point within so many metres: two where they cross the date line, else one twice.
    pub fn around(self, metres: f64) -> [Rectangle; 2] {
        // Half a metre more, so that rounding loses nothing at the rim.
        const RIM: f64 = 1e-7;
        let angle = metres / RADIUS + RIM;
        let latitude = self.latitude.to_radians();
        let (south, north) = (latitude - angle, latitude + angle);
        let whole = Rectangle {
            south: south.max(-FRAC_PI_2).to_degrees(),
            north: north.min(FRAC_PI_2).to_degrees(),
            west: -180.0,
            east: 180.0,
        };
        if south <= -FRAC_PI_2 || north >= FRAC_PI_2 {
            return [whole; 2];
        }
        let half = (angle.sin() / latitude.cos()).min(1.0).asin().min(PI) + RIM;
        let (west, east) = (
            self.longitude - half.to_degrees(),
            self.longitude + half.to_degrees(),
        );
        if west <= -180.0 {
            [
                Rectangle { east, ..whole },
                Rectangle {
                    west: west + 360.0,
                    ..whole
                },
            ]
        } else if east >= 180.0 {
            [
                Rectangle { west, ..whole },
                Rectangle {
                    east: east - 360.0,
                    ..whole
                },
            ]
        } else {
            [Rectangle {
                west,
                east,
                ..whole
            }; 2]
        }
    }
}

/// What is between two latitudes and two longitudes, in degrees.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rectangle {
    /// The lesser latitude.
    pub south: f64,
    /// The greater latitude.
    pub north: f64,
    /// The lesser longitude.
    pub west: f64,
    /// The greater longitude.
    pub east: f64,
}

/// One end of a delivery's way.
#[derive(Debug, Clone, PartialEq)]
pub struct Stop {
    /// The address as a person reads it.
    pub text: String,
    /// Where that is.
    pub position: Position,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn anywhere() -> impl Strategy<Value = Position> {
        (-90.0..=90.0, -180.0..=180.0).prop_map(|(latitude, longitude)| Position {
            latitude,
            longitude,
        })
    }

    impl Rectangle {
        fn holds(&self, at: Position) -> bool {
            (self.south..=self.north).contains(&at.latitude)
                && (self.west..=self.east).contains(&at.longitude)
        }
    }

    proptest! {
        #[test]
        fn nothing_within_reach_is_outside(
            from in anywhere(),
            near in (-1.0..=1.0_f64, -1.0..=1.0_f64),
            far in anywhere(),
            stretch in 0.001..50.0_f64,
        ) {
            let near = Position {
                latitude: (from.latitude + near.0 * stretch).clamp(-90.0, 90.0),
                longitude: (from.longitude + near.1 * stretch + 540.0).rem_euclid(360.0) - 180.0,
            };
            for to in [near, far] {
                let held = from.around(from.metres_to(to)).iter().any(|it| it.holds(to));
                prop_assert!(held, "{from:?} {to:?}");
            }
        }

        #[test]
        fn an_area_is_about_a_kilometre_and_the_same_for_all_in_it(door in anywhere()) {
            let area = door.area();
            prop_assert!(door.metres_to(area) < 1_000.0, "{door:?} {area:?}");
            // At the date line two halves meet, and at the poles all areas.
            if door.latitude.abs() < 89.0 && door.longitude.abs() < 179.0 {
                let (again, most) = (area.area(), 1e-9);
                prop_assert!((again.latitude - area.latitude).abs() < most);
                prop_assert!((again.longitude - area.longitude).abs() < most);
            }
        }
    }

    #[test]
    fn only_points_on_the_earth_are_positions() {
        for (latitude, longitude) in [(0.0, 0.0), (90.0, 180.0), (-90.0, -180.0), (37.56, 126.97)] {
            assert!(Position::new(latitude, longitude).is_ok());
        }
        let bad = [
            (90.1, 0.0),
            (-90.1, 0.0),
            (0.0, 180.1),
            (0.0, -180.1),
            (f64::NAN, 0.0),
            (0.0, f64::INFINITY),
        ];
        for (latitude, longitude) in bad {
            assert_eq!(Position::new(latitude, longitude), Err(InvalidPosition));
        }
    }
}
