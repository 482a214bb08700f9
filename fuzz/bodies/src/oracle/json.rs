//! JSON: the members of an object, by counting brackets and quotes, and what is the same.

use serde_json::Value;

/// The members of the object that `text` is, in order: names unescaped, values as they stand. `None` when it is none.
///
/// Looks no deeper than it must: whether the values are well-formed is for others to say.
pub fn members(text: &str) -> Option<Vec<(String, &str)>> {
    let mut rest = blanks_off(blanks_off(text).strip_prefix('{')?);
    let mut members = Vec::new();
    if let Some(behind) = rest.strip_prefix('}') {
        return blanks_off(behind).is_empty().then_some(members);
    }
    loop {
        let (name, behind) = string(rest)?;
        rest = blanks_off(blanks_off(behind).strip_prefix(':')?);
        let (value, behind) = value(rest)?;
        members.push((unescaped(name)?, value));
        rest = blanks_off(behind);
        if let Some(behind) = rest.strip_prefix('}') {
            return blanks_off(behind).is_empty().then_some(members);
        }
        rest = blanks_off(rest.strip_prefix(',')?);
    }
}

/// The text of a JSON string, when `text` is one.
pub fn string_value(text: &str) -> Option<String> {
    let (inner, behind) = string(blanks_off(text))?;
    blanks_off(behind).is_empty().then(|| unescaped(inner))?
}

fn blanks_off(text: &str) -> &str {
    text.trim_start_matches([' ', '\t', '\n', '\r'])
}

/// What stands between the quotes at the start, and what stands behind them.
fn string(text: &str) -> Option<(&str, &str)> {
    let inner = text.strip_prefix('"')?;
    let mut escaped = false;
    for (at, byte) in inner.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return Some((&inner[..at], &inner[at + 1..])),
            _ => {}
        }
    }
    None
}

/// The value at the start, without blanks behind it, and what follows.
fn value(text: &str) -> Option<(&str, &str)> {
    let mut depth = 0_usize;
    let mut at = 0;
    while let Some(&byte) = text.as_bytes().get(at) {
        match byte {
            b'"' => at = text.len() - string(&text[at..])?.1.len() - 1,
            b'{' | b'[' => depth += 1,
            b'}' | b']' | b',' if depth == 0 => break,
            b'}' | b']' => depth -= 1,
            _ => {}
        }
        at += 1;
    }
    let (value, behind) = text.split_at_checked(at)?;
    Some((value.trim_end_matches([' ', '\t', '\n', '\r']), behind))
}

fn unescaped(text: &str) -> Option<String> {
    let mut units: Vec<u16> = Vec::new();
    let mut rest = text.chars();
    while let Some(char) = rest.next() {
        let plain = match char {
            '\\' => match rest.next()? {
                'u' => {
                    units.push(u16::from_str_radix(rest.as_str().get(..4)?, 16).ok()?);
                    rest = rest.as_str()[4..].chars();
                    continue;
                }
                'b' => '\u{8}',
                'f' => '\u{c}',
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                same => same,
            },
            plain => plain,
        };
        units.extend(plain.encode_utf16(&mut [0; 2]).iter());
    }
    String::from_utf16(&units).ok()
}

/// Whether two values say the same. Reading a float may cost its last digit.
pub fn is_same(first: &Value, second: &Value) -> bool {
    match (first, second) {
        (Value::Number(a), Value::Number(b)) if a.is_f64() && b.is_f64() => {
            let (a, b) = (a.as_f64().unwrap_or_default(), b.as_f64().unwrap_or_default());
            (a - b).abs() <= a.abs() * 1e-12
        }
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| is_same(a, b)),
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(name, a)| b.get(name).is_some_and(|b| is_same(a, b)))
        }
        _ => first == second,
    }
}
