//! Times as they are stored.

use std::{fmt, time::Duration};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use crate::Stamp;

/// A [`Stamp`] to the millisecond, stored as milliseconds since 1970.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Moment(Stamp);

impl Moment {
    pub(super) fn stamp(self) -> Stamp {
        self.0
    }

    /// This much later. Stays where it is at the end of the calendar.
    pub(super) fn after(self, pause: Duration) -> Self {
        let millis = i64::try_from(pause.as_millis()).unwrap_or(i64::MAX);
        Stamp::from_unix_millis(self.0.unix_millis().saturating_add(millis)).map_or(self, Self)
    }
}

impl From<Stamp> for Moment {
    fn from(stamp: Stamp) -> Self {
        Self(Stamp::from_unix_millis(stamp.unix_millis()).unwrap_or(stamp))
    }
}

impl fmt::Debug for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.iso8601(0))
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(self.0.unix_millis())
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let millis = i64::deserialize(deserializer)?;
        Stamp::from_unix_millis(millis).map(Self).ok_or_else(|| D::Error::custom("is no date"))
    }
}
