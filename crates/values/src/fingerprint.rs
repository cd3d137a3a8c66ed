//! What a request asks for, in few bytes: to tell a repetition from another request of the same name.

use std::fmt;

use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::Money;

/// A hash of the values that a request asks for, and not of the bytes it came in: how an id was spelled, blanks that are cut
/// off anyway, and fields that the reader does not know make no other request of it.
///
/// Fingerprints are stored, and compared by later releases: the same values must give the same bytes for ever. What is hashed
/// is the method and, for each field that is there, its name and value, each with its length. A field that is not there adds
/// nothing, so a new optional one leaves every earlier fingerprint as it was. Who adds a field to a method raises the version
/// it passes to [`Fingerprint::of`], and compares what was stored under an earlier version with the fields of that time.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Fingerprint([u8; Self::LEN]);

/// A fingerprint in the making.
#[derive(Debug, Clone)]
#[must_use]
pub struct Fields {
    version: u8,
    hash: Sha256,
}

impl Fingerprint {
    /// Bytes: the version, and a SHA-256.
    pub const LEN: usize = 33;

    /// Begins the fingerprint of a request of `method`, whose fields are those of `version`.
    pub fn of(method: &str, version: u8) -> Fields {
        let fields = Fields {
            version,
            hash: Sha256::new(),
        };
        fields.bytes("method", method.as_bytes())
    }

    /// As it is stored.
    pub const fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// Whether `stored` may be the same request. One of a later version is taken for it: a newer release knows fields that
    /// this one does not, and in the middle of an upgrade nobody's repetition may become another request by that.
    pub fn matches(&self, stored: &[u8]) -> bool {
        match stored.first() {
            Some(version) if *version > self.0[0] => true,
            _ => *stored == self.0,
        }
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for byte in self.0 {
            write!(f, "{byte:02x}")?;
        }
        Ok(())
    }
}

impl Fields {
    fn bytes(mut self, name: &str, value: &[u8]) -> Self {
        for part in [name.as_bytes(), value] {
            let len = u64::try_from(part.len()).unwrap_or(u64::MAX);
            self.hash.update(len.to_be_bytes());
            self.hash.update(part);
        }
        self
    }

    /// An id.
    pub fn id(self, name: &str, value: impl Into<Uuid>) -> Self {
        let id: Uuid = value.into();
        self.bytes(name, id.as_bytes())
    }

    /// A text, as it is kept.
    pub fn text(self, name: &str, value: &str) -> Self {
        self.bytes(name, value.as_bytes())
    }

    /// A whole number, a count of what follows among them.
    pub fn number(self, name: &str, value: i64) -> Self {
        self.bytes(name, &value.to_be_bytes())
    }

    /// Degrees. There is one zero.
    pub fn degrees(self, name: &str, value: f64) -> Self {
        self.bytes(name, &(value + 0.0).to_bits().to_be_bytes())
    }

    /// Yes or no.
    pub fn flag(self, name: &str, value: bool) -> Self {
        self.bytes(name, &[u8::from(value)])
    }

    /// Money, in the currency's smallest unit.
    pub fn money(self, name: &str, value: Money) -> Self {
        let minor = value.minor().to_be_bytes();
        self.bytes(name, &[value.currency().code().as_bytes(), &minor].concat())
    }

    /// A field that may be left out.
    pub fn optional<T>(self, value: Option<T>, add: impl FnOnce(Self, T) -> Self) -> Self {
        match value {
            Some(value) => add(self, value),
            None => self,
        }
    }

    /// The fingerprint.
    pub fn finish(self) -> Fingerprint {
        let mut bytes = [self.version; Fingerprint::LEN];
        bytes[1..].copy_from_slice(&self.hash.finalize());
        Fingerprint(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noted(note: &str) -> Fields {
        Fingerprint::of("Method", 1).text("note", note)
    }

    #[test]
    fn the_same_values_have_the_same_fingerprint_for_ever() {
        let fingerprint = Fingerprint::of("Method", 1)
            .id("id", Uuid::from_u128(7))
            .text("text", "two")
            .number("number", -3)
            .degrees("degrees", 37.5)
            .flag("flag", true)
            .finish();

        assert_eq!(
            format!("{fingerprint:?}"),
            "019e00ffd0e75010b47306816ad316a46caba557f1729721b63437ad67ab7293f6"
        );
    }

    #[test]
    fn values_do_not_run_into_each_other() {
        let one = noted("ab").text("more", "c").finish();
        let other = noted("a").text("more", "bc").finish();
        assert_ne!(one, other);
        assert_ne!(noted("").finish(), Fingerprint::of("Method", 1).finish());
    }

    #[test]
    fn there_is_one_zero() {
        let at = |degrees| noted("").degrees("latitude", degrees).finish();
        assert_eq!(at(0.0), at(-0.0));
    }

    #[test]
    fn what_a_newer_release_stored_is_not_taken_for_another_request() {
        let mine = noted("mine").finish();
        let newer = Fingerprint::of("Method", 2).text("note", "theirs").finish();

        assert!(mine.matches(mine.as_bytes()));
        assert!(mine.matches(newer.as_bytes()));
        assert!(!newer.matches(mine.as_bytes()));
        assert!(!mine.matches(noted("theirs").finish().as_bytes()));
        assert!(!mine.matches(&[]));
    }
}
