//! Durations as people write them: `90s`, `5m`, `1h30m`.

use std::time::Duration;

const FORM: &str = "must be a time such as 90s, 5m or 1h30m";

/// Reads whole numbers, each with its unit: `h`, `m`, `s` or `ms`, each at most once and from the longest to the shortest.
///
/// The error is shown, so it does not quote the text.
pub(super) fn parse(text: &str) -> Result<Duration, &'static str> {
    const UNITS: [(&str, u64); 4] = [("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1)];
    let mut units = UNITS.into_iter();
    let (mut rest, mut millis) = (text, 0_u64);
    while !rest.is_empty() {
        let (number, behind) = split(rest, |char| char.is_ascii_digit());
        let (unit, behind) = split(behind, |char| char.is_ascii_alphabetic());
        let (_, length) = units.find(|(known, _)| *known == unit).ok_or(FORM)?;
        let part = number.parse::<u64>().ok().and_then(|number| number.checked_mul(length)).ok_or(FORM)?;
        millis = millis.checked_add(part).ok_or(FORM)?;
        rest = behind;
    }
    if millis == 0 { Err(FORM) } else { Ok(Duration::from_millis(millis)) }
}

/// What `belongs` at the beginning of `text`, and what is behind it.
fn split(text: &str, belongs: impl Fn(char) -> bool) -> (&str, &str) {
    text.split_at(text.find(|char| !belongs(char)).unwrap_or(text.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_as_people_write_them() {
        for (text, millis) in [
            ("90s", 90_000),
            ("5m", 300_000),
            ("1h30m", 5_400_000),
            ("250ms", 250),
            ("1m30s", 90_000),
            ("1h1m1s1ms", 3_661_001),
        ] {
            assert_eq!(parse(text), Ok(Duration::from_millis(millis)), "{text}");
        }
        for text in
            ["", "5", "m", "0s", "-5m", "5 m", "5m5m", "5s5m", "1.5h", "5min", "5d", "99999999999999999999s", "٥m"]
        {
            assert_eq!(parse(text), Err(FORM), "{text}");
        }
    }
}
