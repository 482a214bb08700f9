//! Making another input of one.

use super::random::Random;

/// Where text falls into pieces: the brackets, quotes and separators of JSON, forms, headers, TOML and PEM.
const JOINTS: &[u8] = b"{}[]()\":,;=&?%\\/.-\r\n \t";

/// Bytes that tend to matter.
const BYTES: &[u8] = b"\0\x01\x7f\x80\xff\x0a\x0d\x20\"\\/{}[]:,=&%+-.09aZ";

/// Numbers that tend to matter.
const NUMBERS: &[&str] = &[
    "0",
    "1",
    "-1",
    "00",
    "127",
    "128",
    "255",
    "256",
    "65536",
    "2147483648",
    "4294967296",
    "9223372036854775807",
    "-9223372036854775808",
    "18446744073709551616",
    "0.1",
    "1e9",
    "-0",
];

/// Changes `input` in a few ways at once, up to `longest` bytes. `other` lends pieces.
pub(super) fn mutated(input: &[u8], other: &[u8], words: &[&str], longest: usize, random: &mut Random) -> Vec<u8> {
    let mut data = input.to_vec();
    // Once most often, and now and then many times.
    let mut times = 1;
    while times < 12 && random.below(3) > 0 {
        times += 1;
    }
    for _ in 0..times {
        change(&mut data, other, words, random);
    }
    data.truncate(longest);
    data
}

fn change(data: &mut Vec<u8>, other: &[u8], words: &[&str], random: &mut Random) {
    let at = random.below(data.len() + 1);
    match random.below(16) {
        0 => {
            if let Some(byte) = data.get_mut(at) {
                *byte ^= 1 << random.below(8);
            }
        }
        1 => {
            if let Some(byte) = data.get_mut(at) {
                *byte = random.byte();
            }
        }
        2 => {
            if let Some(byte) = data.get_mut(at) {
                *byte = *random.one(BYTES).unwrap_or(&0);
            }
        }
        3 => data.insert(at, *random.one(BYTES).unwrap_or(&0)),
        4 => drop(data.splice(stretch(data, random), [])),
        5 => {
            let copy = data[stretch(data, random)].to_vec();
            insert(data, at, &copy);
        }
        6 => {
            let word = random.one(words).copied().unwrap_or_default();
            insert(data, at, word.as_bytes());
        }
        7 => {
            let word = random.one(words).copied().unwrap_or_default().as_bytes().to_vec();
            data.splice(piece(data, random), word);
        }
        8 => {
            let number = random.one(NUMBERS).copied().unwrap_or_default().bytes();
            data.splice(digits(data, random), number);
        }
        9 => drop(data.splice(pieces(data, random), [])),
        10 => {
            let copy = data[pieces(data, random)].to_vec();
            let at = joint(data, random);
            insert(data, at, &copy);
        }
        11 => {
            let copy = data[pieces(data, random)].to_vec();
            data.splice(pieces(data, random), copy);
        }
        12 => {
            let copy = other[pieces(other, random)].to_vec();
            let at = joint(data, random);
            insert(data, at, &copy);
        }
        13 => {
            let copy = other[pieces(other, random)].to_vec();
            data.splice(pieces(data, random), copy);
        }
        14 => {
            // The beginning of this and the end of another.
            data.truncate(joint(data, random));
            data.extend_from_slice(&other[joint(other, random)..]);
        }
        _ => data.truncate(at),
    }
}

fn insert(data: &mut Vec<u8>, at: usize, bytes: &[u8]) {
    data.splice(at..at, bytes.iter().copied());
}

/// A few bytes somewhere.
fn stretch(data: &[u8], random: &mut Random) -> std::ops::Range<usize> {
    let start = random.below(data.len() + 1);
    let most = if random.below(4) == 0 { data.len() } else { 8 };
    start..(start + random.below(most + 1)).min(data.len())
}

/// What stands between two neighbouring joints.
fn piece(data: &[u8], random: &mut Random) -> std::ops::Range<usize> {
    let start = joint(data, random);
    let length = data[start..].iter().position(|byte| JOINTS.contains(byte));
    start..length.map_or(data.len(), |length| start + length)
}

/// What stands between two joints: one bracket or string with all that is in it, where one begins.
fn pieces(data: &[u8], random: &mut Random) -> std::ops::Range<usize> {
    let start = joint(data, random);
    if random.below(2) == 0
        && let Some(length) = balanced(&data[start..])
    {
        return start..start + length;
    }
    let mut end = start;
    for _ in 0..=random.below(6) {
        end = (end + 1).min(data.len());
        end += data[end..].iter().position(|byte| JOINTS.contains(byte)).unwrap_or(data.len() - end);
    }
    start..end
}

/// The length of the bracket or string that begins here.
fn balanced(data: &[u8]) -> Option<usize> {
    let (open, close) = match data.first()? {
        b'{' => (b'{', b'}'),
        b'[' => (b'[', b']'),
        b'"' => return data.iter().skip(1).position(|byte| *byte == b'"').map(|at| at + 2),
        _ => return None,
    };
    let mut depth = 0_usize;
    for (at, byte) in data.iter().enumerate() {
        if *byte == open {
            depth += 1;
        } else if *byte == close {
            depth -= 1;
            if depth == 0 {
                return Some(at + 1);
            }
        }
    }
    None
}

/// A run of digits somewhere.
fn digits(data: &[u8], random: &mut Random) -> std::ops::Range<usize> {
    let from = random.below(data.len() + 1);
    let start = data[from..].iter().position(u8::is_ascii_digit).map_or(data.len(), |at| from + at);
    let length = data[start..].iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(data.len() - start);
    start..start + length
}

/// A place where a piece begins or ends.
fn joint(data: &[u8], random: &mut Random) -> usize {
    let from = random.below(data.len() + 1);
    let next = data[from..].iter().position(|byte| JOINTS.contains(byte));
    let at = next.map_or(data.len(), |at| from + at);
    // Before the joint, or behind it.
    (at + random.below(2)).min(data.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_makes_the_same_inputs() {
        let make = |seed| {
            let mut random = Random::new(seed, "body");
            let mut input = br#"{"a":[1,"x"]}"#.to_vec();
            for _ in 0..1000 {
                input = mutated(&input, b"sign=a&b=c", &["null"], 200, &mut random);
            }
            input
        };
        assert_eq!(make(1), make(1));
        assert_ne!(make(1), make(2));
        assert!(make(3).len() <= 200);
    }

    #[test]
    fn brackets_belong_together() {
        assert_eq!(balanced(b"{\"a\":{}},1"), Some(8));
        assert_eq!(balanced(b"\"ab\":1"), Some(4));
        assert_eq!(balanced(b"[1"), None);
        assert_eq!(balanced(b"1"), None);
    }
}
