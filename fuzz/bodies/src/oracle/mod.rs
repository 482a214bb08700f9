//! Second readers, written apart from the SDK and more simply: where both take a message, they must see the same in it.

pub mod http;
pub mod json;

/// Fails when an error quotes what it is about: longer runs of digits are customer ids, card numbers, amounts.
#[track_caller]
pub fn quotes_nothing(input: &[u8], error: &impl std::fmt::Display) {
    const LONG: usize = 6;
    let text = error.to_string();
    for run in text.as_bytes().split(|byte| !byte.is_ascii_digit()).filter(|run| run.len() >= LONG) {
        assert!(!input.windows(run.len()).any(|window| window == run), "an error quotes its input: {text}");
    }
}

/// What kind of error it is: the name of the variant.
pub fn variant(error: &impl std::fmt::Debug) -> String {
    format!("{error:?}").split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default().to_owned()
}

/// What kind of JSON was refused: the message without what it quotes.
pub fn refusal(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let before = text.split(['"', '`']).next().unwrap_or_default();
    let expected = text.rsplit_once(", expected ").map_or("", |(_, expected)| expected);
    format!("{before}{expected}")
}

/// Percent escapes resolved; broken ones stay as they are.
pub fn percent_decoded(text: &[u8]) -> Vec<u8> {
    let digit = |byte: Option<&u8>| byte.and_then(|byte| char::from(*byte).to_digit(16));
    let mut decoded = Vec::new();
    let mut rest = text;
    while let Some((&byte, tail)) = rest.split_first() {
        rest = tail;
        decoded.push(match (byte, digit(tail.first()), digit(tail.get(1))) {
            (b'%', Some(high), Some(low)) => {
                rest = &tail[2..];
                u8::try_from(high * 16 + low).expect("two hex digits make a byte")
            }
            _ => byte,
        });
    }
    decoded
}

/// Names and values of a form.
pub fn fields(form: &[u8]) -> Vec<(Vec<u8>, Vec<u8>)> {
    let read =
        |text: &[u8]| percent_decoded(&text.iter().map(|b| if *b == b'+' { b' ' } else { *b }).collect::<Vec<_>>());
    let fields = form.split(|byte| *byte == b'&').filter(|field| !field.is_empty());
    let halves = fields.map(|field| field.split_at(field.iter().position(|byte| *byte == b'=').unwrap_or(field.len())));
    halves.map(|(name, value)| (read(name), read(value.get(1..).unwrap_or_default()))).collect()
}

/// Standard base64, padded or not, by the definition: six bits a character. `None` for anything else.
pub fn base64_decoded(text: &[u8]) -> Option<Vec<u8>> {
    let digits = text.iter().position(|byte| *byte == b'=').map_or(text, |end| &text[..end]);
    let mut bytes = Vec::new();
    let (mut bits, mut count) = (0_u32, 0);
    for &digit in digits {
        let value = match digit {
            b'A'..=b'Z' => digit - b'A',
            b'a'..=b'z' => digit - b'a' + 26,
            b'0'..=b'9' => digit - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        bits = (bits << 6) | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from((bits >> count) & 0xff).expect("eight bits make a byte"));
        }
    }
    Some(bytes)
}

/// An amount by its digits alone: the sign, those before the point, those behind it, without zeros that say nothing.
pub fn digits(text: &str) -> (bool, &str, &str) {
    let (negative, digits) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let (whole, fraction) = (whole.trim_start_matches('0'), fraction.trim_end_matches('0'));
    (negative && !(whole.is_empty() && fraction.is_empty()), whole, fraction)
}
