//! JSON for people: indented, otherwise as it was written.
//!
//! Works on the text, since a parsed value would lose the order of members and the digits of long numbers.

use crate::terminal;

/// Indents JSON text, and ends it with a line break. What could command a terminal, or is not seen, is escaped.
pub(crate) fn json(text: &str) -> String {
    let mut writer = Writer { shown: String::with_capacity(text.len() * 2), depth: 0 };
    let mut rest = text.chars().peekable();
    while let Some(char) = rest.next() {
        match char {
            '"' => {
                writer.push('"');
                let mut escaped = false;
                for char in rest.by_ref() {
                    writer.push(char);
                    match char {
                        '"' if !escaped => break,
                        _ => escaped = char == '\\' && !escaped,
                    }
                }
            }
            '{' | '[' => {
                writer.push(char);
                while rest.next_if(|next| next.is_ascii_whitespace()).is_some() {}
                match rest.next_if(|next| matches!(next, '}' | ']')) {
                    Some(end) => writer.push(end),
                    None => writer.line(1),
                }
            }
            '}' | ']' => {
                writer.line(-1);
                writer.push(char);
            }
            ',' => {
                writer.push(char);
                writer.line(0);
            }
            ':' => writer.shown.push_str(": "),
            char if char.is_ascii_whitespace() => {}
            char => writer.push(char),
        }
    }
    writer.shown.push('\n');
    writer.shown
}

struct Writer {
    shown: String,
    depth: usize,
}

impl Writer {
    fn push(&mut self, char: char) {
        terminal::push(&mut self.shown, char);
    }

    fn line(&mut self, deeper: isize) {
        self.depth = self.depth.saturating_add_signed(deeper);
        self.shown.push('\n');
        self.shown.extend(std::iter::repeat_n("  ", self.depth));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn indents_and_keeps_the_text() {
        let text = r#"{"b":{"x":[ ],"y" : {}},"a":[1.50,123456789012345678901234567890,"{\"c\":[1,2]}"],"z":null}"#;
        let shown = "{\n  \"b\": {\n    \"x\": [],\n    \"y\": {}\n  },\n  \"a\": [\n    1.50,\n    \
                     123456789012345678901234567890,\n    \"{\\\"c\\\":[1,2]}\"\n  ],\n  \"z\": null\n}\n";
        assert_eq!(json(text), shown);
        assert_eq!(json(shown), shown);
    }

    #[test]
    fn what_is_not_seen_is_escaped() {
        assert_eq!(json("{\"a\":\"1\u{202e}2\u{200b}\"}"), "{\n  \"a\": \"1\\u202e2\\u200b\"\n}\n");
        assert_eq!(json("{\"a\":\"\u{9b}31m\u{7f}\\\\\"}"), "{\n  \"a\": \"\\u009b31m\\u007f\\\\\"\n}\n");
    }

    #[test]
    fn anything_ends() {
        for text in ["", "\"", "{", "[[[", "}}}", "\"\\", "no json"] {
            assert!(json(text).ends_with('\n'));
        }
    }
}
