//! Rust source without what does not run: comments, and tests.

/// One line: its code with the contents of literals taken out, and the literals that start on it.
#[derive(Debug, Default, Clone)]
pub(super) struct Line {
    pub(super) code: String,
    pub(super) strings: Vec<String>,
}

/// A file, line by line.
pub(super) struct Source {
    lines: Vec<Line>,
    /// Lines from here to there belong to `#[cfg(test)]`.
    tests: Vec<(usize, usize)>,
}

impl Source {
    pub(super) fn parse(text: &str) -> Self {
        let lines = Lexer::new(text).lines();
        let tests = test_spans(&lines);
        Self { lines, tests }
    }

    /// Lines with code on them, tests included.
    pub(super) fn code_lines(&self) -> usize {
        let code = |line: &&Line| !line.code.trim().is_empty() || !line.strings.is_empty();
        self.lines.iter().filter(code).count()
    }

    /// Line numbers and lines that run outside of tests.
    pub(super) fn lines(&self) -> impl Iterator<Item = (usize, &Line)> {
        let numbered = self
            .lines
            .iter()
            .enumerate()
            .map(|(index, line)| (index + 1, line));
        numbered.filter(|(number, _)| {
            !self
                .tests
                .iter()
                .any(|(first, last)| (first..=last).contains(&number))
        })
    }
}

/// Where `#[cfg(test)]` items begin and end, by line numbers.
fn test_spans(lines: &[Line]) -> Vec<(usize, usize)> {
    let mut spans = Vec::new();
    let mut index = 0;
    while index < lines.len() {
        let code: String = lines[index].code.split_whitespace().collect();
        if code.contains("#[cfg(test)]") {
            let last = end_of_item(lines, index);
            spans.push((index + 1, last + 1));
            index = last;
        }
        index += 1;
    }
    spans
}

/// The line on which the item that starts at `first` ends: at its closing brace or its semicolon.
fn end_of_item(lines: &[Line], first: usize) -> usize {
    let mut depth = 0_usize;
    for (index, line) in lines.iter().enumerate().skip(first) {
        for letter in line.code.chars() {
            match letter {
                '{' => depth += 1,
                '}' if depth <= 1 => return index,
                '}' => depth -= 1,
                ';' if depth == 0 => return index,
                _ => {}
            }
        }
    }
    lines.len().saturating_sub(1)
}

struct Lexer<'a> {
    rest: std::iter::Peekable<std::str::Chars<'a>>,
    lines: Vec<Line>,
    line: Line,
}

impl<'a> Lexer<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            rest: text.chars().peekable(),
            lines: Vec::new(),
            line: Line::default(),
        }
    }

    fn lines(mut self) -> Vec<Line> {
        while let Some(letter) = self.rest.next() {
            match letter {
                '\n' => self.end_line(),
                '/' if self.rest.peek() == Some(&'/') => self.line_comment(),
                '/' if self.rest.peek() == Some(&'*') => self.block_comment(),
                '"' => self.string(),
                'r' if !self.after_word() && matches!(self.rest.peek(), Some('"' | '#')) => {
                    self.raw_string();
                }
                '\'' => self.char_or_lifetime(),
                other => self.line.code.push(other),
            }
        }
        self.end_line();
        self.lines
    }

    fn end_line(&mut self) {
        self.lines.push(std::mem::take(&mut self.line));
    }

    /// Whether the letter at hand continues a name, `br"…"` apart.
    fn after_word(&self) -> bool {
        let mut before = self.line.code.chars().rev();
        match before.next() {
            Some('b') => before.next().is_some_and(char::is_alphanumeric),
            Some(letter) => letter.is_alphanumeric() || letter == '_',
            None => false,
        }
    }

    fn line_comment(&mut self) {
        while self.rest.next_if(|letter| *letter != '\n').is_some() {}
    }

    fn block_comment(&mut self) {
        let mut depth = 0_usize;
        let mut last = '/';
        while let Some(letter) = self.rest.next() {
            match (last, letter) {
                (_, '\n') => self.end_line(),
                ('/', '*') => depth += 1,
                ('*', '/') => depth -= 1,
                _ => {
                    last = letter;
                    continue;
                }
            }
            // The two letters are used up: `/*/` does not close what it opens.
            last = ' ';
            if depth == 0 {
                return;
            }
        }
    }

    fn string(&mut self) {
        let mut text = String::new();
        let mut ends = 0;
        while let Some(letter) = self.rest.next() {
            match letter {
                '"' => break,
                '\\' => match self.rest.next() {
                    Some('\n') => ends += 1,
                    Some(escaped) => text.push(escaped),
                    None => {}
                },
                '\n' => {
                    text.push(' ');
                    ends += 1;
                }
                other => text.push(other),
            }
        }
        self.literal(text, ends);
    }

    fn raw_string(&mut self) {
        let mut hashes = 0;
        while self.rest.next_if_eq(&'#').is_some() {
            hashes += 1;
        }
        if self.rest.next_if_eq(&'"').is_none() {
            // A raw name, such as `r#type`.
            return;
        }
        let end = format!("\"{}", "#".repeat(hashes));
        let mut text = String::new();
        let mut ends = 0;
        for letter in self.rest.by_ref() {
            ends += usize::from(letter == '\n');
            text.push(letter);
            if text.ends_with(&end) {
                text.truncate(text.len() - end.len());
                break;
            }
        }
        self.literal(text, ends);
    }

    /// The literal belongs to the line it starts on; the lines it goes on for are empty, but code.
    fn literal(&mut self, text: String, ends: usize) {
        self.line.strings.push(text);
        self.line.code.push_str("\"\"");
        for _ in 0..ends {
            self.end_line();
            self.line.code.push_str("\"\"");
        }
    }

    fn char_or_lifetime(&mut self) {
        let mut ahead = self.rest.clone();
        match (ahead.next(), ahead.next()) {
            (Some('\\'), _) => {
                self.rest.next();
                self.rest.next();
                while self.rest.next().is_some_and(|letter| letter != '\'') {}
            }
            (Some(_), Some('\'')) => {
                self.rest.next();
                self.rest.next();
            }
            _ => self.line.code.push('\''),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> Vec<String> {
        Source::parse(text)
            .lines()
            .map(|(_, line)| line.code.trim().to_owned())
            .collect()
    }

    #[test]
    fn comments_and_literals_are_no_code() {
        assert_eq!(code("a /* b /* c */ d */ e // f"), ["a  e"]);
        assert_eq!(
            code("x(\"async // no\", 'y', '\\'', r#\"z\"z\"#, &'a str)"),
            ["x(\"\", , , \"\", &'a str)"]
        );
        assert_eq!(
            code("one(\"two\nthree\");\nfour"),
            ["one(\"\"", "\"\");", "four"]
        );
    }

    #[test]
    fn literals_are_kept_for_the_line_they_start_on() {
        let source = Source::parse("let sql = \"SELECT\\\n  1\";");
        let strings: Vec<_> = source
            .lines()
            .flat_map(|(_, line)| line.strings.clone())
            .collect();
        assert_eq!(strings, ["SELECT  1"]);
    }

    #[test]
    fn tests_are_left_out_and_what_follows_is_not() {
        let text = "a\n#[cfg(test)]\nmod tests {\n  fn b() { c }\n}\nd\n#[cfg(test)]\nmod more;\ne";
        assert_eq!(code(text), ["a", "d", "e"]);
    }
}
