//! Pages of a list (AIP-158), each going on after the last row of the one before.
//!
//! A token is the last row's sort key with the filters it was made for. It is opaque to callers, not secret: it says no more
//! than the row did, and what a caller may see is decided anew for every page. So anybody can make one up, and what is read from
//! it goes into a query: a key that no database could hold is no key.

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;
use time::OffsetDateTime;

use crate::rpc::Violations;

/// Rows of a page whose caller did not say.
pub const DEFAULT_SIZE: usize = 50;

/// Rows of a page at most; who asks for more gets this many.
pub const MAX_SIZE: usize = 200;

/// No sort key comes near this.
const MAX_TOKEN: usize = 4_096;

/// A time as a part of a sort key, as nanoseconds since 1970: of the years 1 to 9999, which every database knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "i128", into = "i128")]
pub struct Moment(OffsetDateTime);

/// Not a time that every database knows.
#[derive(Debug, thiserror::Error)]
#[error("is not a time of the years 1 to 9999")]
pub struct OutOfTime;

impl From<OffsetDateTime> for Moment {
    fn from(at: OffsetDateTime) -> Self {
        Self(at)
    }
}

impl From<Moment> for OffsetDateTime {
    fn from(moment: Moment) -> Self {
        moment.0
    }
}

impl From<Moment> for i128 {
    fn from(moment: Moment) -> Self {
        moment.0.unix_timestamp_nanos()
    }
}

impl TryFrom<i128> for Moment {
    type Error = OutOfTime;

    fn try_from(nanos: i128) -> Result<Self, OutOfTime> {
        OffsetDateTime::from_unix_timestamp_nanos(nanos)
            .ok()
            .filter(|at| at.year() >= 1)
            .map(Self)
            .ok_or(OutOfTime)
    }
}

/// Which page a caller asks for. `K` is the sort key of the list, unique for each row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<K> {
    /// Where the page before ended; `None` for the first.
    pub after: Option<K>,
    size: usize,
    filters: String,
}

impl<K: Serialize + DeserializeOwned> Page<K> {
    /// Reads the fields `page_size` and `page_token`. `filters` are the other fields that choose rows, since a token is good
    /// only with the filters it was given for.
    pub fn read(
        violations: &mut Violations,
        page_size: i32,
        page_token: &str,
        filters: &[&str],
    ) -> Option<Self> {
        let size = usize::try_from(page_size).map_err(|_| "must not be negative");
        let size = violations.check("page_size", size);
        let filters = filters.join("\n");
        let after = if page_token.is_empty() {
            Some(None)
        } else {
            let key = decode::<(String, K)>(page_token)
                .filter(|(with, _)| *with == filters)
                .map(|(_, key)| key);
            violations
                .check(
                    "page_token",
                    key.ok_or("must be next_page_token of a page with the same filters"),
                )
                .map(Some)
        };
        let size = match size? {
            0 => DEFAULT_SIZE,
            size => size.min(MAX_SIZE),
        };
        Some(Self {
            after: after?,
            size,
            filters,
        })
    }

    /// How many rows to read: one more than the page has, which tells whether there is a next one.
    pub fn limit(&self) -> i64 {
        i64::try_from(self.size + 1).unwrap_or(i64::MAX)
    }

    /// Cuts what was read down to the page, and makes the token of the next one; empty where this is the last.
    pub fn cut<T>(&self, mut rows: Vec<T>, key: impl FnOnce(&T) -> K) -> (Vec<T>, String) {
        let more = rows.len() > self.size;
        rows.truncate(self.size);
        let token = match rows.last() {
            Some(last) if more => encode(&(&self.filters, key(last))),
            _ => String::new(),
        };
        (rows, token)
    }
}

