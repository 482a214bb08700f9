//! Times in answers.

use crate::StringNewtype;

use time::{OffsetDateTime, format_description::well_known::Iso8601};

/// A time as the gateway wrote it, such as `2020-01-13T01:16:44-08:00`.
///
/// Kept as text, so that an odd form neither fails the answer nor gets lost.
#[derive(Clone, StringNewtype)]
#[wire(show)]
pub struct Timestamp(String);

impl Timestamp {
    /// Milliseconds since 1970-01-01T00:00:00Z, when the text is ISO 8601 with an offset.
    pub fn unix_millis(&self) -> Option<i64> {
        unix_millis(self.as_str())
    }
}

pub(crate) fn unix_millis(iso8601: &str) -> Option<i64> {
    let at = OffsetDateTime::parse(iso8601, &Iso8601::DEFAULT).ok()?;
    i64::try_from(at.unix_timestamp_nanos() / 1_000_000).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_iso8601_and_keeps_the_rest() {
        assert_eq!(Timestamp::from("2020-01-13T01:16:44-08:00").unix_millis(), Some(1_578_907_004_000));
        assert_eq!(Timestamp::from("2022-03-03T09:44:35Z").unix_millis(), Some(1_646_300_675_000));
        assert_eq!(Timestamp::from("yesterday").unix_millis(), None);
    }
}
