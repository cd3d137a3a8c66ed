//! What people type.

use std::fmt;

use unicode_normalization::UnicodeNormalization;

/// One line that somebody typed, such as a name: 1 to `MAX` characters, trimmed.
///
/// It is in Unicode's normal form C, and characters are counted in it: a syllable or an accented letter is one, however
/// the keyboard made it. Line breaks and tabs within it become a blank; other control characters are refused.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Line<const MAX: usize>(String);

/// Lines that somebody typed, such as a reason: 0 to `MAX` characters, trimmed.
///
/// It is in Unicode's normal form C, and characters are counted in it. Lines end by LF: CRLF, CR and Unicode's own line
/// ends are taken as one. There may be tabs; other control characters are refused.
#[derive(Clone, PartialEq, Eq, Hash, Default)]
pub struct Lines<const MAX: usize>(String);

/// Why a text was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// Nothing but white space.
    #[error("must not be empty")]
    Empty,
    /// More characters than that.
    #[error("must have at most {0} characters")]
    TooLong(usize),
    /// This control character.
    #[error("must not contain the control character U+{code:04X}", code = u32::from(*.0))]
    Control(char),
}

impl<const MAX: usize> Line<MAX> {
    /// Reads what was typed.
    pub fn new(typed: &str) -> Result<Self, TextError> {
        let folded = typed.split(is_break).map(str::trim);
        let folded = folded.filter(|part| !part.is_empty());
        let line = read(&folded.collect::<Vec<_>>().join(" "), MAX)?;
        if line.is_empty() {
            return Err(TextError::Empty);
        }
        Ok(Self(line))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<const MAX: usize> Lines<MAX> {
    /// Reads what was typed.
    pub fn new(typed: &str) -> Result<Self, TextError> {
        let lines = typed
            .replace("\r\n", "\n")
            .replace(['\r', '\u{85}', '\u{2028}', '\u{2029}'], "\n");
        Ok(Self(read(&lines, MAX)?))
    }

    /// The same, of a text that must say something.
    pub fn some(typed: &str) -> Result<Self, TextError> {
        let lines = Self::new(typed)?;
        if lines.0.is_empty() {
            return Err(TextError::Empty);
        }
        Ok(lines)
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Trims, normalizes, counts and checks.
fn read(typed: &str, most: usize) -> Result<String, TextError> {
    // One more than there may be is enough to know: nothing is done for the rest of an endless text.
    let text: String = typed.trim().nfc().take(most + 1).collect();
    if let Some(control) = text
        .chars()
        .find(|c| c.is_control() && !matches!(c, '\n' | '\t'))
    {
        return Err(TextError::Control(control));
    }
    if text.chars().count() > most {
        return Err(TextError::TooLong(most));
    }
    Ok(text)
}

const fn is_break(c: char) -> bool {
    matches!(
        c,
        '\n' | '\r' | '\t' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}'
    )
}

macro_rules! text {
    ($($name:ident)+) => {$(
        impl<const MAX: usize> From<$name<MAX>> for String {
            fn from(text: $name<MAX>) -> Self {
                text.0
            }
        }

        /// How long it is: people's words are in no log.
        impl<const MAX: usize> fmt::Debug for $name<MAX> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({} bytes)", stringify!($name), self.0.len())
            }
        }
    )+};
}

text! { Line Lines }

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn lines(typed: &str) -> Result<String, TextError> {
        Lines::<10>::new(typed).map(String::from)
    }

    fn line(typed: &str) -> Result<String, TextError> {
        Line::<10>::new(typed).map(String::from)
    }

    #[test]
    fn every_line_end_is_one() {
        for typed in [
            "bell\r\n3rd",
            "bell\r3rd",
            "bell\n3rd",
            "bell\u{2028}3rd",
            "bell\u{85}3rd",
            " bell\n3rd\r\n",
        ] {
            assert_eq!(lines(typed).as_deref(), Ok("bell\n3rd"), "{typed:?}");
            assert_eq!(line(typed).as_deref(), Ok("bell 3rd"), "{typed:?}");
        }
        assert_eq!(lines("a\r\n\r\nb").as_deref(), Ok("a\n\nb"));
        assert_eq!(lines("a\tb").as_deref(), Ok("a\tb"));
        assert_eq!(line("a \t b").as_deref(), Ok("a b"));
    }

    #[test]
    fn a_character_is_one_however_it_was_typed() {
        // Ten syllables of three letters each, as macOS writes them.
        let decomposed: String = "가각간갇갈감갑값갓강".nfd().collect();
        assert!(decomposed.chars().count() > 20);
        assert_eq!(lines(&decomposed).as_deref(), Ok("가각간갇갈감갑값갓강"));
        assert_eq!(line("cafe\u{301}").as_deref(), Ok("café"));
        assert_eq!(lines("12345678901"), Err(TextError::TooLong(10)));
        assert_eq!(lines("          1234567890  ").as_deref(), Ok("1234567890"));
    }

    #[test]
    fn what_is_refused_is_named() {
        assert_eq!(lines("a\0b"), Err(TextError::Control('\0')));
        assert_eq!(line("a\u{1b}[2J"), Err(TextError::Control('\u{1b}')));
        let told = TextError::Control('\u{1b}').to_string();
        assert_eq!(told, "must not contain the control character U+001B");
        assert_eq!(line(" \r\n "), Err(TextError::Empty));
        assert_eq!(Lines::<10>::some(" \r\n "), Err(TextError::Empty));
        assert_eq!(lines(" \r\n ").as_deref(), Ok(""));
    }

    #[test]
    fn nobodys_words_reach_a_log() {
        let note = Lines::<99>::new("the key is under the mat").expect("a text");
        assert!(!format!("{note:?}").contains("mat"));
    }

    proptest! {
        /// Read again, as after a journey through a database and an event, a text is what it was.
        #[test]
        fn what_was_read_stays_as_it_is(typed in "\\PC{0,8}[\r\n\t\u{2028}e\u{301}\u{1112}\u{1161}\u{11ab} ]{0,6}\\PC{0,8}") {
            if let Ok(text) = Lines::<100>::new(&typed) {
                prop_assert_eq!(&Lines::new(text.as_str()).expect("it was one"), &text);
                prop_assert!(!text.as_str().contains('\r'));
            }
            if let Ok(text) = Line::<100>::new(&typed) {
                prop_assert_eq!(&Line::new(text.as_str()).expect("it was one"), &text);
                prop_assert!(!text.as_str().contains(is_break));
            }
        }
    }
}
