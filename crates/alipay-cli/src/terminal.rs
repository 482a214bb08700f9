//! Text of others on a terminal: what could command it, or make it show another text, is escaped.

/// The text on one line: a line break in it is escaped too.
pub(crate) fn line(text: &str) -> String {
    escaped(text, "")
}

/// The text with its line breaks and tabulators.
pub(crate) fn lines(text: &str) -> String {
    escaped(text, "\n\t")
}

fn escaped(text: &str, kept: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for char in text.chars() {
        if kept.contains(char) { shown.push(char) } else { push(&mut shown, char) }
    }
    shown
}

/// Writes a character, or its escape as in JSON.
pub(crate) fn push(shown: &mut String, char: char) {
    if is_unseen(char) {
        shown.extend(char.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")));
    } else {
        shown.push(char);
    }
}

/// Control characters, and those that are not seen but change what is: format and bidirectional ones (the general category
/// `Cf`), line separators, and what fills space with nothing.
pub(crate) fn is_unseen(char: char) -> bool {
    char.is_control()
        || matches!(char,
            '\u{ad}' | '\u{34f}' | '\u{600}'..='\u{605}' | '\u{61c}' | '\u{6dd}' | '\u{70f}' | '\u{890}'..='\u{891}'
            | '\u{8e2}' | '\u{115f}'..='\u{1160}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}'
            | '\u{fff9}'..='\u{fffb}' | '\u{110bd}' | '\u{110cd}' | '\u{13430}'..='\u{1343f}'
            | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_seen_is_escaped() {
        for (text, shown) in [
            ("\x1b[2J\x1b[H", "\\u001b[2J\\u001b[H"),
            ("a\u{202e}b\u{2066}", "a\\u202eb\\u2066"),
            ("\u{200b}\u{feff}\u{ad}\u{2028}", "\\u200b\\ufeff\\u00ad\\u2028"),
            ("\u{9b}\u{7f}\r", "\\u009b\\u007f\\u000d"),
            ("\u{e0041}", "\\udb40\\udc41"),
            ("茶 é 😀 \u{301}", "茶 é 😀 \u{301}"),
        ] {
            assert_eq!(line(text), shown);
        }
        assert_eq!((line("a\n\tb"), lines("a\n\tb")), ("a\\u000a\\u0009b".to_owned(), "a\n\tb".to_owned()));
    }
}
