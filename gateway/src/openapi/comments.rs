use std::collections::HashMap;

use prost_reflect::DescriptorPool;

/// What the contracts say about each of their parts.
pub(super) struct Comments(HashMap<(String, Vec<i32>), String>);

impl Comments {
    pub(super) fn new(pool: &DescriptorPool) -> Self {
        let mut comments = HashMap::new();
        for file in pool.files() {
            let Some(info) = &file.file_descriptor_proto().source_code_info else {
                continue;
            };
            for location in &info.location {
                if let Some(text) = &location.leading_comments {
                    let place = (file.name().to_owned(), location.path.clone());
                    comments.insert(place, paragraphs(text));
                }
            }
        }
        Self(comments)
    }

    /// Of the part at this place of a file; empty where there is nothing.
    pub(super) fn of(&self, file: &str, path: &[i32]) -> &str {
        let place = (file.to_owned(), path.to_vec());
        self.0.get(&place).map_or("", String::as_str)
    }
}

/// Lines that were broken to fit the source are one again; paragraphs and the lines "Who:", "Errors:" and "Idempotent" stay.
fn paragraphs(text: &str) -> String {
    let mut whole = String::new();
    for line in text.lines().map(str::trim) {
        let begins = ["Who:", "Errors:", "Idempotent"];
        if line.is_empty() {
            whole.push_str("\n\n");
        } else if begins.iter().any(|word| line.starts_with(word)) {
            whole.push_str("\n\n");
            whole.push_str(line);
        } else {
            if !whole.is_empty() && !whole.ends_with('\n') {
                whole.push(' ');
            }
            whole.push_str(line);
        }
    }
    while whole.contains("\n\n\n") {
        whole = whole.replace("\n\n\n", "\n\n");
    }
    whole.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::paragraphs;

    #[test]
    fn broken_lines_are_one_and_paragraphs_stay() {
        let text = " Reads one\n order.\n\n Who: its customer,\n an operator.\n Errors: none.\n";
        assert_eq!(
            paragraphs(text),
            "Reads one order.\n\nWho: its customer, an operator.\n\nErrors: none."
        );
    }
}