fn encode(key: &impl Serialize) -> String {
    use std::fmt::Write as _;

    let json = serde_json::to_vec(key).unwrap_or_default();
    json.iter()
        .fold(String::with_capacity(json.len() * 2), |mut text, byte| {
            // Writing to a string cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
}

fn decode<T: DeserializeOwned>(token: &str) -> Option<T> {
    if token.len() > MAX_TOKEN || !token.len().is_multiple_of(2) || !token.is_ascii() {
        return None;
    }
    let json: Vec<u8> = (0..token.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&token[at..at + 2], 16))
        .collect::<Result<_, _>>()
        .ok()?;
    let value: Value = serde_json::from_slice(&json).ok()?;
    // Into the type from the text, not from the value: that one knows no numbers beyond 64 bits.
    can_be_stored(&value).then(|| serde_json::from_slice(&json).ok())?
}

/// No text in PostgreSQL holds the character NUL.
fn can_be_stored(value: &Value) -> bool {
    match value {
        Value::String(text) => !text.contains('\0'),
        Value::Array(values) => values.iter().all(can_be_stored),
        Value::Object(fields) => fields
            .iter()
            .all(|(name, value)| !name.contains('\0') && can_be_stored(value)),
        Value::Null | Value::Bool(_) | Value::Number(_) => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(size: i32, token: &str, filter: &str) -> Option<Page<u32>> {
        Page::read(&mut Violations::new(), size, token, &[filter])
    }

    #[test]
    fn pages_follow_one_another_to_the_end() {
        let rows: Vec<u32> = (1..=5).collect();
        let mut seen = Vec::new();
        let mut token = String::new();
        loop {
            let page = page(2, &token, "open").expect("a good page");
            let limit = usize::try_from(page.limit()).expect("a small number");
            let after = page.after.unwrap_or(0);
            let read: Vec<u32> = rows
                .iter()
                .copied()
                .filter(|row| *row > after)
                .take(limit)
                .collect();
            let (rows, next) = page.cut(read, |row| *row);
            seen.extend(rows);
            if next.is_empty() {
                break;
            }
            token = next;
        }
        assert_eq!(seen, rows);
    }

    #[test]
    fn sizes_have_a_default_and_a_limit() {
        assert_eq!(page(0, "", "").expect("the default").limit(), 51);
        assert_eq!(page(1_000, "", "").expect("the most").limit(), 201);
        assert!(page(-1, "", "").is_none());
    }

    #[test]
    fn a_token_is_good_only_for_its_own_filters() {
        let (_, token) = page(1, "", "open")
            .expect("a good page")
            .cut(vec![1, 2], |row| *row);
        assert!(page(1, &token, "open").is_some());
        assert!(page(1, &token, "closed").is_none());
    }

    #[test]
    fn what_no_database_holds_is_no_key() {
        fn read<K: Serialize + DeserializeOwned>(key: &str) -> bool {
            let token = key
                .bytes()
                .fold(String::new(), |text, byte| format!("{text}{byte:02x}"));
            Page::<K>::read(&mut Violations::new(), 0, &token, &[]).is_some()
        }
        assert!(read::<(String, i64)>(r#"["",["caf\u00e9\\u0000",1]]"#));
        assert!(!read::<(String, i64)>(r#"["",["x\u0000",1]]"#));
        assert!(!read::<(String, i64)>(r#"["",["\ud800",1]]"#));
        assert!(read::<(Moment, i64)>(r#"["",[1700000000000000000,1]]"#));
        for nanos in [
            "-150000000000000000000",                  // 2784 BC
            "-300000000000000000000",                  // 7537 BC
            "253402300800000000000",                   // the year 10000
            "170141183460469231731687303715884105727", // the last one
        ] {
            assert!(
                !read::<(Moment, i64)>(&format!(r#"["",[{nanos},1]]"#)),
                "{nanos}"
            );
        }
    }

    #[test]
    fn made_up_tokens_are_refused() {
        for token in ["x", "zz", "00", "5b5d", "한글", "+1+1"] {
            let mut violations = Violations::new();
            assert!(
                Page::<u32>::read(&mut violations, 0, token, &[]).is_none(),
                "{token}"
            );
            assert!(!violations.is_empty(), "{token}");
        }
    }
}
