//! Path templates of `google.api.http`: `/v1/orders/{order_id}:cancel`.

/// A template, in parts. Of what `google.api.http` knows, variables of one segment (`{a}`, `{a=*}`) and of all that are left
/// (`{a=**}`) are understood; the contracts use no others, and one that did would keep the gateway from starting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Template {
    segments: Vec<Segment>,
    verb: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Segment {
    Literal(String),
    /// The field that the segment is bound to, and whether all that follow are too.
    Variable(String, bool),
}

/// A template that this gateway does not understand.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the path template {0:?} is not understood")]
pub(crate) struct BadTemplate(String);

impl Template {
    pub(crate) fn parse(text: &str) -> Result<Self, BadTemplate> {
        let bad = || BadTemplate(text.to_owned());
        // A colon inside of braces would belong to a variable's pattern.
        let (path, verb) = match text.rsplit_once(':') {
            Some((path, verb)) if !verb.contains(['/', '}']) => (path, verb),
            _ => (text, ""),
        };
        if text.ends_with(':') || !verb.chars().all(is_plain) {
            return Err(bad());
        }
        let segments: Vec<Segment> = path
            .strip_prefix('/')
            .ok_or_else(bad)?
            .split('/')
            .map(|segment| Segment::parse(segment).ok_or_else(bad))
            .collect::<Result<_, _>>()?;
        let open_ended = segments
            .iter()
            .position(|segment| matches!(segment, Segment::Variable(_, true)));
        if open_ended.is_some_and(|index| index + 1 != segments.len()) {
            return Err(bad());
        }
        Ok(Self {
            segments,
            verb: verb.to_owned(),
        })
    }

    /// What follows the last colon; empty where there is none.
    pub(crate) fn verb(&self) -> &str {
        &self.verb
    }

    /// The paths of the fields that it binds, in their order.
    pub(crate) fn variables(&self) -> impl Iterator<Item = &str> {
        self.segments.iter().filter_map(|segment| match segment {
            Segment::Variable(field, _) => Some(field.as_str()),
            Segment::Literal(_) => None,
        })
    }

    /// The template as the matcher reads it, without the verb. Variables are numbered, so that two templates may call the
    /// same segment by different names.
    pub(crate) fn pattern(&self) -> String {
        let mut number = 0;
        self.written(|_, open_ended| {
            number += 1;
            let star = if open_ended { "*" } else { "" };
            format!("{{{star}{number}}}")
        })
    }

    /// The template as `OpenAPI` writes it.
    pub(crate) fn openapi(&self) -> String {
        let mut path = self.written(|field, _| format!("{{{field}}}"));
        if !self.verb.is_empty() {
            path.push(':');
            path.push_str(&self.verb);
        }
        path
    }

    fn written(&self, mut variable: impl FnMut(&str, bool) -> String) -> String {
        self.segments.iter().fold(String::new(), |mut path, part| {
            path.push('/');
            match part {
                Segment::Literal(text) => path.push_str(text),
                Segment::Variable(field, open_ended) => {
                    path.push_str(&variable(field, *open_ended));
                }
            }
            path
        })
    }
}

impl Segment {
    fn parse(text: &str) -> Option<Self> {
        let Some(inside) = text.strip_prefix('{') else {
            let is_literal = !text.is_empty() && text.chars().all(is_plain);
            return is_literal.then(|| Self::Literal(text.to_owned()));
        };
        let inside = inside.strip_suffix('}')?;
        let (field, open_ended) = match inside.split_once('=') {
            None | Some((_, "*")) => (inside.trim_end_matches("=*"), false),
            Some((field, "**")) => (field, true),
            Some(_) => return None,
        };
        let is_field = !field.is_empty() && field.split('.').all(|name| !name.is_empty());
        (is_field && field.chars().all(is_plain))
            .then(|| Self::Variable(field.to_owned(), open_ended))
    }
}

fn is_plain(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '_' | '-' | '.' | '~')
}

/// A path and its verb: what follows the last colon of the last segment. A colon in a value is written `%3A`.
pub(crate) fn split_verb(path: &str) -> (&str, &str) {
    match path.rsplit_once(':') {
        Some((path, verb)) if !verb.contains('/') => (path, verb),
        _ => (path, ""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_says_its_fields_and_its_verb() {
        let template =
            Template::parse("/v1/stores/{store_id}/items/{item.id=*}:sell").expect("a template");

        assert_eq!(
            template.variables().collect::<Vec<_>>(),
            ["store_id", "item.id"]
        );
        assert_eq!(template.verb(), "sell");
        assert_eq!(template.pattern(), "/v1/stores/{1}/items/{2}");
        assert_eq!(
            template.openapi(),
            "/v1/stores/{store_id}/items/{item.id}:sell"
        );
    }

    #[test]
    fn the_last_variable_may_take_all_that_is_left() {
        let template = Template::parse("/v1/{name=**}").expect("a template");
        assert_eq!(template.pattern(), "/v1/{*1}");
        assert!(Template::parse("/v1/{name=**}/more").is_err());
    }

    #[test]
    fn what_is_not_understood_is_refused() {
        for text in [
            "",
            "v1/orders",
            "/v1//orders",
            "/v1/orders/",
            "/v1/{}",
            "/v1/{order_id",
            "/v1/x{order_id}",
            "/v1/{name=shelves/*}",
            "/v1/{a..b}",
            "/v1/orders:",
            "/v1/orders?x=1",
        ] {
            assert!(Template::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn only_the_last_segment_has_a_verb() {
        assert_eq!(
            split_verb("/v1/orders/1:cancel"),
            ("/v1/orders/1", "cancel")
        );
        assert_eq!(split_verb("/v1/a:b/1"), ("/v1/a:b/1", ""));
        assert_eq!(split_verb("/v1/orders"), ("/v1/orders", ""));
    }
}
