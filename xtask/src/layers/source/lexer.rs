//! As much Rust lexing as the rules need.

/// The text with comments and literals replaced by spaces, byte for byte: what is left stands where it stood.
pub(crate) fn code(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut blanked = Blanked::new(bytes);
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let rest = bytes.get(at..).unwrap_or_default();
        let skipped = match byte {
            b'/' if rest.starts_with(b"//") => rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len()),
            b'/' if rest.starts_with(b"/*") => block_comment(rest),
            b'"' => string(rest),
            b'\'' => character(rest),
            _ if is_word(*byte) => {
                let word = rest.iter().take_while(|byte| is_word(**byte)).count();
                let prefix = rest.get(..word).unwrap_or_default();
                let raw = matches!(prefix, b"r" | b"br" | b"cr").then(|| raw_string(rest, word)).flatten();
                if raw.is_none() {
                    at += word;
                }
                raw.unwrap_or(0)
            }
            _ => 0,
        };
        if skipped > 0 {
            blanked.blank(at, at + skipped);
            at += skipped;
        } else if !is_word(*byte) {
            at += 1;
        }
    }
    blanked.into_string()
}

/// Blanked code without the items that only tests compile.
pub(super) fn without_tests(code: &str) -> String {
    let bytes = code.as_bytes();
    let mut blanked = Blanked::new(bytes);
    for attribute in ["#[cfg(test)]", "#[cfg(all(test,"] {
        for (start, _) in code.match_indices(attribute) {
            blanked.blank(start, item_end(bytes, start));
        }
    }
    blanked.into_string()
}

/// The end of the item whose attributes begin at `start`: its closing brace, or its semicolon.
fn item_end(code: &[u8], start: usize) -> usize {
    let mut depth = 0_usize;
    for (at, byte) in code.iter().enumerate().skip(start) {
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' => depth = depth.saturating_sub(1),
            b'}' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return at + 1;
                }
            }
            b';' if depth == 0 => return at + 1,
            _ => {}
        }
    }
    code.len()
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || !byte.is_ascii()
}

fn block_comment(rest: &[u8]) -> usize {
    let mut depth = 0_usize;
    let mut at = 0;
    while let Some(pair) = rest.get(at..at + 2) {
        match pair {
            b"/*" => depth += 1,
            b"*/" => depth -= 1,
            _ => {
                at += 1;
                continue;
            }
        }
        at += 2;
        if depth == 0 {
            return at;
        }
    }
    rest.len()
}

/// A string from its opening quote.
fn string(rest: &[u8]) -> usize {
    let mut at = 1;
    while let Some(byte) = rest.get(at) {
        match byte {
            b'\\' => at += 2,
            b'"' => return at + 1,
            _ => at += 1,
        }
    }
    rest.len()
}

/// A raw string whose prefix is `prefix` bytes long; `None` for a raw identifier.
fn raw_string(rest: &[u8], prefix: usize) -> Option<usize> {
    let rest_behind = rest.get(prefix..)?;
    let hashes = rest_behind.iter().take_while(|byte| **byte == b'#').count();
    if rest_behind.get(hashes) != Some(&b'"') {
        return None;
    }
    let mut close = vec![b'"'];
    close.resize(1 + hashes, b'#');
    let open = prefix + hashes + 1;
    let body = rest.get(open..)?;
    let length = body.windows(close.len()).position(|window| window == close).map(|at| at + close.len());
    Some(length.map_or(rest.len(), |length| open + length))
}

/// A character literal from its quote; nothing for a lifetime.
fn character(rest: &[u8]) -> usize {
    match rest.get(1) {
        Some(b'\\') => {
            // The escaped byte may itself be a quote.
            let close = rest.iter().skip(3).position(|byte| *byte == b'\'');
            close.map_or(0, |at| at + 4)
        }
        Some(first) => {
            let length = match first {
                0xf0.. => 4,
                0xe0.. => 3,
                0xc0.. => 2,
                _ => 1,
            };
            if rest.get(1 + length) == Some(&b'\'') { length + 2 } else { 0 }
        }
        None => 0,
    }
}

/// A copy in which stretches become spaces; line breaks stay.
struct Blanked(Vec<u8>);

impl Blanked {
    fn new(bytes: &[u8]) -> Self {
        Self(bytes.to_vec())
    }

    fn blank(&mut self, start: usize, end: usize) {
        for byte in self.0.iter_mut().take(end).skip(start).filter(|byte| **byte != b'\n') {
            *byte = b' ';
        }
    }

    /// Stretches begin and end between characters, so nothing is lost here.
    fn into_string(self) -> String {
        String::from_utf8_lossy(&self.0).into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_comments_and_literals() {
        for (text, left) in [
            ("a // b\nc", "a     \nc"),
            ("a /* b /* c */ d */ e", "a                   e"),
            (r#"f("a\"b", 1)"#, "f(      , 1)"),
            (r##"f(r#"a"b"#, br"\")"##, "f(        ,      )"),
            (r"f('a', '\'', '\u{1F600}', '界')", "f(   ,     ,            ,      )"),
            ("fn f<'a>(x: &'a str, y: &'static r#type)", "fn f<'a>(x: &'a str, y: &'static r#type)"),
            ("let 界 = b'\\n';", "let 界 = b    ;"),
            ("\"never closed", "             "),
        ] {
            // Literals of several bytes leave as many spaces.
            assert_eq!(code(text).trim_end(), left.trim_end(), "{text}");
            assert_eq!(code(text).len(), text.len(), "{text}");
        }
    }

    #[test]
    fn removes_test_items() {
        for (text, left) in [
            ("a();\n#[cfg(test)]\nmod tests { fn f() { x(); } }\nb();", "a(); b();"),
            ("#[cfg(test)]\n#[derive(Debug)]\nfn f(x: [u8; 4]) { x(); } b();", "b();"),
            ("#[cfg(test)] mod tests; b();", "b();"),
            ("#[cfg(all(test, unix))] fn f() {} b();", "b();"),
            ("#[cfg(not(test))] fn f() {}", "#[cfg(not(test))] fn f() {}"),
        ] {
            let words: Vec<_> = without_tests(text).split_whitespace().map(str::to_owned).collect();
            assert_eq!(words.join(" "), left, "{text}");
        }
    }
}
