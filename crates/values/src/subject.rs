//! Who a token speaks for.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Who a token speaks for: 1 to 255 visible ASCII characters, compared byte by byte, as OIDC Core says of `sub`
/// (section 2). One with blanks or other characters is no subject here.
///
/// It is personal data, so it has no `Display`, and `Debug` does not show it: it must not reach a log.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Subject(String);

/// The text is no subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be 1 to 255 visible ASCII characters")]
pub struct InvalidSubject;

impl Subject {
    /// The subject itself, for tokens, databases and answers; not for logs.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Subject {
    type Error = InvalidSubject;

    fn try_from(text: String) -> Result<Self, InvalidSubject> {
        let visible = text.bytes().all(|byte| byte.is_ascii_graphic());
        if visible && (1..=255).contains(&text.len()) {
            Ok(Self(text))
        } else {
            Err(InvalidSubject)
        }
    }
}

impl FromStr for Subject {
    type Err = InvalidSubject;

    fn from_str(text: &str) -> Result<Self, InvalidSubject> {
        text.to_owned().try_into()
    }
}

impl From<Subject> for String {
    fn from(subject: Subject) -> Self {
        subject.0
    }
}

impl fmt::Debug for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Subject(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn visible_ascii_is_a_subject() {
        for text in [
            "a",
            "customer-1",
            "auth0|5f7c",
            "mallory@example.com",
            &"x".repeat(255),
        ] {
            assert_eq!(text.parse::<Subject>().expect("a subject").as_str(), text);
        }
    }

    #[test]
    fn anything_else_is_not() {
        for text in [
            "",
            " ",
            "two words",
            "tab\t",
            "손님",
            "nul\0",
            &"x".repeat(256),
        ] {
            assert_eq!(text.parse::<Subject>(), Err(InvalidSubject), "{text:?}");
        }
    }

    #[test]
    fn a_subject_does_not_reach_a_log() {
        let subject: Subject = "mallory@example.com".parse().expect("a subject");
        assert!(!format!("{subject:?}").contains("mallory"));
    }
}
