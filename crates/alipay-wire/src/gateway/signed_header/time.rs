//! How the time of a request is written.

use crate::{Antom, Dialect, Dws, Stamp, WorldFirst, value::timestamp::unix_millis};

/// How `request-time` is written. It is signed as it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TimeFormat {
    /// ISO 8601 to the second with a numeric offset, such as `2022-01-12T11:00:00+08:00`.
    Iso8601 {
        /// The offset to write, in minutes east of UTC. One of a day or more is no offset: UTC is written then.
        offset_minutes: i16,
    },
    /// Milliseconds since 1970-01-01T00:00:00Z.
    EpochMillis,
}

impl TimeFormat {
    pub(super) fn write(self, now: Stamp) -> String {
        const DAY: u16 = 24 * 60;
        match self {
            Self::Iso8601 { offset_minutes } if offset_minutes.unsigned_abs() < DAY => now.iso8601(offset_minutes),
            Self::Iso8601 { .. } => now.iso8601(0),
            Self::EpochMillis => now.unix_millis().to_string(),
        }
    }
}

/// Milliseconds since 1970-01-01T00:00:00Z of a time that a gateway wrote, in whichever of these forms.
pub(super) fn read(text: &str) -> Option<i64> {
    // The offset of samples has no colon, sometimes.
    let with_colon = || {
        let at = text.len().checked_sub(2)?;
        unix_millis(&format!("{}:{}", text.get(..at)?, text.get(at..)?))
    };
    match text.parse() {
        // In seconds: in milliseconds that would be 1970.
        Ok(seconds @ ..100_000_000_000) => i64::checked_mul(seconds, 1000),
        Ok(millis) => Some(millis),
        Err(_) => unix_millis(text).or_else(with_colon),
    }
}

/// A dialect that is spoken in the signed-header protocol.
pub trait SignedHeaderDialect: Dialect {
    /// How `request-time` is written unless told otherwise.
    const TIME: TimeFormat;
}

/// China time, which the gateways' samples use.
const CHINA: TimeFormat = TimeFormat::Iso8601 { offset_minutes: 8 * 60 };

impl SignedHeaderDialect for Dws {
    /// As the pages of the time of its own write it. Antom, whose gateway it shares, has changed to milliseconds since and
    /// takes both.
    const TIME: TimeFormat = CHINA;
}

impl SignedHeaderDialect for WorldFirst {
    const TIME: TimeFormat = CHINA;
}

impl SignedHeaderDialect for Antom {
    const TIME: TimeFormat = TimeFormat::EpochMillis;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_read_in_every_form() {
        for text in [
            "2022-01-12T11:00:00+08:00",
            "2022-01-12T11:00:00+0800",
            "2022-01-12T03:00:00Z",
            "2022-01-12T03:00:00.000Z",
            "1641956400000",
            "1641956400",
        ] {
            assert_eq!(read(text), Some(1_641_956_400_000), "{text}");
        }
        for text in ["", "x", "2022", "yesterday", "ü", "2022-01-12"] {
            assert_eq!(read(text).filter(|at| *at > 100_000_000), None, "{text}");
        }
    }

    #[test]
    fn each_dialect_has_its_own_and_any_can_be_set() {
        let now = Stamp::from_unix_millis(1_641_956_400_123).unwrap();
        for (format, text) in [
            (Dws::TIME, "2022-01-12T11:00:00+08:00"),
            (WorldFirst::TIME, "2022-01-12T11:00:00+08:00"),
            (Antom::TIME, "1641956400123"),
            (TimeFormat::Iso8601 { offset_minutes: 0 }, "2022-01-12T03:00:00+00:00"),
            (TimeFormat::Iso8601 { offset_minutes: -210 }, "2022-01-11T23:30:00-03:30"),
            (TimeFormat::Iso8601 { offset_minutes: 330 }, "2022-01-12T08:30:00+05:30"),
            (TimeFormat::Iso8601 { offset_minutes: 1_440 }, "2022-01-12T03:00:00+00:00"),
            (TimeFormat::Iso8601 { offset_minutes: i16::MIN }, "2022-01-12T03:00:00+00:00"),
        ] {
            assert_eq!(format.write(now), text, "{format:?}");
        }
    }
}
