//! The one place that reads the time of day, and the forms in which gateways want it.

use std::{fmt, sync::Arc, time::SystemTime};

use time::{OffsetDateTime, UtcOffset};

/// Tells the time of day. Replace it to make requests reproducible.
pub trait Clock: fmt::Debug + Send + Sync {
    /// The time now.
    fn now(&self) -> Stamp;
}

impl<C: Clock + ?Sized> Clock for Arc<C> {
    fn now(&self) -> Stamp {
        (**self).now()
    }
}

/// The clock of the machine.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the time")]
    fn now(&self) -> Stamp {
        Stamp(OffsetDateTime::now_utc())
    }
}

/// A clock that stands still.
#[derive(Clone, Copy, Debug)]
pub struct FixedClock(pub Stamp);

impl Clock for FixedClock {
    fn now(&self) -> Stamp {
        self.0
    }
}

/// A moment, to be written into a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stamp(OffsetDateTime);

impl Stamp {
    /// The moment this many milliseconds after 1970-01-01T00:00:00Z, if the calendar holds it.
    pub fn from_unix_millis(millis: i64) -> Option<Self> {
        OffsetDateTime::from_unix_timestamp_nanos(i128::from(millis) * 1_000_000).ok().map(Self)
    }

    /// Milliseconds since 1970-01-01T00:00:00Z.
    pub fn unix_millis(self) -> i64 {
        // A date within the calendar's ±9999 years always fits.
        i64::try_from(self.0.unix_timestamp_nanos() / 1_000_000).unwrap_or(i64::MAX)
    }

    /// `yyyy-MM-dd HH:mm:ss` in China time, whatever the zone of the machine.
    pub fn china(self) -> String {
        written(self.at(8 * 60), ' ', "")
    }

    /// ISO 8601 to the second with a numeric offset, such as `2022-01-12T11:00:00+08:00`.
    pub fn iso8601(self, offset_minutes: i16) -> String {
        let at = self.at(offset_minutes);
        let mut text = written(at, 'T', "+08:00");
        let (hours, minutes, _) = at.offset().as_hms();
        text.push(if at.offset().is_negative() { '-' } else { '+' });
        push_two_digits(&mut text, hours.unsigned_abs());
        text.push(':');
        push_two_digits(&mut text, minutes.unsigned_abs());
        text
    }

    fn at(self, offset_minutes: i16) -> OffsetDateTime {
        let offset = UtcOffset::from_whole_seconds(i32::from(offset_minutes) * 60).unwrap_or(UtcOffset::UTC);
        // Shifting fails only at the ends of the calendar, where UTC is as good.
        self.0.checked_to_offset(offset).unwrap_or(self.0)
    }
}

impl From<Stamp> for SystemTime {
    fn from(stamp: Stamp) -> Self {
        stamp.0.into()
    }
}

/// Date and time of day to the second, with room for as much as `behind`. By hand, since it is done for every attempt.
fn written(at: OffsetDateTime, between: char, behind: &str) -> String {
    let mut text = String::with_capacity("2022-01-12 11:00:00".len() + behind.len());
    match u16::try_from(at.year()) {
        Ok(year @ ..=9999) => {
            push_two_digits(&mut text, (year / 100) as u8);
            push_two_digits(&mut text, (year % 100) as u8);
        }
        _ => text.push_str(&format!("{:04}", at.year())),
    }
    let (hour, minute, second) = at.to_hms();
    let rest = [('-', u8::from(at.month())), ('-', at.day()), (between, hour), (':', minute), (':', second)];
    for (before, number) in rest {
        text.push(before);
        push_two_digits(&mut text, number);
    }
    text
}

/// A number below a hundred.
fn push_two_digits(text: &mut String, number: u8) {
    text.push(char::from(b'0' + number / 10 % 10));
    text.push(char::from(b'0' + number % 10));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn china_time_carries_the_day() {
        // 2020-02-28T16:30:00Z is the 29th in China.
        let stamp = Stamp::from_unix_millis(1_582_907_400_000).unwrap();
        assert_eq!(stamp.china(), "2020-02-29 00:30:00");
        assert_eq!(stamp.iso8601(480), "2020-02-29T00:30:00+08:00");
        assert_eq!(stamp.iso8601(-210), "2020-02-28T13:00:00-03:30");
        assert_eq!(stamp.iso8601(0), "2020-02-28T16:30:00+00:00");
        assert_eq!(stamp.unix_millis(), 1_582_907_400_000);
        assert_eq!(SystemTime::from(stamp), SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_582_907_400));
        // Of a clock that is wrong by far.
        let stamp = Stamp::from_unix_millis(-62_167_219_200_001).unwrap();
        assert_eq!(stamp.iso8601(0), "-001-12-31T23:59:59+00:00");
    }
}
