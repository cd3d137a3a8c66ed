//! Places on the map.

/// A point on the earth, in WGS 84 degrees.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Position {
    latitude: f64,
    longitude: f64,
}

/// The numbers are no point on the earth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must have a latitude of -90 to 90 and a longitude of -180 to 180 degrees")]
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
    use super::*;

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
