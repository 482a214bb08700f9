//! JSON that was read and written again. Works on the text, so that all but the one change stays as it is.

use serde_json::value::RawValue;

use crate::json::Members;

/// A part of JSON text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part<'a> {
    /// With its quotes.
    String(&'a str),
    /// Numbers and words.
    Word(&'a str),
    Blank(&'a str),
    /// One of `{}[],:`.
    Mark(&'a str),
}

/// Writes the parts of JSON text anew. `None` when it is no JSON, or nothing changes.
fn rewrite(text: &[u8], mut write: impl FnMut(Part<'_>, &mut String)) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(text).ok()?;
    if !text.trim_start().starts_with(['{', '[']) {
        return None;
    }
    let mut written = String::with_capacity(text.len() + text.len() / 8);
    let mut rest = text;
    while !rest.is_empty() {
        let (part, behind) = next(rest);
        write(part, &mut written);
        rest = behind;
    }
    (written != text).then(|| written.into_bytes())
}

fn next(text: &str) -> (Part<'_>, &str) {
    let is_mark = |c: char| matches!(c, '{' | '}' | '[' | ']' | ',' | ':');
    let cut = |length: Option<usize>| text.split_at(length.unwrap_or(text.len()));
    match text.chars().next() {
        Some('"') => {
            let (part, rest) = text.split_at(end_of_string(text));
            (Part::String(part), rest)
        }
        Some(c) if c.is_ascii_whitespace() => {
            let (part, rest) = cut(text.find(|c: char| !c.is_ascii_whitespace()));
            (Part::Blank(part), rest)
        }
        Some(c) if is_mark(c) => {
            let (part, rest) = text.split_at(1);
            (Part::Mark(part), rest)
        }
        _ => {
            let (part, rest) = cut(text.find(|c: char| c == '"' || c.is_ascii_whitespace() || is_mark(c)));
            (Part::Word(part), rest)
        }
    }
}

fn end_of_string(text: &str) -> usize {
    let mut escaped = false;
    let end = text.bytes().enumerate().skip(1).find(|&(_, byte)| {
        let is_end = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        is_end
    });
    end.map_or(text.len(), |(at, _)| at + 1)
}

impl<'a> Part<'a> {
    fn text(self) -> &'a str {
        match self {
            Self::String(text) | Self::Word(text) | Self::Blank(text) | Self::Mark(text) => text,
        }
    }
}

/// Writes strings anew, and the rest as it is.
fn rewrite_strings(text: &[u8], anew: impl Fn(&str) -> String) -> Option<Vec<u8>> {
    rewrite(text, |part, written| match part {
        Part::String(string) => written.push_str(&anew(string)),
        other => written.push_str(other.text()),
    })
}

pub(super) fn compact(text: &[u8]) -> Option<Vec<u8>> {
    rewrite(text, |part, written| match part {
        Part::Blank(_) => {}
        other => written.push_str(other.text()),
    })
}

pub(super) fn spaced(text: &[u8]) -> Option<Vec<u8>> {
    rewrite(text, |part, written| match part {
        Part::Blank(_) => {}
        Part::Mark(mark @ ("," | ":")) => written.extend([mark, " "]),
        other => written.push_str(other.text()),
    })
}

pub(super) fn sorted(text: &[u8]) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(text).ok()?;
    if !text.trim_start().starts_with('{') {
        return None;
    }
    let mut written = String::with_capacity(text.len());
    write_sorted(serde_json::from_str(text).ok()?, &mut written, 0)?;
    (written != text).then(|| written.into_bytes())
}

/// Deeper than any message of a gateway.
const DEEPEST: usize = 32;

/// Everything but the order, and the blanks between, stays as it is.
fn write_sorted(value: &RawValue, written: &mut String, depth: usize) -> Option<()> {
    if depth > DEEPEST {
        return None;
    }
    match value.get().as_bytes().first() {
        Some(b'{') => {
            let Members(mut members) = serde_json::from_str(value.get()).ok()?;
            members.sort_by(|(a, _), (b, _)| a.cmp(b));
            for (at, (name, value)) in members.iter().enumerate() {
                written.push(if at == 0 { '{' } else { ',' });
                written.push_str(&serde_json::to_string(name.as_str()).ok()?);
                written.push(':');
                write_sorted(value, written, depth + 1)?;
            }
            written.push_str(if members.is_empty() { "{}" } else { "}" });
        }
        Some(b'[') => {
            let items: Vec<&RawValue> = serde_json::from_str(value.get()).ok()?;
            for (at, item) in items.iter().enumerate() {
                written.push(if at == 0 { '[' } else { ',' });
                write_sorted(item, written, depth + 1)?;
            }
            written.push_str(if items.is_empty() { "[]" } else { "]" });
        }
        _ => written.push_str(value.get()),
    }
    Some(())
}

pub(super) fn with_plain_slashes(text: &[u8]) -> Option<Vec<u8>> {
    rewrite_strings(text, |string| string.replace("\\/", "/"))
}

pub(super) fn with_escaped_slashes(text: &[u8]) -> Option<Vec<u8>> {
    rewrite_strings(text, |string| string.replace("\\/", "/").replace('/', "\\/"))
}

pub(super) fn without_unicode_escapes(text: &[u8]) -> Option<Vec<u8>> {
    rewrite_strings(text, |string| {
        let mut written = String::with_capacity(string.len());
        let mut rest = string;
        while let Some(at) = rest.find('\\') {
            let (before, escape) = rest.split_at(at);
            written.push_str(before);
            let (character, length) = unescaped(escape);
            written.push_str(&character);
            rest = escape.get(length..).unwrap_or_default();
        }
        written.push_str(rest);
        written
    })
}

/// What an escape stands for, and its length. Anything but a `\u` of a character that needs none is left as it is.
fn unescaped(escape: &str) -> (String, usize) {
    let unit = |at: usize| {
        let digits = escape.get(at..at + 6)?.strip_prefix("\\u")?;
        u16::from_str_radix(digits, 16).ok()
    };
    let as_it_is = || {
        let length = escape.char_indices().nth(2).map_or(escape.len(), |(at, _)| at);
        (escape.get(..length).unwrap_or(escape).to_owned(), length)
    };
    let Some(first) = unit(0) else { return as_it_is() };
    let units = [Some(first), unit(6)].into_iter().flatten();
    match char::decode_utf16(units).next() {
        Some(Ok(char)) if !char.is_control() && char != '"' && char != '\\' => (char.to_string(), 6 * char.len_utf16()),
        _ => as_it_is(),
    }
}

pub(super) fn with_unicode_escapes(text: &[u8]) -> Option<Vec<u8>> {
    rewrite_strings(text, |string| {
        let mut units = [0; 2];
        let escaped = |char: char| match char.is_ascii() {
            true => char.to_string(),
            false => char.encode_utf16(&mut units).iter().map(|unit| format!("\\u{unit:04x}")).collect(),
        };
        string.chars().map(escaped).collect()
    })
}

fn is_number(word: &str) -> bool {
    let digits = word.strip_prefix('-').unwrap_or(word);
    digits.starts_with(|c: char| c.is_ascii_digit()) && digits.bytes().all(|b| b.is_ascii_digit() || b == b'.')
}

pub(super) fn with_plain_numbers(text: &[u8]) -> Option<Vec<u8>> {
    rewrite_strings(text, |string| {
        let within = string.trim_matches('"');
        if is_number(within) { within.to_owned() } else { string.to_owned() }
    })
}

pub(super) fn with_quoted_numbers(text: &[u8]) -> Option<Vec<u8>> {
    rewrite(text, |part, written| match part {
        Part::Word(word) if is_number(word) => written.extend(["\"", word, "\""]),
        other => written.push_str(other.text()),
    })
}

/// As amounts in yuan are written.
pub(super) fn with_two_decimals(text: &[u8]) -> Option<Vec<u8>> {
    let longer = |number: &str| match number.split_once('.') {
        None => format!("{number}.00"),
        Some((_, decimals)) if decimals.len() == 1 => format!("{number}0"),
        Some(_) => number.to_owned(),
    };
    rewrite(text, |part, written| match part {
        Part::Word(word) if is_number(word) => written.push_str(&longer(word)),
        Part::String(string) if is_number(string.trim_matches('"')) => {
            written.extend(["\"", &longer(string.trim_matches('"')), "\""]);
        }
        other => written.push_str(other.text()),
    })
}
